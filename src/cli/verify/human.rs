//! Output of `progress verify` for people.

use std::io::{self, Write};

use progress_core::verdict::{Bearing, Verdict};

use super::View;
use crate::cli::colors::Style;
use crate::cli::table::{Names, fitted, padded, width};
use crate::verifying::Verified;

/// The minimum width in columns.
const MIN_WIDTH: usize = 60;
/// The width of the longest verdict.
const VERDICT: usize = 11;
/// Maximum width of an ID.
const MAX_ID: usize = 20;
/// Maximum reasons shown of a verdict.
const MAX_REASONS: usize = 4;

pub(super) fn write(
    view: &View<'_, '_>,
    paint: bool,
    columns: usize,
    names: Names,
    out: &mut dyn Write,
) -> io::Result<()> {
    let columns = columns.max(MIN_WIDTH);
    for (heading, items) in view.groups() {
        writeln!(
            out,
            "{}",
            Style::Strong.paint(&fitted(&heading, columns), paint)
        )?;
        let ids = items.iter().map(|item| width(id(item), MAX_ID)).max();
        for item in items {
            let name = names.padded(id(item), ids.unwrap_or(0));
            write_item(item, &name, paint, columns, out)?;
        }
        writeln!(out)?;
    }
    for task in &view.in_range.unfinished {
        let text = format!("`{}` is worked on, but not done: {}", task.id, task.path);
        writeln!(out, "{}", names.fitted(&text, columns))?;
    }
    if !view.in_range.unfinished.is_empty() {
        writeln!(out)?;
    }
    writeln!(out, "{}", view.summary())
}

fn write_item(
    item: &Verified,
    name: &str,
    paint: bool,
    columns: usize,
    out: &mut dyn Write,
) -> io::Result<()> {
    let verdict = item.judgement.verdict;
    let word = padded(verdict.name(), VERDICT);
    let word = match verdict {
        Verdict::Supported => Style::Good.paint(&word, paint),
        Verdict::Weak => Style::Warning.paint(&word, paint),
        Verdict::Unsupported => Style::Error.paint(&word, paint),
        Verdict::Unknown => Style::Faint.paint(&word, paint),
    };
    let before = 2 + VERDICT + 2 + width(name, MAX_ID) + 2;
    let room = columns.saturating_sub(before);
    let description = fitted(item.description.as_deref().unwrap_or_default(), room);
    let line = format!("  {word}  {name}  {description}");
    writeln!(out, "{}", line.trim_end())?;
    for reason in item.judgement.reasons.iter().take(MAX_REASONS) {
        let mark = match reason.bearing() {
            Bearing::For => "+",
            Bearing::Against => "-",
            Bearing::Neither => "?",
        };
        let indent = 2 + VERDICT + 2;
        let room = columns.saturating_sub(indent + 2);
        let text = fitted(&reason.text(), room);
        writeln!(out, "{:indent$}{mark} {text}", "")?;
    }
    Ok(())
}

fn id(item: &Verified) -> &str {
    item.id.as_deref().unwrap_or("-")
}
