//! `progress agent check`: what an edit made worse.

use super::{give, is_off, payload, said};
use crate::agent::{Answer, Host, Moment, check_edited, event_name};
use crate::cli::args::CheckArguments;
use crate::cli::failure::Failure;
use crate::cli::{Console, ExitStatus};

pub(super) fn run(
    arguments: &CheckArguments,
    console: &mut Console<'_>,
) -> Result<ExitStatus, Failure> {
    let current = console.current_folder()?;
    let chosen = arguments.host.map(Host::from);
    // Paths are enough; a program that passes them may leave standard input open forever.
    let payload = if arguments.paths.is_empty() {
        payload(console)
    } else {
        None
    };
    let host = match (chosen, &payload) {
        (Some(host), _) => host,
        (None, Some(payload)) => payload.host,
        (None, None) => Host::Unknown,
    };
    let (folders, files) = match &payload {
        Some(payload) if payload.moment() == Moment::Edited => (
            payload.folders_in(&current),
            payload.absolute_files(&current),
        ),
        // Nothing was edited, or not yet.
        Some(_) => (vec![current], Vec::new()),
        None => {
            let files = arguments.paths.iter().map(|path| current.join(path));
            let files = files.collect();
            (vec![current], files)
        }
    };
    let text = if is_off() {
        None
    } else {
        said(check_edited(&files, &folders, arguments.fix), console)
    };
    let event = payload
        .as_ref()
        .and_then(|payload| payload.event.as_deref());
    let answer = match text {
        Some(text) => {
            let event = event.unwrap_or(event_name(host, Moment::Edited));
            Answer::context(host, event, &text)
        }
        None => Answer::nothing(host),
    };
    give(&answer, console)
}
