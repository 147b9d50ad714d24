//! Recognition of progress files among candidates.

use yaml_lossless::Node;

use crate::document::{Document, Frontmatter};
use crate::model::keys;
use crate::model::misspelling::near_miss;
use crate::source::name_of;

use super::own_keys::{ENOUGH, OWN_KEYS, declares_progress, holds_keys};
use super::template::is_template;

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
        if is_template(path, document) {
            return Self::IfBefore;
        }
        match &document.frontmatter {
            Frontmatter::Missing => without_frontmatter(path, document.text.as_str()),
            Frontmatter::Unreadable(_) => unreadable(path, document.text.as_str()),
            Frontmatter::Mapping(tree) => readable(path, tree.root()),
        }
    }
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
        // The description of a plan may name it, but only progress files have tasks.
        (false, true) if is_readme(path) && root.get("tasks").is_none() => Ownership::IfBefore,
        (true, false) | (false, true) => Ownership::InPlan,
        (false, false) => Ownership::IfBefore,
    }
}

fn is_readme(path: &str) -> bool {
    name_of(path).eq_ignore_ascii_case("README.md")
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::own_keys::NEAR_TOP;

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
    fn a_readme_without_tasks_describes_a_plan() {
        let text = format!("---\n{KEYS}---\n");
        assert_eq!(judge("progress/x/README.md", &text), Ownership::IfBefore);
        for more in ["tasks: []", "type: progress"] {
            let text = format!("---\n{KEYS}{more}\n---\n");
            assert_ne!(judge("progress/x/README.md", &text), Ownership::IfBefore);
        }
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
