//! `.progress.yaml` as written. Keys that nothing reads yet are left to the schema.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::Severity;

/// The whole file; every key is optional.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Raw {
    pub include: Option<Vec<String>>,
    pub exclude: Option<Vec<String>>,
    pub profile: Option<RawProfile>,
    pub fail_on: Option<RawFailOn>,
    pub pedantic: Option<bool>,
    pub baseline: Option<String>,
    #[serde(default)]
    pub rules: BTreeMap<String, Severity>,
    #[serde(default)]
    pub overrides: Vec<RawOverride>,
    #[serde(default)]
    pub statuses: BTreeMap<String, RawClass>,
    #[serde(default)]
    pub branches: RawBranches,
    #[serde(default)]
    pub commits: RawCommits,
    #[serde(default)]
    pub files_modified: RawFilesModified,
    #[serde(default)]
    pub agent: RawAgent,
}

/// The value of `agent`.
#[derive(Debug, Default, Deserialize)]
pub(super) struct RawAgent {
    pub enabled: Option<bool>,
}

/// The value of `commits`.
#[derive(Debug, Default, Deserialize)]
pub(super) struct RawCommits {
    pub require_task: Option<RawRequired>,
}

/// What happens to a commit that names no task.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum RawRequired {
    Off,
    Warning,
    Error,
}

/// The value of `files_modified`.
#[derive(Debug, Default, Deserialize)]
pub(super) struct RawFilesModified {
    pub exclude: Option<Vec<String>>,
    pub pending: Option<RawPending>,
}

/// What happens to paths whose phase is known only from the message.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum RawPending {
    Record,
    Stage,
    Amend,
}

/// An entry of `overrides`.
#[derive(Debug, Deserialize)]
pub(super) struct RawOverride {
    pub paths: Vec<String>,
    pub rules: BTreeMap<String, Severity>,
}

/// The value of `branches`.
#[derive(Debug, Default, Deserialize)]
pub(super) struct RawBranches {
    pub patterns: Option<Vec<String>>,
}

/// The value of `profile`.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum RawProfile {
    Default,
    Strict,
}

/// The value of `fail_on`.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum RawFailOn {
    Error,
    Warning,
    Advice,
    Never,
}

/// The meaning of a status word.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum RawClass {
    Done,
    Active,
    Open,
    Dropped,
    Blocked,
    AtRisk,
    Review,
}
