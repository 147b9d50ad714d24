//! The files of a project, kept in memory.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use progress_core::collections::HashMap;
use progress_core::document::{Document, Frontmatter};
use progress_core::model::Statuses;
use progress_core::source::{Contents, RootedPath, folder_of};
use progress_core::workspace::Ownership;

use super::digest::Digest;
use super::stamp::Stamp;
use super::stand_ins::StandIns;
use crate::loading::{Candidates, Memory, Needs};

/// Bytes of parsed files to keep, besides those that the current check needs: parsed, a file takes
/// ten times as much.
const MAX_KEPT: usize = 64 << 10;
/// With so many files, a key is not a misspelling, so more need not be looked at.
const ENOUGH_FILES: usize = 3;

/// What is known about the files of a project: the texts of open documents, files and texts that were
/// parsed, and what other plans need from each.
#[derive(Debug, Default)]
pub(super) struct FileMemory {
    statuses: Statuses,
    open: BTreeMap<RootedPath, Arc<str>>,
    pub(super) stand_ins: StandIns,
    /// Files on disk and open documents. Behind a lock, because files are loaded on several threads.
    parsed: Mutex<Parsed>,
    digests: BTreeMap<RootedPath, (Option<Stamp>, Digest)>,
    /// The files that Git ignores: others may refer to them, but unless they are open, they are not
    /// checked.
    ignored: BTreeSet<RootedPath>,
    /// The needs of the last check.
    needs: Mutex<Needs>,
}

#[derive(Debug, Default)]
struct Parsed {
    files: HashMap<RootedPath, ParsedFile>,
    bytes: usize,
    check: u64,
}

#[derive(Debug)]
struct ParsedFile {
    /// The version of the file; `None` for the current text of an open document.
    stamp: Option<Stamp>,
    document: Arc<Document>,
    /// The last check that used it.
    check: u64,
}

impl Parsed {
    /// Starts a check: of more than [`MAX_KEPT`], only what the last one used is kept.
    fn start_check(&mut self) {
        let last = self.check;
        self.check += 1;
        if self.bytes > MAX_KEPT {
            self.files.retain(|_, file| file.check == last);
            self.bytes = self.files.values().map(ParsedFile::bytes).sum();
        }
    }

    fn get(&mut self, path: &RootedPath, stamp: Option<&Stamp>) -> Option<Arc<Document>> {
        let file = self.files.get_mut(path)?;
        if file.stamp.as_ref() != stamp {
            return None;
        }
        file.check = self.check;
        Some(Arc::clone(&file.document))
    }

    fn keep(&mut self, path: &RootedPath, stamp: Option<Stamp>, document: Arc<Document>) {
        self.forget(path);
        let file = ParsedFile {
            stamp,
            document,
            check: self.check,
        };
        self.bytes += file.bytes();
        self.files.insert(path.clone(), file);
    }

    fn forget(&mut self, path: &RootedPath) {
        if let Some(file) = self.files.remove(path) {
            self.bytes = self.bytes.saturating_sub(file.bytes());
        }
    }
}

impl ParsedFile {
    fn bytes(&self) -> usize {
        self.document.text.as_str().len()
    }
}

impl FileMemory {
    pub(super) fn new(statuses: Statuses) -> Self {
        Self {
            statuses,
            ..Self::default()
        }
    }

    /// Sets the text of an open document. Returns whether other plans may be affected.
    pub(super) fn set_open(&mut self, path: &RootedPath, text: Arc<str>) -> Changed {
        let document = Arc::new(Document::parse(text.as_bytes().to_vec()));
        let digest = Digest::of(path.as_str(), &document, &self.statuses);
        let before = self.open.insert(path.clone(), text);
        let mut parsed = lock(&self.parsed);
        let before = match (&document.frontmatter, before) {
            // Only then it may have to stand in.
            (Frontmatter::Unreadable(_), Some(text)) => Some(
                parsed
                    .get(path, None)
                    .unwrap_or_else(|| Arc::new(Document::parse(text.as_bytes().to_vec()))),
            ),
            _ => None,
        };
        self.stand_ins.note(path, before, &document);
        // A client opens hundreds of documents before any of them is checked.
        if parsed.bytes > MAX_KEPT {
            parsed.forget(path);
        } else {
            parsed.keep(path, None, document);
        }
        drop(parsed);
        self.set_digest(path, None, Some(digest))
    }

