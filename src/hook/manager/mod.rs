//! Programs that manage hooks themselves.

mod files;
mod lefthook;
mod lines;
mod naming;
mod shims;

use std::path::Path;

use super::shim::{HOOKS, Hook};

pub(super) use naming::{calls_us, names_in};
pub(super) use shims::Shim;

/// A program that manages hooks, and the file in which it is told about them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Manager {
    /// Which one.
    pub kind: ManagerKind,
    /// The file or folder, relative to the top of the working tree.
    pub file: String,
    /// The hooks of ours that it is told about; whether Git runs the manager in this clone is
    /// another question.
    pub names: Vec<Hook>,
    /// Why the manager cannot read its file.
    pub fault: Option<String>,
    /// What the file holds.
    text: String,
    /// The hooks whose own file lacks the newline at its end.
    unended: Vec<Hook>,
}

/// Which program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ManagerKind {
    /// pre-commit, which prek can stand for.
    PreCommit,
    /// prek, with a file of its own.
    Prek,
    /// husky.
    Husky,
    /// lefthook.
    Lefthook,
}

impl ManagerKind {
    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::PreCommit => "pre-commit",
            Self::Prek => "prek",
            Self::Husky => "husky",
            Self::Lefthook => "lefthook",
        }
    }

    /// The command that makes Git run it in a clone.
    #[must_use]
    pub fn install(self) -> &'static str {
        match self {
            Self::PreCommit => "pre-commit install",
            Self::Prek => "prek install",
            Self::Husky => "npx husky",
            Self::Lefthook => "lefthook install",
        }
    }
}

/// Returns the programs that manage hooks in the working tree below `root`; Git looks for hooks in
/// `hooks`.
#[must_use]
pub fn managers(root: &Path, hooks: &Path) -> Vec<Manager> {
    let mut found = Vec::new();
    for (file, kind) in files::found(root, hooks) {
        let sources = naming::read(root, &file, kind);
        found.push(Manager {
            kind,
            names: sources.names(),
            fault: sources.fault,
            text: sources.text,
            unended: sources.unended,
            file,
        });
    }
    found
}

impl Manager {
    /// Its name.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.kind.name()
    }

    /// Whether it is told about our hooks.
    #[must_use]
    pub fn calls_us(&self) -> bool {
        !self.names.is_empty()
    }

    /// The hooks that it is not told about.
    #[must_use]
    pub fn lacks(&self) -> Vec<Hook> {
        let is_lacking = |hook: &&Hook| !self.names.contains(hook);
        HOOKS.iter().filter(is_lacking).copied().collect()
    }

    /// What to write where so that it runs these hooks, with a line that says so before each
    /// part.
    #[must_use]
    pub fn lines(&self, hooks: &[Hook]) -> String {
        lines::of(self, hooks)
    }
}
