//! Adds our hooks to a manager's files, if that is possible without changing anything else.

use yaml_lossless::edit::{Change, Value, edited};
use yaml_lossless::text::Span;
use yaml_lossless::{Node, parse};

use super::ManagerKind::{
    CaptainHook, CargoHusky, Hk, Husky, Lefthook, OldHusky, Overcommit, PreCommit, Prek,
    SimpleGitHooks,
};
use super::lines;
use super::{Manager, SeparateFile};
use crate::hook::shim::{HOOKS, Hook};

/// The key by which pre-commit knows for which hooks to install itself.
const TYPES: &str = "default_install_hook_types";

/// Returns the files to change so that the manager runs these hooks, each with its hooks.
pub(super) fn files(manager: &Manager, hooks: &[Hook]) -> Vec<(String, Vec<Hook>)> {
    if !matches!(manager.kind, Husky | CargoHusky) {
        return vec![(manager.file.clone(), hooks.to_vec())];
    }
    let mut files = Vec::with_capacity(hooks.len());
    for hook in hooks {
        files.push((format!("{}/{}", manager.file, hook.name), vec![*hook]));
    }
    files
}

/// Returns the text of a file with these hooks added; `None` if that needs a person.
pub(super) fn with_hooks(manager: &Manager, text: &str, hooks: &[Hook]) -> Option<String> {
    // What is wrong with the file has to be fixed first.
    if manager.fault.is_some() {
        return None;
    }
    match manager.kind {
        Husky => Some(lines::with_husky_lines(text, hooks)),
        Lefthook => lines::with_lefthook_keys(&manager.file, text, hooks),
        Prek if manager.file == "prek.toml" => None,
        SimpleGitHooks | OldHusky | Overcommit | Hk | CaptainHook | CargoHusky => None,
        PreCommit | Prek => with_repository(text, hooks),
    }
}

/// Returns a separate file for these hooks, for a manager whose file already has their keys; `None`
/// if that needs a person.
pub(super) fn separate(manager: &Manager, text: &str, hooks: &[Hook]) -> Option<SeparateFile> {
    if manager.kind != Lefthook || manager.fault.is_some() {
        return None;
    }
    let (name, hooks) = lines::lefthook_file(&manager.file, text, hooks)?;
    let tree = parse(text, Span::new(0, text.len())).ok()?;
    let root = tree.root();
    let change = match root.get("extends") {
        Some(list) => Change::Append(list.id(), vec![Value::text(name)]),
        None => Change::put(root, "extends", Value::texts(vec![name]), &[]),
    };
    Some(SeparateFile {
        name,
        text: hooks,
        extended: edited(text, &tree, &[change]).ok()?,
    })
}

/// Adds our repository to the list of a file for pre-commit.
fn with_repository(text: &str, hooks: &[Hook]) -> Option<String> {
    let tree = parse(text, Span::new(0, text.len())).ok()?;
    let root = tree.root();
    let repositories = root.get("repos")?;
    let mut changes = vec![Change::Append(
        repositories.id(),
        vec![lines::repository(hooks)],
    )];
    changes.push(hook_types(root));
    edited(text, &tree, &changes).ok()
}

/// Makes the manager install itself for every hook of ours, besides those it has.
fn hook_types(root: Node<'_>) -> Change {
    let Some(types) = root.get(TYPES) else {
        return Change::put(root, TYPES, Value::texts(names(HOOKS)), &[]);
    };
    let mut missing = names(HOOKS);
    let existing: Vec<&str> = types.items().filter_map(Node::text).collect();
    missing.retain(|name| !existing.contains(name));
    Change::Append(types.id(), missing.into_iter().map(Value::text).collect())
}

fn names(hooks: &[Hook]) -> Vec<&'static str> {
    hooks.iter().map(|hook| hook.name).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hook::manager::ManagerKind;

    fn manager(kind: ManagerKind, file: &str, text: &str) -> Manager {
        Manager {
            kind,
            file: file.to_owned(),
            names: Vec::new(),
            fault: None,
            text: text.to_owned(),
            unended: Vec::new(),
        }
    }

    fn added(kind: ManagerKind, file: &str, text: &str) -> Option<String> {
        with_hooks(&manager(kind, file, text), text, &HOOKS[..2])
    }

    #[test]
    fn a_repository_is_added_to_the_list() {
        let text =
            "# ours\nrepos:\n  - repo: local # x\n    hooks:\n      - id: a\nfail_fast: true\n";
        let new = added(PreCommit, ".pre-commit-config.yaml", text).unwrap();
        let (before, after) = text.split_at(text.find("fail_fast").unwrap());
        let rest = new.strip_prefix(before).unwrap();
        let (added, rest) = rest.split_once(after).unwrap();
        assert!(added.starts_with("  - repo: https://"), "{added}");
        let ids =
            "    hooks:\n      - id: progress-pre-commit\n      - id: progress-pre-merge-commit\n";
        assert!(added.ends_with(ids), "{added}");
        assert!(
            rest.starts_with("default_install_hook_types:\n  - pre-commit\n"),
            "{rest}"
        );
        assert!(rest.ends_with("  - pre-push\n"), "{rest}");
    }

    #[test]
    fn what_cannot_be_changed_safely_is_left_to_people() {
        for (kind, file, text) in [
            (PreCommit, ".pre-commit-config.yaml", "repos: &a [\n"),
            (PreCommit, ".pre-commit-config.yaml", "# none\n"),
            (Prek, "prek.toml", ""),
            (Lefthook, "lefthook.json", "{}\n"),
            (Lefthook, "lefthook.yml", "pre-commit: {}\n"),
        ] {
            assert_eq!(added(kind, file, text), None, "{file}: {text}");
        }
    }

    #[test]
    fn lefthook_extends_a_separate_file_if_it_has_the_keys() {
        for (text, extended) in [
            (
                "pre-commit:\n  jobs: [] # x\n",
                "pre-commit:\n  jobs: [] # x\nextends:\n  - lefthook-progress.yml\n",
            ),
            (
                "extends: [a.yml]\npre-commit: {}\n",
                "extends: [a.yml, lefthook-progress.yml]\npre-commit: {}\n",
            ),
        ] {
            let manager = manager(Lefthook, "lefthook.yml", text);
            let file = separate(&manager, text, &HOOKS[..1]).unwrap();
            assert_eq!(
                (file.name, file.extended.as_str()),
                ("lefthook-progress.yml", extended)
            );
            assert!(file.text.starts_with("pre-commit:\n  commands:\n"));
        }
        for (kind, file, text) in [
            (Lefthook, "lefthook.toml", "[pre-commit]\n"),
            (Lefthook, "lefthook.yml", "pre-commit: [\n"),
            (PreCommit, ".pre-commit-config.yaml", "repos: {}\n"),
        ] {
            assert!(separate(&manager(kind, file, text), text, HOOKS).is_none());
        }
    }

    #[test]
    fn husky_and_lefthook_get_lines_at_the_end() {
        let husky = added(Husky, ".husky", "npm test").unwrap();
        assert!(husky.starts_with("npm test\nif command -v progress-lint >"));
        let lefthook = added(Lefthook, "lefthook.yml", "colors: false # x").unwrap();
        assert!(lefthook.starts_with("colors: false # x\npre-commit:\n  commands:\n"));
    }
}
