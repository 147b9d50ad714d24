//! Recognition of progress files among candidates.

use yaml_lossless::Node;

use crate::document::{Document, Frontmatter};
use crate::model::keys;
use crate::source::name_of;

/// Whether a candidate is a progress file, or was meant to be one.
#[must_use]
pub fn is_ours(path: &str, document: &Document) -> bool {
    match &document.frontmatter {
        Frontmatter::Missing => says_progress(path),
        Frontmatter::Unreadable(_) => {
            says_progress(path) || declares_progress(document.text.as_str())
        }
        Frontmatter::Mapping(tree) => {
            let root = tree.root();
            let mut types = keys::TYPE
                .iter()
                .filter_map(|key| root.get(key))
                .filter_map(Node::some_text);
            let Some(first) = types.next() else {
                return mentions_progress(path);
            };
            let second = types.next();
            [Some(first), second]
                .into_iter()
                .flatten()
                .any(|name| name == "progress")
                || mentions_progress(path) && is_near_progress(first)
        }
    }
}

/// Whether a file is named like a progress file: `*-progress.md` or `progress.md`.
#[must_use]
pub fn says_progress(path: &str) -> bool {
    let name = name_of(path);
    name == "progress.md" || name.ends_with("-progress.md")
}

fn mentions_progress(path: &str) -> bool {
    let name = name_of(path);
    name.strip_suffix(".md")
        .is_some_and(|stem| stem.contains("progress"))
}

fn is_near_progress(name: &str) -> bool {
    let name = name.trim().to_lowercase();
    strsim::osa_distance(&name, "progress") <= 2
}

/// Whether a line is `type: progress`, in column 0, for files that cannot be parsed.
fn declares_progress(text: &str) -> bool {
    text.lines().any(|line| {
        let value = line
            .strip_prefix("type:")
            .or_else(|| line.strip_prefix("doc_type:"));
        value.is_some_and(|value| {
            let value = value.split(" #").next().unwrap_or_default();
            value.trim().trim_matches(['"', '\'']) == "progress"
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ours(path: &str, text: &str) -> bool {
        is_ours(path, &Document::parse(text.as_bytes().to_vec()))
    }

    #[test]
    fn the_type_decides() {
        assert!(ours("progress/a.md", "---\ntype: progress\n---\n"));
        assert!(ours("progress/a.md", "---\ndoc_type: progress\n---\n"));
        assert!(!ours("progress/a-progress.md", "---\ntype: report\n---\n"));
        assert!(!ours(
            "progress/a-progress.md",
            "---\ntype: progress-tracker\n---\n"
        ));
    }

    #[test]
    fn a_name_counts_if_the_type_is_absent_or_misspelled() {
        assert!(ours("a-progress.md", "---\ntype: progres\n---\n"));
        assert!(ours("my-progress-notes.md", "---\nprd: x\n---\n"));
        assert!(!ours("progress/notes.md", "---\nprd: x\n---\n"));
        assert!(ours("phase-1-progress.md", "# No frontmatter\n"));
        assert!(!ours("progress/README.md", "# No frontmatter\n"));
    }

    #[test]
    fn an_unreadable_file_counts_if_it_says_so() {
        assert!(ours(
            "progress/a.md",
            "---\ntype: \"progress\"\na: [\n---\n"
        ));
        assert!(ours("progress/a-progress.md", "---\na: [\n---\n"));
        assert!(!ours("progress/a.md", "---\ntype: report\na: [\n---\n"));
    }
}
