//! Runs `progress-lint`, which is installed in the same directory.

use std::io::{self, Write};
use std::path::PathBuf;
use std::process::{Command, ExitCode};

/// Runs it with the arguments of this process.
pub(crate) fn main() -> ExitCode {
    let result = find().and_then(|program| {
        let mut command = Command::new(program);
        run(command.args(std::env::args_os().skip(1)))
    });
    result.unwrap_or_else(|error| {
        // If standard error is closed, there is nowhere left to report it.
        let _ = writeln!(
            io::stderr(),
            "error: cannot run `progress-lint` in the directory of `progress`: {error}\n  help: \
             install the package again"
        );
        ExitCode::from(2)
    })
}

/// The path of the program.
#[allow(clippy::disallowed_methods, reason = "compared with nothing")]
fn find() -> io::Result<PathBuf> {
    // Installers link to commands from a directory on the `PATH`.
    let own = std::env::current_exe()?.canonicalize()?;
    let name = format!("progress-lint{}", std::env::consts::EXE_SUFFIX);
    Ok(own.with_file_name(name))
}

/// Replaces this process, so that signals reach the program.
#[cfg(unix)]
fn run(command: &mut Command) -> io::Result<ExitCode> {
    use std::os::unix::process::CommandExt;

    // So that it knows by which name it was called.
    Err(command.arg0("progress").exec())
}

/// Runs a command, and returns its exit status.
#[cfg(not(unix))]
fn run(command: &mut Command) -> io::Result<ExitCode> {
    let status = command.status()?;
    let code = status.code().and_then(|code| u8::try_from(code).ok());
    Ok(ExitCode::from(code.unwrap_or(2)))
}
