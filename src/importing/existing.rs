//! The tasks that are in progress files already.

use std::collections::BTreeMap;

use progress_bridge::{Field, Format, Known, KnownPlan, Seen, reading_format, says_why_blocked};
use progress_core::model::Statuses;
use progress_core::model::status::Subject;
use progress_core::source::RootedPath;
use progress_core::status::{PhaseView, PlanView, TaskView};
use progress_core::workspace::Workspace;
use yaml_lossless::Node;

/// The key of a task that says where it was imported from.
pub(super) const SOURCE: &str = "source";
/// The key with the hashes of what was imported.
pub(super) const SEEN: &str = "source_seen";
/// The key with what there is to say about a task.
pub(super) const NOTES: &str = "notes";

/// The tasks and phases of all plans.
pub(super) struct Existing {
    /// What an import has to know about them.
    pub known: Known,
    /// The tasks, by plan and ID.
    pub tasks: BTreeMap<(String, String), ExistingTask>,
    /// The files of phases, by plan and name.
    pub phases: BTreeMap<(String, String), RootedPath>,
}

/// What is written about a task.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Notes {
    /// Nothing.
    None,
    /// What an import wrote.
    Ours(String),
    /// What somebody else wrote.
    Theirs,
}

/// A task in a progress file.
pub(super) struct ExistingTask {
    /// The file.
    pub path: RootedPath,
    /// Where it was imported from; `None` if it was not.
    pub source: Option<String>,
    /// What was imported.
    pub seen: Option<Seen>,
    /// What was written about it.
    pub notes: Notes,
    values: BTreeMap<&'static str, Vec<String>>,
}

impl ExistingTask {
    /// The value of a field.
    pub(super) fn value(&self, field: Field) -> Vec<&str> {
        let texts = self.values.get(field.key());
        texts.into_iter().flatten().map(String::as_str).collect()
    }

    /// Whether somebody finished or dropped it.
    pub(super) fn is_finished(&self) -> bool {
        let word = self.value(Field::Status);
        matches!(*word, ["completed" | "cancelled"])
    }

    /// Whether no work is left.
    pub(super) fn is_over(&self) -> bool {
        let word = self.value(Field::Status);
        matches!(*word, ["completed" | "cancelled" | "deferred"])
    }
}

impl Existing {
    /// The format in which tasks were imported from here, if some were, and nothing is found now.
    pub(super) fn format_here(&self, asked: Option<Format>, start: &str) -> Option<Format> {
        let mut sources = self.tasks.values().filter_map(|own| own.source.as_deref());
        sources.find_map(|source| reading_format(asked, start, path_of(source)))
    }

    pub(super) fn of(workspace: &Workspace, plans: &[PlanView<'_>]) -> Self {
        let mut existing = Self {
            known: Known::default(),
            tasks: BTreeMap::new(),
            phases: BTreeMap::new(),
        };
        for plan in plans {
            for phase in &plan.phases {
                existing.add(plan.name, phase, workspace);
            }
        }
        existing
    }

    fn add(&mut self, plan: &str, phase: &PhaseView<'_>, workspace: &Workspace) {
        let known = self.known.plans.entry(plan.to_owned()).or_default();
        let path = &phase.file.path;
        if let Some(name) = phase.label() {
            let title = phase.title().unwrap_or_default();
            known.phases.push((name.to_owned(), title.to_owned()));
            let key = (plan.to_owned(), name.to_lowercase());
            self.phases.entry(key).or_insert_with(|| path.clone());
        }
        for task in phase.task_views() {
            let Some(id) = task.id() else { continue };
            let held = existing_task(&task, path, workspace, phase);
            remember(known, id, &held);
            let key = (plan.to_owned(), id.to_owned());
            self.tasks.entry(key).or_insert(held);
        }
    }
}

/// The path of the file in a reference to a source.
pub(super) fn path_of(source: &str) -> &str {
    source.split_once('#').map_or(source, |(path, _)| path)
}

fn remember(known: &mut KnownPlan, id: &str, task: &ExistingTask) {
    known.ids.insert(id.to_owned());
    if let Some(source) = &task.source {
        known.sources.insert(source.clone(), id.to_owned());
        let title = task.value(Field::Title).concat();
        known.titles.insert(source.clone(), title);
        if let Some(seen) = task.seen {
            known.seen.insert(source.clone(), seen);
        }
    }
}

fn existing_task(
    task: &TaskView<'_>,
    path: &RootedPath,
    workspace: &Workspace,
    phase: &PhaseView<'_>,
) -> ExistingTask {
    let document = &workspace.file(phase.id).document;
    let node = document.tree().map(|tree| tree.node(task.entry.node));
    let text = |key: &str| node.and_then(|it| it.get(key)).and_then(Node::some_text);
    let notes = node.and_then(|it| it.get(NOTES));
    let mut values = BTreeMap::new();
    for field in Field::all() {
        values.insert(
            field.key(),
            value(field, task, &workspace.settings.statuses),
        );
    }
    ExistingTask {
        path: path.clone(),
        source: text(SOURCE).map(str::to_owned),
        seen: text(SEEN).and_then(Seen::parse),
        notes: match notes.filter(|notes| !notes.is_null()) {
            None => Notes::None,
            Some(notes) => match notes.text() {
                Some(text) if says_why_blocked(text) => Notes::Ours(text.to_owned()),
                _ => Notes::Theirs,
            },
        },
        values,
    }
}

fn value(field: Field, task: &TaskView<'_>, statuses: &Statuses) -> Vec<String> {
    let one = |text: Option<&str>| text.map(str::to_owned).into_iter().collect();
    match field {
        Field::Title => one(task.description),
        Field::Status => {
            let written = task
                .entry
                .status
                .as_ref()
                .map(|name| statuses.read(&name.text).word);
            // `done` is the same status as `completed`.
            let word = written.map(|word| match statuses.canonical(&word, Subject::Task) {
                Some(word) => word.to_owned(),
                None => word,
            });
            word.into_iter().collect()
        }
        Field::Dependencies => {
            let names = task.entry.references.iter();
            names.map(|name| name.text.clone()).collect()
        }
        Field::Assignees => task.assignees().map(str::to_owned).collect(),
        Field::Priority => one(task.priority),
        Field::Estimate => one(task.effort()),
    }
}
