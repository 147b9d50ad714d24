//! Whether a file's own figures agree with its tasks.

use crate::derive::{Counts, stated_percent};
use crate::document::Document;
use crate::model::{Phase, Tasks};
use crate::yaml::Scalar;

/// Whether what a file says of itself is what its tasks say.
pub(super) fn agree(document: &Document, phase: &Phase, counts: &Counts) -> bool {
    if !matches!(phase.tasks, Tasks::List(_)) {
        return true;
    }
    let is_over = phase.is_done();
    let all_settled = counts.completed + counts.dropped == counts.total;
    let percents = ["overall_progress", "progress"].map(|key| document.get(key));
    let mut percents = percents.into_iter().flatten().filter_map(stated_percent);
    // A task of unknown status could count as done or not.
    let can_tell = counts.total > 0 && counts.unknown == 0;
    (all_settled || !is_over)
        && counters_agree(document, counts)
        && (!can_tell || percents.all(|stated| counts.accept(stated)))
}

fn counters_agree(document: &Document, counts: &Counts) -> bool {
    let counters = [
        ("total_tasks", counts.total, 0),
        ("completed_tasks", counts.completed, counts.unknown),
        ("in_progress_tasks", counts.in_progress, counts.unknown),
        ("blocked_tasks", counts.blocked, counts.unknown),
        ("at_risk_tasks", counts.at_risk, counts.unknown),
    ];
    counters.into_iter().all(|(key, counted, unknown)| {
        match document.get(key).and_then(crate::yaml::Node::scalar) {
            Some(Scalar::Int(stated)) => usize::try_from(stated)
                .is_ok_and(|stated| (counted..=counted + unknown).contains(&stated)),
            _ => true,
        }
    })
}
