//! Output of `progress import` for people.

use std::io::{self, Write};
use std::iter;

use progress_bridge::Remark;
use progress_core::display::{plural, shortened, visible};

use crate::cli::table::Screen;
use crate::cli::update::line;
use crate::importing::{Import, Side};
use crate::report::{Base, DiffOptions, write_diff};

/// Maximum number of tasks named in a line.
const MAX_NAMED: usize = 6;
/// Maximum length of a text in a line.
const MAX_SHOWN: usize = 60;

/// How to show an import.
pub(super) struct View {
    /// What paths are shown relative to.
    pub base: Base,
    /// Whether nothing was written.
    pub is_dry_run: bool,
    /// Which values count.
    pub decision: Option<Side>,
    /// Whether to use color.
    pub color: bool,
    /// Whether the output is a terminal.
    pub terminal: bool,
    /// What the output can show.
    pub screen: Screen,
}

impl View {
    pub(super) fn write(&self, done: &Import, out: &mut dyn Write) -> io::Result<()> {
        let verb = if self.is_dry_run {
            "would create"
        } else {
            "created"
        };
        for (draft, count) in &done.created {
            let path = self.path(draft.path.as_str());
            writeln!(
                out,
                "{verb} {path} with {}",
                plural(*count, "task", "tasks")
            )?;
        }
        self.changes(done, out)?;
        if done.created.is_empty() && done.updated.is_empty() {
            writeln!(out, "nothing to change")?;
        }
        for conflict in done.conflicts.iter().chain(&done.kept) {
            let path = self.path(&conflict.path);
            let (here, there) = (text(&conflict.here), text(&conflict.there));
            let (task, key) = (visible(&conflict.task), conflict.key);
            writeln!(
                out,
                "kept {key} of {task} in {path}: here `{here}`, in the source `{there}`"
            )?;
        }
        if !done.conflicts.is_empty() {
            writeln!(
                out,
                "decide with `--ours` (keep these values) or `--theirs` (take those of the source)"
            )?;
        }
        if self.decision == Some(Side::Theirs) && !done.kept.is_empty() {
            writeln!(
                out,
                "`--theirs` keeps what changed only here; `progress update` and `edit` change it"
            )?;
        }
        // An import that changes nothing would repeat what the one before said.
        let is_repeated = done.created.is_empty() && done.updated.is_empty();
        self.gone(done, is_repeated, out)?;
        let (short, long): (Vec<_>, Vec<_>) = done
            .remarks
            .iter()
            .partition(|remark| is_repeated && !remark.is_fault());
        if !short.is_empty() {
            let counted: Vec<String> = short.into_iter().map(counted).collect();
            writeln!(out, "left out or interpreted: {}", counted.join("; "))?;
        }
        if !long.is_empty() {
            writeln!(out, "\nleft out or interpreted:")?;
        }
        for remark in long {
            writeln!(out, "  {}", about(remark))?;
        }
        Ok(())
    }

    /// Lists the tasks that are no longer in the source, on one line per file if nothing changed.
    fn gone(&self, done: &Import, is_repeated: bool, out: &mut dyn Write) -> io::Result<()> {
        let mut files: Vec<(&str, Vec<&str>)> = Vec::new();
        for gone in &done.gone {
            match files.last_mut() {
                Some((path, tasks)) if is_repeated && *path == gone.path => tasks.push(&gone.task),
                _ => files.push((&gone.path, vec![&gone.task])),
            }
        }
        for (path, tasks) in files {
            let path = self.path(path);
            // All of them: a source can lose tasks even if nothing else changes.
            let names: Vec<String> = tasks.into_iter().map(text).collect();
            writeln!(
                out,
                "no longer in the source: {} in {path}",
                names.join(", ")
            )?;
        }
        Ok(())
    }

    fn changes(&self, done: &Import, out: &mut dyn Write) -> io::Result<()> {
        let options = DiffOptions {
            color: self.color,
            terminal: self.terminal,
        };
        for file in &done.updated {
            if self.is_dry_run {
                write_diff(&file.path, &file.before, &file.after, options, out)?;
                continue;
            }
            // The hashes mean nothing to people.
            let mut shown = file.changed.iter().filter(|it| it.key != "source_seen");
            let Some(first) = shown.next() else {
                let path = self.path(&file.path);
                writeln!(out, "{path}: recorded the current values of the source")?;
                continue;
            };
            writeln!(out, "{}", self.path(&file.path))?;
            for changed in iter::once(first).chain(shown) {
                writeln!(out, "{}", visible(&line(changed, self.screen)))?;
            }
        }
        Ok(())
    }

    fn path(&self, path: &str) -> String {
        visible(&self.base.shown(path)).into_owned()
    }
}

/// `labels: TASK-1, TASK-2 and 3 more`.
pub(in crate::cli) fn about(remark: &Remark) -> String {
    let what = visible(&remark.what);
    if remark.tasks.is_empty() {
        return what.into_owned();
    }
    let tasks: Vec<&str> = remark.tasks.iter().map(String::as_str).collect();
    format!("{what}: {}", named(&tasks))
}

/// `TASK-1, TASK-2 and 3 more`.
fn named(tasks: &[&str]) -> String {
    let names = tasks.iter().take(MAX_NAMED).map(|task| text(task));
    let names: Vec<String> = names.collect();
    match tasks.len() - names.len() {
        0 => names.join(", "),
        more => format!("{} and {more} more", names.join(", ")),
    }
}

/// `labels (5)`.
fn counted(remark: &Remark) -> String {
    let what = visible(&remark.what);
    match remark.tasks.len() {
        0 => what.into_owned(),
        count => format!("{what} ({count})"),
    }
}

fn text(text: &str) -> String {
    visible(&shortened(text, MAX_SHOWN)).into_owned()
}
