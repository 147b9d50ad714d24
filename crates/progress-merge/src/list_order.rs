//! Aligns the items of a list in three versions and orders the result.

use std::cmp::Ordering;

use progress_core::collections::{HashMap, HashSet};
use progress_core::model::item::{ItemKey, Matches, keys, natural};
use yaml_lossless::Node;

use super::renames::Renames;
use super::three::{Nodes, Three};

/// An item of the merged list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Slot {
    /// An item that our list has.
    Ours(usize),
    /// An item that only their list has.
    Theirs(usize),
}

/// The items of a list in three versions.
pub(super) struct Aligned<'a> {
    /// The items.
    pub items: Three<Vec<Node<'a>>>,
    /// The items' keys.
    pub keys: Three<Vec<ItemKey>>,
    ours: Matches,
    theirs: Matches,
    /// From our items to theirs, including items that the base lacks.
    across: Vec<Option<usize>>,
    /// The reverse direction.
    back: Vec<Option<usize>>,
    /// For each item of ours and of theirs, whether it has another base item's ID.
    reused: [Vec<bool>; 2],
}

impl<'a> Aligned<'a> {
    /// Aligns lists; anything else has no items. With `renames`, their texts name tasks.
    pub(super) fn new(lists: Nodes<'a>, renames: Option<&Renames>) -> Self {
        let items = lists.map(|list| list.into_iter().flat_map(Node::items).collect::<Vec<_>>());
        let mut keys = match renames {
            None => items.as_ref().map(|items| keys(items, &str::to_owned)),
            Some(renames) => {
                let names = renames.names();
                Three {
                    base: keys_by_new_name(&items.base, names.base),
                    ours: keys_by_new_name(&items.ours, names.ours),
                    theirs: keys_by_new_name(&items.theirs, names.theirs),
                }
            }
        };
        let ours = Matches::of((&items.base, &keys.base), (&items.ours, &keys.ours));
        let theirs = Matches::of((&items.base, &keys.base), (&items.theirs, &keys.theirs));
        // After the matching, because this changes keys.
        let reused = [
            tell_apart(&keys.base, &mut keys.ours, &ours.from),
            tell_apart(&keys.base, &mut keys.theirs, &theirs.from),
        ];
        let mut aligned = Self {
            reused,
            across: vec![None; items.ours.len()],
            back: vec![None; items.theirs.len()],
            items,
            keys,
            ours,
            theirs,
        };
        aligned.join();
        aligned
    }

    /// Matches our items with theirs: through the base, or by key if both sides added them.
    fn join(&mut self) {
        let new: HashMap<&ItemKey, usize> = self
            .keys
            .theirs
            .iter()
            .enumerate()
            // An item of the base is matched through the base, whatever its key.
            .filter(|(index, _)| self.theirs.from.get(*index) == Some(&None))
            .map(|(index, key)| (key, index))
            .collect();
        for (index, key) in self.keys.ours.iter().enumerate() {
            let other = match self.ours.from.get(index) {
                Some(Some(base)) => matched(&self.theirs.to, *base),
                _ => new.get(key).copied(),
            };
            let Some(other) = other else { continue };
            if let (Some(across), Some(back)) =
                (self.across.get_mut(index), self.back.get_mut(other))
            {
                *across = Some(other);
                *back = Some(index);
            }
        }
    }

