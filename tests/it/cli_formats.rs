//! Tests of each output format of the command.

use serde_json::Value;

use crate::common::{BAD_PATH, GOOD, GOOD_PATH, Sandbox, bad};

const FORMATS: &[&str] = &[
    "human", "concise", "json", "sarif", "github", "gitlab", "junit",
];

#[test]
fn every_format_contains_the_findings_and_writes_only_to_stdout() {
    let bench = Sandbox::repository();
    bench.write(BAD_PATH, &bad());
    for format in FORMATS {
        let outcome = bench.run(&["lint", "--format", format]);
        outcome.exits(1).complains("");
        outcome.stdout_has("count-mismatch").stdout_lacks("\x1b");
    }
    let wrong = bench.run(&["lint", "--format", "jsn"]);
    wrong.exits(2).prints("").stderr_has("'json'");
}

#[test]
fn human_formats_are_empty_without_findings() {
    let bench = Sandbox::repository();
    bench.write(GOOD_PATH, GOOD);
    for format in ["human", "concise", "github"] {
        bench
            .run(&["lint", "--format", format])
            .exits(0)
            .prints("")
            .complains("");
    }
}

#[test]
fn json_is_always_a_single_document() {
    let bench = Sandbox::repository();
    let lint = |paths: &[&str], status: i32| -> Value {
        let arguments = [&["lint", "--format", "json"][..], paths].concat();
        let outcome = bench.run(&arguments);
        outcome.exits(status);
        serde_json::from_str(&outcome.stdout).unwrap()
    };
    assert_eq!(lint(&[], 0)["findings"], Value::Array(Vec::new()));
    bench.write(BAD_PATH, &bad());
    let report = lint(&[BAD_PATH, "absent"], 2);
    assert_eq!(report["version"], 1);
    assert_eq!(report["summary"]["errors"], 2);
    assert_eq!(report["findings"][0]["path"], BAD_PATH);
    assert_eq!(report["findings"][0]["start"]["line"], 11);
}

#[test]
fn json_matches_its_schema() {
    let bench = Sandbox::repository();
    bench.write(BAD_PATH, &bad());
    let schema = bench.run(&["schema", "report"]);
    let schema: Value = serde_json::from_str(&schema.stdout).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let report = bench.run(&["lint", "--pedantic", "--format", "json"]);
    let report: Value = serde_json::from_str(&report.stdout).unwrap();
    let errors: Vec<String> = validator
        .iter_errors(&report)
        .map(|error| error.to_string())
        .collect();
    assert!(errors.is_empty(), "{errors:#?}");
}

#[test]
fn human_paths_are_relative_to_the_current_directory_and_others_to_the_root() {
    let bench = Sandbox::repository();
    bench.write(BAD_PATH, &bad());
    bench.write("docs/x", "");
    let concise = bench.run_in("progress/auth-v2", &["lint", "--format", "concise"]);
    assert!(
        concise.stdout.starts_with("phase-1-progress.md:11:14: "),
        "{concise}"
    );
    let concise = bench.run_in("docs", &["lint", "--format", "concise"]);
    assert!(
        concise
            .stdout
            .starts_with(&format!("../{BAD_PATH}:11:14: ")),
        "{concise}"
    );
    let json = bench.run_in("docs", &["lint", "--format", "json"]);
    json.stdout_has(&format!("\"{BAD_PATH}\""));
}

#[test]
fn only_human_formats_are_coloured() {
    let bench = Sandbox::repository();
    bench.write(BAD_PATH, &bad());
    let colored = |format: &str| {
        let arguments = ["lint", "--color", "always", "--format", format];
        bench.run(&arguments).stdout.contains('\x1b')
    };
    assert!(colored("human"));
    for format in &FORMATS[2..] {
        assert!(!colored(format), "{format}");
    }
}
