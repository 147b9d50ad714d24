//! The questions that findings depend on, with their answers.
//!
//! Rules are pure: as long as every question that was asked has the same answer, the findings are
//! the same.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{BuildHasher, RandomState};
use std::io;
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use foldhash::fast::FixedState;
use progress_core::source::{Contents, RootedPath};
use progress_git::git::Repository;
use serde::{Deserialize, Serialize};

/// A question. Paths are relative to the root.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
enum Question {
    /// The content of a file.
    #[serde(rename = "r")]
    Read(String),
    /// Whether there is a file or folder.
    #[serde(rename = "e")]
    Exists(String),
    /// The files of a folder.
    #[serde(rename = "s")]
    Siblings(String),
    /// Whether there is a branch whose name has this prefix.
    #[serde(rename = "b")]
    Branch(String),
    /// Whether Git ignores a path.
    #[serde(rename = "i")]
    Ignored(String),
}

/// Notes questions and answers.
#[derive(Debug)]
pub struct Observer {
    /// Random, so that nobody can construct a file with the hash of another.
    seed: u64,
    noted: Mutex<Noted>,
}

#[derive(Debug, Default)]
struct Noted {
    answers: BTreeMap<Question, u64>,
    /// The files that were read more than once, so not only for their own findings.
    read_again: BTreeSet<String>,
    /// Whether a question had two answers, because a file changed meanwhile.
    is_contradictory: bool,
}

/// The answers to all questions of a run, as hashes.
#[derive(Debug, Serialize, Deserialize)]
pub struct Answers {
    seed: u64,
    asked: Vec<(Question, u64)>,
    read_again: BTreeSet<String>,
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
        })
    }

    fn note_read(&self, path: &str, answer: u64) {
        let mut noted = self.noted();
        let question = Question::Read(path.to_owned());
        match noted.answers.insert(question, answer) {
            None => {}
            Some(first) => {
                noted.is_contradictory |= first != answer;
                noted.read_again.insert(path.to_owned());
            }
        }
    }

    fn note(&self, question: Question, answer: u64) {
        let mut noted = self.noted();
        let first = *noted.answers.entry(question).or_insert(answer);
        noted.is_contradictory |= first != answer;
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
        let read = self.contents.read(path);
        let answer = hash_of_file(self.observer.seed, &read);
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

    fn siblings(&self, folder: &str) -> Vec<RootedPath> {
        let siblings = self.contents.siblings(folder);
        let answer = hash_of_paths(self.observer.seed, &siblings);
        let question = Question::Siblings(folder.to_owned());
        self.observer.note(question, answer);
        siblings
    }
}

impl Answers {
    /// Asks all questions again, and returns the files that were read once and have another content
    /// now; `None` if anything else has changed.
    #[must_use]
    pub fn edited(
        &self,
        root: &Path,
        contents: &dyn Contents,
        git: &Repository,
    ) -> Option<BTreeSet<String>> {
        let mut edited = BTreeSet::new();
        for (question, answer) in &self.asked {
            if self.ask(question, root, contents, git) == *answer {
                continue;
            }
            match question {
                Question::Read(path) if !self.read_again.contains(path) => {
                    edited.insert(path.clone());
                }
                _ => return None,
            }
        }
        Some(edited)
    }

    /// Adds the answers of a run that asked again about these files; `None` if something else has
    /// changed meanwhile.
    #[must_use]
    pub fn with(self, later: Self, edited: &BTreeSet<String>) -> Option<Self> {
        let mut answers: BTreeMap<Question, u64> = self.asked.into_iter().collect();
        for (question, answer) in later.asked {
            let is_edited = matches!(&question, Question::Read(path) if edited.contains(path));
            match answers.insert(question, answer) {
                Some(earlier) if earlier != answer && !is_edited => return None,
                _ => {}
            }
        }
        let mut read_again = self.read_again;
        read_again.extend(later.read_again);
        Some(Self {
            seed: self.seed,
            asked: answers.into_iter().collect(),
            read_again,
        })
    }

    fn ask(
        &self,
        question: &Question,
        root: &Path,
        contents: &dyn Contents,
        git: &Repository,
    ) -> u64 {
        match question {
            Question::Read(path) => {
                let path = RootedPath::new(root, &root.join(path));
                hash_of_file(self.seed, &contents.read(&path))
            }
            Question::Exists(path) => hash(self.seed, contents.exists(path)),
            Question::Siblings(folder) => hash_of_paths(self.seed, &contents.siblings(folder)),
            Question::Ignored(path) => hash(self.seed, git.is_ignored(Path::new(path))),
            Question::Branch(prefix) => {
                hash(self.seed, git.has_branch_below(prefix).unwrap_or(false))
            }
        }
    }
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
