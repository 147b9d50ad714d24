//! Managers that read the command of each hook from `package.json` or from a file of their own:
//! simple-git-hooks, and husky before version 5.

use std::path::Path;

use progress_core::display::visible;
use serde_yaml::Value;

use super::Manager;
use super::ManagerKind::{self, OldHusky, SimpleGitHooks};
use super::files::text_of;
use super::lines::{piped_command, shell_command};
use crate::hook::shim::Hook;

const PACKAGE: &str = "package.json";

/// Returns the first file of each of these managers in use.
pub(super) fn found(root: &Path) -> Vec<(String, ManagerKind)> {
    let package = text_of(&root.join(PACKAGE));
    let package = serde_json::from_str(&package).unwrap_or(Value::Null);
    let mut found = Vec::new();
    for kind in [SimpleGitHooks, OldHusky] {
        let mut own = own_files(kind).iter();
        if let Some(name) = own.find(|name| root.join(name).is_file()) {
            found.push(((*name).to_owned(), kind));
        } else if at(&package, keys(kind)).is_some_and(Value::is_mapping) {
            found.push((PACKAGE.to_owned(), kind));
        }
    }
    found
}

/// Returns the entries to add so that a manager runs these hooks.
pub(super) fn lines(manager: &Manager, hooks: &[Hook]) -> String {
    let (file, kind) = (manager.file.as_str(), manager.kind);
    let path = if file == PACKAGE {
        keys(kind)
    } else {
        // husky's own file has the key `hooks` only.
        keys(kind).get(1..).unwrap_or_default()
    };
    // What a JavaScript file contains cannot be known.
    let content: Option<Value> = serde_yaml::from_str(&manager.text).ok();
    let existing = content.as_ref().and_then(|content| at(content, path));
    let existing = existing.filter(|it| it.is_mapping());
    let mut entries = Vec::with_capacity(hooks.len());
    let mut has_other = false;
    for hook in hooks {
        let mut command = command(kind, *hook);
        let other = existing.and_then(|it| it.get(hook.name));
        if let Some(other) = other.and_then(Value::as_str) {
            has_other = true;
            command = format!("{} && {command}", visible(other));
        }
        let quoted = serde_json::Value::from(command);
        entries.push(format!("  \"{}\": {quoted}", hook.name));
    }
    let place = match path {
        [] => "in the object with the hooks".to_owned(),
        keys => format!("in `{}`", keys.join(".")),
    };
    let others = match existing {
        None => "; if a hook has a command, join both with ` && `",
        Some(_) if has_other => ", instead of the entries for the same hooks",
        Some(_) => "",
    };
    // Block mappings of YAML have no commas.
    let is_block = existing.is_some() && !manager.text.trim_start().starts_with('{');
    let entries = entries.join(if is_block { "\n" } else { ",\n" });
    format!(
        "In `{file}`, {place}{others}:\n\n{entries}\n\nThen: {}\n",
        kind.install()
    )
}

/// The command for a hook, in the shell that its manager runs.
fn command(kind: ManagerKind, hook: Hook) -> String {
    let name = hook.name;
    match kind {
        // It passes on what it gets from Git in variables.
        OldHusky if matches!(name, "pre-push" | "post-rewrite") => {
            let input = "echo \"$HUSKY_GIT_STDIN\" | ";
            piped_command(input, name, " $HUSKY_GIT_PARAMS")
        }
        OldHusky => shell_command(name, " $HUSKY_GIT_PARAMS"),
        _ => shell_command(name, " \"$@\""),
    }
}

/// The keys in `package.json` that lead to the hooks.
fn keys(kind: ManagerKind) -> &'static [&'static str] {
    match kind {
        SimpleGitHooks => &["simple-git-hooks"],
        OldHusky => &["husky", "hooks"],
        _ => &[],
    }
}

/// The files that take the place of `package.json`, in the order in which they are looked for.
fn own_files(kind: ManagerKind) -> &'static [&'static str] {
    match kind {
        SimpleGitHooks => &[
            ".simple-git-hooks.cjs",
            ".simple-git-hooks.js",
            ".simple-git-hooks.mjs",
            "simple-git-hooks.cjs",
            "simple-git-hooks.js",
            "simple-git-hooks.mjs",
            ".simple-git-hooks.json",
            "simple-git-hooks.json",
        ],
        OldHusky => &[
            ".huskyrc",
            ".huskyrc.json",
            ".huskyrc.yaml",
            ".huskyrc.yml",
            ".huskyrc.js",
            ".huskyrc.cjs",
            "husky.config.js",
            "husky.config.cjs",
        ],
        _ => &[],
    }
}

fn at<'v>(value: &'v Value, keys: &[&str]) -> Option<&'v Value> {
    keys.iter().try_fold(value, |value, key| value.get(*key))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hook::shim::HOOKS;

    fn shown(kind: ManagerKind, file: &str, text: &str) -> String {
        let manager = Manager {
            kind,
            file: file.to_owned(),
            names: Vec::new(),
            fault: None,
            text: text.to_owned(),
            unended: Vec::new(),
        };
        lines(&manager, &HOOKS[..1])
    }

    #[test]
    fn existing_commands_are_kept() {
        let text = "{\"simple-git-hooks\": {\"pre-commit\": \"npm test\"}}";
        let said = shown(SimpleGitHooks, PACKAGE, text);
        let start = "In `package.json`, in `simple-git-hooks`, instead of the entries for the same \
                     hooks:\n\n  \"pre-commit\": \"npm test && if command -v progress-lint";
        assert!(said.starts_with(start), "{said}");
        assert!(
            said.ends_with("; fi\"\n\nThen: npx simple-git-hooks\n"),
            "{said}"
        );
        let said = shown(OldHusky, ".huskyrc.yml", "hooks:\n  commit-msg: x\n");
        assert!(
            said.starts_with("In `.huskyrc.yml`, in `hooks`:\n\n  \"pre-commit\": \"if"),
            "{said}"
        );
        let said = shown(
            SimpleGitHooks,
            ".simple-git-hooks.cjs",
            "module.exports = {}\n",
        );
        let start = "In `.simple-git-hooks.cjs`, in the object with the hooks; if a hook has a command, \
                     join both with ` && `:\n";
        assert!(said.starts_with(start), "{said}");
    }
}
