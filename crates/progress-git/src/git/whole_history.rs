//! Every commit of a history, each read once.

use std::collections::BinaryHeap;
use std::collections::hash_map::Entry;

use progress_core::collections::HashMap;

use super::objects::Uncached;
use super::{Commit, GitError, ObjectId, Range, Repository};

impl Repository {
    /// The commits reachable from `tip`, children before their parents, newest first: like
    /// [`Self::history`], which reads every commit twice.
    ///
    /// # Errors
    ///
    /// Fails if a commit cannot be read.
    pub fn whole_history(&self, tip: ObjectId) -> Result<Vec<Commit>, GitError> {
        // libgit2 and Git know where a shallow clone ends, and Git what replaces a commit.
        if self.has_alterable_history() {
            let range = Range {
                from: None,
                to: tip,
            };
            return self.history(&range)?.collect();
        }
        let commits = {
            let _uncached = Uncached::begin();
            self.reachable_from(tip)?
        };
        Ok(children_first(commits, tip))
    }

    fn reachable_from(&self, tip: ObjectId) -> Result<HashMap<ObjectId, Commit>, GitError> {
        let mut commits = HashMap::default();
        let mut next = vec![tip];
        while let Some(id) = next.pop() {
            if let Entry::Vacant(place) = commits.entry(id) {
                let commit = self.commit(id)?;
                next.extend(&commit.parents);
                place.insert(commit);
            }
        }
        Ok(commits)
    }
}

/// Sorts all commits of a history so that children come before their parents. Of the commits whose
/// children are all listed, the newest comes next: clocks may disagree, so dates order only commits
/// of which neither is an ancestor of the other.
fn children_first(mut commits: HashMap<ObjectId, Commit>, tip: ObjectId) -> Vec<Commit> {
    let mut waiting_for: HashMap<ObjectId, usize> = HashMap::default();
    for parent in commits.values().flat_map(|commit| &commit.parents) {
        *waiting_for.entry(*parent).or_default() += 1;
    }
    let mut sorted = Vec::with_capacity(commits.len());
    let mut ready = BinaryHeap::new();
    // Of commits of the same second, the one that was ready first comes first.
    let mut turn = usize::MAX;
    let mut add = |ready: &mut BinaryHeap<_>, commit: &Commit| {
        turn -= 1;
        ready.push((commit.committed, turn, commit.id));
    };
    if let Some(tip) = commits.get(&tip) {
        add(&mut ready, tip);
    }
    while let Some((_, _, id)) = ready.pop() {
        let Some(commit) = commits.remove(&id) else {
            continue;
        };
        for parent in &commit.parents {
            if let Some(children) = waiting_for.get_mut(parent) {
                *children -= 1;
                if *children == 0
                    && let Some(parent) = commits.get(parent)
                {
                    add(&mut ready, parent);
                }
            }
        }
        sorted.push(commit);
    }
    sorted
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(number: u8) -> ObjectId {
        ObjectId::from_bytes(&[number; 20]).unwrap()
    }

    /// The order of commits, given as number, time and parents; the first is the tip.
    fn order(history: &[(u8, i64, &[u8])]) -> Vec<u8> {
        let mut commits = HashMap::default();
        for (number, time, parents) in history {
            let parents = parents.iter().map(|it| id(*it));
            let commit = Commit {
                id: id(*number),
                tree: id(0),
                parents: parents.collect(),
                author: String::new(),
                email: String::new(),
                time: 0,
                offset: 0,
                committer_email: String::new(),
                committed: *time,
                message: String::new(),
            };
            commits.insert(commit.id, commit);
        }
        let sorted = children_first(commits, id(history[0].0));
        let number = |commit: &Commit| (0..=9).find(|it| id(*it) == commit.id);
        sorted.iter().filter_map(number).collect()
    }

    #[test]
    fn children_come_before_parents() {
        assert_eq!(
            order(&[(3, 30, &[2]), (2, 20, &[1]), (1, 10, &[])]),
            [3, 2, 1]
        );
        // A clock was wrong.
        assert_eq!(
            order(&[(3, 30, &[2]), (2, 99, &[1]), (1, 10, &[])]),
            [3, 2, 1]
        );
        let merge = [
            (5, 50, &[2, 4][..]),
            (4, 40, &[3]),
            (3, 10, &[1]),
            (2, 20, &[1]),
            (1, 30, &[]),
        ];
        assert_eq!(order(&merge), [5, 4, 2, 3, 1]);
        // The same parent twice, and branches of the same second.
        assert_eq!(order(&[(2, 20, &[1, 1]), (1, 10, &[])]), [2, 1]);
        let same = [(4, 9, &[2, 3][..]), (3, 9, &[1]), (2, 9, &[1]), (1, 9, &[])];
        assert_eq!(order(&same), [4, 2, 3, 1]);
    }
}