    /// Our item with its counterparts.
    pub(super) fn of_ours(&self, index: usize) -> Nodes<'a> {
        let base = matched(&self.ours.from, index);
        let theirs = matched(&self.across, index);
        Three {
            base: base.and_then(|base| self.items.base.get(base).copied()),
            ours: self.items.ours.get(index).copied(),
            theirs: theirs.and_then(|theirs| self.items.theirs.get(theirs).copied()),
        }
    }

    /// Their item with the base's, if our list lacks it.
    pub(super) fn only_theirs(&self, index: usize) -> Option<Nodes<'a>> {
        if matched(&self.back, index).is_some() {
            return None;
        }
        let base = matched(&self.theirs.from, index);
        Some(Three {
            base: base.and_then(|base| self.items.base.get(base).copied()),
            ours: None,
            theirs: self.items.theirs.get(index).copied(),
        })
    }

    /// Our item's key: the base's, if the base has the item.
    pub(super) fn key_of_ours(&self, index: usize) -> Option<&ItemKey> {
        match matched(&self.ours.from, index) {
            Some(base) => self.keys.base.get(base),
            None => self.keys.ours.get(index),
        }
    }

    /// Their item's key.
    pub(super) fn key_of_theirs(&self, index: usize) -> Option<&ItemKey> {
        match matched(&self.theirs.from, index) {
            Some(base) => self.keys.base.get(base),
            None => self.keys.theirs.get(index),
        }
    }

    /// Whether each side gave our item another base item's ID.
    pub(super) fn reused(&self, index: usize) -> [bool; 2] {
        let [of_ours, of_theirs] = &self.reused;
        let theirs = matched(&self.across, index);
        [
            is_set(of_ours, index),
            theirs.is_some_and(|theirs| is_set(of_theirs, theirs)),
        ]
    }

    /// Their new order of our items, if we kept the base's. Our additions stay after the item they
    /// followed.
    pub(super) fn reordered(&self) -> Option<Vec<usize>> {
        let count = self.items.ours.len();
        let in_ours: Vec<(usize, usize)> =
            (0..count).filter_map(|index| self.common(index)).collect();
        let mut in_base = in_ours.clone();
        in_base.sort_unstable();
        // If both sides moved items, our order stays: an order is no reason for a conflict.
        let we_moved = !in_ours.is_sorted();
        let they_moved = !in_base.is_sorted_by_key(|(_, theirs)| *theirs);
        if we_moved || !they_moved {
            return None;
        }
        let mut groups: Vec<(Option<usize>, Vec<usize>)> = vec![(None, Vec::new())];
        for index in 0..count {
            match self.common(index) {
                Some((_, theirs)) => groups.push((Some(theirs), vec![index])),
                None => {
                    if let Some((_, group)) = groups.last_mut() {
                        group.push(index);
                    }
                }
            }
        }
        // The sort is stable and puts `None` first, so what we added at the start stays there.
        groups.sort_by_key(|(theirs, _)| *theirs);
        Some(groups.into_iter().flat_map(|(_, group)| group).collect())
    }

    /// The positions in the base and in theirs of an item that all versions have.
    fn common(&self, index: usize) -> Option<(usize, usize)> {
        let base = matched(&self.ours.from, index)?;
        Some((base, matched(&self.across, index)?))
    }

    /// The merged list: our kept items, with their new items at the places they have there.
    ///
    /// Entries that both sides added at one place are interleaved in sorted order as far as each
    /// side's order allows, so that the result does not depend on which side is ours.
    pub(super) fn arranged(&self, kept: &[bool], new: &[bool]) -> Vec<Slot> {
        let mut runs: HashMap<Option<usize>, Vec<usize>> = HashMap::default();
        let mut anchor = None;
        for index in 0..self.items.theirs.len() {
            match matched(&self.back, index) {
                // A new item follows the nearest item before it that stays.
                Some(ours) if is_set(kept, ours) => anchor = Some(ours),
                None if is_set(new, index) => runs.entry(anchor).or_default().push(index),
                _ => {}
            }
        }
        let ours: Vec<usize> = (0..self.items.ours.len())
            .filter(|&at| is_set(kept, at))
            .collect();
        let mut slots = Vec::with_capacity(ours.len());
        let mut rest = ours.as_slice();
        // Begins with their new items before the first common one.
        let mut run = runs.remove(&None).unwrap_or_default();
        loop {
            let added = rest
                .iter()
                .take_while(|&&at| self.is_ours_alone(at))
                .count();
            let (together, others) = rest.split_at(added);
            self.interleave(together, &run, &mut slots);
            let Some((&next, others)) = others.split_first() else {
                return slots;
            };
            slots.push(Slot::Ours(next));
            run = runs.remove(&Some(next)).unwrap_or_default();
            rest = others;
        }
    }

    /// Whether only our list has an item of ours.
    fn is_ours_alone(&self, index: usize) -> bool {
        let nodes = self.of_ours(index);
        nodes.base.is_none() && nodes.theirs.is_none()
    }

    /// Adds two runs of new items, interleaved in sorted order.
    fn interleave(&self, ours: &[usize], theirs: &[usize], slots: &mut Vec<Slot>) {
        let (mut ours, mut theirs) = (ours.iter().peekable(), theirs.iter().peekable());
        while let (Some(&&one), Some(&&other)) = (ours.peek(), theirs.peek()) {
            if self.comes_first(one, other) {
                slots.extend(ours.next().map(|&at| Slot::Ours(at)));
            } else {
                slots.extend(theirs.next().map(|&at| Slot::Theirs(at)));
            }
        }
        slots.extend(ours.map(|&at| Slot::Ours(at)));
        slots.extend(theirs.map(|&at| Slot::Theirs(at)));
    }

    /// Whether a new item of ours goes before one of theirs. Texts are not sorted: ours go first.
    fn comes_first(&self, ours: usize, theirs: usize) -> bool {
        let (Some(our_key), Some(their_key)) =
            (self.keys.ours.get(ours), self.keys.theirs.get(theirs))
        else {
            return true;
        };
        is_text(self.items.ours.get(ours))
            || is_text(self.items.theirs.get(theirs))
            || natural(&our_key.name, &their_key.name) != Ordering::Greater
    }
}

/// The item that another list has for the one at `index`.
fn matched(matches: &[Option<usize>], index: usize) -> Option<usize> {
    matches.get(index).copied().flatten()
}

fn is_set(flags: &[bool], index: usize) -> bool {
    flags.get(index) == Some(&true)
}

fn is_text(item: Option<&Node<'_>>) -> bool {
    item.is_some_and(|item| item.text().is_some())
}

/// The keys of texts that name tasks, by the names that these have in the result.
fn keys_by_new_name(items: &[Node<'_>], names: &HashMap<String, String>) -> Vec<ItemKey> {
    keys(items, &|text| match names.get(text) {
        Some(name) => name.clone(),
        None => text.to_owned(),
    })
}

/// Returns which items of a side have another base item's ID. New items among them get another
/// key, so that no place means two items.
fn tell_apart(base: &[ItemKey], side: &mut [ItemKey], from: &[Option<usize>]) -> Vec<bool> {
    let old_keys: Vec<Option<&ItemKey>> = (0..side.len())
        .map(|index| base.get(matched(from, index)?))
        .collect();
    let mut pairs = side.iter().zip(&old_keys);
    // Nearly always, no item has another key than in the base.
    if pairs.all(|(key, old)| old.is_none_or(|old| old == key)) {
        return Vec::new();
    }
    // Only IDs can be reused; the keys of other items are their content, which may recur.
    let known: HashSet<&ItemKey> = base.iter().filter(|key| key.is_id).collect();
    let mut reused = vec![false; side.len()];
    for ((key, old), reused) in side.iter_mut().zip(old_keys).zip(&mut reused) {
        if old == Some(key) || !known.contains(key) {
            continue;
        }
        match old {
            Some(_) => *reused = true,
            // No key of the base has such a number.
            None => key.nth += base.len(),
        }
    }
    reused
}
