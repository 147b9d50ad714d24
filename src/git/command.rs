//! The `git` command, for what libgit2 cannot read.

use std::ffi::OsStr;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use super::GitError;
use super::talk::Talk;

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
}

impl Git {
    /// Runs in a folder, and finds the repository as Git does there.
    pub fn inside(folder: &Path, keeps_environment: bool) -> Self {
        Self {
            folder: folder.to_path_buf(),
            variables: Vec::new(),
            keeps_environment,
            keeps_monitor: false,
        }
    }

    /// With the file system's monitor on: an index that is written without it loses what it knows.
    pub fn keeping_monitor(mut self) -> Self {
        self.keeps_monitor = true;
        self
    }

    /// Runs to the end with an input, and gives what is printed.
    pub fn feed<S: AsRef<OsStr>>(
        &self,
        arguments: &[S],
        input: &[u8],
    ) -> Result<Vec<u8>, GitError> {
        let mut command = self.command(arguments);
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|error| cannot_run(&error))?;
        if let Some(mut stdin) = child.stdin.take() {
            // Whoever does not read to the end says why below.
            let _ = stdin.write_all(input);
        }
        let output = child.wait_with_output();
        let output = output.map_err(|error| cannot_run(&error))?;
        finished(&output, arguments)
    }

    /// With a variable set.
    pub fn with(mut self, name: &'static str, value: &Path) -> Self {
        self.variables.push((name, value.to_path_buf()));
        self
    }

    /// Runs to the end and gives what is printed.
    pub fn run<S: AsRef<OsStr>>(&self, arguments: &[S]) -> Result<Vec<u8>, GitError> {
        let output = self.command(arguments).stdin(Stdio::null()).output();
        let output = output.map_err(|error| cannot_run(&error))?;
        finished(&output, arguments)
    }

    /// The same as text, without the line's end.
    pub fn line<S: AsRef<OsStr>>(&self, arguments: &[S]) -> Result<String, GitError> {
        let text = self.run(arguments)?;
        let text = String::from_utf8_lossy(&text);
        Ok(text.trim_end_matches(['\r', '\n']).to_owned())
    }

    /// Runs to the end, and gives the lines that were printed before anything failed.
    pub fn lines<S: AsRef<OsStr>>(&self, arguments: &[S]) -> (Vec<String>, Result<(), GitError>) {
        match self.command(arguments).stdin(Stdio::null()).output() {
            Ok(output) => {
                let text = String::from_utf8_lossy(&output.stdout);
                let lines = text.lines().map(str::to_owned).collect();
                (lines, finished(&output, arguments).map(drop))
            }
            Err(error) => (Vec::new(), Err(cannot_run(&error))),
        }
    }

    /// Starts a process that answers questions.
    pub fn talk(&self, arguments: &[&str]) -> Result<Talk, GitError> {
        let mut command = self.command(arguments);
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let child = command.stderr(Stdio::null()).spawn();
        let child = child.map_err(|error| cannot_run(&error))?;
        Talk::with(child)
    }

    fn command<S: AsRef<OsStr>>(&self, arguments: &[S]) -> Command {
        let mut command = Command::new("git");
        command.current_dir(&self.folder);
        if !self.keeps_environment {
            for name in LOCAL {
                command.env_remove(name);
            }
        }
        for (name, value) in &self.variables {
            command.env(name, value);
        }
        // Messages that are parsed, no lock that others would run into, no question asked of
        // anybody, and no program started that a configuration names.
        command
            .env("LC_ALL", "C")
            .env("GIT_OPTIONAL_LOCKS", "0")
            .env("GIT_TERMINAL_PROMPT", "0");
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
    let said = String::from_utf8_lossy(&output.stderr);
    let mut lines = said.lines();
    let fatal = lines.clone().find_map(|line| line.strip_prefix("fatal: "));
    let said = fatal.or(lines.next()).unwrap_or_default();
    let name = arguments
        .first()
        .map(|name| name.as_ref().to_string_lossy());
    let message = match said {
        "" => format!("`git {}` failed", name.unwrap_or_default()),
        said => said.to_owned(),
    };
    Err(GitError::missing(message))
}

fn cannot_run(error: &std::io::Error) -> GitError {
    GitError::new(format!("`git` cannot be run: {error}"))
}
