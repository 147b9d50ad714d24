//! The files by which managers are recognized.

use std::path::Path;

use super::ManagerKind::{self, Husky, Lefthook, PreCommit, Prek};

/// Returns the files of each manager, in the order in which it looks for them.
fn names(kind: ManagerKind) -> Vec<String> {
    let fixed: &[&str] = match kind {
        Prek => &["prek.toml"],
        PreCommit => &[".pre-commit-config.yaml", ".pre-commit-config.yml"],
        Husky => &[".husky"],
        Lefthook => return [lefthook(""), lefthook("-local")].concat(),
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
    let is_its = hooks.ends_with("_") && hooks.join("h").is_file();
    let folder = hooks.parent().filter(|_| is_its)?.strip_prefix(root).ok()?;
    let folder = folder.to_str().filter(|folder| !folder.is_empty());
    folder.map(str::to_owned)
}

/// Returns the first file of every manager in use.
pub(super) fn found(root: &Path, hooks: &Path) -> Vec<(String, ManagerKind)> {
    let mut found = Vec::new();
    for kind in [Prek, PreCommit, Lefthook, Husky] {
        if let (Husky, Some(folder)) = (kind, husky(root, hooks)) {
            found.push((folder, Husky));
            continue;
        }
        let file = names(kind).into_iter().find(|name| {
            let path = root.join(name);
            if kind == Husky {
                path.is_dir()
            } else {
                path.is_file()
            }
        });
        let Some(file) = file else { continue };
        // pre-commit does not support this name.
        let is_prek = kind == PreCommit && file == ".pre-commit-config.yml";
        found.push((file, if is_prek { Prek } else { kind }));
    }
    found
}
