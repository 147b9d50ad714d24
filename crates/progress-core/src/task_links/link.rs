//! Derives links from a message and the evidence.

use std::sync::Arc;

use super::disambiguate::Disambiguator;
use super::mention::mentions;
use super::named_tasks::link_named_tasks;
use super::phase_links::phase_links;
use super::unknown_tasks::unknown_claims;
use super::{Evidence, Kind, KnownFile, Link, Message, Outcome, Role, Source, Target, TaskIndex};
use crate::collections::{HashMap, HashSet};

/// Links a commit to tasks.
#[must_use]
pub fn link(message: &Message<'_>, known: &TaskIndex, evidence: &Evidence) -> Outcome {
    let mut outcome = Outcome {
        role: role(message.kind(), evidence),
        links: Vec::new(),
        ambiguous: Vec::new(),
        unknown: Vec::new(),
    };
    // Of the skipped commits, only a merge can be cited: `role` makes every other cited commit
    // work.
    if outcome.role == Role::Skipped {
        add_cited(&mut outcome, known, evidence);
        return outcome;
    }
    let disambiguator = Disambiguator::new(message, evidence);
    let named = mentions(message, known);
    // Without progress files, `Task:` means something else.
    if !known.is_empty() {
        outcome.unknown = unknown_claims(message, &named, known);
    }
    link_named_tasks(&named, known, &disambiguator, &mut outcome);
    // Decided before status changes add links: tasks that arrive as done give way to what the
    // message or a progress file names, but not to other status changes.
    let is_explicit = !outcome.links.is_empty() || !evidence.cited.is_empty();
    // A status change is stronger evidence than any message.
    add_worked_on(&mut outcome, known, evidence);
    add_cited(&mut outcome, known, evidence);
    // A commit of Markdown alone that adds tasks as done records work of earlier commits.
    if !is_explicit && !evidence.only_documents {
        add_arrived(&mut outcome, known, evidence);
    }
    if !is_explicit && !outcome.links.is_empty() {
        // Under `chore` or `docs`, Markdown with new statuses brings the records up to date; under
        // `feat`, the document may be the work itself.
        if evidence.only_documents && message.is_upkeep() {
            outcome.role = Role::Tracks;
        }
        return outcome;
    }
    // A named phase says less than a named task, and changed lists of tasks least.
    if outcome.is_unlinked() {
        outcome.links = phase_links(message, known, &disambiguator);
    }
    if outcome.is_unlinked() {
        add_restated(&mut outcome, known, evidence);
    }
    outcome
}

fn role(kind: Kind, evidence: &Evidence) -> Role {
    // If a progress file names a commit, it is work, whatever its subject says.
    let is_cited = !evidence.cited.is_empty();
    match kind {
        // Its work is linked where it was done: to the merged commits.
        _ if evidence.is_merge => Role::Skipped,
        // Whatever it says, a commit of progress files alone contains no work.
        _ if evidence.only_progress && (is_cited || !kind.is_skipped()) => Role::Tracks,
        _ if is_cited => Role::Works,
        Kind::Merge | Kind::Revert | Kind::Fixup => Role::Skipped,
        Kind::Tracking => Role::Tracks,
        Kind::Work => Role::Works,
    }
}

/// Links the commit to the phases and tasks whose files name it.
fn add_cited(outcome: &mut Outcome, known: &TaskIndex, evidence: &Evidence) {
    // A file that names the commit for one of its tasks means that task.
    let tasks = evidence.cited.iter().filter(|it| it.id().is_some());
    let phases = evidence.cited.iter().filter(|it| it.id().is_none());
    for cited in tasks.chain(phases) {
        let is_linked = outcome.links.iter().any(|link| {
            // A link to one of its tasks already says more than a citation for the phase.
            let is_covered = cited.id().is_none() || link.target.id() == cited.id();
            is_covered && link.target.file().is_version_of(cited.file())
        });
        if !is_linked {
            let target = current_target(cited, known);
            outcome.links.push(Link::new(target, Source::Evidence));
        }
    }
}

/// Returns the target in the version of its file in the commit, which shows where the phase is
/// now; unchanged if the task is not there.
fn current_target(cited: &Target, known: &TaskIndex) -> Target {
    let Some(file) = known.file(&cited.file().path) else {
        return cited.clone();
    };
    match cited.id() {
        Some(id) if file.digest.status_of(id).is_none() => cited.clone(),
        Some(id) => Target::task(file, id),
        None => Target::phase(file),
    }
}

/// Links the commit to the tasks that it starts, advances or finishes.
fn add_worked_on(outcome: &mut Outcome, known: &TaskIndex, evidence: &Evidence) {
    let flips = evidence.flips.iter().filter(|flip| flip.is_work());
    let tasks = flips.map(|flip| (flip.path.as_str(), flip.id.as_str()));
    add_by_status(outcome, known, &tasks.collect::<Vec<_>>());
}

/// Links the commit to the tasks that it adds as started or done.
fn add_arrived(outcome: &mut Outcome, known: &TaskIndex, evidence: &Evidence) {
    let tasks = evidence.arrived.iter();
    let tasks = tasks.map(|(path, id)| (path.as_str(), id.as_str()));
    add_by_status(outcome, known, &tasks.collect::<Vec<_>>());
}

/// Links the commit to tasks of files, unless it is linked to them.
fn add_by_status(outcome: &mut Outcome, known: &TaskIndex, tasks: &[(&str, &str)]) {
    if tasks.is_empty() {
        return;
    }
    let paths: HashSet<&str> = tasks.iter().map(|(path, _)| *path).collect();
    let mut files: HashMap<&str, &Arc<KnownFile>> = HashMap::default();
    for file in known.files().filter(|it| paths.contains(it.path.as_str())) {
        files.entry(&file.path).or_insert(file);
    }
    let linked = outcome.links.iter().filter_map(|link| {
        let target = &link.target;
        Some((target.file().path.as_str(), target.id()?))
    });
    let mut linked: HashSet<(&str, &str)> = linked.collect();
    let mut links = Vec::new();
    for (path, id) in tasks {
        if let Some(file) = files.get(path)
            && linked.insert((path, id))
        {
            links.push(Link::new(Target::task(file, id), Source::Status));
        }
    }
    outcome.links.extend(links);
}

/// Links the commit to the one phase whose tasks it adds, removes, reopens or drops.
fn add_restated(outcome: &mut Outcome, known: &TaskIndex, evidence: &Evidence) {
    // Changes to the tasks of several phases point to none of them.
    let [path] = evidence.restated.as_slice() else {
        return;
    };
    if let Some(file) = known.file(path) {
        outcome
            .links
            .push(Link::new(Target::phase(file), Source::Status));
        // Replanning in Markdown alone is not work on the phase.
        if evidence.only_documents {
            outcome.role = Role::Tracks;
        }
    }
}

#[cfg(test)]
mod tests;
