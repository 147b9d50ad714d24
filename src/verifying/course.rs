//! When criteria were met, compared with the completion of their phase.

use progress_core::document::Document;
use progress_core::model::{Class, Criterion, FileId, Phase};
use progress_core::verdict::{Dated, Extent, Lateness};
use yaml_lossless::Tree;

use super::criteria::description_of;
use super::evidence::Collector;
use super::past::Past;
use crate::history::{Day, Revision};

/// What happened to the criteria of a completed phase since its completion.
#[derive(Debug)]
pub(super) struct Course {
    /// The completion.
    pub(super) completed: Dated,
    /// The criteria that were met only later, each with the commit that did it; `None` if that is
    /// not committed.
    late: Vec<(String, Option<Dated>)>,
}

impl Course {
    /// How late a criterion was met.
    pub(super) fn lateness(&self, criterion: &Criterion, tree: &Tree) -> Option<Lateness> {
        let name = name_of(criterion, tree)?;
        let (_, met) = self.late.iter().find(|(late, _)| *late == name)?;
        // Two commits often finish a phase one after the other.
        if met
            .as_ref()
            .is_some_and(|met| met.day == self.completed.day)
        {
            return None;
        }
        Some(Lateness {
            completed: self.completed.clone(),
            met: met.clone(),
        })
    }
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
        // A version without a state cannot be read. A file that was never open was added as it is.
        let is_open = |it: &Revision| it.state.is_some_and(|state| state != Class::Done);
        let open = versions.iter().rposition(is_open)?;
        let is_done = |it: &Revision| it.state == Some(Class::Done);
        let since = versions.get(open..)?;
        let (first, later) = since
            .get(since.iter().position(is_done)?..)?
            .split_first()?;
        let met = criteria.iter().filter(|it| it.is_met());
        let mut open: Vec<String> = met.filter_map(|it| name_of(it, tree)).collect();
        let pending = self.pending_in(first)?;
        open.retain(|name| pending.contains(name));
        let mut late = Vec::new();
        for version in later {
            if open.is_empty() {
                break;
            }
            let before = open.clone();
            self.retain_pending(&mut open, version);
            let met = before.into_iter().filter(|name| !open.contains(name));
            late.extend(met.map(|name| (name, self.past.dated(version.at))));
        }
        late.extend(open.into_iter().map(|name| (name, None)));
        Some(Course {
            completed: self.past.dated(first.at)?,
            late,
        })
    }

    /// Retains the criteria that are pending in a version of a progress file.
    fn retain_pending(&self, names: &mut Vec<String>, version: &Revision) {
        if names.is_empty() {
            return;
        }
        // What cannot be read changes nothing.
        if let Some(pending) = self.pending_in(version) {
            names.retain(|name| pending.contains(name));
        }
    }

    fn pending_in(&self, version: &Revision) -> Option<Vec<String>> {
        let (repository, _) = self.repository?;
        let commit = self.past.commits.get(version.at)?;
        let bytes = repository.tree(commit.tree).read(version.path.as_bytes());
        let document = Document::parse(bytes.ok()?);
        let tree = document.tree()?;
        let phase = Phase::read(tree, &self.workspace.settings.statuses);
        let pending = phase.criteria.iter().filter(|it| it.is_pending());
        Some(pending.filter_map(|it| name_of(it, tree)).collect())
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

/// What identifies a criterion in several versions of a file: its ID, else its description.
fn name_of(criterion: &Criterion, tree: &Tree) -> Option<String> {
    match &criterion.id {
        Some(id) => Some(id.text.clone()),
        None => description_of(tree.node(criterion.node)).map(str::to_owned),
    }
}
