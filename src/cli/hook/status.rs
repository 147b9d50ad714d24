//! `progress hook status`: which hooks are installed, and where.

use std::io::{self, Write};

use serde::Serialize;

use super::super::args::{HookStatusArguments, TableFormat};
use super::super::failure::Failure;
use super::super::{Console, ExitStatus};
use super::{failure, folder, repository, shown};
use crate::git::Repository;
use crate::hook::manager::{Manager, managers};
use crate::hook::merging::{self, Merging};
use crate::hook::{Folder, Hook, Ours, State, program, setup};
use crate::text::visible;

pub(super) fn run(
    arguments: &HookStatusArguments,
    console: &mut Console<'_>,
) -> Result<ExitStatus, Failure> {
    let repository = repository(console)?;
    let folder = folder(&repository)?;
    let states = setup::states(&folder.path).map_err(|error| failure(&error))?;
    let listing = Listing::new(&repository, &folder, &states);
    let ending = if listing.is_complete() {
        ExitStatus::Clean
    } else {
        ExitStatus::Findings
    };
    console.finish(ending, |out| match arguments.format {
        TableFormat::Human => listing.human(out),
        TableFormat::Json => listing.json(out),
    })
}

/// What there is, as programs see it.
#[derive(Serialize)]
struct Listing {
    version: u32,
    folder: String,
    hooks_path: Option<HooksPath>,
    hooks: Vec<Row>,
    managers: Vec<ManagerRow>,
    merge_driver: &'static str,
}

/// A `core.hooksPath`.
#[derive(Serialize)]
struct HooksPath {
    value: String,
    scope: String,
    file: String,
}

#[derive(Serialize)]
struct Row {
    name: &'static str,
    state: &'static str,
    runs_another: bool,
    program: Option<String>,
}

#[derive(Serialize)]
struct ManagerRow {
    name: &'static str,
    file: &'static str,
    calls_us: bool,
}

impl Listing {
    fn new(repository: &Repository, folder: &Folder, states: &[(Hook, State)]) -> Self {
        let managers = managers(repository.root());
        let manager = |manager: &Manager| ManagerRow {
            name: manager.name(),
            file: manager.file,
            calls_us: manager.calls_us,
        };
        let setting = folder.setting.clone();
        let program = program::at_hand().unwrap_or_default();
        Self {
            version: 1,
            folder: shown(&folder.path, repository),
            hooks_path: setting.map(|setting| HooksPath {
                value: setting.value,
                scope: setting.scope,
                file: setting.origin,
            }),
            hooks: states
                .iter()
                .map(|(hook, state)| row(*hook, state))
                .collect(),
            managers: managers.iter().map(manager).collect(),
            merge_driver: match merging::standing(repository, &program.to_string_lossy()) {
                Merging::Ready => "installed",
                Merging::NotConfigured => "missing",
                Merging::Stale => "stale",
                Merging::NoAttributes => "no attributes",
            },
        }
    }

    /// Whether every hook is there, or whoever manages them knows of ours.
    fn is_complete(&self) -> bool {
        let is_called = self.managers.iter().any(|manager| manager.calls_us);
        let is_installed = |row: &Row| row.state == "installed";
        (is_called || self.hooks.iter().all(is_installed)) && self.merge_driver == "installed"
    }

    fn human(&self, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "hooks in `{}`", visible(&self.folder))?;
        if let Some(HooksPath { value, scope, file }) = &self.hooks_path {
            let (value, file) = (visible(value), visible(file));
            writeln!(out, "  core.hooksPath is `{value}` in `{file}` ({scope})")?;
        }
        for row in &self.hooks {
            let other = if row.runs_another {
                ", with another"
            } else {
                ""
            };
            writeln!(out, "  {:20}{}{other}", row.name, row.state)?;
        }
        for manager in &self.managers {
            let told = if manager.calls_us {
                "runs ours"
            } else {
                "runs none of ours"
            };
            writeln!(out, "{} (`{}`) {told}", manager.name, manager.file)?;
        }
        writeln!(out, "merge driver: {}", self.merge_driver)
    }

    fn json(&self, out: &mut dyn Write) -> io::Result<()> {
        serde_json::to_writer_pretty(&mut *out, self)?;
        writeln!(out)
    }
}

fn row(hook: Hook, state: &State) -> Row {
    let (word, ours) = match state {
        State::Missing => ("missing", None),
        State::Foreign => ("not ours", None),
        State::Ours(ours) => (word(ours), Some(ours)),
    };
    Row {
        name: hook.name,
        state: word,
        runs_another: ours.is_some_and(|ours| ours.runs_another),
        program: ours.and_then(|ours| ours.program.clone()),
    }
}

fn word(ours: &Ours) -> &'static str {
    match ours {
        Ours {
            is_executable: false,
            ..
        } => "not executable",
        Ours {
            is_current: false, ..
        } => "stale",
        _ => "installed",
    }
}
