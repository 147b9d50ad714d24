//! The checklists in the body of a completed phase should be ticked.
//!
//! A list without a single ticked box looks as if all of it were left to do. Checked only if there
//! are at least three boxes, not counting those under notes and next steps. One finding covers the
//! whole file.
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
//! ## Quality Gates
//!
//! - [ ] All tests pass
//! - [ ] The API is documented
//! - [ ] The migration can be undone
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
//! ## Quality Gates
//!
//! - [x] All tests pass
//! - [x] The API is documented
//! - [ ] The migration can be undone
//! ```

use memchr::memmem;
use yaml_lossless::text::Span;

use crate::config::Severity;
use crate::lint::{Check, Diagnostic, Diagnostics, Location, PhaseContext, Rule, Yield};
use crate::markdown::{Block, blocks};

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "checklist-unticked",
    severity: Severity::Advice,
    summary: "no checkbox in the body of a completed phase is ticked",
    fix: None,
    // If one of these is found, the phase is not really done, or the body is known to be out of
    // date.
    suppressed_by: &[
        Yield::File("body-status-disagrees"),
        Yield::File("criterion-pending"),
        Yield::File("phase-done-open-tasks"),
    ],
    check: Check::Advice(check),
};

/// Fewer boxes are not much of a checklist.
const FEWEST: usize = 3;

fn check(context: &PhaseContext<'_>, diagnostics: &mut Diagnostics) {
    let Some(status) = context.phase.done_status() else {
        return;
    };
    let document = context.file.document();
    let body = document.body_text().as_bytes();
    // Tells most files apart without reading their lines.
    if memmem::find(body, b"[ ]").is_none() {
        return;
    }
    let mut boxes: Vec<Span> = Vec::new();
    let mut is_work = true;
    for block in blocks(&document.text, document.body) {
        match block {
            Block::Heading(title) => is_work = is_about_work(document.text.slice(title)),
            // Any other mark, such as `[X]` and `[-]`, shows that somebody maintains the list.
            Block::Checkbox { mark, .. } if mark != ' ' => return,
            Block::Checkbox { brackets, .. } if is_work => boxes.push(brackets),
            Block::Checkbox { .. } | Block::Table { .. } => {}
        }
    }
    if boxes.len() < FEWEST {
        return;
    }
    let Some(first) = boxes.first() else {
        return;
    };
    let message = format!(
        "the phase is `{}`, but none of its {} checkboxes is ticked",
        status.text,
        boxes.len()
    );
    let place = Location::span(context.id(), *first).about(status.node);
    diagnostics.push(
        Diagnostic::new(place, message)
            .help("tick what was done, or remove the list")
            .related(
                Location::value(context.id(), status.node),
                "marked as done here",
            ),
    );
}

/// Whether what a section lists is part of the phase.
fn is_about_work(title: &str) -> bool {
    const OTHERS: &[&str] = &["note", "next", "future", "follow", "later", "optional"];
    let title = title.to_ascii_lowercase();
    !OTHERS.iter().any(|word| title.contains(word))
}

#[cfg(test)]
mod tests {
    use crate::testing::tokens_with;

    fn found(status: &str, body: &str) -> usize {
        let tasks = "success_criteria: []\ntasks:\n  - {id: A-1, status: completed, assigned_to: [a], dependencies: []}";
        let found = tokens_with(&format!("status: {status}\n{tasks}\n---\n{body}")).into_iter();
        found
            .filter(|(rule, _)| *rule == "checklist-unticked")
            .count()
    }

    #[test]
    fn only_untouched_lists_of_completed_phases_are_reported() {
        let list = "- [ ] a\n* [ ] b\n1. [ ] c\n";
        assert_eq!(found("completed", list), 1);
        assert_eq!(found("review", list), 0);
        assert_eq!(found("completed", &format!("{list}- [x] d\n")), 0);
        let code = "```\n- [x] d\n```\n";
        assert_eq!(found("completed", &format!("{list}{code}")), 1);
        assert_eq!(found("completed", "- [ ] a\n- [ ] b\n"), 0);
        assert_eq!(found("completed", &format!("{list}- [X] d\n")), 0);
        assert_eq!(found("completed", &format!("{list}- [-] d\n")), 0);
        assert_eq!(found("completed", &format!("## Next Steps\n{list}")), 0);
        assert_eq!(found("completed", &format!("```\n{list}```\n")), 0);
    }
}
