//! `progress lint --statistics`: the number of findings per rule.

use std::collections::{BTreeMap, HashSet};
use std::io::{self, Write};

use progress_core::config::Severity;
use progress_core::display::plural;
use progress_core::lint::{About, Finding, Report};

use super::rules::style;

/// The findings of a rule.
#[derive(Debug, Default)]
struct Row<'r> {
    count: usize,
    severity: Option<Severity>,
    files: HashSet<&'r str>,
    commits: HashSet<&'r str>,
}

/// Writes one line per rule, most frequent first: count, worst severity, name, files.
pub(super) fn write(report: &Report<'_>, paint: bool, out: &mut dyn Write) -> io::Result<()> {
    let mut rows: Vec<(&str, Row<'_>)> = rows(&report.findings).into_iter().collect();
    rows.sort_by(|(one, left), (other, right)| {
        right.count.cmp(&left.count).then_with(|| one.cmp(other))
    });
    // The first row has the largest count.
    let width = rows
        .first()
        .map_or(0, |(_, row)| row.count.to_string().len());
    for (rule, row) in rows {
        let severity = row.severity.unwrap_or(Severity::Off);
        let shown = style(severity).paint(&format!("{severity:7}"), paint);
        let about = match (row.files.len(), row.commits.len()) {
            (0, 0) => "the branch".to_owned(),
            (0, commits) => plural(commits, "commit", "commits"),
            (files, _) => plural(files, "file", "files"),
        };
        writeln!(out, "{:width$}  {shown}  {rule} ({about})", row.count)?;
    }
    Ok(())
}

fn rows(findings: &[Finding]) -> BTreeMap<&str, Row<'_>> {
    let mut rows: BTreeMap<&str, Row<'_>> = BTreeMap::new();
    for finding in findings {
        let row = rows.entry(finding.rule).or_default();
        row.count += 1;
        row.severity = row.severity.max(Some(finding.severity));
        row.files
            .extend(finding.place().map(|place| place.path.as_str()));
        if finding.about == About::Commit {
            let commit = finding.commit.as_ref();
            row.commits.extend(commit.map(|commit| commit.id.as_str()));
        }
    }
    rows
}
