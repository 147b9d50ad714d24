//! Finds plans named on the command line.

use std::path::PathBuf;

use progress_core::config::Settings;
use progress_core::source::RootedPath;
use progress_core::status::{PlanView, Unmatched, select};

use super::failure::Failure;
use super::sparse;
use crate::project::Project;

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
