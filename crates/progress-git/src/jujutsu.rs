//! Workspaces of Jujutsu: beside a Git repository, without one, or inside the working tree of
//! another repository.

use std::fs;
use std::path::{Path, PathBuf};

use crate::paths::real_path;

/// The folder in the root of a workspace.
const FOLDER: &str = ".jj";
/// The file that Jujutsu adds to the Git commit for a commit with conflicts.
pub const CONFLICT_README: &str = "JJ-CONFLICT-README";
/// Maximum length of a file that contains nothing but a path.
const MAX_PATH: u64 = 64 << 10;

/// The root of the workspace that contains a folder.
#[must_use]
pub fn workspace_root(folder: &Path) -> Option<&Path> {
    folder.ancestors().find(|top| is_workspace(top))
}

/// Whether a folder is the root of a workspace.
#[must_use]
pub fn is_workspace(folder: &Path) -> bool {
    // It is a folder in the first workspace, and a file with the path of that in the others.
    folder.join(FOLDER).join("repo").exists()
}

/// Whether a workspace is below `top` and contains a folder, so that the folder does not belong to
/// the repository at `top`.
pub(crate) fn is_between(top: &Path, folder: &Path) -> bool {
    let mut below = folder.ancestors().take_while(|above| *above != top);
    folder.starts_with(top) && below.any(is_workspace)
}

/// The Git folder behind a workspace, the same for all workspaces of a repository; `None` if the
/// repository is not stored in Git.
#[must_use]
pub fn git_folder(root: &Path) -> Option<PathBuf> {
    let folder = root.join(FOLDER);
    let repo = folder.join("repo");
    let repo = if repo.is_dir() {
        repo
    } else {
        folder.join(path_in(&repo)?)
    };
    let store = repo.join("store");
    let git = real_path(&store.join(path_in(&store.join("git_target"))?)).ok()?;
    // The files come with the workspace and could name anything; state is written only into a
    // repository.
    if git.join("HEAD").is_file() && git.join("objects").is_dir() {
        Some(git)
    } else {
        None
    }
}

/// The path that a file contains.
fn path_in(file: &Path) -> Option<PathBuf> {
    let metadata = fs::metadata(file).ok()?;
    // Reading a pipe or a device might never end.
    if !metadata.is_file() || metadata.len() > MAX_PATH {
        return None;
    }
    let text = fs::read_to_string(file).ok()?;
    Some(PathBuf::from(text.trim_end_matches(['\r', '\n'])))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A workspace, and one that was added to it.
    fn two_workspaces(top: &Path) -> (PathBuf, PathBuf) {
        let (first, second) = (top.join("first"), top.join("first/second"));
        let store = first.join(".jj/repo/store");
        fs::create_dir_all(store.join("git/objects")).unwrap();
        fs::write(store.join("git/HEAD"), "ref: refs/heads/main\n").unwrap();
        fs::write(store.join("git_target"), "git").unwrap();
        fs::create_dir_all(second.join(".jj")).unwrap();
        fs::write(second.join(".jj/repo"), "../../.jj/repo").unwrap();
        (first, second)
    }

    #[test]
    fn the_nearest_workspace_counts() {
        let folder = tempfile::tempdir().unwrap();
        let top = real_path(folder.path()).unwrap();
        let (first, second) = two_workspaces(&top);
        assert_eq!(workspace_root(&second.join("a/b")), Some(second.as_path()));
        assert_eq!(workspace_root(&first.join("a/b")), Some(first.as_path()));
        assert_eq!(workspace_root(&top), None);
        assert!(is_between(&first, &second.join("a")));
        assert!(!is_between(&first, &first.join("a")));
        assert!(!is_between(&second, &first));
    }

    #[test]
    fn all_workspaces_share_a_git_folder() {
        let folder = tempfile::tempdir().unwrap();
        let top = real_path(folder.path()).unwrap();
        let (first, second) = two_workspaces(&top);
        let git = first.join(".jj/repo/store/git");
        assert_eq!(git_folder(&first), Some(git.clone()));
        assert_eq!(git_folder(&second), Some(git));
        // Nothing is written into a folder that is not a repository.
        fs::write(first.join(".jj/repo/store/git_target"), "../..").unwrap();
        assert_eq!(git_folder(&second), None);
    }
}
