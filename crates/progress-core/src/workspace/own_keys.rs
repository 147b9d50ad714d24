//! What the text of a file says about itself, whether or not its frontmatter can be parsed.

/// Keys that only progress files have. Files of other tools with `type: progress` have none or
/// one of them.
pub(super) const OWN_KEYS: &[&str] = &[
    "prd",
    "feature_slug",
    "prd_name",
    "phase",
    "tasks",
    "total_tasks",
    "completed_tasks",
    "overall_progress",
    "parallelization",
    "success_criteria",
    "prd_ref",
    "plan_ref",
];

/// How many of [`OWN_KEYS`] make a file a progress file: of 914 real ones, none has fewer.
pub(super) const ENOUGH: usize = 2;

/// Lines at the start of a file that may be frontmatter without its fences.
pub(super) const NEAR_TOP: usize = 40;

/// Whether a text without frontmatter has the keys of one near its top: the fence may be lost.
pub(crate) fn holds_keys(text: &str) -> bool {
    let near_top = || text.lines().take(NEAR_TOP);
    let mut found: Vec<&str> = Vec::new();
    for (key, _) in near_top().filter_map(|line| line.split_once(':')) {
        if OWN_KEYS.contains(&key) && !found.contains(&key) {
            found.push(key);
        }
    }
    found.len() >= ENOUGH && declares_progress(near_top())
}

/// Whether a line is `type: progress`, in column 0, for files that cannot be parsed.
pub(super) fn declares_progress<'t>(mut lines: impl Iterator<Item = &'t str>) -> bool {
    lines.any(|line| {
        let Some(rest) = line
            .strip_prefix("type:")
            .or_else(|| line.strip_prefix("doc_type:"))
        else {
            return false;
        };
        // In YAML, `#` begins a comment only after a blank.
        let value = rest.split(" #").next().unwrap_or_default();
        value.trim().trim_matches(['"', '\'']) == "progress"
    })
}
