//! The documents named by `plan_ref` and `prd_ref` must exist.
//!
//! Readers look there to learn why a task exists. A path is resolved from the root of the
//! repository, with or without a leading `/`, or from the file's own directory; anything after
//! `#` is ignored. URLs (`https://…`), placeholders and paths outside the repository are not
//! checked.
//!
//! # Bad
//!
//! ```yaml
//! plan_ref: ".claude/plans/auth-v1.md"
//! ```
//!
//! # Good
//!
//! ```yaml
//! plan_ref: "https://example.org/plans/auth-v1.md"
//! prd_ref: null
//! ```

use crate::config::Severity;
use crate::lint::{Check, Diagnostic, Diagnostics, Location, PhaseContext, Rule};
use crate::model::{Name, keys};

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "document-ref-missing",
    severity: Severity::Error,
    summary: "`plan_ref` or `prd_ref` names a document that does not exist",
    fix: None,
    suppressed_by: &[],
    check: Check::Phase(check),
};

fn check(context: &PhaseContext<'_>, diagnostics: &mut Diagnostics) {
    for key in keys::DOCUMENT_REFS {
        let Some(value) = context.get(key) else {
            continue;
        };
        // A plan may have several documents.
        for name in Name::all_in(value) {
            if context
                .workspace()
                .lacks_document(context.file.path(), &name.text)
            {
                let message = format!("`{key}` refers to `{}`, which does not exist", name.text);
                let diagnostic = Diagnostic::new(Location::value(context.id(), name.node), message)
                    .help("correct the path; it is relative to the root of the repository")
                    .key(context.root().id(), *key);
                diagnostics.push(diagnostic);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::tokens_with;

    #[test]
    fn every_item_of_a_list_is_checked() {
        let own = ".claude/progress/auth-v1/phase-1-progress.md";
        let keys = format!("prd_ref: [\"{own}\", \".claude/x.md\"]");
        assert_eq!(
            tokens_with(&keys),
            [("document-ref-missing", "\".claude/x.md\"".to_owned())]
        );
    }
}
