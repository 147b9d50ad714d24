//! The schedule: batches and the critical path.

use yaml_lossless::{Node, NodeId};

use super::task::Name;

/// A list named `batch_N`.
#[derive(Clone, Debug)]
pub struct Batch {
    /// N.
    pub number: u32,
    /// The key `batch_N`.
    pub key: NodeId,
    /// The value of the key.
    pub node: NodeId,
    /// The tasks, nested lists flattened.
    pub tasks: Vec<Name>,
}

/// The parsed `parallelization`.
#[derive(Clone, Debug, Default)]
pub struct Parallelization {
    /// The batches, by number.
    pub batches: Vec<Batch>,
    /// Tasks in any other list: scheduled, but not in a numbered batch.
    pub otherwise_scheduled: Vec<Name>,
    /// The value of `critical_path`.
    pub critical_path_node: Option<NodeId>,
    /// The steps of `critical_path`, as written.
    pub critical_path: Vec<Name>,
    /// The value of `estimated_total_time`.
    pub estimated_total_time: Option<Name>,
}

impl Parallelization {
    /// Reads the value of `parallelization`.
    #[must_use]
    pub fn read(node: Node<'_>) -> Self {
        let mut schedule = Self::default();
        for (key, value) in node.entries() {
            let name = key.text().unwrap_or_default();
            match name {
                "critical_path" => {
                    schedule.critical_path_node = Some(value.id());
                    schedule.critical_path = Name::all_in(value);
                }
                "estimated_total_time" => schedule.estimated_total_time = Name::of(value),
                _ => match batch_number(name) {
                    Some(number) => schedule.batches.push(Batch {
                        number,
                        key: key.id(),
                        node: value.id(),
                        tasks: listed(value),
                    }),
                    // Such as `sequential: […]`, whose tasks would otherwise seem to be in no
                    // batch.
                    None => schedule.otherwise_scheduled.extend(listed(value)),
                },
            }
        }
        // Batches run by number, whatever their order in the file.
        schedule.batches.sort_by_key(|batch| batch.number);
        schedule
    }
}

fn batch_number(key: &str) -> Option<u32> {
    key.strip_prefix("batch_")?.parse().ok()
}

/// The texts in the lists of a node. Other values of a mapping are prose (`rationale`).
fn listed(node: Node<'_>) -> Vec<Name> {
    let mut names = Vec::new();
    collect(node, false, &mut names);
    names
}

fn collect(node: Node<'_>, in_list: bool, names: &mut Vec<Name>) {
    if in_list {
        names.extend(Name::of(node));
    }
    for item in node.items() {
        collect(item, true, names);
    }
    for (key, value) in node.entries() {
        // A list's entry `{task: ID, …}` or `{id: ID, …}` names a task too.
        let names_task = in_list && matches!(key.text(), Some("id" | "task" | "task_id"));
        collect(value, names_task, names);
    }
}
