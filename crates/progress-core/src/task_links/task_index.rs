//! An index of the tasks that a commit can name.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use yaml_lossless::text::Span;

use super::Digest;
use super::named_ids::Ids;
use crate::collections::{HashSet, hash_of};
use crate::model::plan::without_version;
use crate::model::plan_path::plan_name;
use crate::model::reference::PhaseLabel;
use crate::model::task_name::TaskHolder;
use crate::source::{folder_of, name_of};

/// One version of a progress file, at its path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownFile {
    /// The path, relative to the root.
    pub path: String,
    /// The parts that matter for commits.
    pub digest: Arc<Digest>,
    lists_all_phases: bool,
    /// The length of the plan's name without its version.
    unversioned: usize,
}

impl KnownFile {
    /// Creates the file at a path.
    #[must_use]
    pub fn at(path: &str, digest: Arc<Digest>) -> Self {
        let plan = plan_name(digest.prd.as_deref(), path);
        let unversioned = without_version(plan).len();
        Self {
            path: path.to_owned(),
            digest,
            lists_all_phases: name_of(path).starts_with("all-phases"),
            unversioned,
        }
    }

    /// Returns the name of the plan: the `prd`, or else a name derived from the path.
    #[must_use]
    pub fn plan(&self) -> &str {
        plan_name(self.digest.prd.as_deref(), &self.path)
    }

    /// Returns the name of the plan without its version: `auth` for `auth-v2`.
    #[must_use]
    pub(super) fn unversioned_plan(&self) -> &str {
        let plan = self.plan();
        plan.get(..self.unversioned).unwrap_or(plan)
    }

    /// Returns the length of the plan's name without its version.
    #[must_use]
    pub(super) fn unversioned_length(&self) -> usize {
        self.unversioned
    }

    /// Whether this is a name of its plan, ignoring versions (`-v2`) and case.
    #[must_use]
    pub fn is_of_plan(&self, name: &str) -> bool {
        is_same_unversioned(self.unversioned_plan(), without_version(name))
    }

    /// Returns the first and the last phase that the file covers.
    #[must_use]
    pub fn phases(&self) -> Option<(PhaseLabel, PhaseLabel)> {
        let text = self.digest.phase.as_deref()?;
        // Tried first: the dash of `phase-2` does not make it a range.
        match PhaseLabel::parse(text) {
            Some(label) => Some((label.clone(), label)),
            None => range_of_phases(text),
        }
    }

    /// Whether the file covers a phase.
    #[must_use]
    pub(crate) fn covers(&self, label: &PhaseLabel) -> bool {
        let text = self.digest.phase.as_deref().unwrap_or_default();
        // Usually it is one phase, and a number.
        if is_plain_number(text) {
            return text == label.as_str();
        }
        if let Some(own) = PhaseLabel::parse(text) {
            return own == *label;
        }
        let Some((first, last)) = range_of_phases(text) else {
            return false;
        };
        if first == *label || last == *label {
            return true;
        }
        match (first.number(), last.number(), label.number()) {
            (Some(first), Some(last), Some(at)) => first < at && at < last,
            _ => false,
        }
    }

    /// Whether this is another version of a file, which may have moved since.
    #[must_use]
    pub fn is_version_of(&self, other: &Self) -> bool {
        if self.path == other.path {
            return true;
        }
        // Every plan has a phase 1, so a phase without the name of its plan identifies nothing.
        self.digest.prd.is_some()
            && self.digest.prd == other.digest.prd
            && self.digest.phase == other.digest.phase
            && self.lists_all_phases() == other.lists_all_phases()
    }

    /// Whether the file lists the tasks of all phases, possibly in addition to files for each of
    /// them.
    #[must_use]
    pub(crate) fn lists_all_phases(&self) -> bool {
        self.lists_all_phases
    }
}

impl TaskHolder for Arc<KnownFile> {
    fn plan_name(&self) -> Option<&str> {
        Some(self.plan())
    }

    fn file_path(&self) -> &str {
        &self.path
    }
}

