//! `progress show`: shows everything about one task.

mod human;
mod json;

use std::path::Path;

use progress_core::model::{Class, TaskRef};
use progress_core::source::RootedPath;
use progress_core::status::{
    Dependency, FoundTask, NoSingleTask, PhaseView, PlanView, Readiness, ReadinessIndex, TaskView,
    dependencies, dependents, find, plans,
};
use progress_core::workspace::Workspace;
use progress_git::paths::real_path;
use yaml_lossless::Node;

use super::args::{ShowArguments, TableFormat};
use super::failure::Failure;
use super::project::{self, complain_of_unread};
use super::ready::obstacle_text;
use super::{Console, ExitStatus};
use crate::claims::{Claim, Claims, TaskKey};
use crate::project::Project;

/// Everything about a task.
struct Details<'v, 'w> {
    plan: &'v PlanView<'w>,
    phase: &'v PhaseView<'w>,
    task: TaskView<'w>,
    /// Its mapping in the frontmatter.
    node: Node<'w>,
    line: usize,
    readiness: Readiness<'w>,
    /// Why it cannot start; `None` if it can, or is not to be started.
    why_not: Option<String>,
    dependencies: Vec<(Dependency<'w>, Option<Other<'v, 'w>>)>,
    dependents: Vec<Other<'v, 'w>>,
    claim: Option<Claim>,
}

/// Another task, which this one waits for or which waits for this one.
struct Other<'v, 'w> {
    plan: &'v PlanView<'w>,
    task: TaskView<'w>,
}

pub(super) fn run(
    arguments: &ShowArguments,
    console: &mut Console<'_>,
) -> Result<ExitStatus, Failure> {
    let project = project::here(arguments.config.as_deref(), console)?;
    let claims = Claims::open(project.root.repository.as_ref(), &project.root.folder);
    let base = project.base();
    let file = match &arguments.file {
        Some(file) => Some(named_file(file, &project)?),
        None => None,
    };
    // Any file may depend on the task, so all are loaded.
    let workspace = project.load_all();
    let mut status = ExitStatus::Clean;
    if complain_of_unread(&workspace, &base, console) {
        // The task is shown all the same, but a file that was not read may matter to it.
        status = ExitStatus::Failed;
    }
    let all = plans(&workspace);
    // Only the search is limited to the file: related tasks can be in any.
    let of_file = file.map(|file| plans_of_file(&workspace, &file));
    let within = of_file.as_deref().unwrap_or(&all);
    let found = find(within, &arguments.task).map_err(|error| unfound(&error))?;
    let settled = ReadinessIndex::of(&workspace);
    let mut details = Details::of(&workspace, &settled, &all, found)
        .ok_or_else(|| Failure::new(format!("cannot read task `{}`", arguments.task)))?;
    match claims.and_then(|claims| claims.list()) {
        Ok(listing) => details.claim = details.key().and_then(|it| listing.claim(&it).cloned()),
        // The task can be shown without it.
        Err(error) => console.warn(&Failure::new(error.to_string()).help(error.help())),
    }
    let view = human::View {
        paint: console.colors_stdout(),
        screen: console.screen(),
        base,
    };
    let result = console.page(status, |out| match arguments.format {
        TableFormat::Human => view.write(&details, out),
        TableFormat::Json => json::write(&details, out),
    });
    drop(details);
    // The process exits next; dropping thousands of trees first would only delay that.
    std::mem::forget(workspace);
    result
}

/// The file that `--file` names.
fn named_file(file: &Path, project: &Project) -> Result<RootedPath, Failure> {
    let named = project.current.join(file);
    if !named.is_file() {
        let message = format!("`{}` is not a file", file.display());
        return Err(Failure::new(message).help("pass a progress file"));
    }
    // There are no links in the path of the root, so there must be none in this one.
    let path = real_path(&named).unwrap_or(named);
    Ok(RootedPath::new(&project.root.folder, &path))
}

/// The plans, with no phase but that of a file.
fn plans_of_file<'w>(workspace: &'w Workspace, file: &RootedPath) -> Vec<PlanView<'w>> {
    let mut plans = plans(workspace);
    for plan in &mut plans {
        plan.phases.retain(|phase| phase.file.path == *file);
    }
    plans
}

