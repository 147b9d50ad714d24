//! What a process that keeps running knows about the files.

use std::collections::BTreeSet;
use std::sync::Arc;

use progress_core::document::Document;
use progress_core::model::{FileId, Plans};
use progress_core::source::RootedPath;
use progress_core::workspace::File;

use super::needs::{dangling_names, near_misses};

/// The memory of a process that loads the same files again and again, such as a language server.
pub trait Memory: Sync {
    /// A file as it is now, parsed; `None` if it has to be read.
    fn document(&self, path: &RootedPath) -> Option<Arc<Document>>;

    /// The files of other plans that decide what the loaded ones refer to. They must lead to the
    /// same findings as all files of the repository.
    fn deciding(&self, needs: &Needs) -> Vec<RootedPath>;
}

/// What the files of a plan need from those of other plans.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Needs {
    /// Names of tasks that are not in their own plan, as `ID` or `plan:ID`.
    pub tasks: BTreeSet<String>,
    /// Keys that are misspelled unless other files have them too.
    pub keys: BTreeSet<String>,
}

impl Needs {
    /// Finds what the linted files and the others of their plans need. The position of a file is
    /// its ID.
    pub(super) fn of<'f>(files: impl Iterator<Item = &'f File>, plans: &Plans) -> Self {
        let mut needs = Self::default();
        for (file, id) in files.zip((0..).map(FileId)) {
            needs.tasks.extend(dangling_names(plans, id));
            // How often a key occurs matters only where it would be reported.
            if file.linted {
                needs.keys.extend(near_misses(file).map(str::to_owned));
            }
        }
        needs
    }

    /// Whether nothing is needed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.tasks.is_empty() && self.keys.is_empty()
    }
}
