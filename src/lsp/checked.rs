//! What the server knows about a document after a check.

use std::collections::VecDeque;
use std::fmt;
use std::hash::BuildHasher;
use std::sync::Arc;

use foldhash::fast::FixedState;
use gen_lsp_types::Diagnostic;
use progress_core::lint::Finding;

use super::session::Session;
use crate::loading::Needs;

/// How many documents keep their findings. The findings of hundreds would take more memory than the
/// texts, and checking one file is fast.
const KEPT: usize = 16;

/// The result of a check.
#[derive(Debug)]
pub(super) struct Checked {
    pub(super) needs: Needs,
    pub(super) result: ResultId,
    /// What was found; `None` if it is no longer kept.
    pub(super) found: Option<Arc<Found>>,
}

/// What a check found.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) findings: Box<[Finding]>,
    /// The findings as the client gets them.
    pub(super) diagnostics: Box<[Diagnostic]>,
}

/// Identifies diagnostics: equal diagnostics have equal IDs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct ResultId(u64);

impl ResultId {
    pub(super) fn of(diagnostics: &[Diagnostic]) -> Self {
        Self(FixedState::default().hash_one(diagnostics))
    }

    /// Whether there are any diagnostics.
    pub(super) fn has_any(self) -> bool {
        self != Self::of(&[])
    }
}

impl fmt::Display for ResultId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

/// The documents whose findings are kept, the latest one last.
#[derive(Debug, Default)]
pub(super) struct Latest(VecDeque<String>);

impl Latest {
    /// Notes that a document was checked; returns the one whose findings are to be dropped.
    fn note(&mut self, key: &str) -> Option<String> {
        self.0.retain(|known| known != key);
        self.0.push_back(key.to_owned());
        if self.0.len() > KEPT {
            return self.0.pop_front();
        }
        None
    }
}

impl Session {
    /// The ID of what the last check of a document found. If it has changed since, it is checked
    /// now.
    pub(super) fn result(&mut self, key: &str) -> Option<ResultId> {
        if self.documents.get(key)?.checked.is_none() {
            self.check(key);
        }
        let checked = self.documents.get(key)?.checked.as_ref()?;
        Some(checked.result)
    }

    /// What the last check of a document found. If that is no longer kept, it is checked again.
    pub(super) fn found(&mut self, key: &str) -> Option<Arc<Found>> {
        let checked = self.documents.get(key)?.checked.as_ref();
        if checked.is_none_or(|checked| checked.found.is_none()) {
            self.check(key);
        }
        let checked = self.documents.get(key)?.checked.as_ref()?;
        checked.found.clone()
    }

    /// Keeps what was found in a document, and drops the findings of the one checked least
    /// recently.
    pub(super) fn keep_found(&mut self, key: &str) {
        let Some(forgotten) = self.latest.note(key) else {
            return;
        };
        if let Some(open) = self.documents.get_mut(&forgotten)
            && let Some(checked) = &mut open.checked
        {
            checked.found = None;
        }
    }
}
