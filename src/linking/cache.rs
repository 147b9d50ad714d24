//! A cache of parsed progress files, by blob, shared by all worktrees of a repository.
//!
//! Losing it costs only time; a cache that cannot be read is ignored.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use progress_core::collections::{HashMap, HashSet};
use progress_core::source::name_of;
use progress_core::task_links::Digest;
use progress_git::git::{ObjectId, Sharing};

use crate::cache::is_enabled;

/// A larger cache is not read.
const MAX_BYTES: u64 = 64 << 20;
/// A larger cache is reduced to the current files.
const KEPT_BYTES: usize = 4 << 20;
/// The first line, changed whenever the format of the others changes.
const VERSION: &str = "progress digests 2\n";

/// Digests by blob and file name.
///
/// Each has its own line, so that those of old versions and other branches cost nothing but their
/// bytes.
#[derive(Debug)]
pub(super) struct Cache {
    path: PathBuf,
    /// The stored lines.
    text: String,
    /// The digests of the current files.
    entries: HashMap<String, Option<Arc<Digest>>>,
    /// Lines to be added to the stored ones.
    added: String,
}

impl Cache {
    /// Opens the cache in the folder shared by all worktrees, for these files.
    pub(super) fn open<'f>(
        common: &Path,
        files: impl Iterator<Item = &'f (String, ObjectId)>,
    ) -> Self {
        let path = common.join("progress/cache/digests");
        // A cache in another format is ignored, and replaced as soon as there is something to add.
        let text = stored(&path).unwrap_or_default();
        let wanted = keys(files);
        // Only wanted lines are parsed; finding the others is much faster.
        let digests = text.lines().filter_map(|line| digest_in(line, &wanted));
        Self {
            entries: digests.collect(),
            path,
            text,
            added: String::new(),
        }
    }

    /// Whether a file is in the cache.
    pub(super) fn has(&self, name: &str, blob: ObjectId) -> bool {
        self.entries.contains_key(&key(name, blob))
    }

    /// Returns the digest of a cached file; `None` if it is not a progress file.
    pub(super) fn get(&self, name: &str, blob: ObjectId) -> Option<Arc<Digest>> {
        self.entries.get(&key(name, blob))?.clone()
    }

    /// Adds the digest of a file.
    pub(super) fn add(&mut self, name: &str, blob: ObjectId, digest: Option<Arc<Digest>>) {
        let own_key = key(name, blob);
        // A name that would break the line format is not cached.
        if !own_key.contains(char::is_control)
            && let Ok(json) = serde_json::to_string(&digest.as_deref())
        {
            self.added += &[&own_key, "\t", &json, "\n"].concat();
        }
        self.entries.insert(own_key, digest);
    }

    /// Stores what was added, for everyone who shares the repository. `used` are the current files,
    /// which are always kept.
    pub(super) fn save(self, used: &[(String, ObjectId)], sharing: impl FnOnce() -> Sharing) {
        if self.added.is_empty() || !is_enabled() {
            return;
        }
        let mut text = self.text + &self.added;
        if text.len() > KEPT_BYTES {
            let used = keys(used.iter());
            let lines = text.split_inclusive('\n');
            // Most of the bytes belong to old versions and other branches.
            text = lines.filter(|line| used.contains(key_of(line))).collect();
        }
        // Nothing depends on it: if it cannot be written, the next run reads the files again.
        let _ = write(&self.path, &text, sharing());
    }
}

fn keys<'f>(files: impl Iterator<Item = &'f (String, ObjectId)>) -> HashSet<String> {
    files
        .map(|(path, blob)| key(name_of(path), *blob))
        .collect()
}

fn key(name: &str, blob: ObjectId) -> String {
    let mut key = blob.to_string();
    key.push(' ');
    key.push_str(name);
    key
}

/// Returns the key of a line.
fn key_of(line: &str) -> &str {
    line.split_once('\t').map_or("", |(key, _)| key)
}

/// Parses a line if its file is wanted.
fn digest_in(line: &str, wanted: &HashSet<String>) -> Option<(String, Option<Arc<Digest>>)> {
    let (key, json) = line.split_once('\t')?;
    let key = wanted.get(key)?;
    let digest: Option<Digest> = serde_json::from_str(json).ok()?;
    Some((key.clone(), digest.map(Arc::new)))
}

/// Returns the lines of the file; `None` if its version differs.
fn stored(path: &Path) -> Option<String> {
    if !is_enabled() {
        return None;
    }
    if fs::metadata(path).ok()?.len() > MAX_BYTES {
        return None;
    }
    let text = fs::read_to_string(path).ok()?;
    text.strip_prefix(VERSION).map(str::to_owned)
}

/// Returns the number of files in a cache's lines; for fuzzing.
#[doc(hidden)]
#[must_use]
pub fn count_digests(text: &str) -> usize {
    let wanted = text.lines().map(|line| key_of(line).to_owned()).collect();
    text.lines()
        .filter_map(|line| digest_in(line, &wanted))
        .count()
}

/// Replaces the file atomically, so that readers never see half of it.
fn write(path: &Path, text: &str, sharing: Sharing) -> std::io::Result<()> {
    let folder = path.parent().unwrap_or(path);
    sharing.make_folder(folder)?;
    // Hooks in several worktrees may write at the same time; the last one wins.
    let temporary = folder.join(format!("digests.{}.tmp", std::process::id()));
    let whole = [VERSION, text].concat();
    let mut written = fs::write(&temporary, whole);
    if written.is_ok() {
        sharing.share(&temporary);
        written = fs::rename(&temporary, path);
    }
    if written.is_err() {
        let _ = fs::remove_file(&temporary);
    }
    written
}

#[cfg(test)]
mod tests;
