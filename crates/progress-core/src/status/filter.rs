//! Filters phases.

use super::phase_view::PhaseView;
use super::plan_view::PlanView;
use crate::model::reference::PhaseLabel;
use crate::model::{Class, Phase, Status, Statuses};

/// Conditions on a phase, all of which must hold.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Its status is equivalent to this one.
    pub status: Option<Status>,
    /// It is, or covers, the phase with this number or name.
    pub phase: Option<String>,
    /// An owner, ignoring case.
    pub owner: Option<String>,
    /// A contributor, ignoring case.
    pub contributor: Option<String>,
    /// It has an unresolved blocker or a blocked task.
    pub blockers: bool,
}

impl Filter {
    /// Whether every phase passes.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.status.is_none()
            && self.phase.is_none()
            && self.owner.is_none()
            && self.contributor.is_none()
            && !self.blockers
    }

    /// Keeps the phases that pass, and the plans that have any.
    pub fn apply(&self, plans: &mut Vec<PlanView<'_>>) {
        if self.is_open() {
            return;
        }
        for plan in plans.iter_mut() {
            plan.phases.retain(|phase| self.passes(phase));
        }
        plans.retain(|plan| !plan.phases.is_empty());
    }

    /// Whether any phase passes.
    #[must_use]
    pub fn finds_any(&self, plans: &[PlanView<'_>]) -> bool {
        let mut phases = plans.iter().flat_map(|plan| &plan.phases);
        phases.any(|phase| self.passes(phase))
    }

    fn passes(&self, phase: &PhaseView<'_>) -> bool {
        if let Some(wanted) = &self.status
            && !has_status(phase, wanted)
        {
            return false;
        }
        if let Some(name) = &self.phase
            && !is_called(phase, name)
        {
            return false;
        }
        if let Some(who) = &self.owner
            && !has_person(phase, "owners", who)
        {
            return false;
        }
        if let Some(who) = &self.contributor
            && !has_person(phase, "contributors", who)
        {
            return false;
        }
        !self.blockers || !phase.blockers.is_empty() || phase.counts.blocked > 0
    }
}

fn has_status(phase: &PhaseView<'_>, wanted: &Status) -> bool {
    let status = phase.phase.and_then(|it| it.status.as_ref());
    status.is_some_and(|(_, own)| means(own, wanted))
}

/// Whether two statuses are equivalent: `planning` is `pending`, `skipped` is not `deferred`.
pub(super) fn means(own: &Status, wanted: &Status) -> bool {
    // Unknown words share a class but have nothing in common, and tasks are dropped for different
    // reasons.
    own.word == wanted.word
        || own.class == wanted.class && !matches!(own.class, Class::Dropped | Class::Unknown)
}

/// Every status that may be used in a filter: known ones, and those that occur.
#[must_use]
pub fn words<'a>(statuses: &'a Statuses, plans: &'a [PlanView<'_>]) -> Vec<&'a str> {
    let used = plans
        .iter()
        .flat_map(|plan| &plan.phases)
        .filter_map(|phase| Some(phase.phase?.status.as_ref()?.1.word.as_str()));
    statuses.words().chain(used).collect()
}

fn is_called(phase: &PhaseView<'_>, name: &str) -> bool {
    let Some(own) = phase.label() else {
        return false;
    };
    // A phase may have a name instead of a number.
    if own.eq_ignore_ascii_case(name.trim()) {
        return true;
    }
    // A file may cover several phases: `phase: 1-3`.
    let covered = phase.phase.and_then(Phase::covers);
    let (Some((first, last)), Some(label)) = (covered, PhaseLabel::parse(name)) else {
        return false;
    };
    if label == first || label == last {
        return true;
    }
    match (first.number(), last.number(), label.number()) {
        // Without the ends, which were compared above: `3b` has the number 3, but is not part of
        // `1-3`.
        (Some(from), Some(to), Some(number)) => from < number && number < to,
        _ => false,
    }
}

fn has_person(phase: &PhaseView<'_>, key: &str, who: &str) -> bool {
    let wanted = who.trim().to_lowercase();
    phase
        .people(key)
        .iter()
        .any(|name| name.text.to_lowercase() == wanted)
}
