//! What other plans can need from a file.

use std::hash::BuildHasher;

use foldhash::fast::FixedState;
use progress_core::document::Document;
use progress_core::model::{Phase, Statuses, Task};
use progress_core::workspace::Ownership;

/// The part of a file on which findings in other plans depend, in little memory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Digest {
    pub(super) ownership: Ownership,
    /// The plan that it belongs to.
    pub(super) prd: Option<String>,
    /// Hashes of the IDs of its tasks, sorted. A collision only means that a file is looked at
    /// without need.
    tasks: Box<[u32]>,
    /// Hashes of the keys in its frontmatter, sorted.
    keys: Box<[u32]>,
}

impl Digest {
    pub(super) fn of(path: &str, document: &Document, statuses: &Statuses) -> Self {
        let mut digest = Self {
            ownership: Ownership::of(path, document),
            prd: None,
            tasks: Box::default(),
            keys: Box::default(),
        };
        if let Some(tree) = document.tree() {
            let phase = Phase::read(tree, statuses);
            digest.tasks = sorted(phase.tasks().iter().filter_map(Task::id_text));
            digest.prd = phase.identity.prd.map(|prd| prd.text);
            let keys = tree.nodes().filter(|node| {
                let key = node.key();
                key.is_some_and(|key| key.id() == node.id())
            });
            digest.keys = sorted(keys.filter_map(yaml_lossless::Node::text));
        }
        digest
    }

    /// Whether it probably defines a task.
    pub(super) fn has_task(&self, id: &str) -> bool {
        self.tasks.binary_search(&hash(id)).is_ok()
    }

    /// Whether it probably has a key.
    pub(super) fn has_key(&self, key: &str) -> bool {
        self.keys.binary_search(&hash(key)).is_ok()
    }

    /// Whether the file belongs to this plan.
    pub(super) fn is_of(&self, prd: &str) -> bool {
        self.prd.as_deref() == Some(prd)
    }
}

fn sorted<'t>(texts: impl Iterator<Item = &'t str>) -> Box<[u32]> {
    let mut hashes: Vec<u32> = texts.map(hash).collect();
    hashes.sort_unstable();
    hashes.dedup();
    hashes.into()
}

/// Half of the bits of a hash: with 32, a collision is rare enough.
#[expect(
    clippy::cast_possible_truncation,
    reason = "only half of the bits are wanted"
)]
fn hash(text: &str) -> u32 {
    FixedState::default().hash_one(text) as u32
}
