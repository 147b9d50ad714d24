//! A file named like a progress file must start with frontmatter.
//!
//! Without frontmatter nothing tracks the phase. `progress.md` and `*-progress.md` must begin
//! with a `---` line, followed by the keys and another `---` line. Anything before the first
//! `---`, even a blank line, turns it into a horizontal rule.
//!
//! The finding is an error if the frontmatter was lost: if the keys are there but not recognized,
//! or if the file had frontmatter in the last commit. Otherwise it is advice, because the file may
//! never have had any. The fix adds the missing `---` line, removes or moves what is before it, or
//! converts line endings.
//!
//! # Bad
//!
//! ```yaml
//! <!-- Updated by the planner -->
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

use yaml_lossless::text::{Edit, Span, Text};

use crate::config::Severity;
use crate::document::{Document, Frontmatter};
use crate::lint::{Check, Diagnostic, Diagnostics, FileContext, Fix, Location, Rule, Safety};
use crate::model::FileId;
use crate::model::keys::Part;
use crate::workspace::{Ownership, holds_keys};

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "frontmatter-missing",
    severity: Severity::Advice,
    summary: "a progress file has no frontmatter",
    fix: Some(Safety::Safe),
    suppressed_by: &[],
    check: Check::File(check),
};

fn check(context: &FileContext<'_>, diagnostics: &mut Diagnostics) {
    let document = context.document();
    if !matches!(document.frontmatter, Frontmatter::Missing) {
        return;
    }
    let text = &document.text;
    // First, because this finding has a fix and needs no earlier version.
    if let Some(lost) = lost_fence(text.as_str()) {
        diagnostics.push(lost.diagnostic(context.id));
        return;
    }
    let place = Location::span(context.id, first_line(text));
    diagnostics.push(if context.file.lost_frontmatter {
        Diagnostic::new(place, "the frontmatter is gone; an earlier version has it")
            .help("restore it from Git, or delete the file if you no longer track this phase")
            .severity(Severity::Error)
    } else if holds_keys(text.as_str()) {
        Diagnostic::new(place, "the keys of this file are not recognized as frontmatter")
            .help("start the file with a `---` line, and put another one after the keys")
            .severity(Severity::Error)
    } else {
        Diagnostic::new(place, "no frontmatter found; nothing in this file can be checked")
            .help("start the file with a `---` line, the keys (`type: progress`, …) and another `---` line, or rename it")
    });
}

/// The span of the first line, without a byte order mark.
fn first_line(text: &Text) -> Span {
    let line = text.lines().span(text.as_str(), 0);
    let mark = '\u{feff}'.len_utf8() * usize::from(text.as_str().starts_with('\u{feff}'));
    Span::new(mark, line.end as usize)
}

/// Why existing frontmatter is not recognized.
enum Lost {
    /// The opening `---`, at this span, is not the first line, with a fix.
    Late(Span, Edit, Option<Edit>),
    /// The opening `---` is missing before the keys, which start here.
    Unopened(Span),
    /// Its lines end in CR alone. The whole text with LF.
    CarriageReturns(String),
}

impl Lost {
    fn diagnostic(self, file: FileId) -> Diagnostic {
        let diagnostic = |span, message| {
            Diagnostic::new(Location::span(file, span), message).severity(Severity::Error)
        };
        match self {
            Self::Late(fence, removed, moved) => {
                let mut fix =
                    Fix::safe("start the file with the frontmatter", Vec::new()).body(removed);
                if let Some(moved) = moved {
                    fix = fix.body(moved);
                }
                let message =
                    "this `---` does not open frontmatter, because it is not the first line";
                diagnostic(fence, message)
                    .help("remove everything before it")
                    .fix(fix)
            }
            Self::Unopened(keys) => {
                let opening =
                    replacement(Span::new(keys.start as usize, keys.start as usize), "---\n");
                diagnostic(keys, "the `---` line before the frontmatter is missing")
                    .help("add a `---` line before it")
                    .fix(
                        Fix::safe("add a `---` line before the frontmatter", Vec::new())
                            .body(opening),
                    )
            }
            Self::CarriageReturns(text) => {
                let end = text.len();
                diagnostic(
                    Span::new(0, "---".len()),
                    "the only line endings in this file are carriage returns, so it is read as a single line",
                )
                .help("convert its line endings to LF")
                .fix(
                    Fix::safe("convert the line endings to LF", Vec::new())
                        .body(replacement(Span::new(0, end), text)),
                )
            }
        }
    }
}

