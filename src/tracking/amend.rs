//! What only the message told, put into the commit itself.

use super::versions::{ListEdit, in_index};
use super::{AfterCommit, Facts, RecordError, Rewrite, after_rewrite};
use crate::git::ObjectId;

/// Makes the last commit anew with what was staged after it, and with nothing else that is
/// staged. Where that fails, as where its signature cannot be kept, it stays staged. `variable` is set for the hooks that this runs.
///
/// # Errors
///
/// Fails where Git cannot make the commit.
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
    // Where it is not there, nothing was written.
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
