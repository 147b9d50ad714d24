//! Which commits a push sends to the remote, for all of its branches at once.

use progress_core::collections::{HashMap, HashSet};
use progress_git::git::{GitError, ObjectId, Repository};

use super::Push;

/// Branches on which a branch is based if none of it has been pushed yet.
const TRUNKS: &[&str] = &["main", "master"];

/// The commits that the remote lacks. Git is called once for all branches: there may be tens of
/// thousands of them.
pub(super) struct Outgoing {
    commits: HashMap<ObjectId, Commit>,
    /// Commits that the local trunk does not have.
    own: HashSet<ObjectId>,
    /// Commits of branches checked earlier.
    seen: HashSet<ObjectId>,
}

struct Commit {
    /// The position in the list, which starts with the newest.
    place: usize,
    parents: Vec<ObjectId>,
}

impl Outgoing {
    pub(super) fn read(repository: &Repository, pushes: &[Push]) -> Result<Self, GitError> {
        let tips = distinct(pushes.iter().map(|push| push.local));
        let mut there = distinct(pushes.iter().filter_map(|push| push.remote));
        let mut commits = HashMap::default();
        let listed = repository.unpublished(&tips, &there)?.into_iter();
        for (place, (id, parents)) in listed.enumerate() {
            commits.insert(id, Commit { place, parents });
        }
        let mut own = HashSet::default();
        // If nothing is sent, the second walk has nothing to find.
        if !commits.is_empty() {
            for trunk in TRUNKS.iter().filter(|it| repository.has_branch(it)) {
                // Commits of the local trunk belong to the trunk, even if it was not pushed yet.
                let name = format!("refs/heads/{trunk}");
                there.extend(repository.commit_named(&name).ok());
            }
            let listed = repository.unpublished(&tips, &there)?;
            own.extend(listed.into_iter().map(|(id, _)| id));
        }
        Ok(Self {
            commits,
            own,
            seen: HashSet::default(),
        })
    }

    /// Returns the commits of a branch that the local trunk does not have.
    pub(super) fn own(&self, tip: ObjectId) -> HashSet<ObjectId> {
        let mut found = HashSet::default();
        self.walk(tip, |id| self.own.contains(&id) && found.insert(id));
        found
    }

    /// Returns the commits of a branch to check, newest first: its own, and those that no earlier
    /// branch contained.
    pub(super) fn judged(&mut self, tip: ObjectId, own: &HashSet<ObjectId>) -> Vec<ObjectId> {
        // `walk` borrows the whole of `self`, so the set is moved out for the time being.
        let mut seen = std::mem::take(&mut self.seen);
        let mut found: Vec<ObjectId> = own.iter().copied().collect();
        self.walk(tip, |id| {
            // Stop at a commit that was seen before: its parents have been walked.
            let is_new = seen.insert(id);
            if is_new && !own.contains(&id) {
                found.push(id);
            }
            is_new
        });
        self.seen = seen;
        found.sort_by_key(|id| self.commits.get(id).map(|it| it.place));
        found
    }

    /// Walks the commits of a branch, and continues to the parents of those that are wanted.
    fn walk(&self, tip: ObjectId, mut is_wanted: impl FnMut(ObjectId) -> bool) {
        let mut ahead = vec![tip];
        while let Some(id) = ahead.pop() {
            let Some(commit) = self.commits.get(&id) else {
                continue;
            };
            if is_wanted(id) {
                ahead.extend_from_slice(&commit.parents);
            }
        }
    }
}

/// Removes duplicates, keeping the order.
fn distinct(ids: impl Iterator<Item = ObjectId>) -> Vec<ObjectId> {
    let mut known = HashSet::default();
    ids.filter(|id| known.insert(*id)).collect()
}
