//! Paths as shown to people: relative to the current directory.

use std::borrow::Cow;
use std::path::{Component, Path};

use progress_core::display::visible;
use progress_core::source::folder_of;

/// What paths are shown relative to. The default is the root, as in the findings.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Base {
    /// The directories from the root down to the current directory.
    below: Vec<String>,
    /// The way from the current directory to the root, if it is not inside the root.
    above: String,
}

impl Base {
    /// Shows paths relative to the directory `current`, for findings relative to `root`.
    ///
    /// Both are absolute, without symbolic links.
    #[must_use]
    pub fn new(root: &Path, current: &Path) -> Self {
        if let Ok(below) = current.strip_prefix(root) {
            return Self {
                below: names(below),
                above: String::new(),
            };
        }
        // From outside the root, the way leads up to what both paths share, and down again.
        let (root_names, current_names) = (names(root), names(current));
        let shared = common(&root_names, &current_names);
        let mut above = "../".repeat(current_names.len() - shared);
        for name in root_names.iter().skip(shared) {
            above += name;
            above.push('/');
        }
        Self {
            below: Vec::new(),
            above,
        }
    }

    /// A finding's path, which is safe to show, relative to the current directory.
    #[must_use]
    pub fn shown<'p>(&self, path: &'p str) -> Cow<'p, str> {
        // A file outside the root has an absolute path.
        if Path::new(path).has_root() {
            return Cow::Borrowed(path);
        }
        let shared = folder_of(path)
            .split('/')
            .zip(&self.below)
            .take_while(|(name, below)| name == below)
            .count();
        let up = "../".repeat(self.below.len() - shared);
        let rest = path.splitn(shared + 1, '/').last().unwrap_or_default();
        let prefix = format!("{}{up}", self.above);
        // CI systems may interpret a line that starts with a colon as a command.
        let guard = if prefix.is_empty() && rest.starts_with(':') {
            "./"
        } else {
            ""
        };
        if prefix.is_empty() && guard.is_empty() {
            Cow::Borrowed(rest)
        } else {
            Cow::Owned(format!("{guard}{prefix}{rest}"))
        }
    }
}

/// The names in a path, safe to show.
fn names(path: &Path) -> Vec<String> {
    let names = path.components().filter_map(|part| match part {
        // Paths in findings are escaped already, and these are compared with them.
        Component::Normal(name) => Some(visible(&name.to_string_lossy()).into_owned()),
        _ => None,
    });
    names.collect()
}

fn common(one: &[String], other: &[String]) -> usize {
    let pairs = one.iter().zip(other);
    pairs.take_while(|(one, other)| one == other).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(root: &str, current: &str, path: &str) -> String {
        let base = Base::new(Path::new(root), Path::new(current));
        base.shown(path).into_owned()
    }

    #[test]
    fn paths_are_relative_to_the_current_directory() {
        assert_eq!(shown("/r", "/r", "a/b.md"), "a/b.md");
        assert_eq!(shown("/r", "/r/a", "a/b.md"), "b.md");
        assert_eq!(shown("/r", "/r/c", "a/b.md"), "../a/b.md");
        assert_eq!(shown("/r", "/r/a/d", "a/b/x.md"), "../b/x.md");
        assert_eq!(shown("/r", "/r/a/b", "a"), "../../a");
    }

    #[test]
    fn a_root_outside_the_current_directory_is_shown() {
        assert_eq!(shown("/w/r", "/w", "a.md"), "r/a.md");
        assert_eq!(shown("/w/r", "/w/x/y", "a.md"), "../../r/a.md");
    }

    #[test]
    fn absolute_paths_stay() {
        assert_eq!(shown("/r", "/r/a", "/o/a.md"), "/o/a.md");
    }

    #[test]
    fn a_path_cannot_start_a_command() {
        assert_eq!(shown("/r", "/r", "::error::x.md"), "./::error::x.md");
        assert_eq!(shown("/r", "/r/a", "::x.md"), "../::x.md");
    }

    #[test]
    fn names_are_compared_as_shown() {
        assert_eq!(shown("/r", "/r/a\u{1b}", "a\\u{1b}/b.md"), "b.md");
    }
}
