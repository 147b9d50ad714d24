//! Output formats for findings, one file each.
//!
//! To add one: a file, a variant of [`Format`] and a snapshot of the awkward report.

#[cfg(test)]
mod awkward;
mod concise;
mod diff;
mod github;
mod gitlab;
mod human;
mod json;
mod junit;
mod marks;
mod paths;
mod safe_json;
mod sarif;
#[cfg(test)]
mod schemas;
#[cfg(test)]
mod tests;
mod version;

use std::fmt;
use std::io::{self, Write};
use std::str::FromStr;

pub use diff::{DiffOptions, write_diff, write_file_diff};
pub use marks::Marks;
pub use paths::Base;
use progress_core::display::nearest;
use progress_core::lint::{Finding, Report, Summary};
pub(crate) use safe_json::write as write_json;
pub(crate) use version::FormatVersion;

/// An output format.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// For people: with the place underlined, and help.
    #[default]
    Human,
    /// One line per finding, for editors and `grep`.
    Concise,
    /// JSON, described by `schemas/report.schema.json`.
    Json,
    /// SARIF 2.1.0, for code scanning.
    Sarif,
    /// GitHub Actions workflow commands, shown as annotations.
    Github,
    /// A GitLab code quality report.
    Gitlab,
    /// A `JUnit` XML report.
    Junit,
}

impl Format {
    /// Every format.
    pub const ALL: &'static [Self] = &[
        Self::Human,
        Self::Concise,
        Self::Json,
        Self::Sarif,
        Self::Github,
        Self::Gitlab,
        Self::Junit,
    ];

    /// Its name, as used in flags.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Human => "human",
            Self::Concise => "concise",
            Self::Json => "json",
            Self::Sarif => "sarif",
            Self::Github => "github",
            Self::Gitlab => "gitlab",
            Self::Junit => "junit",
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// The error for an unknown format.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown format `{name}`; {suggestion}")]
pub struct UnknownFormat {
    name: String,
    suggestion: String,
}

impl FromStr for Format {
    type Err = UnknownFormat;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        let names: Vec<&str> = Self::ALL.iter().map(|format| format.name()).collect();
        if let Some(at) = names.iter().position(|known| *known == name) {
            // The names are in the order of `ALL`.
            return Ok(Self::ALL[at]);
        }
        let suggestion = match nearest(name, names.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("expected one of {}", names.join(", ")),
        };
        Err(UnknownFormat {
            name: name.to_owned(),
            suggestion,
        })
    }
}

/// How findings are shown to people; machine-readable formats do not depend on it.
#[derive(Clone, Debug)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "each is a property of its own"
)]
pub struct Options {
    /// Whether to use color.
    pub color: bool,
    /// Whether to link rules to their documentation.
    pub links: bool,
    /// The width of the terminal in columns.
    pub width: usize,
    /// Whether it shows ASCII only.
    pub ascii: bool,
    /// Whether to say that nothing was found, for interactive use.
    pub terminal: bool,
    /// What paths are shown relative to.
    pub base: Base,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            color: false,
            links: false,
            width: 100,
            ascii: false,
            terminal: false,
            base: Base::default(),
        }
    }
}

/// Writes a report. Returns where the findings about each file are, if the output consists of these
/// and totals.
///
/// # Errors
///
/// Fails if `out` does.
pub fn write(
    report: &Report<'_>,
    format: Format,
    options: &Options,
    out: &mut dyn Write,
) -> io::Result<Option<Marks>> {
    match format {
        Format::Human => human::write(report, options, out).map(Some),
        Format::Concise => concise::write(report, &options.base, out).map(Some),
        Format::Github => github::write(report, out).map(Some),
        Format::Json => json::write(report, out).map(|()| None),
        Format::Sarif => sarif::write(report, out).map(|()| None),
        Format::Gitlab => gitlab::write(report, out).map(|()| None),
        Format::Junit => junit::write(report, out).map(|()| None),
    }
}

/// Writes the totals with which a report ends.
///
/// # Errors
///
/// Fails if `out` does.
pub fn write_totals(
    summary: &Summary,
    format: Format,
    options: &Options,
    out: &mut dyn Write,
) -> io::Result<()> {
    match format {
        Format::Human => human::write_totals(summary, options, out),
        // Others have none, or not at the end.
        _ => Ok(()),
    }
}

/// The URL of a rule's page in the guide.
#[must_use]
pub fn documentation(rule: &str) -> String {
    // What `progress verify` reports is not a rule, and has a page of its own.
    let page = match rule.strip_prefix("verify-") {
        Some(_) => "verify".to_owned(),
        None => format!("rules/{rule}"),
    };
    format!(
        // The page of this version: later ones may describe the rule differently.
        "{}/blob/v{}/docs/{page}.md",
        env!("CARGO_PKG_REPOSITORY"),
        env!("CARGO_PKG_VERSION"),
    )
}

/// Message, help and commit in a single text, for formats with only one.
fn sentence(finding: &Finding) -> String {
    let mut sentence = finding.message.clone();
    if let Some(help) = &finding.help {
        sentence += "; ";
        sentence += help;
    }
    match &finding.commit {
        Some(commit) => format!("{sentence} (commit {})", commit.shown()),
        None => sentence,
    }
}
