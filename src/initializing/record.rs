//! What was set up, kept in Git's folder, so that it can be undone.

use std::collections::BTreeMap;
use std::path::Path;

use progress_core::collections::Fnv;
use progress_git::git::Repository;
use progress_git::write::Kept;
use serde::{Deserialize, Serialize};

use super::file_change::FileChange;

/// What was set up in a working tree.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// The files that were created or changed, by their name relative to the root.
    pub(super) files: BTreeMap<String, RecordedFile>,
    /// Whether the hooks were installed, and not only updated.
    pub(super) has_hooks: bool,
    /// Whether the merge driver was set up, and not only updated.
    #[serde(default)]
    pub(super) has_driver: bool,
}

/// A file that was created or changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct RecordedFile {
    /// Its content before; `None` if it did not exist.
    pub before: Option<String>,
    /// The hash of its content afterwards.
    pub digest: String,
    /// The text that was inserted in one place, if that is all that was changed.
    pub inserted: Option<String>,
    /// How many of the folders above it were created with it, from the innermost one.
    #[serde(default)]
    pub new_folders: usize,
}

impl Record {
    /// The file in which the record is kept: files belong to a working tree.
    pub(super) fn store(repository: &Repository) -> Kept<'_> {
        let folder = repository.git_dir();
        Kept::new(
            repository,
            folder,
            "init.json",
            "the record of `progress init`",
        )
    }

    /// Notes a change before it is made, and with it the folders that are created.
    pub(super) fn note(&mut self, change: &FileChange) {
        let name = change.path.as_str().to_owned();
        let earlier = self.files.get(&name);
        let current = change.before.as_deref().map(digest);
        // What an earlier run wrote is not what was there before.
        let before = match earlier {
            Some(earlier) if current.as_deref() == Some(&earlier.digest) => earlier.before.clone(),
            _ => change.before.clone(),
        };
        let missing = missing_folders(change.path.absolute());
        let new_folders = earlier
            .map_or(0, |earlier| earlier.new_folders)
            .max(missing);
        let inserted = inserted(before.as_deref().unwrap_or_default(), &change.after);
        self.files.insert(
            name,
            RecordedFile {
                // A new file is removed as a whole, or not at all.
                inserted: if before.is_some() { inserted } else { None },
                digest: digest(&change.after),
                before,
                new_folders,
            },
        );
    }
}

/// The hash of a content.
pub(super) fn digest(text: &str) -> String {
    let mut hash = Fnv::new();
    hash.add(text);
    hash.to_string()
}

/// How many of the folders above a file do not exist.
fn missing_folders(path: &Path) -> usize {
    let folders = path.ancestors().skip(1);
    folders.take_while(|folder| !folder.exists()).count()
}

/// The text by which `after` is longer than `before`; `None` if more than that differs.
fn inserted(before: &str, after: &str) -> Option<String> {
    let mut start = before
        .bytes()
        .zip(after.bytes())
        .take_while(|(old, new)| old == new)
        .count();
    // Not inside a character.
    while !after.is_char_boundary(start) {
        start -= 1;
    }
    let rest = before.get(start..)?;
    let inserted = after.get(start..)?.strip_suffix(rest)?;
    (!inserted.trim().is_empty()).then(|| inserted.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_insertion_is_found() {
        for (before, after, expected) in [
            ("a\n", "a\n\nb\n", Some("\nb\n")),
            ("a\nc\n", "a\nb\nc\n", Some("b\n")),
            ("é", "éè", Some("è")),
            ("a\nc\n", "b\na\nb\nc\n", None),
            ("a", "a", None),
            ("ab", "a", None),
        ] {
            assert_eq!(inserted(before, after).as_deref(), expected, "{after}");
        }
    }
}
