//! What an import changes.

use std::collections::{BTreeMap, BTreeSet};

use progress_bridge::{
    Bundle, Field, Phase, Plan, Remark, Seen, Status, TAKEN, Task, origin, reading_format,
};
use progress_core::source::RootedPath;
use progress_core::update::{Addition, Instruction, Order, TaskEdit};

use super::alike::is_alike;
use super::existing::{Existing, ExistingTask, NOTES, Notes, SEEN, SOURCE, path_of};
use super::merge::{Conflict, Gone, NewTasks};
use super::{ImportRequest, Side, Source};
use crate::updating::FileOrder;

/// The changes.
#[derive(Default)]
pub(super) struct Changes {
    /// Phases without a file.
    pub additions: Vec<NewTasks>,
    /// Changes of files.
    pub orders: Vec<FileOrder>,
    pub unchanged: usize,
    pub conflicts: Vec<Conflict>,
    pub kept: Vec<Conflict>,
    pub gone: Vec<Gone>,
    pub remarks: Vec<Remark>,
}

pub(super) fn compare(
    bundle: Bundle,
    source: &Source,
    existing: &Existing,
    request: &ImportRequest<'_>,
) -> Changes {
    let mut comparison = Comparison {
        bundle: &bundle,
        existing,
        request,
        source,
        orders: BTreeMap::new(),
        in_use: Vec::new(),
        changes: Changes::default(),
    };
    for plan in &bundle.plans {
        comparison.plan(plan);
    }
    comparison.gone();
    let Comparison {
        orders,
        in_use,
        mut changes,
        ..
    } = comparison;
    changes.remarks = bundle.remarks;
    if !in_use.is_empty() {
        changes.remarks.push(Remark {
            what: TAKEN.to_owned(),
            tasks: in_use,
        });
    }
    let orders = orders.into_iter();
    changes.orders = orders
        .map(|(path, order)| FileOrder { path, order })
        .collect();
    changes
}

struct Comparison<'a> {
    bundle: &'a Bundle,
    existing: &'a Existing,
    request: &'a ImportRequest<'a>,
    source: &'a Source,
    orders: BTreeMap<RootedPath, Order>,
    in_use: Vec<String>,
    changes: Changes,
}

