//! Findings about references that do not name a task of their plan.

use crate::collections::HashSet;
use crate::config::Severity;
use crate::display::nearest;
use crate::lint::{Diagnostic, Location, PhaseContext};
use crate::model::id::is_id;
use crate::model::{FileId, Name, Reference, Resolution, Task, TaskRef};

/// Limit on ID comparisons per file. A file with thousands of wrong references has other
/// problems than typos.
const BUDGET: usize = 200_000;

/// Limit on ID comparisons for all files of a directory together.
const FOLDER_BUDGET: usize = 20_000_000;

/// Checks references, and suggests similar IDs while that is cheap enough.
#[derive(Debug)]
pub(super) struct References<'a> {
    context: PhaseContext<'a>,
    /// The help for a wrong ID that resembles no other.
    otherwise: &'static str,
    /// The plan's IDs, collected when the first reference is wrong.
    ids: Option<Vec<&'a str>>,
    /// Duplicate and malformed IDs of the file, collected likewise.
    wrong: Option<Vec<&'a str>>,
    has_nameless_task: Option<bool>,
    /// IDs that are already listed, and so are not suggested.
    taken: HashSet<&'a str>,
    budget: usize,
}

impl<'a> References<'a> {
    /// Creates a checker for the references of a file.
    pub(super) fn of(context: &PhaseContext<'a>, otherwise: &'static str) -> Self {
        Self {
            context: *context,
            otherwise,
            ids: None,
            wrong: None,
            has_nameless_task: None,
            taken: HashSet::default(),
            budget: BUDGET.min(FOLDER_BUDGET / context.plan().files.len().max(1)),
        }
    }

    /// Excludes IDs that are already listed from the suggestions.
    pub(super) fn besides(self, taken: impl Iterator<Item = &'a Name>) -> Self {
        let taken = taken.map(|name| name.text.as_str()).collect();
        Self { taken, ..self }
    }

    /// Returns the finding about a reference that names neither a task of the plan nor anything
    /// else known; `own` is the ID of the task that contains it.
    pub(super) fn judge(&mut self, name: &Name, own: Option<&str>) -> Option<Diagnostic> {
        self.judge_part(name, &name.text, own)
    }

    /// Like [`Self::judge`], for a part of the schedule, where only a task that certainly does not
    /// exist is worth a finding: events and tasks of other plans are put there deliberately.
    pub(super) fn certain(&mut self, name: &Name, id: &str) -> Option<Diagnostic> {
        let diagnostic = self.judge_part(name, id, None)?;
        // Only findings about a task that certainly does not exist keep the severity of the rule.
        diagnostic.is_of_default_severity().then_some(diagnostic)
    }

    /// Like [`Self::judge`], for a part of a text.
    fn judge_part(&mut self, name: &Name, id: &str, own: Option<&str>) -> Option<Diagnostic> {
        let place = Location::value(self.context.id(), name.node);
        let diagnostic = match self.context.plans().resolve(self.context.id(), id) {
            Resolution::Here(_) | Resolution::Plan(_) | Resolution::Phase(_) | Resolution::All => {
                return None;
            }
            // The plan is named, so the task is meant.
            Resolution::OtherPlan(_) if id.contains(':') => return None,
            Resolution::Nothing | Resolution::Undecidable(_) | Resolution::OtherPlan(_)
                if self.is_planned(id) =>
            {
                untracked(place, id)
            }
            // The intended task is probably one with a duplicate or malformed similar ID, which
            // is reported there.
            Resolution::Nothing if self.is_wrong_there(id) => return None,
            Resolution::Nothing if self.has_nameless_task() => nameless(place, id),
            Resolution::Nothing => {
                let help = self.help(id, own);
                return Some(Diagnostic::new(place, no_task(id)).help(help));
            }
            Resolution::OtherPlan(task) => self.of_other_plan(place, id, task),
            Resolution::UncoveredPhase => uncovered(place, id),
            Resolution::Undecidable(file) => self.undecidable(place, id, file),
            Resolution::Event => self.event(place, id),
        };
        // What is left may be right: an event, a task of another plan, or one that cannot be looked
        // up.
        Some(diagnostic.severity(Severity::Advice))
    }

    /// Whether the plan's document mentions the task.
    fn is_planned(&self, id: &str) -> bool {
        let planned = &self.context.workspace().planned;
        planned.has(self.context.id(), id.trim())
    }

