//! The parsed frontmatter of one progress file.

use yaml_lossless::{Node, NodeId, Tree};

use super::parallelization::Parallelization;
use super::reference::PhaseLabel;
use super::status::{Class, Status, Statuses};
use super::task::{Name, Task};
use super::{id, keys};

/// The plan and phase that a file states.
#[derive(Clone, Debug, Default)]
pub struct Identity {
    /// `prd`, else `feature_slug`.
    pub prd: Option<Name>,
    /// `phase`.
    pub phase: Option<Name>,
    /// `title`, or another name of it.
    pub title: Option<Name>,
}

impl Identity {
    /// The IDs of the phase as a whole: the text of `phase`, and the ID that starts its title
    /// (`EP-5: Import`). A bare number is not an ID: `2` names a phase only as `Phase 2`.
    pub(super) fn ids(&self) -> impl Iterator<Item = &str> {
        let phase = self.phase.as_ref().map(|phase| phase.text.trim());
        let title = self
            .title
            .as_ref()
            .and_then(|title| match id::leading(title.text.trim())? {
                // A title may also begin with the ID of what it is about: `ADR-7 in practice`.
                (id, rest) if rest.starts_with(':') => Some(id),
                _ => None,
            });
        [phase, title]
            .into_iter()
            .flatten()
            .filter(|text| id::is_id_shaped(text) && has_name(text))
    }
}

/// Whether an ID has a part other than phase labels such as `2a` and `1-3`.
fn has_name(id: &str) -> bool {
    id.split(['-', '.', '_'])
        .any(|part| part.starts_with(|c: char| c.is_ascii_alphabetic()))
}

/// The value of `tasks`.
#[derive(Clone, Debug)]
pub enum Tasks {
    /// The key is absent, or its value is null.
    Missing,
    /// The value is not a list.
    NotList(NodeId),
    /// The entries that are mappings.
    List(Vec<Task>),
}

/// Words for a criterion that is met, besides the statuses of tasks.
const MET: &[&str] = &["met", "verified", "passed", "true"];
/// Words for a criterion that is not met, besides the statuses of tasks.
const UNMET: &[&str] = &["failed", "failing", "unmet", "not_met", "missed", "false"];

/// An entry of `success_criteria`.
#[derive(Clone, Debug)]
pub struct Criterion {
    /// The entry.
    pub node: NodeId,
    /// Its `id`.
    pub id: Option<Name>,
    /// Its `status`, as written and parsed.
    pub status: Option<(Name, Status)>,
}

impl Criterion {
    /// Whether it is marked as met.
    #[must_use]
    pub fn is_met(&self) -> bool {
        let Some((_, state)) = &self.status else {
            return false;
        };
        match state.class {
            Class::Done => true,
            Class::Unknown => MET.contains(&state.word.as_str()),
            _ => false,
        }
    }

    /// Whether it is marked as not met, or not met yet.
    #[must_use]
    pub fn is_pending(&self) -> bool {
        let Some((_, state)) = &self.status else {
            return false;
        };
        match state.class {
            Class::Done | Class::Dropped => false,
            Class::Active | Class::Open | Class::Blocked | Class::AtRisk | Class::Review => true,
            // Another unknown word, such as `n/a`, asserts nothing.
            Class::Unknown => UNMET.contains(&state.word.as_str()),
        }
    }
}

/// A progress file's frontmatter.
#[derive(Clone, Debug)]
pub struct Phase {
    /// Plan and phase.
    pub identity: Identity,
    /// `status`, as written and parsed.
    pub status: Option<(Name, Status)>,
    /// The tasks.
    pub tasks: Tasks,
    /// The schedule.
    pub schedule: Parallelization,
    /// The success criteria that are mappings.
    pub criteria: Vec<Criterion>,
}

