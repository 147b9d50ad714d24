//! Known findings that are not reported again.

use progress_core::collections::HashMap;
use progress_core::config::Severity;
use progress_core::lint::{Finding, Report};

/// Known findings, as a multiset of fingerprints.
#[derive(Debug, Default)]
pub struct Known {
    entries: Vec<Entry>,
}

#[derive(Debug)]
struct Entry {
    fingerprint: String,
    severity: Severity,
    message: String,
    is_claimed: bool,
}

impl Known {
    /// The findings of a report.
    #[must_use]
    pub fn of(report: &Report<'_>) -> Self {
        let mut known = Self::default();
        for finding in &report.findings {
            known.add(&finding.fingerprint, finding.severity, &finding.message);
        }
        known
    }

    pub(super) fn add(&mut self, fingerprint: &str, severity: Severity, message: &str) {
        self.entries.push(Entry {
            fingerprint: fingerprint.to_owned(),
            severity,
            message: message.to_owned(),
            is_claimed: false,
        });
    }

    /// Removes known findings from a report, each as often as it was known.
    ///
    /// A finding that is more severe than before is new. Findings about the current branch stay.
    pub fn drop_from(&mut self, report: &mut Report<'_>) {
        // `retain` visits the findings in order.
        let mut is_known = self.claim(&report.findings).into_iter();
        report.retain(|_| !is_known.next().unwrap_or_default());
    }

    /// Matches findings with known ones, first those with the same message.
    pub(super) fn claim(&mut self, findings: &[Finding]) -> Vec<bool> {
        let mut is_known = vec![false; findings.len()];
        // Most severe first, each of which takes the most severe remaining entry.
        let mut order: Vec<usize> = (0..findings.len()).collect();
        // A finding about the branch has no place, and is never known.
        order.retain(|&at| findings[at].place().is_some());
        order.sort_by_key(|&at| std::cmp::Reverse(findings[at].severity));
        // Findings with the same fingerprint are told apart by their messages, but one whose
        // message has changed is still known.
        for with_words in [true, false] {
            let mut left = self.unclaimed_by(with_words);
            for &at in &order {
                let finding = &findings[at];
                if is_known[at] {
                    continue;
                }
                let words = if with_words {
                    finding.message.as_str()
                } else {
                    ""
                };
                let key = (finding.fingerprint.clone(), words.to_owned());
                let Some(entries) = left.get_mut(&key) else {
                    continue;
                };
                // A finding that has become more severe is new.
                if let Some(worst) =
                    entries.pop_if(|worst| self.entries[*worst].severity >= finding.severity)
                {
                    self.entries[worst].is_claimed = true;
                    is_known[at] = true;
                }
            }
        }
        is_known
    }

    /// The entries not matched yet, by fingerprint, and with `with_words` also by message; most
    /// severe last.
    fn unclaimed_by(&self, with_words: bool) -> HashMap<(String, String), Vec<usize>> {
        let mut left: HashMap<(String, String), Vec<usize>> = HashMap::default();
        for at in self.unclaimed() {
            let entry = &self.entries[at];
            let words = if with_words {
                entry.message.clone()
            } else {
                String::new()
            };
            left.entry((entry.fingerprint.clone(), words))
                .or_default()
                .push(at);
        }
        for entries in left.values_mut() {
            entries.sort_by_key(|&at| self.entries[at].severity);
        }
        left
    }

    /// The unmatched entries, in insertion order.
    pub(super) fn unclaimed(&self) -> Vec<usize> {
        let mut left: Vec<usize> = (0..self.entries.len()).collect();
        left.retain(|at| !self.entries[*at].is_claimed);
        left
    }
}
