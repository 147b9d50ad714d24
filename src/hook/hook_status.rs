//! The ways in which Git can run our hooks.

use std::fmt;
use std::fs;
use std::path::Path;

use progress_git::git::Repository;

use super::by_config;
use super::configured::Configured;
use super::install::InstallError;
use super::manager::{Manager, ManagerKind, Shim, calls_us, names_in};
use super::shim::{HOOKS, Hook};
use super::state::{HookFile, State, is_executable};
use super::{Folder, Ours};

/// A hook, its current state, and the ways in which Git runs ours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HookStatus {
    /// The hook.
    pub hook: Hook,
    /// Whose hook is installed.
    pub state: State,
    /// How Git runs ours: with no way it never runs, with two it runs twice.
    pub ways: Vec<Way>,
}

/// A way in which Git runs one of our hooks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Way {
    /// Our script, in the hooks folder.
    Script,
    /// Our script, which a manager moved to this file and runs.
    Kept(String, Ours),
    /// A custom hook, in this file.
    Foreign(String),
    /// A manager, because this file lists the hook.
    Manager(ManagerKind, String),
    /// An entry of Git's configuration.
    Configured(String),
}

impl fmt::Display for Way {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Script => f.write_str("the installed script"),
            Self::Kept(file, _) => write!(f, "`{file}`"),
            Self::Foreign(file) => write!(f, "the custom hook `{file}`"),
            Self::Manager(kind, file) => write!(f, "{} (`{file}`)", kind.name()),
            Self::Configured(name) => write!(f, "`hook.{name}` in Git's configuration"),
        }
    }
}

/// Returns the state of every hook.
///
/// # Errors
///
/// Fails if a hook cannot be read.
pub fn hook_statuses(
    repository: &Repository,
    folder: &Folder,
    managers: &[Manager],
    configured: &Configured,
) -> Result<Vec<HookStatus>, InstallError> {
    let search = Search {
        repository,
        folder: &folder.path,
        managers,
        configured,
    };
    HOOKS.iter().map(|hook| search.status(*hook)).collect()
}

struct Search<'s> {
    repository: &'s Repository,
    folder: &'s Path,
    managers: &'s [Manager],
    configured: &'s Configured,
}

impl Search<'_> {
    fn status(&self, hook: Hook) -> Result<HookStatus, InstallError> {
        let file = HookFile::new(self.folder, hook);
        let state = file.state().map_err(InstallError::at(&file.path))?;
        let mut ways = self.configured_ways(hook)?;
        match &state {
            State::Foreign => self.foreign(&file.path, hook, &mut ways)?,
            State::Ours(ours) if ours.is_executable => {
                ways.push(Way::Script);
                // Our script also runs the hook that was moved aside, which may call ours again.
                self.foreign(&file.moved, hook, &mut ways)?;
            }
            // Git ignores a script that is not executable.
            State::Missing | State::Ours(_) => {}
        }
        Ok(HookStatus { hook, state, ways })
    }

    /// Adds how a hook written by others runs ours.
    fn foreign(&self, path: &Path, hook: Hook, ways: &mut Vec<Way>) -> Result<(), InstallError> {
        // Such a script may run a manager as well.
        if is_run(path) && calls_us(&text_of(path), hook) {
            ways.push(Way::Foreign(name_of(path)));
        // A manager's script names none of our hooks; its configuration does.
        } else if let Some(shim) = Shim::at(path) {
            ways.extend(self.by_manager(&shim, hook));
            if shim.runs_legacy() {
                self.kept(hook, ways)?;
            }
        }
        Ok(())
    }

    /// Adds what pre-commit and prek run first, because it was installed before them.
    fn kept(&self, hook: Hook, ways: &mut Vec<Way>) -> Result<(), InstallError> {
        let file = HookFile::kept(self.folder, hook, ".legacy");
        let state = file.state().map_err(InstallError::at(&file.path))?;
        match state {
            State::Ours(ours) if ours.is_executable => {
                ways.push(Way::Kept(name_of(&file.path), ours));
            }
            State::Foreign if is_run(&file.path) && calls_us(&text_of(&file.path), hook) => {
                ways.push(Way::Foreign(name_of(&file.path)));
            }
            _ => {}
        }
        Ok(())
    }

    fn by_manager(&self, shim: &Shim, hook: Hook) -> Option<Way> {
        for manager in self.managers {
            if shim.runs(manager.kind, &manager.file) {
                // A manager that rejects its file runs nothing.
                if !manager.names.contains(&hook) || manager.fault.is_some() {
                    return None;
                }
                return Some(Way::Manager(shim.kind, manager.file.clone()));
            }
        }
        // pre-commit can be installed for a file other than the usual one.
        let config = shim.config.clone()?;
        if !names_in(self.repository.root(), &config, shim.kind).contains(&hook) {
            return None;
        }
        Some(Way::Manager(shim.kind, config))
    }

    fn configured_ways(&self, hook: Hook) -> Result<Vec<Way>, InstallError> {
        let mut ways = Vec::new();
        for entry in self.configured.at(hook.name) {
            let command = entry.command.as_deref().unwrap_or_default();
            let way = Way::Configured(entry.name.clone());
            if by_config::is_ours(command, hook) {
                let file = HookFile::new(&by_config::folder(self.repository), hook);
                let state = file.state().map_err(InstallError::at(&file.path))?;
                // Without the script, the command only prints a message.
                if matches!(state, State::Ours(_)) {
                    ways.push(way);
                }
            } else if calls_us(command, hook) {
                ways.push(way);
            } else if let Some(shim) = Shim::of(command) {
                ways.extend(self.by_manager(&shim, hook));
            }
        }
        Ok(ways)
    }
}

fn is_run(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|file| file.is_file() && is_executable(&file))
}

fn text_of(path: &Path) -> String {
    let bytes = fs::read(path).unwrap_or_default();
    String::from_utf8_lossy(&bytes).into_owned()
}

fn name_of(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default();
    name.to_string_lossy().into_owned()
}
