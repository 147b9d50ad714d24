//! Recognition of progress files among candidates.

use yaml_lossless::Node;

use crate::document::{Document, Frontmatter};
use crate::model::keys;
use crate::model::misspelling::near_miss;
use crate::source::name_of;

/// Keys that only progress files have. Files of other tools with `type: progress` have none or
/// one of them.
const OWN_KEYS: &[&str] = &[
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

/// How many of [`OWN_KEYS`] make a file a progress file: of 914 real ones none has fewer.
const ENOUGH: usize = 2;

/// Lines at the start of a file that may be frontmatter without its fences.
const NEAR_TOP: usize = 40;

/// Whether a candidate is a progress file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ownership {
    /// It is one, or was meant to be one.
    Ours,
    /// It is one if others of its folder are, or if it was one in the last commit.
    InPlan,
    /// It is one only if it was one in the last commit.
    IfBefore,
    /// It belongs to something else.
    Foreign,
}

impl Ownership {
    /// Judges a candidate by its path and contents.
    #[must_use]
    pub fn of(path: &str, document: &Document) -> Self {
        match &document.frontmatter {
            Frontmatter::Missing => without_frontmatter(path, document.text.as_str()),
            Frontmatter::Unreadable(_) => unreadable(path, document.text.as_str()),
            Frontmatter::Mapping(tree) => readable(path, tree.root()),
        }
    }
}

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

fn without_frontmatter(path: &str, text: &str) -> Ownership {
    // The opening fence may be lost; `type: progress` in column 0 tells.
    // Under another name it is more likely documentation with an example.
    if says_progress(path) && holds_keys(text) {
        return Ownership::Ours;
    }
    // `to-in-progress.md` may be anything.
    if says_progress(path) {
        Ownership::InPlan
    } else {
        Ownership::IfBefore
    }
}

fn unreadable(path: &str, text: &str) -> Ownership {
    // Its keys cannot be counted, and one that broke must not vanish.
    if says_progress(path) || declares_progress(text.lines()) {
        Ownership::Ours
    } else {
        Ownership::IfBefore
    }
}

fn readable(path: &str, root: Node<'_>) -> Ownership {
    let declared = declared_type(root);
    let has_enough = has_enough(root);
    match declared {
        // A progress file does not become something else by a changed word alone.
        Declared::Other if has_enough => return Ownership::IfBefore,
        Declared::Other => return Ownership::Foreign,
        // With few keys, a misspelled type counts only in a file named like ours.
        Declared::Similar if !has_enough && !mentions_progress(path) => return Ownership::Foreign,
        Declared::Progress | Declared::Similar | Declared::Nothing => {}
    }
    let says_so = !matches!(declared, Declared::Nothing) || says_progress(path);
    match (says_so, has_enough) {
        (true, true) => Ownership::Ours,
        (true, false) | (false, true) => Ownership::InPlan,
        (false, false) => Ownership::IfBefore,
    }
}

/// Whether a frontmatter has enough keys that only progress files have.
fn has_enough(root: Node<'_>) -> bool {
    let own = own_keys(root).take(ENOUGH).count();
    // Keys may also be merged from another mapping (`<<`).
    let merged = || OWN_KEYS.iter().filter(|key| root.get(key).is_some());
    own == ENOUGH || merged().take(ENOUGH).count() == ENOUGH
}

/// The type that a file declares.
enum Declared {
    Nothing,
    Progress,
    /// A misspelling of `progress`.
    Similar,
    Other,
}

fn declared_type(root: Node<'_>) -> Declared {
    let mut declared = Declared::Nothing;
    for name in keys::TYPE
        .iter()
        .filter_map(|key| root.get(key)?.some_text())
    {
        // Either of `type` and `doc_type` is enough.
        if name == "progress" {
            return Declared::Progress;
        }
        if matches!(declared, Declared::Nothing) {
            declared = if is_near_progress(name) {
                Declared::Similar
            } else {
                Declared::Other
            };
        }
    }
    declared
}

/// The keys of a frontmatter that only progress files have, or that were meant to be one.
fn own_keys(root: Node<'_>) -> impl Iterator<Item = &str> {
    root.entries()
        .filter_map(|(key, _)| key.text())
        .filter(|key| {
            OWN_KEYS.contains(key) || near_miss(key).is_some_and(|it| OWN_KEYS.contains(&it))
        })
}

/// Whether a candidate is a progress file, as far as it can be told from the file alone.
#[must_use]
pub fn is_ours(path: &str, document: &Document) -> bool {
    match Ownership::of(path, document) {
        Ownership::Ours => true,
        Ownership::InPlan => {
            says_progress(path) || matches!(document.frontmatter, Frontmatter::Mapping(_))
        }
        Ownership::IfBefore | Ownership::Foreign => false,
    }
}

