//! `progress verify`: shows whether the repository supports that tasks are done.

mod human;
mod json;
pub(in crate::cli) mod markdown;
mod sarif;

use std::collections::BTreeMap;

use progress_core::collections::HashMap;
use progress_core::model::FileId;
use progress_core::source::RootedPath;
use progress_core::status::{
    Filter, NoSingleCriterion, NoSingleTask, PlanView, find, find_criterion, plans,
};
use progress_core::verdict::Verdict;
use progress_core::workspace::Workspace;

use super::args::{FailOnVerdict, VerifyArguments, VerifyFormat};
use super::failure::Failure;
use super::plans::plan_names;
use super::project::{self, complain_of_unparsed, complain_of_unread, unparsed_paths};
use super::revision::broken;
use super::task_filter::keep_phase;
use super::{Console, ExitStatus};
use crate::checking::CommitsError;
use crate::project::Project;
use crate::selection::{NoFiles, RevisionError};
use crate::verifying::{InRange, Source, Verified, Wanted, tally};

/// What was verified, with what the output needs besides.
struct View<'v, 'w> {
    workspace: &'w Workspace,
    plans: &'v [PlanView<'w>],
    verified: &'v [Verified],
    counts: &'v BTreeMap<Verdict, usize>,
    in_range: &'v InRange,
    /// Whether anything that was asked for has no verdicts.
    is_incomplete: bool,
    /// The paths of the files that cannot be read.
    unreadable: &'v [String],
    /// Whether to show what is supported.
    shows_all: bool,
}

pub(super) fn run(
    arguments: &VerifyArguments,
    console: &mut Console<'_>,
) -> Result<ExitStatus, Failure> {
    let project = project::here(arguments.config.as_deref(), console)?;
    let source = source(arguments, &project)?;
    let workspace = source.load(project.settings.clone());
    let mut status = ExitStatus::Clean;
    if complain_of_unread(&workspace, &project.base(), console) {
        status = ExitStatus::Failed;
    }
    let mut unreadable: Vec<String> = workspace
        .errors
        .iter()
        .map(|error| error.path.clone())
        .collect();
    let mut selected = plans(&workspace);
    let mut wanted = Wanted::default();
    if selected.is_empty() && workspace.errors.is_empty() {
        let (root, current) = (&project.root.folder, &project.current);
        let folders = std::slice::from_ref(root);
        console.warn(&NoFiles::in_folders(folders, root, current, &workspace.settings).into());
    } else {
        select(arguments, &project, &workspace, &mut selected, &mut wanted)?;
        // A gate must not pass because a file is broken, which may be one of any phase, or because
        // of a misspelled phase.
        unreadable.extend(unparsed_paths(&selected).map(str::to_owned));
        let is_broken = complain_of_unparsed(&selected, &project.base(), console);
        if keep_phase(&mut selected, arguments.phase.as_deref(), console) || is_broken {
            status = ExitStatus::Failed;
        }
    }
    let in_range = source
        .in_range(&workspace)
        .map_err(|error| broken(&error))?;
    wanted.completed = in_range.as_ref().map(|range| range.completed.clone());
    let past = source
        .past(&workspace.settings)
        .map_err(|error| broken(&error))?;
    let verified = source.verify(&workspace, &past, &selected, &wanted);
    let counts = tally(&verified);
    if let Some(name) = &arguments.name
        && wanted.is_single()
        && verified.is_empty()
    {
        let message = format!("`{name}` is not marked as done, so there is nothing to verify");
        console.warn(&Failure::new(message));
    }
    let is_incomplete = status == ExitStatus::Failed;
    if status == ExitStatus::Clean && fails(arguments.fail_on, &counts) {
        status = ExitStatus::Findings;
    }
    let view = View {
        workspace: &workspace,
        plans: &selected,
        verified: &verified,
        counts: &counts,
        in_range: &in_range.unwrap_or_default(),
        is_incomplete,
        unreadable: &unreadable,
        // Whoever names a task wants to see the verdict, whatever it is.
        shows_all: arguments.all || wanted.is_single(),
    };
    let (paint, screen) = (console.colors_stdout(), console.screen());
    console.page(status, |out| match arguments.format {
        VerifyFormat::Human => human::write(&view, paint, screen, out),
        VerifyFormat::Json => json::write(&view, out),
        VerifyFormat::Markdown => markdown::write(&view, out),
        VerifyFormat::Sarif => sarif::write(&view, out),
    })
}

fn source<'p>(arguments: &VerifyArguments, project: &'p Project) -> Result<Source<'p>, Failure> {
    let root = &project.root.folder;
    let Some(range) = &arguments.commits else {
        let repository = project.root.repository.as_ref();
        return Source::working_tree(root, repository).map_err(|error| broken(&error));
    };
    let repository = project.root.require_repository("--commits")?;
    // An unset variable must not mean something else, and a single revision is not a range.
    if !range.contains("..") {
        return Err(Failure::new(format!("`{range}` is not a range of commits"))
            .help("write it as in `main..HEAD`"));
    }
    Source::range(root, repository, range).map_err(|error| match error {
        CommitsError::Range(error) => {
            let error = RevisionError::from(error);
            Failure::of(&error, error.help())
        }
        CommitsError::Git(error) => broken(&error),
        error @ CommitsError::NoCommonAncestor { .. } => Failure::of(
            &error,
            Some("fetch more history with `git fetch --unshallow`".to_owned()),
        ),
    })
}

