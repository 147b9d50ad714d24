//! Hook managers: pre-commit, prek, husky, lefthook, those configured in `package.json`, and those
//! for which the lines are only printed.

mod edits;
mod files;
mod lefthook;
mod lines;
mod our_hooks;
mod packages;
mod shims;

use std::path::Path;

pub(super) use our_hooks::{calls_us, names_in};
pub(super) use shims::Shim;

use super::shim::{HOOKS, Hook};

/// A hook manager, and its configuration file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Manager {
    /// Which manager it is.
    pub kind: ManagerKind,
    /// The file or folder, relative to the top of the working tree.
    pub file: String,
    /// Those of our hooks that it lists, whether or not Git runs the manager in this clone.
    pub names: Vec<Hook>,
    /// Why the manager rejects its file.
    pub fault: Option<String>,
    /// The content of the file.
    text: String,
    /// The hooks whose own file has no newline at its end.
    unended: Vec<Hook>,
}

/// A file with our hooks that a manager's own file extends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeparateFile {
    /// Its name, relative to the top of the working tree.
    pub name: &'static str,
    /// Its content.
    pub text: String,
    /// The new content of the manager's own file.
    pub extended: String,
}

/// The supported hook managers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ManagerKind {
    /// pre-commit, or prek in its place.
    PreCommit,
    /// prek, with its own file format.
    Prek,
    /// husky.
    Husky,
    /// lefthook.
    Lefthook,
    /// simple-git-hooks.
    SimpleGitHooks,
    /// husky before version 5.
    OldHusky,
    /// overcommit.
    Overcommit,
    /// hk.
    Hk,
    /// `CaptainHook`.
    CaptainHook,
    /// cargo-husky, with the repository's own hooks.
    CargoHusky,
}

impl ManagerKind {
    /// Returns its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::PreCommit => "pre-commit",
            Self::Prek => "prek",
            Self::Husky => "husky",
            Self::Lefthook => "lefthook",
            Self::SimpleGitHooks => "simple-git-hooks",
            Self::OldHusky => "husky 4",
            Self::Overcommit => "overcommit",
            Self::Hk => "hk",
            Self::CaptainHook => "CaptainHook",
            Self::CargoHusky => "cargo-husky",
        }
    }

    /// Returns the command that makes Git run it in a clone.
    #[must_use]
    pub fn install(self) -> &'static str {
        match self {
            Self::PreCommit => "pre-commit install",
            Self::Prek => "prek install",
            Self::Husky => "npx husky",
            Self::Lefthook => "lefthook install",
            Self::SimpleGitHooks => "npx simple-git-hooks",
            Self::OldHusky => "npm rebuild husky",
            // Its own signature covers the file; each hook needs one for the commands in it.
            Self::Overcommit => {
                "overcommit --install && overcommit --sign && for hook in pre-commit \
                 prepare-commit-msg commit-msg post-commit post-merge post-rewrite pre-push; \
                 do overcommit --sign $hook; done"
            }
            Self::Hk => "hk install",
            Self::CaptainHook => "vendor/bin/captainhook install",
            Self::CargoHusky => "cargo clean -p cargo-husky && cargo test",
        }
    }
}

/// Returns the managers used in the working tree at `root`; Git looks for hooks in `hooks`.
#[must_use]
pub fn managers(root: &Path, hooks: &Path) -> Vec<Manager> {
    let mut found = Vec::new();
    for (file, kind) in files::found(root, hooks) {
        let sources = our_hooks::read(root, &file, kind);
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
    /// Returns its name.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.kind.name()
    }

    /// Whether it lists any of our hooks.
    #[must_use]
    pub fn calls_us(&self) -> bool {
        !self.names.is_empty()
    }

    /// Returns the hooks that it does not list.
    #[must_use]
    pub fn lacks(&self) -> Vec<Hook> {
        HOOKS
            .iter()
            .filter(|hook| !self.names.contains(hook))
            .copied()
            .collect()
    }

    /// Returns the files to change so that it runs these hooks, each with its hooks.
    #[must_use]
    pub fn files_for(&self, hooks: &[Hook]) -> Vec<(String, Vec<Hook>)> {
        edits::files(self, hooks)
    }

    /// Returns the text of one of these files with the hooks added; `None` if it has a form to
    /// which nothing can be added without changing more: [`Self::lines`] says what to do.
    #[must_use]
    pub fn with_hooks(&self, text: &str, hooks: &[Hook]) -> Option<String> {
        edits::with_hooks(self, text, hooks)
    }

    /// Returns a file of its own for these hooks, if the one with this text already has their keys
    /// and can extend another; `None` if not: [`Self::lines`] says what to do.
    #[must_use]
    pub fn separate_file(&self, text: &str, hooks: &[Hook]) -> Option<SeparateFile> {
        edits::separate(self, text, hooks)
    }

    /// Returns the lines to add so that it runs these hooks, each part with a heading that says
    /// where it goes.
    #[must_use]
    pub fn lines(&self, hooks: &[Hook]) -> String {
        lines::of(self, hooks)
    }
}
