//! The environment variables that set Git's paths.

use std::path::{Path, PathBuf};

/// The process's environment variables about its repository.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Environment {
    /// `GIT_DIR`, absolute.
    pub git_dir: Option<PathBuf>,
    /// `GIT_WORK_TREE`, absolute.
    pub work_tree: Option<PathBuf>,
    /// `GIT_COMMON_DIR`, absolute.
    pub common_dir: Option<PathBuf>,
    /// `GIT_INDEX_FILE`, unchanged.
    pub index_file: Option<PathBuf>,
    /// `GIT_OBJECT_DIRECTORY` and `GIT_ALTERNATE_OBJECT_DIRECTORIES`, absolute.
    pub object_dirs: Vec<PathBuf>,
    /// Whether the first of them replaces the repository's own.
    pub replaces_objects: bool,
    /// `GIT_CEILING_DIRECTORIES`.
    pub ceilings: Vec<PathBuf>,
    /// Whether `GIT_DISCOVERY_ACROSS_FILESYSTEM` is true.
    pub crosses_filesystems: bool,
    /// Whether `GIT_REFERENCE_BACKEND` sets where references are stored.
    pub moves_references: bool,
    /// The current folder of the process.
    pub current: PathBuf,
}

impl Environment {
    /// Reads the variables of this process.
    pub(super) fn of_process() -> Self {
        let current = std::env::current_dir().unwrap_or_default();
        Self::new(&|name| std::env::var_os(name).map(PathBuf::from), current)
    }

    fn new(variable: &dyn Fn(&str) -> Option<PathBuf>, current: PathBuf) -> Self {
        let set = Set {
            variable,
            current: &current,
        };
        let own_objects = set.absolute("GIT_OBJECT_DIRECTORY");
        let alternates = set.list("GIT_ALTERNATE_OBJECT_DIRECTORIES");
        let mut object_dirs = Vec::new();
        // First in the list, because Git writes new objects there: a push is received in a
        // quarantine folder, with the repository's own objects as an alternate.
        object_dirs.extend(own_objects.clone());
        object_dirs.extend(alternates.into_iter().map(|path| current.join(path)));
        Self {
            git_dir: set.absolute("GIT_DIR"),
            work_tree: set.absolute("GIT_WORK_TREE"),
            common_dir: set.absolute("GIT_COMMON_DIR"),
            index_file: set.path("GIT_INDEX_FILE"),
            replaces_objects: own_objects.is_some(),
            object_dirs,
            ceilings: set.list("GIT_CEILING_DIRECTORIES"),
            crosses_filesystems: set.is_true("GIT_DISCOVERY_ACROSS_FILESYSTEM"),
            moves_references: set.path("GIT_REFERENCE_BACKEND").is_some(),
            current,
        }
    }
}

/// The variables that are set. As in Git, an empty one is not.
struct Set<'e> {
    variable: &'e dyn Fn(&str) -> Option<PathBuf>,
    current: &'e Path,
}

impl Set<'_> {
    fn path(&self, name: &str) -> Option<PathBuf> {
        (self.variable)(name).filter(|value| !value.as_os_str().is_empty())
    }

    fn absolute(&self, name: &str) -> Option<PathBuf> {
        Some(self.current.join(self.path(name)?))
    }

    fn list(&self, name: &str) -> Vec<PathBuf> {
        let paths = self.path(name).unwrap_or_default();
        std::env::split_paths(&paths)
            .filter(|path| !path.as_os_str().is_empty())
            .collect()
    }

    fn is_true(&self, name: &str) -> bool {
        let value = self.path(name).unwrap_or_default();
        let word = value.to_string_lossy().to_lowercase();
        ["1", "true", "yes", "on"].contains(&word.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_taken_from_the_current_folder() {
        let variable = |name: &str| {
            let value = match name {
                "GIT_DIR" => "repo/.git",
                "GIT_WORK_TREE" => "",
                "GIT_INDEX_FILE" => ".git/index.lock",
                "GIT_DISCOVERY_ACROSS_FILESYSTEM" => "True",
                _ => return None,
            };
            Some(PathBuf::from(value))
        };
        let found = Environment::new(&variable, PathBuf::from("/here"));
        assert_eq!(found.git_dir.as_deref(), Some(Path::new("/here/repo/.git")));
        assert_eq!(found.work_tree, None);
        let index = Path::new(".git/index.lock");
        assert_eq!(found.index_file.as_deref(), Some(index));
        assert!(found.crosses_filesystems);
        assert!(!found.replaces_objects);
    }
}
