//! Files that are only meant to be copied.

use super::own_keys::{NEAR_TOP, holds_keys};
use crate::document::{Document, Frontmatter};
use crate::source::name_of;

/// Words that a file named after templates consists of; any other word makes it a plan's file, as
/// in `template-engine-progress.md`.
const TEMPLATE_WORDS: &[&str] = &["template", "progress", "phase", "plan", "n", "x"];

/// Keys that templates leave to be filled in.
const BLANKS: &[&str] = &["prd", "feature_slug", "prd_name", "phase", "title"];

/// Whether a file is only meant to be copied: its name says so, and it tracks nothing yet.
pub(super) fn is_template(path: &str, document: &Document) -> bool {
    if !says_template(path) {
        return false;
    }
    let text = document.text.as_str();
    let is_prose = matches!(document.frontmatter, Frontmatter::Missing) && !holds_keys(text);
    is_prose || has_blanks(text)
}

fn says_template(path: &str) -> bool {
    let name = name_of(path).to_ascii_lowercase();
    let stem = name.strip_suffix(".md").unwrap_or(&name);
    let words = || {
        stem.split(|c: char| !c.is_alphanumeric())
            .filter(|word| !word.is_empty())
    };
    words().any(|word| word == "template") && words().all(|word| TEMPLATE_WORDS.contains(&word))
}

/// Whether a key near the top has a placeholder such as `[PRD_NAME]` or `{{ phase }}`.
fn has_blanks(text: &str) -> bool {
    let mut lines = text.lines().take(NEAR_TOP);
    lines.any(|line| match line.split_once(':') {
        Some((key, value)) => {
            let value = value.trim_start_matches([' ', '"', '\'']);
            BLANKS.contains(&key) && value.starts_with(['[', '{', '<'])
        }
        None => false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::Ownership;

    fn judge(path: &str, text: &str) -> Ownership {
        Ownership::of(path, &Document::parse(text.as_bytes().to_vec()))
    }

    #[test]
    fn a_template_tracks_nothing() {
        let prose = "# Phase N\n\nCopy this.\n\n---\n\n## Tasks\n";
        let late = "Fill in:\n---\ntype: progress\nprd: \"{{ prd }}\"\nphase: 1\n---\n";
        let blank = "---\ntype: progress\nprd: [PRD_NAME]\nphase: 1\n---\n";
        let broken = "---\ntype: progress\nphase: {{ phase }}\n---\n";
        for text in [prose, late, blank, broken] {
            for name in [
                "TEMPLATE-progress.md",
                "_template-progress.md",
                "phase-N-template-progress.md",
            ] {
                let path = format!("progress/x/{name}");
                assert_eq!(judge(&path, text), Ownership::IfBefore, "{name}: {text}");
            }
            let other = judge("progress/x/template-engine-progress.md", text);
            assert_ne!(other, Ownership::IfBefore, "{text}");
        }
        let filled = "---\ntype: progress\nprd: x\nphase: 1\n---\n";
        assert_eq!(
            judge("progress/x/template-progress.md", filled),
            Ownership::Ours
        );
    }
}
