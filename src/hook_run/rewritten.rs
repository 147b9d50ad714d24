//! Which commits an amend or a rebase replaced.

use progress_git::git::{ObjectId, Repository};

use crate::tracking::Rewrite;

/// Reads what Git gives post-rewrite: a line with the old and the new commit for each. If `text`
/// is empty, as with pre-commit and prek, which do not pass it on, the repository tells.
#[must_use]
pub fn read_rewrite(repository: &Repository, text: &str, is_amend: bool) -> Rewrite {
    let pairs = match (text.trim().is_empty(), is_amend) {
        (false, _) => pairs(text),
        (true, true) => amended(repository).into_iter().collect(),
        (true, false) => pairs(&repository.rewritten().unwrap_or_default()),
    };
    let onto = if is_amend {
        // A commit can also be amended during a rebase.
        None
    } else {
        repository.rebased_onto()
    };
    Rewrite { pairs, onto }
}

fn pairs(text: &str) -> Vec<(ObjectId, ObjectId)> {
    text.lines()
        .filter_map(|line| {
            let mut words = line.split_whitespace();
            let old = ObjectId::from_hex(words.next()?)?;
            Some((old, ObjectId::from_hex(words.next()?)?))
        })
        .collect()
}

/// Returns the commit that was amended last, and its replacement.
fn amended(repository: &Repository) -> Option<(ObjectId, ObjectId)> {
    let head = repository.head().ok()??;
    let old = repository.commit(repository.head_before()?).ok()?;
    // An amend keeps the parents. Otherwise, the last move of `HEAD` was something else.
    if old.parents == head.parents {
        Some((old.id, head.id))
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_line_names_the_old_and_the_new_commit() {
        let (old, new) = (
            "3b3bde67d5bbac52447b7ca424afab844c38a547",
            "0".repeat(39) + "1",
        );
        let found = pairs(&format!("{old} {new} amended\nnothing\n{old}\n"));
        let [old, new] = [old, new.as_str()].map(|id| ObjectId::from_hex(id).unwrap());
        assert_eq!(found, [(old, new)]);
    }
}