fn replacement(span: Span, text: impl Into<String>) -> Edit {
    let text = text.into();
    Edit { span, text }
}

/// Looks for frontmatter that does not start on the first line, or that is not opened.
fn lost_fence(text: &str) -> Option<Lost> {
    // Markdown and YAML accept a lone CR as a line break; `Document` does not.
    if !text.contains('\n') && is_frontmatter(&text.replace('\r', "\n")) {
        return Some(Lost::CarriageReturns(text.replace('\r', "\n")));
    }
    let start = after_blank(text);
    let visible = after_comments(text, start);
    // A cheap test before the whole text is parsed.
    if is_fenced(&text[visible..]) {
        return late(text, start, visible).filter(|_| is_frontmatter(&text[visible..]));
    }
    let rest = &text[start..];
    let first = rest.lines().next().unwrap_or_default();
    // Only keys may be put between the fences: text above them would become a key as well.
    // `# Phase 1` is a heading in Markdown, but a comment in YAML.
    let begins_with_key = first.starts_with("# ") || Part::Top.knows(key_of(first));
    let is_lost = begins_with_key && !holds_prose(rest) && is_frontmatter(&format!("---\n{rest}"));
    is_lost.then(|| Lost::Unopened(Span::new(start, start + first.len())))
}

/// Whether a paragraph such as `Note: decided` is above the first `---` line, which then is a rule
/// in the body: it would become a key.
fn holds_prose(text: &str) -> bool {
    let mut is_after_blank = false;
    for line in text.lines().take_while(|line| line.trim_end() != "---") {
        let key = key_of(line);
        let is_key = line.starts_with(|c: char| c.is_ascii_alphabetic()) && !key.is_empty();
        if is_after_blank && is_key && !Part::Top.knows(key) {
            return true;
        }
        is_after_blank = line.trim().is_empty();
    }
    false
}

fn key_of(line: &str) -> &str {
    line.split_once(':').map_or("", |(key, _)| key)
}

/// Whether a text is certainly a progress file with frontmatter.
fn is_frontmatter(text: &str) -> bool {
    let document = Document::parse(text.as_bytes().to_vec());
    // Without a path, so that the file's name does not make up for missing keys.
    document.tree().is_some() && Ownership::of("", &document) == Ownership::Ours
}

/// Whether a text starts with an opening and contains a closing fence.
fn is_fenced(text: &str) -> bool {
    let mut lines = text.lines().map(str::trim_end);
    lines.next() == Some("---") && lines.any(|line| line == "---")
}

/// Where the first visible character is.
fn after_blank(text: &str) -> usize {
    // Invisible characters, such as a second byte order mark, hide the fence as well.
    let is_blank = |c: char| {
        c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200b}'..='\u{200d}' | '\u{2060}')
    };
    text.len() - text.trim_start_matches(is_blank).len()
}

/// Where the text after HTML comments starts.
fn after_comments(text: &str, start: usize) -> usize {
    let mut at = start;
    while let Some(comment) = text[at..].strip_prefix("<!--") {
        let Some(end) = comment.find("-->") else {
            // An unclosed comment hides the rest of the file.
            return at;
        };
        at += "<!--".len() + end + "-->".len();
        at += after_blank(&text[at..]);
    }
    at
}

