//! What an agent should know about the plan when it starts.

use std::cmp::Reverse;
use std::fmt::Write as _;
use std::path::Path;

use progress_core::display::plural;
use progress_core::status::{
    PhaseView, PlanView, ReadinessIndex, Stage, TaskView, WorkFilter, plans,
};
use progress_core::workspace::{File, Workspace};
use progress_git::git::Repository;
use progress_git::jujutsu::CONFLICT_README;
use progress_git::write::KeptError;

use super::check::AgentError;
use super::last_updates::last_updates;
use super::sessions;
use super::setup::is_set_up;
use super::wording::{name, quoted};
use crate::active::{self, ActiveTask};
use crate::claims::{Claims, Listing, ReadyTask, ReadyTasks};
use crate::config_file::SettingsFile;
use crate::project::{Project, Root};
use crate::resolving::has_markers;

/// Maximum tasks of each kind shown.
const MAX_STARTED: usize = 3;
const MAX_READY: usize = 5;
const MAX_BLOCKED: usize = 3;
/// Maximum files shown that cannot be read.
const MAX_UNREADABLE: usize = 2;
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
    let overview = Overview {
        workspace: &workspace,
        repository: project.root.repository.as_ref(),
        is_conflicted: project.root.folder.join(CONFLICT_README).is_file(),
    };
    let text = overview.text(&started, claimed);
    // The process exits next; dropping thousands of trees first would only delay that.
    std::mem::forget(workspace);
    Ok(text)
}

/// Whether a session in a directory without progress files may be meant to create the first ones:
/// the hooks are set up for its repository, not only for the user.
#[must_use]
pub fn expects_files(folder: &Path) -> bool {
    let root = Root::find(folder, folder);
    let settings = SettingsFile::Disk(&root.folder).load();
    settings.is_ok_and(|settings| settings.agent_enabled) && is_set_up(&root)
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

struct Overview<'w> {
    workspace: &'w Workspace,
    repository: Option<&'w Repository>,
    /// Whether Jujutsu recorded conflicts in the commit that is checked out.
    is_conflicted: bool,
}

impl Overview<'_> {
    fn text(&self, started: &[ActiveTask], claimed: Listing) -> Option<String> {
        let workspace = self.workspace;
        let plans = plans(workspace);
        let started = still_active(started, &plans);
        let Some(plan) = self.chosen(&plans, &started) else {
            if plans.is_empty() {
                return None;
            }
            let count = plural(plans.len(), "plan", "plans");
            let mut lines = vec![format!("Progress files: {count}, with nothing left to do.")];
            lines.extend(self.conflict_line());
            return Some(fitted(&lines));
        };
        let mut lines = vec![plan_line(plan, &plans)];
        lines.extend(self.conflict_line());
        lines.extend(unreadable_line(&plans));
        lines.extend(current_phase(plan).map(phase_line));
        lines.extend(started_line(&started));
        let readiness = ReadinessIndex::of(workspace);
        let own = std::slice::from_ref(plan);
        let mut tasks = ReadyTasks::of(own, &WorkFilter::default(), &readiness);
        tasks.set_claimed_apart(own, true, claimed, &workspace.settings.statuses);
        lines.extend(ready_line(&tasks.ready));
        lines.extend(blocked_line(plan));
        Some(fitted(&lines))
    }

    /// What is wrong with a commit with conflicts.
    fn conflict_line(&self) -> Option<String> {
        let line = "Jujutsu recorded conflicts in this commit; only their first side is read, and \
                    `jj resolve` resolves them.";
        self.is_conflicted.then(|| line.to_owned())
    }

    /// The plan that matters most: that of the branch, else one with a task that was started here,
    /// else of those in progress with open tasks the one that was updated last.
    fn chosen<'p, 'f>(
        &self,
        plans: &'p [PlanView<'f>],
        started: &[&ActiveTask],
    ) -> Option<&'p PlanView<'f>> {
        let open = plans.iter().filter(|plan| plan.stage() != Stage::Over);
        let mut best: Vec<&PlanView<'_>> = Vec::new();
        let mut rank_of_best = None;
        for plan in open {
            let rank = self.rank(plan, started);
            // `false` comes first.
            if rank_of_best.is_none_or(|best| rank < best) {
                best.clear();
                rank_of_best = Some(rank);
            }
            if rank_of_best == Some(rank) {
                best.push(plan);
            }
        }
        if best.len() < 2 {
            return best.pop();
        }
        let dates = last_updates(&best, self.repository);
        // Among equal plans, the first one counts.
        let latest = best
            .into_iter()
            .zip(dates)
            .min_by_key(|(_, date)| Reverse(*date));
        latest.map(|(plan, _)| plan)
    }

    fn rank(
        &self,
        plan: &PlanView<'_>,
        started: &[&ActiveTask],
    ) -> (bool, bool, bool, bool, Stage) {
        let mut files = plan.phases.iter().map(|phase| phase.file.path.as_str());
        let is_started = files.any(|path| started.iter().any(|task| task.path == path));
        (
            !plan.is_current(self.workspace),
            !is_readable(plan),
            !is_started,
            !plan.phases.iter().any(has_open_task),
            plan.stage(),
        )
    }
}

