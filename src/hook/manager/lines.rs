//! The lines to add to a manager's file so that it runs our hooks.

mod frameworks;
mod layout;
mod lefthook;
mod others;

use std::fmt::Write;

use yaml_lossless::edit::Value;

use super::Manager;
use super::ManagerKind::{
    CaptainHook, CargoHusky, Hk, Husky, Lefthook, OldHusky, Overcommit, PreCommit, Prek,
    SimpleGitHooks,
};
use super::packages;
use crate::hook::shim::Hook;

/// Returns the lines for some hooks, each part with a heading that says where it goes.
pub(super) fn of(manager: &Manager, hooks: &[Hook]) -> String {
    match manager.kind {
        Prek if manager.file == "prek.toml" => {
            frameworks::toml(&manager.file, &manager.text, hooks)
        }
        PreCommit | Prek => frameworks::yaml(manager.kind, &manager.file, &manager.text, hooks),
        Husky => husky(manager, hooks),
        Lefthook => lefthook::of(&manager.file, &manager.text, hooks),
        SimpleGitHooks | OldHusky => packages::lines(manager, hooks),
        Overcommit | Hk | CaptainHook | CargoHusky => others::of(manager, hooks),
    }
}

/// Returns the entry for our repository in a file for pre-commit.
pub(super) fn repository(hooks: &[Hook]) -> Value {
    frameworks::repository(hooks)
}

/// Returns the text of a file for lefthook with keys for these hooks; `None` if they cannot simply
/// be appended.
pub(super) fn with_lefthook_keys(file: &str, text: &str, hooks: &[Hook]) -> Option<String> {
    lefthook::appended(file, text, hooks)
}

/// Returns the name and the text of a separate file for lefthook with these hooks; `None` if its own
/// file is not YAML.
pub(super) fn lefthook_file(
    file: &str,
    text: &str,
    hooks: &[Hook],
) -> Option<(&'static str, String)> {
    lefthook::own_file(file, text, hooks)
}

/// Returns the text of a husky file with the line for each of these hooks.
pub(super) fn with_husky_lines(text: &str, hooks: &[Hook]) -> String {
    let mut lines = ended(text);
    for hook in hooks {
        let _ = writeln!(lines, "{}", husky_line(*hook));
    }
    lines
}

/// The text, with a newline at its end: our line would otherwise become part of the last one.
fn ended(text: &str) -> String {
    let mut ended = text.to_owned();
    if !text.is_empty() && !text.ends_with('\n') {
        ended.push('\n');
    }
    ended
}

fn husky_line(hook: Hook) -> String {
    shell_command(hook.name, " \"$@\"")
}

/// Returns the command by which a manager's shell runs a hook. The line is committed: whoever has
/// not installed the program can go on without it, and is told so once per commit.
pub(super) fn shell_command(name: &str, arguments: &str) -> String {
    piped_command("", name, arguments)
}

/// Like [`shell_command`], after a command whose output the hook reads.
pub(super) fn piped_command(input: &str, name: &str, arguments: &str) -> String {
    let missing = match name {
        // Without quotes, which not every file can hold as they are.
        "pre-commit" => {
            "; else echo progress-lint is not installed, so progress files are not checked >&2"
        }
        _ => "",
    };
    format!(
        "if command -v progress-lint >/dev/null; then {input}progress-lint hook run {name}{arguments}{missing}; fi"
    )
}

/// Returns the commands that add a line to husky's files.
fn husky(manager: &Manager, hooks: &[Hook]) -> String {
    let folder = &manager.file;
    let mut lines = "Add a line to each husky file:\n\n".to_owned();
    for hook in hooks {
        let name = hook.name;
        // Our line would otherwise become part of the last one.
        if manager.unended.contains(hook) {
            let _ = writeln!(lines, "echo >> {folder}/{name}");
        }
        let line = husky_line(*hook);
        let _ = writeln!(lines, "echo '{line}' >> {folder}/{name}");
    }
    lines
}
