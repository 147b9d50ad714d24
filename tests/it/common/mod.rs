//! Runs the command in a folder of its own, with nothing of the environment but what is named.

pub mod branched;
#[cfg(unix)]
pub mod hooked;
#[cfg(unix)]
pub mod installed;
#[cfg(unix)]
pub mod managed;
pub mod schema;

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use progress_git::paths::real_path;
use tempfile::TempDir;

/// Where [`GOOD`] lies.
pub const GOOD_PATH: &str = "progress/auth-v1/phase-1-progress.md";
/// Where [`BAD`] lies.
pub const BAD_PATH: &str = "progress/auth-v2/phase-1-progress.md";

/// A progress file without findings.
pub const GOOD: &str = include_str!("../../../crates/progress-core/src/testing/base.md");

/// A progress file with a `count-mismatch` in line 11 and an `unresolved-dependency`.
pub fn bad() -> String {
    let replaced = [
        ("auth-v1", "auth-v2"),
        ("total_tasks: 2", "total_tasks: 3"),
        ("dependencies: []", "dependencies: [\"TASK-9.9\"]"),
    ];
    let replace = |text: String, (old, new): (&str, &str)| text.replacen(old, new, 1);
    replaced.into_iter().fold(GOOD.to_owned(), replace)
}

/// A repository with [`GOOD`], and a second phase of its plan, all without findings because of other
/// files: other plans have a task that it depends on and share an unusual key with it, and a document
/// plans another task. Returns the second phase's path and text as well.
pub fn related_plans() -> (Sandbox, &'static str, String) {
    let bench = Sandbox::repository();
    let second = "progress/auth-v1/phase-2-progress.md";
    let text = GOOD
        .replace("phase: 1", "phase: 2\nowner: alice\nplan_ref: plan.md")
        .replace("TASK-1.", "TASK-2.")
        .replacen("dependencies: []", "dependencies: [\"BILL-1.1\"]", 1)
        .replacen("dependencies: []", "dependencies: [\"TASK-3.1\"]", 1);
    bench.write("plan.md", "TASK-3.1: later\n");
    bench.write(GOOD_PATH, GOOD);
    bench.write(second, &text);
    for plan in ["bill-v1", "bill-v2", "bill-v3"] {
        let path = format!("progress/{plan}/phase-1-progress.md");
        let text = GOOD.replace("auth-v1", plan).replace("TASK-1.", "BILL-1.");
        bench.write(&path, &text.replace("phase: 1", "phase: 1\nowner: alice"));
    }
    bench.commit();
    (bench, second, text)
}

/// A character of file names that Git quotes, where a file may be named so.
pub const QUOTE: &str = if cfg!(windows) { "ö" } else { "\"" };

/// A folder to run the command in.
pub struct Sandbox {
    _folder: TempDir,
    /// Where it is, without links in the path.
    pub root: PathBuf,
}

/// What a run left.
pub struct Outcome {
    pub status: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Sandbox {
    /// An empty folder.
    pub fn folder() -> Self {
        let folder = TempDir::new().unwrap();
        let root = real_path(folder.path()).unwrap();
        Self {
            _folder: folder,
            root,
        }
    }

    /// The URL of the folder.
    pub fn url(&self) -> String {
        let path = self.root.display().to_string();
        match path.split_once(':') {
            // A drive of Windows.
            Some((drive, rest)) => format!("file:///{drive}%3A{}", rest.replace('\\', "/")),
            None => format!("file://{path}"),
        }
    }

    /// An empty repository.
    pub fn repository() -> Self {
        let bench = Self::folder();
        bench.git(&["init", "--quiet", "--initial-branch=main"]);
        bench
    }

    /// Runs `git`, which must succeed, and returns what it prints.
    #[track_caller]
    pub fn git(&self, arguments: &[&str]) -> String {
        self.git_in("", arguments)
    }

    /// Runs `git` in a folder below.
    #[track_caller]
    pub fn git_in(&self, folder: &str, arguments: &[&str]) -> String {
        let outcome = self.try_git_in(folder, arguments);
        assert_eq!(outcome.status, 0, "git {arguments:?}: {outcome}");
        outcome.stdout
    }

    /// Runs `git`, which may fail.
    pub fn try_git(&self, arguments: &[&str]) -> Outcome {
        self.try_git_in("", arguments)
    }

    fn try_git_in(&self, folder: &str, arguments: &[&str]) -> Outcome {
        self.try_git_at("2026-02-05T12:00:00Z", folder, arguments)
    }

    fn try_git_at(&self, date: &str, folder: &str, arguments: &[&str]) -> Outcome {
        let mut command = scrubbed("git", &self.root.join(folder));
        command.args(arguments).env("GIT_CONFIG_NOSYSTEM", "1");
        command.env("GIT_CONFIG_GLOBAL", "/dev/null");
        for who in ["AUTHOR", "COMMITTER"] {
            command.env(format!("GIT_{who}_NAME"), "Alice");
            command.env(format!("GIT_{who}_EMAIL"), "alice@example.org");
            command.env(format!("GIT_{who}_DATE"), date);
        }
        outcome(command, "")
    }

    /// Commits all that is not ignored.
    #[track_caller]
    pub fn commit(&self) {
        self.git(&["add", "--all"]);
        self.git(&["commit", "--quiet", "--allow-empty", "--message=Work"]);
    }

    /// Commits all that is not ignored at a time.
    #[track_caller]
    pub fn commit_at(&self, date: &str) {
        self.git(&["add", "--all"]);
        let arguments = ["commit", "--quiet", "--message=Work"];
        self.try_git_at(date, "", &arguments).exits(0);
    }

    /// Writes a file, with the folders above it.
    pub fn write(&self, path: &str, content: &str) {
        let path = self.root.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }

    /// Runs `progress`.
    pub fn run(&self, arguments: &[&str]) -> Outcome {
        self.run_with(arguments, &[])
    }

    /// Runs `progress` with some variables set.
    pub fn run_with(&self, arguments: &[&str], variables: &[(&str, &str)]) -> Outcome {
        let mut command = progress(&self.root);
        command.args(arguments).envs(variables.iter().copied());
        outcome(command, "")
    }

    /// Runs `progress` in a folder below.
    pub fn run_in(&self, folder: &str, arguments: &[&str]) -> Outcome {
        let mut command = progress(&self.root.join(folder));
        command.args(arguments);
        outcome(command, "")
    }

    /// Runs `progress` with something piped in.
    pub fn pipe(&self, arguments: &[&str], input: &str) -> Outcome {
        let mut command = progress(&self.root);
        command.args(arguments);
        outcome(command, input)
    }

    /// Runs `progress` with any bytes piped in, and gives what comes back of them.
    pub fn pipe_bytes(&self, arguments: &[&str], input: &[u8]) -> (i32, Vec<u8>, String) {
        let mut command = progress(&self.root);
        command.args(arguments);
        let output = output(command, input);
        let complaint = String::from_utf8(output.stderr).unwrap();
        (output.status.code().unwrap_or(-1), output.stdout, complaint)
    }

    /// Runs a script that finds the command in `$PROGRESS`.
    pub fn bash(&self, script: &str) -> Outcome {
        let mut command = scrubbed("bash", &self.root);
        command
            .args(["-c", script])
            .env("PROGRESS", env!("CARGO_BIN_EXE_progress"));
        outcome(command, "")
    }
}

impl Outcome {
    #[track_caller]
    pub fn exits(&self, status: i32) -> &Self {
        assert_eq!(self.status, status, "{self}");
        self
    }

