//! An ignore comment must suppress a finding.
//!
//! `# progress: ignore[rule]` at the end of a line suppresses findings that start on that line;
//! on a line of its own, findings in the task or entry below; above the first key, findings in
//! the whole file. A comment that suppresses nothing is obsolete or misspells the rule, and
//! could hide the next mistake.
//!
//! # Bad
//!
//! ```yaml
//! total_tasks: 2 # progress: ignore[count-mismatch]
//! tasks:
//!   - { id: "TASK-1.1", status: "pending", assigned_to: ["alice"], dependencies: [] }
//!   - { id: "TASK-1.2", status: "pending", assigned_to: ["alice"], dependencies: [] }
//! ```
//!
//! # Good
//!
//! ```yaml
//! total_tasks: 3 # progress: ignore[count-mismatch]
//! tasks:
//!   - { id: "TASK-1.1", status: "pending", assigned_to: ["alice"], dependencies: [] }
//!   - { id: "TASK-1.2", status: "pending", assigned_to: ["alice"], dependencies: [] }
//! ```

use crate::config::Severity;
use crate::lint::{Check, Rule};

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "unused-ignore",
    severity: Severity::Advice,
    summary: "an ignore comment does not suppress anything",
    fix: None,
    suppressed_by: &[],
    // Which comments are unused is known only when all rules have run.
    check: Check::Engine,
};

#[cfg(test)]
mod tests {
    use crate::testing::{lint_with, tokens_with};

    #[test]
    fn the_name_of_the_rule_is_shown() {
        let found = tokens_with("total_tasks: 3 # progress: ignore[count-mismatch, schema]");
        assert_eq!(found, [("unused-ignore", "schema".to_owned())]);
    }

    #[test]
    fn a_misspelled_rule_is_corrected() {
        let found = lint_with("phase: 1 # progress: ignore[count-mismach]");
        assert_eq!(found[0].help, "did you mean `count-mismatch`?");
    }

    #[test]
    fn a_comment_must_name_a_rule() {
        for comment in [
            "ignore[]",
            "ignore",
            "ignore [schema]",
            "ignore[schema",
            "ignore: schema",
        ] {
            let found = lint_with(&format!("phase: 1 # progress: {comment}"));
            assert_eq!(found.len(), 1, "{comment}");
            assert_eq!(found[0].message, "this ignore comment does not name a rule");
        }
        assert_eq!(lint_with("phase: 1 # progress:ignore[schema]").len(), 1);
        assert_eq!(lint_with("phase: 1 # progress: ignored by all"), []);
    }
}
