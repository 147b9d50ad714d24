//! The frontmatter must be a single YAML mapping between two `---` lines.
//!
//! Until it can be read, nothing else in the file can be checked, and references to it from
//! other files cannot be resolved. Besides invalid YAML, this rule reports frontmatter that is
//! never closed or is not a mapping, bytes that are not UTF-8, unresolved conflict markers, and
//! excessive nesting or aliases.
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
//! ---
//! type: progress
//! prd: "auth-v1"
//! owners: ["alice"]
//! phase: 1
//! status: "planning"
//! tasks: []
//! ---
//! ```

use crate::config::Severity;
use crate::document::Frontmatter;
use crate::lint::{Check, Diagnostic, Diagnostics, FileContext, Location, Rule};

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "frontmatter-syntax",
    severity: Severity::Error,
    summary: "the frontmatter is not a valid YAML mapping",
    fix: None,
    suppressed_by: &[],
    check: Check::File(check),
};

fn check(context: &FileContext<'_>, diagnostics: &mut Diagnostics) {
    let Frontmatter::Unreadable(error) = &context.document().frontmatter else {
        return;
    };
    let message = format!("invalid frontmatter: {}", error.message);
    let mut diagnostic = Diagnostic::new(Location::span(context.id, error.span), message).help(
        error
            .help
            .unwrap_or("fix this YAML error first; nothing else in the file can be checked"),
    );
    if let Some((message, span)) = &error.context
        // In the same place, the note would only repeat the finding.
        && span.start != error.span.start
    {
        diagnostic = diagnostic.related(Location::span(context.id, *span), message.clone());
    }
    diagnostics.push(diagnostic);
}

#[cfg(test)]
mod tests {
    use crate::testing::{BASE_PATH, Found, Sandbox};

    fn found(keys: &str) -> Found {
        let text = format!("---\ntype: progress\n{keys}\nphase: 1\n---\n");
        let mut found = Sandbox::new(&[(BASE_PATH, &text)]).run();
        assert_eq!(found.len(), 1, "{keys}: {found:#?}");
        found.remove(0)
    }

    /// Line, token and a distinctive part of the message.
    fn assert_explained(keys: &str, line: usize, token: &str, part: &str) {
        let found = found(keys);
        assert!(found.message.contains(part), "{keys}: {}", found.message);
        assert_eq!((found.line, found.token.as_str()), (line, token), "{keys}");
        assert!(!found.help.is_empty());
    }

    #[test]
    fn mixed_lists_and_mappings_are_handled() {
        let began = "in the list that began on line 4";
        assert_explained("x:\n  - a\n  b: 1", 5, "b", began);
        assert_explained("x:\n  a: 1\n - b", 5, "-", "unexpected list entry");
        assert_explained("x:\n  a: 1\n   b: 2", 5, ":", "unexpected key");
        assert_explained("x: - b", 3, "-", "a list cannot start");
    }

    #[test]
    fn unclosed_collections_are_reported_where_they_open() {
        assert_explained("owners: [\"a\"", 3, "[", "never closed");
        assert_explained("owners: {a: 1", 3, "{", "never closed");
        assert_explained("title: \"never", 3, "\"", "never closed");
        assert_explained("title: \"abc\nstatus: \"x\"", 3, "\"", "before line 4");
        assert_explained("x: [\n  { id: a }\n  { id: b }\n]", 5, "{", "`,` or `]`");
        assert_explained("x: [\"a\" \"b\"]", 3, "\"", "`,` or `]`");
    }

    #[test]
    fn strings_that_need_quotes_are_explained() {
        assert_explained("title: Foo: bar", 3, ":", "`: ` in unquoted text");
        assert_explained("title: \"a\" b", 3, "b", "closing quote");
        assert_explained("x: @foo", 3, "@", "cannot start with `@`");
        assert_explained("x: *bold* text", 3, "*", "alias");
        assert_explained("x: \"\\q\"", 3, "\\", "unknown escape");
    }

    #[test]
    fn a_quoted_text_that_continues_on_the_next_line_is_explained() {
        let keys = "note: 'Both new files'\n  are in 'src'";
        assert_explained(keys, 4, "a", "after the closing quote");
        assert!(found(keys).help.starts_with("quote the whole text"));
    }

    #[test]
    fn the_help_fits_what_is_there() {
        let help = |keys: &str| found(keys).help;
        assert!(help("prd:\"auth\"").starts_with("add a space after the `:`"));
        assert!(help("prd:auth").starts_with("add a space after the `:`"));
        // Without a key, or in a path, adding a space would not fix it.
        for line in [":auth", "C:\\auth", "std::auth"] {
            assert!(help(line).starts_with("add a `:`"), "{line}");
        }
        assert!(help("prd auth").starts_with("add a `:`"));
        assert!(help("see https://example.org").starts_with("add a `:`"));
        assert!(help("owners: [\"a\"]]").starts_with("remove the extra text"));
    }

    #[test]
    fn tabs_bare_lines_and_conflict_markers_are_explained() {
        assert_explained("x:\n\t- a", 4, "\t", "unexpected tab");
        assert_explained("prd auth", 3, "prd auth", "neither `key: value`");
        assert_explained("=======", 3, "=======", "unresolved conflict");
        assert_explained("<<<<<<< HEAD", 3, "<<<<<<<", "unresolved conflict");
    }
}
