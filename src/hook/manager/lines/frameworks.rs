//! The lines for pre-commit and prek.

use std::fmt::Write;

use yaml_lossless::edit::Value;

use crate::hook::manager::ManagerKind;
use crate::hook::shim::{HOOKS, Hook};

/// The repository whose hooks install a released binary; `packaging/pre-commit/make` writes it.
const REPOSITORY: &str = "https://github.com/progress-lint/pre-commit-hooks";
const VERSION: &str = concat!("v", env!("CARGO_PKG_VERSION"));
/// The manifest, which has the properties of each hook.
const MANIFEST: &str = include_str!("../../../../.pre-commit-hooks.yaml");

/// Returns the lines for `.pre-commit-config.yaml`, which may already list other hooks.
pub(super) fn yaml(kind: ManagerKind, file: &str, text: &str, hooks: &[Hook]) -> String {
    let types = joined_names(", ");
    let install = match kind {
        ManagerKind::Prek => "prek install",
        _ => "pre-commit install (or prek install)",
    };
    let head = if holds_key(text, "default_install_hook_types") {
        format!("In `{file}`, for `default_install_hook_types`, all of:\n\n  [{types}]\n\n")
    } else {
        format!("In `{file}`, at the top:\n\ndefault_install_hook_types: [{types}]\n\n")
    };
    let (place, repos) = if holds_key(text, "repos") {
        ("in the list `repos`", "")
    } else {
        ("below that", "repos:\n")
    };
    let indent = item_indent(text);
    let installed = indented(&installed_hooks(hooks), indent);
    let local = indented(&local_hooks(hooks), indent);
    format!(
        "{head}In `{file}`, {place}:\n\n{repos}{installed}\n\
         or, to use the `progress-lint` on the `PATH` instead of installing it:\n\n{repos}{local}\n\
         Then: {install}\n"
    )
}

/// Returns the lines for `prek.toml`.
pub(super) fn toml(file: &str, text: &str, hooks: &[Hook]) -> String {
    let types = joined_names("\", \"");
    let head = if holds_key(text, "default_install_hook_types") {
        format!("In `{file}`, for `default_install_hook_types`, all of:\n\n  [\"{types}\"]\n\n")
    } else {
        format!("In `{file}`, at the top:\n\ndefault_install_hook_types = [\"{types}\"]\n\n")
    };
    // TOML cannot append a table to an inline array.
    let place = if holds_key(text, "repos") {
        "at the end, after converting the list `repos` to `[[repos]]`"
    } else {
        "at the end"
    };
    let mut ids = String::new();
    let mut local = String::new();
    for hook in hooks {
        let name = hook.name;
        let _ = writeln!(ids, "  {{ id = \"{}\" }},", id(hook));
        // Only these hooks need the path that the manager passes: that of the message.
        let passes = if name.ends_with("-msg") {
            "true"
        } else {
            "false"
        };
        // Managers hide what a successful hook prints unless it is verbose.
        let verbose = if name == "prepare-commit-msg" {
            ""
        } else {
            ", verbose = true"
        };
        let _ = writeln!(
            local,
            "  {{ id = \"{}\", name = \"progress ({name})\", entry = \"progress-lint hook run {name}\", \
             language = \"system\", stages = [\"{name}\"], always_run = true, \
             pass_filenames = {passes}, require_serial = true{verbose} }},",
            id(hook)
        );
    }
    format!(
        "{head}In `{file}`, {place}:\n\n\
         [[repos]]\n\
         repo = \"{REPOSITORY}\"\n\
         rev = \"{VERSION}\"\n\
         hooks = [\n{ids}]\n\n\
         or, to use the `progress-lint` on the `PATH` instead of installing it:\n\n\
         [[repos]]\n\
         repo = \"local\"\n\
         hooks = [\n{local}]\n\n\
         Then: prek install\n"
    )
}

fn id(hook: &Hook) -> String {
    format!("progress-{}", hook.name)
}

fn joined_names(separator: &str) -> String {
    let names: Vec<&str> = HOOKS.iter().map(|hook| hook.name).collect();
    names.join(separator)
}

/// Returns the hooks for a manager that installs the program.
fn installed_hooks(hooks: &[Hook]) -> String {
    let mut lines = format!("- repo: {REPOSITORY}\n  rev: {VERSION}\n  hooks:\n");
    for hook in hooks {
        let _ = writeln!(lines, "    - id: {}", id(hook));
    }
    lines
}

/// Returns the entry that [`installed_hooks`] shows, as a value.
pub(super) fn repository(hooks: &[Hook]) -> Value {
    let ids = hooks.iter().map(|hook| {
        let id = ("id".to_owned(), Value::text(id(hook)));
        Value::Map(vec![id])
    });
    Value::Map(vec![
        ("repo".to_owned(), Value::text(REPOSITORY)),
        ("rev".to_owned(), Value::text(VERSION)),
        ("hooks".to_owned(), Value::List(ids.collect())),
    ])
}

/// Returns the hooks for an installed program.
fn local_hooks(hooks: &[Hook]) -> String {
    let mut lines = "- repo: local\n  hooks:\n".to_owned();
    let parts = MANIFEST.split("\n- id: ").skip(1);
    for part in parts {
        let part_id = part.lines().next().unwrap_or_default();
        if !hooks.iter().any(|hook| id(hook) == part_id) {
            continue;
        }
        let _ = writeln!(lines, "    - id: {part_id}");
        for line in part.lines().skip(1) {
            if is_needed_locally(line.trim_start()) {
                let installed = line.replace("language: rust", "language: system");
                let _ = writeln!(lines, "    {installed}");
            }
        }
    }
    lines
}

/// Whether a line of the manifest makes sense for a local hook.
fn is_needed_locally(line: &str) -> bool {
    let is_left_out = line.starts_with('#')
        || line.starts_with("description:")
        || line.starts_with("minimum_pre_commit_version:");
    !line.is_empty() && !is_left_out
}

/// Whether a file has a key at the top level.
fn holds_key(text: &str, key: &str) -> bool {
    text.lines()
        .filter_map(|line| line.strip_prefix(key))
        .any(|rest| rest.trim_start().starts_with([':', '=']))
}

/// Returns the indentation of the items of an existing list.
fn item_indent(text: &str) -> usize {
    for line in text.lines() {
        let item = line.trim_start();
        if item.starts_with("- repo") {
            return line.len() - item.len();
        }
    }
    2
}

fn indented(lines: &str, by: usize) -> String {
    let indent = " ".repeat(by);
    let mut indented = String::new();
    for line in lines.lines() {
        let _ = writeln!(indented, "{indent}{line}");
    }
    indented
}
