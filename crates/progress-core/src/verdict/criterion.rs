//! The verdict on a criterion that is met.

use super::evidence::{CriterionEvidence, Extent, FileState};
use super::{Bearing, Judgement, Reason, Verdict};

/// Decides whether the evidence supports that a criterion is met.
#[must_use]
pub fn judge_criterion(evidence: &CriterionEvidence) -> Judgement {
    let mut reasons = Vec::new();
    let has_own = add_own(evidence, &mut reasons);
    let is_refuted = reasons.iter().any(|it| it.bearing() == Bearing::Against);
    let (supported, done, all) = evidence.tasks;
    if done > 0 {
        reasons.push(Reason::Tasks(supported, done));
    }
    let verdict = if has_own {
        if is_refuted {
            Verdict::Weak
        } else {
            Verdict::Supported
        }
    } else if is_refuted {
        Verdict::Unsupported
    } else if evidence.extent != Extent::Complete {
        reasons.push(match evidence.extent {
            Extent::Nothing => Reason::NoHistory,
            _ => Reason::Shallow,
        });
        Verdict::Unknown
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
        if evidence.has_words {
            reasons.push(Reason::Words);
        }
        Verdict::Unknown
    };
    let first = match verdict {
        Verdict::Supported => Bearing::For,
        _ => Bearing::Against,
    };
    reasons.sort_by_key(|reason| reason.bearing() != first);
    Judgement { verdict, reasons }
}

/// Adds what the criterion's own evidence shows; returns whether it exists.
fn add_own(evidence: &CriterionEvidence, reasons: &mut Vec<Reason>) -> bool {
    let mut has_own = false;
    if let Some(commit) = evidence.commits.first() {
        reasons.push(Reason::Cited(commit.clone(), evidence.commits.len()));
        has_own = true;
    }
    let exists = |state| matches!(state, FileState::Changed | FileState::Exists);
    if let Some(file) = evidence.files.iter().find(|it| exists(it.state)) {
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