/// Keeps the phase, the plan, the file, the task or the criterion that is named. Returns whether there
/// is no such phase, which has been reported then.
fn select<'w>(
    arguments: &VerifyArguments,
    project: &Project,
    workspace: &'w Workspace,
    selected: &mut Vec<PlanView<'w>>,
    wanted: &mut Wanted,
) -> Result<(), Failure> {
    if let Some(file) = &arguments.file {
        let path = RootedPath::new(&project.root.folder, &project.current.join(file));
        let Some(id) = workspace.id_of(path.as_str()) else {
            let message = format!("`{}` is not a progress file", path.as_str());
            return Err(Failure::new(message).help("run `progress lint --show-files` for a list"));
        };
        keep_file(selected, id, wanted);
    }
    let phase = arguments.phase.as_deref();
    if let Some(name) = &arguments.name
        && !name_item(name, phase, workspace, wanted)?
    {
        let path = RootedPath::new(&project.root.folder, &project.current.join(name));
        match workspace.id_of(path.as_str()) {
            Some(id) => keep_file(selected, id, wanted),
            None => select_plan(name, project, workspace, selected)?,
        }
    }
    Ok(())
}

fn keep_file(selected: &mut Vec<PlanView<'_>>, id: FileId, wanted: &mut Wanted) {
    wanted.file = Some(id);
    for plan in &mut *selected {
        plan.phases.retain(|phase| phase.id == id);
    }
    selected.retain(|plan| !plan.phases.is_empty());
}

/// Notes the task or the criterion with this name; returns whether there is one.
fn name_item(
    name: &str,
    phase: Option<&str>,
    workspace: &Workspace,
    wanted: &mut Wanted,
) -> Result<bool, Failure> {
    // Many phases have a criterion `SC-1`.
    let mut plans = plans(workspace);
    if let Some(id) = wanted.file {
        keep_file(&mut plans, id, wanted);
    }
    let filter = Filter {
        phase: phase.map(str::to_owned),
        ..Filter::default()
    };
    filter.apply(&mut plans);
    let help = "write PLAN:ID, or add `--phase` or `--file`";
    match find(&plans, name) {
        Ok(found) => {
            wanted.task = Some(found.at);
            return Ok(true);
        }
        Err(error @ NoSingleTask::Ambiguous { .. }) => {
            return Err(Failure::new(error.to_string()).help(help));
        }
        Err(NoSingleTask::Unknown { .. }) => {}
    }
    match find_criterion(&plans, name) {
        Ok(found) => {
            wanted.file = Some(found.phase.id);
            wanted.criterion = found.criterion().map(|criterion| criterion.node);
            Ok(true)
        }
        Err(error @ NoSingleCriterion::Ambiguous { .. }) => {
            Err(Failure::new(error.to_string()).help(help))
        }
        Err(NoSingleCriterion::Unknown { .. }) => Ok(false),
    }
}

fn select_plan<'w>(
    name: &str,
    project: &Project,
    workspace: &'w Workspace,
    selected: &mut Vec<PlanView<'w>>,
) -> Result<(), Failure> {
    let near = match find(selected, name) {
        Err(NoSingleTask::Unknown { near, .. }) => near,
        _ => None,
    };
    let names = plan_names(project);
    let all = std::mem::take(selected);
    match (names.select(all, name, &workspace.settings), near) {
        (Ok(plans), _) => {
            *selected = plans;
            Ok(())
        }
        // The nearest task is a better guess than a list of plans.
        (Err(_), Some(near)) => Err(Failure::new(format!("unknown task or plan `{name}`"))
            .help(format!("did you mean `{near}`?"))),
        (Err(error), None) => Err(Failure::from(error)),
    }
}

fn fails(fail_on: FailOnVerdict, counts: &BTreeMap<Verdict, usize>) -> bool {
    let failing: &[Verdict] = match fail_on {
        FailOnVerdict::Unsupported => &[Verdict::Unsupported],
        FailOnVerdict::Weak => &[Verdict::Unsupported, Verdict::Weak],
        FailOnVerdict::Never => &[],
    };
    failing
        .iter()
        .any(|it| counts.get(it).is_some_and(|count| *count > 0))
}

impl View<'_, '_> {
    /// The verdicts to show, grouped by file, with the name of the plan and the phase.
    fn groups(&self) -> Vec<(String, Vec<&Verified>)> {
        let mut by_file: HashMap<FileId, Vec<&Verified>> = HashMap::default();
        for item in self.verified.iter().filter(|item| self.is_shown(item)) {
            by_file.entry(item.file).or_default().push(item);
        }
        let mut groups = Vec::new();
        for plan in self.plans {
            for phase in &plan.phases {
                let Some(shown) = by_file.remove(&phase.id) else {
                    continue;
                };
                let title = match phase.title() {
                    Some(title) => format!(": {title}"),
                    None => String::new(),
                };
                let name = phase.name();
                groups.push((format!("{}, {name}{title}", plan.name), shown));
            }
        }
        groups
    }

    fn is_shown(&self, item: &Verified) -> bool {
        self.shows_all || item.judgement.verdict != Verdict::Supported
    }

    /// `12 supported, 3 weak, 1 unsupported, 0 unknown`.
    fn summary(&self) -> String {
        let counts = self.counts.iter();
        let words: Vec<String> = counts
            .map(|(verdict, count)| format!("{count} {}", verdict.name()))
            .collect();
        words.join(", ")
    }
}
