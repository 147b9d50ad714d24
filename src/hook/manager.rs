//! Programs that manage hooks themselves.

use std::path::Path;

use super::shim::HOOKS;
use crate::source::read_file;

/// A program that manages hooks, and the file in which it is told about them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Manager {
    /// Which one.
    pub kind: ManagerKind,
    /// The file or folder, relative to the top of the working tree.
    pub file: &'static str,
    /// Whether it is told about ours.
    pub calls_us: bool,
}

/// Which program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ManagerKind {
    /// pre-commit, which prek can stand for.
    PreCommit,
    /// prek, with a file of its own.
    Prek,
    /// husky.
    Husky,
    /// lefthook.
    Lefthook,
}

use ManagerKind::{Husky, Lefthook, PreCommit, Prek};

const FILES: &[(&str, ManagerKind)] = &[
    ("prek.toml", Prek),
    (".pre-commit-config.yaml", PreCommit),
    (".pre-commit-config.yml", PreCommit),
    ("lefthook.yml", Lefthook),
    ("lefthook.yaml", Lefthook),
    ("lefthook.toml", Lefthook),
    ("lefthook.json", Lefthook),
    (".lefthook.yml", Lefthook),
    (".lefthook.yaml", Lefthook),
    (".lefthook.toml", Lefthook),
    (".lefthook.json", Lefthook),
    (".config/lefthook.yml", Lefthook),
    (".husky", Husky),
];

/// The programs that manage hooks in the working tree below `root`.
#[must_use]
pub fn managers(root: &Path) -> Vec<Manager> {
    let mut found: Vec<Manager> = Vec::new();
    for &(file, kind) in FILES {
        let path = root.join(file);
        let exists = match kind {
            Husky => path.is_dir(),
            _ => path.is_file(),
        };
        if exists && found.iter().all(|known| known.kind != kind) {
            let calls_us = calls_us(&path, kind);
            found.push(Manager {
                kind,
                file,
                calls_us,
            });
        }
    }
    found
}

/// Whether a manager is told about our first hook, the one that all others stand on.
fn calls_us(path: &Path, kind: ManagerKind) -> bool {
    let path = match kind {
        Husky => path.join("pre-commit"),
        _ => path.to_path_buf(),
    };
    let Ok((bytes, _)) = read_file(&path) else {
        return false;
    };
    let text = String::from_utf8_lossy(&bytes);
    let lines = text
        .lines()
        .filter(|line| !line.trim_start().starts_with('#'));
    let mut lines = lines.into_iter();
    lines.any(|line| line.contains("progress hook run") || line.contains("progress-pre-commit"))
}

impl Manager {
    /// Its name.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self.kind {
            PreCommit => "pre-commit",
            Prek => "prek",
            Husky => "husky",
            Lefthook => "lefthook",
        }
    }

    /// What to write where, with a line that says so before each part.
    #[must_use]
    pub fn lines(&self) -> String {
        match self.kind {
            PreCommit => pre_commit(self.file),
            Prek => prek(self.file),
            Husky => husky(self.file),
            Lefthook if has_ending(self.file, "toml") => lefthook_toml(self.file),
            Lefthook if has_ending(self.file, "json") => lefthook_json(self.file),
            Lefthook => lefthook_yaml(self.file),
        }
    }
}

fn has_ending(file: &str, ending: &str) -> bool {
    Path::new(file).extension().is_some_and(|it| it == ending)
}

const REPOSITORY: &str = env!("CARGO_PKG_REPOSITORY");
const VERSION: &str = concat!("v", env!("CARGO_PKG_VERSION"));

fn names() -> Vec<&'static str> {
    HOOKS.iter().map(|hook| hook.name).collect()
}

/// The hooks' IDs, as `.pre-commit-hooks.yaml` has them.
fn ids() -> Vec<String> {
    let names = names().into_iter();
    names.map(|name| format!("progress-{name}")).collect()
}

fn pre_commit(file: &str) -> String {
    let ids = ids().into_iter().map(|id| format!("      - id: {id}\n"));
    let ids: String = ids.collect();
    let types = names().join(", ");
    format!(
        "In `{file}`:\n\n\
         default_install_hook_types: [{types}]\n\
         repos:\n  \
         - repo: {REPOSITORY}\n    \
         rev: {VERSION}\n    \
         hooks:\n{ids}\n\
         Then: pre-commit install (or prek install)\n"
    )
}

fn prek(file: &str) -> String {
    let ids = ids()
        .into_iter()
        .map(|id| format!("  {{ id = \"{id}\" }},\n"));
    let ids: String = ids.collect();
    let types = names().join("\", \"");
    format!(
        "In `{file}`:\n\n\
         default_install_hook_types = [\"{types}\"]\n\n\
         [[repos]]\n\
         repo = \"{REPOSITORY}\"\n\
         rev = \"{VERSION}\"\n\
         hooks = [\n{ids}]\n\n\
         Then: prek install\n"
    )
}

/// The line for a file of husky's; without the program nothing happens.
fn husky(folder: &str) -> String {
    let lines = names()
        .into_iter()
        .map(|name| format!("echo 'progress hook run {name} \"$@\"' >> {folder}/{name}\n"));
    let lines: String = lines.collect();
    format!("Add a line to each of husky's files:\n\n{lines}")
}

/// What lefthook runs, with all that Git gives the hook.
fn command(name: &str) -> String {
    let takes_arguments = !matches!(name, "pre-commit" | "pre-merge-commit" | "post-commit");
    let arguments = if takes_arguments { " {0}" } else { "" };
    format!("progress hook run {name}{arguments}")
}

fn reads_stdin(name: &str) -> bool {
    HOOKS
        .iter()
        .any(|hook| hook.name == name && hook.reads_stdin())
}

fn lefthook_yaml(file: &str) -> String {
    let parts = names().into_iter().map(|name| {
        let stdin = if reads_stdin(name) {
            "      use_stdin: true\n"
        } else {
            ""
        };
        let run = command(name);
        format!("{name}:\n  commands:\n    progress:\n      run: {run}\n{stdin}")
    });
    let parts: String = parts.collect();
    format!("In `{file}`:\n\n{parts}\nThen: lefthook install\n")
}

fn lefthook_toml(file: &str) -> String {
    let parts = names().into_iter().map(|name| {
        let stdin = if reads_stdin(name) {
            "use_stdin = true\n"
        } else {
            ""
        };
        let run = command(name);
        format!("[{name}.commands.progress]\nrun = \"{run}\"\n{stdin}\n")
    });
    let parts: String = parts.collect();
    format!("In `{file}`:\n\n{parts}Then: lefthook install\n")
}

fn lefthook_json(file: &str) -> String {
    let parts = names().into_iter().map(|name| {
        let stdin = if reads_stdin(name) {
            ", \"use_stdin\": true"
        } else {
            ""
        };
        let run = command(name);
        format!(
            "  \"{name}\": {{ \"commands\": {{ \"progress\": {{ \"run\": \"{run}\"{stdin} }} }} }}"
        )
    });
    let parts: Vec<String> = parts.collect();
    let parts = parts.join(",\n");
    format!("In `{file}`:\n\n{{\n{parts}\n}}\n\nThen: lefthook install\n")
}
