//! The files of a project as a check sees them: open documents over the files on disk, and texts that
//! replace either for a while.

use std::io;
use std::sync::Arc;

use progress_core::document::Document;
use progress_core::fix::Texts;
use progress_core::source::{Contents, RootedPath, folder_of};
use progress_git::trees::Checkout;

use super::memory::FileMemory;
use crate::loading::{Memory, Needs};

/// Open documents over the files on disk.
pub(super) struct Buffers<'a> {
    pub(super) memory: &'a FileMemory,
    pub(super) disk: Checkout<'a>,
}

impl Contents for Buffers<'_> {
    fn read(&self, path: &RootedPath) -> io::Result<Vec<u8>> {
        match self.memory.open_text(path) {
            Some(text) => Ok(text.as_bytes().to_vec()),
            None => self.disk.read(path),
        }
    }

    fn exists(&self, path: &str) -> bool {
        // As if every document were saved.
        let mut open = self.memory.open_paths();
        open.any(|file| file.as_str() == path) || self.disk.exists(path)
    }

    fn is_link(&self, path: &str) -> bool {
        self.disk.is_link(path)
    }

    fn siblings(&self, folder: &str) -> Vec<RootedPath> {
        let mut files = self.disk.siblings(folder);
        let open = self.memory.open_paths();
        files.extend(
            open.filter(|path| folder_of(path.as_str()) == folder)
                .cloned(),
        );
        files.sort();
        files.dedup();
        files
    }
}

/// Texts that replace those of files and open documents for a while.
pub(super) struct Drafts<'a> {
    memory: &'a FileMemory,
    documents: Vec<(RootedPath, Arc<Document>)>,
}

impl<'a> Drafts<'a> {
    pub(super) fn new(memory: &'a FileMemory, texts: &Texts) -> Self {
        let parsed = texts
            .iter()
            .map(|(path, bytes)| (path.clone(), Arc::new(Document::parse(bytes.clone()))));
        Self {
            memory,
            documents: parsed.collect(),
        }
    }
}

impl Memory for Drafts<'_> {
    fn document(&self, path: &RootedPath) -> Option<Arc<Document>> {
        let draft = self.documents.iter().find(|(draft, _)| draft == path);
        match draft {
            Some((_, document)) => Some(Arc::clone(document)),
            None => self.memory.document(path),
        }
    }

    fn deciding(&self, needs: &Needs) -> Vec<RootedPath> {
        self.memory.deciding(needs)
    }
}
