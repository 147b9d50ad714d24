//! How rules run and what becomes of their findings.

use std::path::Path;

use super::*;
use crate::config::Settings;
use crate::lint::FileContext;
use crate::source::{Nothing, Overlay, RootedPath};
use crate::testing::tokens_with;

const fn rule(check: fn(&FileContext<'_>, &mut Diagnostics)) -> Rule {
    Rule {
        name: "test",
        severity: Severity::Error,
        summary: "a rule of this test",
        fix: None,
        suppressed_by: &[],
        check: Check::File(check),
    }
}

#[test]
fn a_crash_does_not_hide_findings_in_other_files() {
    let rule = rule(|context, diagnostics| {
        assert!(!context.path().starts_with('a'), "a bug");
        diagnostics.push(Diagnostic::new(
            Location::span(context.id, Span::new(0, 1)),
            "x",
        ));
    });
    let root = Path::new("/nowhere");
    let files = ["a.md", "b.md"].map(|name| RootedPath::new(root, Path::new(name)));
    let contents = files.clone().map(|path| (path, b"---\n---\n".to_vec()));
    let contents = Overlay::new(contents, Nothing);
    let workspace = Workspace::read(&files, &contents, Settings::default());
    let report = run(&workspace, &[&rule]);
    assert_eq!(report.crashed, ["a.md"]);
    assert_eq!(report.findings.len(), 1);
}

#[test]
fn a_mistake_in_a_merged_mapping_is_reported_once() {
    let keys = "\
common: &common
  status: pendig
  assigned_to: alice
  dependencies: [TASK-9.9]
tasks:
  - { <<: *common, id: TASK-1.1, description: One }
  - { <<: *common, id: TASK-1.2, description: Two }
  - { <<: *common, id: TASK-1.3, description: Three }
total_tasks: 3
parallelization: {}";
    assert_eq!(
        tokens_with(keys),
        [
            ("status-unknown", "pendig".to_owned()),
            ("assignee-not-list", "alice".to_owned()),
            ("unresolved-dependency", "TASK-9.9".to_owned()),
        ]
    );
}
