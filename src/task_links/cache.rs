//! What was read of progress files, kept by blob where all worktrees of a repository see it.
//!
//! Losing it costs time only; what cannot be read is as good as lost.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::Digest;
use crate::collections::{HashMap, HashSet};
use crate::git::{ObjectId, Sharing};
use crate::source::name_of;

/// A larger cache is not read.
const MAX_BYTES: u64 = 64 << 20;
/// A larger one is cut down to the files at hand.
const KEPT_BYTES: usize = 4 << 20;
/// The first line, changed whenever the others come to mean something else.
const VERSION: &str = "progress digests 2\n";

/// Digests by blob and by the name of the file.
///
/// Each has a line of its own, so that those of the past and of other branches cost nothing
/// but their bytes.
#[derive(Debug)]
pub(super) struct Cache {
    path: PathBuf,
    /// The lines that are stored.
    text: String,
    /// What is known of the files at hand.
    entries: HashMap<String, Option<Arc<Digest>>>,
    /// Lines to be stored with them.
    added: String,
}

impl Cache {
    /// Opens the cache below the folder that all worktrees share, for these files.
    pub fn open<'f>(common: &Path, files: impl Iterator<Item = &'f (String, ObjectId)>) -> Self {
        let path = common.join("progress/cache/digests");
        let text = stored(&path).unwrap_or_default();
        let wanted = keys(files);
        let entries = text.lines().filter_map(|line| entry(line, &wanted));
        Self {
            entries: entries.collect(),
            path,
            text,
            added: String::new(),
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
        let key = key(name, blob);
        let json = serde_json::to_string(&digest.as_deref());
        // A name that would break the lines is read anew each time.
        if let (Ok(json), false) = (json, key.contains(char::is_control)) {
            self.added += &[&key, "\t", &json, "\n"].concat();
        }
        self.entries.insert(key, digest);
    }

    /// Writes what was added, for those that the repository is shared with. `used` are the files
    /// at hand, which outlive all others.
    pub fn save(self, used: &[(String, ObjectId)], sharing: impl FnOnce() -> Sharing) {
        if self.added.is_empty() {
            return;
        }
        let mut text = self.text + &self.added;
        if text.len() > KEPT_BYTES {
            let used = keys(used.iter());
            let lines = text.split_inclusive('\n');
            text = lines.filter(|line| used.contains(key_of(line))).collect();
        }
        // Nothing depends on it: where it cannot be written, the next run reads the files again.
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

/// The file that a line is about.
fn key_of(line: &str) -> &str {
    line.split_once('\t').map_or("", |(key, _)| key)
}

/// What a line says of a wanted file.
fn entry(line: &str, wanted: &HashSet<String>) -> Option<(String, Option<Arc<Digest>>)> {
    let (key, json) = line.split_once('\t')?;
    let key = wanted.get(key)?;
    let digest: Option<Digest> = serde_json::from_str(json).ok()?;
    Some((key.clone(), digest.map(Arc::new)))
}

/// The lines of the file; `None` where it is of another version.
fn stored(path: &Path) -> Option<String> {
    if fs::metadata(path).ok()?.len() > MAX_BYTES {
        return None;
    }
    let text = fs::read_to_string(path).ok()?;
    text.strip_prefix(VERSION).map(str::to_owned)
}

/// How many files the lines of a cache tell of; for fuzzing.
#[doc(hidden)]
#[must_use]
pub fn count_digests(text: &str) -> usize {
    let wanted = text.lines().map(|line| key_of(line).to_owned()).collect();
    text.lines().filter_map(|line| entry(line, &wanted)).count()
}

/// Replaces the file at once, so that no reader sees half of it.
fn write(path: &Path, text: &str, sharing: Sharing) -> std::io::Result<()> {
    let folder = path.parent().unwrap_or(path);
    sharing.make_folder(folder)?;
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
