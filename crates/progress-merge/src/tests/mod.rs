//! Merges of small files, change by change.

mod conflicts;
mod derived;
mod layout;
mod lists;
mod markers;
mod model;
mod properties;
mod steps;
mod styles;

use progress_core::document::Document;
use progress_core::model::Moment;
use progress_testing::BASE;
use yaml_lossless::edit::Value;

use super::{Merged, Options, Three, merge};

fn options() -> Options {
    Options {
        now: Moment::parse("2026-02-09T12:00:00Z").unwrap(),
        ..Options::default()
    }
}

fn run<'v>(base: &'v str, ours: &'v str, theirs: &'v str) -> Merged<'v> {
    let versions = Three { base, ours, theirs };
    merge(versions.map(str::as_bytes), &options()).unwrap()
}

/// The clean result of a merge, which has the same value the other way round.
#[track_caller]
fn clean(base: &str, ours: &str, theirs: &str) -> String {
    let merged = run(base, ours, theirs);
    let text = String::from_utf8(merged.bytes()).unwrap();
    let messages: Vec<String> = merged.conflicts.iter().map(ToString::to_string).collect();
    assert!(messages.is_empty(), "{messages:?}\n{text}");
    assert!(!merged.by_lines, "merged by lines:\n{text}");
    let back = run(base, theirs, ours);
    let back = String::from_utf8(back.bytes()).unwrap();
    assert_eq!(value(&text), value(&back), "{text}\n{back}");
    text
}

/// The messages of a merge's conflicts, and its result.
#[track_caller]
fn conflict(base: &str, ours: &str, theirs: &str) -> (Vec<String>, String) {
    let merged = run(base, ours, theirs);
    let text = String::from_utf8(merged.bytes()).unwrap();
    assert!(text.contains("<<<<<<< ours\n"), "{text}");
    let back = run(base, theirs, ours);
    assert_eq!(back.conflicts.is_empty(), merged.conflicts.is_empty());
    let messages = merged.conflicts.iter().map(ToString::to_string);
    (messages.collect(), text)
}

/// The value of a frontmatter: lists of texts as sets, keys in order.
fn value(text: &str) -> Value {
    let document = Document::parse(text.as_bytes().to_vec());
    let tree = document.tree().unwrap_or_else(|| panic!("{text}"));
    sorted(Value::of(tree.root()))
}

fn sorted(value: Value) -> Value {
    match value {
        Value::Map(entries) => {
            let entries = entries.into_iter().map(|(key, value)| (key, sorted(value)));
            let mut entries: Vec<_> = entries.collect();
            entries.sort_by(|one, other| one.0.cmp(&other.0));
            Value::Map(entries)
        }
        Value::List(items) => {
            let mut items: Vec<Value> = items.into_iter().map(sorted).collect();
            if items
                .iter()
                .all(|item| matches!(item, Value::Text(_) | Value::Plain(_)))
            {
                items.sort_by_key(|item| format!("{item:?}"));
            }
            Value::List(items)
        }
        value => value,
    }
}

/// A file whose frontmatter is this.
fn file(yaml: &str) -> String {
    format!("---\n{yaml}\n---\n")
}

/// [`BASE`] with texts replaced, each of which it must have.
#[track_caller]
fn base(replaced: &[(&str, &str)]) -> String {
    replaced.iter().fold(BASE.to_owned(), |text, (old, new)| {
        assert!(text.contains(old), "no `{old}` in {text}");
        text.replacen(old, new, 1)
    })
}

/// The merge of small frontmatters.
#[track_caller]
fn yaml(base: &str, ours: &str, theirs: &str) -> String {
    let text = clean(&file(base), &file(ours), &file(theirs));
    let inner = text
        .strip_prefix("---\n")
        .and_then(|text| text.strip_suffix("\n---\n"));
    inner.unwrap_or_else(|| panic!("{text}")).to_owned()
}

#[test]
fn a_side_that_equals_the_base_gives_way_unread() {
    let broken = "---\n: [\u{0}";
    for (base, ours, theirs, result) in [
        (broken, broken, "x", "x"),
        (broken, "x", broken, "x"),
        ("y", broken, broken, broken),
    ] {
        assert_eq!(run(base, ours, theirs).bytes(), result.as_bytes());
    }
}

#[test]
fn what_cannot_be_read_is_merged_by_lines() {
    let merged = run("a\nb\nc\n", "A\nb\nc\n", "a\nb\nC\n");
    assert_eq!(
        (merged.bytes().as_slice(), merged.by_lines),
        (&b"A\nb\nC\n"[..], true)
    );
    let merged = run("---\na: [\n", "---\na: b\n---\n", "---\na: c\n---\n");
    assert!(merged.by_lines && merged.conflicts.len() == 1);
    let text = String::from_utf8(merged.bytes()).unwrap();
    assert_eq!(
        text,
        "---\n<<<<<<< ours\na: b\n=======\na: c\n>>>>>>> theirs\n---\n"
    );
}

#[test]
fn bodies_merge_by_lines() {
    let front = "---\na: 1\n---\n";
    let ours = format!("{front}1\n2\n3\n4\n5 ours\n");
    let theirs = "---\na: 2\n---\n1 theirs\n2\n3\n4\n5\n".to_owned();
    let base = format!("{front}1\n2\n3\n4\n5\n");
    let merged = clean(&base, &ours, &theirs);
    assert_eq!(merged, "---\na: 2\n---\n1 theirs\n2\n3\n4\n5 ours\n");
    let (messages, text) = conflict(&base, &ours, &format!("{front}1\n2\n3\n4\n5 theirs\n"));
    assert_eq!(messages, ["ours and theirs change the same lines"]);
    assert!(
        text.ends_with("4\n<<<<<<< ours\n5 ours\n=======\n5 theirs\n>>>>>>> theirs\n"),
        "{text}"
    );
}

#[test]
fn files_that_both_sides_added_are_merged() {
    let ours = base(&[("\"bob\"", "\"carol\"")]);
    assert!(clean("", &ours, BASE).contains("contributors: [\"carol\", \"bob\"]"));
    let (messages, _) = conflict("", &base(&[("Foundation", "Ground")]), BASE);
    assert_eq!(
        messages[0],
        "`title` is `Ground` in ours and `Foundation` in theirs"
    );
}
