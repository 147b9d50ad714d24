//! One entry of `tasks`.

use yaml_lossless::{Node, NodeId};

use super::effort::Effort;
use super::keys;
use super::status::{Class, Statuses};

/// A text and its node.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// The node.
    pub node: NodeId,
    /// The text, trimmed.
    pub text: String,
}

impl Name {
    /// Returns the text of a scalar that is neither null nor blank.
    #[must_use]
    pub fn of(node: Node<'_>) -> Option<Self> {
        Some(Self {
            node: node.id(),
            text: name_in(node)?.to_owned(),
        })
    }

    /// Returns the names in a node: its own text, or those of its items.
    #[must_use]
    pub(crate) fn all_in(node: Node<'_>) -> Vec<Self> {
        if node.is_sequence() {
            return node.items().flat_map(Self::all_in).collect();
        }
        Self::of(node).into_iter().collect()
    }
}

/// The text of a scalar that is neither null nor blank, trimmed.
pub(super) fn name_in(node: Node<'_>) -> Option<&str> {
    let text = node.some_text()?.trim();
    if text.is_empty() { None } else { Some(text) }
}

/// A parsed task. A file can have a million, so what few of them have is boxed.
#[derive(Clone, Debug)]
pub struct Task {
    /// The task's mapping.
    pub node: NodeId,
    /// `id`.
    pub id: Option<Name>,
    /// `status`, as written.
    pub status: Option<Name>,
    /// The meaning of `status`.
    pub state: Option<Class>,
    /// The value of `assigned_to`, of any type.
    pub assigned_to: Option<NodeId>,
    /// Its assignees.
    pub assignees: Box<[Name]>,
    /// The value of `dependencies`, of any type.
    pub dependencies: Option<NodeId>,
    /// The value of the alias `depends_on`; it counts only if `dependencies` is absent.
    pub depends_on: Option<NodeId>,
    /// Its dependencies.
    pub references: Box<[Name]>,
    /// `estimated_effort` or an alias, if it is an estimate.
    pub effort: Option<Box<(Name, Effort)>>,
}

/// The keys of a task that may be merged, besides its effort.
const MERGED: &[&str] = &["id", "status", "assigned_to", "dependencies", "depends_on"];

impl Task {
    /// Parses an entry of `tasks`; `None` if it is not a mapping.
    #[must_use]
    pub fn read(node: Node<'_>, statuses: &Statuses) -> Option<Self> {
        if !node.is_mapping() {
            return None;
        }
        let mut task = Self {
            node: node.id(),
            id: None,
            status: None,
            state: None,
            assigned_to: None,
            assignees: Box::default(),
            dependencies: None,
            depends_on: None,
            references: Box::default(),
            effort: None,
        };
        values_of(node, |key, value| task.take(key, value, statuses));
        Some(task)
    }

    fn take(&mut self, key: &str, value: Node<'_>, statuses: &Statuses) {
        match key {
            "id" if self.id.is_none() => self.id = Name::of(value),
            "status" if self.status.is_none() => {
                self.status = Name::of(value);
                self.state = self.status.as_ref().map(|name| statuses.class(&name.text));
            }
            "assigned_to" if self.assigned_to.is_none() => {
                self.assigned_to = Some(value.id());
                self.assignees = Name::all_in(value).into();
            }
            // Of duplicate keys the first counts, as in every lookup.
            "dependencies" if self.dependencies.is_none() => {
                self.dependencies = Some(value.id());
                self.references = references_in(value).into();
            }
            "depends_on" if self.depends_on.is_none() => {
                self.depends_on = Some(value.id());
                // A later `dependencies` replaces these.
                if self.dependencies.is_none() {
                    self.references = references_in(value).into();
                }
            }
            _ if keys::EFFORT.contains(&key) && self.effort.is_none() => {
                self.effort = effort_in(value).map(Box::new);
            }
            _ => {}
        }
    }

    /// Whether the task states its dependencies, even if there are none.
    #[must_use]
    pub(crate) fn tells_dependencies(&self) -> bool {
        self.dependencies.or(self.depends_on).is_some()
    }

    /// The ID's text.
    #[must_use]
    pub fn id_text(&self) -> Option<&str> {
        self.id.as_ref().map(|id| id.text.as_str())
    }

    /// The node to point at for the task as a whole: its ID, or otherwise the task.
    #[must_use]
    pub(crate) fn anchor(&self) -> NodeId {
        self.id.as_ref().map_or(self.node, |id| id.node)
    }
}

/// Calls `take` with the keys and values of a task: its own, and those that it needs of merged
/// mappings.
pub(super) fn values_of<'n>(node: Node<'n>, mut take: impl FnMut(&str, Node<'n>)) {
    let mut has_merged = false;
    for (key, value) in node.entries() {
        has_merged |= key.is_merge();
        take(key.text().unwrap_or_default(), value);
    }
    // Each lookup searches the whole mapping, so tasks without `<<` are read in the single pass
    // above.
    if !has_merged {
        return;
    }
    for key in MERGED.iter().chain(keys::EFFORT) {
        // A key of its own takes precedence.
        if node.entry(key).is_none()
            && let Some(value) = node.get(key)
        {
            take(key, value);
        }
    }
}

/// Whether a text means that there are none.
#[must_use]
pub(crate) fn names_nothing(text: &str) -> bool {
    ["none", "n/a", "-"]
        .iter()
        .any(|word| text.trim().eq_ignore_ascii_case(word))
}

fn effort_in(node: Node<'_>) -> Option<(Name, Effort)> {
    let name = Name::of(node)?;
    let effort = Effort::parse(&name.text)?;
    Some((name, effort))
}

/// Parses a list of dependencies; a lone `none` or `n/a` in it means that there are none.
///
/// A text instead of a list is a separate error, and is ignored here.
fn references_in(node: Node<'_>) -> Vec<Name> {
    if !node.is_sequence() {
        return Vec::new();
    }
    let mut names = Name::all_in(node);
    if names.len() == 1 && names_nothing(&names[0].text) {
        names.clear();
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Document;

    #[test]
    fn the_first_of_duplicate_keys_counts() {
        for key in ["dependencies", "depends_on"] {
            let yaml = format!("task: {{id: A, id: B, {key}: [C], {key}: [D]}}");
            let document = Document::parse(format!("---\n{yaml}\n---\n").into_bytes());
            let node = document.get("task").unwrap();
            let task = Task::read(node, &Statuses::default()).unwrap();
            assert_eq!(task.id_text(), Some("A"));
            assert_eq!(task.references[0].text, "C", "{key}");
            assert_eq!(
                task.dependencies.or(task.depends_on),
                node.get(key).map(Node::id)
            );
        }
    }
}
