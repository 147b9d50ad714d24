//! The Markdown format, for comments on pull requests and job summaries.
//!
//! Everything from a file is escaped to be plain text.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

use progress_core::display::markdown::{code, plain};
use progress_core::display::{plural, shortened};
use progress_core::verdict::Verdict;

use super::View;
use crate::verifying::Verified;

/// Maximum length of the tables. Forges truncate or reject longer comments; this leaves room for
/// additions.
const MAX_BYTES: usize = 58_000;
/// Maximum length of a list of what has no verdict.
const MAX_LIST: usize = 2_000;
/// Maximum length of a description.
const MAX_DESCRIPTION: usize = 120;
/// Maximum reasons shown of a verdict.
const MAX_REASONS: usize = 3;

/// The head of the table of a phase.
const HEAD: &str = "| Verdict | Task | Reasons |\n|---|---|---|\n";

/// A row, and the index of its phase.
struct Row<'v> {
    phase: usize,
    verdict: Verdict,
    text: String,
    heading: &'v str,
}

pub(super) fn write(view: &View<'_, '_>, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "### Verdicts\n\n**{}**", view.summary())?;
    let unreadable = view.unreadable.iter();
    let unreadable =
        unreadable.map(|path| format!("⚠️ {} cannot be read, so it has no verdicts.", code(path)));
    let left_out = write_list(unreadable, out)?;
    if left_out > 0 {
        let left_out = plural(left_out, "more file", "more files");
        writeln!(out, "\n⚠️ {left_out} cannot be read.")?;
    }
    let groups = view.groups();
    let mut rows = Vec::new();
    for (phase, (heading, items)) in groups.iter().enumerate() {
        rows.extend(items.iter().map(|item| Row {
            phase,
            verdict: item.judgement.verdict,
            text: row(item),
            heading,
        }));
    }
    let all = rows.len();
    let shown = within_limit(rows);
    let left_out = all - shown.len();
    let mut last = None;
    for row in shown {
        if last != Some(row.phase) {
            last = Some(row.phase);
            write!(out, "\n#### {}\n\n{HEAD}", plain(row.heading))?;
        }
        out.write_all(row.text.as_bytes())?;
    }
    if left_out > 0 {
        let left_out = plural(left_out, "more verdict", "more verdicts");
        writeln!(out, "\n{left_out}; run `progress verify` to see all.")?;
    }
    let unfinished = view.in_range.unfinished.iter();
    let unfinished =
        unfinished.map(|task| format!("{} is worked on, but not done.", code(&task.id)));
    let left_out = write_list(unfinished, out)?;
    if left_out > 0 {
        let what = if left_out == 1 {
            "more task is"
        } else {
            "more tasks are"
        };
        writeln!(out, "\n{left_out} {what} worked on, but not done.")?;
    }
    Ok(())
}

/// Writes as many paragraphs as fit; returns how many do not.
fn write_list(paragraphs: impl Iterator<Item = String>, out: &mut dyn Write) -> io::Result<usize> {
    let (mut used, mut left_out) = (0, 0);
    for paragraph in paragraphs {
        used += paragraph.len() + 2;
        if used > MAX_LIST {
            left_out += 1;
        } else {
            writeln!(out, "\n{paragraph}")?;
        }
    }
    Ok(left_out)
}

/// Leaves out rows until the text is short enough, and nothing before all that is better.
fn within_limit(mut rows: Vec<Row<'_>>) -> Vec<Row<'_>> {
    rows.sort_by_key(|row| row.verdict.rank());
    let mut phases = BTreeSet::new();
    let mut used = 0;
    let mut kept = 0;
    for row in &rows {
        used += row.text.len();
        if phases.insert(row.phase) {
            used += row.heading.len() + HEAD.len();
        }
        if used > MAX_BYTES {
            break;
        }
        kept += 1;
    }
    rows.truncate(kept);
    // The phase with the worst verdict comes first, and so do the worst of each phase.
    let mut worst = BTreeMap::new();
    for row in &rows {
        worst.entry(row.phase).or_insert(row.verdict.rank());
    }
    rows.sort_by_key(|row| (worst.get(&row.phase).copied(), row.phase));
    rows
}

/// A row of a table with the columns for the verdict, the task and the reasons.
pub(in crate::cli) fn row(item: &Verified) -> String {
    let sign = match item.judgement.verdict {
        Verdict::Supported => "✅ ",
        Verdict::Weak => "⚠️ ",
        Verdict::Unsupported => "❌ ",
        Verdict::Unknown => "❔ ",
    };
    let reasons = item.judgement.reasons.iter().take(MAX_REASONS);
    let reasons: Vec<String> = reasons.map(|reason| plain(&reason.text())).collect();
    let description = item.description.as_deref().unwrap_or_default();
    let description = plain(&shortened(description, MAX_DESCRIPTION));
    let id = match &item.id {
        Some(id) => code(id) + " ",
        None => String::new(),
    };
    format!(
        "| {sign}{} | {id}{description} | {} |\n",
        item.judgement.verdict.name(),
        reasons.join("<br>")
    )
}
