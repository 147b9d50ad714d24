//! `progress doctor`: why hooks do not run, or do less than they should.

use std::io::{self, Write};

use progress_core::display::visible;
use serde::Serialize;

use super::args::{DoctorArguments, TableFormat};
use super::called::hint;
use super::colors::Style;
use super::failure::Failure;
use super::project::warn_of_conflicts;
use super::{Console, ExitStatus, hook};
use crate::hook::doctor::{Problem, examine};
use crate::report::{FormatVersion, write_json};

pub(super) fn run(
    arguments: &DoctorArguments,
    console: &mut Console<'_>,
) -> Result<ExitStatus, Failure> {
    let repository = hook::open_repository(console)?;
    warn_of_conflicts(repository.root(), console);
    let problems =
        examine(&repository).map_err(|error| Failure::new(error.to_string()).help(error.help()))?;
    // A note is no reason for a script to fail.
    let is_wrong = problems.iter().any(|problem| !problem.is_note);
    let status = if is_wrong {
        ExitStatus::Findings
    } else {
        ExitStatus::Clean
    };
    let paint = console.colors_stdout();
    let is_terminal = console.terminal.stdout;
    let called = console.called;
    console.finish(status, |out| match arguments.format {
        TableFormat::Human => human(&problems, called, paint, is_terminal, out),
        TableFormat::Json => json(&problems, out),
    })
}

fn human(
    problems: &[Problem],
    called: &str,
    paint: bool,
    is_terminal: bool,
    out: &mut dyn Write,
) -> io::Result<()> {
    for problem in problems {
        let (word, style) = if problem.is_note {
            ("note", Style::Faint)
        } else {
            ("warning", Style::Warning)
        };
        let word = style.paint(word, paint);
        writeln!(
            out,
            "{word}[{}]: {}",
            problem.check,
            visible(&problem.message)
        )?;
        let help = Style::Help.paint("help", paint);
        let text = hint(&problem.help, called);
        writeln!(out, "  {help}: {}", visible(&text))?;
    }
    // A pipe gets no output if all is well, as from `progress lint`.
    if problems.is_empty() && is_terminal {
        writeln!(out, "no problems found")?;
    }
    Ok(())
}

/// Output of `progress doctor --format json`.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct DoctorJson<'p> {
    /// Version of this format.
    version: FormatVersion,
    /// What is wrong, and notes.
    problems: Vec<Row<'p>>,
}

/// A problem.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Row<'p> {
    /// The check that found it.
    check: &'static str,
    /// How serious it is.
    #[cfg_attr(test, schemars(extend("enum" = ["warning", "note"])))]
    severity: &'static str,
    /// What is wrong.
    message: &'p str,
    /// What to do.
    help: &'p str,
}

impl<'p> Row<'p> {
    fn of(problem: &'p Problem) -> Self {
        Self {
            check: problem.check,
            severity: if problem.is_note { "note" } else { "warning" },
            message: &problem.message,
            help: &problem.help,
        }
    }
}

fn json(problems: &[Problem], out: &mut dyn Write) -> io::Result<()> {
    let listing = DoctorJson {
        version: FormatVersion,
        problems: problems.iter().map(Row::of).collect(),
    };
    write_json(&listing, out)
}

#[cfg(test)]
#[test]
fn the_schema_is_up_to_date() {
    super::schema::tests::check::<DoctorJson<'_>>("doctor");
}
