//! Decides which hooks are installed, and where.

use progress_git::git::{GitError, Repository, Setting, version_numbers};

use super::configured::{Configured, SINCE};
use super::doctor::unset;
use super::hook_status::{HookStatus, Way, hook_statuses};
use super::install::InstallError;
use super::manager::{Manager, managers};
use super::setup::{self, Outcome, Target};
use super::shim::{HOOKS, Hook};
use super::state::State;
use super::{Folder, program};

/// What the user asks for.
#[derive(Clone, Copy, Debug)]
pub struct InstallRequest<'r> {
    /// The names of the only hooks to install; empty means all of them.
    pub only: &'r [String],
    /// Whether to install even if another program manages the hooks.
    pub force: bool,
    /// Whether to install into Git's configuration.
    pub config: bool,
}

/// What to install in a repository, decided but not yet done.
#[derive(Debug)]
pub struct Installation<'r> {
    /// The folder in which Git looks for hooks.
    pub folder: Folder,
    /// The programs that manage the hooks.
    pub managers: Vec<Manager>,
    /// The current state of every hook.
    pub statuses: Vec<HookStatus>,
    /// Whether the managers run our hooks, so that only our own scripts are updated.
    pub is_left_to_managers: bool,
    /// Hooks that are not installed, because this file already runs them.
    pub kept: Vec<(Hook, String)>,
    hooks: Vec<Hook>,
    request: InstallRequest<'r>,
    repository: &'r Repository,
}

