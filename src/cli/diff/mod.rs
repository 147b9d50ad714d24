//! `progress diff`: shows what changed, in terms of tasks.

mod completed;
mod human;
mod json;
pub(in crate::cli) mod markdown;
mod words;

use super::args::{DiffArguments, DiffFormat};
use super::failure::Failure;
use super::project;
use super::revision::{broken, unknown};
use super::{Console, ExitStatus};
use crate::comparing::{Selection, SelectionError, Side, changed_files};

pub(super) fn run(
    arguments: &DiffArguments,
    console: &mut Console<'_>,
) -> Result<ExitStatus, Failure> {
    let project = project::in_repository(arguments.config.as_deref(), console)?;
    let repository = project.root.require_repository("progress diff")?;
    let selection = Selection::resolve(
        repository,
        &project.current,
        &arguments.names,
        &arguments.paths,
        arguments.staged,
    )
    .map_err(|error| unresolved(&error))?;
    let files = changed_files(repository, &selection, &project.settings).map_err(|error| {
        Failure::new(format!("cannot read the versions to compare: {error}"))
            .help("run `git fsck` for details; in a partial clone, try `git fetch --refetch`")
    })?;
    // As in `git diff`, differences are a failure only on request.
    let status = if arguments.exit_code && !files.is_empty() {
        ExitStatus::Findings
    } else {
        ExitStatus::Clean
    };
    let mut details = completed::Details::default();
    if arguments.format == DiffFormat::Markdown
        && let (Side::Commit(old), Side::Commit(new)) = (selection.old, selection.new)
    {
        let range = format!("{old}..{new}");
        details = completed::details(&project, repository, &range, &files, console);
    }
    let view = human::View {
        paint: console.colors_stdout(),
        screen: console.screen(),
        terminal: console.terminal.stdout,
        base: project.base(),
    };
    console.page(status, |out| match arguments.format {
        DiffFormat::Human => view.write(&files, out),
        DiffFormat::Json => json::write(&files, &selection, out),
        DiffFormat::Markdown => markdown::write(&files, &details, out),
    })
}

/// Creates the failure for arguments that do not say what to compare.
fn unresolved(error: &SelectionError) -> Failure {
    let help = match error {
        SelectionError::Neither(_) => {
            "pass revisions such as `main..HEAD`; put deleted paths after `--`".to_owned()
        }
        SelectionError::Both(name) => {
            format!("write `{name} --` for the commit, and `-- {name}` for the path")
        }
        SelectionError::Outside { root, .. } => {
            format!("pass a path inside `{}`", root.display())
        }
        SelectionError::StagedRange => "remove `--staged`, or pass one commit".to_owned(),
        SelectionError::Range(error) => return unknown(error),
        SelectionError::Git(error) => return broken(error),
    };
    Failure::new(error.to_string()).help(help)
}
