//! A check of the working tree in which nothing has changed prints what it printed before, and one
//! after an edit checks only the plans of the edited files. So does a check of a range of commits,
//! which never change.
//!
//! Nothing on disk is taken on trust: each file is found and read again, and each question that the
//! rules needed an answer to is asked again. What is saved is parsing, linting and the walk through
//! the history, which all follow from that.

use std::collections::BTreeSet;

use progress_core::collections::Fnv;
use progress_core::config::Severity;
use progress_core::lint::Report;
use progress_core::source::{RootedPath, folder_of};
use progress_core::workspace::Workspace;
use serde::{Deserialize, Serialize};

use super::circumstances::{of_disk, of_range};
use super::{BaselineFile, Check, Parts};
use crate::cache::{self, Cache};
use crate::incremental::{Answers, Observer};
use crate::report::Marks;

/// A larger cache keeps only the latest result: reading many old ones would take long.
const MAX_BYTES: usize = 4 << 20;

/// What a check printed.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Printed {
    /// The result.
    pub stdout: String,
    /// Warnings and notes.
    pub stderr: String,
    /// Whether there are findings severe enough to fail the check.
    pub has_findings: bool,
    /// What standard output says about each file; `None` if it does not consist of such parts.
    pub parts: Option<Parts>,
}

/// What an earlier check says about this one.
#[derive(Debug)]
pub enum Past {
    /// Nothing.
    Unknown,
    /// Nothing that its result follows from has changed.
    Same(Same),
    /// Only progress files have changed.
    Edited(Edited),
}

/// An earlier check, after which nothing has changed.
#[derive(Debug)]
pub struct Same {
    answers: Answers,
    /// What it printed.
    pub printed: Printed,
}

/// An earlier check, after which progress files were edited.
#[derive(Debug)]
pub struct Edited {
    /// The folders of the edited files, each of which is a plan.
    pub(super) folders: BTreeSet<String>,
    files: BTreeSet<String>,
    answers: Answers,
    parts: Parts,
    stdout: String,
    /// Whether the check of their plans loaded no others.
    is_alone: bool,
}

impl Edited {
    /// Notes which files the check of the plans that were edited has loaded.
    pub fn note_loaded(&mut self, workspace: &Workspace) {
        let mut files = workspace.files.iter();
        self.is_alone = files.all(|file| self.folders.contains(folder_of(file.path.as_str())));
    }

    /// What the check prints now about all files, without the totals, given what it prints about
    /// the plans that were edited; `None` if other plans may be affected.
    #[must_use]
    pub fn with(&self, parts: &Parts, stdout: &str) -> Option<(Parts, String)> {
        self.parts
            .replaced(&self.stdout, &self.folders, parts, stdout)
    }
}

/// A stored result, with everything that it follows from.
#[derive(Serialize, Deserialize)]
struct Recording {
    circumstances: String,
    answers: Answers,
    printed: Printed,
}

/// The results of earlier checks.
#[derive(Debug)]
pub struct Replay {
    cache: Cache,
    /// The key of the latest result of such a check.
    key: String,
    /// Everything that the result follows from, besides the answers to questions.
    circumstances: String,
}

impl Replay {
    /// Opens the results of earlier checks; `None` without a cache, or if this one depends on more
    /// than is recorded.
    ///
    /// Finds the candidates, which the check need not repeat. `how` describes how the result is
    /// shown.
    #[must_use]
    pub fn open(check: &mut Check<'_>, how: &str) -> Option<Self> {
        let repository = check.source.repository?;
        if !cache::is_enabled() {
            return None;
        }
        // Which commits exist changes with every fetch.
        let asks_for_commits = (check.settings).shows("commit-ref-unresolved", Severity::Advice);
        // The status section is that of all plans, also of those that were not edited.
        let asks_for_readme = (check.settings).shows("status-section-stale", Severity::Off);
        if asks_for_commits || asks_for_readme || repository.has_alterable_history() {
            return None;
        }
        let source = match &check.range {
            Some(range) => of_range(check, range)?,
            None => of_disk(check, repository)?,
        };
        let baseline = check.known.baseline.as_ref();
        let run = format!(
            "{how}\n{}\n{:?}\n{:?}\n{}\n{:?}\n{}",
            check.source.root.display(),
            check.settings,
            check.targets,
            check.wants_dates,
            baseline.map(|baseline| &baseline.name),
            check.range.is_some()
        );
        let branch = check.source.branch();
        let circumstances = format!("{run}\n{branch:?}\n{source}");
        Some(Self {
            cache: Cache::open(repository.common_dir(), "results", &[], MAX_BYTES),
            key: key_of(&run),
            circumstances,
        })
    }

