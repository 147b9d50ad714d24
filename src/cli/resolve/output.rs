//! Prints what became of the files.

use std::io::{self, Write};

use progress_core::derive::Figure;
use progress_core::display::{plural, visible};
use progress_merge::Conflicted;
use serde::Serialize;
use yaml_lossless::edit::Value;

use crate::cli::table::Screen;
use crate::report::{Base, DiffOptions, FormatVersion, write_diff, write_json};
use crate::resolving::{Outcome, ResolvedFile};

/// Maximum places of conflicts shown.
const MAX_PLACES: usize = 5;

/// Output of `progress resolve --format json`.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct ResolveJson<'a> {
    /// Version of this format.
    version: FormatVersion,
    /// Whether the files were left as they are.
    dry_run: bool,
    /// The files that were in conflict, by path.
    files: Vec<FileItem<'a>>,
}

/// A file that was in conflict.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct FileItem<'a> {
    /// The file, relative to the root of the repository.
    path: &'a str,
    /// What became of it.
    outcome: OutcomeName,
    /// Whether its content changes.
    changed: bool,
    /// Whether it was staged.
    staged: bool,
    /// The conflicts that are left, each in one line.
    conflicts: Vec<String>,
    /// The figures, status and dates that were corrected after the merge.
    recounted: Vec<RecountedItem<'a>>,
    /// Why it was left as it is, or why its figures may be wrong; otherwise null.
    reason: Option<String>,
    /// Why it was merged by lines; null if it was merged by meaning.
    fallback: Option<String>,
    /// Whether the base is unknown, so that what only one side has was kept.
    base_unknown: bool,
}

/// What became of a file.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
enum OutcomeName {
    /// It has no conflicts left.
    Resolved,
    /// It has no conflicts left, but its tasks contradict each other, so its figures may be wrong.
    Doubtful,
    /// Conflicts are left.
    Conflicted,
    /// It was left as it is.
    Refused,
}

/// A figure, status or date that was corrected.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct RecountedItem<'a> {
    /// The key.
    key: &'a str,
    /// The old value; null if there was none.
    old: Option<&'a str>,
    /// The new value.
    new: &'a str,
}

/// How the result is shown.
pub(super) struct View<'a> {
    pub base: &'a Base,
    /// The files that were staged.
    pub staged: &'a [&'a str],
    pub is_dry_run: bool,
    pub color: bool,
    pub terminal: bool,
    pub screen: Screen,
}

impl View<'_> {
    pub(super) fn human(&self, files: &[ResolvedFile], out: &mut dyn Write) -> io::Result<()> {
        for file in files {
            if self.is_dry_run {
                self.diff(file, out)?;
            } else {
                self.lines(file, out)?;
            }
        }
        Ok(())
    }

    fn diff(&self, file: &ResolvedFile, out: &mut dyn Write) -> io::Result<()> {
        let Some(after) = &file.after else {
            return Ok(());
        };
        let options = DiffOptions {
            color: self.color,
            terminal: self.terminal,
        };
        let before = String::from_utf8_lossy(&file.before);
        let after = String::from_utf8_lossy(after);
        write_diff(file.path.as_str(), &before, &after, options, out)
    }

    fn lines(&self, file: &ResolvedFile, out: &mut dyn Write) -> io::Result<()> {
        let path = self.base.shown(file.path.as_str());
        let path = visible(&path);
        match &file.outcome {
            Outcome::Resolved if self.staged.contains(&file.path.as_str()) => {
                writeln!(out, "resolved and staged {path}")?;
            }
            Outcome::Resolved | Outcome::Doubtful(_) => writeln!(out, "resolved {path}")?,
            Outcome::Conflicted => {
                let text = file.after.as_ref().unwrap_or(&file.before);
                writeln!(out, "{path}: {}", left(file.conflicts.len(), text))?;
            }
            // A warning says why.
            Outcome::Refused(_) => return Ok(()),
        }
        for figure in &file.recounted {
            let arrow = self.screen.sign('→');
            let old = figure.old.as_deref().unwrap_or("(empty)");
            writeln!(
                out,
                "  {}: {} {arrow} {}",
                figure.key,
                visible(old),
                new(figure)
            )?;
        }
        for conflict in &file.conflicts {
            writeln!(out, "  {}", visible(&conflict.to_string()))?;
        }
        Ok(())
    }

    pub(super) fn json(&self, files: &[ResolvedFile], out: &mut dyn Write) -> io::Result<()> {
        let output = ResolveJson {
            version: FormatVersion,
            dry_run: self.is_dry_run,
            files: files.iter().map(|file| self.item(file)).collect(),
        };
        write_json(&output, out)
    }

    fn item<'f>(&self, file: &'f ResolvedFile) -> FileItem<'f> {
        let (outcome, reason) = match &file.outcome {
            Outcome::Resolved => (OutcomeName::Resolved, None),
            Outcome::Doubtful(doubt) => (OutcomeName::Doubtful, Some(doubt.to_string())),
            Outcome::Conflicted => (OutcomeName::Conflicted, None),
            Outcome::Refused(reason) => (OutcomeName::Refused, Some(reason.to_string())),
        };
        let recounted = file.recounted.iter().map(|figure| RecountedItem {
            key: figure.key,
            old: figure.old.as_deref(),
            new: new(figure),
        });
        FileItem {
            path: file.path.as_str(),
            outcome,
            changed: file.after.is_some(),
            staged: self.staged.contains(&file.path.as_str()),
            conflicts: file.conflicts.iter().map(ToString::to_string).collect(),
            recounted: recounted.collect(),
            reason,
            fallback: file.fallback.as_ref().map(ToString::to_string),
            base_unknown: file.is_base_unknown,
        }
    }
}

/// How many conflicts a text has, and where: `2 conflicts left (lines 48, 60)`.
pub(super) fn left(count: usize, text: &[u8]) -> String {
    let count = plural(count, "conflict", "conflicts");
    let Ok(Some(marked)) = Conflicted::parse(text) else {
        return format!("{count} left");
    };
    let lines = marked.lines();
    let shown: Vec<String> = lines
        .iter()
        .take(MAX_PLACES)
        .map(usize::to_string)
        .collect();
    let word = if lines.len() == 1 { "line" } else { "lines" };
    let more = match lines.len().saturating_sub(MAX_PLACES) {
        0 => String::new(),
        more => format!(", and {more} more"),
    };
    format!("{count} left ({word} {}{more})", shown.join(", "))
}

/// The new value of a figure.
fn new(figure: &Figure) -> &str {
    match &figure.new {
        Value::Text(text) | Value::Plain(text) => text,
        // Figures are scalars.
        _ => "",
    }
}
