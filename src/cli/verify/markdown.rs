//! The Markdown format, for comments on pull requests and job summaries.
//!
//! Everything from a file is escaped to be plain text.

use std::io::{self, Write};

use progress_core::display::markdown::{code, plain};
use progress_core::display::{plural, shortened};
use progress_core::verdict::Verdict;

use super::View;
use crate::verifying::Verified;

/// Maximum length. Forges truncate or reject longer comments; this leaves room for additions.
const MAX_BYTES: usize = 60_000;
/// Maximum length of a description.
const MAX_DESCRIPTION: usize = 120;
/// Maximum reasons shown of a verdict.
const MAX_REASONS: usize = 3;

pub(super) fn write(view: &View<'_, '_>, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "### Verdicts\n\n**{}**", view.summary())?;
    let groups = view.groups();
    let mut used = 0;
    for (at, (heading, items)) in groups.iter().enumerate() {
        let mut text = format!("\n#### {}\n\n", plain(heading));
        text.push_str("| Verdict | Task | Reasons |\n|---|---|---|\n");
        for item in items {
            text.push_str(&row(item));
        }
        used += text.len();
        // Phases are left out as a whole, because half a table would not render.
        if used > MAX_BYTES {
            let left = plural(groups.len() - at, "more phase", "more phases");
            return writeln!(out, "\n{left}; run `progress verify` to see all.");
        }
        out.write_all(text.as_bytes())?;
    }
    for task in &view.in_range.unfinished {
        writeln!(out, "\n{} is worked on, but not done.", code(&task.id))?;
    }
    Ok(())
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
