//! Tests of what the rule reports, and what it leaves to other rules.

use std::fmt::Write as _;

use crate::config::Profile;
use crate::testing::{BASE, BASE_PATH, Found, Sandbox, lint_with};

fn lint(text: &str) -> Vec<Found> {
    Sandbox::new(&[(BASE_PATH, text)]).run()
}

/// Rule, token, pointer and message of each finding.
fn messages(found: Vec<Found>) -> Vec<(&'static str, String, String, String)> {
    found
        .into_iter()
        .map(|found| (found.rule, found.token, found.pointer, found.message))
        .collect()
}

fn expect(
    token: &str,
    pointer: &str,
    message: &str,
) -> Vec<(&'static str, String, String, String)> {
    vec![(
        "schema",
        token.to_owned(),
        pointer.to_owned(),
        message.to_owned(),
    )]
}

#[test]
fn types_are_named_in_messages() {
    for (keys, token, pointer, message) in [
        (
            "owners: alice",
            "alice",
            "/owners",
            "`owners` must be a list of names, found a string",
        ),
        (
            "total_tasks: many",
            "many",
            "/total_tasks",
            "`total_tasks` must be an integer, found `many`",
        ),
        (
            "overall_progress: \"0\"",
            "\"0\"",
            "/overall_progress",
            "`overall_progress` must be a number, found the string `0`",
        ),
        (
            "contributors: [1.5]",
            "1.5",
            "/contributors/0",
            "an entry of `contributors` must be a string, found the number `1.5`",
        ),
        (
            "phase: -1",
            "-1",
            "/phase",
            "`phase` must be at least 0, found `-1`",
        ),
        (
            "phase: { number: 1 }",
            "{ number: 1 }",
            "/phase",
            "`phase` must be a number or a string, found a mapping",
        ),
    ] {
        let found = messages(lint_with(keys));
        let found: Vec<_> = found
            .into_iter()
            .filter(|found| found.0 == "schema")
            .collect();
        assert_eq!(found, expect(token, pointer, message));
    }
}

#[test]
fn a_missing_key_of_the_file_is_shown_at_its_type() {
    let found = lint(&BASE.replace("phase: 1\n", ""));
    assert_eq!(
        messages(found),
        expect("progress", "", "`phase` is required")
    );
    let found = lint(&BASE.replace("prd: \"auth-v1\"\n", ""));
    let message = "`prd` (or `feature_slug`) is required";
    assert_eq!(messages(found), expect("progress", "", message));
    let found = lint(&BASE.replace("type: progress\n", ""));
    let message = "`type` (or `doc_type`) is required";
    assert_eq!(messages(found), expect("prd", "", message));
}

#[test]
fn a_missing_key_of_a_task_is_shown_at_its_id() {
    let found = lint(&BASE.replacen("    status: \"pending\"\n", "", 1));
    let message = "`status` is required";
    assert_eq!(messages(found), expect("\"TASK-1.1\"", "/tasks/0", message));
    let found = lint(&BASE.replacen(
        "  - id: \"TASK-1.1\"\n    description",
        "  - description",
        1,
    ));
    let found: Vec<_> = messages(found)
        .into_iter()
        .filter(|found| found.0 == "schema")
        .collect();
    assert_eq!(found[0].3, "`id` is required");
}

#[test]
fn a_more_specific_rule_takes_precedence() {
    let rules = |text: String| -> Vec<&'static str> {
        lint(&text).into_iter().map(|found| found.rule).collect()
    };
    assert_eq!(
        rules(BASE.replacen(
            "    assigned_to: [\"alice\"]\n    dependencies: []\n",
            "",
            1
        )),
        ["task-missing-assignee", "task-missing-dependencies"]
    );
    assert_eq!(rules(BASE.replacen("phase:", "phaze:", 1)), ["unknown-key"]);
    // A finding about the task as a whole does not hide its other missing keys.
    let found = rules(BASE.replacen(
        "    status: \"pending\"\n    assigned_to: [\"alice\"]\n",
        "",
        1,
    ));
    assert_eq!(found, ["schema", "task-missing-assignee"]);
}