/// The started tasks that are still being worked on, as their files say: nothing tells the record
/// of an edit by hand, of a checkout, or of a file that was removed.
fn still_active<'s>(started: &'s [ActiveTask], plans: &[PlanView<'_>]) -> Vec<&'s ActiveTask> {
    let is_active = |task: &&ActiveTask| {
        let mut files = plans.iter().flat_map(|plan| &plan.phases);
        let file = files.find(|phase| phase.file.path.as_str() == task.path);
        file.is_some_and(|phase| phase.active.iter().any(|it| it.id() == Some(&task.task)))
    };
    started.iter().filter(is_active).collect()
}

/// Whether any file of a plan can be read.
fn is_readable(plan: &PlanView<'_>) -> bool {
    plan.phases.iter().any(|phase| phase.phase.is_some())
}

/// Whether a task of a phase that is not over is neither done nor dropped.
fn has_open_task(phase: &PhaseView<'_>) -> bool {
    let counts = phase.counts;
    !phase.is_over() && counts.completed + counts.dropped < counts.total
}

/// The first phase that is not over, preferably one with open tasks.
fn current_phase<'p, 'w>(plan: &'p PlanView<'w>) -> Option<&'p PhaseView<'w>> {
    let open = plan.phases.iter().filter(|phase| !phase.is_over());
    let readable = open.filter(|phase| phase.phase.is_some());
    readable.min_by_key(|phase| !has_open_task(phase))
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
        "Progress files track this repository's tasks. Plan {}",
        name(plan.name, MAX_NAME)
    );
    if is_readable(plan) {
        let _ = write!(
            line,
            ": {} of {} tasks done",
            counts.completed, counts.total
        );
    } else {
        line.push_str(" cannot be read");
    }
    let others = plans
        .iter()
        .filter(|other| other.stage() != Stage::Over)
        .count()
        - 1;
    if others > 0 {
        let _ = write!(
            line,
            " ({} open: `progress-lint status`)",
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
    let counts = match phase.counts.total {
        0 => "no tasks yet".to_owned(),
        total => format!("{} of {total} done", phase.counts.completed),
    };
    let path = name(phase.file.path.as_str(), MAX_PATH);
    format!("Phase {label}{title}, {counts}: {path}")
}

/// The files that cannot be read, and the command that helps.
fn unreadable_line(plans: &[PlanView<'_>]) -> Option<String> {
    let phases = plans.iter().flat_map(|plan| &plan.phases);
    let files: Vec<&File> = phases
        .filter(|phase| phase.phase.is_none())
        .map(|phase| phase.file)
        .collect();
    if files.is_empty() {
        return None;
    }
    let mut shown = Vec::new();
    for file in files.iter().take(MAX_UNREADABLE) {
        let help = if has_markers(file.document.text.as_str().as_bytes()) {
            "in conflict, `progress-lint resolve` merges it"
        } else {
            "`progress-lint lint` says why"
        };
        shown.push(format!("{} ({help})", name(file.path.as_str(), MAX_PATH)));
    }
    let more = more(files.len(), MAX_UNREADABLE);
    Some(format!("Cannot be read: {}{more}", shown.join("; ")))
}

fn started_line(started: &[&ActiveTask]) -> Option<String> {
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
