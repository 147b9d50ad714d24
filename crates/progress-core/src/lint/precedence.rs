//! Which findings take precedence over which, so that one mistake causes one finding.

use yaml_lossless::NodeId;

use super::diagnostic::{Diagnostic, Diagnostics, Subject};
use super::rule::{Rule, Yield};
use crate::collections::HashSet;
use crate::config::Severity;

/// Removes diagnostics that another diagnostic explains.
///
/// Every rule has run, whether it will be shown or not: a rule that is turned off still takes
/// precedence over those that only repeat it.
pub(super) fn apply(diagnostics: &mut Diagnostics, rules: &[&Rule]) {
    // Most files have no finding of a rule that yields.
    let mut found = diagnostics.found.iter();
    if found.all(|(rule, _)| rules[*rule].suppressed_by.is_empty()) {
        return;
    }
    let explained = Explained::of(&diagnostics.found, rules);
    // `explained` borrows the findings, so they can only be removed in a second pass.
    let is_kept: Vec<bool> = diagnostics
        .found
        .iter()
        .map(|(rule, diagnostic)| !explained.explains(diagnostic, rules[*rule]))
        .collect();
    let mut kept = is_kept.into_iter();
    diagnostics.found.retain(|_| kept.next() == Some(true));
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
    fn of(diagnostics: &'d [(usize, Diagnostic)], rules: &[&Rule]) -> Self {
        let mut explained = Self::default();
        let named = yielded_to(rules);
        for (rule, diagnostic) in diagnostics {
            let rule = rules[*rule];
            explained.files.insert(rule.name);
            if named.contains(rule.name) {
                let subjects = diagnostic
                    .subjects
                    .iter()
                    .map(|subject| (rule.name, subject));
                explained.subjects.extend(subjects);
            }
            // Advice does not explain a mistake.
            // Two findings at one place whose rules both yield by place would otherwise hide each
            // other.
            if rule.suppressed_by.contains(&Yield::Place) || rule.severity <= Severity::Advice {
                continue;
            }
            explained
                .nodes
                .extend(diagnostic.location.and_then(|location| location.node));
            let keys = diagnostic
                .subjects
                .iter()
                .filter(|subject| matches!(subject, Subject::Key(..)));
            explained.keys.extend(keys);
        }
        explained
    }

    /// Whether another finding explains this one.
    fn explains(&self, diagnostic: &Diagnostic, rule: &Rule) -> bool {
        let node = diagnostic.location.and_then(|location| location.node);
        let subjects = &diagnostic.subjects;
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
fn yielded_to(rules: &[&Rule]) -> HashSet<&'static str> {
    let mut named = HashSet::default();
    for one in rules.iter().flat_map(|rule| rule.suppressed_by) {
        if let Yield::Task(name) | Yield::Key(name) = one {
            named.insert(*name);
        }
    }
    named
}
