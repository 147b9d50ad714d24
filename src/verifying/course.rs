//! When criteria were met, compared with the completion of their phase.

use std::cell::RefCell;
use std::collections::{BTreeSet, VecDeque};
use std::rc::Rc;

use progress_core::collections::HashMap;
use progress_core::document::Document;
use progress_core::model::{Class, Criterion, FileId, Phase};
use progress_core::verdict::{Dated, Extent, Lateness, PhaseCompletion};
use progress_git::git::{ObjectId, Repository, Snapshot};
use yaml_lossless::{NodeId, Tree};

use super::criteria::description_of;
use super::evidence::Collector;
use super::past::Past;
use crate::history::{Day, Revision};

/// What happened to the criteria of a completed phase since its completion.
#[derive(Debug)]
pub(super) struct Course {
    /// The completion.
    pub(super) completed: PhaseCompletion,
    /// The criteria that were met only later, each with the commit that did it; `None` if that is
    /// not committed.
    late: HashMap<NodeId, Option<Dated>>,
}

impl Course {
    /// How late a criterion was met.
    pub(super) fn lateness(&self, criterion: &Criterion) -> Option<Lateness> {
        let met = self.late.get(&criterion.node)?.clone();
        // Two commits often finish a phase one after the other, and clocks differ.
        if met
            .as_ref()
            .is_some_and(|met| met.day <= self.completed.at.day)
        {
            return None;
        }
        Some(Lateness {
            completed: self.completed.clone(),
            met,
        })
    }
}

/// What identifies a criterion in several versions of a file: its ID or else its description, and
/// its place among the criteria with the same one.
type Name = (String, usize);

/// The trees that were read last: a commit may have added many files, and its folders need to be
/// listed only once for all of them.
#[derive(Debug, Default)]
pub(super) struct LastTrees<'a>(RefCell<VecDeque<(ObjectId, Rc<Snapshot<'a>>)>>);

impl<'a> LastTrees<'a> {
    /// How many are kept; each may list thousands of plans.
    const KEPT: usize = 16;

    fn get(&self, repository: &'a Repository, id: ObjectId) -> Rc<Snapshot<'a>> {
        let mut kept = self.0.borrow_mut();
        let known = kept.iter().position(|(known, _)| *known == id);
        let entry = known.and_then(|at| kept.remove(at));
        let entry = entry.unwrap_or_else(|| (id, Rc::new(repository.tree(id))));
        let tree = Rc::clone(&entry.1);
        kept.push_front(entry);
        kept.truncate(Self::KEPT);
        tree
    }
}

/// What a version of a progress file says.
#[derive(Default)]
struct Said {
    is_completed: bool,
    pending: BTreeSet<Name>,
    met: BTreeSet<Name>,
}

impl Collector<'_> {
    /// The course of a phase that is completed; `None` if the history does not show the completion.
    pub(super) fn course(&self, file: FileId, criteria: &[Criterion]) -> Option<Course> {
        // The first commit of a shallow clone seems to complete whatever is completed in it.
        if self.extent != Extent::Complete {
            return None;
        }
        let now = self.workspace.file(file);
        let tree = now.document.tree()?;
        let versions = self.past.versions.get(now.path.as_str())?.as_slice();
        // A version without a state cannot be read.
        let is_open = |it: &Revision| it.state.is_some_and(|state| state != Class::Done);
        let is_done = |it: &Revision| it.state == Some(Class::Done);
        let last_open = versions.iter().rposition(is_open);
        let (first, is_added) = match last_open {
            Some(open) => {
                let since = versions.get(open..)?;
                let until = open + since.iter().position(is_done)?;
                let set = self.set_by(versions, until, &mut vec![()], |(), said| said.is_completed);
                (set.first()?.1, false)
            }
            // It was never open, so it was already completed when it was added.
            None if versions.first().is_some_and(is_done) => (0, true),
            None => return None,
        };
        let pending = self.said_in(versions.get(first)?)?.pending;
        let mut open: Vec<(Name, NodeId)> = named(criteria, tree)
            .filter(|(name, criterion)| criterion.is_met() && pending.contains(name))
            .map(|(name, criterion)| (name, criterion.node))
            .collect();
        let mut late = HashMap::default();
        for at in first + 1..versions.len() {
            if open.is_empty() {
                break;
            }
            // What cannot be read changes nothing.
            let Some(said) = self.said_in(&versions[at]) else {
                continue;
            };
            let mut met: Vec<(Name, NodeId)> = open
                .extract_if(.., |(name, _)| said.met.contains(name))
                .collect();
            // A merge brings in what was done before it.
            let mut set = self.set_by(versions, at, &mut met, |(name, _), said| {
                said.met.contains(name)
            });
            set.extend(met.into_iter().map(|it| (it, at)));
            for ((_, node), set) in set.into_iter().filter(|(_, set)| *set > first) {
                late.insert(node, self.past.dated(versions[set].at));
            }
        }
        late.extend(open.into_iter().map(|(_, node)| (node, None)));
        let at = self.past.dated(versions[first].at)?;
        Some(Course {
            completed: PhaseCompletion { at, is_added },
            late,
        })
    }

