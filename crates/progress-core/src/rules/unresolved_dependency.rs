//! Every dependency must name a task of the plan, a phase, or an event.
//!
//! A dependency on a task that does not exist is never satisfied. IDs are looked up in the file,
//! then in the other files of the directory; a remark may follow (`TASK-1.1 (external)`). A value that
//! does not look like an ID (`design sign-off`) is treated as an event and reported as advice. So
//! are a task that only the document named by `plan_ref` mentions, a task of another plan, and a
//! reference that cannot be resolved because a file of the plan cannot be read.
//!
//! # Bad
//!
//! ```yaml
//! tasks:
//!   - id: "TASK-1.1"
//!     description: "Create the schema"
//!     status: "pending"
//!     assigned_to: ["alice"]
//!     dependencies: []
//!   - id: "TASK-1.2"
//!     description: "Write the API"
//!     status: "pending"
//!     assigned_to: ["alice"]
//!     dependencies: ["TASK-1.7"]
//! ```
//!
//! # Good
//!
//! ```yaml
//! parallelization:
//!   batch_1: ["TASK-1.1"]
//!   batch_2: ["TASK-1.2"]
//!   critical_path: ["TASK-1.1", "TASK-1.2"]
//! tasks:
//!   - id: "TASK-1.1"
//!     description: "Create the schema"
//!     status: "pending"
//!     assigned_to: ["alice"]
//!     dependencies: []
//!   - id: "TASK-1.2"
//!     description: "Write the API"
//!     status: "pending"
//!     assigned_to: ["alice"]
//!     dependencies: ["TASK-1.1"]
//! ```

use super::references::References;
use crate::config::Severity;
use crate::lint::{Check, Diagnostics, PhaseContext, Rule};
use crate::model::TaskRef;

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "unresolved-dependency",
    severity: Severity::Error,
    summary: "a dependency names a task that does not exist",
    fix: None,
    suppressed_by: &[],
    check: Check::Phase(check),
};

