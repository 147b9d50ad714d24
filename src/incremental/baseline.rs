//! Files of known findings.

use std::io::{self, Write};

use progress_core::collections::HashSet;
use progress_core::config::{Settings, Severity};
use progress_core::display::visible;
use progress_core::lint::{Finding, Report};
use progress_core::source::Contents;
use progress_core::workspace::Workspace;
use serde::{Deserialize, Serialize};

use super::Known;

/// The version of the format.
const VERSION: u32 = 1;

/// Known findings that are not reported again.
#[derive(Debug, Default)]
pub struct Baseline {
    entries: Vec<KnownFinding>,
}

/// A baseline that cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum BaselineError {
    /// The file cannot be read.
    #[error("cannot read it: {0}")]
    Unreadable(#[from] io::Error),
    /// The file is not a baseline.
    #[error("not a baseline: {0}")]
    Invalid(#[from] serde_json::Error),
    /// The version of the file is not supported.
    #[error("unsupported version {0}; only version 1 is supported")]
    Version(u32),
}

#[derive(Serialize, Deserialize)]
struct File {
    version: u32,
    findings: Vec<KnownFinding>,
}

/// A finding, with what people need to recognize it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
struct KnownFinding {
    path: String,
    rule: String,
    severity: Severity,
    fingerprint: String,
    message: String,
}

/// An entry that no longer matches a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stale {
    /// The file of the finding, safe to show.
    pub path: String,
    /// The rule.
    pub rule: String,
}

impl Baseline {
    /// Parses the bytes of a file.
    ///
    /// # Errors
    ///
    /// Fails if they are not a baseline.
    pub fn parse(bytes: &[u8]) -> Result<Self, BaselineError> {
        // The rest of another version may have another form.
        let Versioned { version } = serde_json::from_slice(bytes)?;
        if version != VERSION {
            return Err(BaselineError::Version(version));
        }
        let File { findings, .. } = serde_json::from_slice(bytes)?;
        Ok(Self { entries: findings })
    }

    /// Removes known findings from a report; returns the entries that match nothing although this
    /// run would have found them.
    pub fn drop_from(
        &self,
        report: &mut Report<'_>,
        workspace: &Workspace,
        contents: &dyn Contents,
    ) -> Vec<Stale> {
        let mut known = Known::default();
        for entry in &self.entries {
            known.add(&entry.fingerprint, entry.severity, &entry.message);
        }
        known.drop_from(report);
        let scope = Scope::of(workspace, contents);
        let mut stale = Vec::new();
        for index in known.unclaimed() {
            if let Some(entry) = self.entries.get(index)
                && scope.holds(entry)
            {
                stale.push(Stale {
                    path: visible(&entry.path).into_owned(),
                    rule: visible(&entry.rule).into_owned(),
                });
            }
        }
        stale
    }

    /// Creates a baseline from a report, keeping the entries of an older one that this run could
    /// not have found.
    #[must_use]
    pub fn renewed(
        &self,
        report: &Report<'_>,
        workspace: &Workspace,
        contents: &dyn Contents,
    ) -> Self {
        let scope = Scope::of(workspace, contents);
        let mut entries = self.entries.clone();
        entries.retain(|entry| !scope.holds(entry));
        let found = report.findings.iter();
        entries.extend(found.filter_map(|finding| KnownFinding::of(finding, report)));
        // A stable order keeps the differences between two baselines small.
        entries.sort();
        Self { entries }
    }

    /// The number of findings.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether it is empty.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Writes one finding per line, so that branches that remove different ones rarely conflict.
    ///
    /// # Errors
    ///
    /// Fails if `out` fails.
    pub fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        write!(out, "{{\"version\": {VERSION}, \"findings\": [")?;
        for (index, entry) in self.entries.iter().enumerate() {
            let comma = if index == 0 { "" } else { "," };
            write!(out, "{comma}\n{}", serde_json::to_string(entry)?)?;
        }
        writeln!(out, "\n]}}")
    }
}

#[derive(Deserialize)]
struct Versioned {
    version: u32,
}

impl KnownFinding {
    /// Creates an entry; `None` for a finding about the branch rather than a file.
    fn of(finding: &Finding, report: &Report<'_>) -> Option<Self> {
        Some(Self {
            path: report.path(finding.place()?.file).to_owned(),
            rule: finding.rule.to_owned(),
            severity: finding.severity,
            fingerprint: finding.fingerprint.clone(),
            message: finding.message.clone(),
        })
    }
}

/// The findings that a run could have reported.
struct Scope<'w> {
    linted: HashSet<&'w str>,
    settings: &'w Settings,
    contents: &'w dyn Contents,
}

impl<'w> Scope<'w> {
    fn of(workspace: &'w Workspace, contents: &'w dyn Contents) -> Self {
        let linted = workspace.files.iter().filter(|file| file.linted);
        let checked = linted.chain(&workspace.readme);
        Self {
            linted: checked.map(|file| file.path.as_str()).collect(),
            settings: &workspace.settings,
            contents,
        }
    }

    fn holds(&self, entry: &KnownFinding) -> bool {
        let is_advice = entry.severity == Severity::Advice;
        // Advice is reported only on request, so its absence proves nothing otherwise.
        let is_shown = !is_advice || self.settings.pedantic || !self.settings.select.is_empty();
        // A deleted file has no findings any more, whatever this run was asked to lint.
        let is_looked_at =
            self.linted.contains(entry.path.as_str()) || !self.contents.exists(&entry.path);
        is_looked_at && is_shown && self.settings.may_speak(&entry.rule)
    }
}
