//! Splits a graph by phase, for diagrams that may not be large.

use crate::mermaid::{is_within_limits, mermaid, mermaid_within_limits};
use crate::{Edge, Fold, Graph, Kind};

/// One of several diagrams.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// The name of the phase; `None` for the whole graph.
    pub name: Option<String>,
    /// The Mermaid source.
    pub mermaid: String,
    /// What was folded.
    pub fold: Fold,
}

/// Returns a graph as one diagram, or as one diagram per phase if Mermaid would not draw it.
#[must_use]
pub fn parts(graph: &Graph, fold: Fold) -> Vec<Part> {
    let graph = &graph.with_few_unknown();
    let folded = fold.apply(graph);
    if is_within_limits(&folded) {
        return vec![Part {
            name: None,
            mermaid: mermaid(&folded),
            fold,
        }];
    }
    let groups = graph.nodes_by_group();
    let mut index = vec![None; graph.nodes.len()];
    let mut edges_of = vec![Vec::new(); groups.len()];
    for edge in &graph.edges {
        edges_of[graph.nodes[edge.to].group].push(*edge);
    }
    let mut parts = Vec::with_capacity(groups.len());
    for (group, members) in groups.iter().enumerate().filter(|(_, it)| !it.is_empty()) {
        let phase = phase_graph(graph, group, members, &edges_of[group], &mut index);
        let (mermaid, fold) = mermaid_within_limits(&phase, fold);
        parts.push(Part {
            name: Some(graph.groups[group].name.clone()),
            mermaid,
            fold,
        });
    }
    parts
}

/// The graph of one phase; what it depends on in others becomes a reference.
///
/// `index` is the new index of each node, and is left as it was.
fn phase_graph(
    graph: &Graph,
    group: usize,
    members: &[usize],
    edges: &[Edge],
    index: &mut [Option<usize>],
) -> Graph {
    let mut phase = Graph {
        title: format!("{}, {}", graph.title, graph.groups[group].name),
        groups: vec![graph.groups[group].clone()],
        ..Graph::default()
    };
    let mut added = Vec::new();
    let outside = edges.iter().map(|edge| edge.from);
    for node in members.iter().copied().chain(outside) {
        if index[node].is_some() {
            continue;
        }
        let mut copy = graph.nodes[node].clone();
        if copy.group != group {
            copy.kind = Kind::Reference;
        }
        copy.group = 0;
        index[node] = Some(phase.nodes.len());
        phase.nodes.push(copy);
        added.push(node);
    }
    for edge in edges {
        if let (Some(from), Some(to)) = (index[edge.from], index[edge.to]) {
            phase.edges.push(Edge { from, to, ..*edge });
        }
    }
    for node in added {
        index[node] = None;
    }
    phase
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{graph_of_files, task};

    #[test]
    fn a_large_graph_is_split_by_phase() {
        let (mut first, mut second) = (Vec::new(), Vec::new());
        for number in 0..300 {
            let (one, next) = (format!("A-{number}"), format!("A-{}", number + 1));
            first.push(task(&one, "todo", &next));
            second.push(task(&format!("B-{number}"), "todo", &one));
        }
        let first = format!("phase: 1\ntasks:\n{}", first.join("\n"));
        let second = format!("phase: 2\ntasks:\n{}", second.join("\n"));
        let graph = graph_of_files(&[
            ("phase-1-progress.md", &first),
            ("phase-2-progress.md", &second),
        ]);
        let parts = parts(&graph, Fold::Nothing);
        assert_eq!(parts.len(), 2);
        assert!(parts.iter().all(|part| part.fold == Fold::Nothing));
        assert!(parts[1].mermaid.contains("([\"") && parts[1].mermaid.contains("A-7"));
    }
}
