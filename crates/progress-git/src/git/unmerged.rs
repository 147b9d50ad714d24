//! Files in conflict, as the index records them.

use std::str;

use super::index_lock::patiently;
use super::object::EntryKind;
use super::{GitError, ObjectId, Repository};

/// A file in conflict.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unmerged {
    /// Its path from the root.
    pub path: String,
    /// Its versions: base, ours and theirs. One that does not exist, or is not a file, is `None`.
    pub versions: [Option<ObjectId>; 3],
}

impl Repository {
    /// The files in conflict, by path. Those whose paths are not UTF-8 are left out.
    ///
    /// # Errors
    ///
    /// Fails if the index cannot be read.
    pub fn unmerged(&self) -> Result<Vec<Unmerged>, GitError> {
        if self.is_bare() {
            return Ok(Vec::new());
        }
        let text = self.git.run(&["ls-files", "--unmerged", "-z"])?;
        let mut files: Vec<Unmerged> = Vec::new();
        for line in text.split(|byte| *byte == 0) {
            let Some((kind, id, stage, path)) = parsed(line) else {
                continue;
            };
            if files.last().is_none_or(|file| file.path != path) {
                files.push(Unmerged {
                    path: path.to_owned(),
                    versions: [None; 3],
                });
            }
            if let Some(file) = files.last_mut()
                && let Some(version) = file.versions.get_mut(stage - 1)
                && kind.is_file()
            {
                *version = Some(id);
            }
        }
        Ok(files)
    }

    /// Stages files as they are in the working tree, with Git's filters.
    ///
    /// # Errors
    ///
    /// Fails if `git` cannot write the index.
    pub fn add_files(&self, paths: &[&str]) -> Result<(), GitError> {
        if paths.is_empty() {
            return Ok(());
        }
        let git = self.git.clone().keeping_monitor();
        let ask = [&["--literal-pathspecs", "add", "--"], paths].concat();
        let locked = self.index_file.as_os_str().to_owned();
        let done = patiently(&locked, || git.run(&ask));
        *self.index_at_hand() = None;
        done.map(drop)
    }
}

/// Parses `100644 ID 2<tab>path`.
fn parsed(line: &[u8]) -> Option<(EntryKind, ObjectId, usize, &str)> {
    let (facts, path) = str::from_utf8(line).ok()?.split_once('\t')?;
    let mut words = facts.split(' ');
    let mode = u32::from_str_radix(words.next()?, 8).ok()?;
    let id = ObjectId::from_hex(words.next()?)?;
    let stage: usize = words.next()?.parse().ok()?;
    if stage == 0 {
        return None;
    }
    Some((EntryKind::of_mode(mode), id, stage, path))
}
