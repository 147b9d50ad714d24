//! A graph of tasks, independent of how it is drawn.

use std::collections::BTreeSet;

use progress_core::display::plural;

use crate::State;

/// Tasks and their dependencies.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Graph {
    /// What it shows: the names of the plans.
    pub title: String,
    /// The phases, in order.
    pub groups: Vec<Group>,
    /// The nodes.
    pub nodes: Vec<Node>,
    /// The dependencies, each once.
    pub edges: Vec<Edge>,
}

/// A phase.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Group {
    /// Its name: `phase 1: Sessions`.
    pub name: String,
    /// The number of its tasks that are done.
    pub done: usize,
    /// The number of its tasks.
    pub total: usize,
}

/// A node.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// What it stands for.
    pub kind: Kind,
    /// The ID of the task, or the text of the dependency.
    pub name: String,
    /// A description; may be empty.
    pub text: String,
    /// Who works on it; may be empty.
    pub people: String,
    /// Its state.
    pub state: State,
    /// Its group, as an index.
    pub group: usize,
    /// The number of its batch.
    pub batch: Option<u32>,
    /// Whether it is on the critical path.
    pub is_critical: bool,
}

/// What a node stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A task.
    Task,
    /// Something that tasks depend on and that is not a task of the graph: a phase, an event, or a
    /// task of another plan.
    Reference,
    /// Several tasks.
    Folded,
}

/// A dependency.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Edge {
    /// The node that comes first.
    pub from: usize,
    /// The node that depends on it.
    pub to: usize,
    /// Whether it is a step of the critical path.
    pub is_critical: bool,
}

impl Graph {
    /// The states that occur, in the order of a legend.
    #[must_use]
    pub fn states(&self) -> Vec<State> {
        let used: BTreeSet<State> = self.nodes.iter().map(|node| node.state).collect();
        used.into_iter().collect()
    }

    /// The nodes of each group, as indices.
    #[must_use]
    pub fn nodes_by_group(&self) -> Vec<Vec<usize>> {
        let mut groups = vec![Vec::new(); self.groups.len()];
        for (index, node) in self.nodes.iter().enumerate() {
            groups[node.group].push(index);
        }
        groups
    }

    /// Whether any node is on a critical path.
    #[must_use]
    pub fn has_critical_path(&self) -> bool {
        self.nodes.iter().any(|node| node.is_critical)
    }

    /// What the graph shows, in one sentence.
    #[must_use]
    pub fn summary(&self) -> String {
        let (mut done, mut total) = (0, 0);
        for group in &self.groups {
            done += group.done;
            total += group.total;
        }
        let phases = plural(self.groups.len(), "phase", "phases");
        let tasks = plural(total, "task", "tasks");
        let edges = plural(self.edges.len(), "dependency", "dependencies");
        format!("{tasks} in {phases}, {done} done; {edges}.")
    }
}

impl Node {
    /// Everything about it, in one line.
    #[must_use]
    pub fn full_text(&self) -> String {
        let mut text = self.name.clone();
        if !self.text.is_empty() {
            text.push_str(if self.name.is_empty() { "" } else { ": " });
            text.push_str(&self.text);
        }
        let mut details = vec![self.state.word().to_owned()];
        details.extend(self.batch.map(|batch| format!("batch {batch}")));
        if self.is_critical {
            details.push("critical path".to_owned());
        }
        if !self.people.is_empty() {
            details.push(self.people.clone());
        }
        format!("{text} ({})", details.join(", "))
    }
}
