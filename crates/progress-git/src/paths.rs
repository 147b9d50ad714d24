//! Real paths: links resolved by the file system.

use std::io;
use std::path::{Component, Path, PathBuf};

/// The canonical path of an existing file or folder, with links resolved.
///
/// # Errors
///
/// Fails if the path does not exist or cannot be accessed.
#[allow(clippy::disallowed_methods, reason = "simplified right away")]
pub fn real_path(path: &Path) -> io::Result<PathBuf> {
    path.canonicalize().map(simplified)
}

/// Resolves an absolute path to a file to write, like the system does: returns the folder with
/// links resolved and the file name unchanged.
///
/// The check applies only to the returned path: the original might lead elsewhere later.
///
/// # Errors
///
/// Fails if the path starts in a Git working tree and a link in it leads out of that tree or cannot be
/// followed: a user who names such a path means a file of that repository.
pub fn resolve(path: &Path) -> Result<PathBuf, LinkError> {
    let mut walk = Walk::default();
    let mut parts = path.components().peekable();
    while let Some(part) = parts.next() {
        if part == Component::ParentDir {
            walk.leave()?;
        } else if parts.peek().is_some() {
            walk.enter(part)?;
        } else {
            let last = walk.real.join(part);
            walk.enter(part)?;
            return Ok(last);
        }
    }
    Ok(walk.real)
}

impl LinkError {
    fn of(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => Self::Dangling,
            _ => Self::Unreadable(error),
        }
    }
}

/// The state of resolving a path component by component.
#[derive(Default)]
struct Walk {
    /// The path so far, with links resolved.
    real: PathBuf,
    /// The top of the innermost working tree around it.
    top: Option<PathBuf>,
    /// Whether a link was followed in that working tree.
    has_followed: bool,
}

/// Why a link is not followed.
#[derive(Debug)]
pub enum LinkError {
    /// It leads out of the working tree.
    LeadsOut,
    /// There is nothing where it leads.
    Dangling,
    /// The system cannot follow it: it leads to itself, for instance.
    Unreadable(io::Error),
}

impl Walk {
    fn enter(&mut self, part: Component<'_>) -> Result<(), LinkError> {
        self.real.push(part);
        let found = self.real.symlink_metadata();
        if found.is_ok_and(|found| found.file_type().is_symlink()) {
            match (real_path(&self.real), &self.top) {
                (Ok(target), Some(top)) if !target.starts_with(top) => {
                    return Err(LinkError::LeadsOut);
                }
                (Ok(target), top) => {
                    self.has_followed |= top.is_some();
                    self.real = target;
                }
                (Err(error), Some(_)) => return Err(LinkError::of(error)),
                // Outside every repository, the attempt to write says what is wrong.
                (Err(_), None) => {}
            }
        }
        // The innermost working tree counts: in a submodule, a link into the repository around it
        // leads out.
        if self.real.join(".git").exists() {
            self.top = Some(self.real.clone());
            self.has_followed = false;
        }
        Ok(())
    }

    /// Moves to the parent folder, which after a link is not the previous component.
    fn leave(&mut self) -> Result<(), LinkError> {
        self.real.pop();
        if let Some(top) = &self.top
            && !self.real.starts_with(top)
        {
            if self.has_followed {
                return Err(LinkError::LeadsOut);
            }
            // The working tree around the one that was left, if any.
            self.top = self
                .real
                .ancestors()
                .find(|folder| folder.join(".git").exists())
                .map(Path::to_path_buf);
        }
        Ok(())
    }
}

/// `C:\…` instead of `\\?\C:\…`, which neither people nor libgit2 use.
#[cfg(windows)]
fn simplified(path: PathBuf) -> PathBuf {
    let mut parts = path.components();
    match parts.next() {
        Some(Component::Prefix(prefix)) => match prefix.kind() {
            std::path::Prefix::VerbatimDisk(letter) => {
                let disk = PathBuf::from(format!("{}:\\", char::from(letter)));
                disk.join(parts.as_path())
            }
            _ => path,
        },
        _ => path,
    }
}

#[cfg(not(windows))]
fn simplified(path: PathBuf) -> PathBuf {
    path
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn links_out_of_a_working_tree_are_detected() {
        use std::os::unix::fs::symlink;
        let folder = tempfile::tempdir().unwrap();
        let folder = real_path(folder.path()).unwrap();
        for made in ["repo/.git", "repo/in", "else/.git", "else/sub"] {
            std::fs::create_dir_all(folder.join(made)).unwrap();
        }
        std::fs::write(folder.join("repo/in/a.md"), "").unwrap();
        for (link, target) in [
            ("repo/inside", "in"),
            ("repo/outside", "../else/sub"),
            ("repo/other", "../else"),
            ("repo/nowhere", "gone"),
            ("repo/circle", "circle"),
            ("alias", "repo"),
            ("repo/in/up", "../in"),
            ("repo/deep", "in"),
            ("repo/same.md", "in/a.md"),
        ] {
            symlink(target, folder.join(link)).unwrap();
        }
        for (path, want) in [
            ("repo/in/a.md", false),
            ("repo/inside/a.md", false),
            ("repo/outside/a.md", true),
            ("repo/in/../outside/a.md", true),
            ("repo/other/a.md", true),
            ("repo/nowhere", true),
            ("alias/in/a.md", false),
            ("alias/outside/a.md", true),
            ("else/sub/a.md", false),
            ("absent/a.md", false),
        ] {
            let found = resolve(&folder.join(path));
            assert_eq!(found.is_err(), want, "{path}");
        }
        let found = |path: &str| resolve(&folder.join(path)).unwrap_err();
        assert!(matches!(found("repo/outside"), LinkError::LeadsOut));
        assert!(matches!(found("repo/nowhere"), LinkError::Dangling));
        assert!(matches!(
            found("repo/circle/a.md"),
            LinkError::Unreadable(_)
        ));
        // Like in the system, `..` after a link leads to the parent of the link's target.
        for (path, want) in [
            ("alias/inside/../in/a.md", Some("repo/in/a.md")),
            ("repo/in/../../else/sub/a.md", Some("else/sub/a.md")),
            ("repo/deep/../../a.md", None),
            ("repo/same.md", Some("repo/same.md")),
            ("alias/in/./new/b.md", Some("repo/in/new/b.md")),
        ] {
            let found = resolve(&folder.join(path)).ok();
            assert_eq!(found, want.map(|want| folder.join(want)), "{path}");
        }
    }
}
