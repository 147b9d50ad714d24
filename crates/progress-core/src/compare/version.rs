//! A version of a progress file.

use std::str::Lines;

use serde_json::Value;
use yaml_lossless::Node;

use crate::derive::Counts;
use crate::document::Document;
use crate::model::plan_path::plan_name;
use crate::model::{Phase, Statuses};
use crate::workspace::is_ours;

/// Keys that may hold a phase's title.
const TITLE: &[&str] = &["title", "phase_title", "phase_name", "name"];

/// A version of a progress file.
#[derive(Debug)]
pub struct Version {
    /// Its path.
    pub path: String,
    pub(super) document: Document,
    pub(super) phase: Option<Phase>,
}

/// The state of a phase in one version of its file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PhaseState {
    /// The file.
    pub path: String,
    /// The plan.
    pub plan: String,
    /// The number or name of the phase.
    pub phase: Option<String>,
    /// The title of the phase.
    pub title: Option<String>,
    /// Its status, as written.
    pub status: Option<String>,
    /// The counts of its tasks.
    pub counts: Counts,
    /// Whether the frontmatter can be read.
    pub readable: bool,
}

impl Version {
    /// Reads a file; `None` if it is not a progress file.
    #[must_use]
    pub fn read(path: &str, bytes: Vec<u8>, statuses: &Statuses) -> Option<Self> {
        let document = Document::parse(bytes);
        if !is_ours(path, &document) {
            return None;
        }
        Some(Self {
            path: path.to_owned(),
            phase: document.tree().map(|tree| Phase::read(tree, statuses)),
            document,
        })
    }

    /// The state of the phase.
    #[must_use]
    pub fn state(&self) -> PhaseState {
        let phase = self.phase.as_ref();
        let identity = phase.map(|phase| &phase.identity);
        let prd = identity
            .and_then(|identity| identity.prd.as_ref())
            .map(|name| name.text.as_str());
        let label = identity.and_then(|identity| identity.phase.as_ref());
        let status = phase.and_then(|phase| phase.status.as_ref());
        let mut titles = TITLE.iter().filter_map(|key| self.document.get(key));
        let title = titles.find_map(Node::some_text);
        PhaseState {
            path: self.path.clone(),
            plan: plan_name(prd, &self.path).to_owned(),
            phase: label.map(|label| label.text.clone()),
            title: title.map(|title| title.trim().to_owned()),
            status: status.map(|(name, _)| name.text.clone()),
            // `readable` distinguishes these zeros from a phase without tasks.
            counts: phase.map(Counts::of).unwrap_or_default(),
            readable: phase.is_some(),
        }
    }

    /// The values of each task that has an ID, as used in comparisons.
    #[must_use]
    pub fn task_values(&self) -> Vec<(String, Vec<(String, Value)>)> {
        super::tasks::values(self)
    }

    /// The value of a top-level key.
    pub(super) fn get(&self, key: &str) -> Option<Node<'_>> {
        self.document.get(key)
    }

    /// The whole text.
    pub(super) fn text(&self) -> &str {
        self.document.text.as_str()
    }

    /// The lines of the body, without line endings.
    pub(super) fn body(&self) -> Lines<'_> {
        self.document.body_text().lines()
    }
}
