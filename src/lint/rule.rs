//! What a rule is, and what it gets to look at.

use super::Drafts;
use super::fix::Safety;
use crate::config::Severity;
use crate::document::Document;
use crate::model::Resolution;
use crate::model::{FileId, Phase, Plan, Plans, Task, keys};
use crate::workspace::{File, Workspace};
use crate::yaml::{Node, NodeId, Tree};

/// One named check.
#[derive(Debug)]
pub struct Rule {
    /// Its name, for flags, configuration and comments.
    pub name: &'static str,
    /// Its severity where nothing else is said.
    pub severity: Severity,
    /// What it finds, in half a line.
    pub summary: &'static str,
    /// Whether its findings can be fixed.
    pub fix: Option<Safety>,
    /// Whose findings explain its own.
    pub yields_to: &'static [Yield],
    /// How it looks.
    pub check: Check,
}

/// Which findings silence a rule's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Yield {
    /// Any finding of the named rule in the same file.
    File(&'static str),
    /// A finding of the named rule about the same task.
    Task(&'static str),
    /// A finding of the named rule about the same key of the same mapping.
    Key(&'static str),
    /// A finding of any other rule, mere advice left out, about the same keys; at the same
    /// node, where a finding is about none.
    Place,
}

/// What a rule looks at, and how.
#[derive(Clone, Copy, Debug)]
pub enum Check {
    /// At every file.
    File(fn(&FileContext<'_>, &mut Drafts)),
    /// At every file whose frontmatter can be read.
    Phase(fn(&PhaseContext<'_>, &mut Drafts)),
    /// At the workspace as a whole.
    Workspace(fn(&Workspace, &mut Drafts)),
    /// At nothing: the engine itself reports it.
    Engine,
}

/// A file in its workspace.
#[derive(Clone, Copy, Debug)]
pub struct FileContext<'a> {
    /// All files.
    pub workspace: &'a Workspace,
    /// This file's name.
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
    /// This file's name.
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

    /// What stands for the file as a whole: the value of its type, else its first key.
    #[must_use]
    pub fn anchor(&self) -> Node<'a> {
        let declared = keys::TYPE.iter().find_map(|key| self.get(key));
        let declared = declared.filter(|node| node.text().is_some());
        let first = || self.root().entries().next().map(|(key, _)| key);
        declared.or_else(first).unwrap_or_else(|| self.root())
    }

    /// A node of this file.
    #[must_use]
    pub fn node(&self, id: NodeId) -> Node<'a> {
        self.tree.node(id)
    }

    /// The task of this file that a reference names, as an index into [`Self::tasks`].
    #[must_use]
    pub fn task_here(&self, reference: &str) -> Option<usize> {
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