/// Whether a text is a number as [`PhaseLabel`] has it, so that it can be compared as it is.
fn is_plain_number(text: &str) -> bool {
    text.starts_with(|c| matches!(c, '1'..='9')) && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// The ends of `1-3`.
fn range_of_phases(text: &str) -> Option<(PhaseLabel, PhaseLabel)> {
    let (first, last) = text.split_once(['-', '–'])?;
    Some((PhaseLabel::parse(first)?, PhaseLabel::parse(last)?))
}

/// Whether two names belong to one plan, ignoring versions (`-v2`) and case.
#[must_use]
pub(super) fn is_same_plan(one: &str, other: &str) -> bool {
    is_same_unversioned(without_version(one), without_version(other))
}

/// Like [`is_same_plan`], for names without their versions.
#[must_use]
pub(super) fn is_same_unversioned(one: &str, other: &str) -> bool {
    !one.is_empty() && one.eq_ignore_ascii_case(other)
}

/// The progress files of one folder.
#[derive(Debug, Default)]
pub struct Folder {
    files: Vec<Arc<KnownFile>>,
    /// Where the tasks are, sorted by the hash of their ID, then in order.
    places: Vec<Place>,
    /// All IDs in one string: most commits look an ID up in every folder, and contiguous memory is
    /// read much faster.
    ids: String,
    first_bytes: FirstBytes,
    /// How the plans number their tasks: the words of an ID, and the first file of each plan that
    /// uses them.
    numbering: OnceLock<Vec<(String, u32)>>,
}

impl Folder {
    /// Indexes the files of one folder.
    #[must_use]
    pub fn new(files: Vec<Arc<KnownFile>>) -> Self {
        let mut places = Vec::new();
        let mut ids = String::new();
        let mut first_bytes = FirstBytes::default();
        for (at, file) in files.iter().enumerate() {
            for task in &file.digest.tasks {
                let start = ids.len();
                ids.push_str(&task.id);
                first_bytes.add(&task.id);
                places.push(Place {
                    hash: hash_of(&task.id),
                    file: at,
                    id: Span::new(start, ids.len()),
                });
            }
        }
        places.sort_unstable_by_key(|place| (place.hash, place.id.start));
        Self {
            files,
            places,
            ids,
            first_bytes,
            numbering: OnceLock::new(),
        }
    }

    /// Returns the files.
    #[must_use]
    pub fn files(&self) -> &[Arc<KnownFile>] {
        &self.files
    }

    /// Returns the words that `words_of` finds in the IDs, each with every plan that uses them.
    pub(super) fn numbering(
        &self,
        words_of: fn(&str) -> String,
    ) -> impl Iterator<Item = (&str, &str)> {
        let numbering = self.numbering.get_or_init(|| {
            let mut seen = HashSet::default();
            let mut numbering = Vec::new();
            for (index, file) in (0..).zip(&self.files) {
                for task in &file.digest.tasks {
                    let (words, plan) = (words_of(&task.id), file.plan());
                    // A plan without a name is never the same.
                    if seen.insert((words.clone(), plan)) || !is_same_plan(plan, plan) {
                        numbering.push((words, index));
                    }
                }
            }
            numbering
        });
        numbering.iter().filter_map(|(words, index)| {
            let file = self.files.get(*index as usize)?;
            Some((words.as_str(), file.plan()))
        })
    }

    /// The hashes of the IDs.
    fn hashes(&self) -> impl Iterator<Item = u64> {
        self.places.iter().map(|place| place.hash)
    }

    /// Returns the files that contain a task with this ID, given its hash; a file that contains it
    /// twice may occur twice, in a row.
    fn holding<'k>(&'k self, id: &str, hash: u64) -> impl Iterator<Item = &'k Arc<KnownFile>> {
        let start = self.places.partition_point(|place| place.hash < hash);
        let rest = self.places.get(start..).unwrap_or_default().iter();
        let same_hash = rest.take_while(move |place| place.hash == hash);
        same_hash.filter_map(move |place| {
            let is_same = self.ids.get(place.id.range()) == Some(id);
            self.files.get(place.file).filter(|_| is_same)
        })
    }
}

