//! Findings that already existed in a commit.

use progress_core::collections::{HashMap, HashSet};
use progress_core::lint;
use progress_core::lint::{Finding, Report};
use progress_core::model::FileId;
use progress_core::rules;
use progress_core::source::{Contents, RootedPath};
use progress_core::workspace::{Workspace, is_ours};
use progress_git::git::{EntryKind, ObjectId, Side, pair_renames};
use progress_git::trees::{Recorded, relative};

use super::{Known, LintSession};
use crate::loading::{Request, discover};

impl LintSession<'_> {
    /// The findings of a report that already existed in a tree, also under older file names.
    ///
    /// The tree is linted with the current settings, so that enabling a rule does not make old
    /// findings new.
    #[must_use]
    pub fn known_since(&self, workspace: &Workspace, report: &Report<'_>, tree: ObjectId) -> Known {
        let ids: HashSet<FileId> = report
            .findings
            .iter()
            .filter_map(Finding::place)
            .map(|place| place.file)
            .collect();
        let mut ids: Vec<FileId> = ids.into_iter().collect();
        ids.sort_unstable();
        let (Some(repository), false) = (self.repository, ids.is_empty()) else {
            return Known::default();
        };
        let before = self.recorded(repository, tree);
        let origins = self.origins(workspace, &ids, &before);
        let old_names: HashMap<&str, FileId> = ids
            .iter()
            .zip(&origins)
            .filter_map(|(id, origin)| Some((origin.as_ref()?.as_str(), *id)))
            .collect();
        let request = Request {
            files: origins.iter().flatten().cloned().collect(),
            folders: Vec::new(),
        };
        let mut old = self.load_from(&before, request, None);
        for file in &mut old.files {
            let Some(&id) = old_names.get(file.path.as_str()) else {
                continue;
            };
            let now = workspace.file(id);
            // A file that was not a progress file had no findings, unless it still is not one and
            // is linted anyway.
            file.linted &= is_ours(file.path.as_str(), &file.document)
                || !is_ours(now.path.as_str(), &now.document);
            if file.path != now.path {
                let names = (file.path.as_str().to_owned(), now.path.as_str().to_owned());
                old.renamed.push(names);
            }
        }
        // Facts missing from history now were missing then.
        old.history = workspace.history.of_texts();
        Known::of(&lint::run(&old, &rules::all()))
    }

    /// The previous paths of files, in order; `None` for new ones.
    pub(super) fn origins(
        &self,
        workspace: &Workspace,
        ids: &[FileId],
        before: &Recorded<'_>,
    ) -> Vec<Option<RootedPath>> {
        let path = |id: &FileId| &workspace.file(*id).path;
        let mut origins: Vec<Option<RootedPath>> = ids
            .iter()
            .map(|id| {
                Some(path(id).clone())
                    .filter(|path| before.kind(path).is_some_and(EntryKind::is_file))
            })
            .collect();
        let new: Vec<usize> = (0..ids.len()).filter(|at| origins[*at].is_none()).collect();
        if new.is_empty() {
            return origins;
        }
        let paths: Vec<&RootedPath> = new.iter().map(|&at| path(&ids[at])).collect();
        for (origin, at) in self.renames(&paths, before) {
            origins[new[at]] = Some(origin);
        }
        origins
    }

    /// Matches new files with deleted ones.
    fn renames(&self, new: &[&RootedPath], before: &Recorded<'_>) -> Vec<(RootedPath, usize)> {
        let is_wanted = |path: &str| is_markdown(path) || self.settings.is_candidate(path);
        let Some(Ok(mut gone)) = before.listed(self.root, &is_wanted) else {
            return Vec::new();
        };
        gone.retain(|path| !self.contents.exists(path.as_str()));
        if gone.is_empty() {
            return Vec::new();
        }
        gone.sort();
        // The old files may also have become other new files.
        let mut came: Vec<&RootedPath> = new.to_vec();
        let candidates = self.candidates();
        let asked: HashSet<&RootedPath> = new.iter().copied().collect();
        let others = candidates.iter().filter(|path| !asked.contains(path));
        came.extend(others.filter(|path| before.kind(path).is_none()));
        let contents: Vec<Option<Vec<u8>>> = came
            .iter()
            .map(|path| self.contents.read(path).ok())
            .collect();
        let name = |path: &RootedPath| relative(self.root, path.absolute()).unwrap_or_default();
        let old_names: Vec<Vec<u8>> = gone.iter().map(name).collect();
        let new_names: Vec<Vec<u8>> = came.iter().copied().map(name).collect();
        let old_sides = old_names.iter().map(|path| {
            let entry = before.snapshot().entry(path).ok().flatten();
            let id = entry.and_then(|entry| entry.id);
            Side { path, id }
        });
        let new_sides = new_names.iter().zip(&contents).map(|(path, bytes)| {
            let id = bytes.as_deref().and_then(ObjectId::of_blob);
            Side { path, id }
        });
        let sides: [Vec<Side<'_>>; 2] = [old_sides.collect(), new_sides.collect()];
        let asked = pair_renames(&sides[0], &sides[1], &mut |is_gone, at| {
            if is_gone {
                return before.read(gone.get(at)?).ok();
            }
            contents.get(at)?.clone()
        })
        .into_iter()
        .filter(|(_, to)| *to < new.len());
        asked.map(|(from, to)| (gone[from].clone(), to)).collect()
    }

    /// All files that may be progress files.
    fn candidates(&self) -> Vec<RootedPath> {
        let is_wanted = |path: &str| self.settings.is_candidate(path);
        match self.contents.listed(self.root, &is_wanted) {
            Some(listed) => listed.unwrap_or_default(),
            None => discover(self.root, self.root, self.repository, self.settings).files,
        }
    }
}

/// Whether a file is Markdown: a file may have come from where no progress files are searched.
fn is_markdown(path: &str) -> bool {
    let end = path.rsplit_once('.');
    end.is_some_and(|(_, end)| end.eq_ignore_ascii_case("md"))
}
