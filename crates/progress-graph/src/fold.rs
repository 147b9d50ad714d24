//! Makes a graph smaller: several nodes become one.

mod unknown;

use std::collections::BTreeMap;

use progress_core::display::plural;

use crate::{Edge, Graph, Group, Kind, Node, State};

/// What is drawn as one node.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fold {
    /// Nothing: each task has its own node.
    #[default]
    Nothing,
    /// The finished and dropped tasks of a phase.
    Done,
    /// All tasks of a phase.
    Phases,
}

impl Fold {
    /// Folds a graph.
    #[must_use]
    pub fn apply(self, graph: &Graph) -> Graph {
        let mut folded = match self {
            Self::Nothing => return graph.clone(),
            Self::Done => fold_settled(graph),
            Self::Phases => fold_phases(graph),
        };
        let note = self.note().unwrap_or_default();
        folded.unfolded = Some(format!("{} Here, {note}.", graph.summary()));
        folded
    }

    /// Folds a graph as little as possible, but at least like this, until it passes a test.
    ///
    /// If it never does, the smallest graph is returned.
    #[must_use]
    pub fn until(self, graph: &Graph, passes: impl Fn(&Graph) -> bool) -> (Graph, Self) {
        for fold in [Self::Nothing, Self::Done] {
            if fold < self {
                continue;
            }
            let folded = fold.apply(graph);
            if passes(&folded) {
                return (folded, fold);
            }
        }
        (Self::Phases.apply(graph), Self::Phases)
    }

    /// What was folded, for people; `None` if nothing was.
    #[must_use]
    pub fn note(self) -> Option<&'static str> {
        match self {
            Self::Nothing => None,
            Self::Done => Some("finished and dropped tasks of a phase are drawn as one"),
            Self::Phases => Some("each phase is drawn as one"),
        }
    }
}

fn fold_settled(graph: &Graph) -> Graph {
    let mut folding = Folding::new(graph, graph.groups.clone());
    for (group, members) in graph.nodes_by_group().into_iter().enumerate() {
        let (settled, others): (Vec<usize>, Vec<usize>) = members
            .into_iter()
            .partition(|&node| is_settled_task(&graph.nodes[node]));
        // A single one is not worth hiding.
        if settled.len() < 2 {
            for node in settled {
                folding.keep(node);
            }
        } else {
            let is_done = |&&node: &&usize| graph.nodes[node].state == State::Done;
            let done = settled.iter().filter(is_done).count();
            folding.replace(&settled, settled_node(group, done, settled.len() - done));
        }
        for node in others {
            folding.keep(node);
        }
    }
    folding.finish()
}

fn is_settled_task(node: &Node) -> bool {
    node.kind == Kind::Task && node.state.is_settled()
}

fn settled_node(group: usize, done: usize, dropped: usize) -> Node {
    let name = plural(done, "task done", "tasks done");
    let (name, text) = match (done, dropped) {
        (0, dropped) => (plural(dropped, "task dropped", "tasks dropped"), None),
        (_, 0) => (name, None),
        (_, dropped) => (name, Some(format!("{dropped} dropped"))),
    };
    let state = if done > 0 {
        State::Done
    } else {
        State::Dropped
    };
    folded_node(name, text.unwrap_or_default(), state, group)
}

fn fold_phases(graph: &Graph) -> Graph {
    let mut all = Group::default();
    for group in &graph.groups {
        all.done += group.done;
        all.total += group.total;
    }
    all.name.clone_from(&graph.title);
    let mut folding = Folding::new(graph, vec![all]);
    for (group, members) in graph.nodes_by_group().into_iter().enumerate() {
        let Group { name, done, total } = &graph.groups[group];
        let state = common_state(members.iter().map(|&node| &graph.nodes[node]));
        let node = folded_node(name.clone(), format!("{done}/{total} done"), state, 0);
        folding.replace(&members, node);
    }
    folding.finish()
}

/// The state of a phase whose tasks are these.
fn common_state<'g>(nodes: impl Iterator<Item = &'g Node>) -> State {
    let tasks = nodes.filter(|node| node.kind == Kind::Task);
    let states: Vec<State> = tasks.map(|node| node.state).collect();
    // The first that occurs is what a reader should know first.
    let urgent = [
        State::Blocked,
        State::AtRisk,
        State::Active,
        State::Review,
        State::Ready,
        State::Waiting,
        State::Undecided,
        State::Open,
        State::Done,
    ];
    let found = urgent.into_iter().find(|state| states.contains(state));
    found.unwrap_or(State::Dropped)
}

