//! Loads all plans, and reads statuses named on the command line.

use std::path::Path;

use progress_core::display::nearest;
use progress_core::model::{Class, Status, Statuses};
use progress_core::workspace::Workspace;

use super::failure::Failure;
use super::project::{self, complain_of_unread};
use super::{Console, ExitStatus};
use crate::project::Project;
use crate::report::Base;
use crate::selection::{NoFiles, PlanNames};

/// Every progress file of a project, for commands about plans.
pub(super) struct Loaded {
    /// The files.
    pub workspace: Workspace,
    /// Finds plans by name.
    pub names: PlanNames,
    /// What paths are shown relative to.
    pub base: Base,
    /// Failed if a file could not be read.
    pub status: ExitStatus,
}

impl Loaded {
    /// Loads the project of the current folder.
    pub(super) fn here(config: Option<&Path>, console: &mut Console<'_>) -> Result<Self, Failure> {
        Ok(Self::of(&project::here(config, console)?, console))
    }

    /// Loads the files. Reports those that cannot be read, and if there are none.
    pub(super) fn of(project: &Project, console: &mut Console<'_>) -> Self {
        let names = plan_names(project);
        Self::with(project.load_all(), names, project.base(), console)
    }

    /// Files that were loaded. Reports those that cannot be read, and if there are none.
    pub(super) fn with(
        workspace: Workspace,
        names: PlanNames,
        base: Base,
        console: &mut Console<'_>,
    ) -> Self {
        let status = if complain_of_unread(&workspace, &base, console) {
            ExitStatus::Failed
        } else {
            ExitStatus::Clean
        };
        if workspace.files.is_empty() && workspace.errors.is_empty() {
            let root = std::slice::from_ref(&names.root);
            let nothing =
                NoFiles::in_folders(root, &names.root, &names.current, &workspace.settings);
            console.warn(&nothing.into());
        }
        Self {
            workspace,
            names,
            base,
            status,
        }
    }
}

/// Resolves plan names in a project.
pub(super) fn plan_names(project: &Project) -> PlanNames {
    PlanNames {
        root: project.root.folder.clone(),
        current: project.current.clone(),
    }
}

/// Reads a status that must be known or occur in a file; `subject` is what has it.
pub(super) fn known_status(
    word: &str,
    subject: &str,
    statuses: &Statuses,
    used: &[&str],
) -> Result<Status, Failure> {
    let status = statuses.read(word);
    if status.class != Class::Unknown || used.contains(&status.word.as_str()) {
        return Ok(status);
    }
    let help = match nearest(&status.word, used.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "use a status that occurs in a file, such as `in_progress`".to_owned(),
    };
    let message = format!("no {subject} has the status `{word}`");
    Err(Failure::new(message).help(help))
}
