//! Output of `progress lint`.

use std::io::{self, Write};

use progress_core::lint::{Report, Summary};

use crate::cli::args::{FormatName, LintArguments};
use crate::cli::failure::Failure;
use crate::cli::{Console, statistics};
use crate::report::{self, Format, Marks, Options};

/// How to show the result.
#[derive(Clone, Copy, Debug)]
pub(in crate::cli) enum View {
    Findings(Format),
    Statistics,
    /// The settings in force, without checking anything.
    Settings,
    /// The names of the files, without checking them.
    Files,
}

impl View {
    pub(super) fn write(
        self,
        report: &Report<'_>,
        options: &Options,
        out: &mut dyn Write,
    ) -> io::Result<Option<Marks>> {
        match self {
            // Nothing was checked.
            Self::Files | Self::Settings => Ok(None),
            Self::Statistics => statistics::write(report, options.color, out).map(|()| None),
            Self::Findings(format) => report::write(report, format, options, out),
        }
    }

    /// Writes the totals with which a report ends.
    pub(super) fn write_totals(
        self,
        summary: &Summary,
        options: &Options,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        match self {
            Self::Findings(format) => report::write_totals(summary, format, options, out),
            Self::Files | Self::Settings | Self::Statistics => Ok(()),
        }
    }

    /// Shows the remaining findings, if any, on standard error.
    pub(super) fn write_aside(
        self,
        report: &Report<'_>,
        options: Options,
        console: &mut Console<'_>,
    ) {
        if report.findings.is_empty() {
            return;
        }
        let options = Options {
            color: console.colors_stderr(),
            // Only standard output was tested for them.
            links: false,
            ..options
        };
        // If this fails, there is nowhere left to report it.
        let _ = self.write(report, &options, console.stderr);
    }

    /// Whether the same findings always look the same.
    pub(super) fn is_timeless(self) -> bool {
        // A JUnit report says when it was made.
        !matches!(self, Self::Findings(Format::Junit))
    }

    /// Whether the format describes fixes.
    pub(super) fn carries_fixes(self) -> bool {
        matches!(self, Self::Findings(Format::Json | Format::Sarif))
    }

    pub(super) fn check(arguments: &LintArguments) -> Result<Self, Failure> {
        if arguments.show_settings {
            return Ok(Self::Settings);
        }
        if arguments.show_files {
            return Ok(Self::Files);
        }
        match (arguments.statistics, arguments.format) {
            (false, format) => Ok(Self::Findings(format.into())),
            (true, FormatName::Human | FormatName::Concise) => Ok(Self::Statistics),
            (true, _) => {
                let message =
                    "`--statistics` cannot be combined with a machine-readable `--format`";
                let help = "remove one of them; in `--format json`, every finding names its rule";
                Err(Failure::new(message).help(help))
            }
        }
    }
}
