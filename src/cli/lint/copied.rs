//! Copies of what a run prints, for the next run.

use std::io::{self, Write};

use crate::checking::{Parts, Printed};
use crate::cli::failure::Failure;
use crate::cli::{Console, ExitStatus};

/// A longer output is not kept. Twenty thousand files with a finding each have about 6 MB.
const MAX_BYTES: usize = 32 << 20;

/// Copies of both streams.
#[derive(Debug, Default)]
pub(super) struct Copies {
    stdout: Vec<u8>,
    stderr: Vec<u8>,
}

/// A stream that copies what is written to it.
struct Copied<'w> {
    to: &'w mut dyn Write,
    copy: &'w mut Vec<u8>,
}

impl Write for Copied<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.to.write(bytes)?;
        // One byte beyond the limit shows that the copy is not complete.
        let left = (MAX_BYTES + 1).saturating_sub(self.copy.len());
        let copied = bytes.get(..written.min(left)).unwrap_or_default();
        self.copy.extend_from_slice(copied);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.to.flush()
    }
}

impl Copies {
    /// Copies what `run` prints.
    pub(super) fn of<T>(
        &mut self,
        console: &mut Console<'_>,
        run: impl FnOnce(&mut Console<'_>) -> T,
    ) -> T {
        let mut copied = Console {
            stdin: &mut *console.stdin,
            stdout: &mut Copied {
                to: &mut *console.stdout,
                copy: &mut self.stdout,
            },
            stderr: &mut Copied {
                to: &mut *console.stderr,
                copy: &mut self.stderr,
            },
            terminal: console.terminal.clone(),
            called: console.called,
            folder: console
                .folder
                .as_ref()
                .cloned()
                .map_err(|error| error.kind().into()),
        };
        run(&mut copied)
    }

    /// Returns what was printed; `None` if it is not worth keeping.
    pub(super) fn printed(self, status: ExitStatus, parts: Option<Parts>) -> Option<Printed> {
        let has_findings = match status {
            ExitStatus::Clean => false,
            ExitStatus::Findings => true,
            // What has failed may succeed next time.
            ExitStatus::Failed | ExitStatus::Alarm | ExitStatus::Unmerged => return None,
        };
        if self.stdout.len() > MAX_BYTES || self.stderr.len() > MAX_BYTES {
            return None;
        }
        Some(Printed {
            stdout: String::from_utf8(self.stdout).ok()?,
            stderr: String::from_utf8(self.stderr).ok()?,
            has_findings,
            parts,
        })
    }
}

/// Prints what an earlier run printed.
pub(super) fn print(printed: &Printed, console: &mut Console<'_>) -> Result<ExitStatus, Failure> {
    let status = if printed.has_findings {
        ExitStatus::Findings
    } else {
        ExitStatus::Clean
    };
    let _ = console.stderr.write_all(printed.stderr.as_bytes());
    console.finish(status, |out| out.write_all(printed.stdout.as_bytes()))
}
