//! Checks that Git runs every hook exactly once.

use std::fmt::Write;

use progress_git::git::version_numbers;

use super::{Examination, INSTALL};
use crate::hook::Hook;
use crate::hook::configured::{Configured, SINCE};
use crate::hook::manager::{Manager, ManagerKind, Shim};
use crate::hook::state::State;
use crate::hook::ways::{Standing, Way};

impl Examination<'_> {
    /// Reports managers that do not list our hooks, reject their file, or are not installed here.
    pub(super) fn managers(&mut self, standings: &[Standing]) {
        for manager in self.managers {
            let (name, file) = (manager.name(), &manager.file);
            if let Some(fault) = &manager.fault {
                self.add(
                    "manager-file",
                    format!("{name} rejects `{file}` and installs no hooks: {fault}"),
                    format!("fix the file, then run `{}`", manager.kind.install()),
                );
            } else if manager.calls_us() {
                self.named(manager, standings);
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
    fn named(&mut self, manager: &Manager, standings: &[Standing]) {
        let (name, file) = (manager.name(), &manager.file);
        let idle = standings.iter().filter(|standing| standing.ways.is_empty());
        let (named, unnamed): (Vec<&Standing>, Vec<&Standing>) =
            idle.partition(|standing| manager.names.contains(&standing.hook));
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
            let hooks: Vec<Hook> = named.iter().map(|standing| standing.hook).collect();
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
    pub(super) fn twice(&mut self, standings: &[Standing]) {
        let mut rest: Vec<&Standing> = standings.iter().filter(|it| it.ways.len() > 1).collect();
        while let Some(first) = rest.first() {
            let ways = first.ways.clone();
            let kinds = |ways: &[Way]| -> Vec<String> { ways.iter().map(kind).collect() };
            let (same, others): (Vec<&Standing>, Vec<&Standing>) = rest
                .into_iter()
                .partition(|standing| kinds(&standing.ways) == kinds(&ways));
            let told: Vec<String> = ways.iter().map(ToString::to_string).collect();
            self.add(
                "hooks-twice",
                format!(
                    "{} run more than once, so every message is repeated: by {}",
                    list(&same),
                    told.join(" and by ")
                ),
                remedy(&ways),
            );
            rest = others;
        }
    }

    /// Reports lefthook if it is installed here but can no longer be found.
    pub(super) fn found(&mut self, standings: &[Standing]) {
        let runs = |way: &Way| matches!(way, Way::Manager(ManagerKind::Lefthook, _));
        let mut by_lefthook = standings.iter().filter(|it| it.ways.iter().any(runs));
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
    pub(super) fn push(&mut self, standings: &[Standing]) {
        let push = standings.iter().find(|it| it.hook.name == "pre-push");
        let Some([Way::Manager(kind, _)]) = push.map(|push| push.ways.as_slice()) else {
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
    pub(super) fn configured(&mut self, configured: &Configured, standings: &[Standing]) {
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
                let message = format!("{message}: with Git 2.54 or later, every commit fails");
                self.note("config-hook-fatal", message, help);
            }
        }
        let ours = || configured.entries.iter().filter(|entry| entry.is_ours());
        if ours().next().is_none() {
            return;
        }
        if !configured.is_read {
            let git = &configured.git;
            let message = format!("Git {git} ignores the hooks in its configuration");
            if standings.iter().all(|standing| standing.ways.is_empty()) {
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
        for entry in ours().filter(|entry| !runs(&entry.name, standings)) {
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
        self.older_gits(standings);
    }

    /// Warns that another Git on this machine may ignore hooks in the configuration.
    fn older_gits(&mut self, standings: &[Standing]) {
        let is_only =
            |standing: &Standing| matches!(standing.ways.as_slice(), [Way::Configured(_)]);
        if !standings.iter().any(is_only) {
            return;
        }
        let old = super::programs::gits()
            .into_iter()
            .find(|(_, told)| version_numbers(told).is_some_and(|version| version < SINCE));
        let message = match old {
            Some((path, told)) => format!(
                "hooks are only in Git's configuration, which `{}` ({told}) silently \
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
    pub(super) fn missing(&mut self, standings: &[Standing], configured: &Configured) {
        if !self.managers.is_empty() {
            return;
        }
        let is_configured = |hook: Hook| {
            let mut entries = configured.entries.iter().filter(|entry| entry.is_ours());
            entries.any(|entry| entry.events.iter().any(|event| event == hook.name))
        };
        let is_missing = |standing: &&Standing| {
            let is_there = matches!(standing.state, State::Ours(_)) || !standing.ways.is_empty();
            !is_there && !is_configured(standing.hook)
        };
        let missing: Vec<&Standing> = standings.iter().filter(is_missing).collect();
        if missing.is_empty() || self.shadowed(&list(&missing)) {
            return;
        }
        let path = self.folder.path.display();
        let message = if missing.len() == standings.len() {
            format!("no progress hooks are installed in `{path}`")
        } else {
            format!("progress hooks are missing in `{path}`: {}", list(&missing))
        };
        self.add("hooks-missing", message, INSTALL);
    }
}

fn list(standings: &[&Standing]) -> String {
    let names = standings
        .iter()
        .map(|standing| format!("`{}`", standing.hook.name));
    let names: Vec<String> = names.collect();
    names.join(", ")
}

fn runs(name: &str, standings: &[Standing]) -> bool {
    let is_it = |way: &Way| matches!(way, Way::Configured(known) if known == name);
    standings
        .iter()
        .any(|standing| standing.ways.iter().any(is_it))
}

/// Returns what two hooks have in common that are run in the same way.
fn kind(way: &Way) -> String {
    match way {
        Way::Script => "script".to_owned(),
        Way::Kept(..) => "kept".to_owned(),
        Way::Foreign(_) => "foreign".to_owned(),
        Way::Manager(_, file) => file.clone(),
        Way::Configured(_) => "configured".to_owned(),
    }
}

fn remedy(ways: &[Way]) -> String {
    let by_manager = ways.iter().any(|way| matches!(way, Way::Manager(..)));
    let own = |way: &Way| matches!(way, Way::Script | Way::Kept(..));
    if by_manager && ways.iter().any(own) {
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
    if !takes_types {
        return format!("run `{command}` in this working tree");
    }
    let types = hooks
        .iter()
        .map(|hook| format!(" --hook-type {}", hook.name));
    let types: String = types.collect();
    format!("run `{command}{types}`")
}
