//! Whether a file is still the one that was read, without reading it again.

use std::path::Path;

/// What the system knows about a file, which changes with its content.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub(super) struct Stamp {
    device: u64,
    inode: u64,
    size: u64,
    /// Seconds and nanoseconds since 1970.
    modified: (i64, i64),
    /// When the content or the metadata changed, which nobody can set to an earlier time.
    changed: (i64, i64),
}

/// A file that changed less than this many seconds ago may change again without another stamp:
/// clocks of file systems are coarse.
const SETTLED: i64 = 3;

impl Stamp {
    /// Whether the system tells enough about files to stamp them.
    pub(super) const IS_KNOWN: bool = cfg!(unix);

    /// The stamp of a file; `None` if it proves nothing.
    ///
    /// To stand for a content, it must be taken before that is read.
    #[cfg(unix)]
    pub(super) fn of(path: &Path) -> Option<Self> {
        use std::os::unix::fs::MetadataExt;
        let data = path.metadata().ok()?;
        if !data.is_file() {
            return None;
        }
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
    pub(super) fn of(_: &Path) -> Option<Self> {
        None
    }

    /// Whether any later change of the file will change its stamp. As in Git, a file that changed
    /// just now is read again next time.
    pub(super) fn is_settled(&self) -> bool {
        let Ok(now) = std::time::UNIX_EPOCH.elapsed() else {
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
    use super::*;

    #[test]
    fn a_file_that_changed_just_now_is_not_settled() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        std::fs::write(&path, "a").unwrap();
        let stamp = Stamp::of(&path).unwrap();
        assert!(!stamp.is_settled());
        let old = Stamp {
            modified: (1, 0),
            changed: (1, 0),
            ..stamp
        };
        assert!(old.is_settled());
        assert_eq!(Stamp::of(folder.path()), None);
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
}
