//! The scripts by which Git runs a manager.

use std::fs;
use std::path::Path;

use super::ManagerKind::{self, Husky, Lefthook, PreCommit, Prek};
use crate::hook::state::is_executable;

/// A manager's script in the place of a hook.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::hook) struct Shim {
    /// Whose it is.
    pub kind: ManagerKind,
    /// The configuration that it names, as pre-commit's do.
    pub config: Option<String>,
}

impl Shim {
    /// The script in a file, if Git can run it and it is a manager's.
    pub fn at(path: &Path) -> Option<Self> {
        if !fs::metadata(path).is_ok_and(|file| file.is_file() && is_executable(&file)) {
            return None;
        }
        let text = fs::read(path).ok()?;
        let text = String::from_utf8_lossy(&text);
        let shim = Self::of(&text)?;
        // What its scripts run lies beside them.
        let is_whole = shim.kind != Husky || path.with_file_name("h").is_file();
        is_whole.then_some(shim)
    }

    /// The script, or the command, in a text.
    pub fn of(text: &str) -> Option<Self> {
        let kind = if text.contains("hook-impl") && text.contains("prek") {
            Prek
        } else if text.contains("hook-impl") && text.contains("pre-commit") {
            PreCommit
        } else if text.contains("call_lefthook run") || text.contains("lefthook run ") {
            Lefthook
        } else if text.contains("\"$0\")/h\"") {
            Husky
        } else {
            return None;
        };
        let config = text.split_once("--config=").map(|(_, rest)| {
            let is_end = |c: char| c.is_whitespace() || "\"')".contains(c);
            let rest = rest.trim_start_matches(['"', '\'']);
            rest.split(is_end).next().unwrap_or_default().to_owned()
        });
        Some(Self { kind, config })
    }

    /// Whether it runs what a manager's file names.
    pub fn runs(&self, kind: ManagerKind, file: &str) -> bool {
        if let Some(config) = &self.config {
            return config == file && matches!(kind, PreCommit | Prek);
        }
        // prek reads the other's file too.
        self.kind == kind || self.kind == Prek && kind == PreCommit
    }

    /// Whether it also runs the hook that stood there before, as `NAME.legacy`.
    pub fn runs_legacy(&self) -> bool {
        matches!(self.kind, PreCommit | Prek)
    }
}
