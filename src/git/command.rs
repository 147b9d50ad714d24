//! The `git` command, for what libgit2 cannot read.

use std::ffi::OsStr;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Output, Stdio};

use super::GitError;
use super::object::{ObjectId, ObjectKind};

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

    /// Starts a process that answers questions.
    fn talk(&self, arguments: &[&str]) -> Result<Talk, GitError> {
        let mut command = self.command(arguments);
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| cannot_run(&error))?;
        match (child.stdin.take(), child.stdout.take()) {
            (Some(input), Some(output)) => Ok(Talk {
                input: Some(input),
                output: BufReader::new(output),
                child,
            }),
            _ => Err(GitError::new("`git` has no input or output")),
        }
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

/// A process that answers questions.
struct Talk {
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
    child: Child,
}

impl Talk {
    fn ask(&mut self, question: &[u8]) -> std::io::Result<()> {
        let Some(input) = &mut self.input else {
            return Err(std::io::ErrorKind::BrokenPipe.into());
        };
        input.write_all(question)?;
        input.flush()
    }
}

impl Drop for Talk {
    fn drop(&mut self) {
        // It ends when nobody asks any more.
        self.input = None;
        let _ = self.child.wait();
    }
}

/// `git cat-file --batch`: objects by name, fetched where a partial clone lacks them.
pub(super) struct CatFile {
    talk: Talk,
    has_ended: bool,
}

impl CatFile {
    /// Starts it.
    pub fn start(git: &Git) -> Result<Self, GitError> {
        let talk = git.talk(&["cat-file", "--batch"])?;
        let has_ended = false;
        Ok(Self { talk, has_ended })
    }

    /// Whether it answers no more, as where an object cannot be fetched.
    pub fn has_ended(&self) -> bool {
        self.has_ended
    }

    /// An object; `None` where there is none of that name.
    pub fn read(&mut self, id: ObjectId) -> Result<Option<(ObjectKind, Vec<u8>)>, GitError> {
        match self.answer(&id.to_string()) {
            Ok(Answer::Object(kind, bytes)) => Ok(Some((kind, bytes))),
            Ok(Answer::Missing | Answer::Ambiguous) => Ok(None),
            Err(error) => Err(failed(&error)),
        }
    }

    /// Whether an object has a name that begins like this.
    pub fn has(&mut self, prefix: &str) -> Result<bool, GitError> {
        let answer = self.answer(prefix).map_err(|error| failed(&error))?;
        Ok(!matches!(answer, Answer::Missing))
    }

    fn answer(&mut self, name: &str) -> std::io::Result<Answer> {
        self.talk.ask(format!("{name}\n").as_bytes())?;
        let mut line = String::new();
        if self.talk.output.read_line(&mut line)? == 0 {
            self.has_ended = true;
            return Ok(Answer::Missing);
        }
        let mut words = line.split_whitespace().skip(1);
        let kind = match words.next() {
            Some("blob") => ObjectKind::Blob,
            Some("tree") => ObjectKind::Tree,
            Some("commit") => ObjectKind::Commit,
            Some("tag") => ObjectKind::Tag,
            Some("ambiguous") => return Ok(Answer::Ambiguous),
            _ => return Ok(Answer::Missing),
        };
        let size = words.next().and_then(|size| size.parse::<u64>().ok());
        let mut bytes = Vec::new();
        let size = size.ok_or(std::io::ErrorKind::InvalidData)?;
        (&mut self.talk.output).take(size).read_to_end(&mut bytes)?;
        let mut end = [0];
        self.talk.output.read_exact(&mut end)?;
        Ok(Answer::Object(kind, bytes))
    }
}

/// What `git cat-file` answers.
enum Answer {
    Object(ObjectKind, Vec<u8>),
    Missing,
    Ambiguous,
}

fn failed(error: &std::io::Error) -> GitError {
    GitError::new(format!("`git cat-file` failed: {error}"))
}

/// `git check-ignore`: whether ignore rules match paths.
pub(super) struct CheckIgnore(Talk);

impl CheckIgnore {
    /// Starts it.
    pub fn start(git: &Git) -> Result<Self, GitError> {
        let arguments = ["check-ignore", "-z", "--stdin", "--verbose"];
        let arguments = [&arguments[..], &["--non-matching", "--no-index"]].concat();
        git.talk(&arguments).map(Self)
    }

    /// Whether a path relative to the root is ignored; `None` where nobody answers.
    pub fn is_ignored(&mut self, path: &Path) -> Option<bool> {
        let question = [path.as_os_str().as_encoded_bytes(), b"\0"].concat();
        self.0.ask(&question).ok()?;
        let mut fields = [(); 4].map(|()| Vec::new());
        for field in &mut fields {
            self.0.output.read_until(0, field).ok()?;
            field.pop()?;
        }
        // Source, line, pattern, path; the first three are empty where nothing matches.
        let [source, _, pattern, _] = fields;
        Some(!source.is_empty() && !pattern.starts_with(b"!"))
    }
}
