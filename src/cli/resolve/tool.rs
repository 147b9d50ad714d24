//! The command as a merge tool, for `git mergetool` and `jj resolve`.

use std::path::Path;

use progress_core::config::Settings;
use progress_git::git::ConflictStyle;
use progress_git::paths;
use progress_git::write::{Store, WriteError};
use progress_merge::{Conflicted, Fallback, Options, Resolved, Three, resolve};

use super::output::left;
use crate::cli::args::ToolArguments;
use crate::cli::failure::Failure;
use crate::cli::merge_driver::{read, tell_conflicts};
use crate::cli::{Console, ExitStatus, clock, project};

/// The files that a merge tool gets.
pub(super) struct Versions<'a> {
    base: &'a Path,
    ours: &'a Path,
    theirs: &'a Path,
    output: &'a Path,
}

impl<'a> Versions<'a> {
    /// The files, if the command was called as a merge tool.
    pub(super) fn of(arguments: &'a ToolArguments) -> Option<Self> {
        Some(Self {
            base: arguments.base.as_deref()?,
            ours: arguments.ours.as_deref()?,
            theirs: arguments.theirs.as_deref()?,
            output: arguments.output.as_deref()?,
        })
    }
}

/// Merges, and writes the result.
pub(super) fn run(
    versions: &Versions<'_>,
    arguments: &ToolArguments,
    config: Option<&Path>,
    console: &mut Console<'_>,
) -> Result<ExitStatus, Failure> {
    let folder = console.current_folder()?;
    let [base, ours, theirs] = [
        read(&folder, versions.base)?,
        read(&folder, versions.ours)?,
        read(&folder, versions.theirs)?,
    ];
    let path = match &arguments.path {
        Some(path) => path.to_string_lossy().into_owned(),
        None if versions.output.as_os_str() == "-" => versions.ours.to_string_lossy().into_owned(),
        None => versions.output.to_string_lossy().into_owned(),
    };
    let options = Options {
        path: path.clone(),
        // The tool may run in any folder below the root.
        statuses: settings(config, console)?.statuses,
        now: clock::now()?,
        marker_size: arguments.marker_length,
        // Jujutsu accepts conflicts only with the base, and only if it is the true one.
        style: ConflictStyle::Diff3,
        ..Options::default()
    };
    let slices = Three {
        base: base.as_slice(),
        ours: &ours,
        theirs: &theirs,
    };
    let resolved = resolve(slices, &options)
        .map_err(|error| Failure::new(format!("cannot merge: {error}")))?;
    if matches!(resolved.fallback, Some(Fallback::OtherFile(None))) {
        let failure = Failure::new(format!("`{path}` is not a progress file"));
        return Err(failure.help("choose another merge tool for this file"));
    }
    check(&resolved, [&ours, &theirs], &path)?;
    // As usual, it is standard output.
    if versions.output.as_os_str() == "-" {
        console.finish(ExitStatus::Clean, |out| out.write_all(&resolved.text))?;
    } else {
        put(&folder, versions.output, &resolved.text)
            .map_err(|error| Failure::new(error.to_string()).help(error.help()))?;
    }
    tell_conflicts(
        &resolved.conflicts,
        resolved.fallback.as_ref(),
        &path,
        console,
    );
    if !resolved.conflicts.is_empty() {
        let left = left(resolved.conflicts.len(), &resolved.text);
        console.note(&format!("{path}: {left}"));
    }
    if let Some(doubt) = &resolved.doubt {
        console.note(&format!("{path}: {doubt}"));
    }
    Ok(if resolved.conflicts.is_empty() {
        ExitStatus::Clean
    } else {
        ExitStatus::Findings
    })
}

/// Writes the result, unless a link leads out of the repository or nowhere.
fn put(folder: &Path, output: &Path, text: &[u8]) -> Result<(), WriteError> {
    let target = paths::resolve(&folder.join(output));
    let target = target.map_err(|error| WriteError::of_link(output, error))?;
    Store::open(None, folder).put(&target, text)
}

/// The settings of the project, or the built-in ones if the merge itself has broken the file.
fn settings(config: Option<&Path>, console: &mut Console<'_>) -> Result<Settings, Failure> {
    match project::here(config, console) {
        Ok(project) => Ok(project.settings),
        // A file that was named must be valid.
        Err(failure) if config.is_some() => Err(failure),
        Err(_) => Ok(Settings::default()),
    }
}

/// Fails if the result does not show the conflicts that it has: the caller would take it for
/// resolved.
fn check(resolved: &Resolved, sides: [&[u8]; 2], path: &str) -> Result<(), Failure> {
    let marked = Conflicted::parse_merged(&resolved.text, Some(sides));
    if resolved.conflicts.is_empty() || matches!(marked, Ok(Some(_))) {
        return Ok(());
    }
    let failure = Failure::new(format!("the conflict in `{path}` cannot be marked"));
    Err(failure.help("resolve it by hand"))
}
