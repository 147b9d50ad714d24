//! A graph as a tree of lines, for terminals.
//!
//! A task is shown once, below the dependency that is reached last; its other dependencies are
//! named at the end of its line.

use crate::{Graph, Kind};

/// Maximum depth, so that lines fit into a terminal; what is deeper starts a new tree.
const MAX_DEPTH: usize = 7;

/// A line of a tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Line {
    /// The heading of a group, given by its index.
    Group(usize),
    /// A task.
    Task {
        /// The branches in front of it: `│  └─ `.
        branches: String,
        /// The node, as an index.
        node: usize,
        /// The nodes that it depends on, besides the one above it.
        after: Vec<usize>,
    },
}

/// Returns the lines of a graph.
#[must_use]
pub fn tree(graph: &Graph) -> Vec<Line> {
    let mut before = vec![Vec::new(); graph.nodes.len()];
    for edge in &graph.edges {
        before[edge.to].push(edge.from);
    }
    let forest = Forest::of(graph, &before);
    let mut lines = Vec::with_capacity(graph.nodes.len() + graph.groups.len());
    for (group, members) in graph.nodes_by_group().into_iter().enumerate() {
        if members.is_empty() {
            continue;
        }
        lines.push(Line::Group(group));
        let roots = members
            .into_iter()
            .filter(|&node| graph.nodes[node].kind != Kind::Reference)
            .filter(|&node| forest.parents[node].is_none());
        for root in roots {
            forest.write(root, &before, &mut lines);
        }
    }
    lines
}

struct Forest {
    parents: Vec<Option<usize>>,
    children: Vec<Vec<usize>>,
}

impl Forest {
    fn of(graph: &Graph, before: &[Vec<usize>]) -> Self {
        let mut forest = Self {
            parents: vec![None; graph.nodes.len()],
            children: vec![Vec::new(); graph.nodes.len()],
        };
        let depths = depths(graph, before);
        for (node, entry) in graph.nodes.iter().enumerate() {
            let candidates = before[node].iter().copied().filter(|&earlier| {
                let other = &graph.nodes[earlier];
                other.kind != Kind::Reference
                    && other.group == entry.group
                    // Where there is a cycle, depths do not increase.
                    && depths[earlier] < depths[node]
            });
            let parent = candidates.max_by_key(|&earlier| depths[earlier]);
            // Every so many levels, a new tree starts.
            if let Some(parent) = parent
                && !depths[node].is_multiple_of(MAX_DEPTH)
            {
                forest.parents[node] = Some(parent);
                forest.children[parent].push(node);
            }
        }
        forest
    }

    /// Writes the tree below a root.
    fn write(&self, root: usize, before: &[Vec<usize>], lines: &mut Vec<Line>) {
        let mut open = vec![(root, String::new(), String::new())];
        while let Some((node, branches, below)) = open.pop() {
            let after = before[node].iter().copied();
            lines.push(Line::Task {
                branches,
                node,
                after: after
                    .filter(|&other| Some(other) != self.parents[node])
                    .collect(),
            });
            let children = &self.children[node];
            // The last one pushed is written first.
            for (index, &child) in children.iter().enumerate().rev() {
                let (corner, side) = if index + 1 == children.len() {
                    ("└─ ", "   ")
                } else {
                    ("├─ ", "│  ")
                };
                open.push((child, format!("{below}{corner}"), format!("{below}{side}")));
            }
        }
    }
}

/// The length of the longest chain of dependencies inside the group that ends with each node.
fn depths(graph: &Graph, before: &[Vec<usize>]) -> Vec<usize> {
    let mut depths = vec![0; before.len()];
    let mut after = vec![Vec::new(); before.len()];
    let mut waiting = vec![0; before.len()];
    for (node, list) in before.iter().enumerate() {
        for &earlier in list {
            let other = &graph.nodes[earlier];
            if other.kind != Kind::Reference && other.group == graph.nodes[node].group {
                after[earlier].push(node);
                waiting[node] += 1;
            }
        }
    }
    let mut order: Vec<usize> = (0..before.len()).filter(|&it| waiting[it] == 0).collect();
    let mut next = 0;
    while let Some(&node) = order.get(next) {
        next += 1;
        for &later in &after[node] {
            depths[later] = depths[later].max(depths[node] + 1);
            waiting[later] -= 1;
            if waiting[later] == 0 {
                order.push(later);
            }
        }
    }
    depths
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{graph_of, task};

    fn shown(graph: &Graph) -> Vec<String> {
        tree(graph)
            .into_iter()
            .map(|line| match line {
                Line::Group(group) => graph.groups[group].name.clone(),
                Line::Task {
                    branches,
                    node,
                    after,
                } => {
                    let names = after.iter().map(|&it| graph.nodes[it].name.as_str());
                    let names: Vec<&str> = names.collect();
                    format!("{branches}{} < {}", graph.nodes[node].name, names.join(" "))
                }
            })
            .collect()
    }

    #[test]
    fn each_task_is_shown_once_below_its_last_dependency() {
        let graph = graph_of(
            "- {id: A, status: done, dependencies: []}
- {id: B, status: todo, dependencies: [A]}
- {id: C, status: todo, dependencies: [A, Release]}
- {id: D, status: todo, dependencies: [B, A]}",
        );
        assert_eq!(
            shown(&graph)[1..],
            ["A < ", "├─ B < ", "│  └─ D < A", "└─ C < Release"]
        );
    }

    #[test]
    fn a_task_that_depends_on_itself_shows_it() {
        let tasks = [task("A", "todo", "A"), task("B", "todo", "A, B")];
        let graph = graph_of(&tasks.join("\n"));
        assert_eq!(shown(&graph)[1..], ["A < A", "└─ B < B"]);
        let itself = graph.nodes.iter().filter(|it| it.text == "the task itself");
        assert_eq!(itself.count(), 2);
    }

    #[test]
    fn cycles_and_long_chains_are_shown_in_full() {
        let mut tasks = vec![task("X", "todo", "Y"), task("Y", "todo", "X")];
        tasks.push(task("T-0", "todo", ""));
        for number in 1..20 {
            let before = format!("T-{}", number - 1);
            tasks.push(task(&format!("T-{number}"), "todo", &before));
        }
        let lines = shown(&graph_of(&tasks.join("\n")));
        assert_eq!(lines.len(), 23);
        assert!(lines.contains(&"T-7 < T-6".to_owned()));
        let widest = lines.iter().map(|line| line.chars().count()).max();
        assert!(widest < Some(40));
    }
}
