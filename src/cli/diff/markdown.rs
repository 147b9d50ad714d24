//! The Markdown format, for comments on pull requests.
//!
//! Everything from a file is escaped to be plain text: no markup, links, mentions of people or
//! references to issues.

use std::fmt::Write as _;
use std::io::{self, Write};

use progress_core::compare::{Comparison, Event, TaskChange};
use progress_core::display::markdown::{code, plain};
use progress_core::display::{plural, shortened};

use super::completed::Details;
use super::words::{self, Detail, PhaseStatus};
use crate::cli::table::EMPTY;
use crate::comparing::FileChange;

/// Maximum length. GitHub rejects comments of more than 65,536 characters, and GitLab takes longer
/// ones; this leaves room for additions.
const MAX_BYTES: usize = 60_000;
/// Maximum tasks shown per phase.
const MAX_TASKS: usize = 60;
/// Maximum length of a description.
const MAX_DESCRIPTION: usize = 200;

/// Writes the changes.
pub(super) fn write(
    files: &[FileChange],
    details: &Details,
    out: &mut dyn Write,
) -> io::Result<()> {
    writeln!(out, "### Progress\n")?;
    if files.is_empty() {
        return writeln!(out, "No tasks changed.");
    }
    writeln!(out, "{}", summary(files))?;
    out.write_all(details.verdicts.as_bytes())?;
    let mut used = details.verdicts.len() + details.graphs.len();
    for (at, file) in files.iter().enumerate() {
        let mut text = String::new();
        // Writing to a string never fails.
        let _ = phase(file, &mut text);
        used += text.len();
        // Phases are left out as a whole, because half a table would not render.
        if used > MAX_BYTES {
            let left = plural(files.len() - at, "more phase", "more phases");
            writeln!(out, "\n{left} changed; run `progress diff` to see all.")?;
            break;
        }
        out.write_all(text.as_bytes())?;
    }
    out.write_all(details.graphs.as_bytes())
}

/// `**2 finished, 1 blocked** in 2 phases`.
fn summary(files: &[FileChange]) -> String {
    let totals: Vec<String> = words::totals(files)
        .iter()
        .map(|(count, word)| format!("{count} {word}"))
        .collect();
    let phases = plural(files.len(), "phase", "phases");
    if totals.is_empty() {
        return format!("No tasks changed, but {phases} changed otherwise.");
    }
    let tasks = files.iter().map(|file| file.what.tasks.len()).sum();
    let tasks = plural(tasks, "task", "tasks");
    format!("**{}** ({tasks} in {phases})", totals.join(", "))
}

fn phase(file: &FileChange, out: &mut String) -> std::fmt::Result {
    let what = &file.what;
    let Some(standing) = words::naming(what) else {
        return Ok(());
    };
    write!(out, "\n#### {}", code(&standing.plan))?;
    if let Some(phase) = &standing.phase {
        write!(out, ", phase {}", plain(phase))?;
    }
    if let Some(title) = &standing.title {
        // Shortened before it is escaped, so that no escape is cut in half.
        write!(out, ": {}", plain(&shortened(title, MAX_DESCRIPTION)))?;
    }
    write!(out, "\n\n{}", code(&file.path))?;
    if let Some(from) = &file.from {
        write!(out, ", was {}", code(from))?;
    }
    if let Some(fate) = words::fate(file) {
        write!(out, ", **{fate}**")?;
    }
    writeln!(out, "\n")?;
    standing_line(what, out)?;
    tasks(&what.tasks, out)?;
    rest(what, out)
}

/// `1/2 → 2/2 done (50% → 100%), status in_progress → completed`.
fn standing_line(what: &Comparison, out: &mut String) -> std::fmt::Result {
    let figures = words::figures(what).map(|text| format!("**{text}**"));
    let status = match words::status(what) {
        PhaseStatus::Same(status) => status.map(code),
        PhaseStatus::Changed(statuses) => {
            let [old, new] = statuses.map(|status| status.map_or(EMPTY.to_owned(), code));
            Some(format!("{old} → {new}"))
        }
    };
    let mut parts = Vec::new();
    parts.extend(figures);
    parts.extend(status.map(|status| format!("status {status}")));
    if parts.is_empty() {
        return Ok(());
    }
    writeln!(out, "{}", parts.join(", "))
}

fn tasks(tasks: &[TaskChange], out: &mut String) -> std::fmt::Result {
    if tasks.is_empty() {
        return Ok(());
    }
    // A table needs a blank line before it.
    writeln!(out, "\n| | Task | | |\n|---|---|---|---|")?;
    for task in tasks.iter().take(MAX_TASKS) {
        let id = match &task.id {
            Some(id) => code(id),
            None => "without an ID".to_owned(),
        };
        let description = task.description.as_deref().unwrap_or_default();
        let description = plain(&shortened(description, MAX_DESCRIPTION));
        let (mark, events) = (mark(task), words::events(task));
        writeln!(
            out,
            "| {mark} {events} | {id} | {description} | {} |",
            details(task)
        )?;
    }
    if tasks.len() > MAX_TASKS {
        writeln!(out, "| … | {} more | | |", tasks.len() - MAX_TASKS)?;
    }
    Ok(())
}

fn mark(task: &TaskChange) -> &'static str {
    // The most important event; one line has room for one mark.
    if has(task, Event::Finished) {
        "✅"
    } else if has(task, Event::Blocked) {
        "⛔"
    } else if has(task, Event::Removed) || has(task, Event::Dropped) {
        "➖"
    } else if has(task, Event::AtRisk) || has(task, Event::Restated) {
        "⚠️"
    } else if has(task, Event::Reopened) {
        "↩️"
    } else if has(task, Event::Started) || has(task, Event::Unblocked) || has(task, Event::InReview)
    {
        "▶️"
    } else if has(task, Event::Added) {
        "➕"
    } else {
        "✏️"
    }
}

fn has(task: &TaskChange, event: Event) -> bool {
    task.events.contains(&event)
}

fn details(task: &TaskChange) -> String {
    let mut parts = Vec::new();
    parts.extend(task.was.as_ref().map(|was| format!("was {}", code(was))));
    if let [Event::Added] = task.events.as_slice() {
        parts.extend(task.status.as_deref().map(code));
    }
    parts.extend(words::details(task).iter().map(shown));
    parts.join("; ")
}

fn shown(detail: &Detail<'_>) -> String {
    let Detail {
        label,
        before,
        after,
    } = detail;
    format!("{}: {} → {}", plain(label), code(before), code(after))
}

/// Writes the changes that are not about tasks.
fn rest(what: &Comparison, out: &mut String) -> std::fmt::Result {
    let mut lines = Vec::new();
    for (name, changes) in [("Criteria", &what.criteria), ("Blockers", &what.blockers)] {
        let groups: Vec<String> = words::entries(changes)
            .into_iter()
            .map(|(count, names)| {
                let names: Vec<String> = names.iter().map(|name| code(name)).collect();
                format!("{count} ({})", names.join(", "))
            })
            .collect();
        if !groups.is_empty() {
            lines.push(format!("{name}: {}", groups.join("; ")));
        }
    }
    lines.extend(words::files(what).map(|files| format!("Files modified: {files}")));
    lines.extend(words::fields(what).map(|field| shown(&field)));
    if what.body {
        lines.push("The body differs".to_owned());
    }
    if lines.is_empty() {
        return Ok(());
    }
    writeln!(out)?;
    lines.iter().try_for_each(|line| writeln!(out, "- {line}"))
}
