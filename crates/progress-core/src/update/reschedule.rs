//! Batches, critical path and total estimate after tasks were added or their dependencies changed.

use yaml_lossless::edit::{Change, Value};
use yaml_lossless::{Node, NodeId};

use super::fields::shown;
use super::{Changed, Update};
use crate::collections::HashMap;
use crate::derive::{Remark, longest_path, rebatched};
use crate::model::plan::Member;
use crate::model::{FileGraph, FileId, Phase, Plans, Task, effort};

/// Sums of estimates such as 0.1 are not exact.
const TOLERANCE: f64 = 1e-6;

impl Update<'_> {
    /// Updates the schedule; `added` are the indices of new tasks.
    ///
    /// Only what agreed with the tasks before is kept in agreement.
    pub(super) fn reschedule(&mut self, added: &[usize]) {
        let before = alone(&self.before);
        let after = alone(&self.after);
        self.rebatch(&before, &after, added);
        self.extend_critical_path(&before, &after);
        self.follow_total();
    }

    fn rebatch(&mut self, before: &Plans, after: &Plans, added: &[usize]) {
        let batches = &self.before.schedule.batches;
        let is_empty = batches.iter().all(|batch| batch.tasks.is_empty());
        // Empty batches of a phase with tasks are not in use.
        if batches.is_empty() || is_empty && !self.before.tasks().is_empty() {
            return;
        }
        let file = FileId(0);
        let moves = rebatched(self.tree, &self.before, before.graph(file), &[]);
        // If no task had to move, the batches agreed with the dependencies.
        let was_right = moves.is_some_and(|moves| moves.is_empty()) || is_empty;
        let changes = rebatched(self.tree, &self.after, after.graph(file), added);
        let Some(changes) = changes.filter(|_| was_right) else {
            self.outcome.remarks.push(Remark::NotRebatched);
            return;
        };
        for change in changes {
            if let Some(changed) = self.batch_change(&change) {
                self.outcome.push(change, changed);
            }
        }
    }

    /// The report of a change to the batches.
    fn batch_change(&self, change: &Change) -> Option<Changed> {
        match change {
            Change::Append(list, items) => {
                let list = self.tree.node(*list);
                let key = list.key().and_then(Node::text)?;
                let mut changed = Changed {
                    new: Some(self.texts(items).join(", ")),
                    ..Changed::at(list, key)
                };
                changed.pointer.push_str("/-");
                Some(changed)
            }
            Change::Insert {
                mapping,
                key,
                value: Value::List(items),
                ..
            } => Some(Changed {
                new: Some(format!("[{}]", self.texts(items).join(", "))),
                ..Changed::below(self.tree.node(*mapping), key, None)
            }),
            Change::Remove(item) => {
                let item = self.tree.node(*item);
                let key = item.parent().and_then(Node::key).and_then(Node::text)?;
                Some(Changed {
                    old: item.text().map(str::to_owned),
                    ..Changed::at(item, key)
                })
            }
            // `rebatched` makes no other changes.
            _ => None,
        }
    }

    fn texts(&self, items: &[Value]) -> Vec<String> {
        let mut texts = Vec::with_capacity(items.len());
        for item in items {
            match item {
                Value::Text(text) => texts.push(text.clone()),
                Value::Kept(node) => texts.extend(self.text_of(*node)),
                _ => {}
            }
        }
        texts
    }

    fn text_of(&self, node: NodeId) -> Option<String> {
        self.tree.node(node).text().map(str::to_owned)
    }

    /// Makes the longest chain the critical path, if it was before.
    fn extend_critical_path(&mut self, before: &Plans, after: &Plans) {
        let file = FileId(0);
        let was_longest = is_longest(&self.before, before.graph(file));
        // A stated path that is still as heavy as any other stays.
        if !was_longest || is_longest(&self.after, after.graph(file)) {
            return;
        }
        let change = longest_path(self.tree, &self.after, after.graph(file));
        if let Some(Change::Set(list, Value::List(items))) = change {
            let node = self.tree.node(list);
            let changed = Changed {
                old: shown(node),
                new: Some(format!("[{}]", self.texts(&items).join(", "))),
                ..Changed::at(node, "critical_path")
            };
            let change = Change::Set(list, Value::List(items));
            self.outcome.push(change, changed);
        }
    }

    /// Updates the total estimate, if it was the sum of the estimates before.
    fn follow_total(&mut self) {
        let Some(stated) = &self.before.schedule.estimated_total_time else {
            return;
        };
        let old = effort::total(self.before.tasks());
        let new = effort::total(self.after.tasks());
        let Some(new) = new.filter(|new| old.as_ref() == Some(&stated.text) && *new != stated.text)
        else {
            return;
        };
        let node = self.tree.node(stated.node);
        let changed = Changed {
            old: Some(stated.text.clone()),
            new: Some(new.clone()),
            ..Changed::at(node, "estimated_total_time")
        };
        self.outcome
            .push(Change::Set(node.id(), Value::text(new)), changed);
    }
}

/// The phase as the only one of its plan; its own tasks are all that its schedule is about.
fn alone(phase: &Phase) -> Plans {
    Plans::new(vec![Member {
        folder: String::new(),
        all_phases: false,
        phase: Some(phase.clone()),
    }])
}

/// Whether the critical path is a chain as heavy as the heaviest one.
fn is_longest(phase: &Phase, graph: &FileGraph) -> bool {
    let tasks = phase.tasks();
    let ids: HashMap<Option<&str>, usize> = tasks.iter().map(Task::id_text).zip(0..).collect();
    let mut path = Vec::with_capacity(phase.schedule.critical_path.len());
    for step in &phase.schedule.critical_path {
        match ids.get(&Some(step.text.as_str())) {
            Some(&task) => path.push(task),
            // A step that is not a task of the phase, such as `Phase 1`, has no weight.
            None => return false,
        }
    }
    let is_chain = path
        .windows(2)
        .all(|pair| graph.dependencies(pair[1]).contains(&pair[0]));
    let weights = effort::weights(tasks);
    let stated: f64 = path.iter().map(|&task| weights[task]).sum();
    let heaviest = graph.heaviest_chains(&weights).and_then(|it| it.heaviest());
    match heaviest {
        Some(chain) => is_chain && stated + TOLERANCE >= chain.weight,
        // Either there are no tasks, or a cycle leaves no chain to compare with.
        None => tasks.is_empty(),
    }
}
