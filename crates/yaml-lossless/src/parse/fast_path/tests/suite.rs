//! The public YAML test suite, read by both readers.
//!
//! `YAML_TEST_SUITE` names a folder with its branch `data`; without it nothing is tested here.

use std::panic::catch_unwind;
use std::path::{Path, PathBuf};

use libyaml_safer::{EventData, Parser};

use crate::parse::{compare_readers, parse};
use crate::text::Span;

/// How the errors begin that are not libyaml's, but limits of [`parse`]: one document, aliases.
const OWN_LIMITS: &[&str] = &[
    "the YAML document is empty",
    "unexpected second YAML document",
    "undefined alias",
    "the alias `",
];

/// A case of the suite.
struct Case {
    name: String,
    yaml: String,
    is_invalid: bool,
}

#[test]
fn both_readers_agree_on_the_test_suite() {
    let Some(cases) = cases() else {
        return;
    };
    assert!(cases.len() > 300, "only {} cases", cases.len());
    let mut differing = Vec::new();
    for case in &cases {
        for yaml in [case.yaml.clone(), case.yaml.replace('\n', "\r\n")] {
            let result = catch_unwind(|| compare_readers(&yaml));
            match result {
                Ok(Ok(_)) => {}
                Ok(Err(difference)) => differing.push(format!("{}: {difference}", case.name)),
                Err(_) => differing.push(format!("{}: panics", case.name)),
            }
        }
    }
    assert!(differing.is_empty(), "{}", differing.join("\n"));
}

#[test]
fn valid_cases_are_read_or_refused_with_a_reason() {
    let Some(cases) = cases() else {
        return;
    };
    let mut unexplained = Vec::new();
    for case in cases.iter().filter(|case| !case.is_invalid) {
        let Err(error) = parse(&case.yaml, Span::new(0, case.yaml.len())) else {
            continue;
        };
        let message = &error.message;
        let is_own = OWN_LIMITS.iter().any(|own| message.starts_with(own));
        let is_placed = case.yaml.get(error.span.range()).is_some();
        if !is_placed || (is_read_by_libyaml(&case.yaml) && !is_own) {
            unexplained.push(format!("{}: {error:?}", case.name));
        }
    }
    assert!(unexplained.is_empty(), "{}", unexplained.join("\n"));
}

/// Whether libyaml itself reads a text to the end.
fn is_read_by_libyaml(yaml: &str) -> bool {
    catch_unwind(|| {
        let mut parser = Parser::new();
        parser.set_input(yaml.as_bytes());
        loop {
            match parser.parse() {
                Ok(event) if matches!(event.data, EventData::StreamEnd) => return true,
                Ok(_) => {}
                Err(_) => return false,
            }
        }
    })
    .unwrap_or(false)
}

/// The cases of the suite; `None` if it is not there.
fn cases() -> Option<Vec<Case>> {
    let Some(root) = std::env::var_os("YAML_TEST_SUITE").map(PathBuf::from) else {
        eprintln!("no YAML_TEST_SUITE: not tested");
        return None;
    };
    let mut cases = Vec::new();
    collect(&root, &root, &mut cases);
    cases.sort_by(|a, b| a.name.cmp(&b.name));
    Some(cases)
}

/// Adds the case in `folder`, or those in the folders in it.
fn collect(root: &Path, folder: &Path, cases: &mut Vec<Case>) {
    if let Ok(yaml) = std::fs::read_to_string(folder.join("in.yaml")) {
        let name = folder.strip_prefix(root).unwrap_or(folder);
        cases.push(Case {
            name: name.display().to_string(),
            yaml,
            is_invalid: folder.join("error").exists(),
        });
        return;
    }
    for entry in std::fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        // `name` and `tags` hold links to the same cases.
        if entry.file_type().unwrap().is_dir() {
            collect(root, &entry.path(), cases);
        }
    }
}
