//! The body must not contain unresolved conflict markers.
//!
//! A conflicted merge leaves both sides between a line of `<` with a label and a line of `>`,
//! separated by a line of `=`, each at least seven characters and equally long. A file committed
//! with them contradicts itself. Markers inside a code fence are examples, and a line of `=` by
//! itself underlines a heading. Markers inside the frontmatter are reported by
//! `frontmatter-syntax`.
//!
//! # Bad
//!
//! ```yaml
//! ---
//! type: progress
//! prd: "auth-v1"
//! phase: 1
//! status: "planning"
//! tasks: []
//! ---
//!
//! # Foundation
//!
//! <<<<<<< HEAD
//! The schema has two tables.
//! =======
//! The schema has three tables.
//! >>>>>>> feature/auth-v1
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
//! tasks: []
//! ---
//!
//! Foundation
//! =======
//!
//! The schema has three tables.
//! ```

use crate::config::Severity;
use crate::document::Frontmatter;
use crate::lint::{Check, Diagnostic, Diagnostics, FileContext, Location, Rule};
use crate::markdown::conflicts;

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "conflict-marker",
    severity: Severity::Error,
    summary: "an unresolved conflict marker is left outside the frontmatter",
    fix: None,
    suppressed_by: &[],
    check: Check::File(check),
};

fn check(context: &FileContext<'_>, diagnostics: &mut Diagnostics) {
    let document = context.document();
    for marker in conflicts(&document.text, document.body) {
        // A conflict that spans the whole file hides the frontmatter, which is already reported.
        let is_reported = match &document.frontmatter {
            Frontmatter::Unreadable(error) => error.span == marker,
            _ => false,
        };
        if is_reported {
            continue;
        }
        let message = "unresolved conflict";
        let diagnostic = Diagnostic::new(Location::span(context.id, marker), message)
            .help("combine the two sides and remove the marker lines");
        diagnostics.push(diagnostic);
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::{BASE, BASE_PATH, Sandbox};

    const CONFLICT: &str = "<<<<<<<<< HEAD\nOne.\n=========\nTwo.\n>>>>>>>>> x\n";

    fn found(text: &str) -> Vec<(&'static str, String)> {
        let found = Sandbox::new(&[(BASE_PATH, text)]).run().into_iter();
        found.map(|found| (found.rule, found.token)).collect()
    }

    #[test]
    fn each_conflict_in_the_body_is_reported() {
        let token = "<<<<<<<<<".to_owned();
        let shown = ("conflict-marker", token);
        let text = format!("{BASE}\n{CONFLICT}\n{CONFLICT}");
        assert_eq!(found(&text), [shown.clone(), shown]);
        assert_eq!(found(&format!("{BASE}\n```\n{CONFLICT}```\n")), []);
    }

    #[test]
    fn a_conflict_around_the_whole_file_is_reported_once() {
        let text = format!("<<<<<<< HEAD\n{BASE}=======\n{BASE}>>>>>>> x\n");
        let shown = ("frontmatter-syntax", "<<<<<<<".to_owned());
        assert_eq!(found(&text), [shown]);
    }
}
