//! Which project a document belongs to.

use std::path::{Path, PathBuf};

use gen_lsp_types::{MessageType, Uri};
use progress_core::source::RootedPath;

use super::client::Client;
use super::project::Project;
use super::session::{Place, Session};
use super::uri;
use crate::config_file::SettingsFile;
use crate::loading::{is_candidate, resolve_parent};
use crate::project::Root;

impl Session {
    /// Opens the projects of the client's folders, even if no file of theirs is open.
    pub(super) fn open_folders(&mut self, client: &mut Client<'_>) {
        for folder in self.folders.clone() {
            let root = Root::find(&folder, &folder);
            if !self.projects.iter().any(|project| project.has(&root)) {
                self.open_project(&folder, Some(&folder), client);
            }
        }
    }

    /// Whether a project contains a folder of the client, is in one, or has an open document.
    pub(super) fn is_in_use(&self, index: usize) -> bool {
        let root = &self.projects[index].root.folder;
        let mut folders = self.folders.iter();
        let mut places = self.documents.values().filter_map(|it| it.place.as_ref());
        places.any(|(project, _)| *project == index)
            || folders.any(|folder| {
                folder.starts_with(root)
                    || root.starts_with(folder)
                    // By way of a link, it is the same folder under another name.
                    || self.projects[index].has(&Root::find(folder, folder))
            })
    }

    fn open_project(
        &mut self,
        start: &Path,
        within: Option<&Path>,
        client: &mut Client<'_>,
    ) -> usize {
        let (project, error) = Project::open(start, within, &self.overrides);
        if let Some(error) = error {
            let message = format!("{error}; using the default settings");
            client.show(MessageType::Error, &message);
        }
        self.projects.push(project);
        self.projects.len() - 1
    }

    /// The file of a document, whose project is opened if necessary.
    pub(super) fn place_of(&mut self, uri: &Uri, client: &mut Client<'_>) -> Option<Place> {
        let absolute = resolve_parent(&uri::to_path(uri)?);
        let folder = absolute.parent()?;
        if let Some(project) = self.known_project(folder) {
            let path = self.projects[project].path(&absolute);
            let is_candidate = self.projects[project].is_candidate(&path);
            return is_candidate.then_some((project, path));
        }
        let within = self.folder_of(&absolute).map(Path::to_path_buf);
        let start = folder
            .ancestors()
            .find(|folder| folder.is_dir())
            .unwrap_or(folder);
        let root = Root::find(start, within.as_deref().unwrap_or(start));
        let known = self.projects.iter().position(|project| project.has(&root));
        let project = if let Some(known) = known {
            known
        } else {
            // Before reading the files of a repository: most Markdown is something else.
            let path = RootedPath::new(&root.folder, &absolute);
            if !may_be_ours(&path, &root) {
                return None;
            }
            self.open_project(start, within.as_deref(), client)
        };
        let path = self.projects[project].path(&absolute);
        let is_candidate = self.projects[project].is_candidate(&path);
        is_candidate.then_some((project, path))
    }

    /// The open project of a folder, found without asking Git: no repository lies between them.
    fn known_project(&self, folder: &Path) -> Option<usize> {
        for above in folder.ancestors() {
            let mut projects = self.projects.iter();
            let found = projects.position(|project| project.root.folder == above);
            // Outside Git, a project may contain repositories and other projects.
            if let Some(found) = found {
                return self.projects[found].root.repository.as_ref().map(|_| found);
            }
            if above.join(".git").exists() {
                return None;
            }
        }
        None
    }

    /// The folder of the client that contains a file.
    fn folder_of(&self, path: &Path) -> Option<&Path> {
        let containing = self
            .folders
            .iter()
            .filter(|folder| path.starts_with(folder));
        containing
            .max_by_key(|folder| folder.components().count())
            .map(PathBuf::as_path)
    }

    pub(super) fn project_of_path(&self, path: &Path) -> Option<usize> {
        let roots = self.projects.iter().enumerate();
        let containing = roots.filter(|(_, project)| path.starts_with(&project.root.folder));
        // Of nested repositories, the inner one.
        let inner = containing.max_by_key(|(_, project)| project.root.folder.components().count());
        inner.map(|(index, _)| index)
    }
}

/// Whether a file may be a progress file by the settings of its project, which is not open yet.
fn may_be_ours(path: &RootedPath, root: &Root) -> bool {
    let settings = SettingsFile::Disk(&root.folder).load().unwrap_or_default();
    is_candidate(path, root.repository.is_some(), &settings)
}
