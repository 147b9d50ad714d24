//! Walks three trees at once and plans the changes to ours.

mod absent;
mod list;
mod names;

use progress_core::collections::{HashMap, HashSet};
use progress_core::document::Document;
use progress_core::model::Statuses;
use yaml_lossless::edit::{Change, Copied, EditError, Layout, Value};
use yaml_lossless::{Node, NodeId};

use super::conflict::{Conflict, ConflictKind, Part, Place};
use super::dates::{self, Chosen};
use super::plan::{DERIVED, Plan};
use super::renames::Renames;
use super::three::{Fields, Nodes, Side, Three, alike, same};

/// The places at which one side was chosen.
pub(super) type Choices = HashMap<Place, Side>;

/// Which side's value a place gets.
enum Taken {
    Ours,
    Theirs,
    Null,
    /// A value that neither side has.
    Written(Value),
}

/// Walks three trees at once.
pub(super) struct Walk<'w, 'a> {
    layouts: &'w Three<Layout<'a>>,
    statuses: &'w Statuses,
    choices: &'w Choices,
    renames: Renames,
    place: Vec<Part>,
    /// The mappings around the place.
    within: Vec<Nodes<'a>>,
    pub(super) plan: Plan,
}

type Walked = Result<(), EditError>;

impl<'w, 'a> Walk<'w, 'a> {
    /// Plans the merge of three frontmatters.
    ///
    /// # Errors
    ///
    /// Fails if one of their values cannot be written into our text.
    pub(super) fn plan(
        documents: &Three<&'a Document>,
        layouts: &'w Three<Layout<'a>>,
        statuses: &'w Statuses,
        choices: &'w Choices,
    ) -> Result<Plan, EditError> {
        let roots = layouts.as_ref().map(|layout| Some(layout.root()));
        let tasks = roots.map(|root| {
            let tasks = root.and_then(|root| root.get("tasks"));
            tasks.into_iter().flat_map(Node::items).collect::<Vec<_>>()
        });
        let renames = Renames::of(tasks.as_ref().map(Vec::as_slice));
        let mut walk = Self {
            layouts,
            statuses,
            choices,
            renames,
            place: Vec::new(),
            within: Vec::new(),
            plan: Plan::default(),
        };
        walk.entries(roots)?;
        let ends = documents.map(|document| document.yaml.end as usize);
        walk.plan.comments.extend(layouts.last_comments(ends));
        Ok(walk.plan)
    }

    /// Merges the entries of mappings that both sides have.
    fn entries(&mut self, at: Nodes<'a>) -> Walked {
        let Some((ours, theirs)) = at.sides() else {
            return Ok(());
        };
        let base_fields = Fields::of(at.base);
        let our_fields = Fields::of(at.ours);
        let their_fields = Fields::of(at.theirs);
        self.within.push(at);
        let mut removed = HashSet::default();
        for (key, value) in ours.entries() {
            let Some(name) = key.text() else { continue };
            let nodes = Three {
                base: base_fields.get(name),
                ours: Some(value),
                theirs: their_fields.get(name),
            };
            if !self.entry(ours.id(), name, None, nodes)? {
                removed.insert(name);
            }
        }
        let mut behind = None;
        for (key, value) in theirs.entries() {
            let Some(name) = key.text() else { continue };
            if our_fields.get(name).is_some() {
                if !removed.contains(name) {
                    behind = Some(name);
                }
                continue;
            }
            let nodes = Three {
                base: base_fields.get(name),
                ours: None,
                theirs: Some(value),
            };
            self.entry(ours.id(), name, behind, nodes)?;
        }
        self.within.pop();
        Ok(())
    }

    /// Merges an entry of a mapping. Returns whether ours stays.
    fn entry(
        &mut self,
        mapping: NodeId,
        key: &str,
        behind: Option<&str>,
        at: Nodes<'a>,
    ) -> Result<bool, EditError> {
        self.place.push(Part::Key(key.to_owned()));
        let taken = self.value(at)?;
        let stays = at.ours.is_some() && (at.theirs.is_some() || !matches!(taken, Taken::Theirs));
        match (taken, at.ours, at.theirs) {
            (Taken::Theirs, Some(ours), Some(theirs)) => self.set(ours, theirs)?,
            (Taken::Theirs, Some(ours), None) => self.remove(ours, at.base),
            (Taken::Theirs, None, Some(theirs)) => {
                let value = self.written(theirs)?;
                self.insert(mapping, key, value, behind);
            }
            (Taken::Written(value), None, Some(_)) => self.insert(mapping, key, value, behind),
            (Taken::Null, Some(ours), _) => {
                self.plan
                    .changes
                    .push(Change::Set(ours.id(), Value::null()));
            }
            _ => {}
        }
        self.comments(at);
        self.place.pop();
        Ok(stays)
    }

