//! The JSON format, described by `schemas/report.schema.json`.

use std::io::{self, Write};

use progress_core::config::Severity;
use progress_core::lint::{
    About, Finding, Fix, Related, Report, ResolvedLocation, Safety, Summary,
};
use serde::{Serialize, Serializer};
use yaml_lossless::text::{Edit, Position};

use super::safe_json;

/// The version of the format; it changes when a field is removed or changes its meaning.
const VERSION: u32 = 1;

/// Writes one document on a single line.
pub(super) fn write(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    let document = Document {
        version: VERSION,
        summary: SummaryObject::of(report.summary),
        findings: Findings(report),
    };
    safe_json::write(&document, out)
}

#[derive(Serialize)]
struct Document<'r> {
    version: u32,
    summary: SummaryObject,
    findings: Findings<'r>,
}

#[derive(Serialize)]
struct SummaryObject {
    files: usize,
    errors: usize,
    warnings: usize,
    advice: usize,
    fixable: usize,
}

impl SummaryObject {
    fn of(summary: Summary) -> Self {
        // All fields are named, so that a new one is not forgotten.
        let Summary {
            files,
            errors,
            warnings,
            advice,
            fixable,
            unsafely_fixable: _,
        } = summary;
        Self {
            files,
            errors,
            warnings,
            advice,
            fixable,
        }
    }
}

/// Serialized one by one, because there may be many.
struct Findings<'r>(&'r Report<'r>);

impl Serialize for Findings<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(report) = self;
        let findings = report.findings.iter();
        serializer.collect_seq(findings.map(|finding| FindingObject::of(finding, report)))
    }
}

#[derive(Serialize)]
struct FindingObject<'r> {
    rule: &'r str,
    severity: Severity,
    message: &'r str,
    help: Option<&'r str>,
    #[serde(flatten)]
    place: PlaceObject<'r>,
    related: Vec<RelatedObject<'r>>,
    fix: Option<FixObject<'r>>,
    fingerprint: &'r str,
    subject: &'static str,
    commit: Option<&'r str>,
}

impl<'r> FindingObject<'r> {
    fn of(finding: &'r Finding, report: &'r Report<'_>) -> Self {
        let place = match finding.place() {
            Some(place) => PlaceObject::of(place, report),
            // About the branch or a commit: the fields are null, but not absent.
            None => PlaceObject::default(),
        };
        let related = finding.related.iter();
        Self {
            rule: finding.rule,
            severity: finding.severity,
            message: &finding.message,
            help: finding.help.as_deref(),
            place,
            related: related
                .map(|related| RelatedObject::of(related, report))
                .collect(),
            fix: finding.fix.as_ref().map(FixObject::of),
            fingerprint: &finding.fingerprint,
            subject: match finding.about {
                About::File(_) => "file",
                About::Branch => "branch",
                About::Commit => "commit",
            },
            commit: finding.commit.as_ref().map(|commit| commit.id.as_str()),
        }
    }
}

/// A place; every field is null if there is none.
#[derive(Default, Serialize)]
struct PlaceObject<'r> {
    path: Option<&'r str>,
    pointer: Option<&'r str>,
    start: Option<Point>,
    end: Option<Point>,
}

impl<'r> PlaceObject<'r> {
    fn of(place: &'r ResolvedLocation, report: &Report<'r>) -> Self {
        Self {
            // Programs open the file, so its path is not escaped for display.
            path: Some(report.path(place.file)),
            pointer: place.pointer.as_deref(),
            start: Some(place.start.into()),
            end: Some(place.end.into()),
        }
    }
}

#[derive(Serialize)]
struct Point {
    line: usize,
    column: usize,
    byte: usize,
}

impl From<Position> for Point {
    fn from(Position { line, column, byte }: Position) -> Self {
        Self { line, column, byte }
    }
}

#[derive(Serialize)]
struct RelatedObject<'r> {
    message: &'r str,
    #[serde(flatten)]
    place: PlaceObject<'r>,
}

impl<'r> RelatedObject<'r> {
    fn of(related: &'r Related, report: &Report<'r>) -> Self {
        Self {
            message: &related.message,
            place: PlaceObject::of(&related.place, report),
        }
    }
}

#[derive(Serialize)]
struct FixObject<'r> {
    title: &'r str,
    safety: &'static str,
    edits: Vec<EditObject<'r>>,
}

impl<'r> FixObject<'r> {
    fn of(fix: &'r Fix) -> Self {
        let edits = fix.edits.iter();
        Self {
            title: &fix.title,
            safety: match fix.safety {
                Safety::Safe => "safe",
                Safety::Unsafe => "unsafe",
            },
            edits: edits.map(EditObject::of).collect(),
        }
    }
}

/// A replacement of a range of bytes.
#[derive(Serialize)]
struct EditObject<'r> {
    start: u32,
    end: u32,
    text: &'r str,
}

impl<'r> EditObject<'r> {
    fn of(Edit { span, text }: &'r Edit) -> Self {
        Self {
            start: span.start,
            end: span.end,
            text,
        }
    }
}
