//! Divides a commit that belongs to several phases among them.

use std::collections::BTreeSet;

use progress_core::collections::{HashMap, HashSet};
use progress_core::document::Document;
use progress_core::model::{Phase, Statuses};
use progress_core::task_links::{Link, MentionPlace, Source};
use yaml_lossless::Node;

use super::listed::Listed;

/// Words in the key of a task that contains paths.
const PATH_WORDS: &[&str] = &[
    "artifact",
    "artifacts",
    "deliverable",
    "deliverables",
    "file",
    "files",
    "output",
    "outputs",
    "path",
    "paths",
    "target",
    "targets",
];

/// The phases that a commit belongs to, by their progress files.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parties<'f> {
    /// The progress files of all the phases.
    pub files: BTreeSet<&'f str>,
    /// The main phase: the only one whose file names the commit, or the only one named in its
    /// message.
    main: Option<&'f str>,
}

impl<'f> Parties<'f> {
    /// Collects the phases of links, each with its file.
    pub fn of<'l>(links: impl IntoIterator<Item = (&'l Link, &'f str)>) -> Self {
        let (mut files, mut cited, mut claimed) =
            <(BTreeSet<_>, BTreeSet<_>, BTreeSet<_>)>::default();
        for (link, file) in links {
            files.insert(file);
            match link.source {
                Source::Evidence => cited.insert(file),
                Source::Named(MentionPlace::TaskTrailer) => claimed.insert(file),
                _ => false,
            };
        }
        // A `Task:` line is written for this very commit, so it takes precedence over a file.
        let main = only(&claimed).or(only(&cited));
        Self { files, main }
    }

    /// Whether nothing but the path itself can say which of several phases it belongs to.
    fn are_several(&self, file: &str) -> bool {
        self.files.len() > 1 && self.main != Some(file)
    }
}

fn only<'f>(found: &BTreeSet<&'f str>) -> Option<&'f str> {
    match found.len() {
        1 => found.first().copied(),
        _ => None,
    }
}

/// The paths of commits that belong to only one phase, and thus point to it.
#[derive(Debug, Default)]
pub struct Shares<'w> {
    own: HashMap<&'w str, HashSet<&'w str>>,
}

impl<'w> Shares<'w> {
    /// Records what a commit changes for its phases.
    pub fn note(&mut self, parties: &Parties<'w>, paths: &'w [String]) {
        for file in &parties.files {
            // Only a commit whose phase is clear shows what belongs there.
            if !parties.are_several(file) {
                let own = self.own.entry(file).or_default();
                own.extend(paths.iter().map(String::as_str));
            }
        }
    }

    /// Whether a path that a commit changes belongs to a phase. If the commit has several phases,
    /// only paths that point to this one do: through its other commits, or the files that its tasks
    /// name.
    #[must_use]
    pub fn has(&self, parties: &Parties<'_>, file: &str, path: &str, pointed: &Listed<'_>) -> bool {
        !parties.are_several(file)
            || self.own.get(file).is_some_and(|own| own.contains(path))
            || pointed.contains(path)
    }
}

/// Returns the paths that the tasks of a progress file name, as files to change or as evidence.
#[must_use]
pub fn pointed(document: &Document) -> Listed<'_> {
    let Some(tree) = document.tree() else {
        return Listed::default();
    };
    let mut texts = Vec::new();
    // What a status word means does not matter here.
    for task in Phase::read(tree, &Statuses::default()).tasks() {
        for (key, value) in tree.node(task.node).entries() {
            let name = key.text().unwrap_or_default();
            let is_paths = name
                .split(['_', '-'])
                .any(|word| PATH_WORDS.contains(&word));
            if is_paths || name == "evidence" {
                add_texts(value, &mut texts);
            }
        }
    }
    // `a.py,b.py (all pass)`
    let entries = texts.into_iter().flat_map(|text| text.split([',', '\n']));
    Listed::of_entries(entries.map(str::trim))
}

fn add_texts<'d>(value: Node<'d>, texts: &mut Vec<&'d str>) {
    texts.extend(value.some_text());
    for item in value.items() {
        add_texts(item, texts);
    }
    for (_, value) in value.entries() {
        add_texts(value, texts);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tasks_name_paths_in_many_ways() {
        for task in [
            "files: [src/a.rs]",
            "files_affected: [src/]",
            "file_targets: ['src/*.rs']",
            "deliverables: src/a.rs (new)",
            "file: src/a.rs",
            "evidence: [{test: 'src/a.rs,src/b.rs (all pass)'}]",
            "evidence: [{file: src/a.rs}]",
        ] {
            let text = format!("---\ntype: progress\ntasks:\n  - id: A-1\n    {task}\n---\n");
            let document = Document::parse(text.into_bytes());
            assert!(pointed(&document).contains("src/a.rs"), "{task}");
            assert!(!pointed(&document).contains("lib/a.rs"), "{task}");
        }
        let text = "---\ntype: progress\ntasks:\n  - {id: A-1, notes: src/a.rs}\n---\n";
        let document = Document::parse(text.into());
        assert!(!pointed(&document).contains("src/a.rs"));
    }
}
