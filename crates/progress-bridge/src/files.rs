//! Where files are read from.

use std::collections::{BTreeMap, BTreeSet};

use crate::ReadError;

/// A folder with files, by their path with `/`.
pub trait Files {
    /// The text of a file; `None` if there is none.
    ///
    /// # Errors
    ///
    /// Fails if it cannot be read, is too large, or is not UTF-8.
    fn read(&self, path: &str) -> Result<Option<String>, ReadError>;

    /// The names in a folder, sorted; those of folders end in `/`.
    fn names(&self, folder: &str) -> Vec<String>;
}

/// Files in memory.
#[derive(Clone, Debug, Default)]
pub struct MemoryFiles(BTreeMap<String, String>);

impl MemoryFiles {
    /// Creates files from pairs of path and text.
    pub fn new<P: Into<String>, T: Into<String>>(files: impl IntoIterator<Item = (P, T)>) -> Self {
        let files = files.into_iter();
        Self(
            files
                .map(|(path, text)| (path.into(), text.into()))
                .collect(),
        )
    }
}

impl Files for MemoryFiles {
    fn read(&self, path: &str) -> Result<Option<String>, ReadError> {
        Ok(self.0.get(path).cloned())
    }

    fn names(&self, folder: &str) -> Vec<String> {
        let mut names = BTreeSet::new();
        for path in self.0.keys() {
            let Some(rest) = below(folder, path) else {
                continue;
            };
            match rest.split_once('/') {
                Some((name, _)) => names.insert(format!("{name}/")),
                None => names.insert(rest.to_owned()),
            };
        }
        names.into_iter().collect()
    }
}

/// The part of a path below a folder.
fn below<'p>(folder: &str, path: &'p str) -> Option<&'p str> {
    if folder.is_empty() {
        return Some(path);
    }
    path.strip_prefix(folder)?.strip_prefix('/')
}

/// Joins a folder and a path below it.
pub(crate) fn join(folder: &str, path: &str) -> String {
    match (folder, path) {
        ("", path) => path.to_owned(),
        (folder, "") => folder.to_owned(),
        (folder, path) => format!("{folder}/{path}"),
    }
}

/// The files that match a pattern below a folder; `*` is any name that is not hidden.
pub(crate) fn matching(files: &dyn Files, folder: &str, pattern: &str) -> Vec<String> {
    let (first, rest) = match pattern.split_once('/') {
        Some((first, rest)) => (first, Some(rest)),
        None => (pattern, None),
    };
    let mut found = Vec::new();
    for name in files.names(folder) {
        let (name, is_folder) = match name.strip_suffix('/') {
            Some(name) => (name, true),
            None => (name.as_str(), false),
        };
        if !is_match(first, name) {
            continue;
        }
        match rest {
            Some(rest) if is_folder => found.extend(matching(files, &join(folder, name), rest)),
            None if !is_folder => found.push(join(folder, name)),
            _ => {}
        }
    }
    found
}

fn is_match(pattern: &str, name: &str) -> bool {
    match pattern.split_once('*') {
        Some((before, after)) => {
            name.len() >= before.len() + after.len()
                && name.starts_with(before)
                && name.ends_with(after)
                && (!before.is_empty() || !name.starts_with('.'))
        }
        None => pattern == name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_match_names_of_one_folder() {
        let files = MemoryFiles::new([
            ("specs/001-a/tasks.md", ""),
            ("specs/002-b/deep/tasks.md", ""),
            ("specs/.hidden/tasks.md", ""),
            ("specs/tasks.md", ""),
        ]);
        assert_eq!(
            matching(&files, "", "specs/*/tasks.md"),
            ["specs/001-a/tasks.md"]
        );
        assert_eq!(matching(&files, "specs", "*.md"), ["specs/tasks.md"]);
        assert_eq!(
            matching(&files, "specs/001-a", "tasks.md"),
            ["specs/001-a/tasks.md"]
        );
    }
}
