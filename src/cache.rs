//! What was found out, such as what a commit did, kept in Git's common folder for all worktrees and
//! all commands.
//!
//! A fact is looked up by a key that names everything it follows from, or is stored along with
//! that, for the reader to compare. Losing a cache costs only time: one that is missing, damaged,
//! foreign or not writable makes a command slower, never wrong.

mod stamp;

use std::cell::RefCell;
use std::fs::{self, File};
use std::hash::{BuildHasher, Hash};
use std::io::{self, BufWriter, Write};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use foldhash::fast::FixedState;
use progress_core::collections::{Fnv, HashMap, HashSet};
use progress_git::git::Sharing;
use serde::Serialize;
use serde::de::DeserializeOwned;
pub(crate) use stamp::Stamp;

/// The folder of all caches, in Git's common folder.
const FOLDER: &str = "progress/cache";
/// A larger cache is not read.
const MAX_BYTES: u64 = 256 << 20;
/// The first line, changed whenever the format of the others changes.
const VERSION: &str = "progress cache 1\n";
/// Facts belong to one build: another may draw other conclusions.
const BUILD: &str = env!("PROGRESS_BUILD");

static IS_ENABLED: AtomicBool = AtomicBool::new(true);

/// Makes this process neither read nor write any cache.
pub fn disable() {
    IS_ENABLED.store(false, Ordering::Relaxed);
}

/// Whether this process uses caches.
pub(crate) fn is_enabled() -> bool {
    IS_ENABLED.load(Ordering::Relaxed)
}

/// Returns the folder of all caches of a repository.
#[must_use]
pub fn folder(common: &Path) -> PathBuf {
    common.join(FOLDER)
}

/// Returns the names and sizes of the caches in a folder, in bytes.
#[must_use]
pub fn files(folder: &Path) -> Vec<(String, u64)> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        if let Ok(metadata) = entry.metadata() {
            let name = entry.file_name().to_string_lossy().into_owned();
            files.push((name, metadata.len()));
        }
    }
    files.sort();
    files
}

/// Removes all caches in a folder.
///
/// # Errors
///
/// Fails if a file cannot be removed.
pub fn clean(folder: &Path) -> io::Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Facts by key, with a line for each: a checksum, the key, and the fact as JSON.
///
/// Facts of several builds and settings share a file, so that alternating between two of them does
/// not discard the facts of either.
#[derive(Debug)]
pub struct Cache {
    path: PathBuf,
    /// The prefix of every key: the build, and whatever else all facts depend on.
    basis: String,
    /// The stored text: the version, and a line for each fact.
    text: String,
    /// The lines by the hash of their key.
    lines: HashMap<u64, Range<usize>>,
    /// Lines to be added to the stored ones.
    added: Vec<u8>,
    /// If it becomes larger, it is reduced to the facts that the current command used.
    max_bytes: usize,
    /// The stored lines that were replaced, by their position.
    replaced: HashSet<usize>,
    /// The stored lines that were used.
    used: RefCell<HashSet<usize>>,
}

impl Cache {
    /// Opens the cache of this name in Git's common folder. `basis` describes everything besides
    /// the key that its facts depend on, such as settings. If it grows beyond `max_bytes`, it is
    /// reduced to the facts that the current command uses.
    #[must_use]
    pub fn open(common: &Path, name: &str, basis: &[&str], max_bytes: usize) -> Self {
        let mut hash = Fnv::new();
        for part in std::iter::once(&BUILD).chain(basis) {
            hash.add(part);
        }
        let path = common.join(FOLDER).join(name);
        let text = stored(&path).unwrap_or_default();
        let mut cache = Self {
            path,
            basis: hash.to_string(),
            lines: HashMap::default(),
            text: String::new(),
            added: Vec::new(),
            max_bytes,
            replaced: HashSet::default(),
            used: RefCell::default(),
        };
        cache.lines = index(&text, &cache.basis);
        cache.text = text;
        cache
    }

    /// Returns a fact; `None` if it is not stored, or damaged.
    #[must_use]
    pub fn get<T: DeserializeOwned>(&self, key: &str) -> Option<T> {
        let range = self.lines.get(&hash_of(key))?;
        let line = Line::parse(self.text.get(range.clone())?)?;
        // Two keys may have the same hash, and the disk may have lost a part.
        if line.key != key || line.check != check_of(&self.basis, key, line.json.as_bytes()) {
            return None;
        }
        let fact = serde_json::from_str(line.json).ok()?;
        self.used.borrow_mut().insert(range.start);
        Some(fact)
    }

    /// Whether a fact seems to be stored, without looking at it.
    #[must_use]
    pub fn has(&self, key: &str) -> bool {
        self.lines.contains_key(&hash_of(key))
    }

    /// Adds a fact, or replaces it.
    pub fn put<T: Serialize>(&mut self, key: &str, fact: &T) {
        self.add(key, |line| serde_json::to_writer(line, fact));
    }

    /// Like [`Self::put`], for a fact that has been serialized already.
    pub fn put_json(&mut self, key: &str, json: &str) {
        self.add(key, |line| {
            line.extend_from_slice(json.as_bytes());
            Ok(())
        });
    }

    fn add(&mut self, key: &str, write: impl FnOnce(&mut Vec<u8>) -> serde_json::Result<()>) {
        // A key that would break the format of the lines is not stored.
        if key.contains(char::is_control) {
            return;
        }
        let old = self.lines.remove(&hash_of(key));
        let start = self.added.len();
        // It is probably not much longer than before, and growing step by step would copy it.
        let length = old.as_ref().map_or(0, ExactSizeIterator::len);
        self.added.reserve(length + length / 8);
        let unchecked = [NO_CHECK, " ", self.basis.as_str(), " ", key, "\t"];
        for part in unchecked {
            self.added.extend_from_slice(part.as_bytes());
        }
        let json_start = self.added.len();
        if write(&mut self.added).is_err() {
            self.added.truncate(start);
            return;
        }
        let check = check_of(&self.basis, key, &self.added[json_start..]);
        self.added[start..start + NO_CHECK.len()].copy_from_slice(check.as_bytes());
        self.added.push(b'\n');
        self.replaced.extend(old.map(|old| old.start));
    }

