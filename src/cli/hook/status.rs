//! `progress hook status`: which hooks are installed, and where.

use std::io::{self, Write};

use progress_core::display::visible;
use progress_git::git::Repository;
use progress_git::jujutsu;
use serde::Serialize;

use super::{failure, hooks_folder, open_repository, shown};
use crate::cli::args::{HookStatusArguments, TableFormat};
use crate::cli::failure::Failure;
use crate::cli::{Console, ExitStatus};
use crate::hook::configured::Configured;
use crate::hook::doctor::JUJUTSU;
use crate::hook::hook_status::{HookStatus, Way, hook_statuses};
use crate::hook::manager::{Manager, managers};
use crate::hook::merging::{self, Merging};
use crate::hook::{Folder, Ours, State, program};
use crate::report::{FormatVersion, write_json};

pub(super) fn run(
    arguments: &HookStatusArguments,
    console: &mut Console<'_>,
) -> Result<ExitStatus, Failure> {
    let repository = open_repository(console)?;
    let folder = hooks_folder(&repository)?;
    let present = managers(repository.root(), &folder.path);
    let configured = Configured::of(&repository);
    let standings = hook_statuses(&repository, &folder, &present, &configured)
        .map_err(|error| failure(&error))?;
    let listing = StatusJson::new(&repository, &folder, &present, &standings);
    let ending = if listing.is_complete() {
        ExitStatus::Clean
    } else {
        ExitStatus::Findings
    };
    let ending = console.finish(ending, |out| match arguments.format {
        TableFormat::Human => listing.human(out),
        TableFormat::Json => listing.json(out),
    })?;
    if arguments.format == TableFormat::Human && listing.jujutsu {
        console.note(&format!("note: {JUJUTSU}"));
    }
    if arguments.format == TableFormat::Human && listing.has_nothing() {
        console.note("hint: run `progress hook install` to install them");
    }
    Ok(ending)
}

/// Output of `progress hook status --format json`.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct StatusJson {
    /// Version of this format.
    version: FormatVersion,
    /// The directory from which Git runs hooks.
    folder: String,
    /// Where `core.hooksPath` is set; null if it is not.
    hooks_path: Option<HooksPath>,
    /// The hooks.
    hooks: Vec<Row>,
    /// The hook managers that the repository uses.
    managers: Vec<ManagerRow>,
    /// Whether the merge driver is installed.
    #[cfg_attr(test, schemars(extend("enum" = ["installed", "missing", "stale", "no attributes"])))]
    merge_driver: &'static str,
    /// Whether this is a Jujutsu workspace; Jujutsu itself runs no hooks.
    jujutsu: bool,
}

/// The value of `core.hooksPath`, and where it is set.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct HooksPath {
    /// The value.
    value: String,
    /// The scope of the setting, such as `local`.
    scope: String,
    /// The file that contains it.
    file: String,
}

/// A hook.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Row {
    /// The name.
    name: &'static str,
    /// What is in the directory from which Git runs hooks.
    #[cfg_attr(test, schemars(extend("enum" = ["installed", "stale", "not executable", "missing", "configured", "not ours"])))]
    state: &'static str,
    /// Whether it also runs another hook.
    runs_another: bool,
    /// The program that it runs.
    program: Option<String>,
    /// How Git runs the hook, in words.
    runs_by: Vec<String>,
    #[serde(skip)]
    is_script_alone: bool,
    #[serde(skip)]
    is_wanted: bool,
}

/// A hook manager.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct ManagerRow {
    /// The name.
    name: &'static str,
    /// Its configuration file.
    file: String,
    /// Whether the file lists progress hooks.
    calls_us: bool,
    /// Whether Git runs all the hooks that it lists, in this clone.
    runs_here: bool,
    /// Why the manager rejects its file.
    fault: Option<String>,
}

