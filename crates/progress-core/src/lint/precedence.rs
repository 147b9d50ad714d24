//! Which findings take precedence over which, so that one mistake causes one finding.

use super::draft::{Diagnostics, Subject};
use super::rule::{Rule, Yield};
use crate::collections::HashSet;
use crate::config::Severity;
use yaml_lossless::NodeId;

/// Removes drafts that another draft explains.
///
/// Every rule has run, whether it will be shown or not: a rule that is turned off still takes
/// precedence over those that only repeat it.
pub(super) fn apply(drafts: &mut Diagnostics, rules: &[&Rule]) {
    let yields = |&(rule, _): &(usize, _)| !rules[rule].suppressed_by.is_empty();
    if !drafts.found.iter().any(yields) {
        return;
    }
    let explained = Explained::of(drafts, rules);
    drafts.found.retain(|(rule, draft)| {
        let node = draft.location.and_then(|location| location.node);
        !rules[*rule].suppressed_by.iter().any(|one| match one {
            Yield::File(name) => explained.files.contains(name),
            Yield::Task(name) | Yield::Key(name) => draft
                .subjects
                .iter()
                .any(|subject| explained.subjects.contains(&(*name, subject.clone()))),
            Yield::Place if draft.subjects.is_empty() => {
                node.is_some_and(|node| explained.nodes.contains(&node))
            }
            // A finding about a missing key is located at its mapping, like all findings about
            // the mapping.
            Yield::Place => draft
                .subjects
                .iter()
                .any(|subject| explained.keys.contains(subject)),
        })
    });
}

/// The subjects of a file's findings.
#[derive(Default)]
struct Explained {
    files: HashSet<&'static str>,
    subjects: HashSet<(&'static str, Subject)>,
    /// Nodes and keys with a finding of a rule that does not yield by place.
    nodes: HashSet<NodeId>,
    keys: HashSet<Subject>,
}

impl Explained {
    fn of(drafts: &Diagnostics, rules: &[&Rule]) -> Self {
        let mut explained = Self::default();
        for (rule, draft) in &drafts.found {
            let rule = rules[*rule];
            explained.files.insert(rule.name);
            let subjects = draft.subjects.iter().cloned();
            explained
                .subjects
                .extend(subjects.map(|subject| (rule.name, subject)));
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
            explained.keys.extend(keys.cloned());
        }
        explained
    }
}