    /// Stores what was added, for everyone who shares the repository.
    ///
    /// If two processes do so at once, one wins; the other's facts are found out again.
    pub fn save(self, sharing: impl FnOnce() -> Sharing) {
        if self.added.is_empty() || !is_enabled() {
            return;
        }
        let mut pieces = vec![VERSION.as_bytes()];
        if self.text.len() + self.added.len() > self.max_bytes {
            let used = self.used.into_inner();
            pieces.extend(kept(&self.text, |at| {
                used.contains(&at) && !self.replaced.contains(&at)
            }));
        } else if self.replaced.is_empty() {
            pieces.extend(self.text.get(VERSION.len()..).map(str::as_bytes));
        } else {
            pieces.extend(kept(&self.text, |at| !self.replaced.contains(&at)));
        }
        // The disk may have lost the end of the last line.
        if pieces.last().is_some_and(|last| !last.ends_with(b"\n")) {
            pieces.push(b"\n");
        }
        pieces.push(&self.added);
        // If it cannot be written, the next command finds the facts out again.
        let _ = replace(&self.path, &pieces, sharing());
    }
}

/// A line without its basis.
struct Line<'l> {
    check: &'l str,
    basis: &'l str,
    key: &'l str,
    json: &'l str,
}

impl<'l> Line<'l> {
    fn parse(line: &'l str) -> Option<Self> {
        let (check, rest) = split_at_byte(line, b' ')?;
        let (basis, rest) = split_at_byte(rest, b' ')?;
        let (key, json) = split_at_byte(rest, b'\t')?;
        Some(Self {
            check,
            basis,
            key,
            json,
        })
    }
}

/// The text before and after the first such ASCII character. Unlike `str::split_once`, it uses the
/// widest registers that there are, and hooks search megabytes.
fn split_at_byte(text: &str, byte: u8) -> Option<(&str, &str)> {
    let at = memchr::memchr(byte, text.as_bytes())?;
    Some((text.get(..at)?, text.get(at + 1..)?))
}

/// Hashes contents for use in a key. All runs of one build return the same hash.
pub(crate) fn digest(contents: &impl Hash) -> String {
    let parts = [0, 1].map(|seed| FixedState::with_seed(seed).hash_one(contents));
    format!("{:016x}{:016x}", parts[0], parts[1])
}

fn hash_of(key: &str) -> u64 {
    FixedState::default().hash_one(key)
}

/// Holds the place of a line's checksum.
const NO_CHECK: &str = "0000000000000000";

/// The checksum of a line. A build reads only its own lines, so the hash need not be the same in
/// all of them.
fn check_of(basis: &str, key: &str, json: &[u8]) -> String {
    let hash = FixedState::default().hash_one((basis, key, json));
    format!("{hash:016x}")
}

/// Finds the lines of a basis. Of two with the same key, the later one counts.
fn index(text: &str, basis: &str) -> HashMap<u64, Range<usize>> {
    let mut lines = HashMap::default();
    let mut start = 0;
    // The line with the version holds no fact, so it is skipped.
    for break_at in memchr::memchr_iter(b'\n', text.as_bytes()).chain([text.len()]) {
        if let Some(line) = text.get(start..break_at).and_then(Line::parse)
            && line.basis == basis
        {
            lines.insert(hash_of(line.key), start..break_at);
        }
        start = break_at + 1;
    }
    lines
}

/// The lines to keep, by their position.
fn kept(text: &str, is_kept: impl Fn(usize) -> bool) -> Vec<&[u8]> {
    let mut kept = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        if start > 0 && is_kept(start) {
            kept.push(line.as_bytes());
        }
        start += line.len();
    }
    kept
}

/// The text of a cache; `None` if it cannot be used.
fn stored(path: &Path) -> Option<String> {
    if !is_enabled() {
        return None;
    }
    // A link may lead anywhere, and reading a pipe would wait for a writer.
    let metadata = fs::symlink_metadata(path).ok()?;
    if !metadata.is_file() || metadata.len() > MAX_BYTES {
        return None;
    }
    let text = fs::read_to_string(path).ok()?;
    text.starts_with(VERSION).then_some(text)
}

/// Replaces the file atomically, so that readers never see half of it.
fn replace(path: &Path, pieces: &[&[u8]], sharing: Sharing) -> io::Result<()> {
    let folder = path.parent().unwrap_or(path);
    sharing.make_folder(folder)?;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let temporary = folder.join(format!("{name}.{}.tmp", std::process::id()));
    let mut written = write(&temporary, pieces);
    if written.is_ok() {
        sharing.share(&temporary);
        written = fs::rename(&temporary, path);
    }
    if written.is_err() {
        let _ = fs::remove_file(&temporary);
    }
    written
}

fn write(path: &Path, pieces: &[&[u8]]) -> io::Result<()> {
    let mut file = BufWriter::new(File::create(path)?);
    for piece in pieces {
        file.write_all(piece)?;
    }
    file.flush()
}

/// Returns the number of facts in a cache's text; for fuzzing.
#[doc(hidden)]
#[must_use]
pub fn count_facts(text: &str) -> usize {
    let basis = text.split(' ').nth(1).unwrap_or_default();
    index(text, basis).len()
}

#[cfg(test)]
mod tests;