    fn of_other_plan(&self, place: Location, id: &str, task: TaskRef) -> Diagnostic {
        let other = self.context.workspace().file(task.file).path.as_str();
        let message = format!("`{id}` is a task in another plan ({other})");
        Diagnostic::new(place, message).help("write it as `prd:ID` if you mean that task")
    }

    fn undecidable(&self, place: Location, id: &str, file: FileId) -> Diagnostic {
        let other = self.context.workspace().file(file).path.as_str();
        let message =
            format!("cannot tell whether `{id}` exists: the tasks of {other} cannot be read");
        Diagnostic::new(place, message).help("fix that file first")
    }

    fn event(&mut self, place: Location, id: &str) -> Diagnostic {
        let message = format!("`{id}` is not a task; treating it as an event");
        let help = match self.spelt_otherwise(id) {
            Some(known) => format!("did you mean `{known}`?"),
            None => "use a task ID if the order matters to the schedule".to_owned(),
        };
        Diagnostic::new(place, message).help(help)
    }

    /// The ID that a text equals, ignoring case.
    fn spelt_otherwise(&mut self, id: &str) -> Option<&'a str> {
        let mut ids = self.context.plan().ids();
        // With the budget used up, nothing more is suggested; the findings themselves stay.
        self.budget = self.budget.checked_sub(ids.len())?;
        ids.find(|known| known.eq_ignore_ascii_case(id))
    }

    /// Help for a wrong ID: the most similar one other than `own`, otherwise the general help.
    fn help(&mut self, id: &str, own: Option<&str>) -> String {
        match self.nearest(id, own) {
            Some(near) => format!("did you mean `{near}`?"),
            None => self.otherwise.to_owned(),
        }
    }

    /// Whether a task of the file has no ID, so that any unknown ID may be meant for it.
    fn has_nameless_task(&mut self) -> bool {
        let tasks = self.context.tasks();
        *{ &mut self.has_nameless_task }.get_or_insert_with(|| {
            tasks
                .iter()
                .any(|task| task.id_text().is_none_or(|id| id.trim().is_empty()))
        })
    }

    /// Whether a task should have this ID, but has a duplicate or malformed one.
    fn is_wrong_there(&mut self, id: &str) -> bool {
        let context = self.context;
        let wrong = self.wrong.get_or_insert_with(|| wrong(&context));
        if wrong.is_empty() {
            return false;
        }
        match self.budget.checked_sub(wrong.len()) {
            Some(rest) => self.budget = rest,
            None => return false,
        }
        nearest(id, wrong.iter().copied()).is_some()
    }

    fn nearest(&mut self, id: &str, own: Option<&str>) -> Option<&'a str> {
        let ids = self.context.plan().ids();
        self.budget = self.budget.checked_sub(ids.len())?;
        // Most files have no wrong reference and need no list.
        let ids = self.ids.get_or_insert_with(|| ids.collect());
        nearest(
            id,
            ids.iter()
                .copied()
                // A task cannot be meant to depend on itself.
                .filter(|known| Some(*known) != own && !self.taken.contains(known)),
        )
    }
}

/// The duplicate and malformed IDs of the file.
fn wrong<'a>(context: &PhaseContext<'a>) -> Vec<&'a str> {
    let mut seen = HashSet::default();
    let wrong: HashSet<&str> = context
        .tasks()
        .iter()
        .filter_map(Task::id_text)
        .filter(|id| !seen.insert(*id) || !is_id(id))
        .collect();
    wrong.into_iter().collect()
}

fn no_task(id: &str) -> String {
    match Reference::parse(id) {
        Reference::Qualified { prd, id } => format!("no task `{id}` in plan `{prd}`"),
        _ => format!("no task with ID `{id}` in this plan"),
    }
}

fn untracked(place: Location, id: &str) -> Diagnostic {
    let message = format!("no progress file tracks `{id}`, which the plan's document mentions");
    Diagnostic::new(place, message).help("add the task to the progress file of its phase")
}

fn nameless(place: Location, id: &str) -> Diagnostic {
    let message = format!("cannot tell whether `{id}` exists: a task in this file has no ID");
    Diagnostic::new(place, message).help("give that task an ID first")
}

fn uncovered(place: Location, id: &str) -> Diagnostic {
    let message = format!("no file of this plan tracks `{id}`");
    Diagnostic::new(place, message).help("use a phase of this plan, or one of its tasks")
}
