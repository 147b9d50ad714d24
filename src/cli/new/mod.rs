//! `progress new`: creates the file for a phase.

mod tasks;

use progress_core::display::{plural, visible};
use progress_core::lint::Finding;
use progress_core::scaffold::{NewPhase, NewTask};

use super::args::NewArguments;
use super::failure::Failure;
use super::project;
use super::{Console, ExitStatus};
use crate::selection::{ignored_remedy, sparse_remedy};
use crate::updating::{DraftError, PhaseNames, Workplace, create, draft};

pub(super) fn run(
    arguments: &NewArguments,
    console: &mut Console<'_>,
) -> Result<ExitStatus, Failure> {
    let names = PhaseNames::check(&arguments.prd, &arguments.phase).map_err(|error| {
        Failure::new(error.to_string())
            .help("use letters, digits, `-`, `_` and `.`, and start with a letter or digit")
    })?;
    let project = project::here(arguments.config.as_deref(), console)?;
    let tasks = tasks::gather(arguments, console)?;
    let count = tasks.len();
    let phase = new_phase(arguments, names, tasks);
    let workplace = Workplace {
        root: &project.root.folder,
        repository: project.root.repository.as_ref(),
        settings: &project.settings,
    };
    let hint = if count == 0 {
        Some(how_to_add(&phase))
    } else {
        None
    };
    let drafted = draft(workplace, &phase).map_err(|error| undrafted(&error))?;
    if !arguments.dry_run {
        create(workplace, &drafted)
            .map_err(|error| Failure::new(error.to_string()).help(error.help()))?;
    }
    let status = console.finish(ExitStatus::Clean, |out| {
        if arguments.dry_run {
            // Only the text, so that it can be piped into a file.
            return out.write_all(drafted.text.as_bytes());
        }
        let tasks = plural(count, "task", "tasks");
        let path = visible(drafted.path.as_str());
        writeln!(out, "created {} with {tasks}", project.base().shown(&path))
    })?;
    if let Some(hint) = hint
        && !arguments.dry_run
    {
        console.note(&hint);
    }
    Ok(status)
}

/// How to add the first task. Without an owner, a task has no assignee unless one is named.
fn how_to_add(phase: &NewPhase) -> String {
    let NewPhase {
        prd, phase: name, ..
    } = phase;
    let who = if phase.owners.is_empty() {
        " --assignee WHO"
    } else {
        ""
    };
    format!("hint: add tasks with `progress add ID DESCRIPTION --plan {prd} --phase {name}{who}`")
}

fn new_phase(arguments: &NewArguments, names: PhaseNames, tasks: Vec<NewTask>) -> NewPhase {
    NewPhase {
        title: match &arguments.title {
            Some(title) => title.clone(),
            None => format!("Phase {}", names.phase),
        },
        prd: names.prd,
        phase: names.phase,
        started: arguments.started.clone(),
        owners: trimmed(&arguments.owners),
        contributors: trimmed(&arguments.contributors),
        tasks,
        criteria: arguments.criteria.clone(),
        completed: None,
    }
}

fn trimmed(names: &[String]) -> Vec<String> {
    names
        .iter()
        .map(|name| name.trim().to_owned())
        .filter(|name| !name.is_empty())
        .collect()
}

/// Creates the failure for a phase that cannot be created.
fn undrafted(error: &DraftError) -> Failure {
    let failure = Failure::new(error.to_string());
    match error {
        DraftError::Exists(_) => {
            failure.help("add tasks to it with `progress add`, or choose another phase")
        }
        DraftError::LeftOut { path } => failure.help(sparse_remedy(path)),
        DraftError::Ignored { path, .. } => failure.help(ignored_remedy(path)),
        // An error in the file is an error in the arguments.
        DraftError::Invalid(findings) => {
            Failure::all(findings.iter().map(in_arguments)).unwrap_or(failure)
        }
    }
}

fn in_arguments(finding: &Finding) -> Failure {
    let message = format!("{} ({})", finding.message, finding.rule);
    // The rule's help is about keys of a file that does not exist yet.
    let help = match finding.rule {
        "task-missing-assignee" => {
            Some("add `--owner WHO` for all tasks, or `--assignee WHO`".to_owned())
        }
        _ => finding.help.clone(),
    };
    Failure::of(&message, help)
}
