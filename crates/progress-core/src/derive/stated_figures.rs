//! Figures in a file that its tasks prove wrong, with the correct values.

use std::collections::HashSet;
use std::fmt;

use yaml_lossless::edit::{Change, Value};
use yaml_lossless::{Node, NodeId, Scalar};

use super::{Counts, stated_percent};
use crate::model::{Class, Phase, Task, Tasks};

/// A new value for a top-level key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figure {
    /// Its key.
    pub key: &'static str,
    /// The node of the value.
    pub node: NodeId,
    /// The old value; `None` if empty.
    pub old: Option<String>,
    /// The new value.
    pub new: Value,
}

impl Figure {
    pub(super) fn new(key: &'static str, node: Node<'_>, new: Value) -> Self {
        Self {
            key,
            node: node.id(),
            old: node.some_text().map(str::to_owned),
            new,
        }
    }

    /// The change to make.
    #[must_use]
    pub fn change(&self) -> Change {
        Change::Set(self.node, self.new.clone())
    }
}

/// Why a file's figures are left alone: it is inconsistent, and a person has to decide what it
/// means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Disagreement {
    /// The file has no list of tasks.
    NoTasks,
    /// The phase is marked done while a task is open.
    DoneOverOpen {
        /// The phase's status.
        phase: String,
        /// The first open task.
        task: String,
    },
    /// A task has an unknown status, or none.
    UnknownStatus {
        /// The task.
        task: String,
        /// Its status.
        status: Option<String>,
    },
    /// Two tasks have this ID.
    RepeatedId(String),
    /// The phase is done, but no task is: the tasks were not maintained.
    AllOverNone(&'static str),
}

impl fmt::Display for Disagreement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoTasks => write!(f, "there is no list of tasks"),
            Self::DoneOverOpen { phase, task } => {
                write!(f, "the phase is `{phase}` but `{task}` is not done")
            }
            Self::UnknownStatus { task, status } => match status {
                Some(status) => write!(f, "`{task}` has the unknown status `{status}`"),
                None => write!(f, "`{task}` has no status"),
            },
            Self::RepeatedId(id) => write!(f, "two tasks are called `{id}`"),
            Self::AllOverNone(key) => write!(f, "`{key}` is 100 but no task is done"),
        }
    }
}

/// The counters and percentages that are stated and wrong.
///
/// Absent keys and values that are not numbers are left alone, as is a percentage that is correct
/// by any accepted rounding.
///
/// # Errors
///
/// Fails if the file is inconsistent: a recount could destroy correct values.
pub fn recount(root: Node<'_>, phase: &Phase) -> Result<Vec<Figure>, Disagreement> {
    if let Some(disagreement) = done_over_open(phase) {
        return Err(disagreement);
    }
    if let Some(disagreement) = all_over_none(root, phase) {
        return Err(disagreement);
    }
    recount_of_tasks(root, phase)
}

/// The phase is complete, but none of its tasks was ever touched.
fn all_over_none(root: Node<'_>, phase: &Phase) -> Option<Disagreement> {
    if phase.tasks().is_empty()
        || !phase
            .tasks()
            .iter()
            .all(|task| task.state == Some(Class::Open))
    {
        return None;
    }
    for key in ["overall_progress", "progress"] {
        let stated = root.get(key).and_then(stated_percent);
        if stated.is_some_and(|stated| stated >= 100.0) {
            return Some(Disagreement::AllOverNone(key));
        }
    }
    None
}

/// Like [`recount`], whatever the phase's own status says.
pub(super) fn recount_of_tasks(root: Node<'_>, phase: &Phase) -> Result<Vec<Figure>, Disagreement> {
    if !matches!(phase.tasks, Tasks::List(_)) {
        return Err(Disagreement::NoTasks);
    }
    if let Some(disagreement) = among_tasks(phase) {
        return Err(disagreement);
    }
    Ok(figures_of(root, phase).collect())
}

/// The figures that are stated and wrong, in whatever disorder the file is.
pub(super) fn figures_of<'a>(
    root: Node<'a>,
    phase: &Phase,
) -> impl Iterator<Item = Figure> + use<'a> {
    let counts = Counts::of(phase);
    // The counters are then the only record of the tasks.
    let counters = (!is_unlisted(root, phase)).then(|| counters(root, &counts));
    let counters = counters.into_iter().flatten();
    counters.chain(percentages(root, &counts))
}

/// Whether the phase has tasks that are not listed yet: `total_tasks` counts some, and `tasks` is
/// empty.
#[must_use]
pub(crate) fn is_unlisted(root: Node<'_>, phase: &Phase) -> bool {
    let total = root.get("total_tasks").and_then(Node::scalar);
    phase.tasks().is_empty() && matches!(total, Some(Scalar::Int(total)) if total > 0)
}

/// The phase is marked done over an open task.
pub(super) fn done_over_open(phase: &Phase) -> Option<Disagreement> {
    let status = phase.done_status()?;
    let task = phase
        .tasks()
        .iter()
        .find(|task| task.state.is_none_or(|state| !state.is_settled()))?;
    Some(Disagreement::DoneOverOpen {
        phase: status.text.clone(),
        task: name(task),
    })
}