    /// Compares everything that the last such check followed from with how it is now.
    #[must_use]
    pub fn past(&self, check: &Check<'_>) -> Past {
        self.compare(check).unwrap_or(Past::Unknown)
    }

    fn compare(&self, check: &Check<'_>) -> Option<Past> {
        let recording: Recording = self.cache.get(&self.key)?;
        if recording.circumstances != self.circumstances {
            return None;
        }
        let Recording {
            mut answers,
            printed,
            ..
        } = recording;
        let contents = check.source.contents(&progress_core::fix::Texts::new());
        let files = answers.edited(check.source.root, &*contents, check.source.repository?)?;
        if files.is_empty() {
            return Some(Past::Same(Same { answers, printed }));
        }
        let parts = printed.parts?;
        if !parts.have_all(&files) {
            return None;
        }
        let folders = files.iter().map(|path| folder_of(path).to_owned());
        Some(Past::Edited(Edited {
            folders: folders.collect(),
            files,
            answers,
            parts,
            stdout: printed.stdout,
            is_alone: false,
        }))
    }

    /// Notes what the check asks from now on.
    pub fn observe(&self, check: &mut Check<'_>, past: Option<&Edited>) {
        // Answers can be compared with earlier ones only if they are hashed alike.
        let observer = match past {
            Some(past) => Observer::continuing(&past.answers),
            None => Observer::default(),
        };
        // As it was parsed: the file may have been changed since.
        if let Some((path, bytes)) = check
            .known
            .baseline
            .as_ref()
            .and_then(BaselineFile::content)
        {
            observer.note_content(&RootedPath::new(check.source.root, path), bytes);
        }
        check.source.observe(observer);
    }

    /// Stores the result again, if the next check then has less to read.
    pub fn keep_same(self, check: &Check<'_>, same: Same) {
        let Same { answers, printed } = same;
        if answers.are_worth_storing() {
            self.store(check, answers, printed);
        }
    }

    /// Stores what the check printed, unless a file changed meanwhile. `past` is the earlier check
    /// that supplied a part of it.
    pub fn keep(self, check: &mut Check<'_>, printed: Printed, past: Option<Edited>) {
        let observer = check.source.take_observer();
        let mut answers = observer.and_then(Observer::answers);
        if let Some(past) = past {
            // Storing takes about as long as checking a plan again, and somebody who has just
            // edited a file will probably edit it again.
            let is_edited_now = answers
                .as_ref()
                .is_some_and(|it| !it.has_settled(&past.files));
            if past.folders.len() == 1 && is_edited_now {
                return;
            }
            let alone = past.is_alone.then_some(&past.folders);
            answers = answers.and_then(|later| past.answers.with(later, &past.files, alone));
        }
        if let Some(answers) = answers {
            self.store(check, answers, printed);
        }
    }

    fn store(mut self, check: &Check<'_>, answers: Answers, printed: Printed) {
        let Some(repository) = check.source.repository else {
            return;
        };
        if repository.has_met_gap() {
            return;
        }
        let recording = Recording {
            circumstances: self.circumstances,
            answers,
            printed,
        };
        self.cache.put(&self.key, &recording);
        self.cache.save(|| repository.sharing());
    }
}

impl Check<'_> {
    /// The parts of what was printed, if a later check may replace some of them.
    #[must_use]
    pub fn parts(
        &self,
        workspace: &Workspace,
        report: &Report<'_>,
        marks: &Marks,
    ) -> Option<Parts> {
        // A baseline hides as many findings as it lists, in whichever file they are, so a plan
        // cannot be checked without the others.
        if self.known.baseline.is_some() {
            return None;
        }
        // Without an observer, nothing is kept.
        let seed = self.source.observer()?.seed();
        Parts::of(workspace, report, marks, seed)
    }
}

/// The key of a check: one with other arguments or settings does not replace its result.
fn key_of(run: &str) -> String {
    let mut hash = Fnv::new();
    hash.add(run);
    hash.to_string()
}
