//! The facts about a commit that rules use.

use super::{Outcome, Role};
use crate::workspace::{Claimed, CommitFacts};

impl Outcome {
    /// Returns what the commit with this ID says about tasks.
    #[must_use]
    pub fn facts(&self, id: String, subject: &str) -> CommitFacts {
        let mut unknown = Vec::new();
        for claim in &self.unknown {
            unknown.push(Claimed {
                name: claim.name.clone(),
                nearest: claim.nearest.clone(),
            });
        }
        let mut ambiguous = Vec::new();
        for mention in &self.ambiguous {
            let plans = mention.files.iter().map(|file| file.plan().to_owned());
            ambiguous.push((mention.id.clone(), plans.collect()));
        }
        CommitFacts {
            id,
            subject: subject.to_owned(),
            unknown,
            ambiguous,
            // A merge, a revert or an update of the plan needs no task.
            is_unlinked: self.role == Role::Works && self.is_unlinked(),
        }
    }
}
