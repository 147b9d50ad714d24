//! `progress agent stop`: what a session made worse.

use super::{give, is_off, payload, said};
use crate::agent::{Answer, Host, Moment, check_session, event_name};
use crate::cli::args::StopArguments;
use crate::cli::failure::Failure;
use crate::cli::{Console, ExitStatus};

pub(super) fn run(
    arguments: &StopArguments,
    console: &mut Console<'_>,
) -> Result<ExitStatus, Failure> {
    let current = console.current_folder()?;
    let chosen = arguments.host.map(Host::from);
    let Some(payload) = payload(console) else {
        return give(&Answer::nothing(chosen.unwrap_or(Host::Unknown)), console);
    };
    let host = chosen.unwrap_or(payload.host);
    // An agent that goes on because of a hook has had its chance; asking again could go on forever.
    // One that the user has stopped should not go on at all.
    let is_asked =
        payload.moment() == Moment::Stop && !payload.is_continued && !payload.is_cut_short;
    let text = if is_asked && !is_off() {
        let result = check_session(&payload.folders_in(&current), payload.session.as_deref());
        said(result, console)
    } else {
        None
    };
    let event = payload.event.as_deref();
    let answer = match text {
        Some(text) => {
            let event = event.unwrap_or(event_name(host, Moment::Stop));
            Answer::go_on(host, event, &text)
        }
        None => Answer::nothing(host),
    };
    give(&answer, console)
}
