//! Shows a long result in a pager, as Git does.

use std::env;
use std::io::{self, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use progress_git::git::user_setting;

/// Options for `less`, unless `LESS` is set: end at once if everything fits, show colors, and leave
/// the text on the screen.
const LESS: &str = "FRX";

/// The command of the user's pager; `None` if there is to be none.
///
/// `PROGRESS_PAGER` precedes what Git uses: `GIT_PAGER`, `core.pager` and `PAGER`. A repository's own
/// configuration does not count, because a pager is a program, and the repository may be anyone's.
pub(super) fn command(folder: &Path) -> Option<String> {
    let chosen = variable("PROGRESS_PAGER")
        .or_else(|| variable("GIT_PAGER"))
        .or_else(|| user_setting(folder, "core.pager"))
        .or_else(|| variable("PAGER"))
        .unwrap_or_else(|| "less".to_owned());
    let chosen = chosen.trim();
    if chosen.is_empty() || chosen == "cat" {
        return None;
    }
    Some(chosen.to_owned())
}

/// Shows a text in a pager and waits until the user leaves it; returns whether that worked.
pub(super) fn show(pager: &str, text: &[u8]) -> bool {
    let Ok(mut child) = start(pager) else {
        return false;
    };
    if let Some(mut input) = child.stdin.take() {
        // Leaving the pager before the end closes the pipe.
        let _ = input.write_all(text);
    }
    match child.wait() {
        // What a shell returns if there is no such program, or it cannot be run.
        Ok(status) => !matches!(status.code(), Some(126 | 127)),
        Err(_) => false,
    }
}

fn start(pager: &str) -> io::Result<Child> {
    let mut command = shell(pager);
    // `-K` ends `less` on Ctrl-C: this process ends then too, and `less` alone would be left
    // behind, reading the same keyboard as the shell.
    let less = env::var("LESS").unwrap_or_else(|_| LESS.to_owned());
    command.env("LESS", format!("-K {less}"));
    if env::var_os("LV").is_none() {
        command.env("LV", "-c");
    }
    command.stdin(Stdio::piped()).spawn()
}

/// Runs a command line as Git does.
#[cfg(unix)]
fn shell(line: &str) -> Command {
    let mut command = Command::new("sh");
    command.args(["-c", line]);
    command
}

/// Runs a command line without quoting, since there need not be a POSIX shell.
#[cfg(not(unix))]
fn shell(line: &str) -> Command {
    let mut words = line.split_whitespace();
    let mut command = Command::new(words.next().unwrap_or_default());
    command.args(words);
    command
}

fn variable(name: &str) -> Option<String> {
    env::var_os(name)?.into_string().ok()
}
