//! `progress agent prime`: where the plan stands.

use super::{give, is_off, payload, said};
use crate::agent::{Answer, Host, Moment, event_name, expects_files, prime, start_session};
use crate::cli::args::PrimeArguments;
use crate::cli::failure::Failure;
use crate::cli::{Console, ExitStatus};

pub(super) fn run(
    arguments: &PrimeArguments,
    console: &mut Console<'_>,
) -> Result<ExitStatus, Failure> {
    let current = console.current_folder()?;
    // An agent that runs the command itself may leave standard input open forever.
    let payload = if arguments.hook {
        payload(console)
    } else {
        None
    };
    let host = match (arguments.host, &payload) {
        (Some(name), _) => Some(Host::from(name)),
        (None, Some(payload)) => Some(payload.host),
        (None, None) => None,
    };
    let folders = match &payload {
        Some(payload) => payload.folders_in(&current),
        None => vec![current],
    };
    let mut text = None;
    if !is_off() {
        // Of several repositories, the first with progress files is enough to start with.
        let mut folders = folders.iter();
        text = folders.find_map(|folder| said(prime(folder), console));
    }
    let event = payload
        .as_ref()
        .and_then(|payload| payload.event.as_deref());
    if let Some(session) = payload
        .as_ref()
        .and_then(|payload| payload.session.as_deref())
        && !is_off()
    {
        // Without the record, `agent stop` counts all changes since the last commit.
        for folder in &folders {
            if text.is_some() || expects_files(folder) {
                let _ = start_session(folder, session);
            }
        }
    }
    let answer = match (host, text) {
        // The text of an unknown host is not an alarm: nothing has happened.
        (None | Some(Host::Unknown), Some(text)) => Answer::plain(&text),
        (Some(host), Some(text)) => {
            let event = event.unwrap_or(event_name(host, Moment::Start));
            Answer::context(host, event, &text)
        }
        (Some(host), None) => Answer::nothing(host),
        (None, None) => Answer::default(),
    };
    give(&answer, console)
}
