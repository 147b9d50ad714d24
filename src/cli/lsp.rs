//! `progress lsp`: the language server.

use std::fs::File;
use std::io::{self, BufReader};

use progress_core::model::Moment;

use super::args::LspArguments;
use super::failure::Failure;
use super::{Console, ExitStatus, clock};
use crate::lsp::transport::receive;
use crate::lsp::{Ending, serve};

pub(super) fn run(
    arguments: &LspArguments,
    console: &mut Console<'_>,
) -> Result<ExitStatus, Failure> {
    let LspArguments { stdio: _ } = arguments;
    let input = own_stdin().map_err(|error| {
        Failure::new(format!("cannot read standard input: {error}")).help(
            "`progress lsp` is started by an editor; `progress lsp --help` says how to set it up",
        )
    })?;
    let incoming = receive(BufReader::new(input));
    Ok(match serve(&incoming, console.stdout, now) {
        Ending::Asked => ExitStatus::Clean,
        Ending::Abandoned => ExitStatus::Findings,
    })
}

/// Restarts the process with an allocator that returns freed memory to the system at once, because a
/// server is idle most of the time. The allocator reads its options from the environment before
/// `main` is called.
#[cfg(target_os = "linux")]
pub(super) fn start_again() {
    use std::os::unix::process::CommandExt;
    const DELAY: &str = "MIMALLOC_PURGE_DELAY";
    // Set by the user, or by the process that this one was a moment ago.
    if std::env::var_os(DELAY).is_some() {
        return;
    }
    let mut arguments = std::env::args_os();
    if let (Some(name), Ok(program)) = (arguments.next(), std::env::current_exe()) {
        let mut command = std::process::Command::new(program);
        command.arg0(name).args(arguments).env(DELAY, "0");
        // Returns only if it fails; the server then takes a megabyte more.
        let _ = command.exec();
    }
}

/// Elsewhere, libgit2 has an allocator of its own.
#[cfg(not(target_os = "linux"))]
pub(super) fn start_again() {}

/// The current time. One that is set, but invalid, is not worth refusing to serve for.
fn now() -> Moment {
    clock::now().unwrap_or_else(|_| Moment::now())
}

/// Standard input as a file of its own: the console has locked the usual handle, and another thread
/// has to read from it.
#[cfg(unix)]
fn own_stdin() -> io::Result<File> {
    use std::os::fd::AsFd;
    Ok(io::stdin().as_fd().try_clone_to_owned()?.into())
}

#[cfg(windows)]
fn own_stdin() -> io::Result<File> {
    use std::os::windows::io::AsHandle;
    Ok(io::stdin().as_handle().try_clone_to_owned()?.into())
}
