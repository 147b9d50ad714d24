//! Opens the project in which a command runs, and says what is wrong with it.

use std::path::{Path, PathBuf};

use progress_core::status::PlanView;
use progress_core::workspace::Workspace;
use progress_git::jujutsu::CONFLICT_README;

use super::Console;
use super::failure::Failure;
use super::revision::broken;
use super::settings;
use crate::project::{Project, ProjectError, Root};
use crate::report::Base;

/// Opens the project of the current directory.
pub(super) fn here(config: Option<&Path>, console: &mut Console<'_>) -> Result<Project, Failure> {
    let current = console.current_folder()?;
    open(&current.clone(), current, config, console)
}

/// Opens the project that contains the directory `start`.
pub(super) fn open(
    start: &Path,
    current: PathBuf,
    config: Option<&Path>,
    console: &mut Console<'_>,
) -> Result<Project, Failure> {
    let root = Root::find(start, &current);
    // A refused repository without a working tree is an error, which the warning would only repeat.
    root.require_working_tree()?;
    warn_of_refusal(&root, console);
    opened(Project::of_root(root, current, config), console)
}

/// Opens the project of the current directory, for commands that require a repository.
pub(super) fn in_repository(
    config: Option<&Path>,
    console: &mut Console<'_>,
) -> Result<Project, Failure> {
    let current = console.current_folder()?;
    let root = Root::find(&current, &current);
    opened(Project::in_repository(root, current, config), console)
}

/// Opens the project of the current directory, for commands that read only the history.
pub(super) fn of_history(
    config: Option<&Path>,
    console: &mut Console<'_>,
) -> Result<Project, Failure> {
    let current = console.current_folder()?;
    let root = Root::find(&current, &current);
    opened(Project::of_history(root, current, config), console)
}

fn opened(
    result: Result<Project, ProjectError>,
    console: &mut Console<'_>,
) -> Result<Project, Failure> {
    let project = result.map_err(|error| unopened(&error))?;
    warn_of_misnamed(&project, console);
    warn_of_conflicts(&project.root.folder, console);
    Ok(project)
}

/// Warns of a commit that Jujutsu recorded with conflicts.
pub(super) fn warn_of_conflicts(root: &Path, console: &mut Console<'_>) {
    if root.join(CONFLICT_README).is_file() {
        console.warn(&conflicted_commit());
    }
}

/// Creates the warning for a commit that Jujutsu recorded with conflicts.
pub(super) fn conflicted_commit() -> Failure {
    Failure::new("Jujutsu recorded conflicts in this commit; only their first side is read")
        .help("resolve them with `jj resolve`")
}

/// Warns of a file that was probably meant to be the configuration.
pub(super) fn warn_of_misnamed(project: &Project, console: &mut Console<'_>) {
    if let Some(name) = project.misnamed {
        console.warn(&settings::misnamed(name));
    }
}

/// Warns if Git refuses the repository, for commands that can work without it.
pub(super) fn warn_of_refusal(root: &Root, console: &mut Console<'_>) {
    if let Some(refusal) = &root.refusal {
        let help = format!(
            "{}; until then, ignored files are not skipped",
            refusal.help()
        );
        console.warn(&Failure::new(refusal.to_string()).help(help));
    }
}

/// Creates the failure for a project that cannot be opened.
pub(super) fn unopened(error: &ProjectError) -> Failure {
    match error {
        ProjectError::Root(error) => Failure::from(error.clone()),
        ProjectError::NoHooks => Failure::new(error.to_string())
            .help("hooks must be run by Git, in the root of a working tree"),
        ProjectError::Git(error) => broken(error),
        ProjectError::Settings(error) => settings::failure(error),
    }
}

/// Reports the files that could not be read; returns whether there are any.
pub(super) fn complain_of_unread(
    workspace: &Workspace,
    base: &Base,
    console: &mut Console<'_>,
) -> bool {
    for error in &workspace.errors {
        let path = base.shown(&error.path);
        console.fail(&Failure::unreadable(path, &error.source));
    }
    !workspace.errors.is_empty()
}

/// Reports the files whose frontmatter cannot be read; returns whether there are any.
pub(super) fn complain_of_unparsed(
    plans: &[PlanView<'_>],
    base: &Base,
    console: &mut Console<'_>,
) -> bool {
    let failures = unparsed(plans, base);
    for failure in &failures {
        console.fail(failure);
    }
    !failures.is_empty()
}

/// Warns of the files whose frontmatter cannot be read: a list is useful without them.
pub(super) fn warn_of_unparsed(plans: &[PlanView<'_>], base: &Base, console: &mut Console<'_>) {
    for failure in unparsed(plans, base) {
        console.warn(&failure);
    }
}

/// The paths of the files whose frontmatter cannot be read.
pub(super) fn unparsed_paths<'w>(plans: &[PlanView<'w>]) -> impl Iterator<Item = &'w str> {
    let phases = plans.iter().flat_map(|plan| &plan.phases);
    let broken = phases.filter(|phase| phase.phase.is_none());
    broken.map(|phase| phase.file.path.as_str())
}

fn unparsed(plans: &[PlanView<'_>], base: &Base) -> Vec<Failure> {
    unparsed_paths(plans)
        .map(|path| {
            let path = base.shown(path);
            let failure = Failure::new(format!("the frontmatter of `{path}` cannot be read"));
            failure.help("run `progress lint` to see why")
        })
        .collect()
}
