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
        let given = |name| variable(name).filter(|value| !value.as_os_str().is_empty());
        let absolute = |name| given(name).map(|path: PathBuf| current.join(path));
        let list = |name| {
            let paths = given(name).unwrap_or_default();
            let paths: Vec<PathBuf> = std::env::split_paths(&paths)
                .filter(|path| !path.as_os_str().is_empty())
                .collect();
            paths
        };
        let own_objects = absolute("GIT_OBJECT_DIRECTORY");
        let alternates = list("GIT_ALTERNATE_OBJECT_DIRECTORIES")
            .into_iter()
            .map(|path| current.join(path));
        let across = given("GIT_DISCOVERY_ACROSS_FILESYSTEM");
        let is_true = |value: &Path| {
            let value = value.to_string_lossy().to_lowercase();
            ["1", "true", "yes", "on"].contains(&value.as_str())
        };
        Self {
            git_dir: absolute("GIT_DIR"),
            work_tree: absolute("GIT_WORK_TREE"),
            common_dir: absolute("GIT_COMMON_DIR"),
            index_file: given("GIT_INDEX_FILE"),
            replaces_objects: own_objects.is_some(),
            object_dirs: own_objects.into_iter().chain(alternates).collect(),
            ceilings: list("GIT_CEILING_DIRECTORIES"),
            crosses_filesystems: across.is_some_and(|value| is_true(&value)),
            moves_references: given("GIT_REFERENCE_BACKEND").is_some(),
            current,
        }
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
