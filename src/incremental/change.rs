//! The effects of the current change.

use std::sync::Arc;

use progress_core::collections::HashSet;
use progress_core::document::Document;
use progress_core::lint;
use progress_core::lint::Finding;
use progress_core::model::{FileId, Phase};
use progress_core::rules;
use progress_core::source::{Contents, Overlay, RootedPath};
use progress_core::workspace::{File, Workspace};
use progress_git::trees::Recorded;

use super::{Known, LintSession};
use crate::loading::{Memory, Needs, Request, Sources, load_from};

/// The rule that depends on whether the current change marks a phase done.
const ASKS_FOR_DONE: &str = "criterion-pending";

impl LintSession<'_> {
    /// The phases that the current change marks done, among those that a rule needs.
    pub(super) fn marked_done(&self, workspace: &Workspace) -> HashSet<FileId> {
        if !self.settings.may_speak(ASKS_FOR_DONE) {
            return HashSet::default();
        }
        let mut asked: Vec<FileId> = workspace.ids().collect();
        asked.retain(|id| workspace.file(*id).linted && has_open_criteria(workspace, *id));
        // Only these files need to be compared with their old versions.
        if asked.is_empty() {
            return HashSet::default();
        }
        let Some(before) = self.before() else {
            return HashSet::default();
        };
        let origins = self.origins(workspace, &asked, &before);
        let mut marked = HashSet::default();
        for (id, origin) in asked.into_iter().zip(origins) {
            let is_marked = match origin {
                // An unreadable file is not known to have been open.
                Some(path) => self.was_done(workspace.file(id), &path, &before) == Some(false),
                // A new file that is already done was marked so by this change.
                None => true,
            };
            if is_marked {
                marked.insert(id);
            }
        }
        marked
    }

    /// Whether a phase that is done now was done before the change; `None` if its file cannot be read.
    fn was_done(&self, now: &File, path: &RootedPath, before: &Recorded<'_>) -> Option<bool> {
        if now.path == *path && self.is_untouched(now, before) {
            return Some(true);
        }
        let bytes = before.read(path).ok()?;
        // Parsing takes longer than comparing, and most files have not changed.
        if bytes == now.document.text.as_str().as_bytes() {
            return Some(true);
        }
        let document = Document::parse(bytes);
        let phase = Phase::read(document.tree()?, &self.settings.statuses);
        Some(phase.is_done())
    }

    /// Whether a file certainly has the content that it had before the change.
    pub(super) fn is_untouched(&self, file: &File, before: &Recorded<'_>) -> bool {
        let content = file.document.text.as_str().as_bytes();
        self.contents.reads_disk(&file.path) && before.has_as_on_disk(&file.path, content)
    }

    /// The findings that changes in the linted files cause in other files of their plans.
    pub(super) fn caused(&self, workspace: &Workspace) -> Vec<Finding> {
        let mut found = lint::findings_in(workspace, &rules::all(), &others(workspace));
        // Most changes affect no other file, and the old files need not be linted.
        if found.is_empty() {
            return found;
        }
        let Some(before) = self.before() else {
            return Vec::new();
        };
        let changed_files = self.changed(workspace, &before);
        if changed_files.is_empty() {
            return Vec::new();
        }
        let mut files: Vec<FileId> = found
            .iter()
            .filter_map(Finding::place)
            .map(|place| place.file)
            .collect();
        files.sort_unstable();
        files.dedup();
        let files = files.into_iter();
        let files: Vec<RootedPath> = files.map(|id| workspace.file(id).path.clone()).collect();
        let memory = self.memory.map(|memory| MemoryOfOthers {
            memory,
            changed: changed_files.iter().map(|(path, _)| path.clone()).collect(),
        });
        let contents = Overlay::changed(changed_files, self.contents);
        let sources = Sources {
            memory: memory.as_ref().map(|memory| memory as &dyn Memory),
            ..self.sources(&contents, None)
        };
        let mut old = findings_of(&files, sources).claim(&found).into_iter();
        found.retain(|_| !old.next().unwrap_or_default());
        if found.is_empty() {
            return found;
        }
        // The workspace has what the linted files need from other plans. These files may need more,
        // so only what is found when they are loaded for themselves, like the old ones, counts.
        let sources = Sources {
            memory: self.memory,
            ..self.sources(self.contents, None)
        };
        let mut now = findings_of(&files, sources).claim(&found).into_iter();
        found.retain(|_| now.next().unwrap_or_default());
        found
    }

    /// The changed linted files with their old content; `None` for new ones.
    fn changed(
        &self,
        workspace: &Workspace,
        before: &Recorded<'_>,
    ) -> Vec<(RootedPath, Option<Vec<u8>>)> {
        let mut changed = Vec::new();
        for file in workspace.files.iter().filter(|file| file.linted) {
            if self.is_untouched(file, before) {
                continue;
            }
            let old = before.regular_file(&file.path).ok();
            if old.as_deref() != Some(file.document.text.as_str().as_bytes()) {
                changed.push((file.path.clone(), old));
            }
        }
        changed
    }
}

/// The findings in these files.
fn findings_of(files: &[RootedPath], sources: Sources<'_>) -> Known {
    let request = Request {
        files: files.to_vec(),
        ..Request::default()
    };
    let workspace = load_from(sources, request);
    Known::of(&lint::run(&workspace, &rules::all()))
}

/// What is known about the files that did not change.
struct MemoryOfOthers<'m> {
    memory: &'m dyn Memory,
    changed: HashSet<RootedPath>,
}

impl Memory for MemoryOfOthers<'_> {
    fn document(&self, path: &RootedPath) -> Option<Arc<Document>> {
        if self.changed.contains(path) {
            return None;
        }
        self.memory.document(path)
    }

    fn deciding(&self, needs: &Needs) -> Vec<RootedPath> {
        self.memory.deciding(needs)
    }
}

/// Whether a phase is done with pending criteria, which the rule reports.
fn has_open_criteria(workspace: &Workspace, id: FileId) -> bool {
    match workspace.phase(id) {
        Some(phase) => phase.is_done() && phase.pending_criteria().next().is_some(),
        None => false,
    }
}

/// The files that are not linted in plans with linted files.
fn others(workspace: &Workspace) -> Vec<FileId> {
    let (linted, mut others): (Vec<FileId>, Vec<FileId>) =
        workspace.ids().partition(|id| workspace.file(*id).linted);
    if others.is_empty() {
        return others;
    }
    let plans: HashSet<_> = linted
        .into_iter()
        .map(|id| workspace.plans.plan_id(id))
        .collect();
    others.retain(|id| plans.contains(&workspace.plans.plan_id(*id)));
    others
}
