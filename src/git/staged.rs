//! The index, as it is asked for.

use std::collections::HashSet;
use std::fs::File;
use std::io::ErrorKind;
use std::path::Path;

use super::index::Index;
use super::index_file::{self, Unreadable};
use super::object::EntryKind;
use super::{GitError, ObjectId, Repository, Snapshot};

impl Repository {
    /// The files of the index. One that does not exist is empty.
    ///
    /// # Errors
    ///
    /// Fails where it cannot be read.
    pub fn index(&self) -> Result<Snapshot<'_>, GitError> {
        let index = self.read_index(&self.index_file, &|_| true)?;
        Ok(Snapshot::of_index(self, index))
    }

    /// Whether the index exists; a new repository has none.
    #[must_use]
    pub fn has_index(&self) -> bool {
        self.index_file.exists()
    }

    /// The files in an index that pass a test, with their blobs, in the order of their paths.
    ///
    /// `index` is the file to read; by default the one that Git would use. Paths that are not
    /// UTF-8, links, and entries that are in conflict are left out.
    ///
    /// # Errors
    ///
    /// Fails where the index cannot be read.
    pub fn indexed(
        &self,
        index: Option<&Path>,
        is_wanted: &dyn Fn(&[u8]) -> bool,
    ) -> Result<Vec<(String, ObjectId)>, GitError> {
        let path = index.unwrap_or(&self.index_file);
        let index = self.read_index(path, is_wanted)?;
        let files = index.files().filter(|file| file.kind.is_file());
        let files = files.filter(|file| !file.is_unmerged).filter_map(|file| {
            let path = std::str::from_utf8(file.path).ok()?;
            Some((path.to_owned(), file.id))
        });
        Ok(files.collect())
    }

    /// Whether a sparse checkout leaves a file out of the working tree, or all of a folder.
    #[must_use]
    pub fn leaves_out(&self, path: &[u8]) -> bool {
        let read = || {
            self.read_index(&self.index_file, &|_| true)
                .unwrap_or_default()
        };
        let index = self.full_index.get_or_init(read);
        let path = path.strip_suffix(b"/").unwrap_or(path);
        let file = index.file(path);
        file.is_some_and(|file| file.is_skipped)
            || index.below(path).next().is_some() && index.below(path).all(|it| it.is_skipped)
    }

    /// The paths in the index, relative to the root, as Git writes them.
    ///
    /// # Errors
    ///
    /// Fails where the index cannot be read.
    pub fn tracked(&self) -> Result<HashSet<Vec<u8>>, GitError> {
        let index = self.read_index(&self.index_file, &|_| true)?;
        Ok(index.files().map(|file| file.path.to_vec()).collect())
    }

    fn read_index(
        &self,
        file: &Path,
        is_wanted: &dyn Fn(&[u8]) -> bool,
    ) -> Result<Index, GitError> {
        let unreadable =
            |error: std::io::Error| GitError::new(format!("cannot read the index: {error}"));
        let opened = match File::open(file) {
            Ok(opened) => opened,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Index::default()),
            Err(error) => return Err(unreadable(error)),
        };
        let length = opened.metadata().map_err(unreadable)?.len();
        match index_file::parse(opened, length, self.id_length, is_wanted) {
            Ok(index) => Ok(index),
            Err(Unreadable::Foreign) => self.index_by_command(file, is_wanted),
            Err(Unreadable::Broken) => Err(nonsense()),
        }
    }

    fn index_by_command(
        &self,
        file: &Path,
        is_wanted: &dyn Fn(&[u8]) -> bool,
    ) -> Result<Index, GitError> {
        let git = self.git.clone().with("GIT_INDEX_FILE", file);
        let text = git.run(&["ls-files", "--stage", "-t", "-z"])?;
        let mut index = Index::default();
        let lines = text.split(|&byte| byte == 0);
        for line in lines.filter(|line| !line.is_empty()) {
            let (is_skipped, mode, id, stage, path) = listed(line).ok_or_else(nonsense)?;
            if is_wanted(path) {
                let added = index.add(path, EntryKind::of_mode(mode), id, is_skipped, stage);
                added.ok_or_else(nonsense)?;
            }
        }
        index.sort();
        Ok(index)
    }
}

fn nonsense() -> GitError {
    GitError::new("the index makes no sense")
}

/// `H 100644 ID 0<tab>path`: whether it is left out of the working tree, mode, ID, stage, path.
fn listed(line: &[u8]) -> Option<(bool, u32, ObjectId, u16, &[u8])> {
    let tab = memchr::memchr(b'\t', line)?;
    let mut words = std::str::from_utf8(&line[..tab]).ok()?.split(' ');
    let tag = words.next()?;
    let mode = u32::from_str_radix(words.next()?, 8).ok()?;
    let id = ObjectId::from_hex(words.next()?)?;
    let stage = words.next()?.parse().ok()?;
    Some((tag == "S", mode, id, stage, &line[tab + 1..]))
}
