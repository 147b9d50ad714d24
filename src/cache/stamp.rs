//! Whether a file or folder is still the one that was read, without reading it again.

use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

/// What the system knows about a file or folder, which changes with its content.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub(crate) struct Stamp {
    device: u64,
    inode: u64,
    size: u64,
    /// Seconds and nanoseconds since 1970.
    modified: (i64, i64),
    /// When the content or the metadata last changed. Unlike `modified`, it cannot be set back.
    changed: (i64, i64),
}

/// A file that changed less than this many seconds ago may change again without another stamp:
/// clocks of file systems are coarse.
const SETTLED: i64 = 3;

/// The start of 1980 in UTC, and a day more for other time zones. File systems that keep no time
/// for a folder return this, or an earlier time.
const NO_TIME: i64 = 315_532_800 + 86_400;

impl Stamp {
    /// Whether the system tells enough about files to stamp them.
    pub(crate) const IS_KNOWN: bool = cfg!(unix);

    /// The stamp of a file; `None` if it proves nothing.
    ///
    /// To stand for a content, it must be taken before that is read.
    pub(crate) fn of(path: &Path) -> Option<Self> {
        let data = path.metadata().ok()?;
        if data.is_file() {
            Self::of_data(&data)
        } else {
            None
        }
    }

    /// The stamp of a folder, which changes with the names in it; `None` if it proves nothing.
    pub(crate) fn of_folder(path: &Path) -> Option<Self> {
        let data = path.metadata().ok()?;
        let stamp = Self::of_data(&data)?;
        (data.is_dir() && stamp.modified.0 > NO_TIME).then_some(stamp)
    }

    #[cfg(unix)]
    #[expect(clippy::unnecessary_wraps, reason = "other systems return `None`")]
    fn of_data(data: &std::fs::Metadata) -> Option<Self> {
        use std::os::unix::fs::MetadataExt;
        Some(Self {
            device: data.dev(),
            inode: data.ino(),
            size: data.size(),
            modified: (data.mtime(), data.mtime_nsec()),
            changed: (data.ctime(), data.ctime_nsec()),
        })
    }

    /// Other systems do not say when a file was changed.
    #[cfg(not(unix))]
    fn of_data(_: &std::fs::Metadata) -> Option<Self> {
        None
    }

    /// Whether any change after this moment will change the stamp. As in Git, a file that changed
    /// just before it is read again next time.
    pub(crate) fn is_settled_at(&self, moment: SystemTime) -> bool {
        let Ok(now) = moment.duration_since(UNIX_EPOCH) else {
            return false;
        };
        let now = i64::try_from(now.as_secs()).unwrap_or(i64::MAX);
        let latest = self.changed.0.max(self.modified.0);
        // A time in the future shows that clocks disagree.
        latest.saturating_add(SETTLED) <= now
    }
}

#[cfg(all(test, unix))]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_file_that_changed_just_now_is_not_settled() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        std::fs::write(&path, "a").unwrap();
        let stamp = Stamp::of(&path).unwrap();
        let now = SystemTime::now();
        assert!(!stamp.is_settled_at(now));
        let old = Stamp {
            modified: (1, 0),
            changed: (1, 0),
            ..stamp
        };
        assert!(old.is_settled_at(now));
        assert_eq!(Stamp::of(folder.path()), None);
        assert_eq!(Stamp::of_folder(&path), None);
    }

    #[test]
    fn a_replaced_file_has_another_stamp() {
        let folder = tempfile::tempdir().unwrap();
        let [path, other] = ["a", "b"].map(|name| folder.path().join(name));
        std::fs::write(&path, "a").unwrap();
        std::fs::write(&other, "b").unwrap();
        let stamp = Stamp::of(&path);
        assert_eq!(stamp, Stamp::of(&path));
        std::fs::rename(&other, &path).unwrap();
        assert_ne!(stamp, Stamp::of(&path));
    }

    #[test]
    fn a_folder_with_another_name_in_it_has_another_stamp() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("a"), "a").unwrap();
        // Otherwise both changes may be at the same time.
        let opened = std::fs::File::open(folder.path()).unwrap();
        opened
            .set_modified(UNIX_EPOCH + Duration::from_secs(1_000_000_000))
            .unwrap();
        let stamp = Stamp::of_folder(folder.path());
        assert!(stamp.is_some());
        assert_eq!(stamp, Stamp::of_folder(folder.path()));
        std::fs::rename(folder.path().join("a"), folder.path().join("b")).unwrap();
        assert_ne!(stamp, Stamp::of_folder(folder.path()));
        opened.set_modified(UNIX_EPOCH).unwrap();
        assert_eq!(Stamp::of_folder(folder.path()), None);
    }
}
