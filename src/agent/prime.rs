//! What an agent should know about the plan when it starts.

use std::fmt::Write as _;
use std::path::Path;

use progress_core::display::plural;
use progress_core::status::{
    PhaseView, PlanView, ReadinessIndex, Stage, TaskView, WorkFilter, plans,
};
use progress_core::workspace::Workspace;
use progress_git::write::KeptError;

use super::check::AgentError;
use super::sessions;
use super::wording::{name, quoted};
use crate::active::{self, ActiveTask};
use crate::claims::{Claims, Listing, ReadyTask, ReadyTasks};
use crate::project::{Project, Root};

/// Maximum tasks of each kind shown.
const MAX_STARTED: usize = 3;
const MAX_READY: usize = 5;
const MAX_BLOCKED: usize = 3;
/// Maximum bytes. A token is about four bytes of English, but only two or three of IDs and paths.
const MAX_BYTES: usize = 900;
/// Maximum characters of a name, and of a description or reason.
const MAX_NAME: usize = 40;
const MAX_TEXT: usize = 48;
/// Maximum characters of a path; one that is cut off would be of no use.
const MAX_PATH: usize = 120;

/// The commands that matter. Whoever knows them need not edit counters and dates by hand.
const COMMANDS: &str = "Commands: `progress-lint ready`, `progress-lint show TASK`, \
                        `progress-lint start TASK`, `progress-lint done TASK`, \
                        `progress-lint block TASK --note TEXT`; they keep counters and dates \
                        right.";

/// Says where things stand in the repository of a directory; `None` without progress files.
///
/// # Errors
///
/// Fails if the settings are invalid.
pub fn prime(folder: &Path) -> Result<Option<String>, AgentError> {
    let mut root = Root::find(folder, folder);
    // The start of a session must not wait for an unreachable remote.
    root.stay_local();
    if root.require_working_tree().is_err() {
        return Ok(None);
    }
    // What cannot be read is left out; the commands that need it say what is wrong.
    let started = match &root.repository {
        Some(repository) => active::read(repository).unwrap_or_default(),
        None => Vec::new(),
    };
    let claims = Claims::open(root.repository.as_ref(), &root.folder);
    let claimed = claims.and_then(|claims| claims.list()).unwrap_or_default();
    let project = Project::of_root(root, folder.to_path_buf(), None)?;
    if !project.settings.agent_enabled {
        return Ok(None);
    }
    let workspace = project.load_all();
    let text = overview(&workspace, &started, claimed);
    // The process exits next; dropping thousands of trees first would only delay that.
    std::mem::forget(workspace);
    Ok(text)
}

/// Remembers that an agent's session starts in a directory, for
/// [`check_session`](super::check_session).
///
/// # Errors
///
/// Fails if the record cannot be written.
pub fn start_session(folder: &Path, session: &str) -> Result<(), KeptError> {
    match Root::find(folder, folder).repository {
        Some(repository) if !repository.is_bare() => sessions::remember(&repository, session),
        _ => Ok(()),
    }
}

fn overview(workspace: &Workspace, started: &[ActiveTask], claimed: Listing) -> Option<String> {
    let plans = plans(workspace);
    // They come in the order in which they matter: that of the branch first.
    let plan = plans.iter().find(|plan| plan.stage() != Stage::Over);
    let Some(plan) = plan else {
        if plans.is_empty() {
            return None;
        }
        let count = plural(plans.len(), "plan", "plans");
        return Some(format!(
            "Progress files: {count}, with nothing left to do. {COMMANDS}"
        ));
    };
    let mut lines = vec![plan_line(plan, &plans)];
    if let Some(phase) = plan.phases.iter().find(|phase| !phase.is_over()) {
        lines.push(phase_line(phase));
    }
    lines.extend(started_line(started));
    let readiness = ReadinessIndex::of(workspace);
    let own = std::slice::from_ref(plan);
    let mut tasks = ReadyTasks::of(own, &WorkFilter::default(), &readiness);
    tasks.set_claimed_apart(own, true, claimed, &workspace.settings.statuses);
    lines.extend(ready_line(&tasks.ready));
    lines.extend(blocked_line(plan));
    Some(fitted(&lines))
}

/// The lines as far as there is room; the commands are always there.
fn fitted(lines: &[String]) -> String {
    let mut text = String::new();
    for line in lines {
        if text.len() + line.len() + COMMANDS.len() + 2 > MAX_BYTES {
            continue;
        }
        text.push_str(line);
        text.push('\n');
    }
    text + COMMANDS
}

fn plan_line(plan: &PlanView<'_>, plans: &[PlanView<'_>]) -> String {
    let counts = plan.counts();
    let mut line = format!(
        "Progress files track this repository's tasks. Plan {}: {} of {} tasks done",
        name(plan.name, MAX_NAME),
        counts.completed,
        counts.total
    );
    let others = plans
        .iter()
        .filter(|other| other.stage() != Stage::Over)
        .count()
        - 1;
    if others > 0 {
        let _ = write!(
            line,
            " ({} open)",
            plural(others, "other plan is", "other plans are")
        );
    }
    line.push('.');
    line
}

fn phase_line(phase: &PhaseView<'_>) -> String {
    let label = phase
        .label()
        .map_or("?".to_owned(), |label| name(label, MAX_NAME));
    let title = match phase.title() {
        Some(title) => format!(" {}", quoted(title, MAX_TEXT)),
        None => String::new(),
    };
    format!(
        "Phase {label}{title}, {} of {} done: {}",
        phase.counts.completed,
        phase.counts.total,
        name(phase.file.path.as_str(), MAX_PATH)
    )
}

fn started_line(started: &[ActiveTask]) -> Option<String> {
    let names = started.iter().rev().take(MAX_STARTED);
    let names: Vec<String> = names.map(|task| name(&task.task, MAX_NAME)).collect();
    if names.is_empty() {
        return None;
    }
    Some(format!("Started in this worktree: {}", names.join(", ")))
}

fn ready_line(ready: &[ReadyTask<'_, '_>]) -> Option<String> {
    if ready.is_empty() {
        return None;
    }
    let tasks = ready.iter().take(MAX_READY).map(|ready| named(ready.task));
    let tasks: Vec<String> = tasks.collect();
    let more = more(ready.len(), MAX_READY);
    Some(format!("Can start: {}{more}", tasks.join("; ")))
}

fn blocked_line(plan: &PlanView<'_>) -> Option<String> {
    let blocked: Vec<&TaskView<'_>> = plan
        .phases
        .iter()
        .flat_map(|phase| &phase.blocked)
        .collect();
    if blocked.is_empty() {
        return None;
    }
    let mut tasks = Vec::new();
    for task in blocked.iter().take(MAX_BLOCKED) {
        let id = id(task);
        tasks.push(match task.block_reason() {
            Some(reason) => format!("{id} ({})", quoted(&reason, MAX_TEXT)),
            None => id,
        });
    }
    let more = more(blocked.len(), MAX_BLOCKED);
    Some(format!("Blocked: {}{more}", tasks.join("; ")))
}

fn more(count: usize, shown: usize) -> String {
    match count.saturating_sub(shown) {
        0 => String::new(),
        more => format!("; and {more} more"),
    }
}

fn named(task: &TaskView<'_>) -> String {
    let id = id(task);
    match task.description {
        Some(description) => format!("{id} {}", quoted(description, MAX_TEXT)),
        None => id,
    }
}

fn id(task: &TaskView<'_>) -> String {
    match task.id() {
        Some(id) => name(id, MAX_NAME),
        None => "(no ID)".to_owned(),
    }
}