/// Why hooks cannot be installed.
#[derive(Debug, thiserror::Error)]
pub enum NotInstallable {
    /// The repository has no working tree.
    #[error("cannot install hooks in a bare repository")]
    Bare,
    /// Git does not say where it looks for hooks.
    #[error("cannot determine Git's hooks directory: {0}")]
    NoFolder(#[from] GitError),
    /// Git does not read hooks from its configuration.
    #[error("Git {0} ignores hooks in its configuration; Git 2.54 or later is required")]
    OldGit(String),
    /// A hook for the configuration is already run in another way.
    #[error("`{}` is already run by {way}: every message would appear twice", .hook.name)]
    AlreadyRun {
        /// The hook.
        hook: Hook,
        /// How it is run.
        way: Way,
    },
    /// The hooks for the folder are already in Git's configuration.
    #[error("the hooks are already run by {0}: every message would appear twice")]
    AlreadyConfigured(Way),
    /// `core.hooksPath` disables hooks.
    #[error("hooks are disabled: `core.hooksPath` is `{}` in `{}` ({})", .0.value, .0.origin, .0.scope)]
    Disabled(Setting),
    /// The hooks folder is something other than a folder.
    #[error("`{0}` is not a directory")]
    NotAFolder(String),
    /// Hooks would not know what to call.
    #[error("cannot determine the path of this program")]
    NoProgram,
    /// Reading or writing failed.
    #[error(transparent)]
    Failed(#[from] InstallError),
}

impl NotInstallable {
    /// What to do about it.
    #[must_use]
    pub fn help(&self) -> Option<String> {
        let help = match self {
            Self::Bare => "install them in a clone with a working tree",
            Self::NoFolder(_) => "check that `git rev-parse --git-path hooks` works",
            Self::OldGit(_) => {
                "`progress hook install` without `--config` works with every Git version"
            }
            Self::AlreadyRun { .. } => {
                "run `progress hook uninstall` first, or remove the `progress` line from that file"
            }
            Self::AlreadyConfigured(_) => {
                "run `progress hook install --config` to update them, or `progress hook uninstall` first"
            }
            Self::Disabled(setting) => return Some(unset(&setting.scope)),
            Self::NotAFolder(_) => "Git looks for hooks there; replace it with a directory",
            Self::NoProgram => return None,
            Self::Failed(error) => return Some(error.help()),
        };
        Some(help.to_owned())
    }
}

impl<'r> Installation<'r> {
    /// Decides which hooks to install in a repository.
    ///
    /// # Errors
    ///
    /// Fails if the repository is bare, or a hook cannot be read.
    pub fn prepare(
        repository: &'r Repository,
        request: InstallRequest<'r>,
    ) -> Result<Self, NotInstallable> {
        if repository.is_store() {
            return Err(NotInstallable::Bare);
        }
        let folder = Folder::of(repository)?;
        let present = managers(repository.root(), &folder.path);
        let configured = Configured::of(repository);
        let statuses = hook_statuses(repository, &folder, &present, &configured)?;
        // Whoever names hooks, or insists, wants scripts in addition to what a manager runs.
        let is_left_to_managers = !present.is_empty() && !request.force && request.only.is_empty();
        let mut hooks = if is_left_to_managers {
            own_scripts(&statuses)
        } else {
            chosen(request.only)
        };
        let mut moved = kept(&statuses);
        moved.retain(|(hook, _)| hooks.contains(hook));
        // Installed in the folder as well, these would run twice.
        hooks.retain(|hook| moved.iter().all(|(other, _)| other != hook));
        Ok(Self {
            folder,
            managers: present,
            statuses,
            is_left_to_managers,
            kept: moved,
            hooks,
            request,
            repository,
        })
    }

    /// Where the hooks are installed.
    #[must_use]
    pub fn target(&self) -> Target<'_> {
        // Managers run their hooks from the folder, whatever is asked for.
        if self.request.config && !self.is_left_to_managers {
            Target::Config
        } else {
            Target::Folder(&self.folder, &self.hooks)
        }
    }

    /// Installs the hooks, and the merge driver for files that match `patterns`.
    ///
    /// # Errors
    ///
    /// Fails if the hooks cannot go there, or something cannot be read or written.
    pub fn carry_out(&self, patterns: &[&str]) -> Result<Outcome, NotInstallable> {
        self.check_possible()?;
        let program = program::at_hand().ok_or(NotInstallable::NoProgram)?;
        Ok(setup::install(
            self.repository,
            self.target(),
            &program,
            patterns,
        )?)
    }

    /// Checks whether the hooks can go where they are to be installed.
    ///
    /// # Errors
    ///
    /// Fails if they cannot, or would run twice.
    pub fn check_possible(&self) -> Result<(), NotInstallable> {
        // Updating existing scripts needs no check.
        if self.is_left_to_managers {
            return Ok(());
        }
        if self.request.config {
            return check_for_config(self.repository, &self.statuses);
        }
        check_folder(&self.folder)?;
        // The user accepts that hooks run twice.
        if self.request.force {
            return Ok(());
        }
        check_beside_config(&self.statuses)
    }
}

/// Returns the hooks of these names, or all of them.
fn chosen(only: &[String]) -> Vec<Hook> {
    let mut chosen = HOOKS.to_vec();
    chosen.retain(|hook| only.is_empty() || only.iter().any(|name| name == hook.name));
    chosen
}

/// Returns the hooks whose script is installed: an upgrade updates it even if a manager is used.
fn own_scripts(statuses: &[HookStatus]) -> Vec<Hook> {
    let mut own = Vec::new();
    for status in statuses {
        if matches!(status.state, State::Ours(_)) {
            own.push(status.hook);
        }
    }
    own
}

/// Returns the hooks whose script a manager has moved aside and runs from there.
fn kept(statuses: &[HookStatus]) -> Vec<(Hook, String)> {
    let mut kept = Vec::new();
    for status in statuses {
        for way in &status.ways {
            if let Way::Kept(file, _) = way {
                kept.push((status.hook, file.clone()));
            }
        }
    }
    kept
}

/// Checks whether hooks can go into Git's configuration.
fn check_for_config(
    repository: &Repository,
    statuses: &[HookStatus],
) -> Result<(), NotInstallable> {
    let version = repository.git_version_text().unwrap_or_default();
    // If the version is unknown, Git might ignore the hooks.
    if version_numbers(&version).is_none_or(|numbers| numbers < SINCE) {
        return Err(NotInstallable::OldGit(version));
    }
    for status in statuses {
        let mut ways = status.ways.iter();
        // Existing entries of the configuration are only updated.
        let mut way = ways.find(|way| !matches!(way, Way::Configured(_)));
        // A script that cannot be executed now may become executable again.
        if way.is_none() && matches!(status.state, State::Ours(_)) {
            way = Some(&Way::Script);
        }
        if let Some(way) = way {
            return Err(NotInstallable::AlreadyRun {
                hook: status.hook,
                way: way.clone(),
            });
        }
    }
    Ok(())
}

/// Checks whether hooks can go into the folder: not if they are already in Git's configuration.
fn check_beside_config(statuses: &[HookStatus]) -> Result<(), NotInstallable> {
    let mut ways = statuses.iter().flat_map(|status| &status.ways);
    match ways.find(|way| matches!(way, Way::Configured(_))) {
        Some(way) => Err(NotInstallable::AlreadyConfigured(way.clone())),
        None => Ok(()),
    }
}

/// Checks whether hooks can be written to the folder.
fn check_folder(folder: &Folder) -> Result<(), NotInstallable> {
    if !folder.is_off() {
        return Ok(());
    }
    Err(match &folder.setting {
        Some(setting) => NotInstallable::Disabled(setting.clone()),
        None => NotInstallable::NotAFolder(folder.path.display().to_string()),
    })
}