impl Comparison<'_> {
    fn plan(&mut self, plan: &Plan) {
        for phase in &plan.phases {
            let mut new = Vec::new();
            for task in &phase.tasks {
                let key = (plan.name.clone(), task.id.clone());
                match self.existing.tasks.get(&key) {
                    None => new.push(self.assigned(task)),
                    Some(own) if self.is_from(task, own) => self.task(task, own),
                    // It was written by hand, or comes from elsewhere.
                    Some(_) => self.in_use.push(task.id.clone()),
                }
            }
            if !new.is_empty() {
                self.add(plan, phase, new);
            }
        }
    }

    /// Whether a task was imported from the place where this one is now.
    fn is_from(&self, task: &Task, own: &ExistingTask) -> bool {
        let place = own.source.as_deref().map(|source| self.place(source));
        place == Some(origin(&task.source, self.source.format))
    }

    /// Where the source of a task is now.
    fn place<'s>(&'s self, source: &'s str) -> &'s str {
        let place = origin(source, self.source.format);
        self.bundle.moved.get(place).map_or(place, String::as_str)
    }

    /// The task with an assignee, which every task needs.
    fn assigned(&self, task: &Task) -> Task {
        let mut task = task.clone();
        if task.assignees.is_empty() {
            task.assignees.push(self.request.assignee.clone());
        }
        task
    }

    fn add(&mut self, plan: &Plan, phase: &Phase, tasks: Vec<Task>) {
        let name = phase.name.clone().unwrap_or_default();
        let key = (plan.name.clone(), name.to_lowercase());
        let Some(path) = self.existing.phases.get(&key) else {
            self.changes.additions.push(NewTasks {
                plan: plan.name.clone(),
                phase: name,
                title: phase.title.clone(),
                tasks,
            });
            return;
        };
        let order = self.orders.entry(path.clone()).or_default();
        order.additions.extend(tasks.into_iter().map(addition));
    }

    fn task(&mut self, task: &Task, own: &ExistingTask) {
        let mut edit = Edit::default();
        let mut seen = own.seen.unwrap_or_else(|| Seen::of(task));
        let is_reused = is_reused(task, own);
        for field in Field::all() {
            let (there, here) = (field.of(task), own.value(field));
            // What the source does not say changes nothing here.
            if there.is_empty() && field != Field::Dependencies {
                continue;
            }
            if is_same(&there, &here) {
                seen.set(field, &there);
                continue;
            }
            // What is over waits for nothing new, for example because a task was inserted before it.
            let waits_for_more =
                field == Field::Dependencies && there.iter().any(|name| !here.contains(name));
            if waits_for_more && own.is_over() {
                continue;
            }
            let differs = |value: &[&str]| own.seen.is_none_or(|seen| !seen.matches(field, value));
            let conflict = || Conflict {
                task: task.id.clone(),
                path: own.path.as_str().to_owned(),
                key: field.key(),
                here: here.join(", "),
                there: there.join(", "),
            };
            if !is_reused && !differs(&there) {
                if self.request.decision == Some(Side::Theirs) {
                    self.changes.kept.push(conflict());
                }
                continue;
            }
            let is_ours = is_reused || differs(&here);
            let decision = self.request.decision.filter(|_| is_ours);
            if decision == Some(Side::Ours) {
                self.changes.kept.push(conflict());
                seen.set(field, &there);
                continue;
            }
            if is_ours && decision.is_none() {
                self.changes.conflicts.push(conflict());
                continue;
            }
            seen.set(field, &there);
            edit.set(field, &there);
        }
        // They say why a task is blocked now, or which dependency was left out.
        let is_explained = edit.status.as_deref() == Some(Status::Blocked.as_str())
            || edit.edit.dependencies.is_some();
        match (&own.notes, &task.notes) {
            (Notes::None, Some(notes)) if is_explained => {
                edit.edit.others.push((NOTES.to_owned(), notes.clone()));
            }
            (Notes::Ours(then), Some(now)) if then != now => {
                edit.edit.others.push((NOTES.to_owned(), now.clone()));
            }
            (Notes::Ours(_), None) => edit.edit.removed.push(NOTES.to_owned()),
            _ => {}
        }
        if own.seen != Some(seen) {
            edit.edit.others.push((SEEN.to_owned(), seen.to_string()));
        }
        if own.source.as_ref() != Some(&task.source) {
            edit.edit
                .others
                .push((SOURCE.to_owned(), task.source.clone()));
        }
        if edit == Edit::default() {
            self.changes.unchanged += 1;
            return;
        }
        let order = self.orders.entry(own.path.clone()).or_default();
        order.tasks.push(Instruction {
            task: task.id.clone(),
            status: edit.status,
            edit: edit.edit,
            ..Instruction::default()
        });
    }

    /// Reports the tasks that are not done and came from the files that were read, or that would have
    /// been read if they still existed, but are no longer in them.
    fn gone(&mut self) {
        let Source {
            format,
            start,
            disk,
        } = self.source;
        let bundle = self.bundle;
        let mut origins = BTreeSet::new();
        let mut places = BTreeSet::new();
        let mut present = BTreeSet::new();
        for plan in &bundle.plans {
            for task in plan.phases.iter().flat_map(|phase| &phase.tasks) {
                let own = origin(&task.source, *format);
                origins.insert((&plan.name, own));
                places.insert(own);
                present.insert((&plan.name, &task.id));
            }
        }
        let read: BTreeSet<&str> = bundle.paths.iter().map(String::as_str).collect();
        for ((plan, id), own) in &self.existing.tasks {
            let Some(source) = &own.source else { continue };
            let place = self.place(source);
            let path = path_of(source);
            let is_origin = origins.contains(&(plan, place))
                || read.contains(path) && !places.contains(place)
                || reading_format(self.request.format, start, path).is_some() && !disk.has(path);
            if is_origin && !present.contains(&(plan, id)) && !own.is_over() {
                self.changes.gone.push(Gone {
                    task: id.clone(),
                    path: own.path.as_str().to_owned(),
                });
            }
        }
    }
}

/// Whether the ID of a task that is finished here may now belong to another task, which is not. The
/// record of the finished one is not overwritten unless asked for.
fn is_reused(task: &Task, own: &ExistingTask) -> bool {
    let there = Field::Title.of(task);
    let is_new = own
        .seen
        .is_some_and(|seen| !seen.matches(Field::Title, &there));
    let here = own.value(Field::Title).concat();
    is_new && own.is_finished() && !task.status.is_settled() && !is_alike(&here, &task.title)
}

/// Whether two values are the same; their order means nothing.
fn is_same(one: &[&str], other: &[&str]) -> bool {
    let (mut one, mut other) = (one.to_vec(), other.to_vec());
    one.sort_unstable();
    other.sort_unstable();
    one == other
}

/// New values of a task.
#[derive(Default, PartialEq, Eq)]
struct Edit {
    status: Option<String>,
    edit: TaskEdit,
}

impl Edit {
    fn set(&mut self, field: Field, value: &[&str]) {
        let list = || value.iter().map(|&text| text.to_owned()).collect();
        let one = value.first().map(|&text| text.to_owned());
        match field {
            Field::Title => self.edit.description = one,
            Field::Status => self.status = one,
            Field::Dependencies => self.edit.dependencies = Some(list()),
            Field::Assignees => self.edit.assignees = Some(list()),
            Field::Priority => self.edit.priority = one,
            Field::Estimate => self.edit.estimate = one,
        }
    }
}

fn addition(task: Task) -> Addition {
    Addition {
        status: Some(task.status.as_str().to_owned()),
        others: others(&task),
        id: task.id,
        description: task.title,
        assignees: task.assignees,
        dependencies: task.dependencies,
        estimate: task.estimate,
        priority: task.priority,
        after: None,
    }
}

/// The keys of an imported task besides the usual ones.
pub(super) fn others(task: &Task) -> Vec<(String, String)> {
    let mut keys = Vec::new();
    if let Some(notes) = &task.notes {
        keys.push((NOTES.to_owned(), notes.clone()));
    }
    keys.push((SOURCE.to_owned(), task.source.clone()));
    keys.push((SEEN.to_owned(), Seen::of(task).to_string()));
    keys
}
