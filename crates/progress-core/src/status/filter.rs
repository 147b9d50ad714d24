//! Filters phases.

use super::phase::PhaseView;
use super::plan::PlanView;
use crate::model::reference::PhaseLabel;
use crate::model::{Class, Status, Statuses};

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

    fn passes(&self, phase: &PhaseView<'_>) -> bool {
        let status = phase.phase.and_then(|it| it.status.as_ref());
        self.status
            .as_ref()
            .is_none_or(|wanted| status.is_some_and(|(_, own)| means(own, wanted)))
            && self
                .phase
                .as_ref()
                .is_none_or(|name| is_called(phase, name))
            && self
                .owner
                .as_ref()
                .is_none_or(|who| has(phase, "owners", who))
            && self
                .contributor
                .as_ref()
                .is_none_or(|who| has(phase, "contributors", who))
            && (!self.blockers || !phase.blockers.is_empty() || phase.counts.blocked > 0)
    }
}

/// Whether two statuses are equivalent: `planning` is `pending`, `skipped` is not `deferred`.
fn means(own: &Status, wanted: &Status) -> bool {
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
    let covered = phase.phase.and_then(crate::model::Phase::covers);
    own.eq_ignore_ascii_case(name.trim())
        || covered
            .zip(PhaseLabel::parse(name))
            .is_some_and(|((first, last), label)| {
                match (first.number(), last.number(), label.number()) {
                    _ if label == first || label == last => true,
                    (Some(from), Some(to), Some(number)) => from < number && number < to,
                    _ => false,
                }
            })
}

fn has(phase: &PhaseView<'_>, key: &str, who: &str) -> bool {
    let who = who.trim().to_lowercase();
    let mut people = phase.people(key).into_iter();
    people.any(|name| name.text.to_lowercase() == who)
}
