//! The commits with which the changes of an agent's session are compared.

use std::collections::{HashSet, VecDeque};
use std::time::UNIX_EPOCH;

use progress_git::git::{Commit, ObjectId, Repository};

use super::sessions::Start;

/// Maximum commits of one session; those before that are not counted as its own.
const MAX_COMMITS: usize = 200;
/// Maximum commits to compare with; if there are more, only what is not committed counts.
const MAX_BASES: usize = 8;

/// The commits that a session's own commits build on: what is in any of them is not the session's
/// doing. A merge made by the session builds on the merged commits. A session that has left the commit
/// on which it started, by rewriting it or by switching branches, builds on that commit too.
pub(super) fn bases(repository: &Repository, head: &Commit, start: Option<&Start>) -> Vec<Commit> {
    let nothing = || vec![head.clone()];
    let Some((start, first)) = start.and_then(|start| Some((start, start.head?))) else {
        return nothing();
    };
    if head.id == first {
        return nothing();
    }
    let own = Own::of(repository, start);
    let mut bases: Vec<Commit> = Vec::new();
    let mut seen = HashSet::from([head.id, first]);
    let mut open = VecDeque::from([head.clone()]);
    let mut count = 0;
    while let Some(commit) = open.pop_front() {
        if count == MAX_COMMITS || !own.has(&commit) {
            bases.push(commit);
            continue;
        }
        count += 1;
        let parents = commit.parents.iter().filter(|parent| seen.insert(**parent));
        // A shallow clone ends somewhere.
        open.extend(parents.filter_map(|parent| repository.commit(*parent).ok()));
    }
    // It comes last: if the session went elsewhere, files are compared with what is there.
    bases.extend(repository.commit(first).ok());
    if bases.is_empty() || bases.len() > MAX_BASES {
        return nothing();
    }
    bases
}

/// Tells which commits are a session's own.
struct Own {
    since: u64,
    made_here: Option<HashSet<ObjectId>>,
}

impl Own {
    fn of(repository: &Repository, start: &Start) -> Self {
        let since = start.time.duration_since(UNIX_EPOCH).unwrap_or_default();
        let since = since.as_secs();
        // Without the record, dates have to do.
        let made_here = repository.made_here(since).unwrap_or_default();
        Self { since, made_here }
    }

    /// Whether a commit was made since the start, and here: others come from a remote. One that was
    /// amended keeps the date of its author.
    fn has(&self, commit: &Commit) -> bool {
        let is_new = u64::try_from(commit.committed).is_ok_and(|time| time >= self.since);
        is_new
            && match &self.made_here {
                Some(made) => made.contains(&commit.id),
                None => commit.parents.len() < 2,
            }
    }
}
