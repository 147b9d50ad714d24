//! The order of phases: `**Depends on**: Phase 1`.

use std::collections::{BTreeMap, BTreeSet};

use super::plans::unpadded;
use crate::{Bundle, Phase, Plan};

/// Maximum number of plans that a plan waits for because of the order of phases.
const MAX_LAST: usize = 20;

/// The phases named in a line, as `Phase 1, Phase 2.1` or `Phases 1 and 2`.
pub(super) fn named(text: &str) -> Vec<String> {
    if !text.to_ascii_lowercase().contains("phase") {
        return Vec::new();
    }
    let words = text.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '(' | ')' | '&'));
    let numbers = words.filter(|word| word.starts_with(|c: char| c.is_ascii_digit()));
    numbers
        .map(|word| word.trim_end_matches(['.', ':']).to_owned())
        .collect()
}

/// Lets the first plans of a phase wait for the last ones of the phases that it depends on.
pub(super) fn connect(plan: &mut Plan, after: &BTreeMap<String, Vec<String>>, bundle: &mut Bundle) {
    let mut last = BTreeMap::new();
    for phase in &plan.phases {
        let tasks = phase.tasks.iter();
        let waited: BTreeSet<&String> = tasks.flat_map(|task| &task.dependencies).collect();
        let tasks = phase.tasks.iter().map(|task| &task.id);
        let ids: Vec<String> = tasks.filter(|id| !waited.contains(id)).cloned().collect();
        last.insert(number(phase.name.as_deref()), ids);
    }
    for phase in &mut plan.phases {
        let own = number(phase.name.as_deref());
        let ids: BTreeSet<String> = phase.tasks.iter().map(|task| task.id.clone()).collect();
        for name in after.get(&own).into_iter().flatten() {
            let earlier = last.get(unpadded(name)).filter(|_| unpadded(name) != own);
            let Some(earlier) = earlier.filter(|ids| ids.len() <= MAX_LAST) else {
                bundle.note(format!("order of phases: {own} after {name}"));
                continue;
            };
            for task in &mut phase.tasks {
                // The others follow one that waits.
                if !task.dependencies.iter().any(|it| ids.contains(it)) {
                    task.dependencies.extend(earlier.iter().cloned());
                }
            }
        }
    }
}

/// The place of a phase: 2 before 2.1, and 9 before 10 and 10A.
pub(super) fn rank(phase: &Phase) -> Vec<(u64, String)> {
    let parts = phase.name.as_deref().unwrap_or_default().split('.');
    let split = parts.map(|part| {
        let letters = part.trim_start_matches(|c: char| c.is_ascii_digit());
        let digits = part.get(..part.len() - letters.len()).unwrap_or_default();
        (digits.parse().unwrap_or(u64::MAX), letters.to_owned())
    });
    split.collect()
}

pub(super) fn number(name: Option<&str>) -> String {
    unpadded(name.unwrap_or_default()).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phases_are_in_numeric_order() {
        let phase = |name: &str| Phase {
            name: Some(name.to_owned()),
            ..Phase::default()
        };
        let mut phases = ["10A", "10", "3", "02.1", "2", "9"].map(phase);
        phases.sort_by_cached_key(rank);
        let names = phases.iter().filter_map(|phase| phase.name.as_deref());
        assert_eq!(
            names.collect::<Vec<_>>(),
            ["2", "02.1", "3", "9", "10", "10A"]
        );
    }

    #[test]
    fn phases_are_named_in_several_ways() {
        assert_eq!(named("Nothing (first phase)"), Vec::<String>::new());
        assert_eq!(named("Phase 1, Phase 2.1 (done)"), ["1", "2.1"]);
        assert_eq!(named("Phases 01 and 12A."), ["01", "12A"]);
        assert_eq!(named("3 reviews"), Vec::<String>::new());
    }
}
