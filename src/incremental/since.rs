//! Findings that already existed in a commit.

use std::io;
use std::path::Path;

use progress_core::collections::HashMap;
use progress_core::lint;
use progress_core::lint::{Finding, Report};
use progress_core::model::FileId;
use progress_core::rules;
use progress_core::source::{Contents, RootedPath};
use progress_core::workspace::{Workspace, is_ours};
use progress_git::git::{EntryKind, ObjectId};
use progress_git::trees::Recorded;

use super::{Known, LintSession};
use crate::loading::{RenameSearch, Request};

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
        // Messages name files that may have no findings of their own.
        let with_findings = ids.len();
        ids.extend(named_in_messages(workspace, report, &ids));
        let origins = self.origins(workspace, &ids, &before);
        let old_names: HashMap<&str, FileId> = ids
            .iter()
            .zip(&origins)
            .filter_map(|(id, origin)| Some((origin.as_ref()?.as_str(), *id)))
            .collect();
        let request = Request {
            files: origins[..with_findings].iter().flatten().cloned().collect(),
            folders: Vec::new(),
            ..Request::default()
        };
        let files = FilesBefore {
            before: &before,
            now: self.contents,
        };
        // Without the branch: findings about it are never known.
        let mut old = self.load_from(&files, request, None);
        for file in &mut old.files {
            let Some(&id) = old_names.get(file.path.as_str()) else {
                continue;
            };
            let now = workspace.file(id);
            if file.path != now.path {
                let names = (file.path.as_str().to_owned(), now.path.as_str().to_owned());
                old.renamed.push(names);
            }
            // A file that was not a progress file had no findings, unless it still is not one and
            // is linted anyway.
            file.linted &= is_ours(file.path.as_str(), &file.document)
                || !is_ours(now.path.as_str(), &now.document);
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
        let search = RenameSearch {
            root: self.root,
            contents: self.contents,
            repository: self.repository,
            settings: self.settings,
        };
        for (origin, at) in search.origins(&new_paths, before) {
            origins[new[at]] = Some(origin);
        }
        origins
    }
}

/// The files of a commit. What is outside of them, to which links and submodules lead, is not known
/// to have changed since.
struct FilesBefore<'e> {
    before: &'e Recorded<'e>,
    now: &'e dyn Contents,
}

impl FilesBefore<'_> {
    fn with(&self, path: &str) -> &dyn Contents {
        if self.before.leads_elsewhere(path) {
            self.now
        } else {
            self.before
        }
    }
}

impl Contents for FilesBefore<'_> {
    fn read(&self, path: &RootedPath) -> io::Result<Vec<u8>> {
        self.with(path.as_str()).read(path)
    }

    fn exists(&self, path: &str) -> bool {
        self.with(path).exists(path)
    }

    fn is_link(&self, path: &str) -> bool {
        self.before.is_link(path)
    }

    fn siblings(&self, folder: &str) -> Vec<RootedPath> {
        self.before.siblings(folder)
    }

    fn listed(
        &self,
        folder: &Path,
        is_wanted: &(dyn Fn(&str) -> bool + Sync),
    ) -> Option<io::Result<Vec<RootedPath>>> {
        self.before.listed(folder, is_wanted)
    }
}

/// The files that the messages of findings name, besides `known` ones.
fn named_in_messages(workspace: &Workspace, report: &Report<'_>, known: &[FileId]) -> Vec<FileId> {
    let paths: HashMap<&str, FileId> = workspace
        .ids()
        .map(|id| (workspace.file(id).path.as_str(), id))
        .collect();
    let mut named = Vec::new();
    for finding in &report.findings {
        let words = finding.message.split([' ', '(', ')', ',', '`']);
        named.extend(words.filter_map(|word| paths.get(word).copied()));
    }
    named.sort_unstable();
    named.dedup();
    // `known` is sorted.
    named.retain(|id| known.binary_search(id).is_err());
    named
}
