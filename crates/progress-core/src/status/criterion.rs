//! Finds success criteria and phases by name.

use super::phase_view::PhaseView;
use super::plan_view::PlanView;
use crate::display::nearest;
use crate::model::Criterion;
use crate::model::task_name::{self, TaskHolder};

/// Maximum candidates listed for an ambiguous name.
const MAX_NAMED: usize = 5;

/// A success criterion with its phase.
#[derive(Clone, Copy, Debug)]
pub struct FoundCriterion<'v, 'w, 'n> {
    /// The plan.
    pub plan: &'v PlanView<'w>,
    /// The phase.
    pub phase: &'v PhaseView<'w>,
    /// Its ID.
    pub id: &'n str,
}

impl<'w> FoundCriterion<'_, 'w, '_> {
    /// The criterion itself.
    #[must_use]
    pub fn criterion(&self) -> Option<&'w Criterion> {
        let criteria = self.phase.phase.map_or(&[][..], |phase| &phase.criteria);
        criteria.iter().find(|it| id_of(it) == Some(self.id))
    }
}

/// The error for a name that matches no success criterion, or several.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoSingleCriterion {
    /// No criterion has the ID.
    #[error("unknown success criterion `{name}`")]
    Unknown {
        /// The name.
        name: String,
        /// The ID that was probably meant.
        near: Option<String>,
        /// The IDs that there are, or the first ones.
        known: Vec<String>,
    },
    /// Several phases have a criterion with the ID.
    #[error("{} phases have a success criterion `{name}`: {}", .paths.len(), listed(.paths))]
    Ambiguous {
        /// The name.
        name: String,
        /// The files.
        paths: Vec<String>,
    },
}

fn listed(paths: &[String]) -> String {
    let shown = paths.iter().take(MAX_NAMED);
    let mut shown: Vec<String> = shown.map(|path| format!("`{path}`")).collect();
    if paths.len() > MAX_NAMED {
        shown.push("…".to_owned());
    }
    shown.join(", ")
}

/// A phase that has a criterion.
#[derive(Clone, Copy)]
struct Holder<'v, 'w> {
    plan: &'v PlanView<'w>,
    phase: &'v PhaseView<'w>,
}

impl TaskHolder for Holder<'_, '_> {
    fn plan_name(&self) -> Option<&str> {
        Some(self.plan.name)
    }

    fn file_path(&self) -> &str {
        self.phase.file.path.as_str()
    }
}

/// Finds a success criterion by `ID` or `PLAN:ID`.
///
/// # Errors
///
/// Fails if no phase has such a criterion, or several have.
pub fn find_criterion<'v, 'w, 'n>(
    plans: &'v [PlanView<'w>],
    name: &'n str,
) -> Result<FoundCriterion<'v, 'w, 'n>, NoSingleCriterion> {
    let (found, id) = task_name::select(name, |id| holders(plans, id));
    match found.as_slice() {
        [Holder { plan, phase }] => Ok(FoundCriterion { plan, phase, id }),
        [] => {
            // Every phase is searched, not only the one that was named with the plan: the plan may
            // be the part that is misspelled.
            let mut ids = Vec::new();
            for phase in plans.iter().flat_map(|plan| &plan.phases) {
                ids.extend(criteria(phase).iter().filter_map(id_of));
            }
            let near = nearest(id, ids.iter().copied());
            ids.truncate(MAX_NAMED);
            Err(NoSingleCriterion::Unknown {
                name: name.to_owned(),
                near: near.map(str::to_owned),
                known: ids.iter().map(|&id| id.to_owned()).collect(),
            })
        }
        several => Err(NoSingleCriterion::Ambiguous {
            name: name.to_owned(),
            paths: several.iter().map(|it| it.file_path().to_owned()).collect(),
        }),
    }
}

fn holders<'v, 'w>(plans: &'v [PlanView<'w>], id: &str) -> Vec<Holder<'v, 'w>> {
    let mut found = Vec::new();
    for plan in plans {
        for phase in &plan.phases {
            if criteria(phase).iter().any(|it| id_of(it) == Some(id)) {
                found.push(Holder { plan, phase });
            }
        }
    }
    found
}

fn criteria<'w>(phase: &PhaseView<'w>) -> &'w [Criterion] {
    match phase.phase {
        Some(phase) => &phase.criteria,
        None => &[],
    }
}

fn id_of(criterion: &Criterion) -> Option<&str> {
    criterion.id.as_ref().map(|id| id.text.as_str())
}

/// Why there is no single phase.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoSinglePhase {
    /// There is none.
    None,
    /// There are several, with these paths.
    Several(Vec<String>),
}

/// Returns the only phase of these plans. A phase's own file takes precedence over a list of all
/// phases.
///
/// # Errors
///
/// Fails if there is no phase, or several.
pub fn single_phase<'v, 'w>(plans: &'v [PlanView<'w>]) -> Result<&'v PhaseView<'w>, NoSinglePhase> {
    let mut phases: Vec<&PhaseView<'_>> = plans.iter().flat_map(|plan| &plan.phases).collect();
    // A list of all phases repeats what the other files track.
    if phases.iter().any(|phase| !phase.lists_all_phases()) {
        phases.retain(|phase| !phase.lists_all_phases());
    }
    match phases.as_slice() {
        [] => Err(NoSinglePhase::None),
        [phase] => Ok(phase),
        several => {
            let paths = several.iter().map(|phase| phase.file.path.as_str());
            Err(NoSinglePhase::Several(paths.map(str::to_owned).collect()))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::status::plans;
    use crate::testing::{loaded, with};

    #[test]
    fn a_criterion_is_found_by_plan_and_id() {
        let keys =
            |prd: &str, ids: &str| with(&format!("prd: {prd}\nphase: 1\nsuccess_criteria:\n{ids}"));
        let one = keys(
            "auth-v1",
            "  - {id: SC-1, status: pending}\n  - {id: SC-2, status: pending}",
        );
        let other = keys("shop-v1", "  - {id: SC-1, status: pending}\n  - plain text");
        let workspace = loaded(&[
            ("progress/auth-v1/phase-1-progress.md", &one),
            ("progress/shop-v1/phase-1-progress.md", &other),
        ]);
        let plans = plans(&workspace);
        let path = |name: &str| {
            let found = find_criterion(&plans, name)?;
            Ok((found.plan.name, found.id.to_owned()))
        };
        assert_eq!(path("SC-2"), Ok(("auth-v1", "SC-2".to_owned())));
        assert_eq!(path("shop:SC-1"), Ok(("shop-v1", "SC-1".to_owned())));
        let error: NoSingleCriterion = path("SC-1").unwrap_err();
        assert!(
            error
                .to_string()
                .starts_with("2 phases have a success criterion `SC-1`: `p")
        );
        assert_eq!(
            path("SC-22"),
            Err(NoSingleCriterion::Unknown {
                name: "SC-22".to_owned(),
                near: Some("SC-2".to_owned()),
                known: vec!["SC-1".to_owned(), "SC-2".to_owned(), "SC-1".to_owned()],
            })
        );
        assert!(
            matches!(single_phase(&plans), Err(NoSinglePhase::Several(paths)) if paths.len() == 2)
        );
        assert!(single_phase(&plans[..1]).is_ok());
        assert!(matches!(single_phase(&[]), Err(NoSinglePhase::None)));
    }
}
