//! Every command that the README and the docs show is run, and prints what they show.

use std::fmt::Write as _;
use std::process::{Command, Stdio};

use super::common::Bench;
use super::{check, pages, path, read};

const FENCE: &str = "```console\n";

#[test]
fn commands_print_what_the_pages_show() {
    for name in pages() {
        let page = read(&name);
        if page.contains(FENCE) {
            check(&name, &Session::new().replay(&page));
        }
    }
}

/// A repository with the examples in it, and where the commands of a page have got to in it.
struct Session {
    bench: Bench,
    folder: String,
}

impl Session {
    fn new() -> Self {
        let bench = Bench::repository();
        for file in ["phase-1-progress.md", "phase-2-progress.md"] {
            let file = format!("examples/progress/auth-v1/{file}");
            bench.write(&file, &std::fs::read_to_string(path(&file)).unwrap());
        }
        bench.git(&["config", "user.name", "Alice"]);
        bench.git(&["config", "user.email", "alice@example.org"]);
        bench.commit();
        Self {
            bench,
            folder: String::new(),
        }
    }

    /// The page with the output of each command as the command really prints it.
    fn replay(&mut self, page: &str) -> String {
        let mut parts = page.split(FENCE);
        let mut result = parts.next().unwrap().to_owned();
        for part in parts {
            let (block, rest) = part.split_once("```").unwrap();
            result.push_str(FENCE);
            for line in block.lines() {
                if let Some(command) = line.strip_prefix("$ ") {
                    write!(result, "{line}\n{}", self.run(command)).unwrap();
                }
            }
            result.push_str("```");
            result.push_str(rest);
        }
        result
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
        assert_ne!(status, Some(2), "{command}: {printed}");
        assert_ne!(status, Some(127), "{command}: {printed}");
        printed
    }
}
