//! Progress files removed by a change.

use progress_core::collections::HashSet;
use progress_core::model::FileId;
use progress_core::source::{Contents, RootedPath};
use progress_core::workspace::Workspace;
use progress_git::git::ObjectId;

use super::LintSession;
use crate::loading::Request;

/// A file that is no longer checked, because it was deleted or is no longer a progress file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LostFile {
    /// Its old path.
    pub path: String,
    /// Whether the path still exists.
    pub is_there: bool,
}

impl LintSession<'_> {
    /// Returns the progress files of a tree that are not in the workspace, which must be that of
    /// the whole root, under any name.
    #[must_use]
    pub fn files_lost(&self, workspace: &Workspace, tree: ObjectId) -> Vec<LostFile> {
        let Some(repository) = self.repository else {
            return Vec::new();
        };
        let before = self.recorded(repository, tree);
        let listed = before.listed(self.root, &|name| self.settings.is_candidate(name));
        let Some(Ok(mut missing)) = listed else {
            return Vec::new();
        };
        missing.retain(|path| workspace.id_of(path.as_str()).is_none());
        if missing.is_empty() {
            return Vec::new();
        }
        // Deferred until now: checking which of them were progress files and renamed takes time.
        let ids: Vec<FileId> = workspace.ids().collect();
        let renamed: HashSet<RootedPath> = self
            .origins(workspace, &ids, &before)
            .into_iter()
            .flatten()
            .collect();
        let request = Request {
            files: Vec::new(),
            folders: vec![self.root.to_path_buf()],
            ..Request::default()
        };
        let old = self.load_from(&before, request, None);
        missing.retain(|path| old.id_of(path.as_str()).is_some() && !renamed.contains(path));
        missing.sort();
        let lost = missing.into_iter().map(|path| LostFile {
            is_there: self.contents.exists(path.as_str()),
            path: path.as_str().to_owned(),
        });
        lost.collect()
    }
}
