//! `progress hook run`: what each hook does, one file a hook.

mod commit_msg;
mod message;
mod post_commit;
mod post_rewrite;
mod pre_commit;
mod pre_push;
mod prepare_commit_msg;
mod session;

use std::ffi::OsString;

use super::super::failure::Failure;
use super::super::{Console, ExitStatus};
use crate::hook::HOOKS;
use crate::record;
use session::Session;

pub(in crate::cli) use session::broken;

/// Set while we make a commit ourselves: what follows from it is done.
const AMENDING: &str = "PROGRESS_AMENDING";

pub(super) fn run(
    name: &str,
    arguments: &[OsString],
    console: &mut Console<'_>,
) -> Result<ExitStatus, Failure> {
    if std::env::var_os(AMENDING).is_some() {
        return Ok(ExitStatus::Clean);
    }
    // People see what a hook has to say, not that it had nothing to say.
    console.terminal.stdout = false;
    let session = match Session::open(console) {
        // The hooks before them, or behind them, tell it already.
        Err(_) if matches!(name, "prepare-commit-msg" | "post-commit") => {
            return Ok(ExitStatus::Clean);
        }
        opened => opened?,
    };
    match name {
        "pre-commit" => pre_commit::run(&session, console),
        "pre-merge-commit" => pre_commit::lint(&session, console),
        "prepare-commit-msg" => prepare_commit_msg::run(&session, arguments),
        "commit-msg" => commit_msg::run(&session, arguments, console),
        "post-commit" => post_commit::run(&session, console),
        "post-merge" => {
            record::settle(&session.facts()?).map_err(broken)?;
            Ok(ExitStatus::Clean)
        }
        "post-rewrite" => post_rewrite::run(&session, console),
        "pre-push" => pre_push::run(&session, console),
        _ => Err(unknown(name)),
    }
}

fn unknown(name: &str) -> Failure {
    let names: Vec<String> = HOOKS
        .iter()
        .map(|hook| format!("`{}`", hook.name))
        .collect();
    Failure::new(format!("there is no hook `{name}`"))
        .help(format!("there are {}", names.join(", ")))
}
