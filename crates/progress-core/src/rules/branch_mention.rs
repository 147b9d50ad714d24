//! A feature branch that the file tells readers to create must match the configured pattern.
//!
//! Otherwise whoever follows the plan ends up on a branch that the hooks reject. The rule checks
//! the top-level `branch` key and, in the body, `git checkout -b`, `git switch -c` and `git
//! branch` commands (also inside code) and labels such as `Branch: feat/x`. A branch counts as a
//! feature branch if its name starts like one (`feat/…`, `features/…`, `feature-…`) or if its last
//! part is the name of the file's plan, ignoring versions (`-v2`). A prefix that branches of the
//! repository use is accepted. A `branch` in a task's evidence records the past and is not checked.
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
//! Start with `git checkout -b feat/auth-v1`.
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
//! # Foundation
//!
//! Start with `git checkout -b feature/auth-v1`.
//! ```

use std::collections::BTreeSet;
use std::sync::LazyLock;

use memchr::memmem::Finder;
use yaml_lossless::text::Span;

use crate::config::Severity;
use crate::lint::{Check, Diagnostic, Diagnostics, Location, PhaseContext, Rule};
use crate::markdown::lines;
use crate::model::BranchName;
use crate::model::branch::listed;

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "branch-mention",
    severity: Severity::Warning,
    summary: "the file mentions a feature branch that does not match the configured pattern",
    fix: None,
    suppressed_by: &[],
    check: Check::Phase(check),
};

/// The part of a command before the name of a branch.
const COMMANDS: &[&str] = &[
    "checkout -b ",
    "checkout -B ",
    "switch -c ",
    "switch -C ",
    "switch --create ",
    "git branch ",
];

fn check(context: &PhaseContext<'_>, diagnostics: &mut Diagnostics) {
    let document = context.file.document();
    if let Some(branch) = context.get("branch")
        && let Some(name) = branch.some_text()
    {
        judge(context, name, branch.span(), diagnostics);
    }
    let text = document.text.as_str();
    // Splitting a body into lines takes longer than searching it, and most mention no branch.
    let hints = hints(document.body_text());
    if hints.is_empty() {
        return;
    }
    let mut hints = hints
        .iter()
        .map(|at| document.body.range().start + at)
        .peekable();
    for line in lines(&document.text, document.body) {
        // After the last hint there is nothing to find.
        if hints.peek().is_none() {
            break;
        }
        let range = line.span.range();
        // Comments are not among the lines, so the hints in them are passed over.
        while hints.next_if(|at| *at < range.start).is_some() {}
        if hints.peek().is_none_or(|at| *at >= range.end) {
            continue;
        }
        let words = text.get(range).unwrap_or_default();
        for at in mentions(words) {
            let name = name_at(words, at);
            let start = line.span.start as usize + at;
            judge(
                context,
                name,
                Span::new(start, start + name.len()),
                diagnostics,
            );
        }
    }
}

