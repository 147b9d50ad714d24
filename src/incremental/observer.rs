//! The questions that findings depend on, with their answers.
//!
//! Rules are pure: as long as every question that was asked has the same answer, the findings are
//! the same.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{BuildHasher, RandomState};
use std::io;
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

use foldhash::fast::FixedState;
use progress_core::source::{Contents, RootedPath, folder_of};
use progress_git::git::Repository;
use serde::{Deserialize, Serialize};

use crate::cache::Stamp;

/// If at least so many files need not be read next time, that is worth storing.
const WORTH_STORING: usize = 8;

/// A question. Paths are relative to the root.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
enum Question {
    /// The content of a file.
    #[serde(rename = "r")]
    Read(String),
    /// Whether there is a file or folder.
    #[serde(rename = "e")]
    Exists(String),
    /// Whether there is a symbolic link.
    #[serde(rename = "l")]
    Link(String),
    /// The files of a folder.
    #[serde(rename = "s")]
    Siblings(String),
    /// The files that a sparse checkout leaves out.
    #[serde(rename = "o")]
    LeftOut,
    /// Whether there is a branch whose name has this prefix.
    #[serde(rename = "b")]
    Branch(String),
    /// Whether Git ignores a path.
    #[serde(rename = "i")]
    Ignored(String),
}

/// An answer, as a hash.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
struct Answer {
    #[serde(rename = "h")]
    hash: u64,
    /// As long as the file has this stamp, it need not be read again.
    #[serde(rename = "s", default, skip_serializing_if = "Option::is_none")]
    stamp: Option<Stamp>,
}

/// Notes questions and answers.
#[derive(Debug)]
pub struct Observer {
    /// Random, so that no file can be crafted to have the hash of another.
    seed: u64,
    noted: Mutex<Noted>,
}

#[derive(Debug, Default)]
struct Noted {
    answers: BTreeMap<Question, Answer>,
    /// The files that were read more than once, so not only for their own findings.
    read_again: BTreeSet<String>,
    /// Whether a question had two answers, because a file changed meanwhile.
    is_contradictory: bool,
}

/// The answers to all questions of a run, as hashes.
#[derive(Debug, Serialize, Deserialize)]
pub struct Answers {
    seed: u64,
    asked: Vec<(Question, Answer)>,
    read_again: BTreeSet<String>,
    /// The number of files that got a stamp since this was stored.
    #[serde(skip)]
    stamped: usize,
}

impl Default for Observer {
    fn default() -> Self {
        Self {
            // The standard library's hasher is a source of randomness that needs no dependency.
            seed: RandomState::new().hash_one(0),
            noted: Mutex::default(),
        }
    }
}

impl Observer {
    /// Notes answers that can be compared with earlier ones.
    #[must_use]
    pub fn continuing(earlier: &Answers) -> Self {
        Self {
            seed: earlier.seed,
            noted: Mutex::default(),
        }
    }

    pub(super) fn note_ignored(&self, path: &str, is_ignored: bool) {
        let question = Question::Ignored(path.to_owned());
        self.note(question, hash(self.seed, is_ignored));
    }

    pub(super) fn note_branch(&self, prefix: &str, is_there: bool) {
        self.note(
            Question::Branch(prefix.to_owned()),
            hash(self.seed, is_there),
        );
    }

    /// The seed of all hashes.
    #[must_use]
    pub fn seed(&self) -> u64 {
        self.seed
    }

    /// Returns all answers; `None` if a question had two.
    #[must_use]
    pub fn answers(self) -> Option<Answers> {
        let seed = self.seed;
        let noted = self
            .noted
            .into_inner()
            .unwrap_or_else(PoisonError::into_inner);
        if noted.is_contradictory {
            return None;
        }
        Some(Answers {
            seed,
            asked: noted.answers.into_iter().collect(),
            read_again: noted.read_again,
            stamped: 0,
        })
    }

    /// Notes the content of a file that was read already.
    pub fn note_content(&self, path: &RootedPath, bytes: &[u8]) {
        let hash = hash(self.seed, (true, bytes));
        self.note_read(path.as_str(), Answer { hash, stamp: None });
    }

    fn note_read(&self, path: &str, answer: Answer) {
        let mut noted = self.noted();
        let question = Question::Read(path.to_owned());
        match noted.answers.insert(question, answer) {
            None => {}
            Some(first) => {
                noted.is_contradictory |= first.hash != answer.hash;
                noted.read_again.insert(path.to_owned());
            }
        }
    }

    fn note(&self, question: Question, hash: u64) {
        let mut noted = self.noted();
        let answer = Answer { hash, stamp: None };
        let first = *noted.answers.entry(question).or_insert(answer);
        noted.is_contradictory |= first.hash != hash;
    }

    fn noted(&self) -> MutexGuard<'_, Noted> {
        self.noted.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Contents whose answers are noted.
pub struct Observed<'a> {
    contents: Box<dyn Contents + 'a>,
    observer: &'a Observer,
}

impl<'a> Observed<'a> {
    /// Observes what is asked of contents on disk.
    #[must_use]
    pub fn new(contents: Box<dyn Contents + 'a>, observer: &'a Observer) -> Self {
        Self { contents, observer }
    }
}

impl std::fmt::Debug for Observed<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Observed").finish_non_exhaustive()
    }
}

