//! SARIF 2.1.0, for code scanning.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::io::{self, Write};

use progress_core::config::Severity;
use progress_core::lint::{Finding, Fix, Related, Report, ResolvedLocation};
use progress_core::rules;
use serde::{Serialize, Serializer};
use serde_json::{Value, json};
use yaml_lossless::text::{Position, Text};

use super::{documentation, safe_json};

const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";
/// The base of relative paths, which the consumer of the log resolves.
const ROOT: &str = "%SRCROOT%";
/// The file in which findings about the branch or a commit are reported: it has the branch
/// patterns. GitHub rejects a whole log if a single result has no file.
const BRANCH_URI: &str = ".progress.yaml";

/// Writes a log with one run, on a single line.
pub(super) fn write(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    let rules = Rules::of(&report.findings);
    let run = Run {
        tool: json!({"driver": {
            "name": "progress",
            "informationUri": env!("CARGO_PKG_REPOSITORY"),
            "version": env!("CARGO_PKG_VERSION"),
            "semanticVersion": env!("CARGO_PKG_VERSION"),
            "rules": rules.names.iter().map(|name| descriptor(name)).collect::<Vec<_>>(),
        }}),
        invocations: json!([invocation(report)]),
        original_uri_base_ids: json!({ROOT: {"description": {"text": "The root of the repository."}}}),
        column_kind: "unicodeCodePoints",
        results: Results {
            report,
            rules: &rules,
        },
    };
    let log = Log {
        schema: SCHEMA,
        version: "2.1.0",
        runs: [run],
    };
    safe_json::write(&log, out)
}

/// How the run went. Findings do not make it unsuccessful, but what could not be checked does.
fn invocation(report: &Report<'_>) -> Value {
    let mut invocation = json!({"executionSuccessful": !report.is_incomplete});
    if !report.unchecked.is_empty() {
        let notifications = report.unchecked.iter().map(|text| {
            // Results are missing, which is what this level stands for.
            json!({"level": "error", "message": {"text": message(text)}})
        });
        invocation["toolExecutionNotifications"] = notifications.collect();
    }
    invocation
}

#[derive(Serialize)]
struct Log<'r> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run<'r>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Run<'r> {
    tool: Value,
    invocations: Value,
    original_uri_base_ids: Value,
    column_kind: &'static str,
    results: Results<'r>,
}

/// Built and serialized one by one, because there may be many.
struct Results<'r> {
    report: &'r Report<'r>,
    rules: &'r Rules,
}

impl Serialize for Results<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let findings = self.report.findings.iter();
        serializer.collect_seq(findings.map(|finding| self.result(finding)))
    }
}

impl Results<'_> {
    fn result(&self, finding: &Finding) -> Value {
        let mut result = json!({
            "ruleId": finding.rule,
            "ruleIndex": self.rules.index.get(finding.rule),
            "level": level(finding.severity),
            "message": {"text": message(&super::sentence(finding))},
            "locations": [match finding.place() {
                Some(place) => self.location(place),
                None => nowhere(finding),
            }],
            // The version is part of the key: fingerprints of another kind get another one.
            "partialFingerprints": {"findingFingerprint/v1": finding.fingerprint},
        });
        if !finding.related.is_empty() {
            let related = (1..).zip(&finding.related);
            result["relatedLocations"] = related
                .map(|(id, related)| self.related(id, related))
                .collect();
        }
        if let Some(commit) = &finding.commit {
            result["properties"] = json!({"commit": commit.id});
        }
        // A change to an artifact needs a file.
        if let (Some(fix), Some(place)) = (&finding.fix, finding.place()) {
            result["fixes"] = json!([self.fix(fix, place)]);
        }
        result
    }

    fn location(&self, place: &ResolvedLocation) -> Value {
        let mut location = json!({
            "physicalLocation": {
                "artifactLocation": self.artifact(place),
                "region": region(place.start, place.end),
            },
        });
        if let Some(pointer) = &place.pointer {
            location["logicalLocations"] = json!([{"fullyQualifiedName": pointer}]);
        }
        location
    }

    fn related(&self, id: usize, related: &Related) -> Value {
        let mut location = self.location(&related.place);
        location["id"] = json!(id);
        location["message"] = json!({"text": message(&related.message)});
        location
    }

    fn fix(&self, fix: &Fix, place: &ResolvedLocation) -> Value {
        let text = self.report.text(place.file);
        let replacements = fix.edits.iter().map(|edit| {
            json!({
                "deletedRegion": region_of(text, edit.span.start, edit.span.end),
                "insertedContent": {"text": edit.text},
            })
        });
        json!({
            "description": {"text": message(&fix.title)},
            "artifactChanges": [{
                "artifactLocation": self.artifact(place),
                "replacements": replacements.collect::<Vec<_>>(),
            }],
        })
    }

    fn artifact(&self, place: &ResolvedLocation) -> Value {
        let path = self.report.path(place.file);
        let uri = percent_encoded(path);
        match path.strip_prefix('/') {
            // On Windows, an absolute path starts with a drive instead of a slash.
            None if !path.contains(":/") => json!({"uri": uri, "uriBaseId": ROOT}),
            // A file outside the root.
            Some(_) => json!({"uri": format!("file://{uri}")}),
            None => json!({"uri": format!("file:///{uri}")}),
        }
    }
}