/// A task of a folder: the hash of its ID, its file, and where the ID is among those of the folder.
#[derive(Clone, Copy, Debug)]
struct Place {
    hash: u64,
    file: usize,
    id: Span,
}

/// The ASCII bytes with which IDs begin, one bit for each.
#[derive(Clone, Copy, Debug, Default)]
struct FirstBytes(u128);

impl FirstBytes {
    fn add(&mut self, id: &str) {
        let bit = id.bytes().next().and_then(Self::bit);
        self.0 |= bit.unwrap_or_default();
    }

    fn join(&mut self, other: Self) {
        self.0 |= other.0;
    }

    /// Whether an ID may begin with a byte; always true for bytes that are not ASCII.
    fn may_have(self, byte: u8) -> bool {
        Self::bit(byte).is_none_or(|bit| self.0 & bit != 0)
    }

    fn bit(byte: u8) -> Option<u128> {
        1_u128.checked_shl(byte.into())
    }
}

/// All tasks that a commit can name.
///
/// Folders are shared: from one commit to the next, few of them change.
#[derive(Clone, Debug, Default)]
pub struct TaskIndex {
    folders: Arc<[Arc<Folder>]>,
    /// The hashes of all IDs, and possibly of others: every word of a message is looked up, and
    /// hardly any is an ID.
    hashes: Arc<HashSet<u64>>,
    /// The hashes of IDs that were added since, fewer than [`MAX_ADDED`].
    added: Vec<u64>,
    /// The bytes with which IDs begin, and possibly others.
    first_bytes: FirstBytes,
}

/// The number of new IDs at which the set of all hashes is copied: not for each commit that adds one.
const MAX_ADDED: usize = 64;

impl TaskIndex {
    /// Indexes these folders.
    #[must_use]
    pub fn new(folders: Vec<Arc<Folder>>) -> Self {
        let hashes = folders.iter().flat_map(|folder| folder.hashes()).collect();
        let mut first_bytes = FirstBytes::default();
        for folder in &folders {
            first_bytes.join(folder.first_bytes);
        }
        Self {
            folders: folders.into(),
            hashes: Arc::new(hashes),
            added: Vec::new(),
            first_bytes,
        }
    }

    /// Returns this index with other folders in place of those in a range.
    ///
    /// From one commit to the next, few folders change, and fewer get new tasks. What is known
    /// about the IDs of the replaced folders is kept, so a word may be looked up although it is no
    /// ID any more.
    #[must_use]
    pub fn replacing(&self, range: Range<usize>, new: Vec<Arc<Folder>>) -> Self {
        let mut hashes = Arc::clone(&self.hashes);
        let mut added = self.added.clone();
        let mut first_bytes = self.first_bytes;
        for folder in &new {
            first_bytes.join(folder.first_bytes);
        }
        for hash in new.iter().flat_map(|folder| folder.hashes()) {
            if hashes.contains(&hash) || added.contains(&hash) {
                continue;
            }
            added.push(hash);
            if added.len() == MAX_ADDED {
                Arc::make_mut(&mut hashes).extend(added.drain(..));
            }
        }
        let mut folders = self.folders.to_vec();
        folders.splice(range, new);
        Self {
            folders: folders.into(),
            hashes,
            added,
            first_bytes,
        }
    }

    /// Indexes these files.
    #[must_use]
    pub fn of_files(files: impl IntoIterator<Item = KnownFile>) -> Self {
        // Sorted, so that the order of the files does not depend on who collected them.
        let mut by_folder: BTreeMap<String, Vec<Arc<KnownFile>>> = BTreeMap::new();
        for file in files {
            let folder = folder_of(&file.path).to_owned();
            by_folder.entry(folder).or_default().push(Arc::new(file));
        }
        let mut folders = Vec::new();
        for mut files in by_folder.into_values() {
            files.sort_by(|one, other| one.path.cmp(&other.path));
            folders.push(Arc::new(Folder::new(files)));
        }
        Self::new(folders)
    }

