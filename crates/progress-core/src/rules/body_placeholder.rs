//! A completed phase should have no notes that are still to be filled in.
//!
//! Templates often end with a line such as `Fill in when the phase is complete`. If it is still
//! there when the phase is done, the notes were never written, and the details are soon forgotten.
//!
//! # Bad
//!
//! ```yaml
//! ---
//! type: progress
//! prd: "auth-v1"
//! phase: 1
//! status: "completed"
//! tasks:
//!   - { id: "TASK-1.1", status: "completed", assigned_to: ["alice"], dependencies: [] }
//!   - { id: "TASK-1.2", status: "completed", assigned_to: ["alice"], dependencies: [] }
//! ---
//!
//! # Foundation
//!
//! ## Completion Notes
//!
//! *(Fill in when the phase is complete)*
//! ```
//!
//! # Good
//!
//! ```yaml
//! ---
//! type: progress
//! prd: "auth-v1"
//! phase: 1
//! status: "completed"
//! tasks:
//!   - { id: "TASK-1.1", status: "completed", assigned_to: ["alice"], dependencies: [] }
//!   - { id: "TASK-1.2", status: "completed", assigned_to: ["alice"], dependencies: [] }
//! ---
//!
//! # Foundation
//!
//! ## Completion Notes
//!
//! Sessions are stored in the database; tokens expire after an hour.
//! ```

use memchr::memmem;
use yaml_lossless::text::Span;

use crate::config::Severity;
use crate::lint::{Check, Diagnostic, Diagnostics, Location, PhaseContext, Rule, Yield};
use crate::markdown::{LineKind, lines};

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "body-placeholder",
    severity: Severity::Advice,
    summary: "notes of a completed phase were never filled in",
    fix: None,
    // If the phase is not really done, the notes may still be written.
    suppressed_by: &[Yield::File("phase-done-open-tasks")],
    check: Check::Advice(check),
};

/// How the lines of templates begin.
const PLACEHOLDERS: &[&str] = &[
    "fill in when",
    "fill in after",
    "fill in once",
    "fill this in when",
    "fill in upon",
    "fill when",
    "to be filled",
    "to be updated as",
    "to be updated when",
    "to be populated",
    "will be populated as",
    "to be completed when",
    "to be completed after",
    "to be written when",
];

/// Maximum number of further lines shown with the finding.
const SHOWN: usize = 3;

fn check(context: &PhaseContext<'_>, diagnostics: &mut Diagnostics) {
    let Some(status) = context.phase.done_status() else {
        return;
    };
    let document = context.file.document();
    let body = document.body_text().as_bytes();
    // Tells most files apart without reading their lines.
    // The words lack their first letters, which may be capitals.
    let words: [&[u8]; 5] = [b"ill ", b"ILL ", b"o be ", b"o Be ", b"O BE "];
    if !words.iter().any(|word| memmem::find(body, word).is_some()) {
        return;
    }
    let mut found: Vec<Span> = Vec::new();
    for line in lines(&document.text, document.body) {
        let text = document.text.slice(line.span);
        if line.kind == LineKind::Prose
            && let Some(length) = placeholder(text)
        {
            let end = line.span.start as usize + text.trim_end().len();
            found.push(Span::new(end - length, end));
        }
    }
    let Some((first, others)) = found.split_first() else {
        return;
    };
    let text = document.text.slice(*first);
    let message = format!(
        "the phase is `{}`, but the body still says `{text}`",
        status.text
    );
    // Identified by the status, because the lines of a body move.
    let place = Location::span(context.id(), *first).about(status.node);
    let mut diagnostic = Diagnostic::new(place, message)
        .help("write the notes, or remove the section")
        .related(
            Location::value(context.id(), status.node),
            "marked as done here",
        );
    for other in others.iter().take(SHOWN) {
        let place = Location::span(context.id(), *other);
        diagnostic = diagnostic.related(place, "this was not filled in either");
    }
    diagnostics.push(diagnostic);
}

/// The length of the placeholder at the end of a line that has nothing else.
fn placeholder(line: &str) -> Option<usize> {
    let marks = [' ', '\t', '>', '-', '*', '_', '(', '[', '`'];
    let line = line.trim_end();
    let text = line.trim_start_matches(marks);
    let is_one = PLACEHOLDERS.iter().any(|start| {
        let head = text.get(..start.len());
        head.is_some_and(|head| head.eq_ignore_ascii_case(start))
    });
    is_one.then_some(text.len())
}

#[cfg(test)]
mod tests {
    use crate::testing::tokens_with;

    fn tokens(status: &str, body: &str) -> Vec<String> {
        let tasks = "tasks:\n  - {id: A-1, status: completed, assigned_to: [a], dependencies: []}";
        let found = tokens_with(&format!("status: {status}\n{tasks}\n---\n{body}")).into_iter();
        let own = found.filter(|(rule, _)| *rule == "body-placeholder");
        own.map(|(_, token)| token).collect()
    }

    #[test]
    fn templates_word_it_in_many_ways() {
        for line in [
            "_(Fill when phase complete)_",
            "(To be updated as work progresses)",
            "*Will be populated as work is done*",
        ] {
            let body = format!("## Notes\n\n{line}\n");
            assert_eq!(tokens("completed", &body).len(), 1, "{line}");
        }
    }

    #[test]
    fn placeholders_are_found_in_completed_phases() {
        let body = "## Notes\n\n_(To be filled when the phase is complete.)_  \n\nFill in when phase is complete\n";
        assert_eq!(
            tokens("completed", body),
            ["To be filled when the phase is complete.)_"]
        );
        assert_eq!(tokens("in_progress", body), [""; 0]);
        for line in ["FILL IN WHEN DONE", "Fill In When Done", "To Be Filled"] {
            assert_eq!(tokens("completed", line), [line]);
        }
    }

    #[test]
    fn other_text_is_left_alone() {
        for body in [
            "We fill in when the token expires.",
            "```\nFill in when the phase is complete\n```",
            "<!--\nFill in when the phase is complete\n-->",
            "The form is to be filled by users.",
            "Fill the cache first.",
            "To be updated: the schema.",
        ] {
            assert_eq!(tokens("completed", body), [""; 0], "{body}");
        }
    }
}
