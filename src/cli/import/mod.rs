//! `progress import`: writes the tasks of other tools into progress files.

mod human;
mod json;

pub(super) use human::about;

use std::io::ErrorKind;
use std::path::{Component, Path, PathBuf};

use progress_bridge::{ReadError, is_plan_name};
use progress_core::display::shortened;
use progress_git::paths::real_path;

use super::args::{ImportArguments, TableFormat};
use super::failure::Failure;
use super::{Console, ExitStatus, clock, project};
use crate::importing::{Import, ImportError, ImportRequest, import};
use crate::updating::{DraftError, Workplace};

pub(super) fn run(
    arguments: &ImportArguments,
    console: &mut Console<'_>,
) -> Result<ExitStatus, Failure> {
    let path = console.current_folder()?.join(&arguments.path);
    let shown = arguments.path.display();
    let (path, missing) = match real_path(&path) {
        Ok(path) => (path, None),
        // What was imported from there before may tell what it was.
        Err(error) => match gone_path(&path) {
            Some(path) if error.kind() == ErrorKind::NotFound => (path, Some(error)),
            _ => return Err(Failure::unreadable(shown, &error)),
        },
    };
    if let Some(prd) = &arguments.prd
        && !is_plan_name(prd)
    {
        let shown = shortened(prd, 60);
        let failure = Failure::new(format!("`{shown}` cannot be the name of a plan"));
        return Err(failure.help("use at most 80 letters, digits, `-`, `_` and `.`"));
    }
    let assignee = arguments.assignee.trim();
    if assignee.is_empty() {
        let failure = Failure::new("the name in `--assignee` is empty");
        return Err(failure.help("every task of a progress file has an assignee"));
    }
    let project = project::here(arguments.config.as_deref(), console)?;
    let workplace = Workplace {
        root: &project.root.folder,
        repository: project.root.repository.as_ref(),
        settings: &project.settings,
    };
    let request = ImportRequest {
        path: &path,
        format: arguments.from.format(),
        prd: arguments.prd.clone(),
        assignee: assignee.to_owned(),
        decision: arguments.decision(),
        is_dry_run: arguments.dry_run,
    };
    let done =
        import(workplace, &request, clock::now()?).map_err(|error| match (&missing, &error) {
            (
                Some(missing),
                ImportError::Unknown(_) | ImportError::Read(ReadError::Absent { .. }),
            ) => Failure::unreadable(shown, missing),
            _ => failed(&error, &arguments.path),
        })?;
    let status = status(&done);
    match arguments.format {
        TableFormat::Json => {
            console.finish(status, |out| json::write(&done, arguments.dry_run, out))
        }
        TableFormat::Human => {
            let view = human::View {
                base: project.base(),
                is_dry_run: arguments.dry_run,
                decision: arguments.decision(),
                color: console.colors_stdout(),
                terminal: console.terminal.stdout,
                screen: console.screen(),
            };
            console.finish(status, |out| view.write(&done, out))
        }
    }
}

/// The path of something that does not exist, without symbolic links.
fn gone_path(path: &Path) -> Option<PathBuf> {
    for above in path.ancestors().skip(1) {
        if let Ok(real) = real_path(above) {
            let below = path.strip_prefix(above).ok()?;
            let is_plain = below
                .components()
                .all(|part| matches!(part, Component::Normal(_)));
            return is_plain.then(|| real.join(below));
        }
    }
    None
}

/// Values that need a decision must not be overlooked in a script.
fn status(done: &Import) -> ExitStatus {
    if done.conflicts.is_empty() {
        ExitStatus::Clean
    } else {
        ExitStatus::Findings
    }
}

fn failed(error: &ImportError, path: &Path) -> Failure {
    let failure = Failure::new(error.to_string());
    match error {
        ImportError::Unknown(_) if path.is_dir() => failure.help(
            "pass a Markdown file with checkboxes, or the directory of a project of Spec Kit, \
             OpenSpec, Kiro, Backlog.md, Task Master, beads, BMAD or GSD",
        ),
        ImportError::Unknown(_) => failure.help("say what it is with `--from`"),
        ImportError::Several(_) => {
            failure.help("choose one with `--from`, or pass a directory of only one of them")
        }
        ImportError::Read(ReadError::Absent { .. }) => {
            failure.help("pass the directory of the project, or the file itself")
        }
        ImportError::Read(_) => {
            failure.help("nothing was imported; fix the file, or import others")
        }
        ImportError::Name(_) => failure.help("name the plan with `--prd`"),
        ImportError::Draft(DraftError::Invalid(findings)) => {
            let found = findings.iter().map(|finding| {
                let path = finding
                    .place()
                    .map_or_else(String::new, |place| place.path.clone());
                Failure::of(
                    &format!("{path}: {} ({})", finding.message, finding.rule),
                    finding.help.clone(),
                )
            });
            Failure::all(found).unwrap_or(failure)
        }
        ImportError::Draft(DraftError::Ignored { path, .. }) => {
            failure.help(crate::selection::ignored_remedy(path))
        }
        ImportError::Draft(DraftError::LeftOut { path }) => {
            failure.help(crate::selection::sparse_remedy(path))
        }
        ImportError::Draft(DraftError::Exists(_)) => {
            failure.help("choose another plan with `--prd`")
        }
        ImportError::Apply(crate::updating::ApplyError::Update { error, .. }) => {
            failure.help(error.help())
        }
        ImportError::Apply(crate::updating::ApplyError::Write(error))
        | ImportError::Write(error) => failure.help(error.help()),
        ImportError::Empty(_) => {
            failure.help("a task is a checkbox, an issue or an entry of a list")
        }
    }
}
