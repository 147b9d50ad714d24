//! The frontmatter in short: what a history needs of thousands of versions.

use yaml_lossless::{Node, NodeId, Tree};

use super::keys;
use super::task::{name_in, values_of};

/// A frontmatter's plan, phase and tasks, as written: what [`Phase`](super::Phase) says too, but
/// read without the rest.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outline<'t> {
    /// `prd`, else `feature_slug`.
    pub prd: Option<&'t str>,
    /// `phase`.
    pub phase: Option<&'t str>,
    /// `status`.
    pub status: Option<&'t str>,
    /// The tasks.
    pub tasks: Vec<OutlinedTask<'t>>,
}

/// A task's ID and status, as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutlinedTask<'t> {
    /// The task's mapping.
    pub node: NodeId,
    /// `id`.
    pub id: Option<&'t str>,
    /// `status`.
    pub status: Option<&'t str>,
}

impl<'t> Outline<'t> {
    /// Reads a frontmatter.
    #[must_use]
    pub fn read(tree: &'t Tree) -> Self {
        let root = tree.root();
        let name = |key: &&str| root.get(key).and_then(name_in);
        let tasks = root.get("tasks").into_iter().flat_map(Node::items);
        Self {
            prd: keys::PRD.iter().find_map(name),
            phase: name(&"phase"),
            status: name(&"status"),
            tasks: tasks.filter_map(OutlinedTask::read).collect(),
        }
    }
}

impl<'t> OutlinedTask<'t> {
    /// Reads an entry of `tasks`; `None` if it is not a mapping.
    fn read(node: Node<'t>) -> Option<Self> {
        if !node.is_mapping() {
            return None;
        }
        let mut task = Self {
            node: node.id(),
            id: None,
            status: None,
        };
        values_of(node, |key, value| match key {
            "id" if task.id.is_none() => task.id = name_in(value),
            "status" if task.status.is_none() => task.status = name_in(value),
            _ => {}
        });
        Some(task)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::document::Document;
    use crate::model::{Name, Phase, Statuses};

    /// The outline of a phase that was read as a whole.
    fn outline_of(phase: &Phase) -> Outline<'_> {
        fn text(name: Option<&Name>) -> Option<&str> {
            name.map(|name| name.text.as_str())
        }
        let tasks = phase.tasks().iter().map(|task| OutlinedTask {
            node: task.node,
            id: task.id_text(),
            status: text(task.status.as_ref()),
        });
        Outline {
            prd: text(phase.identity.prd.as_ref()),
            phase: text(phase.identity.phase.as_ref()),
            status: text(phase.status.as_ref().map(|(name, _)| name)),
            tasks: tasks.collect(),
        }
    }

    /// Entries of a flow mapping with keys and values of all kinds.
    fn entries(keys: &'static [&'static str]) -> impl Strategy<Value = String> {
        const VALUES: &[&str] = &[
            "",
            "~",
            "A",
            " ' B '",
            "\"C\\u0031\"",
            "1",
            "[D]",
            "{id: E}",
            "*alias",
            "''",
            "no",
        ];
        let entry = (prop::sample::select(keys), prop::sample::select(VALUES));
        let entries = prop::collection::vec(entry, 0..5);
        entries.prop_map(|entries| {
            let texts = entries.iter().map(|(key, value)| format!("{key}: {value}"));
            texts.collect::<Vec<_>>().join(", ")
        })
    }

    /// The entries of `tasks`.
    fn tasks() -> impl Strategy<Value = String> {
        let task = entries(&["id", "status", "<<", "title", "effort"]);
        let task = prop_oneof![
            4 => task.prop_map(|entries| format!("{{{entries}}}")),
            1 => Just("text".to_owned()),
            1 => Just("*alias".to_owned()),
        ];
        prop::collection::vec(task, 0..4).prop_map(|tasks| tasks.join(", "))
    }

    proptest! {
        #[test]
        fn it_says_what_the_phase_says(
            alias in entries(&["id", "status", "tasks", "phase"]),
            merged in entries(&["prd", "phase", "status", "tasks"]),
            top in entries(&["prd", "feature_slug", "phase", "status", "tasks"]),
            tasks in tasks(),
        ) {
            let yaml = format!(
                "x: &alias {{{alias}}}\n<<: {{{merged}}}\n{}\ntasks: [{tasks}]\n",
                top.replace(", ", "\n"),
            );
            let document = Document::parse(format!("---\n{yaml}---\n").into_bytes());
            if let Some(tree) = document.tree() {
                let phase = Phase::read(tree, &Statuses::default());
                prop_assert_eq!(Outline::read(tree), outline_of(&phase), "{}", yaml);
            }
        }
    }
}
