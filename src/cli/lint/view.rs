//! How the result of `progress lint` is shown.

use std::io::{self, Write};

use super::super::args::{FormatName, LintArguments};
use super::super::failure::Failure;
use super::super::{Console, statistics};
use crate::lint::Report;
use crate::report::{self, Format, Options};

/// How the result is shown.
#[derive(Clone, Copy, Debug)]
pub(super) enum View {
    Findings(Format),
    Statistics,
}

impl View {
    pub fn write(
        self,
        report: &Report<'_>,
        options: &Options,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        match self {
            Self::Statistics => statistics::write(report, options.color, out),
            Self::Findings(format) => report::write(report, format, options, out),
        }
    }

    /// Shows on standard error what is left, if anything is.
    pub fn write_aside(self, report: &Report<'_>, options: Options, console: &mut Console<'_>) {
        if report.findings.is_empty() {
            return;
        }
        let options = Options {
            color: console.terminal.color.colors(console.terminal.stderr),
            links: false,
            ..options
        };
        // There is nowhere left to complain if this fails.
        let _ = self.write(report, &options, console.stderr);
    }

    /// Whether programs read from it what fixes change.
    pub fn carries_fixes(self) -> bool {
        matches!(self, Self::Findings(Format::Json | Format::Sarif))
    }

    pub fn check(arguments: &LintArguments) -> Result<Self, Failure> {
        match (arguments.statistics, arguments.format) {
            (false, format) => Ok(Self::Findings(format.into())),
            (true, FormatName::Human | FormatName::Concise) => Ok(Self::Statistics),
            (true, _) => {
                let message = "`--statistics` is for people, and this `--format` for programs";
                let help = "leave one of them out; every finding of `--format json` names its rule";
                Err(Failure::new(message).help(help))
            }
        }
    }
}
