//! pre-merge-commit: checks a merge that Git made by itself.

use progress_core::derive::Contradiction;
use progress_core::display::visible;

use super::pre_commit;
use super::session::{Session, broken};
use crate::cli::failure::Failure;
use crate::cli::{Console, ExitStatus};
use crate::hook_run::{contradicted_merges, merged_commits};

pub(super) fn run(session: &Session, console: &mut Console<'_>) -> Result<ExitStatus, Failure> {
    let facts = session.facts()?;
    let staged = facts.repository.staged_changes().map_err(broken)?;
    let status = pre_commit::lint_changes(&facts, &staged, console)?;
    if status == ExitStatus::Findings {
        return Ok(status);
    }
    // Unlike `vars`, this does not panic if a variable is not UTF-8.
    let names = std::env::vars_os().filter_map(|(name, _)| name.into_string().ok());
    let merged = merged_commits(names);
    // Without the merged commits, one of them may have had the status.
    if merged.is_empty() {
        return Ok(status);
    }
    let wrong = contradicted_merges(&facts, &staged, &merged).map_err(broken)?;
    for (path, contradiction) in &wrong {
        console.fail(&failure(path, contradiction));
    }
    Ok(if wrong.is_empty() {
        status
    } else {
        ExitStatus::Findings
    })
}

fn failure(path: &str, wrong: &Contradiction) -> Failure {
    let path = visible(path);
    let stated = wrong.figure.old.as_deref().unwrap_or_default();
    let message = format!(
        "`{path}`: the merge leaves `status: {}`, which its tasks contradict",
        visible(stated)
    );
    let help = format!(
        "Git merged the sides line by line, and none of them had this contradiction; run \
         `progress lint --fix {path}`, stage the file, and run `git commit`"
    );
    Failure::new(message).help(help)
}