#[test]
fn a_number_may_be_a_name() {
    let keys = "tasks:\n  - { id: 1.10, description: x, status: pending, assigned_to: [a], dependencies: [] }\n  - { id: 7, description: x, status: pending, assigned_to: [a], dependencies: [1.10], completed: 2026-02-05 }\ntotal_tasks: 2\nparallelization: { batch_1: [1.10], batch_2: [7], critical_path: [1.10, 7] }";
    let rules: Vec<_> = lint_with(keys)
        .into_iter()
        .map(|found| found.rule)
        .collect();
    assert_eq!(rules, ["id-not-quoted"]);
}

#[test]
fn a_different_type_is_reported() {
    let found = messages(lint(&BASE.replace("type: progress", "type: report")));
    let message = "`type` is `report`, expected `progress`";
    assert_eq!(found, expect("report", "/type", message));
    let both = BASE.replace("type: progress", "type: report\ndoc_type: progress");
    assert_eq!(lint(&both), []);
}

#[test]
fn the_strict_profile_requires_more_and_reports_it_once() {
    let strict = |text: &str| {
        let mut bench = Sandbox::new(&[(BASE_PATH, text)]);
        bench.settings.profile = Profile::Strict;
        messages(bench.run())
    };
    assert_eq!(strict(BASE), []);
    let message = "`blockers` is required by the strict profile";
    assert_eq!(
        strict(&BASE.replace("blockers: []\n", "")),
        expect("progress", "", message)
    );
    assert_eq!(strict(&BASE.replace("phase: 1\n", "")).len(), 1);
}

#[test]
fn each_violation_is_reported() {
    let mut keys = "owners:\n".to_owned();
    for index in 0..2000 {
        writeln!(keys, "  - {index}").unwrap();
    }
    assert_eq!(lint_with(&keys).len(), 2000);
}

#[test]
fn a_dependency_outside_a_list_is_one_mistake() {
    let keys = "parallelization:\n  batch_1: [T-1, T-2]\ntasks:\n  - { id: T-1, status: pending, assigned_to: [a], dependencies: [] }\n  - { id: T-2, status: pending, assigned_to: [a], dependencies: T-1 }";
    let found: Vec<_> = messages(lint_with(keys))
        .into_iter()
        .map(|found| found.0)
        .collect();
    assert_eq!(found, ["schema"]);
}

#[test]
fn a_fault_after_thousands_of_entries_is_found() {
    let good = "  - { id: a, description: b, status: pending }\n".repeat(30_000);
    let found = lint_with(&format!("success_criteria:\n{good}  - 7"));
    let schema = found.iter().filter(|found| found.rule == "schema");
    let places: Vec<_> = schema.map(|found| found.pointer.as_str()).collect();
    assert_eq!(places, ["/success_criteria/30000"]);
}

#[test]
fn only_the_first_of_millions_of_faults_are_reported() {
    let found = lint_with(&format!("success_criteria:\n{}", "  - 7\n".repeat(100_000)));
    let schema: Vec<_> = found
        .iter()
        .filter(|found| found.rule == "schema")
        .collect();
    assert_eq!(schema.len(), 20_001);
    assert!(schema.last().unwrap().message.contains("more than"));
}

/// Returns the help of this rule's last finding.
fn help(keys: &str) -> String {
    let mut found = lint_with(keys);
    found.retain(|found| found.rule == "schema");
    found.pop().map(|found| found.help).unwrap_or_default()
}

#[test]
fn a_list_is_shown_as_it_was_meant() {
    let batch = |text: &str| help(&format!("parallelization: {{ batch_1: {text} }}"));
    assert_eq!(batch("\"A-1, A-2\""), "write `[\"A-1\", \"A-2\"]`");
    assert_eq!(batch("none"), "write `[]`");
    assert_eq!(batch("[null]"), "add a value, or remove it");
    assert_eq!(
        help("blockers: \"Keys, which nobody has\""),
        "write `[\"Keys, which nobody has\"]`"
    );
}