    /// Decides which side's value wins, and plans the changes inside it.
    fn value(&mut self, at: Nodes<'a>) -> Result<Taken, EditError> {
        let mut at = at;
        match self.choice() {
            Some(Side::Ours) => return Ok(Taken::Ours),
            // With our side as the base, everything of theirs is a change.
            Some(Side::Theirs) => at.base = at.ours,
            None => {}
        }
        let both = at.sides();
        let is_unchanged = same(at.theirs, at.base);
        if is_unchanged && !self.may_name_tasks() && self.is_untouched(at)
            || same(at.ours, at.theirs) && both.is_none()
        {
            return Ok(Taken::Ours);
        }
        if let Some((ours, theirs)) = both {
            if ours.is_mapping() && theirs.is_mapping() {
                self.entries(at)?;
                return Ok(Taken::Ours);
            }
            if ours.is_sequence() && theirs.is_sequence() {
                self.list(at)?;
                return Ok(Taken::Ours);
            }
        }
        if is_unchanged || same(at.ours, at.theirs) {
            if let Some(ours) = at.ours {
                self.rename_within(ours);
            }
            return Ok(Taken::Ours);
        }
        if both.is_none()
            && let Some((base, left)) = at.base.zip(at.ours.or(at.theirs))
            && alike(base, left)
        {
            // One side removed it, and the other only changed its notation.
            return Ok(match at.ours {
                Some(_) => Taken::Theirs,
                None => Taken::Ours,
            });
        }
        if same(at.ours, at.base) {
            // Null in place of a list removes its items, each with its comments.
            if both.is_some_and(|(ours, theirs)| ours.is_sequence() && theirs.is_null()) {
                self.list(at)?;
                return Ok(Taken::Ours);
            }
            return Ok(Taken::Theirs);
        }
        if both.is_some_and(|(ours, theirs)| is_list(ours) && is_list(theirs)) {
            self.list(at)?;
            return Ok(Taken::Ours);
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
                base.text().is_some()
                    || self.layouts.base.raw(base) == self.layouts.theirs.raw(theirs)
            }
            _ => true,
        }
    }

    /// Resolves a value that the sides changed differently.
    fn both_changed(&mut self, at: Nodes<'a>) -> Taken {
        let place = self.here();
        let top = self.place.len() == 1;
        let key = match self.place.last() {
            Some(Part::Key(key)) => key.as_str(),
            _ => "",
        };
        if top && DERIVED.contains(&key) && at.sides().is_some() {
            self.plan.derived.push(Conflict::set(place, at));
            return Taken::Ours;
        }
        if top && DERIVED.contains(&key) && key != "status" {
            return if at.ours.is_none() {
                Taken::Ours
            } else {
                Taken::Theirs
            };
        }
        let within = self.within.last().copied().unwrap_or_default();
        match dates::choose(key, at, within, top, self.statuses) {
            Some(Chosen::Side(Side::Ours)) => Taken::Ours,
            Some(Chosen::Side(Side::Theirs)) => Taken::Theirs,
            Some(Chosen::None) => Taken::Null,
            None => {
                self.plan.conflicts.push(Conflict::set(place, at));
                Taken::Ours
            }
        }
    }

    fn set(&mut self, ours: Node<'a>, theirs: Node<'a>) -> Walked {
        let value = self.written(theirs)?;
        self.plan.changes.push(Change::Set(ours.id(), value));
        Ok(())
    }

    fn insert(&mut self, mapping: NodeId, key: &str, value: Value, after: Option<&str>) {
        self.plan.changes.push(Change::Insert {
            mapping,
            key: key.to_owned(),
            value,
            after: after.map(str::to_owned),
        });
    }

    fn remove(&mut self, node: Node<'a>, base: Option<Node<'a>>) {
        self.plan.changes.push(Change::Remove(node.id()));
        self.plan.comments.extend(self.layouts.orphaned(node, base));
    }

    fn copy(&self, theirs: Node<'a>) -> Result<Copied, EditError> {
        self.layouts.theirs.copy(theirs)
    }

    fn comments(&mut self, at: Nodes<'a>) {
        if let Some(nodes) = at.all() {
            self.plan.comments.extend(self.layouts.comments(nodes));
        }
    }

    fn choice(&self) -> Option<Side> {
        if self.choices.is_empty() {
            return None;
        }
        self.choices.get(&self.here()).copied()
    }

    fn here(&self) -> Place {
        Place(self.place.clone())
    }

    fn report(&mut self, kind: ConflictKind) {
        let places = vec![self.here()];
        self.plan.conflicts.push(Conflict { places, kind });
    }
}

fn is_list(node: Node<'_>) -> bool {
    node.is_sequence() || node.is_null()
}