fn check(context: &PhaseContext<'_>, diagnostics: &mut Diagnostics) {
    let mut references = References::of(context, "correct the ID, or remove the dependency");
    for (index, task) in (0..).zip(context.tasks()) {
        let task_ref = TaskRef {
            file: context.id(),
            index,
        };
        for name in &task.references {
            if diagnostics.is_full() {
                return;
            }
            if let Some(diagnostic) = references.judge(name, task.id_text()) {
                diagnostics.push(diagnostic.task(task_ref));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::config::Severity;
    use crate::testing::{BASE_PATH, Found, Sandbox, lint_with, with};

    fn depending_on(reference: &str) -> String {
        with(&format!(
            "total_tasks: 1\nparallelization: {{}}\ntasks:\n  - id: TASK-1.1\n    status: pending\n    assigned_to: [alice]\n    dependencies: [\"{reference}\"]"
        ))
    }

    fn found(reference: &str) -> Vec<(Severity, String)> {
        let found = Sandbox::new(&[(BASE_PATH, &depending_on(reference))]).run();
        let seen = |found: Found| {
            assert_eq!(found.rule, "unresolved-dependency", "{found}");
            (found.severity, found.token)
        };
        found.into_iter().map(seen).collect()
    }

    #[test]
    fn anything_that_looks_like_an_id_must_exist() {
        for id in ["TASK-1.7", "P2-T5", "1.9", "other:TASK-1", "task-1"] {
            let expected = if id == "task-1" {
                Severity::Advice
            } else {
                Severity::Error
            };
            assert_eq!(found(id), [(expected, format!("\"{id}\""))]);
        }
    }

    #[test]
    fn a_phase_may_have_an_id_of_its_own() {
        let next = |keys: &str| {
            let next = with(&format!(
                "{keys}\ntotal_tasks: 0\nparallelization: {{}}\ntasks: []"
            ));
            let depending = depending_on("EP-R2");
            let files = [
                (BASE_PATH, depending.as_str()),
                (
                    ".claude/progress/auth-v1/phase-r2-progress.md",
                    next.as_str(),
                ),
            ];
            let found = Sandbox::new(&files).run();
            let rule = |found: &Found| found.rule == "unresolved-dependency";
            found.iter().filter(|found| rule(found)).count()
        };
        assert_eq!(next("phase: EP-R2"), 0);
        assert_eq!(next("phase: 2\ntitle: \"EP-R2: Import\""), 0);
        assert_eq!(next("phase: 2\ntitle: Import after EP-R2"), 1);
    }

    #[test]
    fn a_phase_number_is_not_an_id() {
        for number in ["1", "1-3", "2a"] {
            let keys = format!("phase: \"{number}\"\ntitle: \"{number}: Import\"");
            let depending = depending_on(number).replace("phase: 1", &keys);
            let found = Sandbox::new(&[(BASE_PATH, &depending)]).run();
            let missed = found.iter().filter(|it| it.rule == "unresolved-dependency");
            assert_eq!(missed.count(), 1, "{number}");
        }
    }

    #[test]
    fn an_id_in_other_case_is_suggested() {
        let depending = depending_on("b-1").replace(
            "tasks:\n",
            "tasks:\n  - {id: B-1, status: pending, assigned_to: [a], dependencies: []}\n",
        );
        let found = Sandbox::new(&[(BASE_PATH, &depending)]).run();
        let found: Vec<_> = found
            .iter()
            .filter(|it| it.rule == "unresolved-dependency")
            .collect();
        assert_eq!(found[0].help, "did you mean `B-1`?");
    }

    #[test]
    fn events_and_phases_of_no_file_are_advice() {
        for text in [
            "design sign-off",
            "ADR-008-accepted",
            "review:approved",
            "Phase 7",
            "P7 done",
        ] {
            assert_eq!(found(text), [(Severity::Advice, format!("\"{text}\""))]);
        }
    }

    #[test]
    fn phases_of_a_file_and_everything_before_are_fine() {
        for text in [
            "Phase 1",
            "phases 0-2",
            "P1-complete",
            "all-previous-phases",
        ] {
            assert_eq!(found(text), [], "{text}");
        }
    }

    #[test]
    fn a_task_of_another_plan_is_advice_unless_its_plan_is_named() {
        let other = with("prd: pay-v1").replace("TASK-1.", "PAY-1.");
        let run = |reference: &str| {
            let other = (
                ".claude/progress/pay-v1/phase-1-progress.md",
                other.as_str(),
            );
            Sandbox::new(&[(BASE_PATH, &depending_on(reference)), other]).run()
        };
        let found = run("PAY-1.1");
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].severity, Severity::Advice);
        assert_eq!(run("pay-v1:PAY-1.1"), []);
    }

    #[test]
    fn a_file_with_unknown_tasks_makes_it_undecidable() {
        let broken = "---\ntype: progress\nx: [\n---\n";
        let other = BASE_PATH.replace("phase-1", "phase-2");
        let found = Sandbox::new(&[(BASE_PATH, &depending_on("TASK-2.1")), (&other, broken)]).run();
        let own: Vec<_> = found
            .iter()
            .filter(|found| found.path == BASE_PATH)
            .collect();
        assert_eq!(own.len(), 1);
        assert_eq!(own[0].severity, Severity::Advice);
    }

    #[test]
    fn a_file_with_unknown_tasks_matters_more_than_another_plan() {
        let broken = "---\ntype: progress\nx: [\n---\n";
        let sibling = BASE_PATH.replace("phase-1", "phase-2");
        let other = with("prd: pay-v1").replace("TASK-1.", "PAY-1.");
        let files = [
            (BASE_PATH, depending_on("PAY-1.1")),
            (sibling.as_str(), broken.to_owned()),
            (".claude/progress/pay-v1/phase-1-progress.md", other),
        ];
        let files = files.each_ref().map(|(path, text)| (*path, text.as_str()));
        let found = Sandbox::new(&files).run();
        let own = found.iter().find(|it| it.rule == "unresolved-dependency");
        assert!(own.unwrap().message.contains("cannot tell whether"));
    }

    #[test]
    fn a_task_that_only_the_plan_mentions_is_advice_without_a_suggestion() {
        let plan = "docs/plans/auth-v1.md";
        let text = depending_on("TASK-2.1");
        let run = |reference: &str, document: &str| {
            let text = text.replace("prd:", &format!("plan_ref: \"{reference}\"\nprd:"));
            let found = Sandbox::new(&[(BASE_PATH, &text)])
                .document(plan, document)
                .run();
            let rule = |it: &Found| it.rule == "unresolved-dependency";
            let found = found.into_iter().find(rule).unwrap();
            (found.severity, found.help)
        };
        let table = "| ID | Task |\n|---|---|\n| TASK-2.1 | Import |\n";
        for reference in [
            plan,
            "/docs/plans/auth-v1.md#phase-2",
            "../../../docs/plans/auth-v1.md",
        ] {
            let (severity, help) = run(reference, table);
            assert_eq!(severity, Severity::Advice, "{reference}");
            assert!(!help.contains("did you mean"), "{help}");
        }
        assert_eq!(run(plan, "| TASK-2.10 | Import |").0, Severity::Error);
    }

    #[test]
    fn a_remark_may_follow_an_id() {
        let own = lint_with(
            "total_tasks: 1\nparallelization: {}\ntasks:\n  - id: D1-1\n    status: pending\n    assigned_to: [alice]\n    dependencies: [D1-1 (external)]",
        );
        assert_eq!(own[0].rule, "self-dependency");
        let unknown = found("D1-1 (external)");
        assert_eq!(
            unknown,
            [(Severity::Advice, "\"D1-1 (external)\"".to_owned())]
        );
    }

    #[test]
    fn the_most_similar_id_is_suggested() {
        let keys = "tasks:\n  - {id: PREP-0.1, status: pending, assigned_to: [alice], dependencies: []}\n  - {id: PREP-0.2, status: pending, assigned_to: [alice], dependencies: [PERP-0.1]}\nparallelization: {}";
        assert_eq!(lint_with(keys)[0].help, "did you mean `PREP-0.1`?");
    }
}
