//! What was read of progress files, kept by blob where all worktrees of a repository see it.
//!
//! Losing it costs time only; what cannot be read is as good as lost.

use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::Digest;
use crate::collections::HashMap;
use crate::git::ObjectId;

/// A larger file is not read, and not written either.
const MAX_BYTES: u64 = 64 << 20;
/// Older entries are kept up to so many, for other branches and worktrees.
const MAX_ENTRIES: usize = 20_000;
/// Changed whenever entries come to mean something else.
const VERSION: u32 = 1;

/// Digests by blob and by the name of the file.
#[derive(Debug)]
pub(super) struct Cache {
    path: PathBuf,
    entries: HashMap<String, Option<Arc<Digest>>>,
    is_changed: bool,
}

#[derive(Serialize, Deserialize)]
struct Stored<D> {
    version: u32,
    files: HashMap<String, Option<D>>,
}

impl Cache {
    /// Opens the cache below the folder that all worktrees share.
    pub fn open(common: &Path) -> Self {
        let path = common.join("progress/cache/digests.json");
        Self {
            entries: stored(&path).unwrap_or_default(),
            path,
            is_changed: false,
        }
    }

    /// Whether a file was read before.
    pub fn has(&self, name: &str, blob: ObjectId) -> bool {
        self.entries.contains_key(&key(name, blob))
    }

    /// What a file that was read says; `None` where it is no progress file.
    pub fn get(&self, name: &str, blob: ObjectId) -> Option<Arc<Digest>> {
        self.entries.get(&key(name, blob))?.clone()
    }

    /// Notes what a file says.
    pub fn add(&mut self, name: &str, blob: ObjectId, digest: Option<Arc<Digest>>) {
        self.entries.insert(key(name, blob), digest);
        self.is_changed = true;
    }

    /// Writes what was added. `used` are the files at hand, which outlive all others.
    pub fn save(self, used: &[(String, ObjectId)]) {
        if !self.is_changed {
            return;
        }
        let mut files = self.entries;
        if files.len() > MAX_ENTRIES {
            let used: std::collections::HashSet<String> = used
                .iter()
                .map(|(path, blob)| key(name_of(path), *blob))
                .collect();
            files.retain(|key, _| used.contains(key));
        }
        let files = files.iter();
        let files = files.map(|(key, digest)| (key.clone(), digest.as_deref()));
        let stored = Stored {
            version: VERSION,
            files: files.collect(),
        };
        // Nothing depends on it: where it cannot be written, the next run reads the files again.
        let _ = write(&self.path, &stored);
    }
}

fn name_of(path: &str) -> &str {
    crate::source::name_of(path)
}

fn key(name: &str, blob: ObjectId) -> String {
    format!("{blob} {name}")
}

fn stored(path: &Path) -> Option<HashMap<String, Option<Arc<Digest>>>> {
    let file = fs::File::open(path).ok()?;
    let mut bytes = Vec::new();
    file.take(MAX_BYTES).read_to_end(&mut bytes).ok()?;
    let stored: Stored<Digest> = serde_json::from_slice(&bytes).ok()?;
    let files = stored.files.into_iter();
    let files = files.map(|(key, digest)| (key, digest.map(Arc::new)));
    (stored.version == VERSION).then(|| files.collect())
}

/// Replaces the file at once, so that no reader sees half of it.
fn write(path: &Path, stored: &Stored<&Digest>) -> std::io::Result<()> {
    let folder = path.parent().unwrap_or(path);
    fs::create_dir_all(folder)?;
    let bytes = serde_json::to_vec(stored)?;
    if bytes.len() as u64 > MAX_BYTES {
        return Ok(());
    }
    let temporary = folder.join(format!("digests.{}.tmp", std::process::id()));
    let written = fs::write(&temporary, bytes).and_then(|()| fs::rename(&temporary, path));
    if written.is_err() {
        let _ = fs::remove_file(&temporary);
    }
    written
}

#[cfg(test)]
mod tests;