/// The rules with findings, in the order of their first one.
struct Rules {
    names: Vec<&'static str>,
    index: HashMap<&'static str, usize>,
}

impl Rules {
    fn of(findings: &[Finding]) -> Self {
        let mut rules = Self {
            names: Vec::new(),
            index: HashMap::new(),
        };
        for finding in findings {
            if !rules.index.contains_key(finding.rule) {
                rules.index.insert(finding.rule, rules.names.len());
                rules.names.push(finding.rule);
            }
        }
        rules
    }
}

/// The location of a finding that is not about a file.
fn nowhere(finding: &Finding) -> Value {
    // The file is only a substitute; the logical location says what the finding is about.
    let logical = match &finding.commit {
        Some(commit) => json!({"name": commit.id, "kind": "commit"}),
        None => json!({"name": "branch", "kind": "branch"}),
    };
    json!({
        "physicalLocation": {
            "artifactLocation": {"uri": BRANCH_URI, "uriBaseId": ROOT},
            "region": {"startLine": 1},
        },
        "logicalLocations": [logical],
    })
}

fn descriptor(name: &str) -> Value {
    let mut descriptor = json!({"id": name, "helpUri": documentation(name)});
    if let Some(entry) = rules::find(name) {
        let docs = entry.docs();
        descriptor["shortDescription"] = json!({"text": entry.rule.summary});
        descriptor["fullDescription"] = json!({"text": first_paragraph(&docs.text)});
        descriptor["help"] = json!({"text": docs.text, "markdown": docs.text});
        descriptor["defaultConfiguration"] = match entry.rule.severity {
            Severity::Off => json!({"enabled": false}),
            severity => json!({"level": level(severity)}),
        };
    }
    descriptor
}

fn first_paragraph(text: &str) -> String {
    let paragraph = text.split("\n\n").next().unwrap_or_default();
    paragraph.replace('\n', " ")
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Advice => "note",
        Severity::Off => "none",
    }
}

/// Escapes plain text, so that no file content can become a link or a placeholder.
///
/// Even in plain text `[text](target)` is a link, so `](` is split, and `{0}` stands for an
/// argument, so its braces are doubled.
fn message(text: &str) -> String {
    let mut message = String::with_capacity(text.len());
    let mut pieces = text.split('{');
    message.push_str(pieces.next().unwrap_or_default());
    for piece in pieces {
        // Only digits between braces are a placeholder.
        let rest = piece.trim_start_matches(|c: char| c.is_ascii_digit());
        match rest.strip_prefix('}') {
            Some(after) if rest.len() < piece.len() => {
                let digits = piece.strip_suffix(rest).unwrap_or_default();
                let _ = write!(message, "{{{{{digits}}}}}{after}");
            }
            _ => {
                message.push('{');
                message.push_str(piece);
            }
        }
    }
    message.replace("](", "] (")
}

fn region_of(text: &Text, start: u32, end: u32) -> Value {
    region(text.position(start as usize), text.position(end as usize))
}

/// SARIF counts like `progress`: lines and columns from 1, with an exclusive end column.
fn region(start: Position, end: Position) -> Value {
    json!({
        "startLine": start.line,
        "startColumn": start.column,
        "endLine": end.line,
        "endColumn": end.column,
        "byteOffset": start.byte,
        // The end is never before the start; this only avoids a panic.
        "byteLength": end.byte.saturating_sub(start.byte),
    })
}

/// Percent-encodes a path for a URI, except unreserved characters and `/`.
fn percent_encoded(path: &str) -> String {
    let mut uri = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'/' | b'-' | b'.' | b'_' | b'~' => uri.push(char::from(byte)),
            byte if byte.is_ascii_alphanumeric() => uri.push(char::from(byte)),
            byte => {
                let _ = write!(uri, "%{byte:02X}");
            }
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_contain_no_links_or_placeholders() {
        assert_eq!(message("[a](1) {0} {x} {} {12"), "[a] (1) {{0}} {x} {} {12");
        assert_eq!(message("\\u{7}\\u{1b}{7}}"), "\\u{{7}}\\u{1b}{{7}}}");
    }

    #[test]
    fn paths_become_relative_references() {
        assert_eq!(percent_encoded("a b/c%:é.md"), "a%20b/c%25%3A%C3%A9.md");
    }
}
