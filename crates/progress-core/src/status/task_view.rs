//! A task, as shown.

use std::collections::HashSet;

use yaml_lossless::{Node, Route};

use super::block_reason::block_reason;
use crate::model::{Class, Task, TaskRef};
use crate::workspace::Workspace;

/// Keys that may hold a task's description.
const DESCRIPTION: &[&str] = &["description", "title", "name", "subject"];

/// A task, with the details to show.
#[derive(Clone, Debug)]
pub struct TaskView<'w> {
    /// Its identifier.
    pub at: TaskRef,
    /// The task in the model.
    pub entry: &'w Task,
    /// Its description.
    pub description: Option<&'w str>,
    /// Its priority.
    pub priority: Option<&'w str>,
    /// The number of its batch.
    pub batch: Option<u32>,
    /// Whether it is on the critical path.
    pub is_critical: bool,
    workspace: &'w Workspace,
}

fn text_of<'w>(task: Node<'w>, key: &str) -> Option<&'w str> {
    task.get(key).and_then(Node::some_text).map(str::trim)
}

impl<'w> TaskView<'w> {
    /// Looks up a task. `critical` is the critical path of its phase.
    #[must_use]
    pub fn of(workspace: &'w Workspace, at: TaskRef, critical: &HashSet<&str>) -> Option<Self> {
        let phase = workspace.phase(at.file)?;
        let entry = phase.tasks().get(at.index as usize)?;
        let node = workspace.file(at.file).document.tree()?.node(entry.node);
        // The graph resolves the names in the batches once for all tasks of the file.
        let index = workspace.plans.graph(at.file).batch(at.index as usize);
        let batch = index.and_then(|index| phase.schedule.batches.get(index));
        Some(Self {
            at,
            entry,
            description: DESCRIPTION.iter().find_map(|key| text_of(node, key)),
            priority: text_of(node, "priority"),
            batch: batch.map(|batch| batch.number),
            is_critical: entry.id_text().is_some_and(|id| critical.contains(id)),
            workspace,
        })
    }

    /// Its ID, if it has one.
    #[must_use]
    pub fn id(&self) -> Option<&'w str> {
        self.entry.id_text()
    }

    /// Its assignees.
    pub fn assignees(&self) -> impl Iterator<Item = &'w str> {
        self.entry.assignees.iter().map(|name| name.text.as_str())
    }

    /// Its estimate, as written.
    #[must_use]
    pub fn effort(&self) -> Option<&'w str> {
        let (name, _) = self.entry.effort.as_deref()?;
        Some(&name.text)
    }

    /// The file that defines it, as in findings.
    #[must_use]
    pub fn path(&self) -> &'w str {
        self.workspace.file(self.at.file).path.as_str()
    }

    /// Why it is blocked, in the words of its file; `None` if it is not, or if nothing says so.
    #[must_use]
    pub fn block_reason(&self) -> Option<String> {
        if self.entry.state == Some(Class::Blocked) {
            block_reason(self.workspace, self.at)
        } else {
            None
        }
    }

    /// Its rank in the schedule of its phase: by batch, critical path first, then by position in
    /// the file.
    #[must_use]
    pub fn schedule(&self) -> (u32, bool, TaskRef) {
        // A task without a batch comes last, and `false` comes first.
        (self.batch.unwrap_or(u32::MAX), !self.is_critical, self.at)
    }

    /// Its location in the frontmatter.
    #[must_use]
    pub fn route(&self) -> Route {
        let tree = self.workspace.file(self.at.file).document.tree();
        tree.map(|tree| tree.node(self.entry.node).route())
            .unwrap_or_default()
    }
}
