//! Finds the phases that a change is about.

use progress_core::source::RootedPath;
use progress_core::status::{Filter, PlanView, plans};
use progress_core::workspace::Workspace;
use progress_git::trees::WorkingTree;

use crate::cli::args::PhasePlace;
use crate::cli::failure::Failure;
use crate::cli::plans::plan_names;
use crate::loading::{self, Request};
use crate::project::Project;

/// Loads every progress file, and one that may not be among them.
pub(in crate::cli) fn load(project: &Project, file: Option<&RootedPath>) -> Workspace {
    let root = &project.root.folder;
    let request = Request {
        // A named file may be ignored by Git, or match no pattern.
        files: file.cloned().into_iter().collect(),
        folders: vec![root.clone()],
        ..Request::default()
    };
    let contents = WorkingTree::new(root.clone());
    let repository = project.root.repository.as_ref();
    let settings = project.settings.clone();
    loading::load(root, request, &contents, repository, settings)
}

/// The plans and phases that the flags select.
pub(in crate::cli) fn plans_at<'w>(
    place: &PhasePlace,
    project: &Project,
    workspace: &'w Workspace,
) -> Result<Vec<PlanView<'w>>, Failure> {
    let mut wanted = plans(workspace);
    if let Some(name) = &place.plan {
        wanted = plan_names(project).select(wanted, name, &workspace.settings)?;
    }
    let filter = Filter {
        phase: place.phase.clone(),
        ..Filter::default()
    };
    filter.apply(&mut wanted);
    Ok(wanted)
}

/// Keeps the plan of the current branch, if it is among these.
pub(in crate::cli) fn prefer_current(plans: &mut Vec<PlanView<'_>>, workspace: &Workspace) {
    if plans.iter().any(|plan| plan.is_current(workspace)) {
        plans.retain(|plan| plan.is_current(workspace));
    }
}
