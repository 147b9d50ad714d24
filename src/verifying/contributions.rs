//! Who worked on plans.

use std::collections::BTreeMap;

use progress_core::collections::{HashMap, HashSet};
use progress_git::git::Repository;

use super::Past;
use crate::history::Day;

/// Days before the last commit that count as recent.
const RECENT: u64 = 28;

/// What the commits of one author did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Contribution {
    /// The number of commits.
    pub commits: usize,
    /// The number of those made in the last four weeks of the history.
    pub recent: usize,
    /// The day of the last one.
    pub last: Day,
    /// The progress files of the tasks that they work on, that of the last commit first.
    pub files: Vec<String>,
}

impl Past {
    /// The day of the last commit that works on each task: by the path of the progress file, and the ID.
    pub fn last_work(&self) -> impl Iterator<Item = (&str, &str, Day)> {
        self.linked.iter().filter_map(|((path, id), work)| {
            let commits = work.iter().filter_map(|work| self.commits.get(work.at));
            let last = commits.map(|commit| Day::of(commit.committed)).max()?;
            Some((path.as_str(), id.as_deref()?, last))
        })
    }

    /// The commits that work on the tasks and phases of these progress files, by the name of the author.
    #[must_use]
    pub fn contributions(
        &self,
        repository: &Repository,
        is_wanted: impl Fn(&str) -> bool,
    ) -> BTreeMap<String, Contribution> {
        let mut files: BTreeMap<usize, Vec<&str>> = BTreeMap::new();
        for ((path, _), work) in self.linked.iter().filter(|((path, _), _)| is_wanted(path)) {
            for work in work {
                let of_commit = files.entry(work.at).or_default();
                // The tasks of a file are next to each other.
                if of_commit.last() != Some(&path.as_str()) {
                    of_commit.push(path);
                }
            }
        }
        let mailmap = repository.mailmap();
        let end = self.commits.last();
        let end = end.map_or_else(Day::default, |commit| Day::of(commit.committed));
        let mut people: BTreeMap<String, Contribution> = BTreeMap::new();
        let mut known: HashMap<String, HashSet<&str>> = HashMap::default();
        for (at, files) in files.into_iter().rev() {
            let Some(commit) = self.commits.get(at) else {
                continue;
            };
            // A date after that of the last commit is wrong.
            let day = Day::of(commit.committed).min(end);
            let name = mailmap.author(commit);
            let known = known.entry(name.clone()).or_default();
            let person = people.entry(name).or_default();
            person.commits += 1;
            person.recent += usize::from(end.since(day) < RECENT);
            person.last = person.last.max(day);
            for file in files {
                if known.insert(file) {
                    person.files.push(file.to_owned());
                }
            }
        }
        people
    }
}
