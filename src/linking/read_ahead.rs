//! Reads the changes of commits in another thread, ahead of who asks for them.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

use progress_core::collections::HashMap;
use progress_git::git::{
    Change, Commit, EveryPath, GitError, ObjectId, Repository, TreeComparer, Uncached,
};

use super::Linker;

/// How many commits to hand over at once: waking the waiting thread takes longer than reading a
/// commit.
const BATCH: usize = 32;
/// How many batches the other thread may be ahead.
const MAX_AHEAD: usize = 16;

/// A commit and its changes against its first parent.
type CommitChanges = (ObjectId, Arc<[Change]>);

impl Linker<'_> {
    /// Calls `visit`, which asks for the changes of these commits in their order, while another thread
    /// reads them. Returns all paths that the commits ever had, if nothing was remembered of any;
    /// `commits` must be a whole history, oldest first.
    ///
    /// # Errors
    ///
    /// Fails like `visit`.
    pub fn reading_ahead(
        &mut self,
        commits: &[Commit],
        visit: impl FnOnce(&mut Self) -> Result<(), GitError>,
    ) -> Result<Option<EveryPath>, GitError> {
        let repository = self.repository;
        let mut new: Vec<&Commit> = commits.iter().collect();
        new.retain(|commit| !self.remembers_touched(commit.id));
        let is_all = new.len() == commits.len();
        let (sender, receiver) = sync_channel(MAX_AHEAD);
        // The trees that are needed twice are kept by the comparer.
        let _uncached = Uncached::begin();
        thread::scope(|scope| {
            let reader = scope.spawn(move || read(repository, &new, &sender));
            let taker = Taker::start(self, receiver);
            let visited = visit(taker.linker);
            drop(taker);
            visited?;
            let every = reader.join().ok().flatten();
            Ok(every.filter(|_| is_all))
        })
    }

    /// The changes of a commit, if they are read ahead.
    pub(super) fn read_ahead(&mut self, commit: ObjectId) -> Option<Arc<[Change]>> {
        let ahead = self.read.ahead.as_mut()?;
        loop {
            for (id, changes) in ahead.batch.by_ref() {
                if id == commit {
                    return Some(changes);
                }
            }
            ahead.batch = ahead.receiver.recv().ok()?.into_iter();
        }
    }
}

/// What the other thread has read.
pub(super) struct ReadAhead {
    batch: std::vec::IntoIter<CommitChanges>,
    receiver: Receiver<Vec<CommitChanges>>,
}

/// Lets the other thread end in any case, because it waits for somebody to take what it has read.
struct Taker<'l, 'r> {
    linker: &'l mut Linker<'r>,
}

impl<'l, 'r> Taker<'l, 'r> {
    fn start(linker: &'l mut Linker<'r>, receiver: Receiver<Vec<CommitChanges>>) -> Self {
        linker.read.ahead = Some(ReadAhead {
            batch: Vec::new().into_iter(),
            receiver,
        });
        Self { linker }
    }
}

impl Drop for Taker<'_, '_> {
    fn drop(&mut self) {
        self.linker.read.ahead = None;
    }
}

/// Reads the changes of commits until one cannot be read, whose error is met again by whoever asks for
/// it, or nobody takes them. Returns all paths that occur in them.
fn read(
    repository: &Repository,
    commits: &[&Commit],
    sender: &SyncSender<Vec<CommitChanges>>,
) -> Option<EveryPath> {
    let mut comparer = TreeComparer::apart(repository);
    let mut trees: HashMap<ObjectId, ObjectId> = HashMap::default();
    let mut every = EveryPath::of_nothing(commits.last()?.id);
    let mut batch = Vec::new();
    for commit in commits {
        trees.insert(commit.id, commit.tree);
        let parent = commit.parents.first();
        let before = match parent.and_then(|parent| trees.get(parent)) {
            Some(tree) => Some(*tree),
            None => repository.tree_before(commit).ok()?,
        };
        let changes = comparer.changes(before, Some(commit.tree)).ok()?;
        every.add(&changes);
        batch.push((commit.id, changes.into()));
        if batch.len() == BATCH {
            sender.send(std::mem::take(&mut batch)).ok()?;
        }
    }
    sender.send(batch).ok()?;
    Some(every)
}
