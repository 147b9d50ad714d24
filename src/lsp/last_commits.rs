//! The last commit of each task that somebody asked about.
//!
//! The answer is the first line of `progress log TASK`. Finding it may take seconds in a long
//! history, so another thread does, and a hover shows the commit only if it is found at once or was
//! found before.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::Duration;

use progress_core::collections::HashMap;
use progress_core::config::Settings;
use progress_core::task_links::Message;
use progress_git::git::{GitError, ObjectId, Repository};

use crate::history::{Log, Period, Subject, day, log};
use crate::linking::Linker;
use crate::project::Root;

/// How long a hover waits. Who types after a hover has stopped reading it, so this may be longer
/// than a check.
const PATIENCE: Duration = Duration::from_millis(50);

/// A task: the path of its file, and its ID.
type Key = (String, String);

/// What is known about the history of one commit.
#[derive(Debug, Default)]
pub(super) struct LastCommits {
    tip: Option<ObjectId>,
    known: HashMap<Key, Option<String>>,
    /// The search that is going on: one at a time, since each reads the same history.
    search: Option<Search>,
    /// Whether a search has begun since [`Self::has_ended`] was true.
    has_begun: bool,
}

#[derive(Debug)]
struct Search {
    /// The commit whose history is searched; `None` if the answer is to be discarded.
    tip: Option<ObjectId>,
    task: Key,
    answer: Receiver<Option<String>>,
}

impl LastCommits {
    /// The last commit that belongs to a task, if it is found in time.
    pub(super) fn of(&mut self, root: &Root, settings: &Settings, task: &Key) -> Option<String> {
        let tip = root.repository.as_ref()?.head().ok()??.id;
        if self.tip != Some(tip) {
            self.tip = Some(tip);
            self.known.clear();
        }
        self.collect(Duration::ZERO);
        if let Some(known) = self.known.get(task) {
            return known.clone();
        }
        if self.search.is_none() {
            self.start(root.folder.clone(), settings.clone(), tip, task.clone());
            self.collect(PATIENCE);
        }
        self.known.get(task)?.clone()
    }

    fn start(&mut self, folder: PathBuf, settings: Settings, tip: ObjectId, task: Key) {
        let (sender, answer) = channel();
        let wanted = task.clone();
        std::thread::spawn(move || {
            // Nobody listens any more if the server has ended meanwhile.
            let _ = sender.send(find(&folder, &settings, tip, &wanted));
        });
        self.search = Some(Search {
            tip: Some(tip),
            task,
            answer,
        });
        self.has_begun = true;
    }

    /// Forgets what is known, and what a search that is going on will find.
    pub(super) fn forget(&mut self) {
        self.known.clear();
        if let Some(search) = &mut self.search {
            search.tip = None;
        }
    }

    /// Whether a search has ended since this was asked last.
    pub(super) fn has_ended(&mut self) -> bool {
        self.collect(Duration::ZERO);
        self.search.is_none() && std::mem::take(&mut self.has_begun)
    }

    /// Takes the answer of the search, if it comes in time.
    fn collect(&mut self, patience: Duration) {
        let Some(search) = &self.search else {
            return;
        };
        let found = match search.answer.recv_timeout(patience) {
            Ok(found) => found,
            Err(RecvTimeoutError::Timeout) => return,
            // The search has failed, and would fail again.
            Err(RecvTimeoutError::Disconnected) => None,
        };
        if let Some(search) = self.search.take()
            && search.tip.is_some()
            && search.tip == self.tip
        {
            self.known.insert(search.task, found);
        }
    }
}

/// The last commit of a task; `None` if it has none, or the history cannot be read.
fn find(folder: &Path, settings: &Settings, tip: ObjectId, task: &Key) -> Option<String> {
    let mut root = Root::find(folder, folder);
    // A hover must not wait for a remote.
    root.stay_local();
    let repository = root.repository.as_ref()?;
    let log = logged(repository, settings, tip, task).ok()??;
    let last = &log.commits.first()?.commit;
    let subject = Message::parse(&last.message).subject;
    let (id, day) = (last.id.short(), day(last));
    Some(format!("{id} {day} {}: {subject}", last.author))
}

fn logged(
    repository: &Repository,
    settings: &Settings,
    tip: ObjectId,
    (path, id): &Key,
) -> Result<Option<Log>, GitError> {
    let mut linker = Linker::with_memory(repository, settings);
    let tree = repository.tree_of(tip)?;
    let known = linker.known(tree)?;
    let root = repository.root();
    // A task that is not committed has no commits.
    let Ok(subject) = Subject::find(Some(id), Some(Path::new(path)), root, root, &known) else {
        return Ok(None);
    };
    let range = progress_git::git::Range {
        from: None,
        to: tip,
    };
    let period = Period {
        limit: Some(1),
        ..Period::default()
    };
    let subject = Some(&subject);
    log(repository, settings, (&range, period), subject, &mut linker).map(Some)
}
