//! The body must not hold the markers of a conflict that nobody resolved.
//!
//! A merge leaves both sides between a line of `<` with a label and a line of `>`, with a line
//! of `=` between the two: at least seven of each, and equally many. Committed like that, the
//! file says two things at once. Markers inside a code fence are an example, and a line of `=`
//! by itself underlines a heading. Markers inside the frontmatter are reported by
//! `frontmatter-syntax`.
//!
//! # Bad
//!
//! ```yaml
//! prd: "auth-v1"
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
//! prd: "auth-v1"
//! ---
//!
//! Foundation
//! =======
//!
//! The schema has three tables.
//! ```

use crate::config::Severity;
use crate::document::Frontmatter;
use crate::lint::{Check, Draft, Drafts, FileContext, Location, Rule};
use crate::markdown::conflicts;

/// The rule.
pub const RULE: Rule = Rule {
    name: "conflict-marker",
    severity: Severity::Error,
    summary: "a conflict is left unresolved outside the frontmatter",
    fix: None,
    yields_to: &[],
    check: Check::File(check),
};

fn check(context: &FileContext<'_>, drafts: &mut Drafts) {
    let document = context.document();
    for marker in conflicts(&document.text, document.body) {
        // One that spans the whole file hides the frontmatter, which is reported already.
        let is_reported = match &document.frontmatter {
            Frontmatter::Unreadable(error) => error.span == marker,
            _ => false,
        };
        if is_reported {
            continue;
        }
        let message = "a conflict that begins here was never resolved";
        let draft = Draft::new(Location::span(context.id, marker), message)
            .help("combine the two sides, and remove the lines of markers");
        drafts.push(draft);
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::{BASE, BASE_PATH, Bench};

    const CONFLICT: &str = "<<<<<<<<< HEAD\nOne.\n=========\nTwo.\n>>>>>>>>> x\n";

    fn found(text: &str) -> Vec<(&'static str, String)> {
        let found = Bench::new(&[(BASE_PATH, text)]).run().into_iter();
        found.map(|found| (found.rule, found.token)).collect()
    }

    #[test]
    fn each_conflict_of_the_body_is_shown() {
        let token = "<<<<<<<<<".to_owned();
        let shown = ("conflict-marker", token);
        let text = format!("{BASE}\n{CONFLICT}\n{CONFLICT}");
        assert_eq!(found(&text), [shown.clone(), shown]);
        assert_eq!(found(&format!("{BASE}\n```\n{CONFLICT}```\n")), []);
    }

    #[test]
    fn a_conflict_around_the_whole_file_is_shown_once() {
        let text = format!("<<<<<<< HEAD\n{BASE}=======\n{BASE}>>>>>>> x\n");
        let shown = ("frontmatter-syntax", "<<<<<<<".to_owned());
        assert_eq!(found(&text), [shown]);
    }
}
