//! Rules, and the context they inspect.

use yaml_lossless::{Node, NodeId, Tree};

use super::Diagnostics;
use super::fix::Safety;
use crate::config::Severity;
use crate::document::Document;
use crate::model::Resolution;
use crate::model::{FileId, Phase, Plan, Plans, Task, keys};
use crate::workspace::{File, Workspace};

/// A named check.
#[derive(Debug)]
pub struct Rule {
    /// Its name, for flags, configuration and comments.
    pub name: &'static str,
    /// Its default severity.
    pub severity: Severity,
    /// A short summary of what it reports.
    pub summary: &'static str,
    /// Whether its findings can be fixed.
    pub fix: Option<Safety>,
    /// The rules whose findings take precedence over its own.
    pub suppressed_by: &'static [Yield],
    /// The check itself.
    pub check: Check,
}

/// Findings that take precedence over a rule's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Yield {
    /// Any finding of the named rule in the same file.
    File(&'static str),
    /// A finding of the named rule about the same task.
    Task(&'static str),
    /// A finding of the named rule about the same key of the same mapping.
    Key(&'static str),
    /// A finding of any other rule, except advice, about the same keys, or at the same node if
    /// it is not about keys.
    Place,
}

/// What a rule inspects, and how.
#[derive(Clone, Copy, Debug)]
pub enum Check {
    /// Every file.
    File(fn(&FileContext<'_>, &mut Diagnostics)),
    /// Every file whose frontmatter can be read.
    Phase(fn(&PhaseContext<'_>, &mut Diagnostics)),
    /// Like [`Check::Phase`], but only if the rule's findings may be shown: for rules that report
    /// nothing but advice, and to which no other rule yields.
    Advice(fn(&PhaseContext<'_>, &mut Diagnostics)),
    /// The workspace as a whole.
    Workspace(fn(&Workspace, &mut Diagnostics)),
    /// Nothing: the engine itself reports it.
    Engine,
}

/// A file in its workspace.
#[derive(Clone, Copy, Debug)]
pub struct FileContext<'a> {
    /// All files.
    pub workspace: &'a Workspace,
    /// This file's identifier.
    pub id: FileId,
    /// This file.
    pub file: &'a File,
}

impl<'a> FileContext<'a> {
    /// The file's path, relative to the root.
    #[must_use]
    pub fn path(&self) -> &'a str {
        self.file.path.as_str()
    }

    /// The file's content.
    #[must_use]
    pub fn document(&self) -> &'a Document {
        &self.file.document
    }
}

/// A file whose frontmatter can be read, in its workspace.
#[derive(Clone, Copy, Debug)]
pub struct PhaseContext<'a> {
    /// The file.
    pub file: FileContext<'a>,
    /// The frontmatter's nodes.
    pub tree: &'a Tree,
    /// The frontmatter's meaning.
    pub phase: &'a Phase,
}

impl<'a> PhaseContext<'a> {
    /// This file's identifier.
    #[must_use]
    pub fn id(&self) -> FileId {
        self.file.id
    }

    /// All files.
    #[must_use]
    pub fn workspace(&self) -> &'a Workspace {
        self.file.workspace
    }

    /// All plans.
    #[must_use]
    pub fn plans(&self) -> &'a Plans {
        &self.file.workspace.plans
    }

    /// The plan that this file belongs to.
    #[must_use]
    pub fn plan(&self) -> &'a Plan {
        self.plans().plan_of(self.file.id)
    }

    /// The frontmatter's mapping.
    #[must_use]
    pub fn root(&self) -> Node<'a> {
        self.tree.root()
    }

    /// The value of a top-level key.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<Node<'a>> {
        self.root().get(key)
    }

    /// The node that represents the whole file: the value of its type, or its first key.
    #[must_use]
    pub(crate) fn anchor(&self) -> Node<'a> {
        let declared = keys::TYPE
            .iter()
            .find_map(|key| self.get(key))
            .filter(|node| node.text().is_some());
        // The missing type may be the very mistake; the first key is then the closest to the top.
        declared
            .or_else(|| self.root().entries().next().map(|(key, _)| key))
            .unwrap_or_else(|| self.root())
    }

    /// A node of this file.
    #[must_use]
    pub fn node(&self, id: NodeId) -> Node<'a> {
        self.tree.node(id)
    }

    /// The task of this file that a reference names, as an index into [`Self::tasks`].
    #[must_use]
    pub(crate) fn task_here(&self, reference: &str) -> Option<usize> {
        match self.plans().resolve(self.id(), reference) {
            Resolution::Here(task) => Some(task.index as usize),
            _ => None,
        }
    }

    /// The tasks that can be read.
    #[must_use]
    pub fn tasks(&self) -> &'a [Task] {
        self.phase.tasks()
    }
}
