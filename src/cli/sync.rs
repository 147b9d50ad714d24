//! `progress sync`: fills in `files_modified` from history.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use progress_core::display::{plural, visible};
use progress_git::git::Repository;
use serde::Serialize;

use super::args::{SyncArguments, TableFormat};
use super::failure::Failure;
use super::hook::broken;
use super::project;
use super::revision;
use super::{Console, ExitStatus};
use crate::project::Project;
use crate::report::{Base, DiffOptions, FormatVersion, write_diff, write_json};
use crate::tracking::{KnownLacks, Lack, LackError, Synced, filling, lack, sync_all, undivided};

/// Shorter histories are read too quickly for a progress bar.
const WORTH_A_BAR: usize = 300;

/// Output of `progress sync --format json`.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct SyncJson<'a> {
    /// Version of this format.
    version: FormatVersion,
    /// Whether files were written.
    changed: bool,
    /// The files that lack entries.
    files: Vec<Item<'a>>,
    /// Commits of several phases, of which a phase got only the paths that point to it; absent if
    /// there are none.
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    undivided: &'a [String],
}

/// A file that lacks entries.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Item<'a> {
    /// The file, relative to the root of the repository.
    path: &'a str,
    /// The paths that it lacks.
    files_modified: &'a [String],
    /// The commits that it lacks.
    commit_refs: &'a [String],
}

pub(super) fn run(
    arguments: &SyncArguments,
    console: &mut Console<'_>,
) -> Result<ExitStatus, Failure> {
    let project = project::in_repository(arguments.config.as_deref(), console)?;
    let repository = project.root.require_repository("progress sync")?;
    // A bare repository has a history, but no files to update.
    project.root.require_working_tree()?;
    let (found, commits) = missing(&project, repository, arguments, console)?;
    let base = project.base();
    let undivided = undivided(&found);
    tell_left_out(&found, &undivided, console);
    let writes = !arguments.check && !arguments.dry_run;
    let (lacks, has_failed) = if writes {
        fill_all(repository, &found, arguments, console)
    } else {
        preview_all(repository, &found, arguments, console)
    };
    if !arguments.quiet && arguments.format == TableFormat::Human {
        tell_checked(commits, lacks.len(), writes, console);
    }
    let status = match (has_failed, arguments.check && !lacks.is_empty()) {
        // A failure outweighs missing entries.
        (true, _) => ExitStatus::Failed,
        (_, true) => ExitStatus::Findings,
        _ => ExitStatus::Clean,
    };
    let diff = DiffOptions {
        color: console.colors_stdout(),
        terminal: console.terminal.stdout,
    };
    console.finish(status, |out| match arguments.format {
        TableFormat::Json => json(&lacks, writes && !lacks.is_empty(), &undivided, out),
        TableFormat::Human if arguments.dry_run => lacks
            .iter()
            .try_for_each(|it| write_diff(it.path.as_str(), &it.before, &it.after, diff, out)),
        TableFormat::Human => lacks
            .iter()
            .try_for_each(|it| human(it, arguments.check, &base, out)),
    })
}

/// Finds what the files lack of the history, or of a range of it.
fn missing(
    project: &Project,
    repository: &Repository,
    arguments: &SyncArguments,
    console: &mut Console<'_>,
) -> Result<(BTreeMap<String, Synced>, usize), Failure> {
    let nothing = if arguments.check {
        "nothing was checked"
    } else {
        "nothing to record"
    };
    let range = revision::range(repository, arguments.range.as_deref(), nothing, console)?;
    if repository.is_shallow() {
        let failure = Failure::new("shallow clone: older commits are missing");
        console.warn(&failure.help("run `git fetch --unshallow`, or set `fetch-depth: 0` in CI"));
    }
    let bar = Bar::new(console.terminal.stderr);
    // A range names commits, and waiting paths may belong to others.
    let with_waiting = arguments.range.is_none();
    let mut commits = 0;
    let found = sync_all(
        repository,
        &project.settings,
        &range,
        with_waiting,
        |done, total| {
            commits = total;
            bar.step(done, total);
        },
    )
    .map_err(broken)?;
    // Cleared before anything else is printed.
    bar.0.finish_and_clear();
    Ok((found, commits))
}

/// Says what was checked: without it, an empty range looks like one that lacks nothing.
fn tell_checked(commits: usize, files: usize, is_written: bool, console: &mut Console<'_>) {
    // A note has said so.
    if commits == 0 {
        return;
    }
    let commits = plural(commits, "commit", "commits");
    let files = plural(files, "file", "files");
    let verb = if is_written { "updated" } else { "incomplete" };
    console.note(&format!("{commits} checked; {files} {verb}"));
}

