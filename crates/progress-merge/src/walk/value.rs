//! Which side's value wins.

use yaml_lossless::Node;
use yaml_lossless::edit::EditError;

use super::{Taken, Walk};
use crate::conflict::Conflict;
use crate::dates::{self, Chosen};
use crate::plan::DERIVED;
use crate::three::{Nodes, Side, Three, alike, equal, same};
use crate::value_path::PathStep;

impl<'a> Walk<'_, 'a> {
    /// Decides which side's value wins, and plans the changes inside it.
    pub(super) fn value(&mut self, at: Nodes<'a>) -> Result<Taken, EditError> {
        let at = match self.choice() {
            Some(Side::Ours) => return Ok(Taken::Ours),
            Some(Side::Theirs) => preferring_theirs(at),
            None => at,
        };
        match at.sides() {
            Some((ours, theirs)) => self.value_of_both(at, ours, theirs),
            None => self.value_of_one(at),
        }
    }

    /// Decides about a value that both sides have.
    fn value_of_both(
        &mut self,
        at: Nodes<'a>,
        ours: Node<'a>,
        theirs: Node<'a>,
    ) -> Result<Taken, EditError> {
        let is_unchanged = same(at.theirs, at.base);
        // Without this shortcut, everything that nobody touched would be walked.
        if is_unchanged && !self.may_name_tasks() && self.is_untouched(at) {
            return Ok(Taken::Ours);
        }
        if ours.is_mapping() && theirs.is_mapping() {
            self.entries(at)?;
            return Ok(Taken::Ours);
        }
        if ours.is_sequence() && theirs.is_sequence() {
            self.list(at)?;
            return Ok(Taken::Ours);
        }
        // Our value stays, but it may name tasks that they renamed.
        if is_unchanged || equal(ours, theirs) {
            self.rename_within(ours);
            return Ok(Taken::Ours);
        }
        // Merging as lists removes our items one by one, each with its comments.
        if ours.is_sequence() && theirs.is_null() {
            self.list(at)?;
            return Ok(Taken::Ours);
        }
        if same(at.ours, at.base) {
            return Ok(Taken::Theirs);
        }
        if ours.is_null() && theirs.is_sequence() {
            self.list(at)?;
            return Ok(Taken::Ours);
        }
        Ok(self.both_changed(at))
    }

    /// Decides about a value that at most one side has.
    fn value_of_one(&mut self, at: Nodes<'a>) -> Result<Taken, EditError> {
        if same(at.theirs, at.base) || same(at.ours, at.theirs) {
            if let Some(ours) = at.ours {
                self.rename_within(ours);
            }
            return Ok(Taken::Ours);
        }
        if let (Some(base), Some(left)) = (at.base, at.ours.or(at.theirs))
            && alike(base, left)
        {
            // One side removed it, and the other only changed its notation: the removal wins.
            return Ok(match at.ours {
                Some(_) => Taken::Theirs,
                None => Taken::Ours,
            });
        }
        if same(at.ours, at.base) {
            return Ok(Taken::Theirs);
        }
        if let Some(taken) = self.with_absent(at)? {
            return Ok(taken);
        }
        Ok(self.both_changed(at))
    }

    /// Whether not even a comment in a value changed on their side.
    fn is_untouched(&self, at: Nodes<'a>) -> bool {
        match (at.base, at.theirs) {
            (Some(base), Some(theirs)) => {
                // The comments of a scalar are merged with its entry.
                base.text().is_some()
                    || self.layouts.base.with_comments(base)
                        == self.layouts.theirs.with_comments(theirs)
            }
            _ => true,
        }
    }

    /// Resolves a value that the sides changed differently.
    fn both_changed(&mut self, at: Nodes<'a>) -> Taken {
        let path = self.current_path();
        let is_top = self.path.len() == 1;
        let key = match self.path.last() {
            Some(PathStep::Key(key)) => key.as_str(),
            _ => "",
        };
        if is_top && DERIVED.contains(&key) {
            if at.sides().is_some() {
                // Decided once the merged tasks are known.
                self.plan.derived.push(Conflict::set(path, at));
                return Taken::Ours;
            }
            // Nothing is lost with a figure, which follows from the tasks. But only a person can
            // say whether the phase goes without a status.
            if key != "status" {
                return match at.ours {
                    None => Taken::Ours,
                    Some(_) => Taken::Theirs,
                };
            }
        }
        let within = self.within.last().copied().unwrap_or_default();
        match dates::choose(key, at, within, is_top, self.statuses) {
            Some(Chosen::Side(Side::Ours)) => Taken::Ours,
            Some(Chosen::Side(Side::Theirs)) => Taken::Theirs,
            Some(Chosen::None) => Taken::Null,
            None => {
                self.plan.conflicts.push(Conflict::set(path, at));
                Taken::Ours
            }
        }
    }
}

/// The nodes with our side also in place of the base. Theirs is then the only side that changed
/// anything, so a merge takes all of it.
fn preferring_theirs(at: Nodes<'_>) -> Nodes<'_> {
    Three {
        base: at.ours,
        ..at
    }
}