/// Whether a file is named like a progress file: `*-progress.md` or `progress.md`.
#[must_use]
fn says_progress(path: &str) -> bool {
    let name = name_of(path);
    name == "progress.md" || name.ends_with("-progress.md")
}

fn mentions_progress(path: &str) -> bool {
    let name = name_of(path);
    name.strip_suffix(".md")
        .is_some_and(|stem| stem.contains("progress"))
}

fn is_near_progress(name: &str) -> bool {
    strsim::osa_distance(&name.trim().to_lowercase(), "progress") <= 2
}

/// Whether a line is `type: progress`, in column 0, for files that cannot be parsed.
fn declares_progress<'t>(mut lines: impl Iterator<Item = &'t str>) -> bool {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn judge(path: &str, text: &str) -> Ownership {
        Ownership::of(path, &Document::parse(text.as_bytes().to_vec()))
    }

    /// Keys of a real progress file.
    const KEYS: &str = "prd: x\nphase: 1\n";

    #[test]
    fn the_type_decides_with_two_keys() {
        for declared in ["type: progress", "doc_type: progress"] {
            let whole = format!("---\n{declared}\n{KEYS}---\n");
            assert_eq!(judge("progress/a.md", &whole), Ownership::Ours);
            let other = format!("---\n{declared}\nfeature: x\nrole: dev\nstatus: open\n---\n");
            assert_eq!(judge("progress/a.md", &other), Ownership::InPlan);
        }
        for declared in ["report", "progress-tracker"] {
            let other = format!("---\ntype: {declared}\n{KEYS}---\n");
            assert_eq!(judge("progress/a-progress.md", &other), Ownership::IfBefore);
            let other = format!("---\ntype: {declared}\ntitle: x\n---\n");
            assert_eq!(judge("progress/a-progress.md", &other), Ownership::Foreign);
        }
    }

    #[test]
    fn misspelled_keys_count() {
        let text = "---\ntype: progress\npdr: x\npahse: 1\n---\n";
        assert_eq!(judge("progress/a.md", text), Ownership::Ours);
        let text = "---\ntype: progres\nprd: x\nphase: 1\n---\n";
        assert_eq!(judge("a-progress.md", text), Ownership::Ours);
        assert_eq!(judge("progress/a.md", text), Ownership::Ours);
        let text = "---\ntype: progres\ntitle: x\n---\n";
        assert_eq!(judge("progress/a.md", text), Ownership::Foreign);
    }

    #[test]
    fn merged_keys_count() {
        let text = "---\ntype: progress\n<<: &x {prd: x, phase: 1}\n---\n";
        assert_eq!(judge("progress/a.md", text), Ownership::Ours);
    }

    #[test]
    fn without_a_type_the_name_decides() {
        let text = format!("---\n{KEYS}---\n");
        assert_eq!(judge("phase-1-progress.md", &text), Ownership::Ours);
        assert_eq!(judge("progress/x/tracking.md", &text), Ownership::InPlan);
        let summary = "---\ntitle: x\nstatus: open\n---\n";
        assert_eq!(judge("progress-x-summary.md", summary), Ownership::IfBefore);
    }

    #[test]
    fn without_frontmatter_a_declared_type_decides() {
        assert_eq!(judge("to-in-progress.md", "# Command\n"), Ownership::InPlan);
        assert_eq!(
            judge("progress/README.md", "# Files\n"),
            Ownership::IfBefore
        );
        let lost = "type: progress\nprd: x\nphase: 1\n---\n# Phase 1\n";
        assert_eq!(judge("progress/x-progress.md", lost), Ownership::Ours);
        assert_eq!(judge("progress/README.md", lost), Ownership::IfBefore);
        let far = format!("{}type: progress\n", "text\n".repeat(NEAR_TOP));
        assert_eq!(judge("progress/README.md", &far), Ownership::IfBefore);
    }

    #[test]
    fn an_unreadable_file_counts_if_it_says_so() {
        let declared = "---\ntype: \"progress\"\na: [\n---\n";
        assert_eq!(judge("progress/a.md", declared), Ownership::Ours);
        let broken = "---\na: [\n---\n";
        assert_eq!(judge("progress/a-progress.md", broken), Ownership::Ours);
        let other = "---\ntype: report\na: [\n---\n";
        assert_eq!(judge("progress/a.md", other), Ownership::IfBefore);
    }
}
