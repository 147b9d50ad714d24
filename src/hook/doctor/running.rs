//! Whether Git comes to run our hooks at all, and no more than once.

use std::fmt::Write;

use super::super::Hook;
use super::super::configured::{Configured, SINCE};
use super::super::manager::{Manager, ManagerKind, Shim};
use super::super::state::State;
use super::super::ways::{Standing, Way};
use super::{Examination, INSTALL};
use crate::git::version_numbers;

impl Examination<'_> {
    /// Managers that are not told of ours, cannot be, or are not installed here.
    pub(super) fn managers(&mut self, standings: &[Standing]) {
        for manager in self.managers {
            let (name, file) = (manager.name(), &manager.file);
            if let Some(fault) = &manager.fault {
                self.add(
                    "manager-file",
                    format!("{name} does not accept `{file}`, and installs no hook: {fault}"),
                    format!("fix the file, then run `{}`", manager.kind.install()),
                );
            } else if manager.calls_us() {
                self.named(manager, standings);
            } else {
                self.add(
                    "manager",
                    format!("{name} manages hooks here, and `{file}` names none of ours"),
                    "`progress hook install` prints the lines for it",
                );
            }
        }
    }

    /// A manager that is told of ours: named is not yet running.
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
                "`{file}` names our hooks, but {name} is not installed for them in this clone: \
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
                format!("`{file}` does not name {}", list(&unnamed)),
                "`progress hook install` prints the lines for them",
            );
        }
    }

    /// Hooks that run more than once.
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
                    "{} run more than once, and say everything as often: by {}",
                    list(&same),
                    told.join(" and by ")
                ),
                remedy(&ways),
            );
            rest = others;
        }
    }

    /// lefthook, installed here and no longer found.
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
             it elsewhere, Git runs no hook and goes on",
            "install it again, then run `lefthook install`",
        );
    }

    /// What the managers show of a push.
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
                "{} shows pre-push only one branch of a push, and nothing of a new branch without \
                 commits of its own",
                kind.name()
            ),
            "`progress lint --commits` in CI checks all, as does our own hook: `progress hook \
             install --only pre-push`, then take `progress-pre-push` out of the file",
        );
    }

    /// What Git's configuration holds.
    pub(super) fn configured(&mut self, configured: &Configured, standings: &[Standing]) {
        for (entry, reason) in configured.fatal() {
            let message = format!("{reason} (`{}`)", entry.file);
            let help = format!(
                "`git config --file '{}' --remove-section 'hook.{}'` takes it out",
                entry.file, entry.name
            );
            if configured.is_read {
                let message = format!("{message}: Git {} fails at every commit", configured.git);
                self.add("config-hook-fatal", message, help);
            } else {
                let message = format!("{message}: Git 2.54 and later fail at every commit");
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
                    format!("{message}, which it runs since 2.54: none of ours runs"),
                    "`progress hook install` writes those that every Git runs",
                );
            } else {
                self.note(
                    "config-hooks-ignored",
                    format!("{message}; Git 2.54 and later run them beside the others, twice"),
                    "keep one kind",
                );
            }
            return;
        }
        for entry in ours().filter(|entry| !runs(&entry.name, standings)) {
            self.add(
                "config-hook-off",
                format!(
                    "`hook.{}` does not run: it is switched off, or its script is gone",
                    entry.name
                ),
                "see to `enabled` in `git config --show-origin --get-regexp '^hook[.]'`, or run \
                 `progress hook install --config`",
            );
        }
        self.older_gits(standings);
    }

    /// Another Git on this machine may not know of hooks in the configuration.
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
                "hooks are in Git's configuration alone, and `{}` ({told}) passes them over \
                 without a word",
                path.display()
            ),
            None => "hooks are in Git's configuration alone: a Git before 2.54, perhaps that of \
                     an editor, passes them over without a word"
                .to_owned(),
        };
        self.note(
            "config-hooks-only",
            message,
            "every Git runs what `progress hook install` writes without `--config`",
        );
    }

    /// The hooks that nothing runs, where no manager is to run them.
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
            format!("no hooks of ours are installed in `{path}`")
        } else {
            format!("hooks are missing in `{path}`: {}", list(&missing))
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

/// What two hooks have in common that come by the same way.
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
        return "`progress hook uninstall` takes our scripts out, and leaves the manager's"
            .to_owned();
    }
    let entry = ways.iter().find_map(|way| match way {
        Way::Configured(name) => Some(name),
        _ => None,
    });
    match entry {
        Some(name) => format!(
            "keep one: `git config --remove-section hook.{name}` takes an entry out of the \
             configuration, `progress hook uninstall` all that we installed"
        ),
        None => "keep one, and take our line out of the other".to_owned(),
    }
}

/// How to make Git run a manager for some hooks.
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
