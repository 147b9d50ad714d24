//! Findings that an earlier run has printed, as far as nothing has changed since.

use super::copied::{self, Copies};
use super::{Run, summary, warm_up};
use crate::checking::{Dropped, Edited, Parts, Past, Replay};
use crate::cli::failure::Failure;
use crate::cli::{Console, ExitStatus};

impl Run<'_> {
    /// Reports the findings, as an earlier run did as far as nothing has changed since.
    pub(super) fn lint(mut self, console: &mut Console<'_>) -> Result<ExitStatus, Failure> {
        let Some(replay) = self.replay(console) else {
            warm_up(&self.check);
            return self.check(self.check.load(&self.piped), None, console);
        };
        match replay.past(&self.check) {
            Past::Same(same) => {
                let status = copied::print(&same.printed, console);
                replay.keep_same(&self.check, same);
                return status;
            }
            Past::Edited(mut edited) => {
                replay.observe(&mut self.check, Some(&edited));
                if let Some((parts, text)) = self.lint_edited(&mut edited)? {
                    return self.print_edited(replay, edited, parts, &text, console);
                }
            }
            Past::Unknown => {}
        }
        warm_up(&self.check);
        replay.observe(&mut self.check, None);
        let mut copies = Copies::default();
        let (status, parts) = copies.of(console, |console| {
            self.report(self.check.load(&self.piped), None, console)
        })?;
        if let Some(printed) = copies.printed(status, parts) {
            replay.keep(&mut self.check, printed, None);
        }
        Ok(status)
    }

    /// The results of earlier runs with the same output.
    fn replay(&mut self, console: &Console<'_>) -> Option<Replay> {
        if !self.view.is_timeless() {
            return None;
        }
        let how = format!(
            "{:?} {:?} {:?} {} {} {:?}",
            self.view,
            self.options,
            console.terminal,
            self.has_failures,
            self.may_be_empty,
            self.manner
        );
        Replay::open(&mut self.check, &how)
    }

    /// Checks the plans that were edited; returns what is printed about all files now, without the
    /// totals, or `None` if other plans may be affected.
    fn lint_edited(&self, edited: &mut Edited) -> Result<Option<(Parts, String)>, Failure> {
        let workspace = self.check.load_edited(edited);
        edited.note_loaded(&workspace);
        let checked = self.check.run(&workspace, &self.piped);
        let report = checked
            .map_err(|error| Failure::of(&error, error.help()))?
            .report;
        let mut text = Vec::new();
        // Writing to memory never fails.
        let marks = self.view.write(&report, &self.options, &mut text);
        let Some(marks) = marks.unwrap_or_default() else {
            return Ok(None);
        };
        let Some(parts) = self.check.parts(&workspace, &report, &marks) else {
            return Ok(None);
        };
        let text = String::from_utf8_lossy(&text);
        Ok(edited.with(&parts, &text))
    }

    /// Prints the result, and keeps it.
    fn print_edited(
        mut self,
        replay: Replay,
        edited: Edited,
        parts: Parts,
        text: &str,
        console: &mut Console<'_>,
    ) -> Result<ExitStatus, Failure> {
        let totals = parts.summary();
        let status = if totals.fails(self.check.settings.fail_on) {
            ExitStatus::Findings
        } else {
            ExitStatus::Clean
        };
        let mut copies = Copies::default();
        copies.of(console, |console| {
            if !self.manner.is_quiet {
                summary::tell(
                    &self.check,
                    &totals,
                    &Dropped::default(),
                    self.view,
                    console,
                );
            }
            console.finish(status, |out| {
                out.write_all(text.as_bytes())?;
                self.view.write_totals(&totals, &self.options, out)
            })
        })?;
        if let Some(printed) = copies.printed(status, Some(parts)) {
            replay.keep(&mut self.check, printed, Some(edited));
        }
        Ok(status)
    }
}
