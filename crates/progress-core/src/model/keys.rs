//! The names of the format's keys.

use std::sync::LazyLock;

use yaml_lossless::Node;

use crate::collections::HashSet;

/// Keys for `type: progress`.
pub const TYPE: &[&str] = &["type", "doc_type"];
/// The plan's name.
pub const PRD: &[&str] = &["prd", "feature_slug"];
/// A task's effort. (`effort: adaptive` is something else, not an estimate.)
pub const EFFORT: &[&str] = &["estimated_effort", "estimate", "effort", "story_points"];
/// Keys that refer to another document of the repository.
pub(crate) const DOCUMENT_REFS: &[&str] = &["plan_ref", "prd_ref"];

/// Whether a value, or the list that contains it, is expected to name commits.
#[must_use]
pub fn names_commit(mut node: Node<'_>) -> bool {
    loop {
        if let Some(key) = node.key() {
            return key.text().is_some_and(is_commit_key);
        }
        match node.parent() {
            Some(parent) => node = parent,
            None => return false,
        }
    }
}

fn is_commit_key(key: &str) -> bool {
    const NAMES: &[&str] = &["commit", "commits", "sha", "shas", "hash", "hashes"];
    key.split(['_', '-'])
        .any(|word| NAMES.iter().any(|name| word.eq_ignore_ascii_case(name)))
        // `commit_count` and `commit_date` are about commits, but contain none.
        && !key
            .split(['_', '-'])
            .any(|word| matches!(word, "count" | "counts" | "number" | "total" | "date"))
}

/// The mappings whose keys are defined by the format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Part {
    /// The frontmatter itself.
    Top,
    /// An entry of `tasks`.
    Task,
    /// An entry of `success_criteria`.
    Criterion,
    /// `parallelization`.
    Schedule,
}

impl Part {
    /// The keys that are defined here.
    #[must_use]
    pub fn keys(self) -> &'static [&'static str] {
        match self {
            Self::Top => TOP,
            Self::Task => TASK,
            Self::Criterion => CRITERION,
            Self::Schedule => SCHEDULE,
        }
    }

    /// The canonical key for a key or one of its aliases.
    #[must_use]
    pub fn written(self, key: &'static str) -> &'static str {
        match (self, key) {
            (Self::Top, "doc_type") => "type",
            (Self::Top, "feature_slug") => "prd",
            (Self::Top, "phase_title" | "phase_name") => "title",
            (Self::Task, "title" | "name" | "subject") => "description",
            (Self::Task, "depends_on") => "dependencies",
            (Self::Task, "estimate" | "effort" | "story_points") => "estimated_effort",
            _ => key,
        }
    }

    /// Whether a key is defined here.
    #[must_use]
    pub(crate) fn knows(self, key: &str) -> bool {
        static KNOWN: LazyLock<[HashSet<&str>; 4]> = LazyLock::new(|| {
            let parts = [Part::Top, Part::Task, Part::Criterion, Part::Schedule];
            parts.map(|part| part.keys().iter().copied().collect())
        });
        // The array is in the order of the variants.
        KNOWN[self as usize].contains(key)
    }
}

const TOP: &[&str] = &[
    "type",
    "doc_type",
    "schema_version",
    "prd",
    "feature_slug",
    "phase",
    "title",
    "phase_title",
    "phase_name",
    "status",
    "started",
    "completed",
    "created",
    "updated",
    "overall_progress",
    "progress",
    "completion_estimate",
    "total_tasks",
    "completed_tasks",
    "in_progress_tasks",
    "blocked_tasks",
    "at_risk_tasks",
    "owners",
    "contributors",
    "tasks",
    "parallelization",
    "execution_model",
    "blockers",
    "success_criteria",
    "files_modified",
    "plan_ref",
    "prd_ref",
    "commit_refs",
    "pr_refs",
    "notes",
];

const TASK: &[&str] = &[
    "id",
    "description",
    "title",
    "name",
    "subject",
    "status",
    "assigned_to",
    "dependencies",
    "depends_on",
    "estimated_effort",
    "estimate",
    "effort",
    "story_points",
    "priority",
    "phase",
    "model",
    "started",
    "completed",
    "evidence",
    "verified_by",
    "acceptance_criteria",
    "commit",
    "files",
    "notes",
];

const CRITERION: &[&str] = &["id", "description", "status", "notes", "evidence"];

const SCHEDULE: &[&str] = &["critical_path", "estimated_total_time"];
