//! When files were committed.

use std::collections::{BTreeMap, BTreeSet};

use super::{GitError, Repository};

/// The times of the first and the last commit that changed a file, in seconds since 1970.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FileTimes {
    /// When it was added.
    pub first: i64,
    /// When it was changed last.
    pub last: i64,
    /// Whether it has uncommitted changes.
    pub is_altered: bool,
}

impl Repository {
    /// The times of the files that were ever committed; paths are relative to the root.
    ///
    /// # Errors
    ///
    /// Fails if Git cannot read the history.
    pub fn file_times(&self, paths: &[&str]) -> Result<BTreeMap<String, FileTimes>, GitError> {
        let mut times = BTreeMap::new();
        if self.head()?.is_none() {
            return Ok(times);
        }
        let altered =
            self.git
                .run(&["diff", "--ignore-submodules", "--name-only", "-z", "HEAD"])?;
        let altered = String::from_utf8_lossy(&altered);
        let altered: BTreeSet<&str> = altered.split('\0').collect();
        let mut wanted = "HEAD\n--\n".to_owned();
        for path in paths {
            // One path per line.
            if !path.contains(['\n', '"']) {
                wanted.push_str(path);
                wanted.push('\n');
            }
        }
        if wanted.ends_with("--\n") {
            return Ok(times);
        }
        let ask = [
            "--literal-pathspecs",
            "-c",
            "log.showRoot=true",
            "log",
            "--stdin",
            "--no-renames",
            // A merge changes what the branch that it was made on has.
            "--show-pulls",
            "--diff-merges=first-parent",
            "--name-only",
            "--no-show-signature",
            "--format=tformat:%x01%ct",
            "-z",
        ];
        let log = self.git.feed(&ask, wanted.as_bytes())?;
        let log = String::from_utf8_lossy(&log);
        let mut at = None;
        for part in log.split('\0') {
            if let Some(time) = part.strip_prefix('\u{1}') {
                at = time.parse().ok();
            } else if let (Some(time), path) = (at, part.trim_start_matches('\n')) {
                let own = times.entry(path.to_owned()).or_insert(FileTimes {
                    first: time,
                    last: time,
                    is_altered: altered.contains(path),
                });
                own.first = own.first.min(time);
                own.last = own.last.max(time);
            }
        }
        Ok(times)
    }
}
