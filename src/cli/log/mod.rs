//! `progress log`: shows which commits belong to a task.

mod blame;
mod selector;
mod show;
mod trace;

pub(super) use blame::run as blame;
use progress_core::display::plural;
use progress_core::task_links::{Link, Outcome, Role};
use progress_git::git::{Commit, GitError, Range, Repository};
use selector::Wanted;
use trace::{StateChange, Trace};

use super::args::{LogArguments, TableFormat};
use super::failure::Failure;
use super::project::Project;
use super::revision::{self, broken};
use super::{Console, ExitStatus};
use crate::linking::Linker;

/// A commit to show.
struct Entry {
    commit: Commit,
    role: Role,
    /// The links for which it is shown.
    links: Vec<Link>,
    /// What it did to the requested tasks.
    changes: Vec<StateChange>,
}

/// The result of a walk.
#[derive(Default)]
struct Found {
    entries: Vec<Entry>,
    /// Number of commits that may belong here, but are ambiguous.
    undecided: usize,
    /// Number of unlinked commits that change the tasks along with other things.
    unlinked: usize,
}

pub(super) fn run(
    arguments: &LogArguments,
    console: &mut Console<'_>,
) -> Result<ExitStatus, Failure> {
    let project = Project::of_history(arguments.config.as_deref(), console)?;
    let Some(repository) = &project.root.repository else {
        return Err(Failure::new("not in a Git repository"));
    };
    let range = arguments.name.as_deref().filter(|_| arguments.unlinked);
    let range = revision::range(repository, range, console)?;
    let mut linker = Linker::new(repository, &project.settings);
    let wanted = if arguments.unlinked {
        None
    } else {
        let tree = repository
            .tree_of(range.to)
            .map_err(|error| broken(&error))?;
        let known = linker.known(tree).map_err(|error| broken(&error))?;
        let folders = (project.root.folder.as_path(), project.current.as_path());
        let (name, file) = (arguments.name.as_deref(), arguments.file.as_deref());
        Some(Wanted::find(name, file, folders, &known)?)
    };
    let trace = wanted
        .as_ref()
        .map(|wanted| Trace::new(wanted, repository, &project.settings.statuses));
    let mut found = walk(repository, &range, &mut linker, (wanted.as_ref(), trace))
        .map_err(|error| broken(&error))?;
    let mailmap = repository.mailmap();
    for entry in &mut found.entries {
        entry.commit.author = mailmap.author(&entry.commit);
    }
    let is_shallow = repository.is_shallow();
    if is_shallow {
        let message = "the clone is shallow; older commits are missing";
        console.warn(&Failure::new(message).help("fetch them with `git fetch --unshallow`"));
    }
    if let (Some(id), 1..) = (wanted.as_ref().and_then(Wanted::id), found.undecided) {
        let count = plural(found.undecided, "more commit", "more commits");
        let verb = if found.undecided == 1 {
            "names"
        } else {
            "name"
        };
        console.note(&format!("{count} {verb} `{id}`, but not which plan's"));
    }
    if found.unlinked > 0 {
        let count = plural(found.unlinked, "commit", "commits");
        console.note(&format!(
            "{count} changed these tasks without being linked to any; see `progress log --unlinked`"
        ));
    }
    let (paint, columns) = (console.colors_stdout(), console.width());
    console.finish(ExitStatus::Clean, |out| match arguments.format {
        TableFormat::Human => show::human(&found.entries, paint, columns, out),
        TableFormat::Json => show::json(&found.entries, found.undecided, is_shallow, out),
    })
}

/// The commits of a range that are linked to what is wanted, or unlinked ones if nothing is.
fn walk(
    repository: &Repository,
    range: &Range,
    linker: &mut Linker<'_>,
    (wanted, mut trace): (Option<&Wanted>, Option<Trace<'_>>),
) -> Result<Found, GitError> {
    let mut found = Found::default();
    linker.cite(range.to)?;
    for commit in repository.history(range)? {
        let commit = commit?;
        let outcome = linker.link(&commit, None)?;
        let Outcome { role, links, .. } = &outcome;
        let role = *role;
        let is_unlinked = role == Role::Works && links.is_empty();
        let links: Vec<Link> = match wanted {
            Some(wanted) => {
                found.undecided +=
                    usize::from(outcome.ambiguous.iter().any(|it| wanted.may_be(it)));
                links
                    .iter()
                    .filter(|link| wanted.has(link))
                    .cloned()
                    .collect()
            }
            None => Vec::new(),
        };
        let changes = match &mut trace {
            Some(trace) => trace.changes(&commit, linker)?,
            None => Vec::new(),
        };
        let is_shown = match wanted {
            // An unlinked commit that does work is shown only with `--unlinked`.
            Some(_) if is_unlinked => false,
            Some(_) => !links.is_empty() || !changes.is_empty(),
            None => is_unlinked,
        };
        if wanted.is_some() && is_unlinked && !changes.is_empty() {
            found.unlinked += 1;
        }
        if is_shown {
            found.entries.push(Entry {
                commit,
                role,
                links,
                changes,
            });
        }
    }
    Ok(found)
}
