//! `progress merge-driver`: three versions of a file into one, as Git asks for it.

use super::args::MergeDriverArguments;
use super::failure::Failure;
use super::{Console, ExitStatus, clock};
use crate::config;
use crate::merge::{Merged, Options, Three, merge};
use crate::model::Statuses;
use crate::source::read_file;
use crate::write::swap_file;

/// So many conflicts are told one by one.
const MAX_TOLD: usize = 20;

/// Merges, and writes the result over our version.
pub(super) fn run(
    arguments: &MergeDriverArguments,
    console: &mut Console<'_>,
) -> Result<ExitStatus, Failure> {
    let folder = console.current_folder()?;
    let read = |path: &std::path::Path| {
        let read = read_file(&folder.join(path));
        read.map(|(bytes, _)| bytes)
            .map_err(|error| Failure::unreadable(path.display(), &error))
    };
    let versions = Three {
        base: read(&arguments.base)?,
        ours: read(&arguments.ours)?,
        theirs: read(&arguments.theirs)?,
    };
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
    let merged = merge(slices, &options);
    let merged = merged.map_err(|error| Failure::new(format!("cannot merge: {error}")))?;
    let target = folder.join(&arguments.ours);
    swap_file(&target, &merged.bytes)
        .map_err(|error| Failure::new(format!("cannot write the result: {error}")))?;
    tell(&merged, &path, console);
    let is_clean = merged.conflicts.is_empty();
    Ok(if is_clean {
        ExitStatus::Clean
    } else {
        ExitStatus::Findings
    })
}

/// The status words of the repository; Git starts the driver at its top.
fn statuses(folder: &std::path::Path) -> Statuses {
    let rules: Vec<&str> = crate::rules::ALL
        .iter()
        .map(|entry| entry.rule.name)
        .collect();
    // A merge can be what breaks the settings: the words that everybody knows will do then.
    config::load(folder, &rules).map_or_else(|_| Statuses::default(), |settings| settings.statuses)
}

fn tell(merged: &Merged, path: &str, console: &mut Console<'_>) {
    for conflict in merged.conflicts.iter().take(MAX_TOLD) {
        console.note(&format!("{path}: conflict: {conflict}"));
    }
    if let Some(more) = merged
        .conflicts
        .len()
        .checked_sub(MAX_TOLD)
        .filter(|more| *more > 0)
    {
        console.note(&format!("{path}: and {more} more conflicts"));
    }
}
