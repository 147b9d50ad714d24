//! Hooks and merge driver of a repository, set up and taken out together.

use std::path::Path;

use super::install::{self, Done, InstallError};
use super::merging;
use super::shim::{HOOKS, Hook};
use super::state::{HookFile, State};
use super::{Folder, by_config};
use crate::git::Repository;

/// What came of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// What was done to which hook.
    pub hooks: Vec<(Hook, Done)>,
    /// What was done in Git's own folder, in which it does not look since `core.hooksPath` leads
    /// elsewhere.
    pub unused: Vec<(Hook, Done)>,
    /// What was done in Git's configuration.
    pub configured: Vec<(Hook, Done)>,
    /// Whether the merge driver was set up or taken back.
    pub merging: bool,
}

/// Where hooks are put.
#[derive(Clone, Copy, Debug)]
pub enum Target<'t> {
    /// Into the folder in which Git looks: these hooks.
    Folder(&'t Folder, &'t [Hook]),
    /// Into Git's configuration: all of them.
    Config,
}

/// Sets up the merge driver, for files that match `patterns`, and the hooks.
///
/// # Errors
///
/// Fails where something cannot be read or written; what was done until then stays.
pub fn install(
    repository: &Repository,
    target: Target<'_>,
    program: &Path,
    patterns: &[&str],
) -> Result<Outcome, InstallError> {
    let _lock = install::lock(repository)?;
    merging::check(repository)?;
    let mut names_program = false;
    let hooks = match target {
        Target::Folder(_, []) => Vec::new(),
        Target::Folder(folder, hooks) => {
            names_program = folder.is_in_tree;
            // What commits can hold names no path of this machine.
            let program = Some(program).filter(|_| !folder.is_in_tree);
            install::install(&install::apart(repository), &folder.path, program, hooks)?
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

/// Takes out what [`install()`] put in.
///
/// # Errors
///
/// Fails where something cannot be read or written; what was done until then stays.
pub fn uninstall(repository: &Repository, folder: &Folder) -> Result<Outcome, InstallError> {
    let _lock = install::lock(repository)?;
    merging::check(repository)?;
    let apart = install::apart(repository);
    let hooks = install::uninstall(&apart, &folder.path)?;
    // Where they were put before `core.hooksPath` led elsewhere.
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
        merging: merging::take_back(repository)?,
    })
}

/// What stands in the place of each hook in a folder.
///
/// # Errors
///
/// Fails where one cannot be read.
pub fn states(folder: &Path) -> Result<Vec<(Hook, State)>, InstallError> {
    let state = |hook: &Hook| {
        let file = HookFile::new(folder, *hook);
        let state = file.state().map_err(InstallError::at(&file.path))?;
        Ok((*hook, state))
    };
    HOOKS.iter().map(state).collect()
}
