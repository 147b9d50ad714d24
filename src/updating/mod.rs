//! Changing plans: updates tasks, all or none, in the files that contain them, and creates the
//! files of new phases.

mod active;
mod apply;
mod create;
mod early;
mod find;
mod instruction_list;
mod phase_names;
mod task_list;

use std::path::Path;

pub use active::ActiveChange;
pub use apply::{ApplyError, UpdatedFile, apply};
pub use create::{DraftError, PhaseDraft, create, draft, draft_all};
pub use early::{load_after, remark_early};
pub use find::{FindError, find_files};
pub use instruction_list::{InstructionListError, parse_instructions};
pub use phase_names::{InvalidName, PhaseExists, PhaseNames};
use progress_core::config::Settings;
use progress_core::source::RootedPath;
use progress_core::update::Order;
use progress_git::git::Repository;
pub use task_list::{TaskList, TaskListError, parse_tasks};

/// Where plans are changed.
#[derive(Clone, Copy, Debug)]
pub struct Workplace<'a> {
    /// The root of the repository, or the current folder outside Git.
    pub root: &'a Path,
    /// The repository.
    pub repository: Option<&'a Repository>,
    /// The settings in force.
    pub settings: &'a Settings,
}

/// What to change in a file.
#[derive(Debug)]
pub struct FileOrder {
    /// The file.
    pub path: RootedPath,
    /// The changes.
    pub order: Order,
}
