//! The submodules of a repository.

use super::Repository;

impl Repository {
    /// The paths of the submodules that are checked out, relative to the root.
    #[must_use]
    pub fn submodules(&self) -> Vec<String> {
        // If the file did not exist, libgit2 would search the whole index.
        let has_any = self.root().join(".gitmodules").is_file();
        let Some(library) = self.library().filter(|_| has_any) else {
            return Vec::new();
        };
        let modules = library.submodules().unwrap_or_default();
        let paths = modules
            .iter()
            .map(|module| module.path().to_string_lossy().into_owned());
        paths
            .filter(|path| self.root().join(path).join(".git").exists())
            .collect()
    }
}
