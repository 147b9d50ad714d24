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
        let mut renames = Self::default();
        let ours = Matches::of((lists.base, &keys.base), (lists.ours, &keys.ours));
        let theirs = Matches::of((lists.base, &keys.base), (lists.theirs, &keys.theirs));
        for (index, base) in lists.base.iter().enumerate() {
            let id = |items: &[Node<'_>], at: &[Option<usize>]| {
                let at = at.get(index).copied().flatten()?;
                items
                    .get(at)
                    .and_then(|item| id_of(*item))
                    .map(str::to_owned)
            };
            let Some(was) = id_of(*base) else { continue };
            let is_gone = |items: &[Node<'_>], to: &[Option<usize>]| {
                let is_dropped = to.get(index) == Some(&None);
                is_dropped && items.iter().any(|item| id_of(*item) == Some(was))
            };
            let gone = [
                (is_gone(lists.ours, &ours.to), &mut renames.names.theirs),
                (is_gone(lists.theirs, &theirs.to), &mut renames.names.ours),
            ];
            let mut is_reused = false;
            for (_, names) in gone.into_iter().filter(|(is_gone, _)| *is_gone) {
                names.insert(was.to_owned(), format!("{was}{GONE}"));
                is_reused = true;
            }
            if is_reused {
                let names = &mut renames.names.base;
                names.insert(was.to_owned(), format!("{was}{GONE}"));
                continue;
            }
            let our_id = id(lists.ours, &ours.to).unwrap_or_else(|| was.to_owned());
            let their_id = id(lists.theirs, &theirs.to).unwrap_or_else(|| was.to_owned());
            let name = if our_id == was { &their_id } else { &our_id }.clone();
            for (id, names) in [
                (was.to_owned(), &mut renames.names.base),
                (our_id, &mut renames.names.ours),
                (their_id, &mut renames.names.theirs),
            ] {
                if id != name {
                    names.insert(id, name.clone());
                }
            }
        }
        renames
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