impl Contents for Observed<'_> {
    fn read(&self, path: &RootedPath) -> io::Result<Vec<u8>> {
        let stamp = settled_stamp(path.absolute());
        let read = self.contents.read(path);
        let hash = hash_of_file(self.observer.seed, &read);
        let answer = Answer { hash, stamp };
        self.observer.note_read(path.as_str(), answer);
        read
    }

    fn exists(&self, path: &str) -> bool {
        let exists = self.contents.exists(path);
        let answer = hash(self.observer.seed, exists);
        self.observer
            .note(Question::Exists(path.to_owned()), answer);
        exists
    }

    fn is_link(&self, path: &str) -> bool {
        let is_link = self.contents.is_link(path);
        let answer = hash(self.observer.seed, is_link);
        self.observer.note(Question::Link(path.to_owned()), answer);
        is_link
    }

    fn siblings(&self, folder: &str) -> Vec<RootedPath> {
        let siblings = self.contents.siblings(folder);
        let answer = hash_of_paths(self.observer.seed, &siblings);
        let question = Question::Siblings(folder.to_owned());
        self.observer.note(question, answer);
        siblings
    }

    fn left_out(&self, is_wanted: &dyn Fn(&str) -> bool) -> Vec<RootedPath> {
        let mut files = self.contents.left_out(&|_| true);
        let answer = hash_of_paths(self.observer.seed, &files);
        self.observer.note(Question::LeftOut, answer);
        files.retain(|path| is_wanted(path.as_str()));
        files
    }

    // Not noted: it only decides how the same answers are found.
    fn reads_disk(&self, path: &RootedPath) -> bool {
        self.contents.reads_disk(path)
    }
}

impl Answers {
    /// Asks all questions again, and returns the files that were read once and have another content
    /// now; `None` if anything else has changed.
    #[must_use]
    pub fn edited(
        &mut self,
        root: &Path,
        contents: &dyn Contents,
        git: &Repository,
    ) -> Option<BTreeSet<String>> {
        let mut edited = BTreeSet::new();
        for (question, answer) in &mut self.asked {
            let Question::Read(name) = question else {
                if ask(question, self.seed, contents, git) != answer.hash {
                    return None;
                }
                continue;
            };
            let absolute = root.join(&*name);
            let stamp = settled_stamp(&absolute);
            if stamp.is_some() && stamp == answer.stamp {
                continue;
            }
            let path = RootedPath::new(root, &absolute);
            if hash_of_file(self.seed, &contents.read(&path)) == answer.hash {
                answer.stamp = stamp;
                self.stamped += usize::from(stamp.is_some());
            } else if self.read_again.contains(name) {
                return None;
            } else {
                edited.insert(name.clone());
            }
        }
        Some(edited)
    }

    /// Whether so many files have new stamps that these are worth storing.
    #[must_use]
    pub fn are_worth_storing(&self) -> bool {
        self.stamped >= WORTH_STORING
    }

    /// Whether one of these files has not changed for a while, or the system cannot tell.
    #[must_use]
    pub fn has_settled(&self, files: &BTreeSet<String>) -> bool {
        let mut reads = self.asked.iter().filter(|(question, _)| match question {
            Question::Read(path) => files.contains(path),
            _ => false,
        });
        !Stamp::IS_KNOWN || reads.any(|(_, answer)| answer.stamp.is_some())
    }

    /// Adds the answers of a run that asked again about these files; `None` if something else has
    /// changed meanwhile. `alone` names the folders of the files, if no others were loaded.
    #[must_use]
    pub fn with(
        self,
        later: Self,
        edited: &BTreeSet<String>,
        alone: Option<&BTreeSet<String>>,
    ) -> Option<Self> {
        let mut answers: BTreeMap<Question, Answer> = self.asked.into_iter().collect();
        let mut read_again = self.read_again;
        for (question, answer) in later.asked {
            // Read for the findings about another plan: a moved file may have been its copy.
            if let (Question::Read(path), Some(folders)) = (&question, alone)
                && !folders.contains(folder_of(path))
                && answers.contains_key(&question)
            {
                read_again.insert(path.clone());
            }
            let is_edited = matches!(&question, Question::Read(path) if edited.contains(path));
            match answers.insert(question, answer) {
                Some(earlier) if earlier.hash != answer.hash && !is_edited => return None,
                _ => {}
            }
        }
        read_again.extend(later.read_again);
        Some(Self {
            seed: self.seed,
            asked: answers.into_iter().collect(),
            read_again,
            stamped: 0,
        })
    }
}

/// Answers a question about anything but the content of a file.
fn ask(question: &Question, seed: u64, contents: &dyn Contents, git: &Repository) -> u64 {
    match question {
        // Answered by the caller, which may not need to read the file.
        Question::Read(_) => 0,
        Question::Exists(path) => hash(seed, contents.exists(path)),
        Question::Link(path) => hash(seed, contents.is_link(path)),
        Question::Siblings(folder) => hash_of_paths(seed, &contents.siblings(folder)),
        Question::LeftOut => hash_of_paths(seed, &contents.left_out(&|_| true)),
        Question::Ignored(path) => hash(seed, git.is_ignored(Path::new(path))),
        Question::Branch(prefix) => hash(seed, git.has_branch_below(prefix).unwrap_or(false)),
    }
}

/// The stamp of a file, if that will show any later change.
fn settled_stamp(path: &Path) -> Option<Stamp> {
    let stamp = Stamp::of(path)?;
    stamp.is_settled_at(SystemTime::now()).then_some(stamp)
}

fn hash(seed: u64, answer: impl std::hash::Hash) -> u64 {
    FixedState::with_seed(seed).hash_one(answer)
}

fn hash_of_file(seed: u64, read: &io::Result<Vec<u8>>) -> u64 {
    match read {
        Ok(bytes) => hash(seed, (true, bytes)),
        // The text of an error becomes part of a message.
        Err(error) => hash(seed, (false, error.to_string())),
    }
}

fn hash_of_paths(seed: u64, paths: &[RootedPath]) -> u64 {
    let names: Vec<&str> = paths.iter().map(RootedPath::as_str).collect();
    hash(seed, names)
}
