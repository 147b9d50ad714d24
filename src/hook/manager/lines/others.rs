//! Managers to whose files the lines are added by hand: overcommit, hk, `CaptainHook` and
//! cargo-husky.

use std::fmt::Write;

use super::{husky_line, piped_command, shell_command};
use crate::hook::manager::Manager;
use crate::hook::manager::ManagerKind::{self, CaptainHook, CargoHusky, Hk, Overcommit};
use crate::hook::shim::Hook;

/// Returns the lines for some hooks, and how to install those that the manager cannot run.
pub(super) fn of(manager: &Manager, hooks: &[Hook]) -> String {
    let kind = manager.kind;
    let (able, unable): (Vec<Hook>, Vec<Hook>) =
        hooks.iter().partition(|hook| kind.can_run(hook.name));
    let mut text = String::new();
    if !able.is_empty() {
        text = match kind {
            Hk => hk(manager, &able),
            CaptainHook => captainhook(manager, &able),
            CargoHusky => cargo_husky(manager, &able),
            _ => overcommit(manager, &able),
        };
        let _ = writeln!(text, "\nThen: {}", kind.install());
    }
    if !unable.is_empty() {
        let between = if able.is_empty() { "" } else { "\n" };
        let _ = write!(
            text,
            "{between}{} does not cover every hook; install these alongside its own:\n\nprogress-lint hook install",
            kind.name()
        );
        for hook in unable {
            let _ = write!(text, " --only {}", hook.name);
        }
        text.push('\n');
    }
    text
}

impl ManagerKind {
    /// Whether it runs a hook, and passes on its arguments and input.
    pub(crate) fn can_run(self, name: &str) -> bool {
        match self {
            Hk => !matches!(name, "pre-merge-commit" | "pre-push" | "post-rewrite"),
            CaptainHook => !matches!(name, "pre-merge-commit" | "post-rewrite"),
            Overcommit => name != "pre-merge-commit",
            _ => true,
        }
    }
}

/// overcommit runs a command like a hook, with the arguments and input of the hook.
fn overcommit(manager: &Manager, hooks: &[Hook]) -> String {
    let mut text = format!("In `{}`, below the key of each hook:\n\n", manager.file);
    for hook in hooks {
        let command = shell_command(hook.name, " \"$@\"");
        let _ = writeln!(
            text,
            "{}:\n  ProgressLint:\n    enabled: true\n    command: ['sh', '-c', '{command}', 'progress-lint']",
            camel_case(hook.name)
        );
    }
    text
}

/// `pre-commit` as `PreCommit`.
fn camel_case(name: &str) -> String {
    let mut text = String::new();
    for word in name.split('-') {
        let (first, rest) = word.split_at(1);
        text.push_str(&first.to_uppercase());
        text.push_str(rest);
    }
    text
}

fn hk(manager: &Manager, hooks: &[Hook]) -> String {
    let file = &manager.file;
    let mut text = format!("In `{file}`, in `hooks`, among the `steps` of each hook:\n\n");
    for hook in hooks {
        let name = hook.name;
        let arguments = match name {
            "commit-msg" => " {{commit_msg_file}}",
            // The file, and where the message comes from: one of another commit is complete.
            "prepare-commit-msg" => " {{hook_args}}",
            _ => "",
        };
        let command = shell_command(name, arguments);
        let _ = writeln!(
            text,
            "[\"{name}\"] {{\n  steps {{\n    [\"progress\"] {{\n      check = \"{command}\"\n    }}\n  }}\n}}"
        );
    }
    text
}

fn captainhook(manager: &Manager, hooks: &[Hook]) -> String {
    let file = &manager.file;
    let mut entries = Vec::with_capacity(hooks.len());
    for hook in hooks {
        let name = hook.name;
        let command = match name {
            "commit-msg" => shell_command(name, " {$ARG|value-of:message-file}"),
            "prepare-commit-msg" => shell_command(
                name,
                " {$ARG|value-of:message-file} {$ARG|value-of:mode} {$ARG|value-of:hash}",
            ),
            "pre-push" => piped_command("printf '%s\\n' {$STDIN} | ", name, ""),
            _ => shell_command(name, ""),
        };
        let command = serde_json::Value::from(command);
        entries.push(format!(
            "  \"{name}\": {{\n    \"enabled\": true,\n    \"actions\": [\n      {{\"action\": {command}}}\n    ]\n  }}"
        ));
    }
    format!(
        "In `{file}`, among the actions of each hook:\n\n{}\n",
        entries.join(",\n")
    )
}

fn cargo_husky(manager: &Manager, hooks: &[Hook]) -> String {
    let folder = &manager.file;
    let mut text =
        "Add a line to each of cargo-husky's files, and make the file executable:\n\n".to_owned();
    for hook in hooks {
        let name = hook.name;
        let file = format!("{folder}/{name}");
        let _ = writeln!(text, "[ -e {file} ] || echo '#!/bin/sh' >{file}");
        if manager.unended.contains(hook) {
            let _ = writeln!(text, "echo >>{file}");
        }
        let line = husky_line(*hook);
        let _ = writeln!(text, "echo '{line}' >>{file} && chmod +x {file}");
    }
    text
}
