//! pre-commit: checks what would be committed, then fills in `files_modified`.

mod reopened;

use std::collections::BTreeSet;

use progress_core::model::BranchName;
use progress_core::source::folder_of;
use progress_git::git::Change;

use super::session::{Session, broken};
use crate::cli::args::LintArguments;
use crate::cli::failure::Failure;
use crate::cli::{Console, ExitStatus, lint as command};
use crate::linking::StagedCommit;
use crate::tracking::{Deferred, Obstacle, before_commit};

pub(super) fn run(session: &Session, console: &mut Console<'_>) -> Result<ExitStatus, Failure> {
    let staged = session.repository()?.staged_changes().map_err(broken)?;
    let status = lint_changes(session, &staged, console)?;
    if status == ExitStatus::Findings {
        return Ok(status);
    }
    reopened::tell(session, &staged, console)?;
    let done = before_commit(&session.facts()?).map_err(broken)?;
    for path in &done.unnameable {
        console.note(&format!(
            "progress: `{path}` was not recorded: its name is not valid UTF-8"
        ));
    }
    if let Some((name, nearest)) = &done.unknown {
        let failure = Failure::new(format!("unknown task `{name}` in `PROGRESS_TASK`"));
        let near = nearest
            .iter()
            .map(|near| format!("did you mean `{near}`? "));
        let help = near.collect::<String>() + "`files_modified` was not updated";
        console.warn(&failure.help(help));
    }
    for deferred in &done.deferred {
        tell_deferred(deferred, console);
    }
    Ok(status)
}

/// Reports what was not recorded, and why; post-commit reports what was postponed.
fn tell_deferred(deferred: &Deferred, console: &mut Console<'_>) {
    let Deferred { file, obstacle, .. } = deferred;
    let later = "run `progress sync`, or let a later commit record it";
    let (message, help) = match obstacle {
        // Nothing unusual, and the next commit catches up.
        Obstacle::Aside => return,
        Obstacle::Unwritten(error) => (error.to_string(), format!("{}; {later}", error.help())),
        Obstacle::Index(error) => (error.to_string(), later.to_owned()),
        Obstacle::Converted(_) => (
            format!("`{file}`: {obstacle}"),
            "run `progress sync` to record it".to_owned(),
        ),
        // `progress sync` could not record it either.
        Obstacle::Staged(_) => (
            format!("`{file}`: {obstacle}"),
            "fix the file, and a later commit will record it".to_owned(),
        ),
        Obstacle::Unfit(_) => (format!("`{file}`: {obstacle}"), later.to_owned()),
    };
    let failure = Failure::new(message);
    console.warn(&failure.help(format!("`files_modified` was not updated; {help}")));
}

/// Checks the plans that these changes touch, and the branch name.
pub(super) fn lint_changes(
    session: &Session,
    staged: &[Change],
    console: &mut Console<'_>,
) -> Result<ExitStatus, Failure> {
    let repository = session.repository()?;
    let touched = staged.iter().filter_map(|change| {
        let path = std::str::from_utf8(&change.path).ok()?;
        let is_progress = session.project.settings.is_candidate(path);
        is_progress.then(|| folder_of(path))
    });
    // A plan that was deleted altogether has no folder left to check.
    let index = repository.index().map_err(broken)?;
    let is_left = |folder: &&str| matches!(index.entry(folder.as_bytes()), Ok(Some(_)));
    let folders: BTreeSet<&str> = touched.filter(is_left).collect();
    let patterns = &session.project.settings.branch_patterns;
    let is_fine = |branch: &str| BranchName::parse(branch).is_none() || patterns.matches(branch);
    let is_named_well = session.branch.as_deref().is_none_or(is_fine);
    if folders.is_empty() && is_named_well {
        return Ok(ExitStatus::Clean);
    }
    if !is_named_well {
        // Branch names are free in repositories without plans.
        let settings = &session.project.settings;
        let at_hand = StagedCommit::read(repository, settings, None, None).map_err(broken)?;
        if at_hand.known.is_empty() {
            return Ok(ExitStatus::Clean);
        }
    }
    let mut arguments = LintArguments::default();
    arguments.source.staged = true;
    arguments.source.may_be_empty = true;
    if repository.head_tree().map_err(broken)?.is_some() {
        arguments.source.new_from = Some("HEAD".to_owned());
    }
    if folders.is_empty() {
        // The commit changes no plan.
        arguments.choice.select = vec!["branch-name".to_owned()];
    }
    for folder in folders {
        let folder = if folder.is_empty() { "." } else { folder };
        arguments.paths.push(folder.into());
    }
    let status = command::run(&arguments, console)?;
    if status == ExitStatus::Findings {
        console.note(
            "progress: commit blocked: fix the findings above and stage the fixes, or use \
             `git commit --no-verify` to skip the checks",
        );
    }
    Ok(status)
}
