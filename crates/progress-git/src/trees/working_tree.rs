//! Files on disk.

use std::fs::{File, Metadata};
use std::io::{self, Read};
use std::path::{Component, Path, PathBuf};

use progress_core::source::{Contents, MAX_BYTES, RootedPath};

/// The files below a folder.
#[derive(Debug)]
pub struct WorkingTree {
    root: PathBuf,
}

impl WorkingTree {
    /// Creates the contents of `root`, an absolute path.
    #[must_use]
    pub fn new(root: PathBuf) -> Self {
        Self { root }
    }
}

/// Reads the bytes and metadata of a file.
///
/// # Errors
///
/// Fails if it is absent, is not a file, is larger than [`MAX_BYTES`], or cannot be read.
pub fn read_file(path: &Path) -> io::Result<(Vec<u8>, Metadata)> {
    read_opened(open(path)?)
}

/// Like [`read_file`], for an open file, which must have been opened without blocking.
///
/// # Errors
///
/// Fails if it is not a file, is larger than [`MAX_BYTES`], or cannot be read.
pub(crate) fn read_opened(file: File) -> io::Result<(Vec<u8>, Metadata)> {
    let metadata = file.metadata()?;
    // Asked of the open file, because the path may lead elsewhere by now.
    if !metadata.is_file() {
        return Err(io::Error::other("not a file"));
    }
    let expected = metadata.len().min(MAX_BYTES);
    // One extra byte, so that reaching the end needs no further allocation.
    let mut bytes = Vec::with_capacity(usize::try_from(expected).unwrap_or(0) + 1);
    // The file may grow while it is read, and those in `/proc` have no length at all.
    file.take(MAX_BYTES + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MAX_BYTES {
        return Err(io::Error::new(
            io::ErrorKind::FileTooLarge,
            "larger than 64 MiB",
        ));
    }
    Ok((bytes, metadata))
}

/// Opens a file; if it is a pipe, does not wait for a writer.
#[cfg(unix)]
fn open(path: &Path) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt;
    let mut options = File::options();
    options.read(true).custom_flags(libc::O_NONBLOCK);
    options.open(path)
}

#[cfg(not(unix))]
fn open(path: &Path) -> io::Result<File> {
    File::open(path)
}

/// Whether a path relative to the root leads below it.
fn is_inside(path: &str) -> bool {
    let mut parts = Path::new(path).components();
    parts.all(|part| matches!(part, Component::Normal(_) | Component::CurDir))
}

impl Contents for WorkingTree {
    fn read(&self, path: &RootedPath) -> io::Result<Vec<u8>> {
        read_file(path.absolute()).map(|(bytes, _)| bytes)
    }

    fn exists(&self, path: &str) -> bool {
        is_inside(path) && self.root.join(path).exists()
    }

    fn is_link(&self, path: &str) -> bool {
        is_inside(path) && self.root.join(path).is_symlink()
    }

    fn siblings(&self, folder: &str) -> Vec<RootedPath> {
        let Ok(entries) = std::fs::read_dir(self.root.join(folder)) else {
            return Vec::new();
        };
        // A link may lead anywhere.
        let mut files: Vec<RootedPath> = entries
            .filter_map(Result::ok)
            .filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_file()))
            .map(|entry| RootedPath::new(&self.root, &entry.path()))
            .collect();
        files.sort();
        files
    }

    fn reads_disk(&self, _: &RootedPath) -> bool {
        true
    }
}

#[cfg(all(test, unix))]
mod tests;
