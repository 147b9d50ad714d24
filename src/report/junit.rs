//! A `JUnit` XML report: one suite per file, one failed test per finding.

use std::borrow::Cow;
use std::io::{self, Write};

use progress_core::display::visible;
use progress_core::lint::{About, Finding, Related, Report, ResolvedLocation};
use progress_core::model::Moment;
use quick_xml::Writer;
use quick_xml::events::BytesText;

/// Writes the report, indented.
pub(super) fn write(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    // The format's schema does not allow a time zone.
    let now = Moment::now().to_string();
    write_at(now.trim_end_matches('Z'), report, out)
}

pub(super) fn write_at(
    timestamp: &str,
    report: &Report<'_>,
    out: &mut dyn Write,
) -> io::Result<()> {
    writeln!(out, r#"<?xml version="1.0" encoding="UTF-8"?>"#)?;
    let mut writer = Writer::new_with_indent(&mut *out, b' ', 2);
    let all_suites = suites(&report.findings);
    writer
        .create_element("testsuites")
        .write_inner_content(|writer| {
            for (id, suite) in all_suites.iter().enumerate() {
                suite.write(id, timestamp, writer)?;
            }
            Ok(())
        })?;
    writeln!(out)
}

/// The findings about a file, about the branch, or about commits.
struct Suite<'r> {
    name: &'r str,
    findings: Vec<&'r Finding>,
}

/// Without findings, there is one suite with one passing test, because many consumers reject an
/// empty report.
fn suites(findings: &[Finding]) -> Vec<Suite<'_>> {
    let mut suites: Vec<Suite<'_>> = Vec::new();
    for finding in findings {
        let name = match &finding.about {
            About::File(place) => &place.path,
            About::Branch => "branch",
            About::Commit => "commits",
        };
        // Findings are sorted, so those of one suite follow each other.
        match suites.last_mut() {
            Some(suite) if suite.name == name => suite.findings.push(finding),
            _ => suites.push(Suite {
                name,
                findings: vec![finding],
            }),
        }
    }
    if suites.is_empty() {
        suites.push(Suite {
            name: "progress",
            findings: Vec::new(),
        });
    }
    suites
}

impl Suite<'_> {
    fn write<W: Write>(
        &self,
        id: usize,
        timestamp: &str,
        writer: &mut Writer<W>,
    ) -> io::Result<()> {
        let failures = self.findings.len();
        writer
            .create_element("testsuite")
            .with_attributes([
                ("name", &*xml(self.name)),
                ("package", "progress"),
                ("id", &id.to_string()),
                // Without a finding, the suite has one test, which passes.
                ("tests", &failures.max(1).to_string()),
                ("failures", &failures.to_string()),
                // Findings are failures; an error would be a test that could not run.
                ("errors", "0"),
                ("time", "0"),
                ("timestamp", timestamp),
                ("hostname", "localhost"),
            ])
            .write_inner_content(|writer| {
                // The schema requires this element and the two at the end, even empty.
                writer.create_element("properties").write_empty()?;
                for finding in &self.findings {
                    self.write_failure(finding, writer)?;
                }
                if self.findings.is_empty() {
                    let attributes = [("classname", "progress"), ("name", "lint"), ("time", "0")];
                    let case = writer.create_element("testcase");
                    case.with_attributes(attributes).write_empty()?;
                }
                writer.create_element("system-out").write_empty()?;
                writer.create_element("system-err").write_empty()?;
                Ok(())
            })?;
        Ok(())
    }

    fn write_failure<W: Write>(&self, finding: &Finding, writer: &mut Writer<W>) -> io::Result<()> {
        writer
            .create_element("testcase")
            .with_attributes([
                ("classname", &*xml(self.name)),
                ("name", &*xml(&case_name(finding))),
                ("time", "0"),
            ])
            .write_inner_content(|writer| {
                writer
                    .create_element("failure")
                    .with_attributes([
                        ("message", &*xml(&finding.message)),
                        ("type", finding.severity.as_str()),
                    ])
                    .write_text_content(BytesText::new(&xml(&details(finding))))?;
                Ok(())
            })?;
        Ok(())
    }
}

/// The rule and its subject, which unlike a line number is stable when the file is edited.
fn case_name(finding: &Finding) -> String {
    let rule = finding.rule;
    let Some(place) = finding.place() else {
        return match &finding.commit {
            Some(commit) => format!("{rule} in {}", commit.short()),
            None => rule.to_owned(),
        };
    };
    match place.pointer.as_deref() {
        // The pointer to the whole document is empty.
        None | Some("") => format!("{rule} on line {}", place.start.line),
        Some(pointer) => format!("{rule} at {pointer}"),
    }
}

fn details(finding: &Finding) -> String {
    let Finding {
        severity,
        rule,
        message,
        ..
    } = finding;
    let start = match finding.place() {
        Some(ResolvedLocation { path, start, .. }) => {
            format!("{path}:{}:{}: ", start.line, start.column)
        }
        None => String::new(),
    };
    let mut lines = vec![format!("{start}{severity}[{rule}] {message}")];
    for Related { place, message } in &finding.related {
        lines.push(format!(
            "note: {}:{}: {message}",
            place.path, place.start.line
        ));
    }
    if let Some(commit) = &finding.commit {
        lines.push(format!("commit: {}", commit.shown()));
    }
    if let Some(help) = &finding.help {
        lines.push(format!("help: {help}"));
    }
    lines.join("\n")
}

/// Replaces the characters that XML cannot contain even escaped.
fn xml(text: &str) -> Cow<'_, str> {
    if !text.contains(is_illegal) {
        return Cow::Borrowed(text);
    }
    let mut legal = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            // They have no visible form of their own.
            '\u{fffe}' | '\u{ffff}' => legal.push('\u{fffd}'),
            c if is_illegal(c) => legal += &visible(c.encode_utf8(&mut [0; 4])),
            c => legal.push(c),
        }
    }
    Cow::Owned(legal)
}

fn is_illegal(c: char) -> bool {
    c.is_control() && c != '\n' || matches!(c, '\u{fffe}' | '\u{ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn illegal_characters_become_visible() {
        assert_eq!(
            xml("a\u{1b}[0m\u{0}b\u{ffff}\n"),
            "a\\u{1b}[0m\\u{0}b\u{fffd}\n"
        );
    }
}
