//! The tasks of plans, in the model of all formats.

use std::collections::{BTreeMap, BTreeSet};

use progress_bridge::{Bundle, Phase, Plan, Remark, Status, Task};
use progress_core::model::Class;
use progress_core::status::{PhaseView, PlanView, TaskView};
use progress_core::workspace::Workspace;
use yaml_lossless::Node;

use super::CommitTimes;

/// Stands for an assignee in imported tasks that have none.
const NOBODY: &str = "unassigned";

/// Collects the tasks of plans. Some formats say everything (`is_complete`): repeated IDs, and any word
/// for a status.
#[must_use]
pub fn gather(
    workspace: &Workspace,
    plans: &[PlanView<'_>],
    times: &CommitTimes,
    is_complete: bool,
) -> Bundle {
    let mut gathering = Gathering {
        workspace,
        times,
        is_complete,
        bundle: Bundle::default(),
    };
    for plan in plans {
        gathering.plan(plan);
    }
    gathering.bundle
}

struct Gathering<'w> {
    workspace: &'w Workspace,
    times: &'w CommitTimes,
    is_complete: bool,
    bundle: Bundle,
}

impl Gathering<'_> {
    fn plan(&mut self, plan: &PlanView<'_>) {
        // With their titles.
        let mut ids: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        let mut phases = Vec::with_capacity(plan.phases.len());
        for phase in &plan.phases {
            let mut tasks = Vec::new();
            for view in phase.task_views() {
                let Some(id) = view.id() else {
                    self.remark("task without an ID, left out", phase.file.path.as_str());
                    continue;
                };
                let title = one_line(view.description.unwrap_or(id));
                let titles = ids.entry(id.to_owned()).or_default();
                let is_first = titles.is_empty();
                // A file that lists all phases repeats the tasks of the others.
                if !titles.insert(title) {
                    continue;
                }
                if is_first || self.is_complete {
                    tasks.push(self.task(id, &view, phase));
                } else {
                    self.remark("repeated ID, left out", &format!("{id} of {}", plan.name));
                }
            }
            if !tasks.is_empty() {
                phases.push(Phase {
                    name: phase.label().map(str::to_owned),
                    title: phase.title().unwrap_or("Tasks").to_owned(),
                    tasks,
                });
            }
        }
        for phase in &mut phases {
            for task in &mut phase.tasks {
                let before = task.dependencies.len();
                task.dependencies.retain(|name| ids.contains_key(name));
                if task.dependencies.len() < before {
                    self.remark(
                        "dependency on something other than a task of the plan",
                        &task.id,
                    );
                }
            }
        }
        self.bundle.plans.push(Plan {
            name: plan.name.to_owned(),
            phases,
        });
    }

    fn task(&mut self, id: &str, view: &TaskView<'_>, phase: &PhaseView<'_>) -> Task {
        let document = &phase.file.document;
        let node = document.tree().map(|tree| tree.node(view.entry.node));
        let notes = node
            .and_then(|it| it.get("notes"))
            .and_then(Node::some_text);
        let names = view.assignees().filter(|name| *name != NOBODY);
        let (status, own_status) = self.status(id, view);
        let mut task = Task {
            id: id.to_owned(),
            title: one_line(view.description.unwrap_or(id)),
            status,
            own_status,
            parent: None,
            dependencies: self.dependencies(view),
            assignees: names.map(str::to_owned).collect(),
            priority: view.priority.map(str::to_owned),
            estimate: view.effort().map(str::to_owned),
            notes: notes.map(|text| text.trim().to_owned()),
            source: format!("{}#{id}", phase.file.path.as_str()),
            ..Task::default()
        };
        self.times.fill(&mut task, node, phase.file);
        task
    }

    /// The IDs of the dependencies, however they are written.
    fn dependencies(&self, view: &TaskView<'_>) -> Vec<String> {
        let plans = &self.workspace.plans;
        let mut ids = Vec::new();
        for name in &view.entry.references {
            let task = plans.resolve(view.at.file, &name.text).task();
            let id = task.and_then(|task| plans.task(task)?.id_text());
            ids.push(id.unwrap_or(&name.text).to_owned());
        }
        ids
    }

    /// The status, and the word for it if there is no such status in other formats.
    fn status(&mut self, id: &str, view: &TaskView<'_>) -> (Status, Option<String>) {
        let own = || view.entry.status.as_ref().map(|name| name.text.clone());
        let status = match view.entry.state {
            Some(Class::Done) => Status::Completed,
            Some(Class::Active) => Status::InProgress,
            Some(Class::Review) => Status::Review,
            Some(Class::Blocked) => Status::Blocked,
            Some(Class::Open) => Status::Pending,
            Some(Class::Dropped) => {
                let word = view.entry.status.as_ref().map(|name| name.text.as_str());
                let is_deferred = word.is_some_and(|word| word.eq_ignore_ascii_case("deferred"));
                if is_deferred {
                    Status::Deferred
                } else {
                    Status::Cancelled
                }
            }
            Some(Class::AtRisk) => {
                if !self.is_complete {
                    self.remark("at risk, written as in progress", id);
                }
                return (Status::InProgress, own());
            }
            Some(Class::Unknown) | None => {
                if !self.is_complete {
                    self.remark("unknown status, written as pending", id);
                }
                return (Status::Pending, own());
            }
        };
        (status, None)
    }

    fn remark(&mut self, what: &str, task: &str) {
        let known = self
            .bundle
            .remarks
            .iter_mut()
            .find(|remark| remark.what == what);
        match known {
            Some(remark) => remark.tasks.push(task.to_owned()),
            None => self.bundle.remarks.push(Remark {
                what: what.to_owned(),
                tasks: vec![task.to_owned()],
            }),
        }
    }
}

/// A description may have several lines, but a title has one.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
