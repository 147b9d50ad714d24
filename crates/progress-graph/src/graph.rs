//! A graph of tasks, independent of how it is drawn.

use std::collections::BTreeSet;

use progress_core::display::plural;

use crate::State;
use crate::text::push;

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
    /// The summary of the graph from which it was folded.
    pub unfolded: Option<String>,
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

/// How an edge is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stroke {
    /// As usual.
    Plain,
    /// A step of the critical path.
    Critical,
    /// From something that is not a task of the graph.
    Reference,
}

impl Graph {
    /// The graph of some nodes and what they depend on directly, for a picture of a change.
    #[must_use]
    pub fn around(&self, is_wanted: &dyn Fn(&Node) -> bool) -> Self {
        let wanted: Vec<bool> = self.nodes.iter().map(is_wanted).collect();
        let edges = self.edges.iter().filter(|edge| wanted[edge.to]);
        let edges: Vec<Edge> = edges.copied().collect();
        let mut is_kept = wanted;
        for edge in &edges {
            is_kept[edge.from] = true;
        }
        let mut index = vec![0; self.nodes.len()];
        let mut nodes = Vec::new();
        for (at, node) in self.nodes.iter().enumerate().filter(|(at, _)| is_kept[*at]) {
            index[at] = nodes.len();
            nodes.push(node.clone());
        }
        Self {
            title: self.title.clone(),
            groups: self.groups.clone(),
            nodes,
            edges: edges
                .into_iter()
                .map(|edge| Edge {
                    from: index[edge.from],
                    to: index[edge.to],
                    ..edge
                })
                .collect(),
            unfolded: None,
        }
    }

    /// Appends a line for each edge. `draw` returns what a language writes between the nodes, and
    /// after them.
    pub(crate) fn push_edges(
        &self,
        out: &mut String,
        draw: fn(Stroke) -> (&'static str, &'static str),
    ) {
        for edge in &self.edges {
            let stroke = match self.nodes[edge.from].kind {
                _ if edge.is_critical => Stroke::Critical,
                Kind::Reference => Stroke::Reference,
                Kind::Task | Kind::Folded => Stroke::Plain,
            };
            let (arrow, rest) = draw(stroke);
            let (from, to) = (edge.from + 1, edge.to + 1);
            push(out, format_args!("  t{from} {arrow} t{to}{rest}\n"));
        }
    }

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

    /// What the graph shows, in a sentence or two. That of a folded graph is about all of it: for a
    /// screen reader, there is nothing else.
    #[must_use]
    pub fn summary(&self) -> String {
        if let Some(summary) = &self.unfolded {
            return summary.clone();
        }
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

#[cfg(test)]
mod tests {
    use crate::testing::graph_of;

    #[test]
    fn a_part_has_what_its_tasks_depend_on() {
        let graph = graph_of(
            "- {id: A, status: done, dependencies: []}
- {id: B, status: done, dependencies: [A]}
- {id: C, status: todo, dependencies: [B, Release]}
- {id: D, status: todo, dependencies: [C]}",
        );
        let part = graph.around(&|node| node.name == "C");
        let names: Vec<&str> = part.nodes.iter().map(|node| &*node.name).collect();
        assert_eq!(names, ["B", "C", "Release"]);
        let edges: Vec<(usize, usize)> = part.edges.iter().map(|it| (it.from, it.to)).collect();
        assert_eq!(edges.len(), 2);
        assert!(edges.contains(&(0, 1)) && edges.contains(&(2, 1)));
    }
}
