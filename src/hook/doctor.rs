//! What keeps hooks from doing their work.

mod programs;
mod running;

use super::configured::Configured;
use super::manager::{Manager, managers};
use super::merging::{self, Merging};
use super::state::State;
use super::ways::{Standing, standings};
use super::{Folder, InstallError, Ours, setup};
use crate::git::Repository;

/// Something that is not as it should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The check that found it.
    pub check: &'static str,
    /// Whether everything works nevertheless.
    pub is_note: bool,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub help: String,
}

impl Problem {
    fn of_store() -> Self {
        Self {
            check: "repository-bare",
            is_note: true,
            message: "the repository is bare: nobody commits here, and no hook of ours runs"
                .to_owned(),
            help: "nothing needs to be done here; hooks belong into clones with a working tree"
                .to_owned(),
        }
    }
}

const INSTALL: &str = "run `progress hook install`";

/// Looks for all that may be wrong.
///
/// # Errors
///
/// Fails where Git cannot be asked, or a hook cannot be read.
pub fn examine(repository: &Repository) -> Result<Vec<Problem>, InstallError> {
    let folder = Folder::of(repository)?;
    if repository.is_store() {
        return Ok(vec![Problem::of_store()]);
    }
    let managers = managers(repository.root(), &folder.path);
    let configured = Configured::of(repository);
    let standings = standings(repository, &folder, &managers, &configured)?;
    let mut examination = Examination {
        repository,
        folder: &folder,
        managers: &managers,
        problems: Vec::new(),
    };
    if folder.is_off() {
        examination.off();
    } else {
        examination.missing(&standings, &configured);
        examination.scripts(&standings);
    }
    examination.managers(&standings);
    examination.configured(&configured, &standings);
    examination.twice(&standings);
    examination.push(&standings);
    examination.found(&standings);
    let program = examination.program(&standings)?;
    examination.merging(&program);
    examination.repository();
    Ok(examination.problems)
}

struct Examination<'e> {
    repository: &'e Repository,
    folder: &'e Folder,
    managers: &'e [Manager],
    problems: Vec<Problem>,
}

impl Examination<'_> {
    fn add(&mut self, check: &'static str, message: impl Into<String>, help: impl Into<String>) {
        self.problems.push(Problem {
            check,
            is_note: false,
            message: message.into(),
            help: help.into(),
        });
    }

    fn note(&mut self, check: &'static str, message: impl Into<String>, help: impl Into<String>) {
        self.add(check, message, help);
        if let Some(problem) = self.problems.last_mut() {
            problem.is_note = true;
        }
    }

    /// Hooks are switched off.
    fn off(&mut self) {
        let path = self.folder.path.display();
        match &self.folder.setting {
            Some(setting) => {
                let message = format!(
                    "hooks are switched off: `core.hooksPath` is `{}` in `{}` ({})",
                    setting.value, setting.origin, setting.scope
                );
                self.add("hooks-off", message, unset(&setting.scope));
            }
            None => self.add(
                "hooks-off",
                format!("hooks are switched off: `{path}` is no folder"),
                "make it a folder, then run `progress hook install`",
            ),
        }
    }

    /// Scripts of ours that are not as they should be.
    fn scripts(&mut self, standings: &[Standing]) {
        let names = |is_such: &dyn Fn(&Ours) -> bool| {
            let such = standings.iter().filter(|it| is_ours(&it.state, is_such));
            let names: Vec<String> = such.map(|it| format!("`{}`", it.hook.name)).collect();
            names
        };
        let path = self.folder.path.display().to_string();
        let stopped = names(&|ours| !ours.is_executable);
        if !stopped.is_empty() {
            let message = format!(
                "hooks in `{path}` are not executable, and Git passes them over: {}",
                stopped.join(", ")
            );
            self.add("hooks-not-executable", message, INSTALL);
        }
        let stale = names(&|ours| !ours.is_current);
        if !stale.is_empty() {
            let message = format!(
                "hooks in `{path}` are those of another version: {}",
                stale.join(", ")
            );
            self.add("hooks-stale", message, INSTALL);
        }
    }

    /// Whether hooks of ours stand where Git does not look.
    fn shadowed(&mut self, missing: &str) -> bool {
        let Some(setting) = &self.folder.setting else {
            return false;
        };
        let own = self.repository.common_dir().join("hooks");
        let mut folders = vec![own];
        let settings = self.repository.settings("core.hooksPath");
        folders.extend(settings.iter().map(|setting| {
            // A relative one is taken from the top of the working tree.
            self.repository.root().join(&setting.value)
        }));
        let holds_ours = |folder: &&std::path::PathBuf| {
            let states = setup::states(folder).unwrap_or_default();
            **folder != self.folder.path
                && states
                    .iter()
                    .any(|(_, state)| matches!(state, State::Ours(_)))
        };
        let Some(shadowed) = folders.iter().find(holds_ours) else {
            return false;
        };
        let message = format!(
            "the hooks in `{}` do not run ({}): `core.hooksPath` is `{}` in `{}` ({})",
            shadowed.display(),
            missing,
            setting.value,
            setting.origin,
            setting.scope
        );
        let help = format!(
            "{INSTALL} for the folder that Git uses, or {}",
            unset(&setting.scope)
        );
        self.add("hooks-shadowed", message, help);
        true
    }

    fn merging(&mut self, program: &str) {
        let (check, message, help) = match merging::standing(self.repository, program) {
            Merging::Ready => return,
            Merging::NotConfigured => (
                "merge-driver-missing",
                "Git knows of no merge driver for progress files",
                INSTALL,
            ),
            // As the README has it.
            Merging::Stale if merging::standing(self.repository, "progress") == Merging::Ready => {
                return;
            }
            Merging::Stale => (
                "merge-driver-stale",
                "`merge.progress.driver` is that of another version, or calls another program",
                INSTALL,
            ),
            Merging::NoAttributes => (
                "merge-driver-unused",
                "no attributes send progress files to the merge driver",
                "run `progress hook install`, or commit a `.gitattributes` with `merge=progress`",
            ),
        };
        self.add(check, message, help);
    }

    fn repository(&mut self) {
        if self.repository.is_read_by_command() {
            self.note(
                "repository-by-command",
                "libgit2 cannot read this repository (its format is newer): the `git` command \
                 reads it, which takes longer",
                "nothing needs to be done",
            );
        }
        let policy = self.repository.setting_in_force("progress.onFailure");
        if let Some(policy) =
            policy.filter(|policy| !matches!(policy.value.as_str(), "block" | "warn"))
        {
            self.add(
                "setting",
                format!(
                    "`progress.onFailure` is `{}` in `{}`",
                    policy.value, policy.origin
                ),
                "set it to `block` or `warn`",
            );
        }
    }
}

fn is_ours(state: &State, is_such: impl Fn(&Ours) -> bool) -> bool {
    matches!(state, State::Ours(ours) if is_such(ours))
}

/// How to take `core.hooksPath` out of a scope.
#[must_use]
pub fn unset(scope: &str) -> String {
    match scope {
        "command" => "take `core.hooksPath` out of the variables `GIT_CONFIG_…`".to_owned(),
        _ => format!("take it out with `git config --{scope} --unset core.hooksPath`"),
    }
}