/// Frontmatter that starts at `visible`. Comments, from `start` on, are moved below it.
fn late(text: &str, start: usize, visible: usize) -> Option<Lost> {
    let fence = Span::new(visible, visible + "---".len());
    let removed = replacement(Span::new(0, visible), "");
    if start == visible {
        return (visible > 0).then_some(Lost::Late(fence, removed, None));
    }
    let closing = text[visible..]
        .match_indices("\n---")
        .map(|(at, _)| visible + at + 1);
    let mut ends = closing.filter_map(|at| {
        let line = text[at..].split_inclusive('\n').next()?;
        // `----` closes nothing.
        (line.trim_end() == "---").then_some(at + line.len())
    });
    let end = ends.next()?;
    let comments = text[start..visible].trim_end();
    let moved = format!("\n{comments}\n");
    let moved = replacement(Span::new(end, end), moved);
    Some(Lost::Late(fence, removed, Some(moved)))
}

#[cfg(test)]
mod tests {
    use crate::config::Severity;
    use crate::lint::Safety;
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

    #[test]
    fn lost_frontmatter_is_an_error_with_a_safe_fix() {
        let unopened = BASE.strip_prefix("---\n").unwrap().to_owned();
        for text in [
            unopened,
            format!("\n\n{BASE}"),
            format!("\u{feff}\u{feff}{BASE}"),
            format!("\u{200b}{BASE}"),
            BASE.replace('\n', "\r"),
        ] {
            let bench = || Sandbox::new(&[(BASE_PATH, &text)]);
            let found = bench().run();
            assert_eq!(found[0].rule, "frontmatter-missing", "{text:?}");
            assert_eq!(found[0].severity, Severity::Error);
            let (fixed, left) = bench().fixed(Safety::Safe);
            assert_eq!((fixed.as_str(), left.len()), (BASE, 0), "{text:?}");
        }
    }

    #[test]
    fn keys_whose_fence_became_something_else_are_an_error() {
        let keys = BASE.strip_prefix("---\n").unwrap();
        for first in ["----", "+++", "# Phase 1", "Note: moved", "```yaml"] {
            let text = format!("{first}\n{keys}");
            let found = Sandbox::new(&[(BASE_PATH, &text)]).run();
            assert_eq!(found[0].severity, Severity::Error, "{first}: {found:?}");
            let (fixed, _) = Sandbox::new(&[(BASE_PATH, &text)]).fixed(Safety::Safe);
            assert!(fixed == text || first.starts_with('#'), "{fixed}");
        }
        // The first `---` is a rule in the body, and what closed the frontmatter is lost as well.
        let rule = keys.replace("\n---\n", "\n\nNote: decided on Monday\n\n---\n");
        let (fixed, _) = Sandbox::new(&[(BASE_PATH, &rule)]).fixed(Safety::Safe);
        assert_eq!(fixed, rule);
        let commented = keys.replace("prd:", "# The plan\nprd:");
        let (fixed, left) = Sandbox::new(&[(BASE_PATH, &commented)]).fixed(Safety::Safe);
        assert_eq!((fixed, left.len()), (format!("---\n{commented}"), 0));
    }

    #[test]
    fn a_comment_before_the_frontmatter_is_moved_below_it() {
        let text = format!("<!-- generated -->\n{BASE}");
        let (fixed, left) = Sandbox::new(&[(BASE_PATH, &text)]).fixed(Safety::Safe);
        assert_eq!(left, [""; 0]);
        assert!(fixed.starts_with("---\ntype") && fixed.contains("---\n\n<!-- generated -->\n"));
    }

    #[test]
    fn a_file_that_never_had_frontmatter_is_only_advised() {
        for text in [
            "# Notes\n\n---\n\ntext\n",
            "a: b\n---\nx\n",
            "<!-- c -->\n\n---\n\nNote: prose\n\n---\nmore\n",
        ] {
            let found = Sandbox::new(&[(BASE_PATH, text)]).run();
            assert_eq!(found[0].severity, Severity::Advice, "{text}");
        }
    }
}
