//! `path:line:column: severity[rule] message`, for editors and `grep`.

use std::io::{self, Write};

use progress_core::lint::{About, Report};

use super::Base;
use super::marks::{Marked, Marks};

/// Writes one line per finding. Findings about the branch have no location prefix, those about
/// a commit its hash.
pub(super) fn write(report: &Report<'_>, base: &Base, out: &mut dyn Write) -> io::Result<Marks> {
    let mut out = Marked::new(out);
    for finding in &report.findings {
        out.start(finding.place().map(|place| place.file));
        // A line without a place must not look like one that an editor can jump to.
        if let Some(place) = finding.place() {
            let path = base.shown(&place.path);
            write!(out, "{path}:{}:{}: ", place.start.line, place.start.column)?;
        }
        if finding.about == About::Commit
            && let Some(commit) = &finding.commit
        {
            write!(out, "{}: ", commit.short())?;
        }
        writeln!(
            out,
            "{}[{}] {}",
            finding.severity, finding.rule, finding.message
        )?;
    }
    Ok(out.end())
}
