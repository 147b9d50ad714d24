//! `progress hook run`: what each hook does, one file per hook.

mod commit_msg;
mod post_commit;
mod post_rewrite;
mod pre_commit;
mod pre_merge_commit;
mod pre_push;
mod prepare_commit_msg;
mod session;

use std::ffi::OsString;

pub(in crate::cli) use session::broken;
use session::{Session, SessionError};

use crate::cli::failure::Failure;
use crate::cli::project::unopened;
use crate::cli::{Console, ExitStatus};
use crate::hook::HOOKS;
use crate::hook_run::has_plans;
use crate::project::ProjectError;
use crate::tracking;

/// Set while we make a commit ourselves: its hooks have nothing left to do.
const AMENDING: &str = "PROGRESS_AMENDING";

pub(super) fn run(
    name: &str,
    arguments: &[OsString],
    console: &mut Console<'_>,
) -> Result<ExitStatus, Failure> {
    if std::env::var_os(AMENDING).is_some() {
        return Ok(ExitStatus::Clean);
    }
    // Hooks report problems, not that there were none.
    console.terminal.stdout = false;
    // Only these can block Git; the others would repeat the same findings.
    let can_block = ["pre-commit", "pre-merge-commit", "commit-msg", "pre-push"].contains(&name);
    let session = match Session::open(name, console) {
        Ok(session) => session,
        Err(SessionError::Project(ref error @ ProjectError::Settings(_))) if can_block => {
            console.fail(&unopened(error));
            console.note(&format!(
                "progress: `{name}` blocked: fix `.progress.yaml` and stage it, \
                 or use `--no-verify` to skip the checks"
            ));
            return Ok(ExitStatus::Findings);
        }
        // The hooks that can block report them.
        Err(SessionError::Project(ProjectError::Settings(_))) => return Ok(ExitStatus::Clean),
        Err(error) if can_block || name.starts_with("post-m") => return Err(error.into()),
        Err(_) => return Ok(ExitStatus::Clean),
    };
    // The pushed branch need not be the one checked out.
    if name != "pre-push" {
        let repository = session.repository()?;
        if !has_plans(repository, &session.project.settings).map_err(broken)? {
            // A name that no hook has is an error in any repository.
            return known(name).map(|()| ExitStatus::Clean);
        }
    }
    match name {
        "pre-commit" => pre_commit::run(&session, console),
        "pre-merge-commit" => pre_merge_commit::run(&session, console),
        "prepare-commit-msg" => prepare_commit_msg::run(&session, arguments, console),
        "commit-msg" => commit_msg::run(&session, arguments, console),
        "post-commit" => post_commit::run(&session, console),
        "post-merge" => {
            let dropped = tracking::settle(&session.facts()?).map_err(broken)?;
            post_commit::tell_dropped(&dropped, console);
            Ok(ExitStatus::Clean)
        }
        "post-rewrite" => post_rewrite::run(&session, arguments, console),
        "pre-push" => pre_push::run(&session, console),
        _ => Err(unknown(name)),
    }
}

fn known(name: &str) -> Result<(), Failure> {
    if HOOKS.iter().any(|hook| hook.name == name) {
        return Ok(());
    }
    Err(unknown(name))
}

fn unknown(name: &str) -> Failure {
    let names: Vec<String> = HOOKS
        .iter()
        .map(|hook| format!("`{}`", hook.name))
        .collect();
    Failure::new(format!("unknown hook `{name}`"))
        .help(format!("expected one of {}", names.join(", ")))
}
