//! Findings about branches, compared with the branches that exist.

use progress_core::lint::{Finding, Report};

use super::LintSession;

/// The rule about names of branches in files.
const MENTION: &str = "branch-mention";

impl LintSession<'_> {
    /// Drops findings about branches whose prefix the repository uses: the file follows its habit,
    /// whatever the settings say.
    pub(super) fn accept_used_prefixes(&self, report: &mut Report<'_>) {
        let is_mention = |finding: &Finding| finding.rule == MENTION;
        let Some(repository) = self.repository else {
            return;
        };
        if !report.findings.iter().any(is_mention) {
            return;
        }
        let used: Vec<bool> = report
            .findings
            .iter()
            .map(|finding| {
                let prefix = is_mention(finding)
                    .then(|| prefix(report, finding))
                    .flatten();
                prefix.is_some_and(|it| repository.has_branch_below(it).unwrap_or(false))
            })
            .collect();
        let mut used = used.into_iter();
        report.retain(|_| used.next() != Some(true));
    }
}

/// The prefix of the branch that a finding is about, with its slash.
fn prefix<'r>(report: &Report<'r>, finding: &Finding) -> Option<&'r str> {
    let place = finding.place()?;
    let name = report.text(place.file).slice(place.span);
    let name = name.trim_matches(['"', '\'']);
    let prefix = name.get(..=name.find('/')?)?;
    // It becomes part of a pattern.
    let is_plain = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '/');
    prefix.chars().all(is_plain).then_some(prefix)
}