impl StatusJson {
    fn new(
        repository: &Repository,
        folder: &Folder,
        managers: &[Manager],
        standings: &[HookStatus],
    ) -> Self {
        let setting = folder.setting.clone();
        let program = program::at_hand().unwrap_or_default();
        Self {
            version: FormatVersion,
            folder: shown(&folder.path, repository),
            hooks_path: setting.map(|setting| HooksPath {
                value: setting.value,
                scope: setting.scope,
                file: setting.origin,
            }),
            hooks: standings
                .iter()
                .map(|standing| row(standing, managers))
                .collect(),
            managers: managers
                .iter()
                .map(|manager| ManagerRow {
                    name: manager.name(),
                    file: manager.file.clone(),
                    calls_us: manager.calls_us(),
                    // Otherwise, a manager that lists no hook would count as running all of them.
                    runs_here: manager.calls_us() && runs_here(manager, standings),
                    fault: manager.fault.clone(),
                })
                .collect(),
            merge_driver: match merging::state(repository, &program.to_string_lossy()) {
                Merging::Ready => "installed",
                Merging::NotConfigured => "missing",
                Merging::Stale => "stale",
                Merging::NoAttributes => "no attributes",
            },
            jujutsu: jujutsu::is_workspace(repository.root()),
        }
    }

    /// Whether nothing was ever installed.
    fn has_nothing(&self) -> bool {
        self.managers.is_empty() && self.hooks.iter().all(|row| row.state == "missing")
    }

    /// Whether Git runs every hook that it should.
    fn is_complete(&self) -> bool {
        self.hooks.iter().all(|row| {
            // A stale hook runs, but may do less than it should.
            let is_broken = matches!(row.state, "stale" | "not executable");
            !is_broken && (!row.runs_by.is_empty() || !row.is_wanted)
        }) && self.merge_driver == "installed"
    }

    fn human(&self, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "hooks in `{}`", visible(&self.folder))?;
        if let Some(HooksPath { value, scope, file }) = &self.hooks_path {
            let (value, file) = (visible(value), visible(file));
            writeln!(out, "  core.hooksPath is `{value}` in `{file}` ({scope})")?;
        }
        for row in &self.hooks {
            let other = if row.runs_another {
                ", with another hook"
            } else {
                ""
            };
            write!(out, "  {:20}{}{other}", row.name, row.state)?;
            // A script in the folder is the usual way, and goes without saying.
            if !row.runs_by.is_empty() && !row.is_script_alone {
                write!(out, ", run by {}", visible(&row.runs_by.join(" and by ")))?;
            }
            writeln!(out)?;
        }
        for manager in &self.managers {
            let state = if manager.runs_here {
                "runs the progress hooks"
            } else if manager.calls_us {
                "lists progress hooks, but is not installed for all of them in this clone"
            } else {
                "does not run the progress hooks"
            };
            let file = visible(&manager.file);
            writeln!(out, "{} (`{file}`) {state}", manager.name)?;
            if let Some(fault) = &manager.fault {
                writeln!(out, "  file rejected: {}", visible(fault))?;
            }
        }
        writeln!(out, "merge driver: {}", self.merge_driver)
    }

    fn json(&self, out: &mut dyn Write) -> io::Result<()> {
        write_json(self, out)
    }
}

/// Whether every hook that a manager lists runs, in whatever way.
fn runs_here(manager: &Manager, standings: &[HookStatus]) -> bool {
    let mut named = standings
        .iter()
        .filter(|standing| manager.names.contains(&standing.hook));
    named.all(|standing| !standing.ways.is_empty())
}

fn row(standing: &HookStatus, managers: &[Manager]) -> Row {
    let (word, ours) = match &standing.state {
        State::Missing
            // Git's configuration can run a hook that is not in the folder.
            if standing
                .ways
                .iter()
                .any(|way| matches!(way, Way::Configured(_))) =>
        {
            ("configured", None)
        }
        State::Missing => ("missing", None),
        State::Foreign => ("not ours", None),
        State::Ours(ours) => (word(ours), Some(ours)),
    };
    let mut named = managers.iter().filter(|manager| manager.calls_us());
    // If managers list some hooks, the others may be unwanted.
    let is_wanted = named.clone().next().is_none()
        || named.any(|manager| manager.names.contains(&standing.hook));
    Row {
        name: standing.hook.name,
        state: word,
        runs_another: ours.is_some_and(|ours| ours.runs_another),
        program: ours.and_then(|ours| ours.program.clone()),
        runs_by: standing.ways.iter().map(ToString::to_string).collect(),
        is_script_alone: standing.ways == [Way::Script],
        is_wanted,
    }
}

fn word(ours: &Ours) -> &'static str {
    match ours {
        // Git does not run it, so nothing else about it matters.
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

#[cfg(test)]
#[test]
fn the_schema_is_up_to_date() {
    super::super::schema::tests::check::<StatusJson>("hook-status");
}
