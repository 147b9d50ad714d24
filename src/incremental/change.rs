//! The effects of the current change.

use progress_core::collections::HashSet;
use progress_core::document::Document;
use progress_core::lint;
use progress_core::lint::Finding;
use progress_core::model::{FileId, Phase};
use progress_core::rules;
use progress_core::source::{Contents, Overlay, RootedPath};
use progress_core::workspace::Workspace;
use progress_git::trees::Recorded;

use super::{Known, LintSession};
use crate::loading::Request;

/// The rule that depends on whether the current change marks a phase done.
const ASKS_FOR_DONE: &str = "criterion-pending";

impl LintSession<'_> {
    /// The phases that the current change marks done, among those that a rule needs.
    pub(super) fn marked_done(&self, workspace: &Workspace) -> HashSet<FileId> {
        if !self.settings.may_speak(ASKS_FOR_DONE) {
            return HashSet::default();
        }
        let asked: Vec<FileId> = workspace
            .ids()
            .filter(|id| {
                let phase = workspace.phase(*id).filter(|phase| phase.is_done());
                workspace.file(*id).linted
                    && phase.is_some_and(|phase| phase.pending_criteria().next().is_some())
            })
            .collect();
        let before = (!asked.is_empty()).then(|| self.before()).flatten();
        let Some(before) = before else {
            return HashSet::default();
        };
        let origins = self.origins(workspace, &asked, &before);
        let was_done = |path: &RootedPath| -> Option<bool> {
            let bytes = before.read(path).ok()?;
            let document = Document::parse(bytes);
            let phase = Phase::read(document.tree()?, &self.settings.statuses);
            Some(phase.is_done())
        };
        let is_marked = |(_, origin): &(FileId, Option<RootedPath>)| match origin {
            // An unreadable file is not known to have been open.
            Some(path) => was_done(path) == Some(false),
            None => true,
        };
        let origins = asked.into_iter().zip(origins);
        origins.filter(is_marked).map(|(id, _)| id).collect()
    }

    /// The findings that changes in the linted files cause in other files of their plans.
    pub(super) fn caused(&self, workspace: &Workspace) -> Vec<Finding> {
        let others = others(workspace);
        let mut found = lint::findings_in(workspace, &rules::all(), &others);
        if found.is_empty() {
            return found;
        }
        let changed = match self.before() {
            Some(before) => changed(workspace, &before),
            None => Vec::new(),
        };
        if changed.is_empty() {
            return Vec::new();
        }
        let files: HashSet<FileId> = found
            .iter()
            .filter_map(Finding::place)
            .map(|place| place.file)
            .collect();
        let request = Request {
            files: files
                .iter()
                .map(|&id| workspace.file(id).path.clone())
                .collect(),
            folders: Vec::new(),
        };
        let contents = Overlay::changed(changed, self.contents);
        let old = self.load_from(&contents, request, None);
        let mut known = Known::of(&lint::run(&old, &rules::all()));
        let mut is_known = known.claim(&found).into_iter();
        found.retain(|_| !is_known.next().unwrap_or_default());
        found
    }
}

/// The files that are not linted in plans with linted files.
fn others(workspace: &Workspace) -> Vec<FileId> {
    let ids = || workspace.ids();
    if ids().all(|id| workspace.file(id).linted) {
        return Vec::new();
    }
    let plan = |id| workspace.plans.plan_id(id);
    let linted = ids().filter(|&id| workspace.file(id).linted);
    let plans: HashSet<_> = linted.map(plan).collect();
    let others = ids().filter(|&id| !workspace.file(id).linted);
    others.filter(|&id| plans.contains(&plan(id))).collect()
}

/// The changed linted files with their old content; `None` for new ones.
fn changed(workspace: &Workspace, before: &Recorded<'_>) -> Vec<(RootedPath, Option<Vec<u8>>)> {
    let old = workspace
        .files
        .iter()
        .filter(|file| file.linted)
        .map(|file| (file, before.read(&file.path).ok()));
    let changed = old.filter(
        |(file, old): &(&progress_core::workspace::File, Option<Vec<u8>>)| {
            old.as_deref() != Some(file.document.text.as_str().as_bytes())
        },
    );
    changed
        .map(|(file, old)| (file.path.clone(), old))
        .collect()
}
