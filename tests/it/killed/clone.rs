//! The clone that a command is killed in.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;

use super::acts::{Act, script};
use super::moments::{Moment, listed, spread};
use crate::common::hooked::PHASE;
use crate::common::{GOOD, Sandbox, scrubbed};

/// What Git writes while it works; if Git is killed, people have to remove them, as it says.
const LOCKS: &[&str] = &[
    "config.lock",
    "index.lock",
    "HEAD.lock",
    "refs/heads/feature/auth-v1.lock",
];

/// A clone that is made again and again from the same model.
pub struct Clone<'a> {
    act: &'a Act,
    bench: Sandbox,
    /// Where the command is run.
    root: PathBuf,
}

/// What a clone holds.
#[derive(Debug, PartialEq, Eq)]
pub struct State {
    /// The files that a command may change, what the last commit has, and what Git's folder has.
    pub files: BTreeMap<String, String>,
    /// What Git says of the working tree.
    pub status: String,
    /// What others have put into Git's settings.
    pub foreign: String,
}

impl State {
    /// Lines that this has and the other has not (`+`), or the other way round (`-`).
    pub fn differences(&self, other: &Self) -> String {
        let (own, others) = (self.lines(), other.lines());
        let added = own.difference(&others).map(|line| format!("+{line}\n"));
        let lost = others.difference(&own).map(|line| format!("-{line}\n"));
        added.chain(lost).collect()
    }

    fn lines(&self) -> BTreeSet<String> {
        let Self {
            files,
            status,
            foreign,
        } = self;
        let mut lines = BTreeSet::new();
        for (path, text) in files {
            lines.extend(text.lines().map(|line| format!("{path}: {line}")));
        }
        lines.extend(status.lines().map(|line| format!("status: {line}")));
        lines.extend(foreign.lines().map(|line| format!("setting: {line}")));
        lines
    }
}

impl<'a> Clone<'a> {
    pub fn new(act: &'a Act) -> Self {
        let bench = Sandbox::folder();
        fs::create_dir(bench.root.join("model")).unwrap();
        bench.write(&format!("model/{PHASE}"), GOOD);
        bench.write("model/a.txt", "one\n");
        bench.write("killed", KILLED);
        let clone = Self {
            act,
            root: bench.root.join("model"),
            bench,
        };
        let made = "git init --quiet --initial-branch=main; git config user.name Alice
            git config user.email alice@example.org; git add --all
            git commit --quiet --message=Work; chmod +x ../killed\n";
        clone.succeed(&[made, &script(act.setup)].concat());
        let root = clone.bench.root.join("clone");
        Self { root, ..clone }
    }

    /// How often a system call was not come back from.
    pub fn kills(&self) -> usize {
        let text = fs::read_to_string(self.bench.root.join("count"));
        text.unwrap_or_default().lines().count()
    }

    /// Makes the clone anew.
    pub fn fresh(&self) -> &Self {
        let copied = "rm -rf clone && cp -a model clone";
        let status = scrubbed("sh", &self.bench.root)
            .args(["-c", copied])
            .status();
        assert!(status.unwrap().success());
        self
    }

    /// Runs the command to its end.
    pub fn run(&self) {
        self.succeed(&script(self.act.run));
    }

    /// Runs the command that comes after that.
    pub fn run_again(&self) {
        self.succeed(&script(self.act.again));
    }

    /// The same after a kill; why it fails.
    pub fn try_again(&self) -> Result<(), String> {
        self.try_run(&script(self.act.again))
    }

    fn succeed(&self, text: &str) {
        let done = self.try_run(text);
        assert_eq!(done, Ok(()), "{}", self.act.name);
    }

    fn try_run(&self, text: &str) -> Result<(), String> {
        let output = self.shell(text).stderr(Stdio::piped()).output().unwrap();
        if output.status.success() {
            return Ok(());
        }
        Err(String::from_utf8_lossy(&output.stderr).into_owned())
    }

    /// Runs the command and kills it.
    pub fn killed(&self, moment: &Moment) {
        let mut command = self.shell(&script(self.act.run));
        match moment {
            Moment::Call(name, number) => {
                command.env("KILLED_CALL", name);
                command.env("KILLED_WHEN", number.to_string());
                command.status().unwrap();
            }
            Moment::Time(time) => {
                let mut child = command.process_group(0).spawn().unwrap();
                thread::sleep(*time);
                kill_group(&child);
                child.wait().unwrap();
            }
        }
    }

