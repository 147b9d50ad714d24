//! `progress lint`: check files.

use std::io::Read;
use std::path::PathBuf;

use super::args::{FormatName, LintArguments};
use super::failure::Failure;
use super::paths::Targets;
use super::project::{Project, complain_of_unread, nothing};
use super::{Console, ExitStatus, statistics};
use crate::lint::Report;
use crate::report::{self, Base, Format, Options};
use crate::source::{Contents, MAX_BYTES, Overlay, RootedPath, WorkingTree};
use crate::workspace::{Request, Workspace};

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
    let options = job.options(console);
    let loaded = job.load(console.stdin)?;
    let report = crate::lint::run(&loaded.workspace, &crate::rules::all());
    let status = if loaded.complain(&report, &options.base, console) {
        ExitStatus::Failed
    } else if report.fails(loaded.workspace.settings.fail_on) {
        ExitStatus::Findings
    } else {
        ExitStatus::Clean
    };
    let result = console.finish(status, |out| match view {
        View::Statistics => statistics::write(&report, options.color, out),
        View::Findings(format) => report::write(&report, format, &options, out),
    });
    // The process ends next; taking thousands of trees apart first would only delay that.
    drop(report);
    std::mem::forget(loaded);
    result
}

/// How the result is shown.
#[derive(Clone, Copy, Debug)]
enum View {
    Findings(Format),
    Statistics,
}

impl View {
    fn check(arguments: &LintArguments) -> Result<Self, Failure> {
        match (arguments.statistics, arguments.format) {
            (false, format) => Ok(Self::Findings(format.into())),
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
    project: Project,
    view: View,
}

impl Job {
    fn check(arguments: &LintArguments, console: &mut Console<'_>) -> Result<Self, Failure> {
        let view = View::check(arguments)?;
        let current = console.current_folder()?;
        let name = arguments.stdin_filename.as_deref();
        let targets = Targets::of(&arguments.paths, name, &current)?;
        let start = targets.start(&current).to_path_buf();
        let project = Project::open(&start, current, &arguments.choice, console)?;
        Ok(Self {
            targets,
            project,
            view,
        })
    }

    /// How findings are shown to people.
    fn options(&self, console: &Console<'_>) -> Options {
        let terminal = &console.terminal;
        Options {
            color: console.colors_stdout(),
            links: terminal.links,
            width: console.width(),
            terminal: terminal.stdout,
            base: self.project.base(),
        }
    }

    /// Loads what was named, or the whole of the root where nothing was.
    fn load(self, stdin: &mut dyn Read) -> Result<Loaded, Failure> {
        let root = self.project.root.folder.clone();
        let mut targets = self.targets;
        let rooted = |path: &PathBuf| RootedPath::new(&root, path);
        let tree = WorkingTree::new(root.clone());
        let mut files: Vec<RootedPath> = targets.files.iter().map(rooted).collect();
        let contents: Box<dyn Contents> = match &targets.stdin {
            Some(path) => {
                files.push(rooted(path));
                Box::new(Overlay::new([(rooted(path), read(stdin)?)], tree))
            }
            None => Box::new(tree),
        };
        if files.is_empty() && targets.folders.is_empty() {
            targets.folders.push(root.clone());
        }
        let request = Request {
            files,
            folders: targets.folders.clone(),
        };
        Ok(Loaded {
            workspace: self.project.load(request, &*contents),
            targets,
            root,
        })
    }
}

/// A workspace, and what it was loaded for.
struct Loaded {
    workspace: Workspace,
    targets: Targets,
    root: PathBuf,
}

impl Loaded {
    /// Names what was asked for and could not be linted; tells whether there is anything.
    fn complain(&self, report: &Report<'_>, base: &Base, console: &mut Console<'_>) -> bool {
        let lacks_files = complain_of_unread(&self.workspace, base, console);
        for path in report.crashed.iter().map(|path| base.shown(path)) {
            let message = format!("`{path}` could not be checked: a rule crashed on it");
            console.fail(&Failure::new(message));
        }
        let is_incomplete =
            lacks_files || !self.targets.failures.is_empty() || !report.crashed.is_empty();
        is_incomplete || report.summary.files == 0 && self.complain_of_nothing(console)
    }

    /// Nothing to lint is a failure only where somebody said that there is something.
    fn complain_of_nothing(&self, console: &mut Console<'_>) -> bool {
        let nothing = nothing(&self.targets.folders, &self.root, &self.workspace.settings);
        let is_whole = self.targets.folders.contains(&self.root);
        if is_whole {
            console.warn(&nothing);
        } else {
            console.fail(&nothing);
        }
        !is_whole
    }
}

/// Standard input, up to the size of a file that is read.
pub(super) fn read(stdin: &mut dyn Read) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    let read = stdin.take(MAX_BYTES + 1).read_to_end(&mut bytes);
    read.map_err(|error| Failure::new(format!("cannot read standard input: {error}")))?;
    if bytes.len() as u64 > MAX_BYTES {
        return Err(Failure::new("standard input is larger than 64 MiB"));
    }
    Ok(bytes)
}
