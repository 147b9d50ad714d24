//! `progress sync`: fills in `files_modified` from history.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use progress_core::display::{plural, visible};
use progress_core::document::Document;
use progress_core::source::{Contents, RootedPath};
use progress_git::git::{ObjectId, Repository};
use progress_git::trees::WorkingTree;
use progress_git::write::Store;
use serde::Serialize;

use super::args::{SyncArguments, TableFormat};
use super::failure::Failure;
use super::hook::broken;
use super::project::Project;
use super::revision;
use super::{Console, ExitStatus};
use crate::report::{Base, DiffOptions, FormatVersion, write_diff, write_json};
use crate::tracking::{self, FillError, RecordError, Synced, fill_both};

/// Shorter histories are read too quickly for a progress bar.
const WORTH_A_BAR: usize = 300;

/// A progress file with missing entries.
struct Lack {
    path: RootedPath,
    paths: Vec<String>,
    commits: Vec<String>,
    /// The requested commits, whether they are listed or not.
    wanted: Vec<ObjectId>,
    before: String,
    after: String,
}

/// Output of `progress sync --format json`.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Told<'a> {
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
    let project = Project::in_repository(arguments.config.as_deref(), console)?;
    let repository = project.root.require_repository("progress sync")?;
    project.root.require_working_tree()?;
    let found = missing(&project, repository, arguments, console)?;
    let base = project.base();
    let undivided = undivided(&found);
    tell_left_out(&found, &undivided, console);
    let (mut lacks, mut has_failed) = (Vec::new(), false);
    for (file, synced) in &found {
        match lack(repository, file, synced, arguments.commit_refs) {
            Ok(lack) => lacks.extend(lack),
            Err(Trouble::Unreadable(failure)) => console.warn(&failure),
            Err(Trouble::Refused(error)) => {
                console.fail(&broken(error));
                has_failed = true;
            }
        }
    }
    let writes = !arguments.check && !arguments.dry_run;
    if writes {
        let count = lacks.len();
        lacks = write_all(repository, lacks, console);
        has_failed |= lacks.len() < count;
        if has_failed && !lacks.is_empty() {
            let count = plural(lacks.len(), "other file was", "other files were");
            console.note(&format!("{count} written"));
        }
    }
    let status = match (has_failed, arguments.check && !lacks.is_empty()) {
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
) -> Result<BTreeMap<String, Synced>, Failure> {
    let range = revision::range(repository, arguments.range.as_deref(), console)?;
    if repository.is_shallow() {
        let failure = Failure::new("shallow clone: older commits are missing");
        console.warn(&failure.help("run `git fetch --unshallow`, or set `fetch-depth: 0` in CI"));
    }
    let branch = repository.branch().map(|branch| branch.name);
    // Only the commits of a range are known to be made on the current branch.
    let own = if range.from.is_some() {
        branch.as_deref()
    } else {
        None
    };
    let bar = Bar::new(console.terminal.stderr);
    let step = |done, total| bar.step(done, total);
    let found = tracking::sync(repository, &project.settings, &range, own, step);
    let mut found = found.map_err(broken)?;
    bar.0.finish_and_clear();
    if arguments.range.is_none() {
        let facts = tracking::Facts {
            repository,
            settings: &project.settings,
            branch: branch.as_deref(),
            variable: None,
            started: &[],
        };
        tracking::add_waiting(&facts, &mut found).map_err(broken)?;
    }
    Ok(found)
}

/// Writes the files; returns those that were written, and reports the others.
fn write_all(repository: &Repository, lacks: Vec<Lack>, console: &mut Console<'_>) -> Vec<Lack> {
    let mut written = Vec::with_capacity(lacks.len());
    for lack in lacks {
        match write(repository, &lack) {
            Ok(()) => written.push(lack),
            Err(error) => console.fail(&broken(error)),
        }
    }
    written
}

/// Returns the commits of several phases that were not assigned to a phase as a whole.
fn undivided(found: &BTreeMap<String, Synced>) -> Vec<String> {
    let commits: BTreeSet<&ObjectId> = found
        .values()
        .flat_map(|synced| &synced.undivided)
        .collect();
    commits.into_iter().map(ToString::to_string).collect()
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

/// Why a progress file was not updated.
enum Trouble {
    /// It cannot be read, which `progress lint` reports too, so it is skipped.
    Unreadable(Failure),
    /// Its lists cannot be changed.
    Refused(RecordError),
}

/// Returns what a progress file in the working tree lacks; nothing if the file is gone.
fn lack(
    repository: &Repository,
    file: &str,
    synced: &Synced,
    with_commits: bool,
) -> Result<Option<Lack>, Trouble> {
    let root = repository.root();
    let path = RootedPath::new(root, file.as_ref());
    let bytes = match WorkingTree::new(root.to_path_buf()).read(&path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(Trouble::Unreadable(Failure::unreadable(file, &error))),
    };
    let document = Document::parse(bytes);
    let refused = |source: FillError| match source {
        FillError::Unreadable => {
            let failure = Failure::new(format!("skipped `{file}`: {source}"));
            let help = format!("run `progress lint {file}` for details");
            Trouble::Unreadable(failure.help(help))
        }
        source => Trouble::Refused(RecordError::Fill {
            path: file.to_owned(),
            source,
        }),
    };
    let wanted: &[ObjectId] = if with_commits { &synced.commits } else { &[] };
    let Some(edited) = fill_both(&document, &synced.paths, wanted).map_err(refused)? else {
        return Ok(None);
    };
    let after = edited.document.text.as_str().to_owned();
    let (paths, commits) = tracking::added(&document, &edited.document, synced);
    Ok(Some(Lack {
        path,
        paths,
        commits,
        wanted: wanted.to_vec(),
        before: document.text.as_str().to_owned(),
        after,
    }))
}

fn write(repository: &Repository, lack: &Lack) -> Result<(), RecordError> {
    let store = Store::open(Some(repository), repository.root());
    let fill = |current: &[u8]| {
        if current == lack.before.as_bytes() {
            return Ok(Some(lack.after.clone().into_bytes()));
        }
        // The file has changed in the meantime: the same entries are added to its current content.
        let document = Document::parse(current.to_vec());
        let edited = fill_both(&document, &lack.paths, &lack.wanted).map_err(|source| {
            RecordError::Fill {
                path: lack.path.as_str().to_owned(),
                source,
            }
        })?;
        Ok(edited.map(|it| it.document.text.as_str().as_bytes().to_vec()))
    };
    store.replace(&lack.path, fill).map(|_| ())
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
    let told = Told {
        version: FormatVersion,
        changed,
        files: files.collect(),
        undivided,
    };
    write_json(&told, out)
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
    super::schema::tests::check::<Told<'_>>("sync");
}
