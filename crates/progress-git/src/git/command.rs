//! The `git` command, for what libgit2 cannot do.

use std::ffi::OsStr;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::Duration;

use super::GitError;
use super::conversation::Talk;
use super::process_timeout::{Timed, finish};

/// How many seconds Git may be silent; 0 means no limit.
const TIMEOUT: &str = "PROGRESS_GIT_TIMEOUT";

/// Variables that name a repository or parts of it.
const LOCAL: &[&str] = &[
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_COMMON_DIR",
    "GIT_OBJECT_DIRECTORY",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_NAMESPACE",
    "GIT_PREFIX",
];

/// How to run `git` for one repository.
#[derive(Clone, Debug)]
pub(super) struct Git {
    folder: PathBuf,
    variables: Vec<(&'static str, PathBuf)>,
    keeps_environment: bool,
    keeps_monitor: bool,
    stays_local: bool,
    purpose: Purpose,
}

/// The purpose of running Git.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Purpose {
    /// Reading.
    Reading,
    /// Changing something: the user's hooks may run for any time.
    Writing,
    /// Making a commit: the user may be asked to sign it.
    Committing,
}

impl Git {
    /// Runs in a folder, where Git discovers the repository.
    pub(super) fn inside(folder: &Path, keeps_environment: bool) -> Self {
        Self {
            folder: folder.to_path_buf(),
            variables: Vec::new(),
            keeps_environment,
            keeps_monitor: false,
            stays_local: false,
            purpose: Purpose::Reading,
        }
    }

    /// Stops fetching: from now on, objects left out of a partial clone are missing.
    pub(super) fn stay_local(&mut self) {
        self.stays_local = true;
    }

    /// Whether nothing is fetched.
    pub(super) fn is_local(&self) -> bool {
        self.stays_local
    }

    /// Keeps the file system monitor on: an index written without it loses the monitor's state.
    pub(super) fn keeping_monitor(mut self) -> Self {
        self.keeps_monitor = true;
        self.writing()
    }

    /// Sets the purpose to changing something.
    pub(super) fn writing(mut self) -> Self {
        self.purpose = Purpose::Writing;
        self
    }

    /// Sets the purpose to making a commit.
    pub(super) fn committing(mut self) -> Self {
        self.purpose = Purpose::Committing;
        self
    }

    /// Runs to completion with an input, and returns the output.
    pub(super) fn feed<S: AsRef<OsStr>>(
        &self,
        arguments: &[S],
        input: &[u8],
    ) -> Result<Vec<u8>, GitError> {
        let output = self.output(arguments, input)?;
        finished(&output, arguments)
    }

    fn output<S: AsRef<OsStr>>(&self, arguments: &[S], input: &[u8]) -> Result<Output, GitError> {
        let mut command = self.command(arguments);
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        command.stdin(if input.is_empty() {
            Stdio::null()
        } else {
            Stdio::piped()
        });
        let child = command.spawn().map_err(|error| cannot_run(&error))?;
        let output = finish(child, input, self.patience());
        output.map_err(|error| match error.kind() {
            ErrorKind::TimedOut => {
                let name = arguments
                    .first()
                    .map(|name| name.as_ref().to_string_lossy());
                silent(&name.unwrap_or_default(), self.patience())
            }
            _ => cannot_run(&error),
        })
    }

    /// How long a process may be silent.
    fn patience(&self) -> Option<Duration> {
        /// Local data is read at once, unless a disk has to spin up.
        const LOCAL: u64 = 30;
        /// A remote may be slow, or the user may be asked for a password.
        const REMOTE: u64 = 300;
        // The user may be typing a passphrase, or an agent may be waiting for a key to be touched.
        if self.purpose == Purpose::Committing {
            return None;
        }
        let named = std::env::var(TIMEOUT).ok();
        let seconds = match named.and_then(|seconds| seconds.parse().ok()) {
            Some(0) => return None,
            Some(seconds) => seconds,
            None if self.stays_local => LOCAL,
            None => REMOTE,
        };
        Some(Duration::from_secs(seconds))
    }

    /// Sets an environment variable.
    pub(super) fn with(mut self, name: &'static str, value: &Path) -> Self {
        self.variables.push((name, value.to_path_buf()));
        self
    }

    /// Runs to completion and returns the output.
    pub(super) fn run<S: AsRef<OsStr>>(&self, arguments: &[S]) -> Result<Vec<u8>, GitError> {
        let output = self.output(arguments, b"")?;
        finished(&output, arguments)
    }

