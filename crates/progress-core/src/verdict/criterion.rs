//! The verdict on a criterion that is met.

use super::evidence::{CriterionEvidence, Extent, FileState};
use super::task::{add_verifiers, or_unknown, renamed};
use super::{Bearing, Judgement, Lack, Reason, Verdict};

/// Decides whether the evidence supports that a criterion is met. A completed phase claims that of
/// its pending criteria too.
#[must_use]
pub fn judge_criterion(evidence: &CriterionEvidence) -> Judgement {
    if let Some(status) = &evidence.pending {
        return judge_pending(status, evidence);
    }
    let mut reasons = Vec::new();
    let has_own = add_own(evidence, &mut reasons);
    let is_verified = add_verifiers(&evidence.verified_by, &mut reasons);
    let is_refuted = reasons.iter().any(|it| it.bearing() == Bearing::Against);
    let (supported, done, all) = evidence.tasks;
    match (supported, done) {
        (_, 0) => {}
        (0, done) => reasons.push(Reason::Lacks(Lack::NoTaskSupported(done))),
        (supported, done) => reasons.push(Reason::Tasks(supported, done)),
    }
    let verdict = if has_own {
        if is_refuted {
            Verdict::Weak
        } else {
            Verdict::Supported
        }
    } else if is_refuted {
        or_unknown(Verdict::Unsupported, evidence.extent, &mut reasons)
    } else if is_verified {
        Verdict::Weak
    } else if evidence.extent != Extent::Complete {
        or_unknown(Verdict::Unknown, evidence.extent, &mut reasons)
    } else if all > 0 && done == 0 {
        reasons.push(Reason::NoTasks);
        Verdict::Unsupported
    } else if supported > 0 {
        if done < all {
            reasons.push(Reason::OpenTasks(all - done));
        }
        // The work is there, but nothing shows that it meets this criterion.
        Verdict::Weak
    } else {
        Verdict::Unknown
    };
    if !has_own {
        reasons.extend(lacking(evidence));
    }
    // That the phase was completed too early does not change that the criterion is met.
    reasons.extend(evidence.late.clone().map(Reason::Late));
    let first = match verdict {
        Verdict::Supported => Bearing::For,
        _ => Bearing::Against,
    };
    reasons.sort_by_key(|reason| reason.bearing() != first);
    Judgement { verdict, reasons }
}

/// Decides on a pending criterion of a completed phase. If several are pending, and at least half of
/// them, nobody keeps them up to date, so this one says nothing.
fn judge_pending(status: &str, evidence: &CriterionEvidence) -> Judgement {
    let (pending, all) = evidence.all_pending;
    let completed = evidence.completed.clone();
    let mut reasons = vec![Reason::Pending(status.to_owned(), completed)];
    let verdict = if pending > 1 && pending * 2 >= all {
        reasons.push(Reason::Lacks(Lack::MostPending(pending, all)));
        Verdict::Unknown
    } else {
        Verdict::Unsupported
    };
    Judgement { verdict, reasons }
}

/// Why the criterion's own evidence shows nothing.
fn lacking(evidence: &CriterionEvidence) -> Option<Reason> {
    if let Some(reason) = renamed(&evidence.files) {
        return Some(reason);
    }
    let mut unknown = evidence.files.iter();
    if let Some(file) = unknown.find(|it| it.state == FileState::Unknown) {
        return Some(Reason::Lacks(Lack::FileUnknown(file.path.clone())));
    }
    if let Some(commit) = evidence.unseen_commits.first() {
        let lack = Lack::CommitUnseen(commit.clone(), evidence.extent);
        return Some(Reason::Lacks(lack));
    }
    if evidence.has_words {
        return Some(Reason::Lacks(Lack::Words));
    }
    let names_nothing = evidence.files.is_empty()
        && evidence.unknown_commits.is_empty()
        && evidence.verified_by.is_empty();
    names_nothing.then_some(Reason::Lacks(Lack::NoEvidence))
}

/// Adds what the criterion's own evidence shows; returns whether it exists.
fn add_own(evidence: &CriterionEvidence, reasons: &mut Vec<Reason>) -> bool {
    let mut has_own = false;
    if let Some(commit) = evidence.commits.first() {
        reasons.push(Reason::Cited(commit.clone(), evidence.commits.len()));
        has_own = true;
    }
    let exists = |state: &FileState| matches!(state, FileState::Changed | FileState::Exists);
    if let Some(file) = evidence.files.iter().find(|it| exists(&it.state)) {
        reasons.push(Reason::Evidence(file.path.clone()));
        has_own = true;
    }
    let mut missing = evidence
        .files
        .iter()
        .filter(|it| it.state == FileState::Never);
    if let Some(first) = missing.next() {
        let count = 1 + missing.count();
        reasons.push(Reason::FilesMissing(first.path.clone(), count));
    }
    for name in &evidence.unknown_commits {
        reasons.push(Reason::CommitMissing(name.clone()));
    }
    has_own
}
