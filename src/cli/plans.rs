//! Loads all plans, and finds those named on the command line.

use std::path::PathBuf;

use progress_core::config::Settings;
use progress_core::display::nearest;
use progress_core::model::{Class, Status, Statuses};
use progress_core::source::RootedPath;
use progress_core::status::{PlanView, Unmatched, select};
use progress_core::workspace::Workspace;

use super::failure::Failure;
use super::project::{complain_of_unread, nothing};
use super::{Console, ExitStatus, sparse};
use crate::project::Project;
use crate::report::Base;

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
    /// Loads the files. Reports those that cannot be read, and if there are none.
    pub(super) fn of(project: Project, console: &mut Console<'_>) -> Self {
        let base = project.base();
        let names = PlanNames::of(&project);
        let workspace = project.load_all();
        let status = if complain_of_unread(&workspace, &base, console) {
            ExitStatus::Failed
        } else {
            ExitStatus::Clean
        };
        if workspace.files.is_empty() && workspace.errors.is_empty() {
            let root = std::slice::from_ref(&names.root);
            console.warn(&nothing(root, &names.root, &workspace.settings));
        }
        Self {
            workspace,
            names,
            base,
            status,
        }
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

/// Where plan names are resolved: a path is relative to the current directory.
pub(super) struct PlanNames {
    root: PathBuf,
    current: PathBuf,
}

impl PlanNames {
    /// Resolves names in a project.
    pub(super) fn of(project: &Project) -> Self {
        Self {
            root: project.root.folder.clone(),
            current: project.current.clone(),
        }
    }

    /// Returns the plans that match a name.
    pub(super) fn select<'w>(
        &self,
        plans: Vec<PlanView<'w>>,
        name: &str,
        settings: &Settings,
    ) -> Result<Vec<PlanView<'w>>, Failure> {
        let path = RootedPath::new(&self.root, &self.current.join(name));
        select(plans, name, Some(path.as_str())).map_err(|error| {
            let outside = match error {
                // Some plans match, so none is missing from the checkout.
                Unmatched::Ambiguous { .. } => None,
                _ => sparse::plan(&self.root, settings, name),
            };
            outside.unwrap_or_else(|| failure(&error))
        })
    }
}

fn failure(error: &Unmatched) -> Failure {
    let help = match error {
        Unmatched::NoPlans => "create one with `progress new PRD PHASE`".to_owned(),
        Unmatched::Unknown {
            near: Some(near), ..
        } => {
            format!("did you mean `{near}`?")
        }
        Unmatched::Unknown { .. } => "run `progress status --all` for a list".to_owned(),
        Unmatched::Ambiguous { .. } => "use a longer prefix".to_owned(),
    };
    Failure::new(error.to_string()).help(help)
}
