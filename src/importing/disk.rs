//! The files to import, on disk.

use std::fs::{self, File};
use std::io::Read;
use std::path::{Component, Path, PathBuf};

use progress_bridge::{Files, ReadError};
use progress_core::source::{MAX_BYTES, with_slashes};
use progress_git::paths::real_path;

/// Maximum number of entries of a folder; more are ignored.
const MAX_ENTRIES: usize = 50_000;

/// The files below a folder.
pub(super) struct DiskFiles {
    /// The folder, without symbolic links in its path.
    pub root: PathBuf,
    /// What the paths of its files begin with: the path of the folder relative to the repository.
    pub prefix: String,
}

impl DiskFiles {
    /// The place of a path, unless it or a symbolic link leads out of the folder.
    fn place(&self, path: &str) -> Option<PathBuf> {
        let below = path.strip_prefix(self.prefix.as_str())?;
        let below = below.strip_prefix('/').unwrap_or(below);
        let real = real_path(&self.root.join(below)).ok()?;
        real.starts_with(&self.root).then_some(real)
    }

    /// Whether there is such a file or folder.
    pub(super) fn has(&self, path: &str) -> bool {
        self.place(path).is_some()
    }
}

/// The path of a folder relative to another, with `/`; `None` if they have nothing in common, such as
/// folders on two drives. Both are absolute and without `..`.
pub(super) fn relative(folder: &Path, from: &Path) -> Option<String> {
    let common = from.ancestors().find(|above| folder.starts_with(above))?;
    let up = from.strip_prefix(common).ok()?.components().count();
    let below = folder.strip_prefix(common).ok()?.components();
    let parts = std::iter::repeat_n(Component::ParentDir, up).chain(below);
    Some(with_slashes(&parts.collect::<PathBuf>()))
}

impl Files for DiskFiles {
    fn read(&self, path: &str) -> Result<Option<String>, ReadError> {
        let Some(place) = self.place(path) else {
            return Ok(None);
        };
        let unreadable = |reason: String| ReadError::Unreadable {
            path: path.to_owned(),
            reason,
        };
        match read(&place) {
            Ok(Some(bytes)) => match String::from_utf8(bytes) {
                Ok(text) => Ok(Some(text)),
                Err(_) => Err(unreadable("it is not UTF-8".to_owned())),
            },
            Ok(None) => Err(unreadable("it is larger than 64 MiB".to_owned())),
            Err(error) => Err(unreadable(error.to_string())),
        }
    }

    fn names(&self, folder: &str) -> Vec<String> {
        let Some(entries) = self
            .place(folder)
            .and_then(|place| fs::read_dir(place).ok())
        else {
            return Vec::new();
        };
        let mut names = Vec::new();
        for entry in entries.flatten().take(MAX_ENTRIES) {
            // Names that are not UTF-8 are in no format.
            let Ok(name) = entry.file_name().into_string() else {
                continue;
            };
            // A link is followed only if it stays in the folder; pipes and devices are left out.
            let path = entry.path();
            let kind = match real_path(&path) {
                Ok(real) if real.starts_with(&self.root) => fs::metadata(real),
                _ => continue,
            };
            match kind {
                Ok(kind) if kind.is_dir() => names.push(format!("{name}/")),
                Ok(kind) if kind.is_file() => names.push(name),
                _ => {}
            }
        }
        names.sort();
        names
    }
}

/// Reads a file; `None` if it is too large.
fn read(place: &Path) -> std::io::Result<Option<Vec<u8>>> {
    let mut bytes = Vec::new();
    File::open(place)?
        .take(MAX_BYTES + 1)
        .read_to_end(&mut bytes)?;
    Ok((bytes.len() as u64 <= MAX_BYTES).then_some(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_outside_have_a_path_too() {
        let from = Path::new("/home/ann/shop");
        let path = |folder: &str| relative(Path::new(folder), from).unwrap();
        assert_eq!(path("/home/ann/shop/docs"), "docs");
        assert_eq!(path("/home/ann/old"), "../old");
        assert_eq!(path("/home/ann"), "..");
        assert_eq!(path("/srv"), "../../../srv");
    }
}