    /// Adds the files that only another index has.
    #[must_use]
    pub fn with(&self, other: &Self) -> Self {
        let own: HashSet<&str> = self.files().map(|file| file.path.as_str()).collect();
        let others = other
            .files()
            .filter(|file| !own.contains(file.path.as_str()))
            .cloned()
            .collect();
        let mut folders = self.folders.to_vec();
        folders.push(Arc::new(Folder::new(others)));
        Self::new(folders)
    }

    /// Returns the folders.
    #[must_use]
    pub fn folders(&self) -> &[Arc<Folder>] {
        &self.folders
    }

    /// Returns every file.
    pub fn files(&self) -> impl Iterator<Item = &Arc<KnownFile>> {
        self.folders.iter().flat_map(|folder| &folder.files)
    }

    /// Whether no file belongs to a plan: other Markdown may be named like a progress file.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.files().all(|file| *file.digest == Digest::default())
    }

    /// Returns the file at a path.
    #[must_use]
    pub fn file(&self, path: &str) -> Option<&Arc<KnownFile>> {
        self.files().find(|file| file.path == path)
    }

    /// Whether any file contains a task with this ID.
    #[must_use]
    pub fn has(&self, id: &str) -> bool {
        let hash = hash_of(id);
        if !self.hashes.contains(&hash) && !self.added.contains(&hash) {
            return false;
        }
        let mut folders = self.folders.iter();
        folders.any(|folder| folder.holding(id, hash).next().is_some())
    }

    /// Returns the files that contain a task with this ID.
    #[must_use]
    pub fn holders(&self, id: &str) -> Vec<Arc<KnownFile>> {
        self.holding(id).into_iter().cloned().collect()
    }

    /// Like [`Self::holders`], but borrowed: an ID that every plan uses has hundreds of holders.
    pub(super) fn holding(&self, id: &str) -> Vec<&Arc<KnownFile>> {
        let hash = hash_of(id);
        let mut holders: Vec<&Arc<KnownFile>> = Vec::new();
        for folder in self.folders.iter() {
            for file in folder.holding(id, hash) {
                let is_known = holders.last().is_some_and(|last| Arc::ptr_eq(last, file));
                if !is_known {
                    holders.push(file);
                }
            }
        }
        holders
    }

    /// Returns every ID, in order and without duplicates.
    #[must_use]
    pub fn ids(&self) -> BTreeSet<&str> {
        let tasks = self.files().flat_map(|file| &file.digest.tasks);
        tasks.map(|task| task.id.as_str()).collect()
    }

    /// Returns the names of all plans, in order and without duplicates.
    #[must_use]
    pub fn plans(&self) -> BTreeSet<&str> {
        self.files().map(|file| file.plan()).collect()
    }
}

impl Ids for TaskIndex {
    fn has(&self, id: &str) -> bool {
        self.has(id)
    }

