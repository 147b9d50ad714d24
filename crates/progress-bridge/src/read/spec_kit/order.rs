//! The order that Spec Kit works in: phase by phase, and task by task unless they have `[P]`.

use std::collections::BTreeSet;

use crate::{Bundle, Plan, Status, Task};

/// Maximum number of tasks that one waits for because of its place.
const MAX_WAITED: usize = 50;

/// The tasks in groups, each of which waits for the one before.
#[derive(Default)]
pub(super) struct Order {
    groups: Vec<Vec<String>>,
    /// The group of each task.
    places: Vec<usize>,
    /// Whether the next task may join the last group.
    is_open: bool,
    seen: BTreeSet<String>,
    /// Tasks that wait for later ones; if others waited for them, the order would be a cycle.
    late: BTreeSet<String>,
}

impl Order {
    /// Adds the next task.
    pub(super) fn add(&mut self, task: &Task, is_parallel: bool) {
        let mut names = task.dependencies.iter();
        if names.any(|name| self.late.contains(name) || !self.seen.contains(name)) {
            self.late.insert(task.id.clone());
        }
        self.seen.insert(task.id.clone());
        match self.groups.last_mut() {
            Some(group) if self.is_open && is_parallel => group.push(task.id.clone()),
            _ => self.groups.push(vec![task.id.clone()]),
        }
        self.places.push(self.groups.len() - 1);
        self.is_open = is_parallel;
    }

    /// Lets no later task join the last group.
    pub(super) fn end_group(&mut self) {
        self.is_open = false;
    }

    /// Lets the tasks of each group wait for those of the one before.
    pub(super) fn apply(mut self, plan: &mut Plan, bundle: &mut Bundle) {
        for group in &mut self.groups {
            group.retain(|id| !self.late.contains(id));
        }
        let earlier = self.earlier_groups();
        let done = done(plan);
        let tasks = plan.phases.iter_mut().flat_map(|phase| &mut phase.tasks);
        for (task, place) in tasks.zip(&self.places) {
            let Some(group) = earlier[*place].map(|index| &self.groups[index]) else {
                continue;
            };
            if group.len() > MAX_WAITED {
                bundle.remark("order after many tasks with `[P]`", &task.id);
                continue;
            }
            // Where work was done in another order, that order is over.
            let is_done = task.status == Status::Completed;
            for id in group.iter().filter(|id| !is_done || done.contains(*id)) {
                if *id != task.id && !task.dependencies.contains(id) {
                    task.dependencies.push(id.clone());
                }
            }
        }
    }

    /// For each group, the last one before it that has tasks.
    fn earlier_groups(&self) -> Vec<Option<usize>> {
        let mut last = None;
        let mut earlier = Vec::with_capacity(self.groups.len());
        for (index, group) in self.groups.iter().enumerate() {
            earlier.push(last);
            if !group.is_empty() {
                last = Some(index);
            }
        }
        earlier
    }
}

/// The tasks that are done.
fn done(plan: &Plan) -> BTreeSet<String> {
    let tasks = plan.phases.iter().flat_map(|phase| &phase.tasks);
    tasks
        .filter(|task| task.status == Status::Completed)
        .map(|task| task.id.clone())
        .collect()
}
