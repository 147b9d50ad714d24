//! The facts about a commit that rules use.

use super::{Outcome, Role};
use crate::workspace::{Claimed, CommitFacts};

impl Outcome {
    /// Returns what the commit with this ID says about tasks.
    #[must_use]
    pub fn facts(&self, id: String, subject: &str) -> CommitFacts {
        let unknown = self.unknown.iter().map(|claim| Claimed {
            name: claim.name.clone(),
            nearest: claim.nearest.clone(),
        });
        let ambiguous = self.ambiguous.iter().map(|mention| {
            let plans = mention.files.iter().map(|file| file.plan().to_owned());
            (mention.id.clone(), plans.collect())
        });
        CommitFacts {
            id,
            subject: subject.to_owned(),
            unknown: unknown.collect(),
            ambiguous: ambiguous.collect(),
            is_unlinked: self.role == Role::Works
                && self.links.is_empty()
                && self.ambiguous.is_empty()
                && self.unknown.is_empty(),
        }
    }
}
