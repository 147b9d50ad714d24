//! Which commits a push brings to the other side, for all of its branches at once.

use super::Push;
use crate::collections::{HashMap, HashSet};
use crate::git::{GitError, ObjectId, Repository};

/// Where the work of a branch begins, if nothing of it has left yet.
const TRUNKS: &[&str] = &["main", "master"];

/// The commits that the other side lacks. Git is asked once for all branches: there may be tens
/// of thousands of them.
pub(super) struct Outgoing {
    commits: HashMap<ObjectId, Commit>,
    /// Those that the trunk here does not have.
    own: HashSet<ObjectId>,
    /// Those that an earlier branch brought.
    seen: HashSet<ObjectId>,
}

struct Commit {
    /// Its place in the list, which begins with the newest.
    place: usize,
    parents: Vec<ObjectId>,
}

impl Outgoing {
    pub fn read(repository: &Repository, pushes: &[Push]) -> Result<Self, GitError> {
        let tips = distinct(pushes.iter().map(|push| push.local));
        let mut there = distinct(pushes.iter().filter_map(|push| push.remote));
        let mut commits = HashMap::default();
        let listed = repository.unpublished(&tips, &there)?.into_iter();
        for (place, (id, parents)) in listed.enumerate() {
            commits.insert(id, Commit { place, parents });
        }
        let mut own = HashSet::default();
        if !commits.is_empty() {
            for trunk in TRUNKS.iter().filter(|it| repository.has_branch(it)) {
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

    /// The commits of a branch that the trunk here does not have.
    pub fn own(&self, tip: ObjectId) -> HashSet<ObjectId> {
        let mut found = HashSet::default();
        self.walk(tip, |id| self.own.contains(&id) && found.insert(id));
        found
    }

    /// The commits of a branch that are to be judged, the newest first: its own, and those that
    /// no earlier branch brought.
    pub fn judged(&mut self, tip: ObjectId, own: &HashSet<ObjectId>) -> Vec<ObjectId> {
        let mut seen = std::mem::take(&mut self.seen);
        let mut found: Vec<ObjectId> = own.iter().copied().collect();
        self.walk(tip, |id| {
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

    /// Passes the commits that a branch brings, and goes on behind those that are wanted.
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

/// The names without repetitions, in their order.
fn distinct(ids: impl Iterator<Item = ObjectId>) -> Vec<ObjectId> {
    let mut known = HashSet::default();
    ids.filter(|id| known.insert(*id)).collect()
}
