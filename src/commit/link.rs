//! From a message and its evidence to links.

use std::sync::Arc;

use super::choose::{Candidates, Court};
use super::claims::unknown_claims;
use super::mention::{Mention, Place, mentions};
use super::phases::phases_in;
use super::{
    Ambiguous, Decider, Evidence, Kind, Known, KnownFile, Link, Message, Outcome, Role, Source,
    Target,
};

/// Ties a commit to tasks.
#[must_use]
pub fn link(message: &Message<'_>, known: &Known, evidence: &Evidence) -> Outcome {
    let kind = message.kind();
    let mut outcome = Outcome {
        role: match kind {
            _ if evidence.is_merge || kind.is_skipped() => Role::Skipped,
            Kind::Tracking => Role::Tracks,
            _ if evidence.only_progress => Role::Tracks,
            _ => Role::Works,
        },
        links: Vec::new(),
        ambiguous: Vec::new(),
        unknown: Vec::new(),
    };
    if outcome.role == Role::Skipped {
        return outcome;
    }
    let court = Court::new(message, evidence);
    let mentions = mentions(message, known);
    outcome.unknown = unknown_claims(message, &mentions, known);
    settle(&mentions, known, &court, &mut outcome);
    if outcome.is_unlinked() {
        outcome.links = by_status(known, evidence);
        if !outcome.links.is_empty() && evidence.only_documents && message.is_upkeep() {
            outcome.role = Role::Tracks;
        }
    }
    if outcome.is_unlinked() {
        outcome.links = by_phase(message, known, evidence, &court);
    }
    outcome
}

/// Ties the commit to the tasks it names, where it is clear which.
fn settle(mentions: &[Mention], known: &Known, court: &Court<'_>, outcome: &mut Outcome) {
    let mut all: Vec<(&Mention, Candidates)> = Vec::new();
    for mention in mentions {
        let mut candidates = Candidates::of(&holders(mention, known));
        court.hear_own(&mention.id, &mut candidates);
        if !candidates.files.is_empty() {
            all.push((mention, candidates));
        }
    }
    let decided = all.iter().filter_map(|(_, it)| it.decided().cloned());
    let mut siblings: Vec<Arc<KnownFile>> = decided.collect();
    siblings.sort_by(|one, other| one.path.cmp(&other.path));
    siblings.dedup_by(|one, other| one.path == other.path);
    for (mention, mut candidates) in all {
        // Prose may tell of other work: it is evidence, and no link.
        if mention.place == Place::Prose {
            continue;
        }
        court.hear_rest(&mut candidates, &siblings);
        match candidates.decided() {
            Some(file) => push(
                &mut outcome.links,
                Link {
                    target: Target::Task {
                        file: Arc::clone(file),
                        id: mention.id.clone(),
                    },
                    source: Source::Named(mention.place),
                    decider: candidates.decider,
                    span: Some(mention.span),
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

fn push(links: &mut Vec<Link>, link: Link) {
    if !links.iter().any(|other| other.target == link.target) {
        links.push(link);
    }
}

/// The files that hold the task; of the named plan, where one is named.
pub(super) fn holders(mention: &Mention, known: &Known) -> Vec<Arc<KnownFile>> {
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
    // `note:TASK-1` names no plan; a claim of an unknown one is reported as such.
    if same.is_empty() && mention.place != Place::Claim {
        return holders;
    }
    same
}

fn by_status(known: &Known, evidence: &Evidence) -> Vec<Link> {
    let flips = evidence.flips.iter().filter(|flip| flip.is_work());
    let link = |flip: &super::Flip| {
        let file = known.file(&flip.path)?;
        Some(Link {
            target: Target::Task {
                file: Arc::clone(file),
                id: flip.id.clone(),
            },
            source: Source::Status,
            decider: None,
            span: None,
        })
    };
    flips.filter_map(link).collect()
}

/// Ties the commit to the phases it names, where exactly one plan can be meant.
fn by_phase(
    message: &Message<'_>,
    known: &Known,
    evidence: &Evidence,
    court: &Court<'_>,
) -> Vec<Link> {
    let mut labels = phases_in(message.subject);
    if labels.is_empty() {
        let refs = message.trailers.iter().flat_map(|it| phases_in(it.value));
        labels = refs.collect();
    }
    let mut links = Vec::new();
    for label in labels {
        let files = known.files().filter(|file| file.covers(&label)).cloned();
        let files: Vec<_> = files.collect();
        let mut candidates = Candidates::of(&files);
        let total = candidates.files.len();
        candidates.files.retain(|file| {
            court.names(file.plan())
                || court.matches(file.plan())
                || evidence.touched.contains(&file.path)
        });
        if total == 0 {
            continue;
        }
        candidates.narrow(Decider::PlanNamed, |file| court.names(file.plan()));
        candidates.narrow(Decider::Touched, |file| {
            evidence.touched.contains(&file.path)
        });
        if let Some(file) = candidates.decided() {
            let target = Target::Phase {
                file: Arc::clone(file),
            };
            push(
                &mut links,
                Link {
                    target,
                    source: Source::Phase,
                    decider: candidates.decider,
                    span: None,
                },
            );
        }
    }
    links
}

#[cfg(test)]
mod tests;
