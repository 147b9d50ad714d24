//! Merging lists.

use progress_core::model::item::{are_two, id_of};
use yaml_lossless::edit::{Change, EditError, Value};
use yaml_lossless::{Node, NodeId};

use super::{Taken, Walk, Walked};
use crate::conflict::ConflictKind;
use crate::list_order::{Aligned, Slot};
use crate::renames::is_gone;
use crate::three::{Nodes, Side, alike};
use crate::value_path::PathStep;

impl<'a> Walk<'_, 'a> {
    /// Merges two lists; null has no items.
    pub(super) fn list(&mut self, at: Nodes<'a>) -> Walked {
        let Some(list) = at.ours else { return Ok(()) };
        let aligned = if self.names_tasks() {
            Aligned::new(at, Some(&self.renames))
        } else {
            Aligned::new(at, None)
        };
        if let Some(order) = aligned.reordered() {
            let ids = order
                .iter()
                .filter_map(|&index| aligned.items.ours.get(index))
                .map(|item| item.id())
                .collect();
            self.plan.reorders.push(Change::Reorder(list.id(), ids));
        }
        let mut kept = Vec::with_capacity(aligned.items.ours.len());
        for index in 0..aligned.items.ours.len() {
            kept.push(self.our_item(&aligned, index)?);
        }
        let mut new = Vec::with_capacity(aligned.items.theirs.len());
        for index in 0..aligned.items.theirs.len() {
            new.push(self.their_item(&aligned, index));
        }
        self.write_list(list, &aligned, &kept, &new)
    }

    /// Merges an item of ours. Returns whether it stays.
    fn our_item(&mut self, aligned: &Aligned<'a>, index: usize) -> Result<bool, EditError> {
        let at = aligned.of_ours(index);
        let (Some(item), Some(key)) = (at.ours, aligned.key_of_ours(index)) else {
            return Ok(true);
        };
        self.path.push(PathStep::Item(key.clone()));
        self.remember(at);
        let new_name = self.new_name(aligned, index, item);
        let stays = match (at.base, at.theirs) {
            (None, None) => {
                self.rename(item, new_name);
                if item.text().is_none() {
                    self.rename_within(item);
                }
                true
            }
            (_, Some(theirs)) => {
                self.shared_item(at, (item, theirs), new_name, reused(aligned, index))?;
                true
            }
            (Some(base), None) => self.stays_without_theirs(item, base),
        };
        self.path.pop();
        Ok(stays)
    }

    /// Merges an item that both sides have. `reused` is the side that gave it another item's ID.
    fn shared_item(
        &mut self,
        at: Nodes<'a>,
        (ours, theirs): (Node<'a>, Node<'a>),
        new_name: Option<String>,
        reused: Option<Side>,
    ) -> Walked {
        let is_chosen = self.choice().is_some();
        // Both sides numbered a new task alike. To merge the two field by field would mix them up.
        if !is_chosen && at.base.is_none() && are_two(ours, theirs) {
            self.report(ConflictKind::AddedTwice);
            return Ok(());
        }
        if let (Some(side), false) = (reused, is_chosen) {
            self.report(ConflictKind::Reused(side));
            return Ok(());
        }
        // Both texts name the same task, perhaps by different IDs.
        if ours.text().is_some() && self.may_name_tasks() && self.names_tasks() {
            self.rename(ours, new_name);
        } else if matches!(self.value(at)?, Taken::Theirs) {
            self.set(ours, theirs)?;
        }
        // The comments above an item with a reused ID may be about either item.
        if reused.is_none() {
            self.comments(at);
        }
        Ok(())
    }

    /// Whether an item of ours and the base stays although they removed it.
    fn stays_without_theirs(&mut self, item: Node<'a>, base: Node<'a>) -> bool {
        if let Some(side) = self.choice() {
            return side == Side::Ours;
        }
        // A text cannot be changed, only replaced by another.
        if item.text().is_some() || alike(item, base) {
            return false;
        }
        self.report(ConflictKind::Deleted(Side::Theirs));
        true
    }

    /// Merges an item that only they have. Returns whether it is added.
    fn their_item(&mut self, aligned: &Aligned<'a>, index: usize) -> bool {
        let (Some(at), Some(key)) = (aligned.only_theirs(index), aligned.key_of_theirs(index))
        else {
            return false;
        };
        self.path.push(PathStep::Item(key.clone()));
        self.remember(at);
        let is_added = match (self.choice(), at.base, at.theirs) {
            (Some(side), ..) => side == Side::Theirs,
            // Their text names a task that we removed to reuse its ID.
            (None, None, _) if is_gone(&key.name) => {
                self.report(ConflictKind::Reused(Side::Ours));
                false
            }
            (None, None, _) => true,
            (None, Some(base), Some(theirs)) => {
                if theirs.text().is_none() && !alike(theirs, base) {
                    self.report(ConflictKind::Deleted(Side::Ours));
                }
                false
            }
            (None, Some(_), None) => false,
        };
        self.path.pop();
        is_added
    }

    /// Plans the removal of our items that are not kept, and the insertion of their new ones.
    fn write_list(
        &mut self,
        list: Node<'a>,
        aligned: &Aligned<'a>,
        kept: &[bool],
        new: &[bool],
    ) -> Walked {
        let ours = &aligned.items.ours;
        if !kept.contains(&false) && !new.contains(&true) {
            return Ok(());
        }
        // Each item of ours with the new ones that follow it.
        let mut runs: Vec<(Option<NodeId>, Vec<Value>)> = vec![(None, Vec::new())];
        for slot in aligned.arranged(kept, new) {
            match slot {
                Slot::Ours(index) => {
                    if let Some(item) = ours.get(index) {
                        runs.push((Some(item.id()), Vec::new()));
                    }
                }
                Slot::Theirs(index) => {
                    let value = self.new_item(list, aligned, index)?;
                    if let Some((_, run)) = runs.last_mut() {
                        run.push(value);
                    }
                }
            }
        }
        let changes = &mut self.plan.changes;
        if !kept.contains(&true) {
            // A list that loses all its items is emptied first, and then appended to.
            changes.extend(ours.iter().map(|item| Change::Remove(item.id())));
            let items: Vec<Value> = runs.into_iter().flat_map(|(_, run)| run).collect();
            if !items.is_empty() {
                changes.push(Change::Append(list.id(), items));
            }
            return Ok(());
        }
        for (after, items) in runs {
            if !items.is_empty() {
                changes.push(Change::InsertItems {
                    list: list.id(),
                    after,
                    items,
                });
            }
        }
        for (index, item) in ours.iter().enumerate() {
            if kept.get(index) == Some(&false) {
                self.remove(*item, aligned.of_ours(index).base);
            }
        }
        Ok(())
    }

    /// The value to write for an item of theirs.
    fn new_item(
        &mut self,
        list: Node<'a>,
        aligned: &Aligned<'a>,
        index: usize,
    ) -> Result<Value, EditError> {
        let item = aligned.items.theirs.get(index).copied();
        let Some((item, key)) = item.zip(aligned.key_of_theirs(index).cloned()) else {
            return Ok(Value::null());
        };
        if self.names_tasks()
            && let Some(text) = item.text()
            && let Some(name) = self.renames.names().theirs.get(text)
            && !is_gone(name)
        {
            return Ok(Value::text(name));
        }
        self.path.push(PathStep::Item(key));
        let written = self.written(item);
        self.path.pop();
        let copied = match written? {
            Value::Copied(copied) => copied,
            renamed => return Ok(renamed),
        };
        // Our list's habit first, then their list's.
        let their_list = item.parent();
        let gap = match self.layouts.ours.gap_in(list) {
            Some(gap) => gap,
            None => their_list
                .and_then(|list| self.layouts.theirs.gap_in(list))
                .unwrap_or_else(|| copied.gap()),
        };
        Ok(Value::Copied(copied.with_gap(gap)))
    }

    /// Remembers where a task is.
    fn remember(&mut self, at: Nodes<'a>) {
        let (Some(PathStep::Key(list)), Some(PathStep::Item(key))) =
            (self.path.first(), self.path.get(1))
        else {
            return;
        };
        if self.path.len() != 2 || list != "tasks" {
            return;
        }
        let ids = [at.ours, at.theirs].map(|node| id_of(node?));
        self.plan.tasks.add(key, ids, at.sides().is_some());
    }
}

/// The side that gave this item another item's ID while the other side changed it. Only the
/// author knows whether the items or their descriptions were swapped.
fn reused(aligned: &Aligned<'_>, index: usize) -> Option<Side> {
    let at = aligned.of_ours(index).all()?;
    let [by_ours, by_theirs] = aligned.reused(index);
    if by_theirs && !alike(at.ours, at.base) {
        return Some(Side::Theirs);
    }
    if by_ours && !alike(at.theirs, at.base) {
        return Some(Side::Ours);
    }
    None
}
