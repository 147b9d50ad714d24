//! Output of `progress verify` for people.

use std::io::{self, Write};

use progress_core::collections::HashMap;
use progress_core::verdict::{Bearing, Reason, Verdict};

use super::View;
use crate::cli::colors::Style;
use crate::cli::table::{Screen, width};
use crate::verifying::Verified;

/// The minimum width in columns.
const MIN_WIDTH: usize = 40;
/// The width of the longest verdict.
const VERDICT: usize = 11;
/// Maximum width of an ID.
const MAX_ID: usize = 20;
/// Maximum shown with their descriptions of those that have the same verdict for the same reasons.
const MAX_ALIKE: usize = 5;
/// Maximum reasons shown of a verdict.
const MAX_REASONS: usize = 4;

pub(super) fn write(
    view: &View<'_, '_>,
    paint: bool,
    screen: Screen,
    out: &mut dyn Write,
) -> io::Result<()> {
    let screen = screen.at_least(MIN_WIDTH);
    for (heading, items) in view.groups() {
        writeln!(
            out,
            "{}",
            Style::Strong.paint(&screen.fitted(&heading, screen.width()), paint)
        )?;
        // IDs take at most a quarter, so that the description has room.
        let max_id = MAX_ID.min(screen.width() / 4);
        let ids = items.iter().map(|item| width(id(item), max_id)).max();
        for alike in alike(&items) {
            // A single one more would take the line that names it.
            let shown = if alike.len() <= MAX_ALIKE + 1 {
                alike.len()
            } else {
                MAX_ALIKE
            };
            for item in alike.iter().take(shown) {
                let name = screen.padded(id(item), ids.unwrap_or(0));
                write_item(item, &name, paint, screen, out)?;
            }
            write_rest(alike.get(shown..).unwrap_or_default(), screen, out)?;
            if let Some(item) = alike.first() {
                write_reasons(item, screen, out)?;
            }
        }
        writeln!(out)?;
    }
    for task in &view.in_range.unfinished {
        let text = format!("`{}` is worked on, but not done: {}", task.id, task.path);
        writeln!(out, "{}", screen.fitted(&text, screen.width()))?;
    }
    if !view.in_range.unfinished.is_empty() {
        writeln!(out)?;
    }
    for line in screen.wrapped(&view.summary()) {
        writeln!(out, "{line}")?;
    }
    Ok(())
}

fn write_item(
    item: &Verified,
    name: &str,
    paint: bool,
    screen: Screen,
    out: &mut dyn Write,
) -> io::Result<()> {
    let verdict = item.judgement.verdict;
    let word = screen.padded(verdict.name(), VERDICT);
    let word = match verdict {
        Verdict::Supported => Style::Good.paint(&word, paint),
        Verdict::Weak => Style::Warning.paint(&word, paint),
        Verdict::Unsupported => Style::Error.paint(&word, paint),
        Verdict::Unknown => Style::Faint.paint(&word, paint),
    };
    let before = 2 + VERDICT + 2 + width(name, MAX_ID) + 2;
    let room = screen.room(before);
    let description = screen.fitted(item.description.as_deref().unwrap_or_default(), room);
    let line = format!("  {word}  {name}  {description}");
    writeln!(out, "{}", line.trim_end())
}

/// Writes the names of what is not shown with its description.
fn write_rest(rest: &[&Verified], screen: Screen, out: &mut dyn Write) -> io::Result<()> {
    if rest.is_empty() {
        return Ok(());
    }
    let names: Vec<&str> = rest.iter().map(|item| id(item)).collect();
    let text = format!("and {} more: {}", rest.len(), names.join(", "));
    let indent = 2 + VERDICT + 2;
    let text = screen.fitted(&text, screen.room(indent));
    writeln!(out, "{:indent$}{text}", "")
}

fn write_reasons(item: &Verified, screen: Screen, out: &mut dyn Write) -> io::Result<()> {
    for reason in item.judgement.reasons.iter().take(MAX_REASONS) {
        let mark = match reason.bearing() {
            Bearing::For => "+",
            Bearing::Against => "-",
            Bearing::Neither => "?",
        };
        let indent = 2 + VERDICT + 2;
        // What it is about, such as a second date or file, is often at the end.
        let text = reason.text();
        for (at, line) in screen.wrapped_after(&text, indent + 2).iter().enumerate() {
            let mark = if at == 0 { mark } else { " " };
            writeln!(out, "{:indent$}{mark} {line}", "")?;
        }
    }
    Ok(())
}

/// Puts together what has the same verdict for the same reasons, which are then shown once.
fn alike<'v>(items: &[&'v Verified]) -> Vec<Vec<&'v Verified>> {
    let mut places: HashMap<(Verdict, Vec<String>), usize> = HashMap::default();
    let mut alike: Vec<Vec<&Verified>> = Vec::new();
    for item in items {
        let reasons = item.judgement.reasons.iter().map(Reason::text).collect();
        let place = *places
            .entry((item.judgement.verdict, reasons))
            .or_insert(alike.len());
        match alike.get_mut(place) {
            Some(known) => known.push(item),
            None => alike.push(vec![item]),
        }
    }
    alike
}

fn id(item: &Verified) -> &str {
    item.id.as_deref().unwrap_or("-")
}
