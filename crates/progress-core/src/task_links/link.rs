//! Derives links from a message and the evidence.

use std::sync::Arc;

use super::claims::unknown_claims;
use super::disambiguate::{Candidates, Disambiguator};
use super::generic::Generic;
use super::mention::{Mention, Place, mentions};
use super::phase_links::phase_links;
use super::task_index::is_same_plan;
use super::{
    Ambiguous, Evidence, Kind, KnownFile, Link, Message, Outcome, Role, Source, Target, TaskIndex,
};

/// Links a commit to tasks.
#[must_use]
pub fn link(message: &Message<'_>, known: &TaskIndex, evidence: &Evidence) -> Outcome {
    let mut outcome = Outcome {
        role: role(message.kind(), evidence),
        links: Vec::new(),
        ambiguous: Vec::new(),
        unknown: Vec::new(),
    };
    if outcome.role == Role::Skipped {
        add_cited(&mut outcome.links, known, evidence);
        return outcome;
    }
    let court = Disambiguator::new(message, evidence);
    let mentions = mentions(message, known);
    // Without progress files, `Task:` means something else.
    if !known.is_empty() {
        outcome.unknown = unknown_claims(message, &mentions, known);
    }
    settle(&mentions, known, &court, &mut outcome);
    let is_told = !outcome.links.is_empty() || !evidence.cited.is_empty();
    // A status change is stronger evidence than any message.
    add_tasks(&mut outcome.links, known, &worked_on(evidence));
    add_cited(&mut outcome.links, known, evidence);
    if !is_told && !evidence.only_documents {
        add_tasks(&mut outcome.links, known, &evidence.arrived);
    }
    if !is_told && !outcome.links.is_empty() {
        if evidence.only_documents && message.is_upkeep() {
            outcome.role = Role::Tracks;
        }
        return outcome;
    }
    if outcome.is_unlinked() {
        outcome.links = phase_links(message, known, evidence, &court);
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
        _ if evidence.is_merge => Role::Skipped,
        _ if evidence.only_progress && (is_cited || !kind.is_skipped()) => Role::Tracks,
        _ if is_cited => Role::Works,
        Kind::Merge | Kind::Revert | Kind::Fixup => Role::Skipped,
        Kind::Tracking => Role::Tracks,
        Kind::Work => Role::Works,
    }
}

/// Links the commit to the tasks that it names, if they are unambiguous.
fn settle(
    mentions: &[Mention],
    known: &TaskIndex,
    court: &Disambiguator<'_>,
    outcome: &mut Outcome,
) {
    let mut all: Vec<(&Mention, Candidates)> = Vec::new();
    for mention in mentions {
        let mut candidates = Candidates::of(&holders(mention, known));
        court.by_own_evidence(&mention.id, &mut candidates);
        if !candidates.files.is_empty() {
            all.push((mention, candidates));
        }
    }
    let generic = Generic::new(known);
    let mut firm = None;
    let decided: Vec<(&Mention, Arc<KnownFile>)> = all
        .iter()
        .filter_map(|(mention, it)| Some((*mention, Arc::clone(it.decided()?))))
        .collect();
    let mut siblings: Vec<Arc<KnownFile>> =
        decided.iter().map(|(_, file)| Arc::clone(file)).collect();
    siblings.sort_by(|one, other| one.path.cmp(&other.path));
    siblings.dedup_by(|one, other| one.path == other.path);
    for (mention, mut candidates) in all {
        // Prose may be about other work: it is evidence, but makes no link.
        if mention.place == Place::Prose {
            continue;
        }
        court.hear_rest(&mut candidates, &siblings);
        if let Some(file) = candidates.decided()
            && !court.speaks_for(file)
            && generic.is(&mention.id)
        {
            // `TASK-1.4` in a body may belong to any plan, including one that is not in this
            // repository.
            if mention.place == Place::Body {
                let firm = firm.get_or_insert_with(|| plans_named_firmly(&decided, &generic));
                if !firm.iter().any(|plan| is_same_plan(plan, file.plan())) {
                    continue;
                }
            } else if mention.prd.is_none() && court.refers_elsewhere(known) {
                continue;
            }
        }
        match candidates.decided() {
            Some(file) => push(
                &mut outcome.links,
                Link {
                    decider: candidates.decider,
                    span: Some(mention.span),
                    ..Link::new(
                        Target::task(file, &mention.id),
                        Source::Named(mention.place),
                    )
                },
            ),
            None => outcome.ambiguous.push(Ambiguous {
                id: mention.id.clone(),
                span: mention.span,
                place: mention.place,
                files: candidates.files,
            }),
        }
    }
}

