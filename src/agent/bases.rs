//! The commits with which the changes of an agent's session are compared.

use std::cell::OnceCell;
use std::collections::{HashSet, VecDeque};
use std::time::UNIX_EPOCH;

use progress_git::git::{Commit, ObjectId, Repository};

use super::sessions::Start;

/// Maximum commits of one session; those before that are not counted as its own.
const MAX_COMMITS: usize = 200;
/// Maximum commits to compare with; if there are more, only what is not committed counts.
const MAX_BASES: usize = 8;

/// The commits that a session's own commits build on: what is in any of them is not the session's
/// doing. A merge made by the session builds on the merged commits. A session that has left the
/// commit on which it started, by rewriting it or by switching branches, builds on that commit too.
/// There are none if the session made the first commit.
pub(super) fn bases(repository: &Repository, head: &Commit, start: Option<&Start>) -> Vec<Commit> {
    let nothing = || vec![head.clone()];
    let Some(start) = start.filter(|start| start.head != Some(head.id)) else {
        return nothing();
    };
    let own = Own::of(repository, start);
    let mut bases: Vec<Commit> = Vec::new();
    let mut seen: HashSet<ObjectId> = start.head.into_iter().chain([head.id]).collect();
    let mut open = VecDeque::from([head.clone()]);
    let mut count = 0;
    while let Some(commit) = open.pop_front() {
        if count == MAX_COMMITS || !own.has(&commit) {
            bases.push(commit);
            continue;
        }
        count += 1;
        for parent in &commit.parents {
            if seen.insert(*parent) {
                // Nothing is known about what a shallow clone leaves out.
                match repository.commit(*parent) {
                    Ok(parent) => open.push_back(parent),
                    Err(_) => bases.push(commit.clone()),
                }
            }
        }
    }
    // It comes last: if the session went elsewhere, files are compared with what is there.
    let first = start.head.map(|first| repository.commit(first).ok());
    let is_known = !matches!(first, Some(None));
    bases.extend(first.flatten());
    if !is_known && bases.is_empty() || bases.len() > MAX_BASES {
        return nothing();
    }
    bases
}

/// Tells which commits are a session's own.
struct Own<'r> {
    repository: &'r Repository,
    since: u64,
    made_here: HashSet<ObjectId>,
    /// The committer's address, and what was fetched; `None` if either is unknown.
    committer: OnceCell<Option<(String, HashSet<ObjectId>)>>,
}

impl<'r> Own<'r> {
    fn of(repository: &'r Repository, start: &Start) -> Self {
        let since = start.time.duration_since(UNIX_EPOCH).unwrap_or_default();
        let since = since.as_secs();
        let made_here = repository.made_here(since).ok().flatten();
        Self {
            repository,
            since,
            made_here: made_here.unwrap_or_default(),
            committer: OnceCell::new(),
        }
    }

    /// Whether a commit was made since the start, and here: others come from a remote. One that was
    /// amended keeps the date of its author.
    fn has(&self, commit: &Commit) -> bool {
        let is_new = u64::try_from(commit.committed).is_ok_and(|time| time >= self.since);
        is_new && (self.made_here.contains(&commit.id) || self.is_by_committer(commit))
    }

    /// Whether the committer of this clone made the commit, and it was not fetched. Git's record of
    /// where commits were made is lost with a branch or a worktree, and may be switched off.
    fn is_by_committer(&self, commit: &Commit) -> bool {
        let committer = self.committer.get_or_init(|| {
            let email = self.repository.committer_email()?;
            Some((email, self.repository.brought(self.since).ok()?))
        });
        committer.as_ref().is_some_and(|(email, brought)| {
            commit.committer_email == *email && !brought.contains(&commit.id)
        })
    }
}
