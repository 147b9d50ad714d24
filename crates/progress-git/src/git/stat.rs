//! What the index notes about a file on disk, which shows whether the file is still the one that was
//! added.

use std::fs::Metadata;
use std::path::Path;

/// What the system says about a file, as far as the index keeps it: each number modulo 2^32.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Stat {
    /// When the content or the metadata changed, in seconds and nanoseconds since 1970.
    changed: (u32, u32),
    modified: (u32, u32),
    inode: u32,
    size: u32,
}

impl Stat {
    /// Reads the start of an entry of the index; `None` if it is too short.
    pub(super) fn parse(entry: &[u8]) -> Option<Self> {
        let (numbers, _) = entry.get(..40)?.as_chunks::<4>();
        let at = |index: usize| numbers.get(index).copied().map(u32::from_be_bytes);
        // The owner cannot change without `changed`, nor can the mode. Git does not compare the
        // device.
        Some(Self {
            changed: (at(0)?, at(1)?),
            modified: (at(2)?, at(3)?),
            inode: at(5)?,
            size: at(9)?,
        })
    }

    /// What the system says about a file now; `None` if there is none.
    #[cfg(unix)]
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "the index keeps the last 32 bits"
    )]
    fn of(path: &Path) -> Option<Self> {
        use std::os::unix::fs::MetadataExt;
        let data = path.symlink_metadata().ok()?;
        data.is_file().then(|| Self {
            changed: (data.ctime() as u32, data.ctime_nsec() as u32),
            modified: (data.mtime() as u32, data.mtime_nsec() as u32),
            inode: data.ino() as u32,
            size: data.size() as u32,
        })
    }

    /// Other systems do not say when a file was changed.
    #[cfg(not(unix))]
    fn of(_: &Path) -> Option<Self> {
        None
    }

    /// Whether the file at a path, which was read with so many bytes, certainly has the content that
    /// it had when an index noted this.
    pub(super) fn holds_for(self, path: &Path, length: usize, index: Written) -> bool {
        // Git notes zero also if it does not know whether the file has changed since.
        self.size != 0
            && usize::try_from(self.size) == Ok(length)
            && self.modified.0 < index.seconds
            && Self::of(path) == Some(self)
    }
}

/// When an index was written, by the clock of its file system.
///
/// A file that was modified in the same second may have been modified again afterwards without
/// another time. As in Git, such an entry proves nothing.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Written {
    /// In seconds since 1970, modulo 2^32; zero if unknown.
    seconds: u32,
}

impl Written {
    #[cfg(unix)]
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "the index keeps the last 32 bits"
    )]
    pub(super) fn of(index: &Metadata) -> Self {
        use std::os::unix::fs::MetadataExt;
        let seconds = index.mtime() as u32;
        Self { seconds }
    }

    #[cfg(not(unix))]
    pub(super) fn of(_: &Metadata) -> Self {
        Self::default()
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    const LATER: Written = Written { seconds: u32::MAX };

    #[test]
    fn a_file_is_known_until_anything_about_it_changes() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        std::fs::write(&path, "one").unwrap();
        let stat = Stat::of(&path).unwrap();
        assert!(stat.holds_for(&path, 3, LATER));
        // The same size and the same time of modification, which anybody can set.
        let modified = path.metadata().unwrap().modified().unwrap();
        let other = folder.path().join("b");
        std::fs::write(&other, "two").unwrap();
        let file = std::fs::File::options().write(true).open(&other).unwrap();
        file.set_modified(modified).unwrap();
        std::fs::rename(&other, &path).unwrap();
        assert!(!stat.holds_for(&path, 3, LATER));
        std::fs::remove_file(&path).unwrap();
        assert!(!stat.holds_for(&path, 3, LATER));
        assert_eq!(Stat::of(folder.path()), None);
    }

    #[test]
    fn what_is_not_known_proves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        std::fs::write(&path, "one").unwrap();
        let stat = Stat::of(&path).unwrap();
        // In the same second.
        let seconds = stat.modified.0;
        assert!(!stat.holds_for(&path, 3, Written { seconds }));
        assert!(!stat.holds_for(&path, 3, Written::default()));
        // Read before it changed.
        assert!(!stat.holds_for(&path, 4, LATER));
        // Marked as unknown by Git.
        std::fs::write(&path, "").unwrap();
        let empty = Stat::of(&path).unwrap();
        assert!(!empty.holds_for(&path, 0, LATER));
    }

    #[test]
    fn the_numbers_are_where_git_writes_them() {
        let entry: Vec<u8> = (0..10_u32).flat_map(u32::to_be_bytes).collect();
        let expected = Stat {
            changed: (0, 1),
            modified: (2, 3),
            inode: 5,
            size: 9,
        };
        assert_eq!(Stat::parse(&entry), Some(expected));
        assert_eq!(Stat::parse(&entry[1..]), None);
    }
}
