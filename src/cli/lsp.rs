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

/// Options of the allocator for a server, which is idle most of the time: freed memory is returned to
/// the system at once, also if a thread that has ended had taken it. libgit2 keeps what a search of
/// the history read until the main thread closes the repository.
#[cfg(target_os = "linux")]
const ALLOCATOR: [(&str, &str); 2] = [
    ("MIMALLOC_PURGE_DELAY", "0"),
    ("MIMALLOC_ABANDONED_RECLAIM_ON_FREE", "1"),
];

/// Restarts the process with [`ALLOCATOR`], which reads its options from the environment before
/// `main` is called.
#[cfg(target_os = "linux")]
pub(super) fn start_again() {
    use std::os::unix::process::CommandExt;
    // Those that are there are the user's, or of the process that this one was a moment ago.
    let is_unset = |(name, _): &(&str, &str)| std::env::var_os(name).is_none();
    if !ALLOCATOR.iter().any(is_unset) {
        return;
    }
    let mut arguments = std::env::args_os();
    if let (Some(name), Ok(program)) = (arguments.next(), std::env::current_exe()) {
        let mut command = std::process::Command::new(program);
        command.arg0(name).args(arguments);
        command.envs(ALLOCATOR.into_iter().filter(is_unset));
        // Returns only if it fails; the server then takes more memory.
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
