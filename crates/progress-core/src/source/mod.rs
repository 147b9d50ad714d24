//! Names and contents of files, wherever they are.
//!
//! Files are read through [`Contents`], so that one engine serves the working tree, the index, a
//! commit and memory.

mod memory;
mod path;
mod remembered;
mod temporary;

use std::io;
use std::path::Path;

pub use memory::{Nothing, Overlay};
pub use path::{RootedPath, folder_of, is_skipped_folder, name_of, with_slashes};
pub use remembered::Remembered;
pub use temporary::{is_temporary, temporary_name};

/// Maximum size of a file; larger ones are not read.
pub const MAX_BYTES: u64 = 64 << 20;

/// A tree of files.
pub trait Contents: Sync {
    /// The bytes of a file, following links.
    ///
    /// # Errors
    ///
    /// Fails if the file is absent, cannot be read, or is larger than [`MAX_BYTES`].
    fn read(&self, path: &RootedPath) -> io::Result<Vec<u8>>;

    /// Whether a path relative to the root names a file or a folder.
    fn exists(&self, path: &str) -> bool;

    /// Whether a path relative to the root is itself a symbolic link, whatever that leads to.
    fn is_link(&self, path: &str) -> bool {
        // Contents in memory have none.
        let _ = path;
        false
    }

    /// The names of the files directly in a folder relative to the root, sorted.
    fn siblings(&self, folder: &str) -> Vec<RootedPath>;

    /// The wanted files that a sparse checkout leaves out. Some may be on disk all the same.
    fn left_out(&self, is_wanted: &dyn Fn(&str) -> bool) -> Vec<RootedPath> {
        // Only a checkout leaves files out.
        let _ = is_wanted;
        Vec::new()
    }

    /// Whether a file is read from the disk, so that what the system says about it there tells about
    /// its content.
    fn reads_disk(&self, path: &RootedPath) -> bool {
        let _ = path;
        false
    }

    /// The wanted files below a folder (an absolute path), in no particular order; `None` if there
    /// is not a list and the folders have to be searched.
    fn listed(
        &self,
        folder: &Path,
        is_wanted: &(dyn Fn(&str) -> bool + Sync),
    ) -> Option<io::Result<Vec<RootedPath>>> {
        // Only contents that record all their files, such as the index or a commit, can list them.
        let _ = (folder, is_wanted);
        None
    }
}

impl<C: Contents + ?Sized> Contents for &C {
    fn read(&self, path: &RootedPath) -> io::Result<Vec<u8>> {
        (**self).read(path)
    }

    fn exists(&self, path: &str) -> bool {
        (**self).exists(path)
    }

    fn is_link(&self, path: &str) -> bool {
        (**self).is_link(path)
    }

    fn siblings(&self, folder: &str) -> Vec<RootedPath> {
        (**self).siblings(folder)
    }

    fn left_out(&self, is_wanted: &dyn Fn(&str) -> bool) -> Vec<RootedPath> {
        (**self).left_out(is_wanted)
    }

    fn reads_disk(&self, path: &RootedPath) -> bool {
        (**self).reads_disk(path)
    }

    fn listed(
        &self,
        folder: &Path,
        is_wanted: &(dyn Fn(&str) -> bool + Sync),
    ) -> Option<io::Result<Vec<RootedPath>>> {
        (**self).listed(folder, is_wanted)
    }
}
