//! The scripts with which Git runs a manager.

use std::fs;
use std::path::Path;

use super::ManagerKind::{
    self, CaptainHook, CargoHusky, Hk, Husky, Lefthook, OldHusky, Overcommit, PreCommit, Prek,
};
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
        let bytes = fs::read(path).ok()?;
        let shim = Self::of(&String::from_utf8_lossy(&bytes))?;
        // husky's scripts need the file `h` beside them.
        if shim.kind == Husky && !path.with_file_name("h").is_file() {
            return None;
        }
        Some(shim)
    }

    /// Recognizes the script or the command in a text.
    pub(crate) fn of(text: &str) -> Option<Self> {
        // prek comes first, since its scripts contain `--hook-type=pre-commit`.
        let kind = if text.contains("hook-impl") && text.contains("prek") {
            Prek
        } else if text.contains("hook-impl") && text.contains("pre-commit") {
            PreCommit
        } else if text.contains("call_lefthook run") || text.contains("lefthook run ") {
            Lefthook
        } else if text.contains("\"$0\")/h\"") {
            Husky
        } else if text.contains("\"$0\")/husky.sh\"") {
            OldHusky
        } else if text.contains("OVERCOMMIT_DISABLE") {
            Overcommit
        } else if text.contains("captainhook") && text.contains("hook:") {
            CaptainHook
        } else if text.contains("set by cargo-husky") {
            CargoHusky
        } else if text.contains("hk run ") {
            Hk
        } else {
            return None;
        };
        let config = text.split_once("--config=").map(|(_, rest)| {
            let unquoted = rest.trim_start_matches(['"', '\'']);
            let mut words = unquoted.split(|c: char| c.is_whitespace() || "\"')".contains(c));
            words.next().unwrap_or_default().to_owned()
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
        let is_found = std::env::var_os("LEFTHOOK_BIN").is_some()
            || !named_on_path("lefthook").is_empty()
            || packages.join("lefthook").is_dir()
            || packages.join("@evilmartians/lefthook").is_dir();
        if is_found {
            return true;
        }
        let bytes = fs::read(script).unwrap_or_default();
        // The script tests one path after the other, among them that of the installation.
        for line in String::from_utf8_lossy(&bytes).lines() {
            let condition = line.trim().trim_start_matches("elif ");
            let Some(program) = condition.strip_suffix(" -h >/dev/null 2>&1") else {
                continue;
            };
            let path = Path::new(program.trim_matches(['"', '\'']));
            if path.is_absolute() && path.is_file() {
                return true;
            }
        }
        false
    }

    /// Whether it also runs the previous hook, as `NAME.legacy`.
    pub(crate) fn runs_legacy(&self) -> bool {
        matches!(self.kind, PreCommit | Prek)
    }
}
