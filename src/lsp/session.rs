//! The state of the server: open documents, and what remains to be checked.

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};
use std::path::PathBuf;
use std::sync::Arc;

use gen_lsp_types::{Diagnostic, MessageType, Uri};
use lsp_server::RequestId;
use progress_core::model::Moment;
use progress_core::source::RootedPath;
use progress_git::trees::WorkingTree;

use super::buffer::Buffer;
use super::capabilities::Abilities;
use super::checked::{Checked, Latest, ResultId};
use super::client::Client;
use super::closed::ClosedFiles;
use super::project::Project;
use super::proposals::Proposal;
use super::schedule::publish;
use super::uri;
use crate::config_file::Overrides;
use crate::loading::resolve_parent;

/// A file of a project: the project's position, and the path.
pub(super) type Place = (usize, RootedPath);

/// A document that the client has open.
#[derive(Debug)]
pub(super) struct OpenDocument {
    pub(super) uri: Uri,
    pub(super) buffer: Buffer,
    /// The file; `None` if it cannot be a progress file.
    pub(super) place: Option<Place>,
    /// The last check of this text.
    pub(super) checked: Option<Checked>,
    /// The diagnostics that the client was told last, and for which version.
    pub(super) published: Option<(i32, ResultId)>,
}

/// The state of the server.
#[derive(Debug, Default)]
pub(super) struct Session {
    pub(super) abilities: Abilities,
    pub(super) overrides: Overrides,
    /// The clock; the system's by default.
    pub(super) now: Option<fn() -> Moment>,
    /// The folders that the client works in.
    pub(super) folders: Vec<PathBuf>,
    pub(super) projects: Vec<Project>,
    /// Boxed, since up to half of the room in the nodes of a tree is empty.
    pub(super) documents: BTreeMap<String, Box<OpenDocument>>,
    /// Documents whose texts were changed and not read yet, the latest last.
    pub(super) unread: Vec<String>,
    /// Documents to check, the most urgent first.
    pub(super) due: VecDeque<String>,
    /// Plans whose other files have to be checked: project and folder.
    pub(super) due_plans: BTreeSet<(usize, String)>,
    /// The diagnostics of files that are not open, caused by documents that are.
    pub(super) caused: BTreeMap<Place, Vec<Diagnostic>>,
    pub(super) closed: ClosedFiles,
    pub(super) latest: Latest,
    /// Edits that the client was asked to make, and has not answered yet.
    pub(super) proposed: HashMap<RequestId, Proposal>,
    /// The last complaint about settings, which is not repeated.
    pub(super) complaint: Option<String>,
}

impl Session {
    /// Opens a document.
    pub(super) fn open(&mut self, uri: Uri, text: String, version: i32, client: &mut Client<'_>) {
        let place = self.place_of(&uri, client);
        // What was published about the closed file may be under another spelling of its URI.
        if let Some(place) = &place
            && self.caused.remove(place).is_some()
            && !self.abilities.pulls
        {
            publish(client, &uri::of_path(place.1.absolute()), None, &[]);
        }
        let key = uri.0.clone();
        let document = OpenDocument {
            uri,
            buffer: Buffer::new(text, version),
            place,
            checked: None,
            published: None,
        };
        self.documents.insert(key.clone(), Box::new(document));
        self.take_text(&key);
    }

    /// Reads the texts that were changed. Nothing may be answered before.
    pub(super) fn read_texts(&mut self) {
        for key in std::mem::take(&mut self.unread) {
            self.take_text(&key);
        }
    }

    /// Reads the new text of a document.
    fn take_text(&mut self, key: &str) {
        let Some(open) = self.documents.get_mut(key) else {
            return;
        };
        let Some((project, path)) = open.place.clone() else {
            return;
        };
        open.checked = None;
        let text = Arc::clone(&open.buffer.text);
        let changed = self.projects[project].memory.set_open(&path, text);
        self.hurry(key);
        self.spread(project, &path, &changed);
    }

    /// Decides again which open documents may be progress files: settings exclude files.
    fn place_again(&mut self, client: &mut Client<'_>) {
        let uris: Vec<Uri> = self.documents.values().map(|it| it.uri.clone()).collect();
        for uri in uris {
            let place = self.place_of(&uri, client);
            let Some(open) = self.documents.get_mut(&uri.0) else {
                continue;
            };
            if open.place == place {
                continue;
            }
            let before = std::mem::replace(&mut open.place, place);
            let published = open.published.take();
            open.checked = None;
            self.due.retain(|due| *due != uri.0);
            if let Some(before) = before {
                self.leave(&uri, &before, published.is_some(), client);
            }
            self.take_text(&uri.0);
        }
    }

    /// Forgets the text of a document that was open at a place.
    fn leave(&mut self, uri: &Uri, place: &Place, has_findings: bool, client: &mut Client<'_>) {
        let (project, path) = place;
        let disk = WorkingTree::new(self.projects[*project].root.folder.clone());
        let changed = self.projects[*project].memory.close(path, &disk);
        if !self.abilities.pulls && has_findings {
            publish(client, uri, None, &[]);
        }
        self.spread(*project, path, &changed);
    }

    /// Closes a document.
    pub(super) fn close(&mut self, key: &str, client: &mut Client<'_>) {
        let Some(open) = self.documents.remove(key) else {
            return;
        };
        self.due.retain(|due| due != key);
        let Some(place) = open.place else {
            return;
        };
        let has_findings = open.published.is_some_and(|(_, result)| result.has_any());
        self.leave(&open.uri, &place, has_findings, client);
        // The file may be open under another spelling of its URI.
        let other = self
            .documents
            .iter()
            .find(|(_, other)| other.place.as_ref() == Some(&place));
        if let Some(other) = other.map(|(key, _)| key.clone()) {
            self.take_text(&other);
        }
    }

    /// Notes that files changed on disk.
    pub(super) fn files_changed(&mut self, uris: &[Uri]) {
        for uri in uris {
            let Some(absolute) = uri::to_path(uri).map(|path| resolve_parent(&path)) else {
                continue;
            };
            let Some(project) = self.project_of_path(&absolute) else {
                continue;
            };
            let disk = WorkingTree::new(self.projects[project].root.folder.clone());
            let live = &mut self.projects[project];
            let path = live.path(&absolute);
            if !live.is_candidate(&path) {
                continue;
            }
            // A file that was not there may be ignored by Git, so the list is made again.
            live.is_list_stale = true;
            let changed = live.memory.update(&path, &disk);
            self.spread(project, &path, &changed);
        }
    }

    /// Checks everything again.
    pub(super) fn check_all(&mut self) {
        let keys: Vec<String> = self.documents.keys().cloned().collect();
        for key in keys {
            self.postpone(&key);
        }
        self.all_closed_stale();
    }

    /// Looks whether settings or Git's state changed.
    pub(super) fn refresh(&mut self, client: &mut Client<'_>) {
        let mut has_changed = false;
        for project in &mut self.projects {
            let refreshed = project.refresh();
            has_changed |= refreshed.has_changed;
            if let Some(error) = refreshed.error {
                let message = format!("{error}; keeping the previous settings");
                if self.complaint.as_ref() != Some(&message) {
                    client.show(MessageType::Error, &message);
                    self.complaint = Some(message);
                }
            }
        }
        if has_changed {
            self.place_again(client);
            self.check_all();
        }
    }

    /// The document of a URI, if it may be a progress file.
    pub(super) fn document(&self, uri: &Uri) -> Option<(&OpenDocument, &Place)> {
        let open = self.documents.get(&uri.0)?;
        Some((open, open.place.as_ref()?))
    }
}
