//! A layered layout: where nodes and arrows are drawn.
//!
//! After Sugiyama: nodes are assigned to rows, long arrows get a point in each row that they pass,
//! the order in the rows is changed until few arrows cross, and then each row is moved sideways
//! until arrows are as straight as possible.

mod crossings;
mod places;
mod rows;

use std::ops::Range;

use crate::Graph;

/// Where everything is, in rows.
#[derive(Debug)]
pub(crate) struct Layout {
    /// The row and the center of each node.
    pub nodes: Vec<Place>,
    /// The rows of each group.
    pub groups: Vec<Range<usize>>,
    /// Where each dependency passes each row, from top to bottom.
    pub edges: Vec<Route>,
    /// The number of rows.
    pub rows: usize,
    /// The total width.
    pub width: f64,
}

/// The place of a node, or of an arrow in a row.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Place {
    /// The row.
    pub row: usize,
    /// The center.
    pub x: f64,
}

/// How a dependency is drawn.
#[derive(Clone, Debug)]
pub(crate) struct Route {
    /// Where it passes each row, from top to bottom, including both ends.
    pub points: Vec<Place>,
    /// Whether it points up, because the node that comes first is below.
    pub is_upward: bool,
}

/// The sizes that a layout depends on.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sizes {
    /// The width of a node.
    pub node: f64,
    /// The space between nodes.
    pub gap: f64,
    /// The space that an arrow takes in a row that it passes.
    pub lane: f64,
}

/// A node, or a point of an arrow in a row that it passes.
#[derive(Clone, Debug, Default)]
struct Item {
    row: usize,
    /// Whether it is a node.
    is_node: bool,
    /// The items that it is connected to in the row above.
    above: Vec<usize>,
    /// The items that it is connected to in the row below.
    below: Vec<usize>,
}

/// Items in rows. The first items are the nodes.
#[derive(Clone, Debug)]
struct Layers {
    items: Vec<Item>,
    /// The items of each row, from left to right.
    rows: Vec<Vec<usize>>,
    /// The items of each edge, from top to bottom.
    chains: Vec<Vec<usize>>,
}

/// Maximum number of nodes in a picture; a larger one would be unreadable.
pub(crate) const MAX_NODES: usize = 3_000;
/// Maximum items, so that the layout takes no longer than a second.
const MAX_ITEMS: usize = 60_000;

/// Whether a graph is small enough to be laid out.
pub(crate) fn fits(graph: &Graph) -> bool {
    graph.nodes.len() <= MAX_NODES && rows::assign(graph).items(graph) <= MAX_ITEMS
}

/// Lays out a graph.
pub(crate) fn layout(graph: &Graph, sizes: Sizes) -> Layout {
    let assigned = rows::assign(graph);
    let mut layers = layers(graph, &assigned.nodes, assigned.count);
    crossings::reduce(&mut layers);
    let (centers, width) = places::place(&layers, &assigned.groups, sizes);
    let place = |item: usize| Place {
        row: layers.items[item].row,
        x: centers[item],
    };
    let edges = graph.edges.iter().zip(&layers.chains);
    Layout {
        nodes: (0..graph.nodes.len()).map(place).collect(),
        edges: edges
            .map(|(edge, chain)| Route {
                points: chain.iter().map(|&item| place(item)).collect(),
                is_upward: assigned.nodes[edge.from] > assigned.nodes[edge.to],
            })
            .collect(),
        groups: assigned.groups,
        rows: assigned.count,
        width,
    }
}

/// Puts nodes into their rows and arrows into all rows that they pass.
fn layers(graph: &Graph, row_of: &[usize], count: usize) -> Layers {
    let mut layers = Layers {
        items: Vec::with_capacity(graph.nodes.len()),
        rows: vec![Vec::new(); count],
        chains: Vec::with_capacity(graph.edges.len()),
    };
    for &row in row_of {
        layers.add(row, true);
    }
    for edge in &graph.edges {
        let (mut top, mut bottom) = (edge.from, edge.to);
        if row_of[top] > row_of[bottom] {
            (top, bottom) = (bottom, top);
        }
        let mut chain = vec![top];
        for row in row_of[top] + 1..row_of[bottom] {
            chain.push(layers.add(row, false));
        }
        chain.push(bottom);
        for pair in chain.windows(2) {
            layers.items[pair[0]].below.push(pair[1]);
            layers.items[pair[1]].above.push(pair[0]);
        }
        layers.chains.push(chain);
    }
    layers
}

