//! The lines for lefthook.

use std::fmt::Write;

use super::layout::{Format, Layout};
use super::shell_command;
use crate::hook::shim::Hook;

/// The file for our hooks if lefthook's own file already has their keys.
const OWN_FILE: &str = "lefthook-progress.yml";

/// Returns the lines for lefthook's file or, if they cannot be appended to it, for a separate file
/// that it extends.
pub(super) fn of(file: &str, text: &str, hooks: &[Hook]) -> String {
    let layout = Layout::of(file, text, hooks);
    if !layout.can_append {
        return by_own_file(file, &layout, hooks);
    }
    let lines = match layout.format {
        Format::Yaml => indented(&yaml(file, layout.command, hooks), layout.indent),
        Format::Json => json(file, layout.command, hooks),
        Format::Toml => toml(file, layout.command, hooks),
    };
    let place = layout.place(file);
    format!("{place}:\n\n{lines}\nThen: lefthook install\n")
}

/// Returns the text of a YAML file with the lines appended; `None` if it is another kind of file, or
/// they cannot be appended.
pub(super) fn appended(file: &str, text: &str, hooks: &[Hook]) -> Option<String> {
    let layout = Layout::of(file, text, hooks);
    if layout.format != Format::Yaml || !layout.can_append || layout.has_end() {
        return None;
    }
    let lines = indented(&yaml(file, layout.command, hooks), layout.indent);
    Some(super::ended(text) + &lines)
}

/// Returns the name and the text of a separate file for our hooks, which lefthook's file is to
/// extend; `None` if that one is not YAML.
pub(super) fn own_file(file: &str, text: &str, hooks: &[Hook]) -> Option<(&'static str, String)> {
    let layout = Layout::of(file, text, hooks);
    if layout.format != Format::Yaml {
        return None;
    }
    Some((OWN_FILE, yaml(OWN_FILE, layout.command, hooks)))
}

fn by_own_file(file: &str, layout: &Layout, hooks: &[Hook]) -> String {
    let lines = yaml(OWN_FILE, layout.command, hooks);
    let name = match layout.format {
        Format::Toml => format!("extends = [\"{OWN_FILE}\"]\n"),
        Format::Json => format!("  \"extends\": [\"{OWN_FILE}\"],\n"),
        Format::Yaml if layout.is_flow => format!("extends: [{OWN_FILE}],\n"),
        Format::Yaml => indented(&format!("extends:\n  - {OWN_FILE}\n"), layout.indent),
    };
    let place = if layout.extends {
        format!("In `{file}`, in the existing `extends` list")
    } else if layout.format == Format::Toml {
        // Further down, the key would belong to a table.
        format!("At the top of `{file}`")
    } else if layout.is_flow {
        format!("In `{file}`, after the opening `{{`")
    } else {
        layout.place(file)
    };
    format!(
        "In a new file `{OWN_FILE}`, because `{file}` already has some of its keys:\n\n{lines}\n\
         {place}:\n\n{name}\nThen: lefthook install\n"
    )
}

fn indented(lines: &str, by: usize) -> String {
    let indent = " ".repeat(by);
    let mut indented = String::new();
    for line in lines.lines() {
        let _ = writeln!(indented, "{indent}{line}");
    }
    indented
}

/// Returns the command that lefthook runs, with everything that Git passes to the hook.
///
/// `{0}` would be split at spaces in a path. Unless pre-push lists some file, no matter which,
/// lefthook skips it if the current branch has nothing to push, whatever is being pushed.
fn line(name: &str) -> String {
    let arguments = match name {
        "prepare-commit-msg" => " \"{1}\" {2} {3}",
        "commit-msg" => " \"{1}\"",
        "post-merge" | "post-rewrite" => " {1}",
        "pre-push" => " {files}",
        _ => "",
    };
    shell_command(name, arguments)
}

fn yaml(file: &str, command: &str, hooks: &[Hook]) -> String {
    let mut lines = String::new();
    for hook in hooks {
        let (name, run) = (hook.name, line(hook.name));
        let _ = write!(
            lines,
            "{name}:\n  commands:\n    {command}:\n      run: {run}\n"
        );
        if name == "pre-push" {
            let _ = writeln!(lines, "      files: echo {file}");
        }
        if hook.reads_stdin() {
            lines += "      use_stdin: true\n";
        }
    }
    lines
}

fn toml(file: &str, command: &str, hooks: &[Hook]) -> String {
    let mut parts = Vec::with_capacity(hooks.len());
    for hook in hooks {
        let (name, run) = (hook.name, line(hook.name));
        // In single quotes, because the command itself contains double ones.
        let mut part = format!("[{name}.commands.{command}]\nrun = '{run}'\n");
        if name == "pre-push" {
            let _ = writeln!(part, "files = \"echo {file}\"");
        }
        if hook.reads_stdin() {
            part += "use_stdin = true\n";
        }
        parts.push(part);
    }
    parts.join("\n")
}

fn json(file: &str, command: &str, hooks: &[Hook]) -> String {
    let mut parts = Vec::with_capacity(hooks.len());
    for hook in hooks {
        let (name, run) = (hook.name, line(hook.name).replace('"', "\\\""));
        let mut part = format!("\"run\": \"{run}\"");
        if name == "pre-push" {
            let _ = write!(part, ", \"files\": \"echo {file}\"");
        }
        if hook.reads_stdin() {
            part += ", \"use_stdin\": true";
        }
        parts.push(format!(
            "  \"{name}\": {{ \"commands\": {{ \"{command}\": {{ {part} }} }} }}"
        ));
    }
    format!("{{\n{}\n}}\n", parts.join(",\n"))
}
