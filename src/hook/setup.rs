//! Installs and removes the hooks and the merge driver of a repository.

use std::path::Path;

use progress_git::git::Repository;

use super::install::{self, Done, InstallError};
use super::merging;
use super::shim::{HOOKS, Hook};
use super::state::{HookFile, State};
use super::{Folder, by_config};

/// The result of an installation or removal.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// What was done to each hook.
    pub hooks: Vec<(Hook, Done)>,
    /// What was done in Git's own hooks folder, if `core.hooksPath` now points elsewhere.
    pub unused: Vec<(Hook, Done)>,
    /// What was done in Git's configuration.
    pub configured: Vec<(Hook, Done)>,
    /// Whether the merge driver was set up or removed.
    pub merging: bool,
}

/// Where hooks are installed.
#[derive(Clone, Copy, Debug)]
pub enum Target<'t> {
    /// The folder in which Git looks, with the hooks to install.
    Folder(&'t Folder, &'t [Hook]),
    /// Git's configuration, with every hook.
    Config,
}

/// Sets up the merge driver for files that match `patterns`, and the hooks.
///
/// # Errors
///
/// Fails if something cannot be read or written; earlier changes are kept.
pub fn install(
    repository: &Repository,
    target: Target<'_>,
    program: &Path,
    patterns: &[&str],
) -> Result<Outcome, InstallError> {
    let _lock = install::lock(repository)?;
    // Fails before anything is changed.
    merging::check(repository)?;
    let mut names_program = false;
    let hooks = match target {
        Target::Folder(_, []) => Vec::new(),
        Target::Folder(folder, hooks) => {
            names_program = folder.is_in_tree;
            // A script that can be committed must not contain a path of this machine.
            let recorded = if folder.is_in_tree {
                None
            } else {
                Some(program)
            };
            install::install(&install::apart(repository), &folder.path, recorded, hooks)?
        }
        Target::Config => by_config::install(repository, program)?,
    };
    Ok(Outcome {
        hooks,
        unused: Vec::new(),
        configured: Vec::new(),
        merging: merging::set_up(repository, program, patterns, names_program)?,
    })
}

/// Removes what [`install()`] set up.
///
/// # Errors
///
/// Fails if something cannot be read or written; earlier changes are kept.
pub fn uninstall(repository: &Repository, folder: &Folder) -> Result<Outcome, InstallError> {
    let _lock = install::lock(repository)?;
    merging::check(repository)?;
    let mut outcome = without_hooks(repository, folder)?;
    outcome.merging = merging::take_back(repository)?;
    Ok(outcome)
}

/// Removes the hooks, but not the merge driver.
///
/// # Errors
///
/// Fails if something cannot be read or written; earlier changes are kept.
pub fn remove_hooks(repository: &Repository, folder: &Folder) -> Result<Outcome, InstallError> {
    let _lock = install::lock(repository)?;
    without_hooks(repository, folder)
}

/// Removes the merge driver, but no hooks; returns whether it was there.
///
/// # Errors
///
/// Fails if something cannot be read or written; earlier changes are kept.
pub fn remove_driver(repository: &Repository) -> Result<bool, InstallError> {
    let _lock = install::lock(repository)?;
    merging::check(repository)?;
    merging::take_back(repository)
}

fn without_hooks(repository: &Repository, folder: &Folder) -> Result<Outcome, InstallError> {
    let apart = install::apart(repository);
    let hooks = install::uninstall(&apart, &folder.path)?;
    // They may have been installed before `core.hooksPath` was set.
    let own = repository.common_dir().join("hooks");
    let unused = if own == folder.path {
        Vec::new()
    } else {
        install::uninstall(&apart, &own)?
    };
    Ok(Outcome {
        hooks,
        unused,
        configured: by_config::uninstall(repository)?,
        merging: false,
    })
}

/// Returns the state of each hook in a folder.
///
/// # Errors
///
/// Fails if a hook cannot be read.
pub fn states(folder: &Path) -> Result<Vec<(Hook, State)>, InstallError> {
    let mut states = Vec::with_capacity(HOOKS.len());
    for hook in HOOKS {
        let file = HookFile::new(folder, *hook);
        let state = file.state().map_err(InstallError::at(&file.path))?;
        states.push((*hook, state));
    }
    Ok(states)
}
