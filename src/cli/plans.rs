//! Plans as they are named on the command line.

use std::path::PathBuf;

use super::failure::Failure;
use super::project::Project;
use crate::overview::{PlanView, Unmatched, select};
use crate::source::RootedPath;

/// Where names of plans are read: a path is relative to the current folder.
pub(super) struct Place {
    root: PathBuf,
    current: PathBuf,
}

impl Place {
    /// The place of a project.
    pub fn of(project: &Project) -> Self {
        Self {
            root: project.root.folder.clone(),
            current: project.current.clone(),
        }
    }

    /// The plans that a name stands for.
    pub fn select<'w>(
        &self,
        plans: Vec<PlanView<'w>>,
        name: &str,
    ) -> Result<Vec<PlanView<'w>>, Failure> {
        let path = RootedPath::new(&self.root, &self.current.join(name));
        select(plans, name, Some(path.as_str())).map_err(|error| failure(&error))
    }
}

fn failure(error: &Unmatched) -> Failure {
    let help = match error {
        Unmatched::NoPlans => "`progress new PRD PHASE` starts one".to_owned(),
        Unmatched::Unknown {
            near: Some(near), ..
        } => {
            format!("did you mean `{near}`?")
        }
        Unmatched::Unknown { .. } => "`progress status --all` lists the plans".to_owned(),
        Unmatched::Ambiguous { .. } => "write more of the name".to_owned(),
    };
    Failure::new(error.to_string()).help(help)
}
