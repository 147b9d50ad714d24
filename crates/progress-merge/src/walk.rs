//! Walks three trees at once and plans the changes to ours.

mod absent;
mod list;
mod names;
mod value;

use progress_core::collections::{HashMap, HashSet};
use progress_core::document::Document;
use progress_core::model::Statuses;
use yaml_lossless::edit::{Change, Copied, EditError, Layout, Value};
use yaml_lossless::{Node, NodeId};

use super::conflict::{Conflict, ConflictKind};
use super::plan::Plan;
use super::renames::Renames;
use super::three::{Fields, Nodes, Side, Three};
use super::value_path::{PathStep, ValuePath};

/// The values for which a side was chosen, because the sides conflict there.
pub(super) type Choices = HashMap<ValuePath, Side>;

/// Which value the result has. Absence counts as a value: if the side lacks it, so does the result.
enum Taken {
    /// Ours, with the changes already planned inside it.
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
    /// The path of the value being merged.
    path: Vec<PathStep>,
    /// The mappings that the path goes through, outermost first.
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
        let tasks = roots.map(tasks_of);
        let renames = Renames::of(tasks.as_ref().map(Vec::as_slice));
        let mut walk = Self {
            layouts,
            statuses,
            choices,
            renames,
            path: Vec::new(),
            within: Vec::new(),
            plan: Plan::default(),
        };
        walk.entries(roots)?;
        // The comments after the last entry belong to no entry.
        let ends = documents.map(|document| document.yaml.end as usize);
        walk.plan.comments.extend(layouts.last_comments(ends));
        Ok(walk.plan)
    }

    /// Merges the entries of mappings that both sides have.
    fn entries(&mut self, at: Nodes<'a>) -> Walked {
        let Some((ours, theirs)) = at.sides() else {
            return Ok(());
        };
        // Looking up each key in a mapping of thousands would take quadratic time.
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
        // The entry of theirs after which ours gets their next new one.
        let mut previous = None;
        for (key, value) in theirs.entries() {
            let Some(name) = key.text() else { continue };
            if our_fields.get(name).is_some() {
                // Nothing can be inserted after an entry that is removed.
                if !removed.contains(name) {
                    previous = Some(name);
                }
                continue;
            }
            let nodes = Three {
                base: base_fields.get(name),
                ours: None,
                theirs: Some(value),
            };
            self.entry(ours.id(), name, previous, nodes)?;
        }
        self.within.pop();
        Ok(())
    }

    /// Merges an entry of a mapping. Returns whether ours stays.
    fn entry(
        &mut self,
        mapping: NodeId,
        key: &str,
        after: Option<&str>,
        at: Nodes<'a>,
    ) -> Result<bool, EditError> {
        self.path.push(PathStep::Key(key.to_owned()));
        let taken = self.value(at)?;
        let stays = at.ours.is_some() && (at.theirs.is_some() || !matches!(taken, Taken::Theirs));
        match (taken, at.ours, at.theirs) {
            (Taken::Theirs, Some(ours), Some(theirs)) => self.set(ours, theirs)?,
            (Taken::Theirs, Some(ours), None) => self.remove(ours, at.base),
            (Taken::Theirs, None, Some(theirs)) => {
                let value = self.written(theirs)?;
                self.insert(mapping, key, value, after);
            }
            (Taken::Written(value), None, Some(_)) => self.insert(mapping, key, value, after),
            (Taken::Null, Some(ours), _) => {
                self.plan
                    .changes
                    .push(Change::Set(ours.id(), Value::null()));
            }
            // Ours stays, or it lacks the entry and does not get it.
            _ => {}
        }
        self.comments(at);
        self.path.pop();
        Ok(stays)
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
        // The comments of an entry that a version lacks come and go with the entry.
        if let Some(nodes) = at.all() {
            self.plan.comments.extend(self.layouts.comments(nodes));
        }
    }

    fn choice(&self) -> Option<Side> {
        // Usually there are none, and the path need not be built.
        if self.choices.is_empty() {
            return None;
        }
        self.choices.get(&self.current_path()).copied()
    }

    fn current_path(&self) -> ValuePath {
        ValuePath(self.path.clone())
    }

    fn report(&mut self, kind: ConflictKind) {
        let paths = vec![self.current_path()];
        self.plan.conflicts.push(Conflict::at(paths, kind));
    }
}

fn tasks_of(root: Option<Node<'_>>) -> Vec<Node<'_>> {
    match root.and_then(|root| root.get("tasks")) {
        Some(tasks) => tasks.items().collect(),
        None => Vec::new(),
    }
}