impl Phase {
    /// Parses a frontmatter.
    #[must_use]
    pub fn read(tree: &Tree, statuses: &Statuses) -> Self {
        let root = tree.root();
        let criteria = root.get("success_criteria");
        Self {
            identity: Identity {
                prd: first_name(root, keys::PRD),
                phase: first_name(root, &["phase"]),
                title: first_name(root, &["title", "phase_title", "phase_name"]),
            },
            status: status_of(root, statuses),
            tasks: Tasks::read(root.get("tasks"), statuses),
            schedule: root
                .get("parallelization")
                .map(Parallelization::read)
                .unwrap_or_default(),
            criteria: criteria
                .into_iter()
                .flat_map(Node::items)
                .filter(|node| node.is_mapping())
                .map(|node| Criterion {
                    node: node.id(),
                    id: node.get("id").and_then(Name::of),
                    status: status_of(node, statuses),
                })
                .collect(),
        }
    }

    /// The tasks; empty if they are missing or not a list.
    #[must_use]
    pub fn tasks(&self) -> &[Task] {
        match &self.tasks {
            Tasks::List(tasks) => tasks,
            Tasks::Missing | Tasks::NotList(_) => &[],
        }
    }

    /// What the dependencies, the batches and the critical path refer to.
    pub fn references(&self) -> impl Iterator<Item = &Name> {
        let batches = self.schedule.batches.iter();
        self.tasks()
            .iter()
            .flat_map(|task| &task.references)
            .chain(batches.flat_map(|batch| &batch.tasks))
            .chain(&self.schedule.critical_path)
    }

    /// Whether the phase is marked done.
    #[must_use]
    pub fn is_done(&self) -> bool {
        self.class() == Some(Class::Done)
    }

    /// The status, if it marks the phase done.
    #[must_use]
    pub(crate) fn done_status(&self) -> Option<&Name> {
        match &self.status {
            Some((name, state)) if state.class == Class::Done => Some(name),
            _ => None,
        }
    }

    /// The status of each unmet criterion.
    pub fn pending_criteria(&self) -> impl Iterator<Item = &Name> {
        self.criteria
            .iter()
            .filter(|criterion| criterion.is_pending())
            .filter_map(|criterion| Some(&criterion.status.as_ref()?.0))
    }

    /// The class of the phase's status.
    #[must_use]
    pub fn class(&self) -> Option<Class> {
        self.status.as_ref().map(|(_, state)| state.class)
    }

    /// A name for the phase or range of phases that the file tracks, for comparison.
    #[must_use]
    pub fn name(&self) -> Option<String> {
        match self.covers() {
            Some((first, last)) => Some(format!("{}-{}", first.as_str(), last.as_str())),
            // A phase may have a name instead of a number.
            None => Some(self.identity.phase.as_ref()?.text.to_lowercase()),
        }
    }

    /// The first and the last phase that the file covers: `3`, `1-3`.
    #[must_use]
    pub(crate) fn covers(&self) -> Option<(PhaseLabel, PhaseLabel)> {
        let text = &self.identity.phase.as_ref()?.text;
        if let Some(label) = PhaseLabel::parse(text) {
            return Some((label.clone(), label));
        }
        let (first, last) = text.split_once(['-', '–'])?;
        Some((PhaseLabel::parse(first)?, PhaseLabel::parse(last)?))
    }
}

/// The `status` in a mapping, as written and parsed.
fn status_of(mapping: Node<'_>, statuses: &Statuses) -> Option<(Name, Status)> {
    let name = mapping.get("status").and_then(Name::of)?;
    let state = statuses.read(&name.text);
    Some((name, state))
}

/// The value of the first of these keys that is not empty.
fn first_name(mapping: Node<'_>, keys: &[&str]) -> Option<Name> {
    keys.iter()
        .find_map(|key| mapping.get(key).and_then(Name::of))
}

impl Tasks {
    fn read(node: Option<Node<'_>>, statuses: &Statuses) -> Self {
        match node {
            Some(node) if node.is_sequence() => {
                // Growing it step by step would touch twice the memory.
                let mut tasks = Vec::with_capacity(node.items().len());
                let read = node.items().filter_map(|item| Task::read(item, statuses));
                tasks.extend(read);
                Self::List(tasks)
            }
            Some(node) if !node.is_null() => Self::NotList(node.id()),
            _ => Self::Missing,
        }
    }
}
