//! Adds to the commit itself what only its message could tell.

use std::path::Path;

use progress_git::git::Commit;

use super::versions::{ListEdit, in_index};
use super::{AfterCommit, Facts, RecordError, Rewrite, after_rewrite};

/// Amends the last commit with the paths staged after it, and with nothing else that is staged. If
/// that fails, for example because the commit cannot be signed, the paths stay staged. `variable`
/// is set for the hooks that this runs.
///
/// # Errors
///
/// Fails if Git cannot make the commit.
pub fn amend(
    facts: &Facts<'_>,
    done: &AfterCommit,
    variable: &'static str,
) -> Result<(), RecordError> {
    let repository = facts.repository;
    if done.staged.is_empty() {
        return Ok(());
    }
    let Some(head) = repository.head()? else {
        return Ok(());
    };
    // The user's index may contain more than the commit.
    // The process ID keeps apart hooks that run at the same time.
    let name = format!("amend-{}.index", std::process::id());
    let index = repository.git_dir().join("progress").join(name);
    let made = amend_with(facts, &head, done, &index, variable);
    // If it does not exist, nothing was written.
    let _ = std::fs::remove_file(&index);
    made
}

/// Amends a commit by way of a temporary index.
fn amend_with(
    facts: &Facts<'_>,
    head: &Commit,
    done: &AfterCommit,
    index: &Path,
    variable: &'static str,
) -> Result<(), RecordError> {
    let repository = facts.repository;
    repository.write_index(index, head.id)?;
    let tree = repository.tree(head.tree);
    for (file, paths) in &done.staged {
        let edit = ListEdit::adding(paths.clone());
        in_index(repository, &tree, Some(index), file, &edit)?;
    }
    repository.amend(head.id, index, variable)?;
    let Some(amended) = repository.head()? else {
        return Ok(());
    };
    let rewrite = Rewrite {
        pairs: vec![(head.id, amended.id)],
        onto: None,
    };
    after_rewrite(facts, &rewrite)
}