/// Returns the plans of the tasks named in a subject or a trailer, or by an ID of their own.
fn plans_named_firmly(
    decided: &[(&Mention, Arc<KnownFile>)],
    generic: &Generic<'_>,
) -> Vec<String> {
    let firm = decided.iter().filter(|(mention, _)| {
        mention.place < Place::Body || mention.place == Place::Body && !generic.is(&mention.id)
    });
    firm.map(|(_, file)| file.plan().to_owned()).collect()
}

fn push(links: &mut Vec<Link>, link: Link) {
    if !links.iter().any(|other| other.target == link.target) {
        links.push(link);
    }
}

/// Returns the files that contain the task; only those of the named plan, if one is named.
pub(super) fn holders(mention: &Mention, known: &TaskIndex) -> Vec<Arc<KnownFile>> {
    let holders = known.holders(&mention.id);
    let Some(prd) = &mention.prd else {
        return holders;
    };
    let exact: Vec<_> = holders
        .iter()
        .filter(|file| file.plan() == prd)
        .cloned()
        .collect();
    if !exact.is_empty() {
        return exact;
    }
    let same: Vec<_> = holders
        .iter()
        .filter(|file| file.is_of_plan(prd))
        .cloned()
        .collect();
    // `note:TASK-1` names no plan, whereas a claim with an unknown plan is reported.
    if same.is_empty() && mention.place != Place::TaskTrailer {
        return holders;
    }
    same
}

/// Links the commit to the phases and tasks whose files name it.
fn add_cited(links: &mut Vec<Link>, known: &TaskIndex, evidence: &Evidence) {
    // A file that names the commit for one of its tasks means that task.
    let tasks = evidence.cited.iter().filter(|it| it.id().is_some());
    let phases = evidence.cited.iter().filter(|it| it.id().is_none());
    for cited in tasks.chain(phases) {
        let file = cited.file();
        let is_told = |link: &Link| {
            let is_same = cited.id().is_none() || link.target.id() == cited.id();
            is_same && link.target.file().is_version_of(file)
        };
        if links.iter().any(is_told) {
            continue;
        }
        // The version in the commit shows where the phase is now.
        let file = known
            .file(&file.path)
            .filter(|then| {
                cited
                    .id()
                    .is_none_or(|id| then.digest.status_of(id).is_some())
            })
            .unwrap_or(file);
        links.push(Link::new(
            match cited.id() {
                Some(id) => Target::task(file, id),
                None => Target::phase(file),
            },
            Source::Evidence,
        ));
    }
}

/// Returns the tasks that the commit starts, advances or finishes.
fn worked_on(evidence: &Evidence) -> Vec<(String, String)> {
    let flips = evidence.flips.iter().filter(|flip| flip.is_work());
    flips
        .map(|flip| (flip.path.clone(), flip.id.clone()))
        .collect()
}

/// Links the commit to tasks, given by their files and IDs.
fn add_tasks(links: &mut Vec<Link>, known: &TaskIndex, tasks: &[(String, String)]) {
    for (path, id) in tasks {
        if let Some(file) = known.file(path) {
            push(links, Link::new(Target::task(file, id), Source::Status));
        }
    }
}

/// Links the commit to the one phase whose tasks it adds, removes, reopens or drops.
fn add_restated(outcome: &mut Outcome, known: &TaskIndex, evidence: &Evidence) {
    let [path] = evidence.restated.as_slice() else {
        return;
    };
    if let Some(file) = known.file(path) {
        outcome
            .links
            .push(Link::new(Target::phase(file), Source::Status));
        if evidence.only_documents {
            outcome.role = Role::Tracks;
        }
    }
}

#[cfg(test)]
mod tests;