    /// Takes out what a version up to a place made true, each with the last such version: in no parent
    /// of its commit is it true. What a version says is read once for all.
    fn set_by<T>(
        &self,
        versions: &[Revision],
        until: usize,
        wanted: &mut Vec<T>,
        holds: impl Fn(&T, &Said) -> bool,
    ) -> Vec<(T, usize)> {
        let paths: BTreeSet<&str> = versions.iter().map(|it| it.path.as_str()).collect();
        let mut found = Vec::new();
        for (at, version) in versions.iter().enumerate().take(until + 1).rev() {
            if wanted.is_empty() {
                break;
            }
            let Some(said) = self.said_in(version) else {
                continue;
            };
            if !wanted.iter().any(|it| holds(it, &said)) {
                continue;
            }
            let before = self.said_before(version, &paths);
            let is_new = |it: &mut T| holds(it, &said) && !before.iter().any(|old| holds(it, old));
            found.extend(wanted.extract_if(.., is_new).map(|it| (it, at)));
        }
        found
    }

    /// What the file says, under any of its paths, in the parents of a version's commit.
    fn said_before(&self, version: &Revision, paths: &BTreeSet<&str>) -> Vec<Said> {
        let Some((repository, _)) = self.repository else {
            return Vec::new();
        };
        let commit = self.past.commits.get(version.at);
        let parents = commit.map_or(&[][..], |commit| commit.parents.as_slice());
        let trees = parents.iter().filter_map(|id| repository.tree_of(*id).ok());
        trees
            .flat_map(|tree| paths.iter().filter_map(move |path| self.said(tree, path)))
            .collect()
    }

    fn said_in(&self, version: &Revision) -> Option<Said> {
        let commit = self.past.commits.get(version.at)?;
        self.said(commit.tree, &version.path)
    }

    fn said(&self, tree: ObjectId, path: &str) -> Option<Said> {
        let (repository, _) = self.repository?;
        let bytes = self.trees.get(repository, tree).read(path.as_bytes());
        let document = Document::parse(bytes.ok()?);
        let tree = document.tree()?;
        let phase = Phase::read(tree, &self.workspace.settings.statuses);
        let mut said = Said {
            is_completed: phase.class() == Some(Class::Done),
            ..Said::default()
        };
        for (name, criterion) in named(&phase.criteria, tree) {
            if criterion.is_pending() {
                said.pending.insert(name);
            } else if criterion.is_met() {
                said.met.insert(name);
            }
        }
        Some(said)
    }
}

impl Past {
    /// The commit at a position, and its day.
    fn dated(&self, at: usize) -> Option<Dated> {
        Some(Dated {
            commit: self.name(at)?,
            day: Day::of(self.commits.get(at)?.committed).to_string(),
        })
    }
}

/// The criteria that can be identified in several versions of a file.
fn named<'c>(
    criteria: &'c [Criterion],
    tree: &Tree,
) -> impl Iterator<Item = (Name, &'c Criterion)> {
    let mut seen: HashMap<String, usize> = HashMap::default();
    criteria.iter().filter_map(move |criterion| {
        let text = match &criterion.id {
            Some(id) => id.text.clone(),
            None => description_of(tree.node(criterion.node))?.to_owned(),
        };
        let place = seen.entry(text.clone()).or_default();
        *place += 1;
        Some(((text, *place), criterion))
    })
}
