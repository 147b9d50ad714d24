//! Merging lists.

use progress_core::model::item::{are_two, id_of};
use yaml_lossless::edit::{Change, EditError, Value};
use yaml_lossless::{Node, NodeId};

use super::{Taken, Walk, Walked};
use crate::align::{Aligned, Slot};
use crate::conflict::{ConflictKind, Part};
use crate::renames::is_gone;
use crate::three::{Nodes, Side, alike};

impl<'a> Walk<'_, 'a> {
    /// Merges two lists; null has no items.
    pub(super) fn list(&mut self, at: Nodes<'a>) -> Walked {
        let Some(list) = at.ours else { return Ok(()) };
        let renames = self.names_tasks().then_some(&self.renames);
        let aligned = Aligned::new(at, renames);
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
        self.place.push(Part::Item(key.clone()));
        self.remember(at);
        let choice = self.choice();
        let new_name = self.new_name(aligned, index, item);
        let reused = reused(aligned, index);
        let stays = match (at.base, at.theirs) {
            (None, None) => {
                self.rename(item, new_name);
                if item.text().is_none() {
                    self.rename_within(item);
                }
                true
            }
            (base, Some(theirs)) => {
                let is_other = base.is_none() && choice.is_none() && are_two(item, theirs);
                if is_other {
                    self.report(ConflictKind::AddedTwice);
                } else if let Some(side) = reused.filter(|_| choice.is_none()) {
                    self.report(ConflictKind::Reused(side));
                } else if item.text().is_some() && self.may_name_tasks() && self.names_tasks() {
                    self.rename(item, new_name);
                } else if matches!(self.value(at)?, Taken::Theirs) {
                    self.set(item, theirs)?;
                }
                if !is_other && reused.is_none() {
                    self.comments(at);
                }
                true
            }
            (Some(base), None) => match choice {
                Some(side) => side == Side::Ours,
                None if item.text().is_some() || alike(item, base) => false,
                None => {
                    self.report(ConflictKind::Deleted(Side::Theirs));
                    true
                }
            },
        };
        self.place.pop();
        Ok(stays)
    }

    /// Merges an item that only they have. Returns whether it is added.
    fn their_item(&mut self, aligned: &Aligned<'a>, index: usize) -> bool {
        let (Some(at), Some(key)) = (aligned.only_theirs(index), aligned.key_of_theirs(index))
        else {
            return false;
        };
        self.place.push(Part::Item(key.clone()));
        self.remember(at);
        let is_added = match (self.choice(), at.base, at.theirs) {
            (Some(side), ..) => side == Side::Theirs,
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
        self.place.pop();
        is_added
    }

    fn write_list(
        &mut self,
        list: Node<'a>,
        aligned: &Aligned<'a>,
        kept: &[bool],
        new: &[bool],
    ) -> Walked {
        let ours = &aligned.items.ours;
        let any_new = new.contains(&true);
        if !any_new && !kept.contains(&false) {
            return Ok(());
        }
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
            let items: Vec<Value> = runs.into_iter().flat_map(|(_, run)| run).collect();
            changes.extend(ours.iter().map(|item| Change::Remove(item.id())));
            if !items.is_empty() {
                changes.push(Change::Append(list.id(), items));
            }
            return Ok(());
        }
        for (behind, items) in runs.into_iter().filter(|(_, items)| !items.is_empty()) {
            changes.push(Change::InsertItems {
                list: list.id(),
                behind,
                items,
            });
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
        self.place.push(Part::Item(key));
        let written = self.written(item);
        self.place.pop();
        let copied = match written? {
            Value::Copied(copied) => copied,
            renamed => return Ok(renamed),
        };
        let habit = self.layouts.ours.gap_in(list);
        let other = aligned
            .items
            .theirs
            .first()
            .and_then(|first| first.parent());
        let gap = habit.or_else(|| self.layouts.theirs.gap_in(other?));
        let gap = gap.unwrap_or_else(|| copied.gap());
        Ok(Value::Copied(copied.with_gap(gap)))
    }

    /// Remembers where a task is.
    fn remember(&mut self, at: Nodes<'a>) {
        let (Some(Part::Key(list)), Some(Part::Item(key))) =
            (self.place.first(), self.place.get(1))
        else {
            return;
        };
        if self.place.len() != 2 || list != "tasks" {
            return;
        }
        let ids = [at.ours, at.theirs].map(|node| id_of(node?));
        self.plan.tasks.add(key, ids, at.sides().is_some());
    }

    /// Whether the texts of a list name tasks.
    fn names_tasks(&self) -> bool {
        let key = |at: usize| match self.place.get(at) {
            Some(Part::Key(key)) => key.as_str(),
            _ => "",
        };
        match key(0) {
            "parallelization" => true,
            "tasks" => matches!(key(2), "dependencies" | "depends_on"),
            _ => false,
        }
    }

    /// Whether a task was renamed and this place may name it.
    pub(super) fn may_name_tasks(&self) -> bool {
        let top = match self.place.first() {
            Some(Part::Key(key)) => key.as_str(),
            _ => "",
        };
        !self.renames.is_empty() && matches!(top, "tasks" | "parallelization")
    }

    /// The new name of a task that a text of ours mentions, if it was renamed.
    fn new_name(&self, aligned: &Aligned<'a>, index: usize, item: Node<'a>) -> Option<String> {
        let text = item.text().filter(|_| self.names_tasks())?;
        let name = &aligned.keys.ours.get(index)?.name;
        (text != name).then(|| name.clone())
    }

    fn rename(&mut self, item: Node<'a>, name: Option<String>) {
        if name.as_deref().is_some_and(is_gone) {
            if self.choice().is_none() {
                self.report(ConflictKind::Reused(Side::Theirs));
            }
            return;
        }
        let change = name.map(|name| Change::Set(item.id(), Value::text(name)));
        self.plan.changes.extend(change);
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
    (by_ours && !alike(at.theirs, at.base)).then_some(Side::Ours)
}
