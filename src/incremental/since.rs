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
        let places = report.findings.iter().filter_map(Finding::place);
        let mut ids: Vec<FileId> = places.map(|place| place.file).collect();
        ids.sort_unstable();
        ids.dedup();
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
            ..Request::default()
        };
        // Without the branch: findings about it are never known.
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
        let mut origins = Vec::with_capacity(ids.len());
        let mut new = Vec::new();
        let mut new_paths = Vec::new();
        for (at, id) in ids.iter().enumerate() {
            let path = &workspace.file(*id).path;
            if before.kind(path).is_some_and(EntryKind::is_file) {
                origins.push(Some(path.clone()));
            } else {
                origins.push(None);
                new.push(at);
                new_paths.push(path);
            }
        }
        // Finding renames takes time.
        if new.is_empty() {
            return origins;
        }
        for (origin, at) in self.renames(&new_paths, before) {
            origins[new[at]] = Some(origin);
        }
        origins
    }

    /// Matches new files with deleted ones.
    fn renames(&self, new: &[&RootedPath], before: &Recorded<'_>) -> Vec<(RootedPath, usize)> {
        let listed = before.listed(self.root, &|path| {
            is_markdown(path) || self.settings.is_candidate(path)
        });
        let Some(Ok(mut gone)) = listed else {
            return Vec::new();
        };
        gone.retain(|path| !self.contents.exists(path.as_str()));
        if gone.is_empty() {
            return Vec::new();
        }
        gone.sort();
        // The old files may also have become other new files.
        let asked: HashSet<&RootedPath> = new.iter().copied().collect();
        let mut others = self.candidates();
        others.retain(|path| !asked.contains(path) && before.kind(path).is_none());
        let mut came: Vec<&RootedPath> = new.to_vec();
        came.extend(&others);
        let contents: Vec<Option<Vec<u8>>> = came
            .iter()
            .map(|path| self.contents.read(path).ok())
            .collect();
        let old_names = self.names(gone.iter());
        let new_names = self.names(came.iter().copied());
        let mut old_sides = Vec::with_capacity(gone.len());
        for path in &old_names {
            let entry = before.snapshot().entry(path).ok().flatten();
            let id = entry.and_then(|entry| entry.id);
            old_sides.push(Side { path, id });
        }
        let mut new_sides = Vec::with_capacity(came.len());
        for (path, bytes) in new_names.iter().zip(&contents) {
            // In a SHA-256 repository, these IDs match nothing, and contents are compared.
            let id = bytes.as_deref().and_then(ObjectId::of_blob);
            new_sides.push(Side { path, id });
        }
        let mut pairs = pair_renames(&old_sides, &new_sides, &mut |is_gone, at| {
            if is_gone {
                return before.read(gone.get(at)?).ok();
            }
            contents.get(at)?.clone()
        });
        // The files that were asked for come first in the list.
        pairs.retain(|(_, to)| *to < new.len());
        let origins = pairs.into_iter();
        origins.map(|(from, to)| (gone[from].clone(), to)).collect()
    }

    /// The paths in Git, for files of any root.
    fn names<'p>(&self, paths: impl Iterator<Item = &'p RootedPath>) -> Vec<Vec<u8>> {
        paths
            .map(|path| relative(self.root, path.absolute()).unwrap_or_default())
            .collect()
    }

    /// All files that may be progress files.
    fn candidates(&self) -> Vec<RootedPath> {
        let listed = self
            .contents
            .listed(self.root, &|path| self.settings.is_candidate(path));
        match listed {
            Some(listed) => listed.unwrap_or_default(),
            None => discover(self.root, self.root, self.repository, self.settings).files,
        }
    }
}

/// Whether a file is Markdown: a file may have come from where no progress files are searched.
fn is_markdown(path: &str) -> bool {
    path.rsplit_once('.')
        .is_some_and(|(_, extension)| extension.eq_ignore_ascii_case("md"))
}
