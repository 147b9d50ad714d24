//! The frontmatter must be readable: one YAML mapping between two `---` lines.
//!
//! Nothing else about a file can be checked until it is. References from other files into it
//! are then undecidable, not wrong.
//!
//! # Bad
//!
//! ```yaml
//! ---
//! type: progress
//! prd: "auth-v1"
//! owners: ["alice"
//! phase: 1
//! ---
//! ```
//!
//! # Good
//!
//! ```yaml
//! owners: ["alice"]
//! ```

use crate::config::Severity;
use crate::document::Frontmatter;
use crate::lint::{Check, Draft, Drafts, FileContext, Location, Rule};

/// The rule.
pub const RULE: Rule = Rule {
    name: "frontmatter-syntax",
    severity: Severity::Error,
    summary: "the frontmatter cannot be read as one YAML mapping",
    fix: None,
    yields_to: &[],
    check: Check::File(check),
};

fn check(context: &FileContext<'_>, drafts: &mut Drafts) {
    let Frontmatter::Unreadable(error) = &context.document().frontmatter else {
        return;
    };
    let message = format!("the frontmatter cannot be read: {}", error.message);
    let mut draft = Draft::new(Location::span(context.id, error.span), message)
        .help("mend the YAML here; until then nothing else about this file can be checked");
    if let Some((message, span)) = &error.context
        && span.start != error.span.start
    {
        draft = draft.related(Location::span(context.id, *span), message.clone());
    }
    drafts.push(draft);
}