fn among_tasks(phase: &Phase) -> Option<Disagreement> {
    let mut seen = HashSet::new();
    for task in phase.tasks() {
        if matches!(task.state, None | Some(Class::Unknown)) {
            return Some(Disagreement::UnknownStatus {
                task: name(task),
                status: task.status.as_ref().map(|status| status.text.clone()),
            });
        }
        if let Some(id) = task.id_text()
            && !seen.insert(id)
        {
            return Some(Disagreement::RepeatedId(id.to_owned()));
        }
    }
    None
}

fn name(task: &Task) -> String {
    task.id_text().unwrap_or("a task without an ID").to_owned()
}

/// The counters that are wrong.
pub(super) fn counters<'a>(
    root: Node<'a>,
    counts: &Counts,
) -> impl Iterator<Item = Figure> + use<'a> {
    let counters = [
        ("total_tasks", counts.total),
        ("completed_tasks", counts.completed),
        ("in_progress_tasks", counts.in_progress),
        ("blocked_tasks", counts.blocked),
        ("at_risk_tasks", counts.at_risk),
    ];
    counters.into_iter().filter_map(move |(key, count)| {
        let node = root.get(key)?;
        // A number in quotes stays in quotes.
        let (stated, new) = match node.scalar()? {
            Scalar::Int(stated) => (usize::try_from(stated).ok(), Value::int(count)),
            Scalar::Text(text) => {
                let stated: usize = text.trim().parse().ok()?;
                (Some(stated), Value::text(count.to_string()))
            }
            _ => return None,
        };
        if stated == Some(count) {
            return None;
        }
        Some(Figure::new(key, node, new))
    })
}

fn percentages<'a>(root: Node<'a>, counts: &Counts) -> impl Iterator<Item = Figure> + use<'a> {
    let counts = *counts;
    let keys = ["overall_progress", "progress"].into_iter();
    keys.filter_map(move |key| {
        let node = root.get(key)?;
        let stated = stated_percent(node)?;
        // Without tasks, any percentage may be right.
        if counts.total == 0 || counts.accept(stated) {
            return None;
        }
        let new = match node.scalar()? {
            // Only a text that ends in `%` counts as a percentage, so the sign stays.
            Scalar::Text(_) => Value::text(format!("{}%", counts.percent())),
            _ => Value::int(counts.percent()),
        };
        Some(Figure::new(key, node, new))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Document;
    use crate::model::Statuses;

    /// The file after its recount, or why there is none.
    fn recounted(yaml: &str) -> Result<String, String> {
        let document = Document::parse(format!("---\n{yaml}\n---\n").into_bytes());
        let tree = document.tree().unwrap();
        let phase = Phase::read(tree, &Statuses::default());
        let figures = recount(tree.root(), &phase).map_err(|why| why.to_string())?;
        let changes: Vec<Change> = figures.iter().map(Figure::change).collect();
        let text = document.edit(&changes).unwrap().document.text;
        let inner = text.as_str().strip_prefix("---\n").unwrap();
        Ok(inner.split("\ntasks:").next().unwrap().to_owned())
    }

    const TASKS: &str = "tasks:\n- {id: A, status: done}\n- {id: B, status: in-progress}\n- {id: C, status: deferred}";

    #[test]
    fn counters_of_tasks_that_are_not_listed_are_kept() {
        let keys = "total_tasks: 7\ncompleted_tasks: 0\noverall_progress: 0";
        let kept = recounted(&format!("{keys}\ntasks: []"));
        assert_eq!(kept.as_deref(), Ok(keys));
        let emptied = recounted("total_tasks: 0\ncompleted_tasks: 2\ntasks: []");
        assert_eq!(emptied.as_deref(), Ok("total_tasks: 0\ncompleted_tasks: 0"));
    }

    #[test]
    fn only_stated_figures_that_are_wrong_change() {
        for (old, new) in [
            (
                "total_tasks: 9 # all\ncompleted_tasks: 1",
                "total_tasks: 3 # all\ncompleted_tasks: 1",
            ),
            (
                "in_progress_tasks: \"0\"\nblocked_tasks: 2",
                "in_progress_tasks: \"1\"\nblocked_tasks: 0",
            ),
            (
                "overall_progress: 90\nprogress: '80%'",
                "overall_progress: 33\nprogress: '33%'",
            ),
            (
                "overall_progress: 50\nprogress: half",
                "overall_progress: 50\nprogress: half",
            ),
            (
                "at_risk_tasks: null\ntotal_tasks: many",
                "at_risk_tasks: null\ntotal_tasks: many",
            ),
        ] {
            assert_eq!(recounted(&format!("{old}\n{TASKS}")).unwrap(), new);
        }
    }

    #[test]
    fn a_file_that_disagrees_with_itself_is_left_alone() {
        for (yaml, why) in [
            ("total_tasks: 1", "there is no list of tasks"),
            (
                "status: completed\ntasks:\n- {id: A, status: pending}",
                "the phase is `completed` but `A` is not done",
            ),
            (
                "overall_progress: 100\ntasks:\n- {id: A, status: pending}",
                "`overall_progress` is 100 but no task is done",
            ),
            (
                "tasks:\n- {id: A, status: baking}",
                "`A` has the unknown status `baking`",
            ),
            ("tasks:\n- {id: A}", "`A` has no status"),
            (
                "tasks:\n- {id: A, status: done}\n- {id: A, status: done}",
                "two tasks are called `A`",
            ),
        ] {
            assert_eq!(recounted(yaml).unwrap_err(), why);
        }
    }
}
