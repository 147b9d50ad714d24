//! `progress merge-driver`: merges three versions of a file for Git.

use std::path::Path;

use progress_core::model::Statuses;
use progress_git::git::{ConflictStyle, Repository};
use progress_git::trees::read_file;
use progress_git::write::swap_file;
use progress_merge::{Conflict, Fallback, Merged, Options, Three, merge};

use super::args::MergeDriverArguments;
use super::failure::Failure;
use super::{Console, ExitStatus, clock};
use crate::config_file;

/// Maximum conflicts listed individually.
const MAX_TOLD: usize = 20;
/// In a criss-cross merge, Git first merges the bases, and lengthens conflict markers by this
/// for each level.
const LONGER_FOR_BASES: u16 = 2;

/// Merges, and replaces our version with the result.
pub(super) fn run(
    arguments: &MergeDriverArguments,
    console: &mut Console<'_>,
) -> Result<ExitStatus, Failure> {
    let folder = console.current_folder()?;
    let versions = Three {
        base: read(&folder, &arguments.base)?,
        ours: read(&folder, &arguments.ours)?,
        theirs: read(&folder, &arguments.theirs)?,
    };
    // The versions are in temporary files of Git; this is the path of the file in the tree.
    let path = arguments.path.to_string_lossy().into_owned();
    let options = Options {
        path: path.clone(),
        statuses: statuses(&folder),
        now: clock::now()?,
        marker_size: arguments.marker_size,
        ..Options::default()
    };
    let slices = Three {
        base: versions.base.as_slice(),
        ours: versions.ours.as_slice(),
        theirs: versions.theirs.as_slice(),
    };
    let mut result = merged(slices, &options)?;
    let mut is_base = false;
    if !result.conflicts.is_empty() {
        // The conflict style matters only now, so Git is not queried earlier.
        let options = for_conflicts(options, &folder, arguments);
        is_base = options.is_base;
        // The same merge once more, with the markers in Git's style.
        result = merged(slices, &options)?;
    }
    // Git reads the result from the file that held our version.
    let target = folder.join(&arguments.ours);
    swap_file(&target, &result.pieces)
        .map_err(|error| Failure::new(format!("cannot write the result: {error}")))?;
    // Git's virtual base is never shown, and the merge itself may well be clean.
    if !is_base {
        tell_conflicts(&result.conflicts, result.fallback.as_ref(), &path, console);
    }
    let is_clean = result.conflicts.is_empty();
    Ok(if is_clean {
        ExitStatus::Clean
    } else {
        ExitStatus::Findings
    })
}

/// Reads a version.
pub(super) fn read(folder: &Path, path: &Path) -> Result<Vec<u8>, Failure> {
    match read_file(&folder.join(path)) {
        Ok((bytes, _)) => Ok(bytes),
        Err(error) => Err(Failure::unreadable(path.display(), &error)),
    }
}

fn merged<'v>(versions: Three<&'v [u8]>, options: &Options) -> Result<Merged<'v>, Failure> {
    merge(versions, options).map_err(|error| Failure::new(format!("cannot merge: {error}")))
}

/// The options, including Git's configuration and attributes for conflicts.
fn for_conflicts(options: Options, folder: &Path, arguments: &MergeDriverArguments) -> Options {
    // Without a repository, use Git's default conflict style.
    let Ok(Some(repository)) = Repository::discover(folder) else {
        return options;
    };
    let style = repository.setting("merge.conflictStyle");
    // The size of the file's markers in an ordinary merge, by its attributes.
    let own_size = repository.marker_size(Path::new(&arguments.path));
    Options {
        style: ConflictStyle::named(style.as_deref().unwrap_or_default()),
        is_base: options.marker_size >= own_size.saturating_add(LONGER_FOR_BASES),
        ..options
    }
}

/// The repository's status words; Git runs the driver in its root.
fn statuses(folder: &Path) -> Statuses {
    match config_file::load(folder, &config_file::rule_names()) {
        Ok(settings) => settings.statuses,
        // The merge itself may have broken the settings; use the built-in words then.
        Err(_) => Statuses::default(),
    }
}

/// Says what is in conflict, and why a file was merged by lines.
pub(super) fn tell_conflicts(
    conflicts: &[Conflict],
    fallback: Option<&Fallback>,
    path: &str,
    console: &mut Console<'_>,
) {
    match fallback {
        // Not worth a note: Git, too, merges other files by lines.
        None | Some(Fallback::OtherFile(None)) => {}
        Some(why) => console.note(&format!("{path}: merged by lines: {why}")),
    }
    for conflict in conflicts.iter().take(MAX_TOLD) {
        console.note(&format!("{path}: conflict: {conflict}"));
    }
    if let Some(more @ 1..) = conflicts.len().checked_sub(MAX_TOLD) {
        console.note(&format!("{path}: and {more} more conflicts"));
    }
}
