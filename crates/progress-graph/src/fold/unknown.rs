//! References to unknown things.

use std::collections::{BTreeMap, BTreeSet};

use super::{Folding, folded_node};
use crate::{Graph, Kind, Node, State};

/// If a phase has more unknown references of one kind than this, they would hide the tasks.
const MAX_UNKNOWN: usize = 3;

/// Maximum number of their names to show.
const MAX_NAMES: usize = 8;

impl Graph {
    /// Combines many references of a phase into one, if they are unknown for the same reason.
    #[must_use]
    pub fn with_few_unknown(&self) -> Self {
        let mut kinds: BTreeMap<(usize, &str), Vec<usize>> = BTreeMap::new();
        for (at, node) in self.nodes.iter().enumerate() {
            if node.kind == Kind::Reference && node.state == State::Undecided {
                kinds.entry((node.group, &node.text)).or_default().push(at);
            }
        }
        kinds.retain(|_, members| members.len() > MAX_UNKNOWN);
        if kinds.is_empty() {
            return self.clone();
        }
        let mut folding = Folding::new(self, self.groups.clone());
        let folded: BTreeSet<usize> = kinds.values().flatten().copied().collect();
        for at in (0..self.nodes.len()).filter(|at| !folded.contains(at)) {
            folding.keep(at);
        }
        for ((group, text), members) in &kinds {
            let names = members.iter().map(|at| self.nodes[*at].name.as_str());
            let mut names = names.take(MAX_NAMES).collect::<Vec<_>>().join(", ");
            if let Some(rest @ 1..) = members.len().checked_sub(MAX_NAMES) {
                names = format!("{names} and {rest} more");
            }
            let what = match *text {
                "does not exist" => "do not exist",
                "not a task" => "not tasks",
                other => other,
            };
            let node = Node {
                kind: Kind::Reference,
                ..folded_node(
                    format!("{} references", members.len()),
                    format!("{what}: {names}"),
                    State::Undecided,
                    *group,
                )
            };
            folding.replace(members, node);
        }
        let mut graph = folding.finish();
        graph.unfolded = Some(self.summary());
        graph
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::graph_of;

    #[test]
    fn many_unknown_references_become_one_node() {
        let few = graph_of("- {id: A, status: done, dependencies: [T-1, T-2, T-3]}");
        assert_eq!(few.with_few_unknown(), few);
        let tasks = "- {id: A, status: todo, dependencies: [T-1, T-2, T-3]}
- {id: B, status: todo, dependencies: [A, T-3, T-4]}";
        let many = graph_of(tasks);
        let folded = many.with_few_unknown();
        let names: Vec<&str> = folded.nodes.iter().map(|it| it.name.as_str()).collect();
        assert_eq!(names, ["A", "B", "4 references"]);
        assert_eq!(folded.nodes[2].text, "do not exist: T-1, T-2, T-3, T-4");
        let edges: Vec<(usize, usize)> = folded.edges.iter().map(|it| (it.from, it.to)).collect();
        assert_eq!(edges, [(2, 0), (0, 1), (2, 1)]);
        assert_eq!(folded.summary(), many.summary());
    }
}