    /// The moments at which the command is killed: `most` of them, over all of its life.
    pub fn moments(&self, most: usize) -> Vec<Moment> {
        let log = self.bench.root.join("calls");
        let mut command = self.fresh().shell(&script(self.act.run));
        command.env("KILLED_LOG", &log).status().unwrap();
        match fs::read_to_string(log) {
            Ok(text) => listed(&text, most),
            // There is no `strace` here.
            Err(_) => spread(|| self.fresh().run(), most),
        }
    }

    /// Removes what Git itself leaves if it is killed.
    pub fn unlock(&self) {
        for name in LOCKS {
            let _ = fs::remove_file(self.root.join(".git").join(name));
        }
    }

    /// What the clone holds now.
    pub fn state(&self) -> State {
        let mut files = BTreeMap::new();
        for path in [PHASE, "a.txt", ".git/config", ".git/info/attributes"] {
            add(&mut files, &self.root, path);
        }
        for entry in self.root.join(".git/hooks").read_dir().unwrap() {
            let name = entry.unwrap().file_name().into_string().unwrap();
            if !name.ends_with(".sample") {
                add(&mut files, &self.root, &format!(".git/hooks/{name}"));
            }
        }
        let committed = self.told(&format!("git show HEAD:{PHASE}"));
        files.insert("HEAD".to_owned(), comparable(&committed));
        State {
            files,
            status: self.told("git status --porcelain --untracked-files=all"),
            foreign: self.told(
                "git config --list --local --name-only | grep -v -e '\\.progress\\.' -e '^progress' |
                 sort -u | while read -r key; do echo \"$key=$(git config --get-all \"$key\")\"; done",
            ),
        }
    }

    fn told(&self, text: &str) -> String {
        let output = self.shell(text).stdout(Stdio::piped()).output().unwrap();
        assert!(output.status.success(), "{text}");
        String::from_utf8(output.stdout).unwrap()
    }

    fn shell(&self, text: &str) -> Command {
        let mut command = scrubbed("sh", &self.root);
        command.args(["-e", "-c", text]);
        command.env("PROGRESS", env!("CARGO_BIN_EXE_progress"));
        command.env("KILLED", self.bench.root.join("killed"));
        command.env("KILLED_PART", self.act.part);
        command.env("KILLED_COUNT", self.bench.root.join("count"));
        // Else the threads make the calls in another order each time.
        command.env("RAYON_NUM_THREADS", "1");
        command.env("PROGRESS_NOW", "2026-02-05T12:30:00Z");
        command
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .env("GIT_CONFIG_NOSYSTEM", "1");
        command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        command
    }
}

/// Calls our program, and lists its calls or kills it at one of them if it is called for `part`.
const KILLED: &str = r#"#!/bin/sh
case " $* " in
*" $KILLED_PART "*)
    if test -n "$KILLED_LOG"; then
        exec strace -f -qq -o "$KILLED_LOG" "$PROGRESS" "$@"
    fi
    if test -n "$KILLED_CALL"; then
        strace -f -qq -o /dev/null \
            -e "inject=$KILLED_CALL:signal=KILL:when=$KILLED_WHEN" "$PROGRESS" "$@"
        status=$?
        test "$status" -ne 137 || echo killed >> "$KILLED_COUNT"
        exit "$status"
    fi
    ;;
esac
exec "$PROGRESS" "$@"
"#;

fn add(files: &mut BTreeMap<String, String>, root: &Path, path: &str) {
    if let Ok(bytes) = fs::read(root.join(path)) {
        let text = String::from_utf8(bytes).unwrap();
        files.insert(path.to_owned(), comparable(&text));
    }
}

/// A text with the entries of `files_modified` in order: after a kill they come in another one.
fn comparable(text: &str) -> String {
    let mut lines = Vec::new();
    for line in text.lines() {
        match line.strip_prefix("files_modified: [") {
            Some(rest) => {
                let mut names: Vec<&str> = rest.trim_end_matches(']').split(", ").collect();
                names.sort_unstable();
                lines.push(format!("files_modified: {names:?}"));
            }
            None => lines.push(line.to_owned()),
        }
    }
    lines.join("\n")
}

/// Kills a process and all that it has started.
fn kill_group(child: &Child) {
    let group = format!("-{}", child.id());
    let _ = Command::new("kill").args(["-KILL", "--", &group]).status();
}
