//! Missing entries that earlier runs found. They are only shown: what is written is always found
//! anew.

use progress_core::source::RootedPath;
use progress_git::git::{ObjectId, Repository};
use serde::{Deserialize, Serialize};
use yaml_lossless::text::{Edit, Span, apply};

use super::Lack;
use crate::cache::{Cache, digest};

/// A larger cache is reduced to what the current command needs.
const MAX_BYTES: usize = 4 << 20;

/// What a file lacks, as the cache represents it.
#[derive(Default, Serialize, Deserialize)]
struct StoredLack {
    paths: Vec<String>,
    commits: Vec<String>,
    edits: Vec<(u32, u32, String)>,
}

/// What files were found to lack, by their content and what is to be in them.
#[derive(Debug)]
pub struct KnownLacks(Cache);

impl KnownLacks {
    /// Opens what is known in a repository.
    #[must_use]
    pub fn open(repository: &Repository) -> Self {
        Self(Cache::open(
            repository.common_dir(),
            "lacks",
            &[],
            MAX_BYTES,
        ))
    }

    /// Stores what was found out.
    pub fn save(self, repository: &Repository) {
        self.0.save(|| repository.sharing());
    }

    /// The question what a file of this content lacks.
    pub(super) fn question(content: &[u8], paths: &[String], wanted: &[ObjectId]) -> String {
        let wanted: Vec<String> = wanted.iter().map(ToString::to_string).collect();
        digest(&(content, paths, wanted))
    }

    /// Returns what is missing in a file of this content, if it is known; without edits if that is
    /// nothing.
    pub(super) fn get(&self, question: &str, path: &RootedPath, content: &[u8]) -> Option<Lack> {
        let stored: StoredLack = self.0.get(question)?;
        let before = str::from_utf8(content).ok()?.to_owned();
        let edits: Vec<Edit> = stored.edits.into_iter().map(edit).collect();
        Some(Lack {
            path: path.clone(),
            paths: stored.paths,
            commits: stored.commits,
            after: apply(&before, &edits).ok()?,
            before,
            edits,
        })
    }

    /// Keeps what is missing in a file.
    pub(super) fn keep(&mut self, question: &str, lack: Option<&Lack>) {
        let mut stored = StoredLack::default();
        if let Some(lack) = lack {
            stored.paths.clone_from(&lack.paths);
            stored.commits.clone_from(&lack.commits);
            stored.edits = lack.edits.iter().map(parts).collect();
        }
        self.0.put(question, &stored);
    }
}

fn parts(edit: &Edit) -> (u32, u32, String) {
    (edit.span.start, edit.span.end, edit.text.clone())
}

fn edit((start, end, text): (u32, u32, String)) -> Edit {
    Edit {
        span: Span { start, end },
        text,
    }
}
