//! A file named like a progress file must start with frontmatter.
//!
//! Without frontmatter nothing tracks the phase. `progress.md` and `*-progress.md` must begin
//! with a `---` line, followed by the keys and another `---` line. Anything before the first
//! `---`, even a blank line, turns it into a horizontal rule.
//!
//! # Bad
//!
//! ```yaml
//! # Phase 1
//!
//! - [ ] Create the schema
//! ```
//!
//! # Good
//!
//! ```yaml
//! ---
//! type: progress
//! prd: "auth-v1"
//! phase: 1
//! status: "planning"
//! tasks:
//!   - id: "TASK-1.1"
//!     description: "Create the schema"
//!     status: "pending"
//!     assigned_to: ["alice"]
//!     dependencies: []
//! ---
//!
//! # Phase 1
//!
//! - [ ] TASK-1.1: Create the schema
//! ```

use yaml_lossless::text::{Span, Text};

use crate::config::Severity;
use crate::document::Frontmatter;
use crate::lint::{Check, Diagnostics, Draft, FileContext, Location, Rule};

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "frontmatter-missing",
    severity: Severity::Advice,
    summary: "a progress file has no frontmatter",
    fix: None,
    suppressed_by: &[],
    check: Check::File(check),
};

fn check(context: &FileContext<'_>, drafts: &mut Diagnostics) {
    let document = context.document();
    if !matches!(document.frontmatter, Frontmatter::Missing) {
        return;
    }
    drafts.push(match late_fence(&document.text) {
        Some(fence) => Draft::new(
            Location::span(context.id, fence),
            "this `---` does not open frontmatter, because it is not the first line",
        )
        .help("remove everything before it"),
        None => Draft::new(
            Location::span(context.id, first_line(&document.text)),
            "no frontmatter found; nothing in this file can be checked",
        )
        .help("start the file with a `---` line, the keys (`type: progress`, …) and another `---` line, or rename it"),
    });
}

/// The span of the first line, without a byte order mark.
fn first_line(text: &Text) -> Span {
    let line = text.lines().span(text.as_str(), 0);
    let mark = '\u{feff}'.len_utf8() * usize::from(text.as_str().starts_with('\u{feff}'));
    Span::new(mark, line.end as usize)
}

/// A `---` line preceded only by blank lines.
fn late_fence(text: &Text) -> Option<Span> {
    let content = text.as_str();
    let rest = content.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    let first = rest.lines().next()?;
    let start = content.len() - rest.len();
    (first.trim_end() == "---").then(|| Span::new(start, start + 3))
}

#[cfg(test)]
mod tests {
    use crate::testing::{BASE, BASE_PATH, Sandbox};

    fn found(text: &str) -> Vec<(&'static str, usize, String)> {
        let found = Sandbox::new(&[(BASE_PATH, text)]).run().into_iter();
        found
            .map(|found| (found.rule, found.line, found.token))
            .collect()
    }

    #[test]
    fn the_first_line_is_shown() {
        let rule = "frontmatter-missing";
        assert_eq!(
            found("\u{feff}# Title\ntext"),
            [(rule, 1, "# Title".to_owned())]
        );
        assert_eq!(found(""), [(rule, 1, String::new())]);
    }

    #[test]
    fn a_late_frontmatter_fence_is_reported() {
        let late = format!("\n{BASE}");
        assert_eq!(found(&late), [("frontmatter-missing", 2, "---".to_owned())]);
    }
}
