//! How commits follow and replace each other.

use progress_git::git::{Commit, GitError, ObjectId, Range, Repository};

/// Returns the commits of a range, oldest first.
pub(super) fn oldest_first(
    repository: &Repository,
    range: &Range,
) -> Result<Vec<Commit>, GitError> {
    let mut commits: Vec<Commit> = repository.history(range)?.collect::<Result<_, _>>()?;
    commits.reverse();
    Ok(commits)
}

/// Whether a commit was made when `HEAD` was `parent`: on top of it, or replacing it.
pub(super) fn is_next(repository: &Repository, commit: &Commit, parent: Option<&str>) -> bool {
    match parent.and_then(ObjectId::from_hex) {
        // There was no commit yet, so only a root commit can be the next one.
        None => commit.parents.is_empty(),
        Some(parent) if commit.parents.contains(&parent) => true,
        // `git commit --amend`: `HEAD` was the commit that this one replaces.
        Some(parent) => repository
            .commit(parent)
            .is_ok_and(|amended| amended.parents == commit.parents),
    }
}

/// Whether a commit replaces another, as `git commit --amend` does: both have the same parents.
pub(super) fn replaces(repository: &Repository, commit: &Commit, other: &str) -> bool {
    match ObjectId::from_hex(other) {
        Some(id) if id != commit.id => repository
            .commit(id)
            .is_ok_and(|old| old.parents == commit.parents),
        _ => false,
    }
}

/// Whether a commit is another one or a descendant of it.
pub(super) fn contains(repository: &Repository, commit: &Commit, other: &str) -> bool {
    let Some(id) = ObjectId::from_hex(other) else {
        return false;
    };
    id == commit.id
        || repository
            .merge_base(id, commit.id)
            .is_ok_and(|base| base == Some(id))
}
