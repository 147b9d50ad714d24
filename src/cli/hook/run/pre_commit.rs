//! pre-commit: checks what would be committed, then fills in `files_modified`.

use progress_core::task_links::StatusChange;
use progress_git::git::Change;

use super::session::{Session, broken};
use crate::checking::{LintRequest, Origin};
use crate::cli::failure::Failure;
use crate::cli::{Console, ExitStatus, lint};
use crate::hook_run::{LintScope, leave_out_later, lint_scope, reopened};
use crate::report::Format;
use crate::tracking::{Deferred, Facts, Obstacle, before_commit};

/// Maximum number of reopened tasks named.
const MAX_REOPENED: usize = 5;

pub(super) fn run(session: &Session, console: &mut Console<'_>) -> Result<ExitStatus, Failure> {
    let facts = session.facts()?;
    let staged = facts.repository.staged_changes().map_err(broken)?;
    let status = lint_changes(&facts, &staged, console)?;
    if status == ExitStatus::Findings {
        return Ok(status);
    }
    tell_reopened(&reopened(&facts, &staged), console);
    let done = before_commit(&facts).map_err(broken)?;
    for path in &done.unnameable {
        console.note(&format!(
            "progress: `{path}` was not recorded: its name is not valid UTF-8"
        ));
    }
    if let Some((name, nearest)) = &done.unknown {
        let failure = Failure::new(format!("unknown task `{name}` in `PROGRESS_TASK`"));
        let near = match nearest {
            Some(near) => format!("did you mean `{near}`? "),
            None => String::new(),
        };
        console.warn(&failure.help(format!("{near}`files_modified` was not updated")));
    }
    for deferred in &done.deferred {
        tell_deferred(deferred, console);
    }
    leave_out_later(&facts);
    Ok(status)
}

/// Reports what was not recorded, and why; post-commit reports what was postponed.
fn tell_deferred(deferred: &Deferred, console: &mut Console<'_>) {
    let Deferred { file, obstacle, .. } = deferred;
    let later = "run `progress sync`, or let a later commit record it";
    let (message, help) = match obstacle {
        // Nothing unusual, and the next commit catches up.
        Obstacle::Stashed => return,
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

/// Warns about tasks that the commit reopens, probably unintentionally.
fn tell_reopened(reopened: &[StatusChange], console: &mut Console<'_>) {
    let Some(first) = reopened.first() else {
        return;
    };
    let mut names: Vec<String> = reopened
        .iter()
        .take(MAX_REOPENED)
        .map(|flip| format!("`{}`", flip.id))
        .collect();
    if reopened.len() > MAX_REOPENED {
        names.push(format!("{} more", reopened.len() - MAX_REOPENED));
    }
    let verb = if names.len() == 1 { "is" } else { "are" };
    let message = format!(
        "this commit reopens {}, which {verb} done in `HEAD`",
        names.join(", ")
    );
    let help = format!(
        "if this is unintended, another worktree may have moved the branch: check \
         `git diff --cached HEAD -- {}`; otherwise run `progress start TASK` first",
        first.path
    );
    console.warn(&Failure::new(message).help(help));
}

/// Checks the plans that these changes touch, and the branch name.
pub(super) fn lint_changes(
    facts: &Facts<'_>,
    staged: &[Change],
    console: &mut Console<'_>,
) -> Result<ExitStatus, Failure> {
    let mut request = LintRequest {
        origin: Origin::Index,
        ..LintRequest::default()
    };
    match lint_scope(facts, staged).map_err(broken)? {
        LintScope::Nothing => return Ok(ExitStatus::Clean),
        LintScope::Branch => request.overrides.select = vec!["branch-name".to_owned()],
        LintScope::Folders(folders) => {
            for folder in folders {
                // Git runs hooks in the root of the working tree, so these paths lead to the
                // folders.
                let folder = if folder.is_empty() { "." } else { &folder };
                request.paths.push(folder.into());
            }
        }
    }
    // In a first commit, every finding is new.
    if facts.repository.head_tree().map_err(broken)?.is_some() {
        request.new_from = Some("HEAD".to_owned());
    }
    let view = lint::View::Findings(Format::Human);
    let status = lint::check(&request, view, lint::Manner::OF_HOOK, console)?;
    if status == ExitStatus::Findings {
        console.note(
            "progress: commit blocked: fix the findings above and stage the fixes, or use \
             `git commit --no-verify` to skip the checks",
        );
    }
    Ok(status)
}