/// Reports a file that is not updated; returns whether it is only skipped, because `progress lint`
/// reports the same.
fn tell_not_updated(error: LackError, console: &mut Console<'_>) -> bool {
    match error {
        LackError::Unreadable { path, source } => {
            console.warn(&Failure::unreadable(path, &source));
            true
        }
        LackError::Malformed { ref path, .. } => {
            let help = format!("run `progress lint {path}` for details");
            console.warn(&Failure::new(error.to_string()).help(help));
            true
        }
        LackError::Refused(error) => {
            console.fail(&broken(error));
            false
        }
    }
}

/// Finds what the files lack, and whether that failed for some.
fn preview_all(
    repository: &Repository,
    found: &BTreeMap<String, Synced>,
    arguments: &SyncArguments,
    console: &mut Console<'_>,
) -> (Vec<Lack>, bool) {
    let mut known = KnownLacks::open(repository);
    let (mut lacks, mut has_failed) = (Vec::new(), false);
    for (file, synced) in found {
        match lack(repository, file, synced, arguments.commit_refs, &mut known) {
            Ok(lack) => lacks.extend(lack),
            // A file that `progress lint` reports as well does not fail the run.
            Err(error) => has_failed |= !tell_not_updated(error, console),
        }
    }
    known.save(repository);
    (lacks, has_failed)
}

/// Writes what the files lack; returns it for those that were written, and whether that failed for
/// some, which is reported.
fn fill_all(
    repository: &Repository,
    found: &BTreeMap<String, Synced>,
    arguments: &SyncArguments,
    console: &mut Console<'_>,
) -> (Vec<Lack>, bool) {
    let (mut fillings, mut has_failed) = (Vec::new(), false);
    for (file, synced) in found {
        match filling(repository, file, synced, arguments.commit_refs) {
            Ok(filling) => fillings.extend(filling),
            // A file that `progress lint` reports as well does not fail the run.
            Err(error) => has_failed |= !tell_not_updated(error, console),
        }
    }
    let mut written = Vec::with_capacity(fillings.len());
    for filling in fillings {
        match filling.write(repository) {
            Ok(()) => written.push(filling.lack),
            Err(error) => {
                console.fail(&broken(error));
                has_failed = true;
            }
        }
    }
    // After an error, it should be clear that the others were written all the same.
    if has_failed && !written.is_empty() {
        let count = plural(written.len(), "other file was", "other files were");
        console.note(&format!("{count} written"));
    }
    (written, has_failed)
}

/// Reports, one per line, what history contains but no list gets.
fn tell_left_out(
    found: &BTreeMap<String, Synced>,
    undivided: &[String],
    console: &mut Console<'_>,
) {
    let unnameable: BTreeSet<&String> = found
        .values()
        .flat_map(|synced| &synced.unnameable)
        .collect();
    for path in unnameable {
        console.note(&format!("skipped `{path}`: not valid UTF-8"));
    }
    if !undivided.is_empty() {
        let count = plural(undivided.len(), "commit belongs", "commits belong");
        console.note(&format!(
            "{count} to several phases: a phase gets only the paths that its other commits or its tasks name"
        ));
    }
}

fn human(lack: &Lack, is_check: bool, base: &Base, out: &mut dyn Write) -> io::Result<()> {
    let verb = if is_check { "lacks" } else { "gained" };
    let path = base.shown(lack.path.as_str()).to_string();
    writeln!(out, "{} {verb}:", visible(&path))?;
    for path in &lack.paths {
        writeln!(out, "  files_modified  {}", visible(path))?;
    }
    for commit in &lack.commits {
        writeln!(out, "  commit_refs     {commit}")?;
    }
    Ok(())
}

fn json(
    lacks: &[Lack],
    changed: bool,
    undivided: &[String],
    out: &mut dyn Write,
) -> io::Result<()> {
    let files = lacks.iter().map(|lack| Item {
        path: lack.path.as_str(),
        files_modified: &lack.paths,
        commit_refs: &lack.commits,
    });
    let output = SyncJson {
        version: FormatVersion,
        changed,
        files: files.collect(),
        undivided,
    };
    write_json(&output, out)
}

/// A progress bar on the terminal, for long histories.
struct Bar(ProgressBar);

impl Bar {
    fn new(is_terminal: bool) -> Self {
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden());
        if is_terminal {
            bar.set_draw_target(ProgressDrawTarget::stderr());
        }
        if let Ok(style) = ProgressStyle::with_template("{bar:30} {pos}/{len} commits") {
            bar.set_style(style);
        }
        Self(bar)
    }

    fn step(&self, done: usize, total: usize) {
        if total >= WORTH_A_BAR {
            self.0.set_length(total as u64);
            self.0.set_position(done as u64);
        }
    }
}

#[cfg(test)]
#[test]
fn the_schema_is_up_to_date() {
    super::schema::tests::check::<SyncJson<'_>>("sync");
}
