//! Changes to files made up for properties.

use proptest::prelude::*;

use super::model::{Model, Task};

/// One change to what a file says.
#[derive(Clone, Debug)]
pub(super) enum Step {
    Title(u8),
    Status(u8, u8),
    Add(u8, u8),
    Remove(u8),
    Rename(u8, u8),
    Swap(u8, u8),
    Assign(u8, u8),
    Depend(u8, u8),
    Batch(u8, u8),
    File(u8),
    Unfile(u8),
    Criterion(u8),
    Blocker(u8),
    Note(u8),
}

const STATUSES: [&str; 4] = ["pending", "in_progress", "completed", "deferred"];

pub(super) fn step() -> impl Strategy<Value = Step> {
    let n = 0..12_u8;
    prop_oneof![
        1 => (0..3_u8).prop_map(Step::Title),
        6 => (n.clone(), 0..4_u8).prop_map(|(a, b)| Step::Status(a, b)),
        3 => (n.clone(), n.clone()).prop_map(|(a, b)| Step::Add(a, b)),
        1 => n.clone().prop_map(Step::Remove),
        1 => (n.clone(), n.clone()).prop_map(|(a, b)| Step::Rename(a, b)),
        1 => (n.clone(), n.clone()).prop_map(|(a, b)| Step::Swap(a, b)),
        2 => (n.clone(), n.clone()).prop_map(|(a, b)| Step::Assign(a, b)),
        2 => (n.clone(), n.clone()).prop_map(|(a, b)| Step::Depend(a, b)),
        2 => (n.clone(), 1..4_u8).prop_map(|(a, b)| Step::Batch(a, b)),
        4 => n.clone().prop_map(Step::File),
        1 => n.clone().prop_map(Step::Unfile),
        1 => n.clone().prop_map(Step::Criterion),
        1 => n.clone().prop_map(Step::Blocker),
        1 => n.prop_map(Step::Note),
    ]
}

impl Model {
    /// The model after a change, where that makes sense.
    pub(super) fn apply(&mut self, step: &Step) {
        let count = self.tasks.len();
        let at = |n: u8| usize::from(n) % count.max(1);
        match *step {
            Step::Title(n) => self.title = format!("Title {n}"),
            Step::Add(n, place) => {
                let id = format!("T-{}", n + 7);
                if !self.tasks.iter().any(|task| task.id == id) {
                    let place = usize::from(place).min(count);
                    let mut task = Task::new(&id);
                    // A renamed task may have left its ID free, but keeps its description, by which
                    // the properties tell tasks apart.
                    while self.tasks.iter().any(|other| other.about == task.about) {
                        task.about.push_str(" again");
                    }
                    self.tasks.insert(place, task);
                }
            }
            Step::File(n) => {
                let path = format!("src/{n}.rs");
                if !self.files.contains(&path) {
                    self.files.push(path);
                }
            }
            Step::Unfile(n) => self.files.retain(|path| *path != format!("src/{n}.rs")),
            Step::Criterion(n) => {
                let count = self.criteria.len().max(1);
                if let Some((_, met)) = self.criteria.get_mut(usize::from(n) % count) {
                    *met = true;
                }
            }
            Step::Blocker(n) => {
                let about = format!("Blocker {n}");
                match self.blockers.iter_mut().find(|(known, _)| *known == about) {
                    Some((_, gone)) => *gone = true,
                    None => self.blockers.push((about, false)),
                }
            }
            Step::Note(n) => {
                let note = format!("note {n}");
                if !self.notes.contains(&note) {
                    self.notes.push(note);
                }
            }
            _ if count == 0 => {}
            Step::Status(n, word) => self.tasks[at(n)].status = STATUSES[usize::from(word)],
            Step::Remove(n) => {
                let gone = self.tasks.remove(at(n)).id;
                for task in &mut self.tasks {
                    task.after.retain(|id| *id != gone);
                }
            }
            Step::Rename(n, to) => {
                let (old, new) = (self.tasks[at(n)].id.clone(), format!("R-{to}"));
                if !self.tasks.iter().any(|task| task.id == new) {
                    self.tasks[at(n)].id.clone_from(&new);
                    let after = self.tasks.iter_mut().flat_map(|task| &mut task.after);
                    after
                        .filter(|id| **id == old)
                        .for_each(|id| id.clone_from(&new));
                }
            }
            Step::Swap(one, other) => self.tasks.swap(at(one), at(other)),
            Step::Assign(n, who) => self.tasks[at(n)].who = vec![format!("agent-{who}")],
            Step::Depend(n, on) => {
                // Only backwards, so that no cycle arises; and into an earlier batch or the same.
                let (one, other) = (at(n).min(at(on)), at(n).max(at(on)));
                let id = self.tasks[one].id.clone();
                let fits = self.tasks[one].batch <= self.tasks[other].batch;
                if one != other && fits && !self.tasks[other].after.contains(&id) {
                    self.tasks[other].after.push(id);
                }
            }
            Step::Batch(n, batch) => {
                if self.tasks.iter().all(|task| task.after.is_empty()) {
                    self.tasks[at(n)].batch = usize::from(batch);
                }
            }
        }
    }
}
