//! The index, read on demand.

use std::fs::File;
use std::io::ErrorKind;
use std::path::Path;
use std::sync::Arc;
use std::time::SystemTime;

use super::index::{Index, Marks};
use super::index_parser::{self, PathTest, Unreadable};
use super::object::EntryKind;
use super::stat::{Stat, Written};
use super::{GitError, ObjectId, Repository, Snapshot};

/// Identifies a version of the index file: its modification time and length.
pub(super) type Stamp = (SystemTime, u64);

impl Repository {
    /// The files of the index; empty if it does not exist.
    ///
    /// # Errors
    ///
    /// Fails if it cannot be read.
    pub fn index(&self) -> Result<Snapshot<'_>, GitError> {
        let index = self.whole_index()?;
        Ok(Snapshot::of_index(self, index))
    }

    /// The index, which may not exist.
    #[must_use]
    pub fn index_file(&self) -> &Path {
        &self.index_file
    }

    /// Whether the index exists; a new repository has none.
    #[must_use]
    pub fn has_index(&self) -> bool {
        self.index_file.exists()
    }

    /// The files in an index that pass a test, with their blobs, in the order of their paths.
    ///
    /// `index` is the file to read, by default the one that Git would use. Paths that are not
    /// UTF-8, links and unmerged entries are left out.
    ///
    /// # Errors
    ///
    /// Fails if the index cannot be read.
    pub fn indexed(
        &self,
        index: Option<&Path>,
        is_wanted: &dyn Fn(&[u8]) -> bool,
    ) -> Result<Vec<(String, ObjectId)>, GitError> {
        let path = index.unwrap_or(&self.index_file);
        // The complete index serves any test, but is not read for the sake of a few files.
        let index = match self.kept_index(path, stamp(path).as_ref()) {
            Some(index) => index,
            None => Arc::new(self.read_index(path, Some(is_wanted))?),
        };
        let mut files = Vec::new();
        for file in index.files() {
            if !file.kind.is_file() || file.is_unmerged || !is_wanted(file.path) {
                continue;
            }
            if let Ok(path) = std::str::from_utf8(file.path) {
                files.push((path.to_owned(), file.id));
            }
        }
        Ok(files)
    }

    /// Whether any file is outside the sparse checkout.
    #[must_use]
    pub fn leaves_any_out(&self) -> bool {
        let index = self.whole_index().unwrap_or_default();
        index.files().any(|file| file.marks.is_left_out)
    }

    /// Whether a file, or a whole folder, is outside the sparse checkout.
    #[must_use]
    pub fn leaves_out(&self, path: &[u8]) -> bool {
        let index = self.whole_index().unwrap_or_default();
        let name = path.strip_suffix(b"/").unwrap_or(path);
        if index.file(name).is_some_and(|file| file.marks.is_left_out) {
            return true;
        }
        index.is_folder(name) && index.below(name).all(|file| file.marks.is_left_out)
    }

    /// The files outside the sparse checkout that pass a test, in the order of their paths.
    #[must_use]
    pub fn left_out(&self, is_wanted: &dyn Fn(&str) -> bool) -> Vec<String> {
        // Git keeps the patterns of a sparse checkout there. Without them, the index need not be
        // read.
        if !self.git_dir().join("info/sparse-checkout").exists() {
            return Vec::new();
        }
        let index = self.whole_index().unwrap_or_default();
        let files = index
            .files()
            .filter(|file| file.marks.is_left_out && file.kind.is_file());
        let paths = files.filter_map(|file| std::str::from_utf8(file.path).ok());
        let wanted = paths.filter(|path| is_wanted(path));
        wanted.map(str::to_owned).collect()
    }

    /// Visits the paths in the index, relative to the root, as Git writes them, in their order.
    ///
    /// # Errors
    ///
    /// Fails if the index cannot be read.
    pub fn visit_tracked(&self, visit: &mut dyn FnMut(&[u8])) -> Result<(), GitError> {
        let index = self.whole_index()?;
        for file in index.files() {
            visit(file.path);
        }
        Ok(())
    }

    /// Whether a file, which is there on disk with this content, certainly has the same in a blob,
    /// without reading that: the index lists the file with that blob, and the file is still the one
    /// that was added. Unknown unless the complete index was read before: it may list many files.
    pub(crate) fn is_stored_as(
        &self,
        blob: ObjectId,
        path: &str,
        on_disk: &Path,
        content: &[u8],
    ) -> bool {
        let index_file = &self.index_file;
        let Some(index) = self.kept_index(index_file, stamp(index_file).as_ref()) else {
            return false;
        };
        let Some(file) = index.file(path.as_bytes()) else {
            return false;
        };
        file.id == blob
            && file.kind.is_file()
            && !file.is_unmerged
            && file.stat.holds_for(on_disk, content.len(), index.written)
            && self.stores_as_is(path, content)
    }

    /// The complete index that Git would use. Hooks need it repeatedly, and only they change it
    /// meanwhile.
    pub(super) fn whole_index(&self) -> Result<Arc<Index>, GitError> {
        let path = &self.index_file;
        // Before reading: if another process writes the file meanwhile, the stamp is outdated, and
        // the next call reads it again.
        let version = stamp(path);
        if let Some(index) = self.kept_index(path, version.as_ref()) {
            return Ok(index);
        }
        let index = Arc::new(self.read_index(path, None)?);
        *self.index_at_hand() = version.map(|version| (version, Arc::clone(&index)));
        Ok(index)
    }

    /// The cached index, if its file has not changed.
    fn kept_index(&self, path: &Path, stamp: Option<&Stamp>) -> Option<Arc<Index>> {
        if path != self.index_file {
            return None;
        }
        let kept = self.index_at_hand();
        let (kept_stamp, index) = kept.as_ref()?;
        if Some(kept_stamp) == stamp {
            Some(Arc::clone(index))
        } else {
            None
        }
    }

    fn read_index(&self, file: &Path, is_wanted: Option<PathTest<'_>>) -> Result<Index, GitError> {
        let opened = match File::open(file) {
            Ok(opened) => opened,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Index::default()),
            Err(error) => return Err(self.unreadable(file, &error)),
        };
        let data = match opened.metadata() {
            Ok(data) => data,
            Err(error) => return Err(self.unreadable(file, &error)),
        };
        match index_parser::parse(opened, data.len(), self.id_length, is_wanted) {
            Ok(mut index) => {
                index.written = Written::of(&data);
                Ok(index)
            }
            // Git expands the folders of a sparse index, and joins the parts of a split one.
            Err(Unreadable::Foreign) => self.index_by_command(file, is_wanted),
            Err(Unreadable::Broken) => Err(nonsense(file)),
        }
    }

    fn unreadable(&self, file: &Path, error: &std::io::Error) -> GitError {
        let name = file.display();
        // Git names the index relative to the worktree of a commit. In a linked worktree, `.git` is
        // a file, so that the same name leads nowhere.
        if error.kind() == ErrorKind::NotADirectory && file != self.git_dir().join("index") {
            return GitError::of_other_index(format!(
                "`GIT_INDEX_FILE` is not the index of this worktree: cannot read `{name}`: {error}"
            ));
        }
        GitError::of_index(format!("cannot read the index `{name}`: {error}"))
    }

    fn index_by_command(
        &self,
        file: &Path,
        is_wanted: Option<PathTest<'_>>,
    ) -> Result<Index, GitError> {
        let text = self
            .git
            .clone()
            .with("GIT_INDEX_FILE", file)
            .run(&["ls-files", "--stage", "-v", "-z"])?;
        let mut index = Index::default();
        let lines = text.split(|&byte| byte == 0);
        for line in lines.filter(|line| !line.is_empty()) {
            let (marks, mode, id, stage, path) = listed(line).ok_or_else(|| nonsense(file))?;
            if path.is_empty() {
                return Err(nonsense(file));
            }
            if is_wanted.is_none_or(|is_wanted| is_wanted(path)) {
                // This output does not include it.
                let stat = Stat::default();
                index.add(path, EntryKind::of_mode(mode), id, marks, stage, stat);
            }
        }
        index.sort();
        Ok(index)
    }
}

/// A file's modification time and length; `None` if unavailable.
fn stamp(path: &Path) -> Option<Stamp> {
    let data = std::fs::metadata(path).ok()?;
    Some((data.modified().ok()?, data.len()))
}

fn nonsense(file: &Path) -> GitError {
    GitError::of_index(format!("cannot parse the index `{}`", file.display()))
}

/// Parses `H 100644 ID 0<tab>path`: tag, mode, ID, stage, path. The tag is `S` for files outside
/// the sparse checkout, and lowercase for files assumed unchanged.
fn listed(line: &[u8]) -> Option<(Marks, u32, ObjectId, u16, &[u8])> {
    let tab = memchr::memchr(b'\t', line)?;
    let mut words = std::str::from_utf8(&line[..tab]).ok()?.split(' ');
    let letter = words.next()?;
    let mode = u32::from_str_radix(words.next()?, 8).ok()?;
    let id = ObjectId::from_hex(words.next()?)?;
    let stage = words.next()?.parse().ok()?;
    let marks = Marks {
        is_left_out: letter.eq_ignore_ascii_case("s"),
        is_assumed: letter.starts_with(|c: char| c.is_ascii_lowercase()),
    };
    Some((marks, mode, id, stage, &line[tab + 1..]))
}
