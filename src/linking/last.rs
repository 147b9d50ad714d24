//! What a history shows as a whole. Unlike what a single commit did, it changes with every commit,
//! so only what was found out last is kept.

use progress_git::git::{GitError, ObjectId, Range};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::Linker;

impl Linker<'_> {
    /// Returns the IDs of the commits of a range, children before their parents, newest first.
    /// `needs_all` says that every commit of which nothing is remembered will be asked for.
    ///
    /// # Errors
    ///
    /// Fails if the history cannot be read.
    pub fn commit_ids(
        &mut self,
        range: &Range,
        needs_all: bool,
    ) -> Result<Vec<ObjectId>, GitError> {
        let to = range.to.to_string();
        // A range from a commit on is short.
        if range.from.is_some() {
            return self.repository.commit_ids(range);
        }
        if let Some(ids) = self.last("walk", &to).and_then(|text: String| split(&text)) {
            return Ok(ids);
        }
        let ids = self.repository.commit_ids(range)?;
        let text: Vec<String> = ids.iter().map(ToString::to_string).collect();
        self.keep_last("walk", &to, &text.join(" "));
        // If nothing is remembered of the oldest commit, this is the first run.
        let is_first = |oldest: &ObjectId| self.recall_link(*oldest, None).is_none();
        if needs_all && ids.last().is_some_and(is_first) {
            self.read_commits(&ids)?;
        }
        Ok(ids)
    }

    /// Returns what was found out last about a history, if it was in the same circumstances.
    /// These name everything that it follows from besides the settings.
    #[must_use]
    pub fn last<T: DeserializeOwned>(&self, question: &str, circumstances: &str) -> Option<T> {
        self.memory.as_ref()?.last(question, circumstances)
    }

    /// Keeps what was found out about a history.
    pub fn keep_last<T: Serialize>(&self, question: &str, circumstances: &str, fact: &T) {
        if let Some(memory) = &self.memory {
            memory.keep_last(question, circumstances, fact);
        }
    }
}

/// Returns the IDs in a text; `None` if one is damaged.
fn split(text: &str) -> Option<Vec<ObjectId>> {
    text.split(' ').map(ObjectId::from_hex).collect()
}
