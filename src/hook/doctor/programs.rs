//! The program that hooks call.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::{Examination, INSTALL};
use crate::hook::hook_status::{HookStatus, Way};
use crate::hook::merging::PROGRAM_KEY;
use crate::hook::state::State;
use crate::hook::{InstallError, Ours, by_config, program, setup};

impl Examination<'_> {
    /// Checks the programs that hooks call; returns the one that they should call.
    pub(super) fn program(&mut self, statuses: &[HookStatus]) -> Result<String, InstallError> {
        let ours = self.scripts_of_ours(statuses)?;
        let is_managed = !self.managers.is_empty();
        let named = ours.iter().find_map(|ours| ours.program.clone());
        let setting = self.repository.setting_in_force(PROGRAM_KEY);
        // Scripts in the working tree contain no path, and find it in the configuration.
        let recorded = named.or(setting.map(|setting| setting.value));
        let works = match &recorded {
            Some(recorded) => self.recorded(recorded),
            None => false,
        };
        if is_managed || !ours.is_empty() {
            // The lines of a manager call the program by its name alone.
            self.path(is_managed, works && !is_managed);
        }
        if let Some(recorded) = recorded {
            return Ok(recorded);
        }
        // Nothing is recorded if no hook is installed yet.
        let own = program::at_hand().unwrap_or_default();
        Ok(own.to_string_lossy().into_owned())
    }

    /// Returns all scripts that we installed, wherever they are.
    fn scripts_of_ours(&self, statuses: &[HookStatus]) -> Result<Vec<Ours>, InstallError> {
        let mut found = Vec::new();
        for status in statuses {
            if let State::Ours(ours) = &status.state {
                found.push(ours.clone());
            }
            for way in &status.ways {
                if let Way::Kept(_, ours) = way {
                    found.push(ours.clone());
                }
            }
        }
        for (_, state) in setup::states(&by_config::folder(self.repository))? {
            if let State::Ours(ours) = state {
                found.push(ours);
            }
        }
        Ok(found)
    }

    /// Checks the program recorded at installation; returns whether it is there and ours.
    fn recorded(&mut self, recorded: &str) -> bool {
        let path = Path::new(recorded);
        let own = env!("CARGO_PKG_VERSION");
        match program::version(path) {
            Some(version) if version == own => true,
            Some(version) => {
                self.note(
                    "program-version",
                    format!("hooks call `{recorded}`, which is version {version}, not {own}"),
                    "run `progress hook install` to make them call this one",
                );
                true
            }
            // It runs, but does not identify itself as ours.
            None if path.exists() => {
                let message = format!("hooks call `{recorded}`, which is a different program");
                self.add("program-not-ours", message, INSTALL);
                false
            }
            None => {
                let message = format!("hooks call `{recorded}`, which does not exist");
                self.add("program-gone", message, INSTALL);
                false
            }
        }
    }

    /// Checks the `PATH`, the fallback of hooks; `is_spare` if they do not need it.
    fn path(&mut self, is_managed: bool, is_spare: bool) {
        let is_ours = |path: &PathBuf| program::version(path).is_some();
        let full = program::named_on_path(program::FULL_NAME);
        // Our hooks look for both names, the lines of a manager only for this one.
        if full.first().is_some_and(is_ours) {
            return;
        }
        let (name, found) = if is_managed {
            (program::FULL_NAME, full)
        } else {
            ("progress", program::named_on_path("progress"))
        };
        let ours = found.iter().position(is_ours);
        let (check, message, help) = match (found.first(), ours) {
            (_, Some(0)) => return,
            (None, _) if is_spare => return,
            (None, _) => (
                "path-missing",
                format!("`{name}` is not on the `PATH`"),
                "add the directory of this program to the `PATH`, including the one used by editors and \
                 desktop programs that start Git",
            ),
            (Some(other), _) => (
                "path-other",
                format!(
                    "`{}` is a different program with the same name",
                    other.display()
                ),
                "put the directory of this program before it on the `PATH`",
            ),
        };
        // Our hooks skip other programs of that name, but a manager's lines do not.
        if is_spare || ours.is_some() && check == "path-other" && self.managers.is_empty() {
            self.note(check, message, help);
        } else {
            self.add(check, message, help);
        }
    }
}

/// Returns every `git` on the `PATH`, with the version it reports.
pub(super) fn gits() -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    for path in program::named_on_path("git") {
        let mut command = Command::new(&path);
        command
            .arg("version")
            .stdin(Stdio::null())
            .stderr(Stdio::null());
        if let Ok(output) = command.output() {
            let version = String::from_utf8_lossy(&output.stdout).trim().to_owned();
            found.push((path, version));
        }
    }
    found
}
