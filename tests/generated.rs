//! Generated text is up to date. `UPDATE=1 cargo test` rewrites it.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

use std::fmt::Write as _;
use std::path::PathBuf;
use std::process::Command;

use progress_lint::lint::Safety;
use progress_lint::rules::ALL;
use similar::TextDiff;

fn path(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(name)
}

/// Compares a generated file with its expected content, or rewrites it.
fn check(name: &str, expected: &str) {
    let actual = std::fs::read_to_string(path(name))
        .unwrap()
        .replace("\r\n", "\n");
    if actual == expected {
        return;
    }
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(path(name), expected).unwrap();
        return;
    }
    let diff = TextDiff::from_lines(actual.as_str(), expected);
    let diff = diff.unified_diff().header("actual", "expected").to_string();
    panic!("{name} is stale; `UPDATE=1 cargo test` rewrites it:\n{diff}");
}

/// Replaces the part of a text between two marker lines.
fn with_part(text: &str, name: &str, part: &str) -> String {
    let (start, end) = (format!("<!-- {name} -->\n"), format!("<!-- /{name} -->\n"));
    let (before, rest) = text.split_once(&start).unwrap();
    let (_, after) = rest.split_once(&end).unwrap();
    format!("{before}{start}{part}{end}{after}")
}

fn rules_table() -> String {
    let mut table = "| Rule | Default | Fix | Finds |\n|---|---|---|---|\n".to_owned();
    for entry in ALL {
        let rule = entry.rule;
        writeln!(
            table,
            "| `{}` | {} | {} | {} |",
            rule.name,
            rule.severity,
            match rule.fix {
                Some(Safety::Safe) => "safe",
                Some(Safety::Unsafe) => "unsafe",
                None => "",
            },
            rule.summary
        )
        .unwrap();
    }
    table
}

/// Replaces the output of each `$ progress …` line in a `console` fence with the command's
/// actual output.
fn with_outputs(text: &str) -> String {
    let mut parts = text.split("```console\n");
    let mut result = parts.next().unwrap().to_owned();
    for part in parts {
        let (block, rest) = part.split_once("```").unwrap();
        result.push_str("```console\n");
        for line in block.lines().filter(|line| line.starts_with("$ ")) {
            let command = line.strip_prefix("$ progress ").unwrap();
            write!(result, "{line}\n{}", run(command)).unwrap();
        }
        result.push_str("```");
        result.push_str(rest);
    }
    result
}

fn run(command: &str) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_progress"))
        .args(command.split_whitespace())
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .env_remove("CLICOLOR_FORCE")
        .env_remove("FORCE_COLOR")
        .output()
        .unwrap();
    assert_ne!(
        output.status.code(),
        Some(2),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    // As shown on a terminal.
    String::from_utf8([output.stderr, output.stdout].concat()).unwrap()
}

#[test]
fn the_readme_lists_the_rules_and_shows_what_commands_print() {
    let readme = std::fs::read_to_string(path("README.md"))
        .unwrap()
        .replace("\r\n", "\n");
    check(
        "README.md",
        &with_outputs(&with_part(&readme, "rules", &rules_table())),
    );
}

#[test]
fn the_configuration_schema_lists_the_rules() {
    let name = "schemas/config.schema.json";
    let text = std::fs::read_to_string(path(name)).unwrap();
    let mut schema: serde_json::Value = serde_json::from_str(&text).unwrap();
    let rules = ALL.iter().map(|entry| {
        let value = serde_json::json!({
            "description": format!("{} (default: {})", entry.rule.summary, entry.rule.severity),
            "$ref": "#/$defs/severity",
        });
        (entry.rule.name.to_owned(), value)
    });
    schema["$defs"]["rules"]["properties"] = rules.collect::<serde_json::Map<_, _>>().into();
    check(
        name,
        &(serde_json::to_string_pretty(&schema).unwrap() + "\n"),
    );
}

#[test]
fn the_readme_contains_the_hunk_header_pattern() {
    let readme = std::fs::read_to_string(path("README.md")).unwrap();
    let readme = readme.replace("\r\n", "\n");
    let shown = format!("<<'END'\n{}\nEND\n", progress_lint::compare::XFUNCNAME);
    assert!(readme.contains(&shown), "{shown}");
}
