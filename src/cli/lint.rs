//! `progress lint`: check files.

use std::io::Read;
use std::path::{Path, PathBuf};

use super::args::{FormatName, LintArguments};
use super::failure::Failure;
use super::paths::Targets;
use super::root::Root;
use super::{Console, ExitStatus, settings, statistics};
use crate::config::Settings;
use crate::lint::Report;
use crate::source::{Contents, MAX_BYTES, Overlay, RootedPath, WorkingTree};
use crate::workspace::{Request, Workspace, load};

pub(super) fn run(
    arguments: &LintArguments,
    console: &mut Console<'_>,
) -> Result<ExitStatus, Failure> {
    let job = Job::check(arguments, console)?;
    for failure in &job.targets.failures {
        console.fail(failure);
    }
    if job.targets.is_hopeless() {
        return Ok(ExitStatus::Failed);
    }
    let view = job.view;
    let (workspace, mut failed) = job.load(console)?;
    let report = crate::lint::run(&workspace, &crate::rules::all());
    failed |= complain(&workspace, &report, console);
    let status = if failed {
        ExitStatus::Failed
    } else if report.fails(workspace.settings.fail_on) {
        ExitStatus::Findings
    } else {
        ExitStatus::Clean
    };
    let paint = console.colors_stdout();
    console.finish(status, |out| match view {
        View::Statistics => statistics::write(&report, paint, out),
        View::Findings => crate::report::concise(&report, out),
    })
}

/// How the result is shown.
#[derive(Clone, Copy, Debug)]
enum View {
    Findings,
    Statistics,
}

impl View {
    fn check(arguments: &LintArguments) -> Result<Self, Failure> {
        match (arguments.statistics, arguments.format) {
            (false, _) => Ok(Self::Findings),
            (true, FormatName::Human | FormatName::Concise) => Ok(Self::Statistics),
            (true, _) => {
                let message = "`--statistics` is for people, and this `--format` for programs";
                let help = "leave one of them out; every finding of `--format json` names its rule";
                Err(Failure::new(message).help(help))
            }
        }
    }
}

/// The arguments, checked: what to lint, by which settings, and how to show it.
struct Job {
    targets: Targets,
    root: Root,
    settings: Settings,
    view: View,
}

impl Job {
    fn check(arguments: &LintArguments, console: &mut Console<'_>) -> Result<Self, Failure> {
        let view = View::check(arguments)?;
        let current = console.current_folder()?;
        let name = arguments.stdin_filename.as_deref();
        let targets = Targets::of(&arguments.paths, name, &current)?;
        let root = Root::find(targets.start(&current), &current);
        if let Some(warning) = &root.warning {
            console.warn(warning);
        }
        let settings = settings::settle(&arguments.choice, &root.folder, &current, console)?;
        Ok(Self {
            targets,
            root,
            settings,
            view,
        })
    }

    /// Loads the workspace; tells too whether something that was asked for cannot be linted.
    fn load(self, console: &mut Console<'_>) -> Result<(Workspace, bool), Failure> {
        let Root {
            folder: root,
            repository,
            ..
        } = self.root;
        let Targets {
            files,
            mut folders,
            stdin,
            failures,
        } = self.targets;
        let rooted = |path: &PathBuf| RootedPath::new(&root, path);
        let tree = WorkingTree::new(root.clone());
        let mut request = Request {
            files: files.iter().map(rooted).collect(),
            folders: Vec::new(),
        };
        let contents: Box<dyn Contents> = match &stdin {
            Some(path) => {
                request.files.push(rooted(path));
                Box::new(Overlay::new([(rooted(path), read(console.stdin)?)], tree))
            }
            None => Box::new(tree),
        };
        if request.files.is_empty() && folders.is_empty() {
            folders.push(root.clone());
        }
        request.folders.clone_from(&folders);
        let workspace = load(
            &root,
            request,
            &*contents,
            repository.as_ref(),
            self.settings,
        );
        let is_empty = !workspace.files.iter().any(|file| file.linted);
        let mut failed = !failures.is_empty();
        if is_empty && workspace.errors.is_empty() && !failed {
            let is_whole = folders.contains(&root);
            let empty = empty(&folders, &root, &workspace.settings);
            if is_whole {
                console.warn(&empty);
            } else {
                console.fail(&empty);
                failed = true;
            }
        }
        Ok((workspace, failed))
    }
}

/// Names the files that could not be checked; tells whether there are any.
fn complain(workspace: &Workspace, report: &Report<'_>, console: &mut Console<'_>) -> bool {
    for error in &workspace.errors {
        console.fail(&Failure::new(error.to_string()));
    }
    for path in &report.crashed {
        let message = format!("`{path}` could not be checked: a rule crashed on it");
        console.fail(&Failure::new(message));
    }
    !(workspace.errors.is_empty() && report.crashed.is_empty())
}

/// Says that the folders hold nothing to lint.
fn empty(folders: &[PathBuf], root: &Path, settings: &Settings) -> Failure {
    let names = folders
        .iter()
        .map(|folder| match folder.strip_prefix(root) {
            Ok(below) if below.as_os_str().is_empty() => "this folder".to_owned(),
            Ok(below) => format!("`{}`", below.display()),
            Err(_) => format!("`{}`", folder.display()),
        });
    let names: Vec<String> = names.collect();
    let message = format!("no progress files found in {}", names.join(", "));
    let patterns = settings.include.patterns().iter();
    let patterns: Vec<String> = patterns.map(|pattern| format!("`{pattern}`")).collect();
    Failure::new(message).help(format!(
        "they match {} (`include` in `.progress.yaml`) and say `type: progress`; \
         files that Git ignores are left out",
        patterns.join(" or ")
    ))
}

fn read(stdin: &mut dyn Read) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    let read = stdin.take(MAX_BYTES + 1).read_to_end(&mut bytes);
    read.map_err(|error| Failure::new(format!("cannot read standard input: {error}")))?;
    if bytes.len() as u64 > MAX_BYTES {
        return Err(Failure::new("standard input is larger than 64 MiB"));
    }
    Ok(bytes)
}