fn unfound(error: &NoSingleTask) -> Failure {
    let help = match error {
        NoSingleTask::Unknown {
            near: Some(near), ..
        } => format!("did you mean `{near}`?"),
        NoSingleTask::Unknown { .. } => "run `progress list` for a list of tasks".to_owned(),
        NoSingleTask::Ambiguous { .. } => "write PLAN:ID, or use --file".to_owned(),
    };
    Failure::new(error.to_string()).help(help)
}

impl<'v, 'w> Details<'v, 'w> {
    fn of(
        workspace: &'w Workspace,
        settled: &ReadinessIndex<'w>,
        plans: &'v [PlanView<'w>],
        found: FoundTask<'_, 'w>,
    ) -> Option<Self> {
        // `found` may come from a selection of phases, so its plan is looked up among all.
        let Other { plan, task } = other(plans, found.at)?;
        let phase = plan.phases.iter().find(|it| it.id == found.at.file)?;
        let document = &workspace.file(found.at.file).document;
        let node = document.tree()?.node(task.entry.node);
        let readiness = settled.readiness(found.at);
        Some(Self {
            why_not: why_not(settled, phase, &task, &readiness),
            line: document.text.position(node.span().start as usize).line,
            dependencies: dependencies(settled, found.at)
                .into_iter()
                .map(|it| {
                    let named = it.task.and_then(|at| other(plans, at));
                    (it, named)
                })
                .collect(),
            dependents: dependents(workspace, found.at)
                .into_iter()
                .filter_map(|at| other(plans, at))
                .collect(),
            claim: None,
            plan,
            phase,
            task,
            node,
            readiness,
        })
    }

    /// The key of the task's claim.
    fn key(&self) -> Option<TaskKey> {
        Some(TaskKey {
            plan: self.plan.name.to_owned(),
            path: self.task.path().to_owned(),
            task: self.task.id()?.to_owned(),
        })
    }

    /// The keys of the task that are not shown otherwise, with their values.
    fn further_values(&self) -> Vec<(&'w str, Node<'w>)> {
        let mut values = Vec::new();
        for (key, value) in self.node.entries() {
            if let Some(name) = key.text()
                && !SHOWN.contains(&name)
                // A key without a value says nothing.
                && !value.is_null()
            {
                values.push((name, value));
            }
        }
        values
    }
}

/// The keys of a task that are shown in lines of their own.
const SHOWN: &[&str] = &[
    "id",
    "description",
    "status",
    "assigned_to",
    "dependencies",
    "depends_on",
    "estimated_effort",
    "priority",
];

/// Looks up a task and its plan.
fn other<'v, 'w>(plans: &'v [PlanView<'w>], at: TaskRef) -> Option<Other<'v, 'w>> {
    for plan in plans {
        if let Some(phase) = plan.phases.iter().find(|phase| phase.id == at.file) {
            let task = phase.task_views().into_iter().find(|task| task.at == at)?;
            return Some(Other { plan, task });
        }
    }
    None
}

/// Says why a task that is not settled or underway cannot start.
fn why_not(
    settled: &ReadinessIndex<'_>,
    phase: &PhaseView<'_>,
    task: &TaskView<'_>,
    readiness: &Readiness<'_>,
) -> Option<String> {
    match readiness {
        Readiness::Ready => None,
        Readiness::Waiting => {
            let awaited = settled.awaited(task.at);
            Some(format!("it waits for `{}`", awaited.join("`, `")))
        }
        Readiness::Unknown(obstacles) => {
            let reasons: Vec<String> = obstacles.iter().map(obstacle_text).collect();
            Some(format!("undecided: it {}", reasons.join("; it ")))
        }
        Readiness::NotOpen => match task.entry.state {
            Some(Class::Open) if phase.is_closed() => {
                let word = phase.status().unwrap_or_default();
                Some(format!("its phase is `{word}`"))
            }
            Some(Class::Open) => Some("the file of its phase has the same task".to_owned()),
            Some(Class::Blocked) => Some(match task.block_reason() {
                Some(reason) => format!("it is blocked: {reason}"),
                None => "it is blocked".to_owned(),
            }),
            None | Some(Class::Unknown) => Some("its status is unknown".to_owned()),
            Some(_) => None,
        },
    }
}