fn folded_node(name: String, text: String, state: State, group: usize) -> Node {
    Node {
        kind: Kind::Folded,
        name,
        text,
        people: String::new(),
        state,
        group,
        batch: None,
        is_critical: false,
    }
}

/// A graph in which some nodes are replaced.
struct Folding<'g> {
    graph: &'g Graph,
    folded: Graph,
    /// The new index of each node.
    renumbered: Vec<Option<usize>>,
}

impl<'g> Folding<'g> {
    fn new(graph: &'g Graph, groups: Vec<Group>) -> Self {
        Self {
            graph,
            folded: Graph {
                title: graph.title.clone(),
                groups,
                ..Graph::default()
            },
            renumbered: vec![None; graph.nodes.len()],
        }
    }

    fn keep(&mut self, node: usize) {
        self.renumbered[node] = Some(self.folded.nodes.len());
        self.folded.nodes.push(self.graph.nodes[node].clone());
    }

    fn replace(&mut self, nodes: &[usize], by: Node) {
        for &node in nodes {
            self.renumbered[node] = Some(self.folded.nodes.len());
        }
        self.folded.nodes.push(by);
    }

    fn finish(mut self) -> Graph {
        let mut edges = BTreeMap::new();
        for edge in &self.graph.edges {
            let ends = (self.renumbered[edge.from], self.renumbered[edge.to]);
            if let (Some(from), Some(to)) = ends
                // It is inside what is now one node.
                && from != to
            {
                *edges.entry((to, from)).or_insert(false) |= edge.is_critical;
            }
        }
        let edges = edges.into_iter().map(|((to, from), is_critical)| Edge {
            from,
            to,
            is_critical,
        });
        self.folded.edges = edges.collect();
        drop_unused_references(&mut self.folded);
        self.folded
    }
}

/// Removes references that only folded tasks depended on.
fn drop_unused_references(graph: &mut Graph) {
    let mut is_used = vec![false; graph.nodes.len()];
    for edge in &graph.edges {
        // What finished tasks depended on is of no interest.
        is_used[edge.from] |= graph.nodes[edge.to].kind == Kind::Task;
    }
    let mut renumbered = vec![None; graph.nodes.len()];
    let mut kept = Vec::with_capacity(graph.nodes.len());
    for (index, node) in graph.nodes.drain(..).enumerate() {
        if node.kind != Kind::Reference || is_used[index] {
            renumbered[index] = Some(kept.len());
            kept.push(node);
        }
    }
    graph.nodes = kept;
    graph.edges.retain_mut(|edge| {
        let (Some(from), Some(to)) = (renumbered[edge.from], renumbered[edge.to]) else {
            return false;
        };
        (edge.from, edge.to) = (from, to);
        true
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::graph_of;

    #[test]
    fn finished_tasks_of_a_phase_become_one_node() {
        let graph = graph_of(
            "- {id: A, status: done, dependencies: [review]}
- {id: B, status: done, dependencies: [A]}
- {id: C, status: deferred, dependencies: []}
- {id: D, status: pending, dependencies: [A, B, C]}",
        );
        assert_eq!(graph.nodes.len(), 5);
        let folded = Fold::Done.apply(&graph);
        let names: Vec<&str> = folded.nodes.iter().map(|it| it.name.as_str()).collect();
        assert_eq!(names, ["2 tasks done", "D"]);
        assert_eq!(folded.nodes[0].text, "1 dropped");
        let edge = Edge {
            from: 0,
            to: 1,
            is_critical: false,
        };
        assert_eq!(folded.edges, [edge]);
    }

    #[test]
    fn a_phase_becomes_one_node() {
        let graph =
            graph_of("- {id: A, status: done}\n- {id: B, status: blocked, dependencies: [A]}");
        let folded = Fold::Phases.apply(&graph);
        assert_eq!(folded.nodes.len(), 1);
        assert_eq!(folded.nodes[0].text, "1/2 done");
        assert_eq!(folded.nodes[0].state, State::Blocked);
        assert_eq!(folded.edges, []);
        assert_eq!(
            folded.summary(),
            "2 tasks in 1 phase, 1 done; 1 dependency. Here, each phase is drawn as one."
        );
    }
}