    fn may_begin_with(&self, byte: u8) -> bool {
        self.first_bytes.may_have(byte)
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::task_links::DigestTask;

    /// Creates a file of a plan with some tasks, all pending.
    pub(in crate::task_links) fn file(
        path: &str,
        prd: &str,
        phase: &str,
        ids: &[&str],
    ) -> KnownFile {
        let digest = Digest {
            prd: (!prd.is_empty()).then(|| prd.to_owned()),
            phase: Some(phase.to_owned()),
            status: Some("planning".to_owned()),
            tasks: ids
                .iter()
                .map(|id| DigestTask {
                    id: (*id).to_owned(),
                    status: "pending".to_owned(),
                })
                .collect(),
            unnamed: Vec::new(),
        };
        KnownFile::at(path, Arc::new(digest))
    }

    #[test]
    fn holders_are_found_in_every_folder() {
        let known = TaskIndex::of_files([
            file("p/b/phase-1-progress.md", "b", "1", &["A-1", "A-1", "A-2"]),
            file("p/a/phase-1-progress.md", "a", "1", &["A-1"]),
        ]);
        let paths = |id| -> Vec<String> {
            let holders = known.holders(id);
            holders.iter().map(|file| file.path.clone()).collect()
        };
        assert_eq!(
            paths("A-1"),
            ["p/a/phase-1-progress.md", "p/b/phase-1-progress.md"]
        );
        assert_eq!(paths("A-3"), [""; 0]);
        assert!(known.has("A-2"));
    }

    #[test]
    fn replaced_folders_are_not_searched() {
        let of = |path, id| TaskIndex::of_files([file(path, "a", "1", &[id])]);
        let old = of("p/a/phase-1-progress.md", "A-1");
        let new = of("p/a/phase-1-progress.md", "A-2");
        let replaced = old.replacing(0..1, new.folders().to_vec());
        assert!(replaced.has("A-2") && !replaced.has("A-1") && !replaced.has("A-3"));
        assert!(old.has("A-1") && !old.has("A-2"));
        let both = old.replacing(1..1, new.folders().to_vec());
        assert!(both.has("A-1") && both.has("A-2"));
    }

    #[test]
    fn tasks_that_are_added_are_known() {
        let mut ids: Vec<String> = (0..3).map(|number| format!("A-{number}")).collect();
        let index_of = |ids: &[String]| {
            let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
            TaskIndex::of_files([file("p/a/phase-1-progress.md", "a", "1", &ids)])
        };
        let mut index = index_of(&ids);
        for number in 3..2 * MAX_ADDED {
            ids.push(format!("A-{number}"));
            index = index.replacing(0..1, index_of(&ids).folders().to_vec());
            assert!(ids.iter().all(|id| index.has(id)), "{number}");
        }
        assert!(!index.has("A-999"));
    }

    #[test]
    fn an_id_may_begin_with_the_first_byte_of_any() {
        let of = |path, ids: &[&str]| TaskIndex::of_files([file(path, "a", "1", ids)]);
        let old = of("p/a/phase-1-progress.md", &["A-1", "é-1"]);
        assert!(old.may_begin_with(b'A') && !old.may_begin_with(b'B'));
        assert!(old.may_begin_with("é".as_bytes()[0]));
        let new = of("p/a/phase-1-progress.md", &["B-1", ""]);
        let replaced = old.replacing(0..1, new.folders().to_vec());
        assert!(replaced.may_begin_with(b'B') && !replaced.may_begin_with(b'C'));
        let both = old.with(&of("p/b/phase-1-progress.md", &["1.1"]));
        assert!(both.may_begin_with(b'A') && both.may_begin_with(b'1'));
    }

    #[test]
    fn a_plan_is_named_by_prd_or_path() {
        assert_eq!(
            file("p/progress/x/phase-1-progress.md", "", "1", &[]).plan(),
            "x"
        );
        assert_eq!(file("p/progress/y-progress.md", "", "1", &[]).plan(), "y");
        let named = file("p/progress/x/phase-1-progress.md", "Auth-v2", "1", &[]);
        assert!(named.is_of_plan("auth-v1") && !named.is_of_plan("x"));
        assert!(!file("progress.md", "", "1", &[]).is_of_plan(""));
        assert!(is_same_plan("auth-v1.2", "Auth"));
        for (one, other) in [
            ("auth-v", "auth"),
            ("data-view", "data"),
            ("auth2", "auth"),
            ("-v1", ""),
        ] {
            assert!(!is_same_plan(one, other), "{one}");
        }
    }

    #[test]
    fn phases_are_covered() {
        let label = |text| PhaseLabel::parse(text).unwrap();
        let range = file("p/x/a.md", "x", "1-3", &[]);
        assert!(["1", "2", "3"].iter().all(|at| range.covers(&label(at))));
        assert!(!range.covers(&label("4")));
        assert!(file("p/x/a.md", "x", "2a", &[]).covers(&label("phase-2A")));
        for phase in ["1", "10", "01", "0", "00", "p1", " 1", "1.0", "\u{661}", ""] {
            let file = file("p/x/a.md", "x", phase, &[]);
            for other in ["1", "10", "0", "1.0"] {
                let is_same = PhaseLabel::parse(phase).is_some_and(|it| it == label(other));
                assert_eq!(file.covers(&label(other)), is_same, "{phase} {other}");
            }
        }
    }
}
