//! Every command that the README and the docs show is run, and prints what they show.

use std::fmt::Write as _;
use std::process::{Command, Stdio};

use super::{check, pages, path, read};
use crate::common::Sandbox;

const FENCE: &str = "```console\n";
/// A line after which commands run in a repository without files.
const EMPTY: &str = "<!-- in an empty repository -->\n";

#[test]
fn commands_print_what_the_pages_show() {
    for name in pages() {
        let page = read(&name);
        if page.contains(FENCE) {
            check(&name, &replay(&page));
        }
    }
}

/// Replaces the output below each command with what the command prints now.
fn replay(page: &str) -> String {
    let mut session = Session::with_examples();
    let mut parts = page.split(FENCE);
    let mut result = parts.next().unwrap().to_owned();
    for part in parts {
        if result.ends_with(EMPTY) {
            session = Session::new();
        }
        let (block, rest) = part.split_once("```").unwrap();
        result.push_str(FENCE);
        for line in block.lines() {
            if let Some(command) = line.strip_prefix("$ ") {
                write!(result, "{line}\n{}", session.run(command)).unwrap();
            }
        }
        result.push_str("```");
        result.push_str(rest);
    }
    result
}

/// A repository, and the folder in it where the next command runs.
struct Session {
    bench: Sandbox,
    folder: String,
}

impl Session {
    /// A repository without files.
    fn new() -> Self {
        let bench = Sandbox::repository();
        bench.git(&["config", "user.name", "Alice"]);
        bench.git(&["config", "user.email", "alice@example.org"]);
        Self {
            bench,
            folder: String::new(),
        }
    }

    /// A repository with the examples, committed.
    fn with_examples() -> Self {
        let session = Self::new();
        for file in ["phase-1-progress.md", "phase-2-progress.md"] {
            let file = format!("examples/progress/auth-v1/{file}");
            let text = std::fs::read_to_string(path(&file)).unwrap();
            session.bench.write(&file, &text);
        }
        session.bench.commit();
        session
    }

    /// What a terminal shows of a command.
    fn run(&mut self, command: &str) -> String {
        if let Some(folder) = command.strip_prefix("cd ") {
            folder.clone_into(&mut self.folder);
            return String::new();
        }
        let bin = path(env!("CARGO_BIN_EXE_progress"));
        let mut search = vec![bin.parent().unwrap().to_owned()];
        search.extend(std::env::split_paths(&std::env::var_os("PATH").unwrap()));
        let output = Command::new("sh")
            .args(["-c", &format!("exec 2>&1\n{command}")])
            .current_dir(self.bench.root.join(&self.folder))
            .env_clear()
            .env("PATH", std::env::join_paths(search).unwrap())
            .env("HOME", &self.bench.root)
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .env("GIT_AUTHOR_DATE", "2026-02-05T12:30:00Z")
            .env("GIT_COMMITTER_DATE", "2026-02-05T12:30:00Z")
            .env("PROGRESS_NOW", "2026-02-05T12:30:00Z")
            .env("LC_ALL", "C.UTF-8")
            .stdin(Stdio::null())
            .output()
            .unwrap();
        let status = output.status.code();
        let printed = String::from_utf8(output.stdout).unwrap();
        assert!(
            !printed.contains("```"),
            "{command}: its output would end the block"
        );
        assert_ne!(status, Some(2), "{command}: {printed}");
        assert_ne!(status, Some(127), "{command}: {printed}");
        printed
    }
}