    /// Forgets an open document: from now on, the file counts.
    pub(super) fn close(&mut self, path: &RootedPath, disk: &dyn Contents) -> Changed {
        self.open.remove(path);
        lock(&self.parsed).forget(path);
        self.stand_ins.remove(path);
        self.update(path, disk)
    }

    /// Reads what other plans need from a file that changed on disk.
    pub(super) fn update(&mut self, path: &RootedPath, disk: &dyn Contents) -> Changed {
        if self.open.contains_key(path) {
            return Changed::default();
        }
        let stamp = Stamp::of(path.absolute());
        let known = self.digests.get(path);
        if known.is_some_and(|(known, _)| stamp.is_some() && *known == stamp) {
            return Changed::default();
        }
        let mut digest = None;
        if stamp.is_some()
            && let Ok(bytes) = disk.read(path)
        {
            let document = Document::parse(bytes);
            digest = Some(Digest::of(path.as_str(), &document, &self.statuses));
        }
        self.set_digest(path, stamp, digest)
    }

    /// Replaces the set of known files. Those that are open stay.
    pub(super) fn set_files(&mut self, found: Candidates, disk: &dyn Contents) {
        let Candidates { files, ignored } = found;
        self.ignored = ignored.into_iter().collect();
        let listed: BTreeSet<&RootedPath> = files.iter().chain(&self.ignored).collect();
        let open = &self.open;
        self.digests
            .retain(|path, _| listed.contains(path) || open.contains_key(path));
        let listed: Vec<RootedPath> = listed.into_iter().cloned().collect();
        for path in &listed {
            let _ = self.update(path, disk);
        }
    }

    /// The text of an open document.
    pub(super) fn open_text(&self, path: &RootedPath) -> Option<&str> {
        self.open.get(path).map(|text| &**text)
    }

    /// The open documents.
    pub(super) fn open_paths(&self) -> impl Iterator<Item = &RootedPath> {
        self.open.keys()
    }

    /// The files to check.
    pub(super) fn paths(&self) -> impl Iterator<Item = &RootedPath> {
        let files = self.digests.keys();
        files.filter(|path| !self.ignored.contains(*path) || self.open.contains_key(*path))
    }

    /// Starts a check: files that it does not use may be forgotten.
    pub(super) fn start_check(&self) {
        *self.last_needs() = Needs::default();
        lock(&self.parsed).start_check();
    }

    /// What the last check needed from other plans.
    pub(super) fn last_needs(&self) -> MutexGuard<'_, Needs> {
        lock(&self.needs)
    }

    fn set_digest(
        &mut self,
        path: &RootedPath,
        stamp: Option<Stamp>,
        digest: Option<Digest>,
    ) -> Changed {
        let old = match digest {
            Some(digest) => self.digests.insert(path.clone(), (stamp, digest)),
            None => self.digests.remove(path),
        };
        let old = old.map(|(_, digest)| digest);
        let new = self.digests.get(path).map(|(_, digest)| digest.clone());
        if old == new {
            return Changed::default();
        }
        Changed { old, new }
    }

    /// Whether a file is part of the workspace that `progress lint` checks: one that may be a
    /// progress file is, if another file of its folder certainly is one.
    fn counts(&self, path: &RootedPath, digest: &Digest) -> bool {
        match digest.ownership {
            Ownership::Ours => true,
            Ownership::InPlan => self.member_of(folder_of(path.as_str())).is_some(),
            Ownership::IfBefore | Ownership::Foreign => false,
        }
    }

    /// A file of this folder that certainly is a progress file.
    fn member_of(&self, folder: &str) -> Option<&RootedPath> {
        let mut files = self.digests.iter().filter(|(path, (_, digest))| {
            digest.ownership == Ownership::Ours && folder_of(path.as_str()) == folder
        });
        files.next().map(|(path, _)| path)
    }

    /// The files that satisfy a test, but count only if they were progress files in the last
    /// commit, which is found out when they are loaded.
    fn doubtful(&self, test: impl Fn(&Digest) -> bool) -> impl Iterator<Item = &RootedPath> {
        let files = self.digests.iter().filter(move |(_, (_, digest))| {
            digest.ownership == Ownership::IfBefore && test(digest)
        });
        files.map(|(path, _)| path)
    }

    /// The files that count and satisfy a test, in order.
    fn files(&self, test: impl Fn(&Digest) -> bool) -> impl Iterator<Item = &RootedPath> {
        let files = self
            .digests
            .iter()
            .filter(move |(path, (_, digest))| test(digest) && self.counts(path, digest));
        files.map(|(path, _)| path)
    }
}

