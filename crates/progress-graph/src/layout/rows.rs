//! Assigns nodes to rows: each group below the previous one, each node below its dependencies.

use std::ops::Range;

use crate::{Graph, Kind};

/// Maximum nodes in a row; more are wrapped, so that a picture does not become too wide to read.
const MAX_IN_ROW: usize = 5;

/// The rows of a graph.
#[derive(Debug)]
pub(super) struct Rows {
    /// The row of each node.
    pub nodes: Vec<usize>,
    /// The rows of each group.
    pub groups: Vec<Range<usize>>,
    /// The number of rows.
    pub count: usize,
}

impl Rows {
    /// The number of nodes, and of rows that arrows pass.
    pub(super) fn items(&self, graph: &Graph) -> usize {
        let lengths = graph.edges.iter().map(|edge| {
            let length = self.nodes[edge.from].abs_diff(self.nodes[edge.to]);
            length.saturating_sub(1)
        });
        graph.nodes.len() + lengths.sum::<usize>()
    }
}

/// Assigns every node to a row.
pub(super) fn assign(graph: &Graph) -> Rows {
    let neighbors = Neighbors::of(graph);
    let mut depths = vec![0; graph.nodes.len()];
    let mut waiting: Vec<usize> = neighbors.before.iter().map(Vec::len).collect();
    let mut assigned = Rows {
        nodes: vec![0; graph.nodes.len()],
        groups: Vec::with_capacity(graph.groups.len()),
        count: 0,
    };
    for members in graph.nodes_by_group() {
        let order = in_order(&members, &neighbors, &mut waiting);
        assign_depths(graph, &order, &neighbors, &mut depths);
        let start = assigned.count;
        for row in wrapped(&members, &depths, &neighbors) {
            for node in row {
                assigned.nodes[node] = assigned.count;
            }
            assigned.count += 1;
        }
        assigned.groups.push(start..assigned.count);
    }
    assigned
}

/// The dependencies inside groups, without those that close a cycle.
struct Neighbors {
    before: Vec<Vec<usize>>,
    after: Vec<Vec<usize>>,
}

impl Neighbors {
    fn of(graph: &Graph) -> Self {
        let mut before = vec![Vec::new(); graph.nodes.len()];
        for edge in &graph.edges {
            if graph.nodes[edge.from].group == graph.nodes[edge.to].group {
                before[edge.to].push(edge.from);
            }
        }
        drop_cycles(&mut before);
        let mut after = vec![Vec::new(); graph.nodes.len()];
        for (node, list) in before.iter().enumerate() {
            for &earlier in list {
                after[earlier].push(node);
            }
        }
        Self { before, after }
    }
}

/// Removes the dependencies that lead back to a node that is being visited.
fn drop_cycles(before: &mut [Vec<usize>]) {
    #[derive(Clone, Copy, PartialEq)]
    enum Visit {
        Not,
        Open,
        Done,
    }
    let mut visits = vec![Visit::Not; before.len()];
    for start in 0..before.len() {
        if visits[start] != Visit::Not {
            continue;
        }
        visits[start] = Visit::Open;
        // Not recursive, because a chain may be as long as a file.
        let mut path = vec![(start, 0)];
        while let Some((node, next)) = path.last_mut() {
            let Some(&earlier) = before[*node].get(*next) else {
                visits[*node] = Visit::Done;
                path.pop();
                continue;
            };
            match visits[earlier] {
                Visit::Open => {
                    before[*node].remove(*next);
                }
                Visit::Done => *next += 1,
                Visit::Not => {
                    *next += 1;
                    visits[earlier] = Visit::Open;
                    path.push((earlier, 0));
                }
            }
        }
    }
}

/// Computes the depth of each node of a group: its batch, but below all that it depends on.
///
/// `members` are in an order in which each comes after what it depends on.
fn assign_depths(graph: &Graph, members: &[usize], neighbors: &Neighbors, depths: &mut [usize]) {
    let mut batches: Vec<u32> = Vec::new();
    batches.extend(members.iter().filter_map(|&node| graph.nodes[node].batch));
    batches.sort_unstable();
    batches.dedup();
    let is_reference = |node: usize| graph.nodes[node].kind == Kind::Reference;
    // References of the first batch need a row of their own, above it.
    let shift = usize::from(members.iter().any(|&node| is_reference(node)));
    for &node in members {
        let batch = graph.nodes[node].batch;
        let by_batch = batch.and_then(|batch| batches.binary_search(&batch).ok());
        let by_batch = by_batch.unwrap_or(0) + if is_reference(node) { 0 } else { shift };
        let before = neighbors.before[node].iter();
        let by_dependencies = before.map(|&earlier| depths[earlier] + 1).max();
        depths[node] = by_batch.max(by_dependencies.unwrap_or(0));
    }
    // A reference is drawn next to what depends on it.
    for &node in members {
        let after = neighbors.after[node].iter();
        if is_reference(node)
            && let Some(first) = after.map(|&later| depths[later]).min()
        {
            depths[node] = first.saturating_sub(1);
        }
    }
}

/// The nodes of a group, each after all that it depends on.
///
/// `waiting` is the number of dependencies of each node that are not in the order yet.
fn in_order(members: &[usize], neighbors: &Neighbors, waiting: &mut [usize]) -> Vec<usize> {
    let mut order: Vec<usize> = members
        .iter()
        .copied()
        .filter(|&node| waiting[node] == 0)
        .collect();
    let mut next = 0;
    while let Some(&node) = order.get(next) {
        next += 1;
        for &later in &neighbors.after[node] {
            waiting[later] -= 1;
            if waiting[later] == 0 {
                order.push(later);
            }
        }
    }
    order
}

/// The rows of a group, from top to bottom; long ones are wrapped.
fn wrapped(members: &[usize], depths: &[usize], neighbors: &Neighbors) -> Vec<Vec<usize>> {
    let deepest = members.iter().map(|&node| depths[node]).max();
    let mut rows = vec![Vec::new(); deepest.map_or(0, |deepest| deepest + 1)];
    for &node in members {
        rows[depths[node]].push(node);
    }
    let mut all = Vec::with_capacity(rows.len());
    for mut row in rows {
        // A batch may be empty, or all of its tasks may be further down.
        if row.is_empty() {
            continue;
        }
        // What leads to something below is put closest to it.
        row.sort_by_key(|&node| {
            let is_first = neighbors.before[node].is_empty();
            let is_last = neighbors.after[node].is_empty();
            (is_first, !is_last)
        });
        let parts = row.len().div_ceil(MAX_IN_ROW);
        let size = row.len().div_ceil(parts);
        all.extend(row.chunks(size).map(<[usize]>::to_vec));
    }
    all
}
