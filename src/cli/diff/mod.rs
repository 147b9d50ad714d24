//! `progress diff`: shows what changed, in terms of tasks.

mod gather;
mod human;
mod json;
mod markdown;
mod sides;
mod words;

use gather::Pair;
use progress_core::compare::{Comparison, Version, compare};
use progress_core::config::Settings;
use progress_core::model::item::natural;
use sides::Asked;

use super::args::{DiffArguments, DiffFormat};
use super::failure::Failure;
use super::project::Project;
use super::{Console, ExitStatus};

/// A file that differs.
struct FileChange {
    /// Its path; the old path if it was removed.
    path: String,
    /// The old path, if it changed.
    from: Option<String>,
    what: Comparison,
}

pub(super) fn run(
    arguments: &DiffArguments,
    console: &mut Console<'_>,
) -> Result<ExitStatus, Failure> {
    let project = Project::in_repository(arguments.config.as_deref(), console)?;
    let repository = project.root.require_repository("progress diff")?;
    let asked = Asked::read(arguments, repository, &project)?;
    let pairs = gather::pairs(repository, &asked, &project.settings)?;
    let files = changes(pairs, &project.settings);
    let status = if arguments.exit_code && !files.is_empty() {
        ExitStatus::Findings
    } else {
        ExitStatus::Clean
    };
    let view = human::View {
        paint: console.colors_stdout(),
        width: console.width(),
        terminal: console.terminal.stdout,
        base: project.base(),
    };
    console.finish(status, |out| match arguments.format {
        DiffFormat::Human => view.write(&files, out),
        DiffFormat::Json => json::write(&files, &asked, out),
        DiffFormat::Markdown => markdown::write(&files, out),
    })
}

/// The files that differ in meaning, ordered by plan and phase.
fn changes(pairs: Vec<Pair>, settings: &Settings) -> Vec<FileChange> {
    let change = |pair: Pair| {
        let read =
            |(path, bytes): (String, Vec<u8>)| Version::read(&path, bytes, &settings.statuses);
        let (old, new) = (pair.old.and_then(read), pair.new.and_then(read));
        let what = compare(old.as_ref(), new.as_ref());
        let path = what.standing()?.path.clone();
        let before = what.before.as_ref().map(|before| before.path.clone());
        let from = before.filter(|before| *before != path);
        (from.is_some() || !what.is_empty()).then_some(FileChange { path, from, what })
    };
    let mut files: Vec<FileChange> = pairs.into_iter().filter_map(change).collect();
    files.sort_by(|one, other| {
        let plan = |file: &FileChange| file.what.standing().map(|it| it.plan.clone());
        let by_plan = plan(one).cmp(&plan(other));
        by_plan.then_with(|| natural(&one.path, &other.path))
    });
    files
}
