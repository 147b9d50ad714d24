//! The files by which managers are recognized.

use std::path::Path;

use progress_git::trees::read_file;

use super::ManagerKind::{
    self, CaptainHook, CargoHusky, Hk, Husky, Lefthook, OldHusky, Overcommit, PreCommit, Prek,
    SimpleGitHooks,
};
use super::packages;

/// The usual folder of husky's scripts.
const HUSKY: &str = ".husky";

/// The folder from which cargo-husky copies hooks.
const CARGO_HUSKY: &str = ".cargo-husky/hooks";

/// Returns the files of each manager, in the order in which it looks for them.
fn names(kind: ManagerKind) -> Vec<String> {
    let fixed: &[&str] = match kind {
        Prek => &["prek.toml"],
        PreCommit => &[".pre-commit-config.yaml", ".pre-commit-config.yml"],
        Husky => &[HUSKY],
        Lefthook => return [lefthook(""), lefthook("-local")].concat(),
        Overcommit => &[".overcommit.yml"],
        Hk => &["hk.pkl", ".config/hk.pkl"],
        CaptainHook => &["captainhook.json"],
        CargoHusky => &[CARGO_HUSKY],
        // Recognized by what `package.json` contains.
        SimpleGitHooks | OldHusky => &[],
    };
    fixed.iter().map(|&name| name.to_owned()).collect()
}

/// Returns the names of lefthook's main files, or of its local ones.
pub(super) fn lefthook(suffix: &str) -> Vec<String> {
    let mut names = Vec::new();
    for ending in ["yml", "yaml", "json", "jsonc", "toml"] {
        for start in ["lefthook", ".lefthook", ".config/lefthook"] {
            names.push(format!("{start}{suffix}.{ending}"));
        }
    }
    names
}

/// Returns the folder of husky's scripts, if Git's hooks folder is the one that husky keeps inside
/// it. It need not be called `.husky`, nor be at the top.
fn husky(root: &Path, hooks: &Path) -> Option<String> {
    if !hooks.ends_with("_") || !hooks.join("h").is_file() {
        return None;
    }
    let folder = hooks.parent()?.strip_prefix(root).ok()?.to_str()?;
    // The whole working tree cannot be husky's folder.
    if folder.is_empty() {
        return None;
    }
    Some(folder.to_owned())
}

/// Returns the first file of every manager in use.
pub(super) fn found(root: &Path, hooks: &Path) -> Vec<(String, ManagerKind)> {
    let mut found = Vec::new();
    for kind in [Prek, PreCommit, Lefthook, Overcommit, Hk, CaptainHook] {
        let mut files = names(kind).into_iter();
        if let Some(file) = files.find(|name| root.join(name).is_file()) {
            // pre-commit does not support this name.
            let is_prek = file == ".pre-commit-config.yml";
            found.push((file, if is_prek { Prek } else { kind }));
        }
    }
    if let Some(folder) = husky(root, hooks) {
        found.push((folder, Husky));
    } else if root.join(HUSKY).is_dir() {
        found.push((HUSKY.to_owned(), Husky));
    }
    if root.join(CARGO_HUSKY).is_dir() {
        found.push((CARGO_HUSKY.to_owned(), CargoHusky));
    }
    let has_husky = found.iter().any(|(_, kind)| *kind == Husky);
    for (file, kind) in packages::found(root) {
        // A later version of husky does not read it.
        if kind != OldHusky || !has_husky {
            found.push((file, kind));
        }
    }
    found
}

/// The text of a file; empty if it cannot be read.
pub(super) fn text_of(path: &Path) -> String {
    match read_file(path) {
        Ok((bytes, _)) => String::from_utf8_lossy(&bytes).into_owned(),
        Err(_) => String::new(),
    }
}