    /// Runs to completion and returns the output as a line of text, without its line break.
    pub(super) fn line<S: AsRef<OsStr>>(&self, arguments: &[S]) -> Result<String, GitError> {
        let text = self.run(arguments)?;
        let text = String::from_utf8_lossy(&text);
        Ok(text.trim_end_matches(['\r', '\n']).to_owned())
    }

    /// Runs to completion and returns the lines printed before any failure.
    pub(super) fn lines<S: AsRef<OsStr>>(
        &self,
        arguments: &[S],
    ) -> (Vec<String>, Result<(), GitError>) {
        match self.output(arguments, b"") {
            Ok(output) => {
                let lines = String::from_utf8_lossy(&output.stdout)
                    .lines()
                    .map(str::to_owned)
                    .collect();
                (lines, finished(&output, arguments).map(drop))
            }
            Err(error) => (Vec::new(), Err(error)),
        }
    }

    /// Starts a process that answers questions.
    pub(super) fn talk(&self, arguments: &[&str]) -> Result<Talk, GitError> {
        let mut command = self.command(arguments);
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        // Nobody reads what it says on standard error, so a pipe could fill up and block it.
        let mut child = command
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| cannot_run(&error))?;
        match (child.stdin.take(), child.stdout.take()) {
            (Some(input), Some(output)) => {
                let output = Timed::new(output, self.patience());
                Ok(Talk::with(child, input, output))
            }
            _ => Err(GitError::new("`git` was started without pipes")),
        }
    }

    fn command<S: AsRef<OsStr>>(&self, arguments: &[S]) -> Command {
        let mut command = Command::new("git");
        command.current_dir(&self.folder);
        // The variables that Git sets for a hook are about the hook's repository; this may be
        // another.
        if !self.keeps_environment {
            for name in LOCAL {
                command.env_remove(name);
            }
        }
        for (name, value) in &self.variables {
            command.env(name, value);
        }
        // Parseable messages, no locks that could disturb others, no prompts, and no programs
        // started from the configuration.
        command
            .env("LC_ALL", "C")
            .env("GIT_OPTIONAL_LOCKS", "0")
            .env("GIT_TERMINAL_PROMPT", "0");
        if self.stays_local && self.purpose == Purpose::Reading {
            // Versions without the first variable find that no transport is allowed.
            command
                .env("GIT_NO_LAZY_FETCH", "1")
                .env("GIT_ALLOW_PROTOCOL", "none");
        }
        // Git could otherwise run the monitor's hook, or start its daemon, for a mere query.
        if !self.keeps_monitor {
            command.args(["-c", "core.fsmonitor=false"]);
        }
        command.args(arguments);
        command
    }
}

fn finished<S: AsRef<OsStr>>(output: &Output, arguments: &[S]) -> Result<Vec<u8>, GitError> {
    if output.status.success() {
        return Ok(output.stdout.clone());
    }
    let text = String::from_utf8_lossy(&output.stderr);
    // Warnings may come first.
    let said = text
        .lines()
        .find_map(|line| line.strip_prefix("fatal: "))
        .or(text.lines().next())
        .unwrap_or_default();
    let name = arguments
        .first()
        .map(|name| name.as_ref().to_string_lossy());
    let message = match said {
        "" => format!("`git {}` failed", name.unwrap_or_default()),
        said => said.to_owned(),
    };
    // With this status and without a word, Git says that there is no such thing: no merge base, no
    // setting. Anything else, like a lock that is held or a file that cannot be read, it explains.
    if output.status.code() == Some(1) && text.trim().is_empty() {
        return Err(GitError::missing(message));
    }
    Err(GitError::reported(message))
}

/// The error for a process that was stopped because it was silent.
fn silent(name: &str, patience: Option<Duration>) -> GitError {
    let seconds = patience.unwrap_or_default().as_secs();
    GitError::new(format!(
        "`git {name}` produced no output for {seconds} s and was stopped; \
         set `{TIMEOUT}` to more seconds to wait longer"
    ))
}

/// The error for a failed exchange with a process.
pub(super) fn conversation_failed(name: &str, error: &io::Error, of: &Git) -> GitError {
    match error.kind() {
        ErrorKind::TimedOut => silent(name, of.patience()),
        _ => GitError::new(format!("`git {name}` failed: {error}")),
    }
}

fn cannot_run(error: &io::Error) -> GitError {
    GitError::new(format!("cannot run `git`: {error}"))
}
