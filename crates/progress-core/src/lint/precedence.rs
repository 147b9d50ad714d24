//! Which findings take precedence over which, so that one mistake causes one finding.

use yaml_lossless::NodeId;

use super::draft::{Diagnostics, Draft, Subject};
use super::rule::{Rule, Yield};
use crate::collections::HashSet;
use crate::config::Severity;

/// Removes drafts that another draft explains.
///
/// Every rule has run, whether it will be shown or not: a rule that is turned off still takes
/// precedence over those that only repeat it.
pub(super) fn apply(drafts: &mut Diagnostics, rules: &[&Rule]) {
    let yields = |&(rule, _): &(usize, _)| !rules[rule].suppressed_by.is_empty();
    if !drafts.found.iter().any(yields) {
        return;
    }
    let explained = Explained::of(&drafts.found, rules);
    let mut is_kept = Vec::with_capacity(drafts.found.len());
    for (rule, draft) in &drafts.found {
        is_kept.push(!explained.explains(draft, rules[*rule]));
    }
    let mut is_kept = is_kept.into_iter();
    drafts.found.retain(|_| is_kept.next() == Some(true));
}

/// The subjects of a file's findings.
#[derive(Default)]
struct Explained<'d> {
    files: HashSet<&'static str>,
    /// Those of the rules to which another yields by subject.
    subjects: HashSet<(&'static str, &'d Subject)>,
    /// Nodes and keys with a finding of a rule that does not yield by place.
    nodes: HashSet<NodeId>,
    keys: HashSet<&'d Subject>,
}

impl<'d> Explained<'d> {
    fn of(drafts: &'d [(usize, Draft)], rules: &[&Rule]) -> Self {
        let mut explained = Self::default();
        let named = named(rules);
        for (rule, draft) in drafts {
            let rule = rules[*rule];
            explained.files.insert(rule.name);
            if named.contains(rule.name) {
                let subjects = draft.subjects.iter().map(|subject| (rule.name, subject));
                explained.subjects.extend(subjects);
            }
            // Advice does not explain a mistake.
            if rule.suppressed_by.contains(&Yield::Place) || rule.severity <= Severity::Advice {
                continue;
            }
            explained
                .nodes
                .extend(draft.location.and_then(|location| location.node));
            let keys = draft
                .subjects
                .iter()
                .filter(|subject| matches!(subject, Subject::Key(..)));
            explained.keys.extend(keys);
        }
        explained
    }

    /// Whether another finding explains this one.
    fn explains(&self, draft: &Draft, rule: &Rule) -> bool {
        let node = draft.location.and_then(|location| location.node);
        let subjects = &draft.subjects;
        rule.suppressed_by.iter().any(|one| match one {
            Yield::File(name) => self.files.contains(name),
            Yield::Task(name) | Yield::Key(name) => subjects
                .iter()
                .any(|subject| self.subjects.contains(&(*name, subject))),
            Yield::Place if subjects.is_empty() => {
                node.is_some_and(|node| self.nodes.contains(&node))
            }
            // A finding about a missing key is located at its mapping, like all findings about
            // the mapping.
            Yield::Place => subjects.iter().any(|subject| self.keys.contains(subject)),
        })
    }
}

/// The rules to which another yields by subject.
fn named(rules: &[&Rule]) -> HashSet<&'static str> {
    let mut named = HashSet::default();
    for one in rules.iter().flat_map(|rule| rule.suppressed_by) {
        if let Yield::Task(name) | Yield::Key(name) = one {
            named.insert(*name);
        }
    }
    named
}
