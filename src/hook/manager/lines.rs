//! The lines to add to a manager's file so that it runs our hooks.

mod frameworks;
mod layout;
mod lefthook;

use std::fmt::Write;

use super::Manager;
use super::ManagerKind::{Husky, Lefthook, PreCommit, Prek};
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
    }
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
        let _ = writeln!(
            lines,
            "echo 'progress hook run {name} \"$@\"' >> {folder}/{name}"
        );
    }
    lines
}
