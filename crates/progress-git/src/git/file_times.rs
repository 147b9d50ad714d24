//! When files were committed.

use std::collections::{BTreeMap, BTreeSet};

use progress_core::source::folder_of;

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
        if paths.is_empty() || self.head()?.is_none() {
            return Ok(times);
        }
        let altered =
            self.git
                .run(&["diff", "--ignore-submodules", "--name-only", "-z", "HEAD"])?;
        let altered = String::from_utf8_lossy(&altered);
        let altered: BTreeSet<&str> = altered.split('\0').collect();
        let mut ask = vec![
            "--literal-pathspecs",
            "-c",
            "log.showRoot=true",
            // A single path would be followed through renames.
            "-c",
            "log.follow=false",
            "log",
            "--no-renames",
            // A merge changes what the branch that it was made on has.
            "--show-pulls",
            "--diff-merges=first-parent",
            "--name-only",
            "--no-show-signature",
            "--format=tformat:%x01%ct",
            "-z",
            "HEAD",
            "--",
        ];
        // Git compares every name in a tree with every path that it is given, one after the other.
        let folder = common_folder(paths);
        if !folder.is_empty() {
            ask.push(folder);
        }
        let log = self.git.run(&ask)?;
        let log = String::from_utf8_lossy(&log);
        let wanted: BTreeSet<&str> = paths.iter().copied().collect();
        let mut at = None;
        for part in log.split('\0') {
            if let Some(time) = part.strip_prefix('\u{1}') {
                at = time.parse().ok();
            } else if let (Some(time), path) = (at, part.trim_start_matches('\n'))
                && wanted.contains(path)
            {
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

/// The innermost folder that contains all these files; empty for the root.
fn common_folder<'p>(paths: &[&'p str]) -> &'p str {
    let mut folders = paths.iter().map(|path| folder_of(path));
    let mut common = folders.next().unwrap_or_default();
    for folder in folders {
        while !is_in(folder, common) {
            common = folder_of(common);
        }
    }
    common
}

/// Whether a folder is another one or below it.
fn is_in(folder: &str, other: &str) -> bool {
    let rest = folder.strip_prefix(other);
    other.is_empty() || rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use super::common_folder;

    #[test]
    fn the_common_folder_contains_all_files() {
        assert_eq!(common_folder(&["a/b/x.md", "a/b/y.md"]), "a/b");
        assert_eq!(common_folder(&["a/b/x.md", "a/b/c/y.md"]), "a/b");
        assert_eq!(common_folder(&["a/b/x.md", "a/bc/y.md"]), "a");
        assert_eq!(common_folder(&["a/x.md", "a/b/y.md", "ab/x.md"]), "");
        assert_eq!(common_folder(&["x.md", "a/b/y.md"]), "");
        assert_eq!(common_folder(&["a/x.md"]), "a");
    }
}
