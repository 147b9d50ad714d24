//! `progress hook install`: installs the hooks in a repository.

mod output;

use progress_git::git::{Repository, version_numbers};

use super::{failure, hooks_folder};
use crate::cli::args::InstallArguments;
use crate::cli::failure::Failure;
use crate::cli::project;
use crate::cli::{Console, ExitStatus};
use crate::hook::configured::{Configured, SINCE};
use crate::hook::doctor::unset;
use crate::hook::hook_status::{HookStatus, Way, hook_statuses};
use crate::hook::manager::managers;
use crate::hook::setup::{self, Target};
use crate::hook::{Folder, HOOKS, Hook, State, program};
use crate::project::Project;

pub(super) fn run(
    arguments: &InstallArguments,
    console: &mut Console<'_>,
) -> Result<ExitStatus, Failure> {
    // The settings decide which files are progress files.
    let project = project::of_history(None, console)?;
    let repository = with_working_tree(&project)?;
    let folder = hooks_folder(repository)?;
    let managers = managers(repository.root(), &folder.path);
    let configured = Configured::of(repository);
    let standings = hook_statuses(repository, &folder, &managers, &configured)
        .map_err(|error| failure(&error))?;
    let is_left_to_managers = !managers.is_empty() && !arguments.force && arguments.only.is_empty();
    let hooks = if is_left_to_managers {
        own_scripts(&standings)
    } else {
        chosen(arguments)
    };
    let hooks = without_kept(hooks, &standings, console);
    let target = if is_left_to_managers {
        Target::Folder(&folder, &hooks)
    } else if arguments.config {
        check_for_config(repository, &standings)?;
        Target::Config
    } else {
        check_folder(&folder)?;
        check_beside_config(arguments, &standings)?;
        Target::Folder(&folder, &hooks)
    };
    let program = program::at_hand()
        .ok_or_else(|| Failure::new("cannot determine the path of this program"))?;
    let patterns: Vec<&str> = project
        .settings
        .include
        .patterns()
        .iter()
        .map(String::as_str)
        .collect();
    let outcome =
        setup::install(repository, target, &program, &patterns).map_err(|error| failure(&error))?;
    console.finish(ExitStatus::Clean, |out| {
        match target {
            Target::Folder(..) if outcome.hooks.is_empty() => {}
            Target::Folder(folder, _) => output::folder(&outcome, folder, repository, out)?,
            Target::Config => output::config(&outcome, out)?,
        }
        output::merging(&outcome, repository, out)?;
        if is_left_to_managers {
            output::managers(&managers, &standings, out)?;
        }
        Ok(())
    })
}

/// The repository, if hooks can be installed in it.
fn with_working_tree(project: &Project) -> Result<&Repository, Failure> {
    let Some(repository) = &project.root.repository else {
        let failure = Failure::new("not in a Git repository");
        return Err(failure.help("change to a Git repository first"));
    };
    if repository.is_store() {
        let failure = Failure::new("cannot install hooks in a bare repository");
        return Err(failure.help("install them in a clone with a working tree"));
    }
    Ok(repository)
}

/// Removes and reports the hooks that already run from another file.
fn without_kept(
    mut hooks: Vec<Hook>,
    standings: &[HookStatus],
    console: &mut Console<'_>,
) -> Vec<Hook> {
    for (hook, file) in kept(standings) {
        if hooks.contains(&hook) {
            console.note(&format!(
                "note: `{}` already runs as `{file}`: run `progress hook uninstall` first to \
                 reinstall it",
                hook.name
            ));
            hooks.retain(|other| *other != hook);
        }
    }
    hooks
}

/// Returns the hooks selected on the command line.
fn chosen(arguments: &InstallArguments) -> Vec<Hook> {
    HOOKS
        .iter()
        .filter(|hook| {
            arguments.only.is_empty() || arguments.only.iter().any(|name| name == hook.name)
        })
        .copied()
        .collect()
}

/// Returns the hooks whose script is installed: an upgrade updates it even if a manager is used.
fn own_scripts(standings: &[HookStatus]) -> Vec<Hook> {
    let ours = standings
        .iter()
        .filter(|it| matches!(it.state, State::Ours(_)));
    ours.map(|standing| standing.hook).collect()
}

/// Returns the hooks whose script a manager has moved aside and runs from there.
fn kept(standings: &[HookStatus]) -> Vec<(Hook, &str)> {
    let mut kept = Vec::new();
    for standing in standings {
        for way in &standing.ways {
            if let Way::Kept(file, _) = way {
                kept.push((standing.hook, file.as_str()));
            }
        }
    }
    kept
}

/// Checks whether hooks can go into Git's configuration.
fn check_for_config(repository: &Repository, standings: &[HookStatus]) -> Result<(), Failure> {
    let version = repository.git_version_text().unwrap_or_default();
    if version_numbers(&version).is_none_or(|numbers| numbers < SINCE) {
        return Err(Failure::new(format!(
            "Git {version} ignores hooks in its configuration; Git 2.54 or later is required"
        ))
        .help("`progress hook install` without `--config` works with every Git version"));
    }
    for standing in standings {
        let mut way = standing
            .ways
            .iter()
            .find(|way| !matches!(way, Way::Configured(_)));
        if way.is_none() && matches!(standing.state, State::Ours(_)) {
            way = Some(&Way::Script);
        }
        if let Some(way) = way {
            return Err(Failure::new(format!(
                "`{}` is already run by {way}: every message would appear twice",
                standing.hook.name
            ))
            .help(
                "run `progress hook uninstall` first, or remove the `progress` line from that file",
            ));
        }
    }
    Ok(())
}

/// Checks whether hooks can go into the folder: not if they are already in Git's configuration.
fn check_beside_config(
    arguments: &InstallArguments,
    standings: &[HookStatus],
) -> Result<(), Failure> {
    let mut ways = standings.iter().flat_map(|standing| &standing.ways);
    match ways.find(|way| matches!(way, Way::Configured(_))) {
        Some(way) if !arguments.force => Err(Failure::new(format!(
            "the hooks are already run by {way}: every message would appear twice"
        ))
        .help(
            "run `progress hook install --config` to update them, or `progress hook uninstall` first",
        )),
        _ => Ok(()),
    }
}

/// Checks whether hooks can be written to the folder.
fn check_folder(folder: &Folder) -> Result<(), Failure> {
    if !folder.is_off() {
        return Ok(());
    }
    let path = folder.path.display().to_string();
    Err(match &folder.setting {
        Some(setting) => Failure::new(format!(
            "hooks are disabled: `core.hooksPath` is `{}` in `{}` ({})",
            setting.value, setting.origin, setting.scope
        ))
        .help(unset(&setting.scope)),
        None => Failure::new(format!("`{path}` is not a folder"))
            .help("Git looks for hooks there; replace it with a folder"),
    })
}
