//! `path:line:column: severity[rule] message`, for editors and `grep`.

use std::io::{self, Write};

use crate::lint::Report;

/// Writes a line a finding.
///
/// # Errors
///
/// Fails where `out` does.
pub fn concise(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    for finding in &report.findings {
        if let Some(place) = finding.place() {
            write!(
                out,
                "{}:{}:{}: ",
                place.path, place.start.line, place.start.column
            )?;
        }
        writeln!(
            out,
            "{}[{}] {}",
            finding.severity, finding.rule, finding.message
        )?;
    }
    Ok(())
}
