//! Merges of three versions in the styles that real files have, with bytes changed at will, are
//! right or in conflict.
//!
//! The first eight bytes are the seed of the versions. Each five bytes after them are one change:
//! the version, its offset (two bytes), the length it replaces, and the word written there.
#![no_main]
#![allow(dead_code, reason = "the tests use the rest of the shared modules")]

use libfuzzer_sys::fuzz_target;
use progress_core::derive::{Contradiction, contradictions, worse};
use progress_core::document::Document;
use progress_merge::{Options, Three, merge};
use progress_core::model::{Phase, Statuses};

#[path = "../../tests/it/merge_triples/expect.rs"]
mod expect;
#[path = "../../tests/it/merge_triples/model.rs"]
mod model;
#[path = "../../tests/it/merge_triples/style.rs"]
mod style;
#[path = "../../tests/it/merge_triples/triple.rs"]
mod triple;

/// What lines of such files are made of.
const WORDS: &[&str] = &[
    "", "\n", "\r", " ", "#", "- ", "[", "]", "{", "}", ",", ": ", "\"", "'", "&a ", "*a", "!t ",
    "|", ">-", "completed", "pending", "1", "null", "T-1", "\t", "---\n", "<<: ", "=======\n",
];

fn contradicted(document: &Document) -> Vec<Contradiction> {
    let Some(tree) = document.tree() else { return Vec::new() };
    contradictions(tree.root(), &Phase::read(tree, &Statuses::default()))
}

fn ids(document: &Document) -> Vec<String> {
    let tasks = document.get("tasks").into_iter().flat_map(|tasks| tasks.items());
    // Null is not an ID, however it is written.
    let ids = tasks.filter_map(|task| task.get("id")?.some_text().map(str::to_owned));
    ids.collect()
}

fuzz_target!(|bytes: &[u8]| {
    progress_lint_fuzz::catch_what_is_caught();
    let Some((seed, changes)) = bytes.split_first_chunk() else { return };
    let mut versions = triple::Triple::new(u64::from_le_bytes(*seed)).bytes;
    for change in changes.chunks_exact(5).take(8) {
        let version = &mut versions[usize::from(change[0]) % 3];
        let at = usize::from(u16::from_le_bytes([change[1], change[2]])) % (version.len() + 1);
        let end = (at + usize::from(change[3] % 8)).min(version.len());
        let word = WORDS[usize::from(change[4]) % WORDS.len()];
        version.splice(at..end, word.bytes());
    }
    let [base, ours, theirs] = versions.each_ref().map(Vec::as_slice);
    let merged = |ours, theirs| {
        let options = Options { path: "progress/p/phase-1-progress.md".to_owned(), ..Options::default() };
        merge(Three { base, ours, theirs }, &options)
    };
    let (Ok(result), Ok(turned)) = (merged(ours, theirs), merged(theirs, ours)) else { return };
    for result in [&result, &turned] {
        if !result.conflicts.is_empty() || base == ours || base == theirs || ours == theirs {
            continue;
        }
        let [was, one, other] = [base, ours, theirs].map(|bytes| Document::parse(bytes.to_vec()));
        let all = [&was, &one, &other];
        if all.iter().any(|it| it.tree().is_none()) {
            continue;
        }
        let document = Document::parse(result.bytes());
        assert!(document.tree().is_some());
        let wrong = worse(contradicted(&document), [&contradicted(&one), &contradicted(&other)]);
        assert!(wrong.is_empty(), "{wrong:?}");
        let (was, has) = (ids(&was), ids(&document));
        let (one, other) = (ids(&one), ids(&other));
        for id in one.iter().chain(&other).filter(|id| !was.contains(id)) {
            assert!(has.contains(id), "{id} is lost");
        }
        for id in was.iter().filter(|id| one.contains(id) && other.contains(id)) {
            assert!(has.contains(id), "{id} is lost");
        }
    }
});
