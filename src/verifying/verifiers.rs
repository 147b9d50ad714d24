//! Who or what verified tasks and criteria.

use progress_core::model::{Class, FileId, TaskRef};
use progress_core::verdict::{Claims, Verifier};

use super::evidence::Collector;

impl Collector<'_> {
    /// Who or what verified something in a file, according to its claims: `own` is the task itself, if
    /// it is one, and `assignees` are those of the task.
    pub(super) fn verifiers(
        &self,
        claims: &Claims,
        file: FileId,
        own: Option<TaskRef>,
        assignees: &[&str],
    ) -> Vec<(String, Verifier)> {
        let mut verifiers = Vec::new();
        for name in &claims.verified_by {
            let target = self.workspace.plans.resolve(file, name).task();
            let is_own = target.is_some() && target == own
                || assignees.iter().any(|who| is_same_person(who, name));
            let state = target.and_then(|at| self.workspace.plans.task(at)?.state);
            let verifier = match state {
                _ if is_own => Verifier::Itself,
                Some(Class::Done) => Verifier::DoneTask,
                Some(Class::Open | Class::Active | Class::Blocked | Class::AtRisk) => {
                    Verifier::OpenTask
                }
                _ => Verifier::Other,
            };
            verifiers.push((name.clone(), verifier));
        }
        verifiers
    }
}

/// Whether two names are of the same person: `@alice`, `Alice` and `alice` are.
fn is_same_person(one: &str, other: &str) -> bool {
    let plain = |name: &str| name.trim().trim_start_matches('@').to_lowercase();
    plain(one) == plain(other)
}

#[cfg(test)]
#[test]
fn names_are_compared_without_case_and_at_sign() {
    assert!(is_same_person("alice", "@Alice"));
    assert!(!is_same_person("alice", "alicia"));
}
