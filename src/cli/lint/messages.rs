//! What `progress lint` says on standard error, besides findings.

use progress_core::display::{plural, visible};
use progress_core::lint::Report;
use progress_core::workspace::Workspace;

use crate::checking::{Check, Checked, FixError, GatedRange, Weakened, WrittenFixes};
use crate::cli::Console;
use crate::cli::failure::Failure;
use crate::cli::project::complain_of_unread;
use crate::incremental::{AddedIgnore, LostFile, Stale};
use crate::report::Base;
use crate::selection::NoFiles;

/// Maximum lines shown of each kind.
const MAX_TOLD: usize = 20;

/// Reports requested files that could not be linted; returns whether there are any.
pub(super) fn complain(
    check: &Check<'_>,
    workspace: &Workspace,
    report: &Report<'_>,
    may_be_empty: bool,
    base: &Base,
    console: &mut Console<'_>,
) -> bool {
    let mut is_incomplete = complain_of_unread(workspace, base, console);
    // A crash must not look like a file without findings.
    for path in &report.crashed {
        let path = base.shown(path);
        console.fail(&Failure::new(format!(
            "cannot check `{path}`: a rule crashed"
        )));
        is_incomplete = true;
    }
    for path in &workspace.skipped {
        let path = base.shown(path);
        console.note(&format!("progress: skipped `{path}`: not a progress file"));
    }
    // A named file that was skipped has its own message, above.
    let is_empty = report.summary.files == 0 && workspace.skipped.is_empty();
    if is_incomplete || !is_empty || may_be_empty {
        return is_incomplete;
    }
    complain_of_nothing(check, console)
}

/// What could not be checked, for formats that contain it.
pub(super) fn unchecked(workspace: &Workspace, report: &Report<'_>) -> Vec<String> {
    let unread = workspace.errors.iter();
    let unread = unread.map(|error| format!("cannot read `{}`: {}", error.path, error.source));
    let crashed = report.crashed.iter();
    let crashed = crashed.map(|path| format!("cannot check `{path}`: a rule crashed"));
    let all = unread.chain(crashed);
    all.map(|text| visible(&text).into_owned()).collect()
}

/// Having nothing to lint is a failure only if a path was passed.
fn complain_of_nothing(check: &Check<'_>, console: &mut Console<'_>) -> bool {
    let (root, folders) = (check.source.root, &check.targets.folders);
    // Without a current directory, every directory is named.
    let current = console.current_folder().unwrap_or_default();
    let failure = NoFiles::in_folders(folders, root, &current, &check.settings).into();
    let is_whole = folders.iter().any(|folder| folder == root);
    if is_whole {
        console.warn(&failure);
    } else {
        console.fail(&failure);
    }
    !is_whole
}

/// Reports what a check found besides findings.
pub(super) fn tell_checked(check: &Check<'_>, checked: &Checked<'_>, console: &mut Console<'_>) {
    if let Some(baseline) = &check.known.baseline {
        if let Some(count) = checked.written {
            let count = plural(count, "finding", "findings");
            console.note(&format!("`{}` now lists {count}", baseline.name));
        }
        tell_stale(&baseline.name, &checked.dropped.stale, console);
    }
    if let Some(range) = &check.range {
        tell_range(range, &checked.weakened, console);
    }
}

fn tell_stale(name: &str, stale: &[Stale], console: &mut Console<'_>) {
    let Some(first) = stale.first() else {
        return;
    };
    // One example is enough, since `--write-baseline` removes them all.
    let example = format!("`{}` in `{}`", first.rule, first.path);
    let message = match stale.len() {
        1 => format!("1 finding of the baseline `{name}` no longer exists: {example}"),
        count => {
            format!("{count} findings of the baseline `{name}` no longer exist, such as {example}")
        }
    };
    console.warn(&Failure::new(message).help("remove stale entries with `--write-baseline`"));
}

/// Reports which settings were used, and what the range weakens.
fn tell_range(range: &GatedRange<'_>, weakened: &Weakened, console: &mut Console<'_>) {
    let GatedRange {
        gate, judgement, ..
    } = range;
    let Weakened { ignores, lost } = weakened;
    // Whoever chose the settings knows that they are different ones.
    if judgement.has_changed && !gate.is_chosen {
        console.note(&format!(
            "progress: the range changes the settings; using those in `{}`, at its start \
                 (`--settings-from REV` selects others)",
            gate.name
        ));
    }
    if !judgement.weaker.is_empty() {
        console.note("progress: the range weakens these checks:");
        list(judgement.weaker.iter().map(String::as_str), console);
    }
    if !lost.is_empty() {
        let count = plural(lost.len(), "progress file", "progress files");
        console.note(&format!("progress: the range removes {count}:"));
        let lines: Vec<String> = lost.iter().map(lost_line).collect();
        list(lines.iter().map(String::as_str), console);
    }
    if !ignores.is_empty() {
        let count = plural(ignores.len(), "ignore comment", "ignore comments");
        console.note(&format!("progress: the range adds {count}:"));
        let lines: Vec<String> = ignores.iter().map(line).collect();
        list(lines.iter().map(String::as_str), console);
    }
}

fn lost_line(lost: &LostFile) -> String {
    let path = visible(&lost.path);
    if lost.is_there {
        format!("`{path}` is no longer a progress file")
    } else {
        format!("`{path}` is deleted")
    }
}

fn line(ignore: &AddedIgnore) -> String {
    let AddedIgnore {
        path, line, rule, ..
    } = ignore;
    let whole = if ignore.is_whole {
        " in the whole file"
    } else {
        ""
    };
    format!("{path}:{line}: `{rule}`{whole}")
}

fn list<'l>(lines: impl ExactSizeIterator<Item = &'l str>, console: &mut Console<'_>) {
    let more = lines.len().saturating_sub(MAX_TOLD);
    for line in lines.take(MAX_TOLD) {
        console.note(&format!("  {line}"));
    }
    if more > 0 {
        console.note(&format!("  and {more} more"));
    }
}

/// Reports how much was fixed, and what could not be written; returns whether anything could not.
/// `made` says what one fix is, and what several are.
pub(super) fn tell_fixes(
    done: &WrittenFixes,
    (one, many): (&str, &str),
    base: &Base,
    console: &mut Console<'_>,
) -> bool {
    for (path, error) in &done.failed {
        let failure = match error {
            FixError::Write(error) => Failure::new(error.to_string()).help(error.help()),
            FixError::Changed => {
                let path = base.shown(path.as_str());
                Failure::new(format!("`{path}` {error}"))
                    .help("it was not written; run the command again")
            }
        };
        console.fail(&failure);
    }
    let made = plural(done.fixes, one, many);
    match (done.fixes, done.written) {
        (0, _) => {}
        // Only standard input was fixed.
        (_, 0) => console.note(&made),
        (_, written) => {
            let files = plural(written, "file", "files");
            console.note(&format!("{made} in {files}"));
        }
    }
    !done.failed.is_empty()
}
