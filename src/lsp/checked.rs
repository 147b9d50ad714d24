//! What is known about a document after a check.

use std::collections::VecDeque;
use std::fmt;
use std::hash::BuildHasher;
use std::sync::Arc;

use foldhash::fast::FixedState;
use gen_lsp_types::Diagnostic;
use progress_core::lint::Finding;

use super::session::Session;
use crate::loading::Needs;

/// Documents whose findings are kept. Those of hundreds would take more memory than their texts, and
/// a check of one file is fast.
const KEPT: usize = 16;

/// The result of a check.
#[derive(Debug)]
pub(super) struct Checked {
    pub(super) needs: Needs,
    pub(super) result: ResultId,
    /// What was found; `None` if that was forgotten.
    pub(super) found: Option<Arc<Found>>,
}

/// What a check found.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) findings: Box<[Finding]>,
    /// The same, for the client.
    pub(super) diagnostics: Box<[Diagnostic]>,
}

/// Names diagnostics: equal ones have equal names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct ResultId(u64);

impl ResultId {
    pub(super) fn of(diagnostics: &[Diagnostic]) -> Self {
        Self(FixedState::default().hash_one(diagnostics))
    }

    /// Whether it names diagnostics at all, rather than that there are none.
    pub(super) fn has_any(self) -> bool {
        self != Self::of(&[])
    }
}

impl fmt::Display for ResultId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

/// The documents whose findings are kept, the latest last.
#[derive(Debug, Default)]
pub(super) struct Latest(VecDeque<String>);

impl Latest {
    /// Notes that a document was checked; returns the one that is to be forgotten.
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
    /// The name of what the last check of a document found. It is checked now if it changed since.
    pub(super) fn result(&mut self, key: &str) -> Option<ResultId> {
        if self.documents.get(key)?.checked.is_none() {
            self.check(key);
        }
        let checked = self.documents.get(key)?.checked.as_ref()?;
        Some(checked.result)
    }

    /// What the last check of a document found, which is made again if that was forgotten.
    pub(super) fn found(&mut self, key: &str) -> Option<Arc<Found>> {
        let checked = self.documents.get(key)?.checked.as_ref();
        if checked.is_none_or(|checked| checked.found.is_none()) {
            self.check(key);
        }
        let checked = self.documents.get(key)?.checked.as_ref()?;
        checked.found.clone()
    }

    /// Keeps what was found in a document, and forgets it of the one that was checked least recently.
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
