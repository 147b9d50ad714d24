//! Findings, resolved and ready to show.

use yaml_lossless::text::{Position, Span, Text};

use super::fix::{Fix, Safety};
use crate::config::Severity;
use crate::display::{shortened, visible};
use crate::model::FileId;

/// Maximum bytes shown of a commit's subject.
const MAX_SUBJECT: usize = 120;

/// A violation of a rule, at a place.
#[derive(Clone, Debug)]
pub struct Finding {
    /// The rule's name.
    pub rule: &'static str,
    /// Its severity here; never [`Severity::Off`].
    pub severity: Severity,
    /// The message: one line, safe to show.
    pub message: String,
    /// What to do: one line, safe to show.
    pub help: Option<String>,
    /// What it is about.
    pub about: About,
    /// When checking commits, the one that it is about or that introduced it.
    pub commit: Option<CommitName>,
    /// Related places.
    pub related: Vec<Related>,
    /// How to fix it.
    pub fix: Option<Fix>,
    /// Identifies the same mistake even if it moves to another line; 16 hexadecimal digits.
    pub fingerprint: String,
}

impl Finding {
    /// The place, if it is about a file.
    #[must_use]
    pub fn place(&self) -> Option<&ResolvedLocation> {
        match &self.about {
            About::File(place) => Some(place),
            About::Branch | About::Commit => None,
        }
    }
}

/// What a finding is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum About {
    /// A place in a file, with its path and lines looked up.
    File(ResolvedLocation),
    /// The current branch.
    Branch,
    /// A commit: [`Finding::commit`].
    Commit,
}

/// A commit, as shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommitName {
    /// Its full hash.
    pub id: String,
    /// The first line of its message, safe to show.
    pub subject: String,
}

impl CommitName {
    /// Creates a commit from its full hash and the first line of its message.
    #[must_use]
    pub fn new(id: impl Into<String>, subject: &str) -> Self {
        Self {
            id: id.into(),
            // Shortened first, or the cut might be inside an escaped character.
            subject: visible(&shortened(subject, MAX_SUBJECT)).into_owned(),
        }
    }

    /// Its abbreviated hash.
    #[must_use]
    pub fn short(&self) -> &str {
        self.id.get(..8).unwrap_or(&self.id)
    }

    /// Its abbreviated hash and subject.
    #[must_use]
    pub fn shown(&self) -> String {
        format!("{} {}", self.short(), self.subject)
    }
}

/// A place in a file, with its path and lines looked up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResolvedLocation {
    /// The file.
    pub file: FileId,
    /// The file's path, relative to the root, safe to show.
    pub path: String,
    /// The node it is about, as a JSON Pointer; `None` for example for places in the body.
    pub pointer: Option<String>,
    /// The bytes to underline.
    pub span: Span,
    /// Where they start.
    pub start: Position,
    /// Where they end.
    pub end: Position,
}

/// A place related to a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Related {
    /// The place.
    pub place: ResolvedLocation,
    /// How it is related: one line, safe to show.
    pub message: String,
}

/// The result of a run.
#[derive(Debug)]
pub struct Report<'a> {
    /// The findings to show, ordered by path and place; those about the branch first. Those of
    /// [`Report::add`] follow the others of their file.
    pub findings: Vec<Finding>,
    /// The number of findings.
    pub summary: Summary,
    /// Files that could not be checked because a rule crashed, by path, safe to show.
    pub crashed: Vec<String>,
    /// Whether anything that was asked for could not be checked.
    pub is_incomplete: bool,
    /// Messages about the files that could not be checked, safe to show.
    pub unchecked: Vec<String>,
    pub(super) texts: Vec<(&'a str, &'a Text)>,
}

impl<'a> Report<'a> {
    /// Creates a report of findings; `texts`, as pairs of path and text, are indexed by [`FileId`].
    #[must_use]
    pub fn new(findings: Vec<Finding>, files: usize, texts: Vec<(&'a str, &'a Text)>) -> Self {
        let summary = Summary::of(&findings, files);
        Self {
            findings,
            summary,
            crashed: Vec::new(),
            is_incomplete: false,
            unchecked: Vec::new(),
            texts,
        }
    }

    /// Retains the findings that satisfy a predicate.
    pub fn retain(&mut self, test: impl FnMut(&Finding) -> bool) {
        self.findings.retain(test);
        self.summary = Summary::of(&self.findings, self.summary.files);
    }

    /// Adds findings about the same files.
    pub fn add(&mut self, findings: Vec<Finding>) {
        if findings.is_empty() {
            return;
        }
        self.findings.extend(findings);
        // `None` comes first, so findings about the branch stay at the top. The sort is stable:
        // added findings follow the others of their file.
        self.findings
            .sort_by_key(|finding| finding.place().map(|place| place.file));
        self.summary = Summary::of(&self.findings, self.summary.files);
    }

    /// The text of the file that contains a place.
    #[must_use]
    pub fn text(&self, file: FileId) -> &'a Text {
        self.texts[file.0 as usize].1
    }

    /// The actual path of a file, which may not be safe to show.
    #[must_use]
    pub fn path(&self, file: FileId) -> &'a str {
        self.texts[file.0 as usize].0
    }

    /// Whether any finding is at least this severe.
    #[must_use]
    pub fn fails(&self, fail_on: Severity) -> bool {
        self.summary.fails(fail_on)
    }
}

/// Counts of a run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Files checked.
    pub files: usize,
    /// Findings that are errors.
    pub errors: usize,
    /// Findings that are warnings.
    pub warnings: usize,
    /// Findings that are advice.
    pub advice: usize,
    /// Findings with a safe fix.
    pub fixable: usize,
    /// Findings with an unsafe fix.
    pub unsafely_fixable: usize,
}

impl Summary {
    /// Whether any finding is at least this severe.
    #[must_use]
    pub fn fails(&self, fail_on: Severity) -> bool {
        let count = match fail_on {
            Severity::Error => self.errors,
            Severity::Warning => self.errors + self.warnings,
            Severity::Advice => self.findings(),
            // Every severity is at least `off`, which means the opposite here: nothing fails.
            Severity::Off => 0,
        };
        count > 0
    }

    /// The number of findings.
    #[must_use]
    pub fn findings(&self) -> usize {
        self.errors + self.warnings + self.advice
    }

    /// Counts findings about so many files.
    #[must_use]
    pub fn of(findings: &[Finding], files: usize) -> Self {
        let mut summary = Self {
            files,
            ..Self::default()
        };
        for finding in findings {
            match finding.severity {
                Severity::Error => summary.errors += 1,
                Severity::Warning => summary.warnings += 1,
                Severity::Advice => summary.advice += 1,
                // The engine drops such findings.
                Severity::Off => {}
            }
            match finding.fix.as_ref().map(|fix| fix.safety) {
                Some(Safety::Safe) => summary.fixable += 1,
                Some(Safety::Unsafe) => summary.unsafely_fixable += 1,
                None => {}
            }
        }
        summary
    }
}
