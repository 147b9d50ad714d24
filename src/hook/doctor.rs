//! Checks for problems that keep hooks from working.

mod programs;
mod running;

use std::path::Path;

use progress_git::git::Repository;
use progress_git::jujutsu;

use super::configured::Configured;
use super::hook_status::{HookStatus, hook_statuses};
use super::manager::{Manager, managers};
use super::merging::{self, Merging};
use super::state::State;
use super::{Folder, InstallError, setup};

/// A problem with the hooks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The check that found it.
    pub check: &'static str,
    /// Whether everything works despite the problem.
    pub is_note: bool,
    /// What is wrong.
    pub message: String,
    /// How to fix it.
    pub help: String,
}

impl Problem {
    fn of_store() -> Self {
        Self {
            check: "repository-bare",
            is_note: true,
            message: "the repository is bare: no commits are made here, so no progress hooks run"
                .to_owned(),
            help: "no action needed; install hooks in clones that have a working tree".to_owned(),
        }
    }
}

/// What is different in a workspace of Jujutsu.
pub const JUJUTSU: &str =
    "Jujutsu runs no Git hooks: neither `jj commit` nor `jj git push` is checked";
/// What to do about it.
pub const JUJUTSU_HELP: &str = "check with `progress lint --commits` in CI, and fix with `jj fix`";

const INSTALL: &str = "run `progress hook install`";

/// Runs every check.
///
/// # Errors
///
/// Fails if Git cannot be queried or a hook cannot be read.
pub fn examine(repository: &Repository) -> Result<Vec<Problem>, InstallError> {
    let folder = Folder::of(repository)?;
    // Otherwise everything would be reported as missing, although nothing is needed here.
    if repository.is_store() {
        return Ok(vec![Problem::of_store()]);
    }
    let found_managers = managers(repository.root(), &folder.path);
    let configured = Configured::of(repository);
    let statuses = hook_statuses(repository, &folder, &found_managers, &configured)?;
    let mut examination = Examination {
        repository,
        folder: &folder,
        managers: &found_managers,
        problems: Vec::new(),
    };
    // Missing scripts are not reported as well: installing them would not help.
    if folder.is_off() {
        examination.off();
    } else {
        examination.missing(&statuses, &configured);
        examination.scripts(&statuses);
    }
    examination.managers(&statuses);
    examination.configured(&configured, &statuses);
    examination.twice(&statuses);
    examination.partial_push(&statuses);
    examination.lefthook_gone(&statuses);
    let program = examination.program(&statuses)?;
    examination.merging(&program);
    examination.repository();
    examination.jujutsu();
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

    /// Reports hooks that are disabled.
    fn off(&mut self) {
        let path = self.folder.path.display();
        match &self.folder.setting {
            Some(setting) => {
                let message = format!(
                    "hooks are disabled: `core.hooksPath` is `{}` in `{}` ({})",
                    setting.value, setting.origin, setting.scope
                );
                self.add("hooks-off", message, unset(&setting.scope));
            }
            None => self.add(
                "hooks-off",
                format!("hooks are disabled: `{path}` is not a directory"),
                "replace it with a directory, then run `progress hook install`",
            ),
        }
    }

    /// Reports scripts that are not executable or out of date.
    fn scripts(&mut self, statuses: &[HookStatus]) {
        let (mut stopped, mut stale) = (Vec::new(), Vec::new());
        for HookStatus { hook, state, .. } in statuses {
            if let State::Ours(ours) = state {
                if !ours.is_executable {
                    stopped.push(format!("`{}`", hook.name));
                }
                if !ours.is_current {
                    stale.push(format!("`{}`", hook.name));
                }
            }
        }
        let path = self.folder.path.display().to_string();
        if !stopped.is_empty() {
            let message = format!(
                "hooks in `{path}` are not executable, so Git ignores them: {}",
                stopped.join(", ")
            );
            self.add("hooks-not-executable", message, INSTALL);
        }
        if !stale.is_empty() {
            let message = format!(
                "hooks in `{path}` are from another version: {}",
                stale.join(", ")
            );
            self.add("hooks-stale", message, INSTALL);
        }
    }

    /// Reports hooks installed in a folder that Git does not use; returns whether there are any.
    fn shadowed(&mut self, missing: &str) -> bool {
        let Some(setting) = &self.folder.setting else {
            return false;
        };
        let own = self.repository.common_dir().join("hooks");
        let mut folders = vec![own];
        let settings = self.repository.settings("core.hooksPath");
        folders.extend(settings.iter().map(|setting| {
            // A relative path starts at the top of the working tree.
            self.repository.root().join(&setting.value)
        }));
        folders.retain(|folder| *folder != self.folder.path);
        let Some(shadowed) = folders.iter().find(|folder| holds_ours(folder)) else {
            return false;
        };
        let message = format!(
            "hooks in `{}` do not run ({}): `core.hooksPath` is `{}` in `{}` ({})",
            shadowed.display(),
            missing,
            setting.value,
            setting.origin,
            setting.scope
        );
        let help = format!(
            "{INSTALL} for the directory that Git uses, or {}",
            unset(&setting.scope)
        );
        self.add("hooks-shadowed", message, help);
        true
    }

    fn merging(&mut self, program: &str) {
        let (check, message, help) = match merging::state(self.repository, program) {
            Merging::Ready => return,
            Merging::NotConfigured => (
                "merge-driver-missing",
                "no merge driver is configured for progress files",
                INSTALL,
            ),
            // The README suggests this form.
            Merging::Stale if merging::state(self.repository, "progress") == Merging::Ready => {
                return;
            }
            Merging::Stale => (
                "merge-driver-stale",
                "`merge.progress.driver` is from another version, or calls another program",
                INSTALL,
            ),
            Merging::NoAttributes => (
                "merge-driver-unused",
                "no Git attributes assign progress files to the merge driver",
                "run `progress hook install`, or commit a `.gitattributes` with `merge=progress`",
            ),
        };
        self.add(check, message, help);
    }

    /// Says that Jujutsu does without hooks.
    fn jujutsu(&mut self) {
        if jujutsu::is_workspace(self.repository.root()) {
            self.note("jujutsu", JUJUTSU, JUJUTSU_HELP);
        }
    }

    fn repository(&mut self) {
        if self.repository.is_read_by_command() {
            self.note(
                "repository-by-command",
                "libgit2 cannot read the format of this repository, so the slower `git` command \
                 is used instead",
                "no action needed",
            );
        }
        if let Some(policy) = self.repository.setting_in_force("progress.onFailure")
            && !matches!(policy.value.as_str(), "block" | "warn")
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

/// Whether a folder contains any of our hooks.
fn holds_ours(folder: &Path) -> bool {
    let states = setup::states(folder).unwrap_or_default();
    states
        .iter()
        .any(|(_, state)| matches!(state, State::Ours(_)))
}

/// Returns how to remove `core.hooksPath` from a scope.
#[must_use]
pub fn unset(scope: &str) -> String {
    match scope {
        // Such a setting is in no file that `git config` could change.
        "command" => "remove `core.hooksPath` from the variables `GIT_CONFIG_…`".to_owned(),
        _ => format!("remove it with `git config --{scope} --unset core.hooksPath`"),
    }
}
