//! `.progress.yaml` as it is written. What nothing reads yet is left to the schema.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::Severity;

/// The whole file; everything may be left out.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Raw {
    pub include: Option<Vec<String>>,
    pub exclude: Option<Vec<String>>,
    pub profile: Option<RawProfile>,
    pub fail_on: Option<RawFailOn>,
    pub pedantic: Option<bool>,
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
}

/// What `commits` says.
#[derive(Debug, Default, Deserialize)]
pub(super) struct RawCommits {
    pub require_task: Option<RawRequired>,
}

/// What becomes of a commit that names no task.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum RawRequired {
    Off,
    Warning,
    Error,
}

/// What `files_modified` says.
#[derive(Debug, Default, Deserialize)]
pub(super) struct RawFilesModified {
    pub exclude: Option<Vec<String>>,
    pub pending: Option<RawPending>,
}

/// What becomes of paths whose phase only the message tells.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum RawPending {
    Record,
    Stage,
    Amend,
}

/// One entry of `overrides`.
#[derive(Debug, Deserialize)]
pub(super) struct RawOverride {
    pub paths: Vec<String>,
    pub rules: BTreeMap<String, Severity>,
}

/// What `branches` says.
#[derive(Debug, Default, Deserialize)]
pub(super) struct RawBranches {
    pub patterns: Option<Vec<String>>,
}

/// What `profile` says.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum RawProfile {
    Default,
    Strict,
}

/// What `fail_on` says.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum RawFailOn {
    Error,
    Warning,
    Advice,
    Never,
}

/// What a status word means.
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
