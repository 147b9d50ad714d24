//! The line that says what was checked.
//!
//! It is for logs: without it, a run that checked nothing looks like one that found nothing. It goes
//! to standard error, and only if the result is for people, since programs often read both streams.

use progress_core::display::plural;
use progress_core::lint::Summary;

use super::view::View;
use crate::checking::{Check, Dropped};
use crate::cli::Console;
use crate::report::Format;

/// Says what was checked, unless the result on standard output says so.
pub(super) fn tell(
    check: &Check<'_>,
    summary: &Summary,
    dropped: &Dropped,
    view: View,
    console: &mut Console<'_>,
) {
    // An editor knows which buffer it sent.
    if summary.files == 0 || check.targets.piped.is_some() {
        return;
    }
    let found = match view {
        View::Findings(Format::Human) => String::new(),
        View::Findings(Format::Concise) | View::Statistics => found(summary),
        View::Findings(_) | View::Files | View::Settings => return,
    };
    // The human format ends with the totals, and on a terminal always with a line.
    let is_said = matches!(view, View::Findings(Format::Human))
        && (summary.findings() > 0 || console.terminal.stdout);
    let mut parts = Vec::new();
    if !is_said {
        let files = plural(summary.files, "file", "files");
        let what = match &check.range {
            Some(range) => {
                let commits = plural(range.commits.len(), "commit", "commits");
                format!("{files} and {commits}")
            }
            None => files,
        };
        parts.push(format!("{what} checked{found}"));
    }
    if dropped.of_commit > 0 {
        parts.push(plural(
            dropped.of_commit,
            "known finding hidden",
            "known findings hidden",
        ));
    }
    if dropped.of_baseline > 0 {
        let count = plural(dropped.of_baseline, "finding", "findings");
        parts.push(format!("{count} hidden by the baseline"));
    }
    if !parts.is_empty() {
        console.note(&parts.join("; "));
    }
}

/// Says how many files `--diff` checked, since the diff shows only some of them.
pub(super) fn tell_fixable(files: usize, changed: usize, console: &mut Console<'_>) {
    if files > 0 {
        let files = plural(files, "file", "files");
        console.note(&format!("{files} checked; {changed} would change"));
    }
}

/// `: 1 error, 2 warnings`; empty if there are none.
fn found(summary: &Summary) -> String {
    let mut counts = Vec::new();
    for (count, one, many) in [
        (summary.errors, "error", "errors"),
        (summary.warnings, "warning", "warnings"),
        (summary.advice, "piece of advice", "pieces of advice"),
    ] {
        if count > 0 {
            counts.push(plural(count, one, many));
        }
    }
    if counts.is_empty() {
        String::new()
    } else {
        format!(": {}", counts.join(", "))
    }
}