/// What a file offers to other plans, before and after a change.
#[derive(Debug, Default)]
pub(super) struct Changed {
    old: Option<Digest>,
    new: Option<Digest>,
}

impl Changed {
    /// Whether a check with these needs may have another result.
    pub(super) fn affects(&self, needs: &Needs) -> bool {
        let (old, new) = (self.old.as_ref(), self.new.as_ref());
        if old == new {
            return false;
        }
        // A file that becomes a progress file, or stops being one, adds or removes everything.
        let is_other_kind = old.map(|it| it.ownership) != new.map(|it| it.ownership);
        let differs = |test: &dyn Fn(&Digest) -> bool| {
            let was = old.is_some_and(test);
            let is = new.is_some_and(test);
            was != is || is_other_kind && is
        };
        needs.keys.iter().any(|key| differs(&|it| it.has_key(key)))
            || needs.tasks.iter().any(|name| {
                let (prd, id) = name.split_once(':').unwrap_or(("", name));
                let is_of_plan = [old, new].into_iter().flatten().any(|it| it.is_of(prd));
                is_of_plan || differs(&|it| it.has_task(id) || it.has_task(name))
            })
    }
}

impl Memory for FileMemory {
    fn document(&self, path: &RootedPath) -> Option<Arc<Document>> {
        let open = self.open.get(path);
        let stamp = match open {
            Some(_) => None,
            // Asked each time, since not every client says what changes on disk.
            None => Some(Stamp::of(path.absolute())?),
        };
        if let Some(known) = lock(&self.parsed).get(path, stamp.as_ref()) {
            return Some(known);
        }
        let bytes = match open {
            Some(text) => text.as_bytes().to_vec(),
            None => progress_git::trees::read_file(path.absolute()).ok()?.0,
        };
        let document = Arc::new(Document::parse(bytes));
        lock(&self.parsed).keep(path, stamp, Arc::clone(&document));
        Some(document)
    }

    fn deciding(&self, needs: &Needs) -> Vec<RootedPath> {
        self.last_needs().clone_from(needs);
        let mut found: BTreeSet<&RootedPath> = BTreeSet::new();
        for name in &needs.tasks {
            if let Some((prd, _)) = name.split_once(':') {
                // The whole folder, since any of its files may define the task.
                let folders: BTreeSet<&str> = self
                    .files(|digest| digest.is_of(prd))
                    .chain(self.doubtful(|digest| digest.is_of(prd)))
                    .map(|path| folder_of(path.as_str()))
                    .collect();
                let known = self.digests.keys();
                found.extend(known.filter(|path| folders.contains(folder_of(path.as_str()))));
            }
            // The first definition counts.
            found.extend(self.files(|digest| digest.has_task(name)).next());
            found.extend(self.doubtful(|digest| digest.has_task(name)));
        }
        for key in &needs.keys {
            let known: Vec<&RootedPath> = self
                .files(|digest| digest.has_key(key))
                .take(ENOUGH_FILES)
                .collect();
            if known.len() < ENOUGH_FILES {
                found.extend(self.doubtful(|digest| digest.has_key(key)));
            }
            found.extend(known);
        }
        // A file in doubt is loaded together with one that confirms it.
        let doubtful = found.iter().filter(|path| {
            let digest = self.digests.get(**path);
            digest.is_some_and(|(_, digest)| digest.ownership == Ownership::InPlan)
        });
        let confirming: Vec<&RootedPath> = doubtful
            .filter_map(|path| self.member_of(folder_of(path.as_str())))
            .collect();
        found.extend(confirming);
        found.into_iter().cloned().collect()
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
