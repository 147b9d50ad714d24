//! Selects the paths of a commit that belong in `files_modified`.

use std::collections::BTreeSet;

use progress_core::config::Settings;
use progress_git::git::{Change, Commit, GitError, Repository};
use serde::{Deserialize, Serialize};

use crate::linking::Linker;

/// The paths of commits that belong in `files_modified`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Belonging {
    /// The paths, in Git's order and without duplicates.
    pub paths: Vec<String>,
    /// Paths that are not UTF-8 and so cannot be represented in YAML, with replacement characters.
    pub unnameable: Vec<String>,
}

/// Returns the paths of changes: added, modified, deleted, and the new names of renamed files;
/// progress files and paths that the settings exclude are left out.
pub fn trackable_paths<'c>(
    changes: impl IntoIterator<Item = &'c Change>,
    settings: &Settings,
) -> Belonging {
    let mut seen = BTreeSet::new();
    let mut belonging = Belonging::default();
    for change in changes {
        let Ok(path) = std::str::from_utf8(&change.path) else {
            let replaced = String::from_utf8_lossy(&change.path);
            belonging.unnameable.push(replaced.into_owned());
            continue;
        };
        let is_excluded = settings.is_candidate(path) || settings.unrecorded.matches(path);
        if !is_excluded && seen.insert(path) {
            belonging.paths.push(path.to_owned());
        }
    }
    belonging
}

/// Returns the paths that a commit changes and that belong in `files_modified`.
///
/// # Errors
///
/// Fails if Git cannot read the commit.
pub fn work_paths(
    repository: &Repository,
    settings: &Settings,
    commit: &Commit,
    linker: &mut Linker<'_>,
) -> Result<Belonging, GitError> {
    linker.remembered("paths", commit, |linker| {
        let changes = repository.with_renames(linker.changes(commit)?.to_vec());
        Ok(trackable_paths(&changes, settings))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_that_are_not_work_are_left_out() {
        let change = |path: &[u8]| Change {
            path: path.to_vec(),
            from: None,
            old: None,
            new: None,
        };
        let changes = [
            &b"src/a b.rs"[..],
            b"docs/progress/auth-v1/phase-1-progress.md",
            b".claude/settings.json",
            b"web/package-lock.json",
            b"Cargo.lock",
            b"src/\"q\".rs",
            b"src/\xff.rs",
            b"src/a b.rs",
        ]
        .map(change);
        let found = trackable_paths(&changes, &Settings::default());
        assert_eq!(found.paths, ["src/a b.rs", "src/\"q\".rs"]);
        assert_eq!(found.unnameable, ["src/\u{fffd}.rs"]);
    }
}
