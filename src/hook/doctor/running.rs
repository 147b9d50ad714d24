//! Checks that Git runs every hook exactly once.

use std::fmt::Write;

use progress_git::git::version_numbers;

use super::{Examination, INSTALL};
use crate::hook::Hook;
use crate::hook::configured::{Configured, ConfiguredHook, SINCE};
use crate::hook::hook_status::{HookStatus, Way};
use crate::hook::manager::{Manager, ManagerKind, Shim};
use crate::hook::state::State;

impl Examination<'_> {
    /// Reports managers that do not list our hooks, reject their file, or are not installed here.
    pub(super) fn managers(&mut self, statuses: &[HookStatus]) {
        for manager in self.managers {
            let (name, file) = (manager.name(), &manager.file);
            // Comes first: a manager that rejects its file runs nothing, whatever the file lists.
            if let Some(fault) = &manager.fault {
                self.add(
                    "manager-file",
                    format!("{name} rejects `{file}` and installs no hooks: {fault}"),
                    format!("fix the file, then run `{}`", manager.kind.install()),
                );
            } else if manager.calls_us() {
                self.named(manager, statuses);
            } else {
                self.add(
                    "manager",
                    format!("{name} manages hooks here, but `{file}` lists no progress hooks"),
                    "run `progress hook install` to print the lines to add",
                );
            }
        }
    }

    /// Checks a manager that lists our hooks, which does not mean that it runs them.
    fn named(&mut self, manager: &Manager, statuses: &[HookStatus]) {
        let (name, file) = (manager.name(), &manager.file);
        let idle = statuses.iter().filter(|status| status.ways.is_empty());
        let (named, unnamed): (Vec<&HookStatus>, Vec<&HookStatus>) =
            idle.partition(|status| manager.names.contains(&status.hook));
        if !named.is_empty() {
            let all = named.len() == manager.names.len();
            let which = if all {
                "runs none of them".to_owned()
            } else {
                format!("does not run {}", list(&named))
            };
            let mut message = format!(
                "`{file}` lists progress hooks, but {name} is not installed for them in this clone: \
                 Git {which}"
            );
            if let Some(setting) = &self.folder.setting {
                let _ = write!(
                    message,
                    "; it looks in `{}` (`core.hooksPath` in `{}`)",
                    self.folder.path.display(),
                    setting.origin
                );
            }
            let hooks: Vec<Hook> = named.iter().map(|status| status.hook).collect();
            self.add(
                "manager-not-installed",
                message,
                installation(manager, &hooks),
            );
        }
        if !unnamed.is_empty() {
            self.note(
                "manager-partly",
                format!("`{file}` does not list {}", list(&unnamed)),
                "run `progress hook install` to print the lines to add",
            );
        }
    }

    /// Reports hooks that run more than once.
    pub(super) fn twice(&mut self, statuses: &[HookStatus]) {
        let mut rest: Vec<&HookStatus> = statuses.iter().filter(|it| it.ways.len() > 1).collect();
        while let Some(first) = rest.first() {
            let ways = first.ways.clone();
            // Hooks that run in the same ways are reported together, because one remedy serves them
            // all.
            let (same, others): (Vec<&HookStatus>, Vec<&HookStatus>) = rest
                .into_iter()
                .partition(|status| kinds(&status.ways) == kinds(&ways));
            let shown: Vec<String> = ways.iter().map(ToString::to_string).collect();
            self.add(
                "hooks-twice",
                format!(
                    "{} run more than once, so every message is repeated: by {}",
                    list(&same),
                    shown.join(" and by ")
                ),
                remedy(&ways),
            );
            rest = others;
        }
    }

    /// Reports lefthook if it is installed here but can no longer be found.
    pub(super) fn lefthook_gone(&mut self, statuses: &[HookStatus]) {
        let mut by_lefthook = statuses.iter().filter(|it| {
            it.ways
                .iter()
                .any(|way| matches!(way, Way::Manager(ManagerKind::Lefthook, _)))
        });
        let Some(first) = by_lefthook.next() else {
            return;
        };
        let script = self.folder.path.join(first.hook.name);
        if Shim::finds_lefthook(&script, self.repository.root()) {
            return;
        }
        self.note(
            "manager-gone",
            "lefthook is neither on the `PATH` nor where it was installed: unless its script finds \
             it elsewhere, Git silently runs no hooks",
            "reinstall it, then run `lefthook install`",
        );
    }

    /// Reports that managers pass on only part of a push.
    pub(super) fn partial_push(&mut self, statuses: &[HookStatus]) {
        let Some(push) = statuses.iter().find(|it| it.hook.name == "pre-push") else {
            return;
        };
        // If anything else runs pre-push too, it sees the whole push.
        let [Way::Manager(kind, _)] = push.ways.as_slice() else {
            return;
        };
        if !matches!(kind, ManagerKind::PreCommit | ManagerKind::Prek) {
            return;
        }
        self.note(
            "push-partly",
            format!(
                "{} passes only one branch of a push to pre-push, and nothing for a new branch without \
                 commits of its own",
                kind.name()
            ),
            "run `progress lint --commits` in CI to check everything, or use progress's own hook: run `progress \
             hook install --only pre-push`, then remove `progress-pre-push` from the file",
        );
    }

    /// Checks the hooks in Git's configuration.
    pub(super) fn configured(&mut self, configured: &Configured, statuses: &[HookStatus]) {
        for (entry, reason) in configured.fatal() {
            let message = format!("{reason} (`{}`)", entry.file);
            let help = format!(
                "remove it with `git config --file '{}' --remove-section 'hook.{}'`",
                entry.file, entry.name
            );
            if configured.is_read {
                let message = format!("{message}: with Git {}, every commit fails", configured.git);
                self.add("config-hook-fatal", message, help);
            } else {
                // The entry does no harm until Git is upgraded.
                let message = format!("{message}: with Git 2.54 or later, every commit fails");
                self.note("config-hook-fatal", message, help);
            }
        }
        let mut ours: Vec<&ConfiguredHook> = configured.entries.iter().collect();
        ours.retain(|entry| entry.is_ours());
        if ours.is_empty() {
            return;
        }
        if !configured.is_read {
            let git = &configured.git;
            let message = format!("Git {git} ignores the hooks in its configuration");
            if statuses.iter().all(|status| status.ways.is_empty()) {
                self.add(
                    "config-hooks-ignored",
                    format!("{message}, so no progress hooks run: Git 2.54 or later is required"),
                    "run `progress hook install` to install hooks for every Git version",
                );
            } else {
                self.note(
                    "config-hooks-ignored",
                    format!("{message}; Git 2.54 or later would run every hook twice"),
                    "keep one kind of hook",
                );
            }
            return;
        }
        for entry in ours {
            if runs(&entry.name, statuses) {
                continue;
            }
            self.add(
                "config-hook-off",
                format!(
                    "`hook.{}` does not run: it is disabled, or its script is missing",
                    entry.name
                ),
                "check `enabled` in `git config --show-origin --get-regexp '^hook[.]'`, or run \
                 `progress hook install --config`",
            );
        }
        self.older_gits(statuses);
    }

    /// Warns that another Git on this machine may ignore hooks in the configuration.
    fn older_gits(&mut self, statuses: &[HookStatus]) {
        let is_only_configured = statuses
            .iter()
            .any(|status| matches!(status.ways.as_slice(), [Way::Configured(_)]));
        // Hooks that have a script as well run with any version.
        if !is_only_configured {
            return;
        }
        let old = super::programs::gits()
            .into_iter()
            .find(|(_, version)| version_numbers(version).is_some_and(|it| it < SINCE));
        let message = match old {
            Some((path, version)) => format!(
                "hooks are only in Git's configuration, which `{}` ({version}) silently \
                 ignores",
                path.display()
            ),
            None => {
                "hooks are only in Git's configuration, which Git before 2.54, such as one bundled \
                     with an editor, silently ignores"
                    .to_owned()
            }
        };
        self.note(
            "config-hooks-only",
            message,
            "run `progress hook install` without `--config` to install hooks for every Git version",
        );
    }

    /// Reports hooks that nothing runs, unless a manager should run them.
    pub(super) fn missing(&mut self, statuses: &[HookStatus], configured: &Configured) {
        // What a manager does not run is reported with the manager.
        if !self.managers.is_empty() {
            return;
        }
        let mut missing: Vec<&HookStatus> = statuses.iter().collect();
        missing.retain(|status| {
            let is_there = matches!(status.state, State::Ours(_)) || !status.ways.is_empty();
            // A hook in the configuration that does not run is reported as such.
            !is_there && !configured.mentions(status.hook)
        });
        if missing.is_empty() || self.shadowed(&list(&missing)) {
            return;
        }
        let path = self.folder.path.display();
        let message = if missing.len() == statuses.len() {
            format!("no progress hooks are installed in `{path}`")
        } else {
            format!("progress hooks are missing in `{path}`: {}", list(&missing))
        };
        self.add("hooks-missing", message, INSTALL);
    }
}