#[test]
fn a_blank_id_is_called_blank() {
    let found =
        lint_with("tasks:\n  - {id: \"\", status: pending, assigned_to: [a], dependencies: []}");
    let found: Vec<_> = found.into_iter().filter(|it| it.rule == "schema").collect();
    assert_eq!(
        messages(found),
        expect("\"\"", "/tasks/0/id", "`id` must not be blank")
    );
}

#[test]
fn the_help_for_a_date_asks_for_a_date() {
    let day = "write the date as \"YYYY-MM-DD\"";
    assert_eq!(help("started: true"), day);
    assert_eq!(help("started: [x]"), day);
    assert_eq!(help("completed: {a: 1}"), day);
    assert_eq!(
        help("title: true"),
        "write `\"true\"` if you mean the string"
    );
}

#[test]
fn a_file_of_several_phases_needs_no_phase() {
    let text = BASE.replace("phase: 1\n", "");
    let schema = |path: &str, text: &str| {
        let found = Sandbox::new(&[(path, text)]).run();
        found.iter().filter(|found| found.rule == "schema").count()
    };
    for path in [
        ".claude/progress/auth-v1/all-phases-progress.md",
        ".claude/progress/quick-features/export-progress.md",
    ] {
        assert_eq!(schema(path, &text), 0, "{path}");
    }
    let group = BASE.replace("phase: 1\n", "phase_group: 4-5\n");
    assert_eq!(schema(BASE_PATH, &group), 0);
    let mut phases = ["1", "2"].into_iter();
    let lines = text
        .lines()
        .map(|line| match line.strip_prefix("    status:") {
            Some(_) => format!("    phase: {}\n{line}\n", phases.next().unwrap_or("2")),
            None => format!("{line}\n"),
        });
    let combined: String = lines.collect();
    assert_eq!(schema(BASE_PATH, &combined), 0);
    assert_eq!(schema(BASE_PATH, &text), 1);
}

#[test]
fn another_name_of_the_plan_is_named() {
    let found = lint(&BASE.replace("prd:", "prd_name:"));
    let found: Vec<_> = found.iter().filter(|it| it.rule == "schema").collect();
    assert_eq!(found[0].severity, crate::config::Severity::Advice);
    assert_eq!(found[0].help, "rename `prd_name` to `prd`");
}

#[test]
fn a_phase_may_be_a_fraction() {
    let path = ".claude/progress/auth-v1/phase-0.5-progress.md";
    let text = BASE.replace("phase: 1\n", "phase: 0.5\n");
    let found = Sandbox::new(&[(path, &text)]).run();
    assert!(
        found.iter().all(|found| found.rule != "schema"),
        "{found:?}"
    );
}

#[test]
fn merged_keys_count() {
    let keys = "total_tasks: 2\nparallelization: {}\ndefaults: &d {status: pending, assigned_to: [alice], dependencies: []}\ntasks:\n  - {id: A-1, <<: *d}\n  - {<<: [*d], id: A-2}";
    assert_eq!(lint_with(keys), []);
}

/// Strict validators such as Ajv refuse a required key without a schema, and a property that a
/// pattern describes as well.
#[test]
fn the_schema_is_strict() {
    fn check(schema: &serde_json::Value) {
        if let Some(required) = schema.get("required").and_then(|it| it.as_array()) {
            for key in required {
                let key = key.as_str().unwrap();
                assert!(schema["properties"].get(key).is_some(), "{key}: {schema}");
            }
        }
        if let Some(patterns) = schema.get("patternProperties") {
            let patterns = patterns.as_object().unwrap().keys();
            for pattern in patterns.map(|it| it.trim_matches(['^', '$']).replace("[0-9]+", "1")) {
                assert!(schema["properties"].get(&pattern).is_none(), "{pattern}");
            }
        }
        let parts: Vec<&serde_json::Value> = match schema {
            serde_json::Value::Object(parts) => parts.values().collect(),
            serde_json::Value::Array(parts) => parts.iter().collect(),
            _ => Vec::new(),
        };
        parts.into_iter().for_each(check);
    }
    let schema = include_str!("../../../schemas/progress.schema.json");
    check(&serde_json::from_str(schema).unwrap());
}
