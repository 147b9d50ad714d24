//! GitLab's code quality report: a JSON list of issues.

use std::cell::RefCell;
use std::collections::HashMap;
use std::io::{self, Write};

use progress_core::config::Severity;
use progress_core::lint::{Finding, Report};
use serde::{Serialize, Serializer};

use super::safe_json;

/// The path of findings about the branch or a commit, since an issue must have a path.
const ROOT: &str = ".";

/// Writes the list, on one line.
pub(super) fn write(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    safe_json::write(&Issues(report), out)
}

/// Serialized one by one, because there may be many.
struct Issues<'r>(&'r Report<'r>);

impl Serialize for Issues<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(report) = self;
        let seen = RefCell::new(HashMap::new());
        serializer.collect_seq(
            report
                .findings
                .iter()
                .map(|finding| Issue::of(finding, report, &mut seen.borrow_mut())),
        )
    }
}

#[derive(Serialize)]
struct Issue<'r> {
    description: String,
    check_name: &'r str,
    fingerprint: String,
    severity: &'static str,
    location: Location<'r>,
}

#[derive(Serialize)]
struct Location<'r> {
    path: &'r str,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: usize,
    end: usize,
}

impl<'r> Issue<'r> {
    fn of(finding: &'r Finding, report: &Report<'r>, seen: &mut HashMap<&'r str, usize>) -> Self {
        let location = match finding.place() {
            Some(place) => Location {
                // GitLab looks up the file, so its path is not escaped for display.
                path: report.path(place.file),
                lines: Lines {
                    begin: place.start.line,
                    end: place.end.line,
                },
            },
            None => Location {
                path: ROOT,
                lines: Lines { begin: 1, end: 1 },
            },
        };
        Self {
            description: super::sentence(finding),
            check_name: finding.rule,
            fingerprint: unique(&finding.fingerprint, seen),
            severity: severity(finding.severity),
            location,
        }
    }
}

/// Numbers repeated fingerprints, because GitLab drops issues with duplicate ones.
fn unique<'r>(fingerprint: &'r str, seen: &mut HashMap<&'r str, usize>) -> String {
    let count = seen.entry(fingerprint).or_insert(0);
    *count += 1;
    match count {
        1 => fingerprint.to_owned(),
        count => format!("{fingerprint}-{count}"),
    }
}

fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "major",
        Severity::Warning => "minor",
        Severity::Advice | Severity::Off => "info",
    }
}
