//! Validates machine-readable formats against their schemas.

use progress_core::lint::Report;
use serde_json::Value;

use super::awkward::{text, with_awkward, with_clean};
use super::{Format, Options, write};

fn awkward(format: Format) -> String {
    with_awkward(|report| written(report, format))
}

fn clean(format: Format) -> String {
    with_clean(|report| written(report, format))
}

fn written(report: &Report<'_>, format: Format) -> String {
    let mut out = Vec::new();
    write(report, format, &Options::default(), &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

fn assert_valid(json: &str, schema: &str) {
    let schema: Value = serde_json::from_str(schema).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let value = serde_json::from_str(json).unwrap();
    let errors: Vec<String> = validator
        .iter_errors(&value)
        .map(|error| format!("{error} at {}", error.instance_path()))
        .collect();
    assert!(errors.is_empty(), "{errors:#?}");
}

#[test]
fn json_follows_its_schema() {
    let schema = include_str!("../../schemas/report.schema.json");
    assert_valid(&awkward(Format::Json), schema);
    assert_valid(&clean(Format::Json), schema);
}

/// The official schema, as shipped in the crate `serde-sarif`.
fn sarif_schema() -> String {
    let run = |program: &str, arguments: &[&str]| {
        let mut command = std::process::Command::new(program);
        command
            .args(arguments)
            .current_dir(env!("CARGO_MANIFEST_DIR"));
        let output = command.output().unwrap();
        assert!(output.status.success(), "{program} failed: {output:?}");
        String::from_utf8(output.stdout).unwrap()
    };
    // Only the dependencies of this platform are certain to be available.
    let versions = run("rustc", &["-vV"]);
    let host = versions
        .lines()
        .find_map(|line| line.strip_prefix("host: "));
    let arguments = ["metadata", "--format-version=1", "--offline"];
    let platform = ["--filter-platform", host.unwrap()];
    let metadata = run(env!("CARGO"), &[&arguments[..], &platform].concat());
    let metadata: Value = serde_json::from_str(&metadata).unwrap();
    let mut packages = metadata["packages"].as_array().unwrap().iter();
    let package = packages.find(|package| package["name"] == "serde-sarif");
    let manifest = package.unwrap()["manifest_path"].as_str().unwrap();
    let folder = std::path::Path::new(manifest).parent().unwrap();
    let schema = std::fs::read_to_string(folder.join("src/schema.json")).unwrap();
    // The pattern of `language` has a stray bracket, which strict readers reject.
    schema.replace("{2}]?$", "{2}$")
}

#[test]
fn sarif_follows_the_official_schema() {
    let schema = sarif_schema();
    let mut incomplete = Report::new(Vec::new(), 0, Vec::new());
    incomplete.is_incomplete = true;
    incomplete.unchecked.push("cannot read `a.md`".to_owned());
    let incomplete = written(&incomplete, Format::Sarif);
    for log in [awkward(Format::Sarif), clean(Format::Sarif), incomplete] {
        assert_valid(&log, &schema);
        let read: serde_sarif::sarif::Sarif = serde_json::from_str(&log).unwrap();
        assert_eq!(read.runs.len(), 1);
    }
}

#[test]
fn sarif_regions_hold_the_tokens() {
    let log: Value = serde_json::from_str(&awkward(Format::Sarif)).unwrap();
    let text = text();
    for result in log["runs"][0]["results"].as_array().unwrap() {
        let place = &result["locations"][0]["physicalLocation"];
        let region = &place["region"];
        let number = |key: &str| usize::try_from(region[key].as_u64().unwrap()).unwrap();
        let uri = place["artifactLocation"]["uri"].as_str().unwrap();
        if !uri.ends_with("phase-1-progress.md") || number("startLine") != number("endLine") {
            continue;
        }
        let (start, length) = (number("byteOffset"), number("byteLength"));
        let line = text.lines().nth(number("startLine") - 1).unwrap();
        let columns = number("startColumn") - 1..number("endColumn") - 1;
        let token: String = line
            .chars()
            .skip(columns.start)
            .take(columns.len())
            .collect();
        assert_eq!(token, text[start..start + length]);
    }
}
