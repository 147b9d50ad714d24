//! `progress lint --show-settings`: the settings in force, as a `.progress.yaml` that would set them.

use std::collections::BTreeMap;

use progress_core::config::{Pending, Profile, Settings, Severity};
use progress_core::model::Class;
use progress_core::rules;
use serde::Serialize;

use crate::cli::failure::Failure;
use crate::cli::{Console, ExitStatus};

/// The settings, with the keys of `.progress.yaml`.
#[derive(Serialize)]
struct SettingsYaml<'s> {
    include: &'s [String],
    exclude: &'s [String],
    profile: &'static str,
    fail_on: &'static str,
    pedantic: bool,
    rules: BTreeMap<&'static str, Severity>,
    overrides: Vec<OverrideYaml<'s>>,
    statuses: BTreeMap<&'s str, &'static str>,
    branches: BranchesYaml<'s>,
    commits: CommitsYaml,
    files_modified: FilesModifiedYaml<'s>,
    agent: AgentYaml,
}

#[derive(Serialize)]
struct OverrideYaml<'s> {
    paths: &'s [String],
    rules: &'s BTreeMap<String, Severity>,
}

#[derive(Serialize)]
struct BranchesYaml<'s> {
    patterns: &'s [String],
}

#[derive(Serialize)]
struct CommitsYaml {
    require_task: Severity,
}

#[derive(Serialize)]
struct FilesModifiedYaml<'s> {
    exclude: &'s [String],
    pending: &'static str,
}

#[derive(Serialize)]
struct AgentYaml {
    enabled: bool,
}

/// Prints the settings.
pub(super) fn run(settings: &Settings, console: &mut Console<'_>) -> Result<ExitStatus, Failure> {
    let text = serde_yaml::to_string(&yaml(settings))
        .map_err(|error| Failure::new(format!("cannot write the settings: {error}")))?;
    console.finish(ExitStatus::Clean, |out| out.write_all(text.as_bytes()))
}

fn yaml(settings: &Settings) -> SettingsYaml<'_> {
    let mut overrides = Vec::new();
    for one in &settings.overrides {
        overrides.push(OverrideYaml {
            paths: one.paths.patterns(),
            rules: &one.rules,
        });
    }
    let mut statuses = BTreeMap::new();
    for word in settings.statuses.words() {
        statuses.insert(word, meaning(settings.statuses.class(word)));
    }
    SettingsYaml {
        include: settings.include.patterns(),
        exclude: settings.exclude.patterns(),
        profile: match settings.profile {
            Profile::Default => "default",
            Profile::Strict => "strict",
        },
        fail_on: match settings.fail_on {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Advice => "advice",
            Severity::Off => "never",
        },
        pedantic: settings.pedantic,
        rules: severities(settings),
        overrides,
        statuses,
        branches: BranchesYaml {
            patterns: settings.branch_patterns.patterns(),
        },
        commits: CommitsYaml {
            require_task: settings.require_task,
        },
        files_modified: FilesModifiedYaml {
            exclude: settings.unrecorded.patterns(),
            pending: match settings.pending {
                Pending::Record => "record",
                Pending::Stage => "stage",
                Pending::Amend => "amend",
            },
        },
        agent: AgentYaml {
            enabled: settings.agent_enabled,
        },
    }
}

/// The severity of every rule outside `overrides`; that of a rule that flags disable is off.
fn severities(settings: &Settings) -> BTreeMap<&'static str, Severity> {
    let mut severities = BTreeMap::new();
    for entry in rules::ALL {
        let rule = entry.rule;
        // Advice that is not shown stays advice, which `pedantic` shows.
        let severity = if settings.may_speak(rule.name) {
            settings.severity(rule.name, None).unwrap_or(rule.severity)
        } else {
            Severity::Off
        };
        // A rule that is named in the settings is shown, whatever its severity.
        let is_named = settings.shows(rule.name, rule.severity) || severity == Severity::Off;
        if is_named {
            severities.insert(rule.name, severity);
        }
    }
    severities
}

/// The name of a status's meaning.
fn meaning(class: Class) -> &'static str {
    match class {
        Class::Done => "done",
        Class::Active => "active",
        // No known word has an unknown meaning.
        Class::Open | Class::Unknown => "open",
        Class::Dropped => "dropped",
        Class::Blocked => "blocked",
        Class::AtRisk => "at_risk",
        Class::Review => "review",
    }
}
