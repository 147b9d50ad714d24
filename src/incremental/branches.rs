//! Findings about branches, compared with the branches that exist.

use progress_core::lint::{Finding, Report};
use progress_git::git::Repository;

use super::LintSession;

/// The rule about names of branches in files.
const MENTION: &str = "branch-mention";

impl LintSession<'_> {
    /// Drops findings about branches whose prefix the repository uses: the file follows its habit,
    /// whatever the settings say.
    pub(super) fn accept_used_prefixes(&self, report: &mut Report<'_>) {
        let Some(repository) = self.repository else {
            return;
        };
        let mut is_accepted = Vec::with_capacity(report.findings.len());
        for finding in &report.findings {
            is_accepted.push(self.has_used_prefix(report, finding, repository));
        }
        // `retain` visits the findings in order.
        let mut accepted = is_accepted.into_iter();
        report.retain(|_| accepted.next() != Some(true));
    }

    /// Whether a finding is about a branch whose prefix other branches have.
    fn has_used_prefix(
        &self,
        report: &Report<'_>,
        finding: &Finding,
        repository: &Repository,
    ) -> bool {
        if finding.rule != MENTION {
            return false;
        }
        let Some(prefix) = prefix(report, finding) else {
            return false;
        };
        // If the branches cannot be listed, the finding stays.
        let is_used = repository.has_branch_below(prefix).unwrap_or(false);
        if let Some(observer) = self.observer {
            observer.note_branch(prefix, is_used);
        }
        is_used
    }
}

/// The prefix of the branch that a finding is about, with its slash.
fn prefix<'r>(report: &Report<'r>, finding: &Finding) -> Option<&'r str> {
    let place = finding.place()?;
    let value = report.text(place.file).slice(place.span);
    let name = value.trim_matches(['"', '\'']);
    let prefix = name.get(..=name.find('/')?)?;
    // It becomes part of a pattern.
    let is_plain = prefix
        .chars()
        .all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '/'));
    if is_plain { Some(prefix) } else { None }
}