fn list(statuses: &[&HookStatus]) -> String {
    let names: Vec<String> = statuses
        .iter()
        .map(|status| format!("`{}`", status.hook.name))
        .collect();
    names.join(", ")
}

fn runs(name: &str, statuses: &[HookStatus]) -> bool {
    statuses
        .iter()
        .flat_map(|status| &status.ways)
        .any(|way| matches!(way, Way::Configured(known) if known == name))
}

fn kinds(ways: &[Way]) -> Vec<String> {
    ways.iter().map(kind).collect()
}

/// Returns what two hooks have in common that are run in the same way.
fn kind(way: &Way) -> String {
    match way {
        Way::Script => "script".to_owned(),
        // The names of these files differ from hook to hook, but mean the same.
        Way::Kept(..) => "kept".to_owned(),
        Way::Foreign(_) => "foreign".to_owned(),
        Way::Manager(_, file) => file.clone(),
        Way::Configured(_) => "configured".to_owned(),
    }
}

fn remedy(ways: &[Way]) -> String {
    let by_manager = ways.iter().any(|way| matches!(way, Way::Manager(..)));
    let by_script = ways
        .iter()
        .any(|way| matches!(way, Way::Script | Way::Kept(..)));
    if by_manager && by_script {
        return "run `progress hook uninstall` to remove the scripts that progress installed; the manager's are kept"
            .to_owned();
    }
    let entry = ways.iter().find_map(|way| match way {
        Way::Configured(name) => Some(name),
        _ => None,
    });
    match entry {
        Some(name) => format!(
            "keep one: `git config --remove-section hook.{name}` removes an entry from the \
             configuration, `progress hook uninstall` removes everything that progress installed"
        ),
        None => "keep one, and remove the `progress` line from the other".to_owned(),
    }
}

/// Returns the command that makes Git run a manager for some hooks.
fn installation(manager: &Manager, hooks: &[Hook]) -> String {
    let command = manager.kind.install();
    let takes_types = matches!(manager.kind, ManagerKind::PreCommit | ManagerKind::Prek);
    // Without types, both install only those that their file names, by default just pre-commit.
    if !takes_types {
        return format!("run `{command}` in this working tree");
    }
    let mut types = String::new();
    for hook in hooks {
        let _ = write!(types, " --hook-type {}", hook.name);
    }
    format!("run `{command}{types}`")
}