    #[track_caller]
    pub fn prints(&self, text: &str) -> &Self {
        assert_eq!(self.stdout, text, "{self}");
        self
    }

    /// Expects a text on standard error, apart from the line that says what was checked.
    #[track_caller]
    pub fn complains(&self, text: &str) -> &Self {
        let lines = self.stderr.split_inclusive('\n');
        let complaint: String = lines.filter(|line| !says_what_was_checked(line)).collect();
        assert_eq!(complaint, text, "{self}");
        self
    }

    #[track_caller]
    pub fn stdout_has(&self, text: &str) -> &Self {
        assert!(self.stdout.contains(text), "no `{text}` in {self}");
        self
    }

    #[track_caller]
    pub fn stdout_lacks(&self, text: &str) -> &Self {
        assert!(!self.stdout.contains(text), "`{text}` in {self}");
        self
    }

    #[track_caller]
    pub fn stderr_has(&self, text: &str) -> &Self {
        assert!(self.stderr.contains(text), "no `{text}` in {self}");
        self
    }
}

/// Whether a line is like `2 files checked; 1 finding hidden by the baseline`.
fn says_what_was_checked(line: &str) -> bool {
    let words = ["checked", "checked:", "checked;", "hidden"];
    line.starts_with(|c: char| c.is_ascii_digit())
        && line.split_whitespace().any(|word| words.contains(&word))
}

impl std::fmt::Display for Outcome {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self {
            status,
            stdout,
            stderr,
        } = self;
        write!(f, "status {status}\nstdout:\n{stdout}\nstderr:\n{stderr}")
    }
}

/// `progress`, to be run in a folder.
pub fn progress(folder: &Path) -> Command {
    scrubbed(env!("CARGO_BIN_EXE_progress"), folder)
}

/// A command that sees nothing of the environment but what is named.
pub fn scrubbed(program: &str, folder: &Path) -> Command {
    let mut command = Command::new(program);
    command.current_dir(folder).env_clear();
    for kept in ["PATH", "SystemRoot", "TEMP", "TMP", "TMPDIR"] {
        if let Some(value) = std::env::var_os(kept) {
            command.env(kept, value);
        }
    }
    // A repository around the temporary folder is none of ours.
    command.env("HOME", folder);
    command
}

fn outcome(command: Command, input: &str) -> Outcome {
    let output = output(command, input.as_bytes());
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    Outcome {
        status: output.status.code().unwrap_or(-1),
        stdout: text(output.stdout),
        stderr: text(output.stderr),
    }
}

fn output(mut command: Command, input: &[u8]) -> Output {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A command that does not read closes the pipe.
    let _ = child.stdin.take().unwrap().write_all(input);
    child.wait_with_output().unwrap()
}

/// A pseudorandom number below a limit.
pub fn number(seed: &mut u64, below: u64) -> u64 {
    // SplitMix64
    *seed = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut mixed = *seed;
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    (mixed ^ (mixed >> 31)) % below
}

/// The number that an environment variable chooses for a long run.
pub fn chosen(variable: &str) -> Option<u64> {
    std::env::var(variable).ok()?.parse().ok()
}
