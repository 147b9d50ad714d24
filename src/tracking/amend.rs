//! Adds to the commit itself what only its message could tell.

use progress_git::git::ObjectId;

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
    let Some(head) = repository.head()?.filter(|_| !done.staged.is_empty()) else {
        return Ok(());
    };
    let index = format!("amend-{}.index", std::process::id());
    let index = repository.git_dir().join("progress").join(index);
    let made = (|| {
        repository.write_index(&index, head.id)?;
        let tree = repository.tree(head.tree);
        for (file, paths) in &done.staged {
            let edit = ListEdit {
                add: paths.clone(),
                ..ListEdit::default()
            };
            in_index(repository, &tree, Some(&index), file, &edit)?;
        }
        repository.amend(head.id, &index, variable)?;
        moved(facts, head.id)
    })();
    // If it does not exist, nothing was written.
    let _ = std::fs::remove_file(&index);
    made
}

fn moved(facts: &Facts<'_>, old: ObjectId) -> Result<(), RecordError> {
    match facts.repository.head()? {
        Some(head) => {
            let (pairs, onto) = (vec![(old, head.id)], None);
            after_rewrite(facts, &Rewrite { pairs, onto })
        }
        None => Ok(()),
    }
}
