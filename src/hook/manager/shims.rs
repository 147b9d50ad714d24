//! The scripts with which Git runs a manager.

use std::fs;
use std::path::Path;

use super::ManagerKind::{self, Husky, Lefthook, PreCommit, Prek};
use crate::hook::program::named_on_path;
use crate::hook::state::is_executable;

/// A manager's script, installed as a hook.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::hook) struct Shim {
    /// The manager that installed it.
    pub kind: ManagerKind,
    /// The configuration file that it names, as pre-commit's scripts do.
    pub config: Option<String>,
}

impl Shim {
    /// Returns the script in a file, if Git can run it and a manager installed it.
    pub(crate) fn at(path: &Path) -> Option<Self> {
        if !fs::metadata(path).is_ok_and(|file| file.is_file() && is_executable(&file)) {
            return None;
        }
        let text = fs::read(path).ok()?;
        let text = String::from_utf8_lossy(&text);
        let shim = Self::of(&text)?;
        // husky's scripts need the file `h` beside them.
        let is_whole = shim.kind != Husky || path.with_file_name("h").is_file();
        is_whole.then_some(shim)
    }

    /// Recognizes the script or the command in a text.
    pub(crate) fn of(text: &str) -> Option<Self> {
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

    /// Whether it runs the hooks listed in a manager's file.
    pub(crate) fn runs(&self, kind: ManagerKind, file: &str) -> bool {
        if let Some(config) = &self.config {
            return config == file && matches!(kind, PreCommit | Prek);
        }
        // prek also reads pre-commit's file.
        self.kind == kind || self.kind == Prek && kind == PreCommit
    }

    /// Whether lefthook's script finds the program, as far as can be seen without running anything:
    /// on the `PATH`, where it was at installation, or in `node_modules`. If it does not, the
    /// script prints a message, and Git continues.
    pub(crate) fn finds_lefthook(script: &Path, root: &Path) -> bool {
        let packages = root.join("node_modules");
        let folders = ["lefthook", "@evilmartians/lefthook"].map(|name| packages.join(name));
        let is_named = std::env::var_os("LEFTHOOK_BIN").is_some();
        if is_named || !named_on_path("lefthook").is_empty() || folders.iter().any(|it| it.is_dir())
        {
            return true;
        }
        let text = fs::read(script).unwrap_or_default();
        let text = String::from_utf8_lossy(&text);
        let recorded = text.lines().filter_map(|line| {
            let line = line.trim().trim_start_matches("elif ");
            line.strip_suffix(" -h >/dev/null 2>&1")
        });
        let mut recorded = recorded.map(|path| Path::new(path.trim_matches(['"', '\''])));
        recorded.any(|path| path.is_absolute() && path.is_file())
    }

    /// Whether it also runs the previous hook, as `NAME.legacy`.
    pub(crate) fn runs_legacy(&self) -> bool {
        matches!(self.kind, PreCommit | Prek)
    }
}
