//! The table of plans in the README must be current.
//!
//! Checked if `README.md` in the root has the lines `<!-- progress:status -->` and
//! `<!-- /progress:status -->`, and only if the whole repository is linted. Between them must be what
//! `progress status --write README.md` writes: for all plans, with `--all`, or for one plan. Not checked
//! while the frontmatter of a progress file cannot be read. Off by default, because the table changes
//! with every task; a job that updates the table needs no rule.
//!
//! # Bad
//!
//! ```md (readme)
//! # Shop
//!
//! <!-- progress:status -->
//!
//! **auth-v1**: 0 of 3 tasks done
//!
//! | Phase | Done | | Status | Active | Blocked | Ready |
//! |---|--:|--:|---|--:|--:|--:|
//! | phase 1&#58; Foundation | 0/3 | 0% | planning | 0 | 0 | 3 |
//!
//! <!-- /progress:status -->
//! ```
//!
//! # Good
//!
//! ```md (readme)
//! # Shop
//!
//! <!-- progress:status -->
//!
//! **auth-v1**: 0 of 2 tasks done
//!
//! | Phase | Done | | Status | Active | Blocked | Ready |
//! |---|--:|--:|---|--:|--:|--:|
//! | phase 1&#58; Foundation | 0/2 | 0% | planning | 0 | 0 | 2 |
//!
//! <!-- /progress:status -->
//! ```

use crate::config::Severity;
use crate::lint::{Check, Diagnostic, Diagnostics, Location, Rule};
use crate::markdown::find_section;
use crate::status::{PlanView, SECTION, plans, status_section};
use crate::workspace::Workspace;

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "status-section-stale",
    severity: Severity::Off,
    summary: "the table of plans in the README is not current",
    fix: None,
    suppressed_by: &[],
    check: Check::Workspace(check),
};

fn check(workspace: &Workspace, diagnostics: &mut Diagnostics) {
    let Some(readme) = &workspace.readme else {
        return;
    };
    let readme = &readme.document.text;
    let text = readme.as_str();
    let at_line = |line: usize| {
        let span = readme.lines().span(text, line.saturating_sub(1));
        Location::span(workspace.readme_id(), span)
    };
    let section = match find_section(text, SECTION) {
        Ok(section) => section,
        Err(error) => {
            if let Some(line) = error.line() {
                let diagnostic = Diagnostic::new(at_line(line), error.to_string());
                diagnostics.push(diagnostic.help("keep one section, with both markers"));
            }
            return;
        }
    };
    // Line breaks are those of the file.
    let content = text.get(section.clone()).unwrap_or_default();
    let content = content.replace("\r\n", "\n");
    let plans = plans(workspace);
    // What the table should say of a broken file is unknown, and the command would refuse to write it.
    let mut phases = plans.iter().flat_map(|plan| &plan.phases);
    if phases.any(|phase| phase.phase.is_none()) || is_current(&content, &plans) {
        return;
    }
    // The section starts after the line of the marker.
    let marker = at_line(readme.lines().line_of(section.start));
    let diagnostic = Diagnostic::new(marker, "the table of plans is not current");
    diagnostics.push(diagnostic.help("run `progress status --write README.md`"));
}

/// Whether this is what the command writes about all plans or about one of them.
fn is_current(content: &str, plans: &[PlanView<'_>]) -> bool {
    let has_phases = plans.len() == 1;
    content == status_section(plans, has_phases, false)
        || content == status_section(plans, has_phases, true)
        || plans.iter().any(|plan| {
            let plan = std::slice::from_ref(plan);
            content == status_section(plan, true, true)
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::Example;
    use crate::testing::{BASE, BASE_PATH, Sandbox};

    /// The lines and messages about a README.
    fn messages(readme: &str) -> Vec<(usize, String)> {
        let readme = Example {
            text: readme.to_owned(),
            is_readme: true,
            ..Example::default()
        };
        let bench = Sandbox::new(&[(BASE_PATH, BASE)]).knowing(&readme);
        let found = bench.enable(RULE.name).run().into_iter();
        found
            .filter(|found| found.rule == RULE.name)
            .map(|found| {
                assert_eq!(found.path, "README.md");
                (found.line, found.message)
            })
            .collect()
    }

    #[test]
    fn only_a_readme_with_markers_is_checked() {
        assert_eq!(messages("# Shop\n"), []);
        assert_eq!(
            messages("a\r\n<!-- progress:status -->\r\nold\r\n<!-- /progress:status -->\r\n"),
            [(2, "the table of plans is not current".to_owned())]
        );
        assert_eq!(
            messages("\n\n<!-- progress:status -->\n"),
            [(
                3,
                "`<!-- progress:status -->` has no `<!-- /progress:status -->` after it".to_owned()
            )]
        );
    }
}