impl Layers {
    fn add(&mut self, row: usize, is_node: bool) -> usize {
        let item = self.items.len();
        self.items.push(Item {
            row,
            is_node,
            ..Item::default()
        });
        self.rows[row].push(item);
        item
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{graph_of, graph_of_files, task};

    const SIZES: Sizes = Sizes {
        node: 10.0,
        gap: 2.0,
        lane: 1.0,
    };

    #[test]
    fn what_comes_first_is_above() {
        let graph = graph_of(
            "- {id: A, status: todo, dependencies: []}
- {id: B, status: todo, dependencies: [A]}
- {id: C, status: todo, dependencies: [B, A]}",
        );
        let layout = layout(&graph, SIZES);
        let rows: Vec<usize> = layout.nodes.iter().map(|place| place.row).collect();
        assert_eq!(rows, [0, 1, 2]);
        let lengths = layout.edges.iter().map(|route| route.points.len());
        assert_eq!(lengths.collect::<Vec<_>>(), [2, 3, 2]);
    }

    #[test]
    fn phases_follow_each_other_and_a_cycle_has_an_arrow_up() {
        let graph = graph_of_files(&[
            (
                "phase-1-progress.md",
                "phase: 1\nparallelization: {}\ntasks:
- {id: A, status: todo, dependencies: [B]}
- {id: B, status: todo, dependencies: [A]}",
            ),
            (
                "phase-2-progress.md",
                "phase: 2\nparallelization: {}\ntasks:
- {id: C, status: todo, dependencies: [A]}",
            ),
        ]);
        let layout = layout(&graph, SIZES);
        assert_eq!(layout.groups, [0..2, 2..3]);
        let upward = layout.edges.iter().filter(|route| route.is_upward);
        assert_eq!(upward.count(), 1);
    }

    #[test]
    fn phases_that_no_arrow_joins_are_aligned_and_as_narrow_as_their_rows() {
        let phases = [
            "A: , B: A, C: A B, D: A, E: A, F: C",
            "A: , B: A, C: B, D: C, E: D, F: ",
            "A: , B: , C: , D: , E: A B C D",
            "A: , B: , C: , D: A B C",
            "A: , B: A, C: A B",
            "A: , B: , C: , D: ",
        ];
        let mut files = Vec::new();
        for (at, phase) in phases.iter().enumerate() {
            let mut keys = format!("phase: {at}\nparallelization: {{}}\ntasks:\n");
            for entry in phase.split(", ") {
                let (id, before) = entry.split_once(": ").unwrap();
                let before: Vec<String> = before
                    .split_whitespace()
                    .map(|it| format!("P{at}-{it}"))
                    .collect();
                keys += &task(&format!("P{at}-{id}"), "todo", &before.join(", "));
                keys.push('\n');
            }
            files.push((format!("phase-{at}-progress.md"), keys));
        }
        let files: Vec<(&str, &str)> = (files.iter())
            .map(|(name, keys)| (name.as_str(), keys.as_str()))
            .collect();
        let layout = layout(&graph_of_files(&files), SIZES);
        for rows in &layout.groups {
            let own = (layout.nodes.iter()).filter(|place| rows.contains(&place.row));
            let first = own.map(|place| place.x).fold(f64::INFINITY, f64::min);
            assert!(first < SIZES.node, "a phase begins at {first}");
        }
        // No row has more than four nodes, and none is passed by more than two arrows.
        let widest = 4.0 * (SIZES.node + SIZES.gap) + 2.0 * (SIZES.lane + SIZES.gap);
        assert!(layout.width <= widest, "{} of {widest}", layout.width);
    }

    #[test]
    fn every_phase_begins_on_the_left_and_keeps_its_own_arrows_straight() {
        let graph = graph_of_files(&[
            (
                "phase-1-progress.md",
                "phase: 1\nparallelization: {}\ntasks:
- {id: A, status: todo, dependencies: []}
- {id: B, status: todo, dependencies: []}
- {id: C, status: todo, dependencies: []}
- {id: D, status: todo, dependencies: []}",
            ),
            (
                "phase-2-progress.md",
                "phase: 2\nparallelization: {}\ntasks:
- {id: E, status: todo, dependencies: [C, D]}
- {id: F, status: todo, dependencies: [E]}",
            ),
        ]);
        let layout = layout(&graph, SIZES);
        let [.., e, f] = layout.nodes[..] else {
            panic!("{layout:?}")
        };
        assert_eq!((e.x, f.x), (SIZES.node / 2.0, SIZES.node / 2.0));
    }

    #[test]
    fn arrows_that_only_pass_a_phase_leave_its_left_side_to_tasks() {
        let number = 1..=24;
        let first = number
            .clone()
            .map(|it| task(&format!("A-{it}"), "todo", ""));
        let first = first.collect::<Vec<_>>().join("\n");
        let last = number.map(|it| task(&format!("C-{it}"), "todo", &format!("A-{it}")));
        let last = last.collect::<Vec<_>>().join("\n");
        let start = "parallelization: {}\ntasks:\n";
        let middle = "- {id: B-1, status: todo, dependencies: [A-20]}
- {id: B-2, status: todo, dependencies: [B-1]}";
        let graph = graph_of_files(&[
            ("phase-1-progress.md", &format!("phase: 1\n{start}{first}")),
            ("phase-2-progress.md", &format!("phase: 2\n{start}{middle}")),
            ("phase-3-progress.md", &format!("phase: 3\n{start}{last}")),
        ]);
        let layout = layout(&graph, SIZES);
        let of_middle = graph.nodes.iter().zip(&layout.nodes);
        let of_middle = of_middle.filter(|(node, _)| node.name.starts_with("B-"));
        let start = of_middle
            .map(|(_, place)| place.x)
            .fold(f64::INFINITY, f64::min);
        assert!(start <= SIZES.node, "{start}");
    }

    #[test]
    fn nodes_of_a_row_do_not_overlap() {
        let tasks = (0..20).map(|number| task(&format!("T-{number}"), "todo", ""));
        let tasks: Vec<String> = tasks.collect();
        let layout = layout(&graph_of(&tasks.join("\n")), SIZES);
        assert!(layout.rows > 2, "a long row is wrapped");
        for row in 0..layout.rows {
            let nodes = layout.nodes.iter().filter(|place| place.row == row);
            let mut centers: Vec<f64> = nodes.map(|place| place.x).collect();
            centers.sort_by(f64::total_cmp);
            assert!(centers.windows(2).all(|pair| pair[1] - pair[0] >= 11.9));
            assert!(centers.iter().all(|&x| x > 4.9 && x < layout.width));
        }
    }
}
