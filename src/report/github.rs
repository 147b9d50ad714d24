//! Annotations, as workflow commands of GitHub Actions: `::error file=…,line=…::message`.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::io::{self, Write};

use progress_core::config::Severity;
use progress_core::lint::{Finding, Report, ResolvedLocation};

use super::marks::{Marked, Marks};

/// Writes one command per finding. Findings about the branch or a commit name no file.
pub(super) fn write(report: &Report<'_>, out: &mut dyn Write) -> io::Result<Marks> {
    let mut out = Marked::new(out);
    for finding in &report.findings {
        out.start(finding.place().map(|place| place.file));
        annotate(finding, &mut out)?;
    }
    Ok(out.end())
}

fn annotate(finding: &Finding, out: &mut dyn Write) -> io::Result<()> {
    write!(out, "::{} ", command(finding.severity))?;
    if let Some(place) = finding.place() {
        locate(place, out)?;
    }
    write!(out, "title={}::", property(finding.rule))?;
    write!(out, "{}", data(&finding.message))?;
    if let Some(commit) = &finding.commit {
        // An encoded line break is shown as one, and cannot start another command.
        write!(out, "{}", data(&format!("\ncommit: {}", commit.shown())))?;
    }
    if let Some(help) = &finding.help {
        write!(out, "{}", data(&format!("\nhelp: {help}")))?;
    }
    writeln!(out)
}

fn command(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Advice | Severity::Off => "notice",
    }
}

/// Columns are allowed only if the annotation is on a single line.
fn locate(place: &ResolvedLocation, out: &mut dyn Write) -> io::Result<()> {
    let ResolvedLocation { start, end, .. } = place;
    write!(out, "file={},line={},", property(&place.path), start.line)?;
    if start.line == end.line {
        write!(out, "col={},", start.column)?;
    }
    write!(out, "endLine={},", end.line)?;
    if start.line == end.line {
        write!(out, "endColumn={},", end.column)?;
    }
    Ok(())
}

/// Escapes a message, so that no line break in it can start another command.
fn data(text: &str) -> Cow<'_, str> {
    escape(text, &['%', '\r', '\n'])
}

/// Escapes the value of a property, so that it cannot end the value or the properties.
fn property(text: &str) -> Cow<'_, str> {
    escape(text, &['%', '\r', '\n', ':', ','])
}

fn escape<'t>(text: &'t str, special: &[char]) -> Cow<'t, str> {
    if !text.contains(special) {
        return Cow::Borrowed(text);
    }
    let mut escaped = String::with_capacity(text.len() + 8);
    for character in text.chars() {
        if special.contains(&character) {
            let _ = write!(escaped, "%{:02X}", u32::from(character));
        } else {
            escaped.push(character);
        }
    }
    Cow::Owned(escaped)
}