/// Offsets, in order, of text that every mention contains; most texts have none.
fn hints(text: &str) -> Vec<usize> {
    static PARTS: LazyLock<[Finder<'_>; 4]> =
        LazyLock::new(|| ["ranch", "RANCH", "checkout -", "switch -"].map(Finder::new));
    let mut found: Vec<usize> = PARTS
        .iter()
        .flat_map(|part| part.find_iter(text.as_bytes()))
        .collect();
    found.sort_unstable();
    found
}

fn judge(context: &PhaseContext<'_>, name: &str, span: Span, diagnostics: &mut Diagnostics) {
    let workspace = context.workspace();
    let patterns = &workspace.settings.branch_patterns;
    let Some(branch) = BranchName::parse(name) else {
        return;
    };
    // Names of other plans do not count, so that it does not matter which plans are loaded.
    let is_feature = branch.says_feature() || branch.names(workspace.plans.name(context.id()));
    if patterns.matches(name) || !is_feature {
        return;
    }
    let message = format!(
        "the feature branch `{name}` does not match {}",
        listed(patterns.patterns())
    );
    let place = Location::span(context.id(), span);
    diagnostics.push(Diagnostic::new(place, message).help(branch.advice(patterns.patterns())));
}

/// Offsets in a line at which the name of a branch starts.
fn mentions(line: &str) -> BTreeSet<usize> {
    let commands = COMMANDS.iter().flat_map(|command| {
        line.match_indices(command)
            .map(|(at, found)| at + found.len())
    });
    let labels = line
        .match_indices(':')
        .filter(|(colon, _)| is_label(line.get(..*colon).unwrap_or_default()))
        .map(|(colon, _)| colon + 1);
    // A label in front of a command names the same branch in the same place.
    commands
        .chain(labels)
        .filter_map(|at| named_from(line, at))
        .collect()
}

/// Whether a text ends with the word `branch`, possibly in bold.
fn is_label(before: &str) -> bool {
    let before = before.trim_end_matches(DECORATION);
    // This may be inside a character, for which `get` returns nothing.
    let start = before.len().checked_sub("branch".len());
    start.is_some_and(|start| {
        let word = before.get(start..).unwrap_or_default();
        let is_whole = !before
            .get(..start)
            .unwrap_or_default()
            .ends_with(|c: char| c.is_alphanumeric() || c == '_');
        word.eq_ignore_ascii_case("branch") && is_whole
    })
}

/// Where a name starts at or after an offset, skipping decoration.
fn named_from(line: &str, at: usize) -> Option<usize> {
    let name = line.get(at..)?.trim_start_matches(DECORATION);
    let at = line.len() - name.len();
    // `git branch -d feat/x` does not create a branch.
    let is_name = name.starts_with(|c: char| c.is_ascii_alphanumeric());
    (is_name && !is_template(name_at(line, at), line, at)).then_some(at)
}

const DECORATION: [char; 6] = [' ', '*', '_', '`', '"', '\''];

/// The name of a branch at an offset, up to a character that is invalid in branch names.
fn name_at(line: &str, at: usize) -> &str {
    let rest = line.get(at..).unwrap_or_default();
    let end = rest.find(|c| !is_in_name(c)).unwrap_or(rest.len());
    // A name may end a sentence or emphasized text.
    rest.get(..end)
        .unwrap_or_default()
        .trim_end_matches(['.', '*', '_'])
}

fn is_in_name(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '/' | '-' | '_' | '.' | '#' | '+')
}

/// Whether the name continues with a placeholder: `feat/<name>`, `feat/{slug}`.
fn is_template(name: &str, line: &str, at: usize) -> bool {
    let behind = line.get(at + name.len()..).unwrap_or_default();
    behind.starts_with(['<', '{', '[', '$', '*', '…']) && name.ends_with(['/', '-', '_'])
}

#[cfg(test)]
mod tests {
    use crate::testing::{lint_with, tokens_with};

    fn tokens(body: &str) -> Vec<String> {
        let found = tokens_with(&format!("phase: 1\n---\n\n# Foundation\n\n{body}\n"));
        found
            .into_iter()
            .map(|(rule, token)| {
                assert_eq!(rule, "branch-mention");
                token
            })
            .collect()
    }

    #[test]
    fn commands_and_labels_are_checked() {
        assert_eq!(
            tokens("```bash\ngit checkout -b feat/x main\n```"),
            ["feat/x"]
        );
        assert_eq!(
            tokens("git switch -c feat/x && git branch auth-v1"),
            ["feat/x", "auth-v1"]
        );
        assert_eq!(tokens("- **Branch**: `feat/x`"), ["feat/x"]);
        assert_eq!(tokens("**Feature branch:** feat/x."), ["feat/x"]);
        assert_eq!(tokens("Owner: Alice, branch: feat/x"), ["feat/x"]);
        assert_eq!(tokens("Branch: `git checkout -b feat/x`"), ["feat/x"]);
        assert_eq!(tokens("Branch: alice/auth-v2"), ["alice/auth-v2"]);
    }

    #[test]
    fn the_top_level_key_is_checked() {
        let found = tokens_with("branch: \"feat/x\"");
        assert_eq!(found, [("branch-mention", "\"feat/x\"".to_owned())]);
        assert_eq!(tokens_with("branch: feature/auth-v1"), []);
    }

    #[test]
    fn prose_and_other_branches_are_not_checked() {
        for body in [
            "The branch feat/x is gone.",
            "Branch: `main`",
            "git checkout -b fix/login",
            "git checkout -b feature/x",
            "git branch -d feat/x",
            "git checkout -b feat/<slug>",
            "subbranch: feat/x",
            "Merge the branch: then celebrate",
            "git checkout feat/x",
        ] {
            assert!(tokens(body).is_empty(), "{body}");
        }
    }

    #[test]
    fn many_mentions_on_one_line_are_linear() {
        let line = "git checkout -b feature/x; Branch: ".repeat(50_000);
        assert!(tokens(&line).is_empty());
    }

    #[test]
    fn the_help_names_the_line_to_add() {
        let found = lint_with("phase: 1\n---\n\nBranch: feat/x\n");
        assert!(
            found[0].help.contains("[feature/*, feat/*]"),
            "{}",
            found[0].help
        );
        assert_eq!(found[0].token, "feat/x");
    }
}
