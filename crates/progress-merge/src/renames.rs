//! Tasks whose ID changed in one of the versions.

use progress_core::collections::HashMap;
use progress_core::model::item::{Matches, id_of, keys};
use yaml_lossless::Node;

use super::three::Three;

/// The suffix of the name of a task that one side removed to reuse its ID.
const GONE: &str = " (taken out)";

/// Whether this names a task whose ID was reused.
pub(super) fn is_gone(name: &str) -> bool {
    name.ends_with(GONE)
}

/// Renamed tasks.
#[derive(Clone, Debug, Default)]
pub(super) struct Renames {
    /// From each version's names to those of the result, where they differ.
    names: Three<HashMap<String, String>>,
}

impl Renames {
    /// Finds the tasks whose ID differs from the base.
    pub(super) fn of(lists: Three<&[Node<'_>]>) -> Self {
        let keys = lists.map(|items| keys(items, &str::to_owned));
        let mut names = Three::<HashMap<String, String>>::default();
        let ours = Matches::of((lists.base, &keys.base), (lists.ours, &keys.ours));
        let theirs = Matches::of((lists.base, &keys.base), (lists.theirs, &keys.theirs));
        for (index, base) in lists.base.iter().enumerate() {
            let Some(old_id) = id_of(*base) else { continue };
            let is_reused_in_ours = is_reused(lists.ours, &ours, index, old_id);
            let is_reused_in_theirs = is_reused(lists.theirs, &theirs, index, old_id);
            if is_reused_in_ours || is_reused_in_theirs {
                // Where the other side still writes this ID, it means the removed task.
                let name = format!("{old_id}{GONE}");
                if is_reused_in_ours {
                    names.theirs.insert(old_id.to_owned(), name.clone());
                }
                if is_reused_in_theirs {
                    names.ours.insert(old_id.to_owned(), name.clone());
                }
                names.base.insert(old_id.to_owned(), name);
                continue;
            }
            let our_id = id_in(lists.ours, &ours, index).unwrap_or(old_id);
            let their_id = id_in(lists.theirs, &theirs, index).unwrap_or(old_id);
            // If both sides renamed it, ours wins; the IDs themselves are in conflict.
            let name = if our_id == old_id { their_id } else { our_id };
            for (id, names) in [
                (old_id, &mut names.base),
                (our_id, &mut names.ours),
                (their_id, &mut names.theirs),
            ] {
                if id != name {
                    names.insert(id.to_owned(), name.to_owned());
                }
            }
        }
        Self { names }
    }

    /// Whether no task was renamed.
    pub(super) fn is_empty(&self) -> bool {
        let Three { base, ours, theirs } = self.names();
        base.is_empty() && ours.is_empty() && theirs.is_empty()
    }

    /// The names in the result of each version's texts.
    pub(super) fn names(&self) -> Three<&HashMap<String, String>> {
        self.names.as_ref()
    }
}

/// The ID that a side gives a task of the base, if it still has the task.
fn id_in<'a>(items: &[Node<'a>], side: &Matches, index: usize) -> Option<&'a str> {
    let at = side.to.get(index).copied().flatten()?;
    id_of(*items.get(at)?)
}

/// Whether a side removed a task of the base and gave its ID to another one.
fn is_reused(items: &[Node<'_>], side: &Matches, index: usize, old_id: &str) -> bool {
    let is_removed = side.to.get(index) == Some(&None);
    is_removed && items.iter().any(|item| id_of(*item) == Some(old_id))
}
