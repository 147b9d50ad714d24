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
    /// What is stored: the version, and a line for each fact. Facts are checked only when they are
    /// looked up, including whether they are UTF-8.
    stored: Vec<u8>,
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
        let basis = hash.to_string();
        let stored = stored(&path).unwrap_or_default();
        Self {
            lines: index(&stored, basis.as_bytes()),
            path,
            basis,
            stored,
            added: Vec::new(),
            max_bytes,
            replaced: HashSet::default(),
            used: RefCell::default(),
        }
    }

    /// Returns a fact; `None` if it is not stored, or damaged.
    #[must_use]
    pub fn get<T: DeserializeOwned>(&self, key: &str) -> Option<T> {
        let range = self.lines.get(&hash_of(key.as_bytes()))?;
        let line = Line::parse(self.stored.get(range.clone())?)?;
        // Two keys may have the same hash, and the disk may have lost a part.
        let check = check_of(&self.basis, key, line.json);
        if line.key != key.as_bytes() || line.check != check.as_bytes() {
            return None;
        }
        // From bytes, every string of it would be checked by itself.
        let json = std::str::from_utf8(line.json).ok()?;
        let fact = serde_json::from_str(json).ok()?;
        self.used.borrow_mut().insert(range.start);
        Some(fact)
    }

    /// Whether a fact seems to be stored, without looking at it.
    #[must_use]
    pub fn has(&self, key: &str) -> bool {
        self.lines.contains_key(&hash_of(key.as_bytes()))
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
        let old = self.lines.remove(&hash_of(key.as_bytes()));
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
        if self.stored.len() + self.added.len() > self.max_bytes {
            let used = self.used.into_inner();
            pieces.extend(kept(&self.stored, |at| {
                used.contains(&at) && !self.replaced.contains(&at)
            }));
        } else if self.replaced.is_empty() {
            pieces.extend(self.stored.get(VERSION.len()..));
        } else {
            pieces.extend(kept(&self.stored, |at| !self.replaced.contains(&at)));
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

/// A line.
struct Line<'l> {
    check: &'l [u8],
    basis: &'l [u8],
    key: &'l [u8],
    json: &'l [u8],
}

impl<'l> Line<'l> {
    fn parse(line: &'l [u8]) -> Option<Self> {
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

/// The bytes before and after the first `byte`. `memchr`, because hooks search megabytes.
fn split_at_byte(bytes: &[u8], byte: u8) -> Option<(&[u8], &[u8])> {
    let at = memchr::memchr(byte, bytes)?;
    Some((bytes.get(..at)?, bytes.get(at + 1..)?))
}

/// The lines that hold a fact, without their ends, with their positions.
fn lines(stored: &[u8]) -> impl Iterator<Item = (usize, &[u8])> {
    let mut start = 0;
    let ends = memchr::memchr_iter(b'\n', stored).chain([stored.len()]);
    let lines = ends.filter_map(move |end| {
        let at = std::mem::replace(&mut start, end + 1);
        // Nothing follows the end of the last line.
        let line = stored.get(at..end).filter(|_| at < stored.len())?;
        Some((at, line))
    });
    // The first one is the version.
    lines.skip(1)
}

/// Hashes contents for use in a key. All runs of one build return the same hash.
pub(crate) fn digest(contents: &impl Hash) -> String {
    let parts = [0, 1].map(|seed| FixedState::with_seed(seed).hash_one(contents));
    format!("{:016x}{:016x}", parts[0], parts[1])
}

fn hash_of(key: &[u8]) -> u64 {
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
fn index(stored: &[u8], basis: &[u8]) -> HashMap<u64, Range<usize>> {
    let mut found = HashMap::default();
    for (start, line) in lines(stored) {
        if let Some(parsed) = Line::parse(line)
            && parsed.basis == basis
        {
            found.insert(hash_of(parsed.key), start..start + line.len());
        }
    }
    found
}

/// The lines to keep, with their ends, by their position.
fn kept(stored: &[u8], is_kept: impl Fn(usize) -> bool) -> Vec<&[u8]> {
    let kept = lines(stored).filter(|(start, _)| is_kept(*start));
    // The disk may have lost the end of the last line.
    let with_ends = kept.filter_map(|(start, line)| {
        let end = start + line.len();
        stored.get(start..=end).or_else(|| stored.get(start..end))
    });
    with_ends.collect()
}

/// The contents of a cache; `None` if it cannot be used.
fn stored(path: &Path) -> Option<Vec<u8>> {
    if !is_enabled() {
        return None;
    }
    // A link may lead anywhere, and reading a pipe would wait for a writer.
    let metadata = fs::symlink_metadata(path).ok()?;
    if !metadata.is_file() || metadata.len() > MAX_BYTES {
        return None;
    }
    let stored = fs::read(path).ok()?;
    stored.starts_with(VERSION.as_bytes()).then_some(stored)
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

/// Returns the number of facts in what is stored; for fuzzing.
#[doc(hidden)]
#[must_use]
pub fn count_facts(stored: &[u8]) -> usize {
    let basis = lines(stored).find_map(|(_, line)| Some(Line::parse(line)?.basis));
    index(stored, basis.unwrap_or_default()).len()
}

#[cfg(test)]
mod tests;
