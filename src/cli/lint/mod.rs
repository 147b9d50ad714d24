//! `progress lint`: check files.

mod baseline;
mod blame;
mod commits;
mod fix;
mod gate;
mod range_facts;
mod source;
mod view;

use std::io::Read;
use std::path::Path;

use super::args::LintArguments;
use super::failure::Failure;
use super::paths::{Targets, all_writable};
use super::project::{complain_of_unread, nothing};
use super::root::Root;
use super::{Console, ExitStatus};
use crate::incremental::{LintSession, LostFile, Stale, Start};
use crate::loading::Request;
use crate::report::{Base, Options};
use baseline::Old;
use commits::Commits;
use gate::Gate;
use progress_core::config::Settings;
use progress_core::fix::Texts;
use progress_core::lint::{Report, Safety};

use progress_core::rules;
use progress_core::source::{Contents, MAX_BYTES, RootedPath};
use progress_core::workspace::Workspace;
use progress_git::git::ObjectId;
use source::Source;
use view::View;

pub(super) fn run(
    arguments: &LintArguments,
    console: &mut Console<'_>,
) -> Result<ExitStatus, Failure> {
    let view = View::check(arguments)?;
    let fixing = &arguments.fixing;
    fix::check(fixing)?;
    let current = console.current_folder()?;
    let named = named(arguments, &current)?;
    let mut root = Root::find(named.start(&current), &current);
    // Lint only local content; otherwise a check could wait for an unreachable remote.
    root.stay_local();
    let source = Source::open(&arguments.source, &root)?;
    if source.recorded().is_none() && arguments.source.new_from.is_none() {
        root.warn_of_refusal(console);
    }
    let commits = Commits::open(&arguments.source, &root)?;
    let gate = Gate::open(
        &arguments.source,
        commits.as_ref(),
        &source,
        &root,
        &current,
    )?;
    let judgement = gate
        .as_ref()
        .map(|gate| gate.settings(arguments, console))
        .transpose()?;
    let mut settings = match &judgement {
        Some(judgement) => judgement.settings.clone(),
        None => source.settings(arguments, &current, console)?,
    };
    settings.enforce_branch |= source.enforces_branch();
    let targets = match source.recorded() {
        Some(files) => Targets::recorded(&arguments.paths, &current, files, &source.name()),
        None => named,
    };
    if let Some(text) = commits.as_ref().and_then(|commits| commits.empty()) {
        console.note(&format!(
            "progress: no commits in `{text}`; nothing was checked"
        ));
    }
    let base = commits.as_ref().map(|commits| commits.base.clone());
    let baseline = gate.as_ref().zip(arguments.source.baseline.as_deref());
    let baseline = baseline.and_then(|(gate, path)| gate.baseline(path, console));
    let old = Old::open(&arguments.source, base, &root, &current, baseline)?;
    let mut job = Job::new(source, targets, settings, old);
    job.may_be_empty = arguments.source.may_be_empty;
    job.wants_dates = fixing.unsafely || view.carries_fixes();
    for failure in &job.targets.failures {
        console.fail(failure);
    }
    if job.targets.is_hopeless() {
        return Ok(ExitStatus::Failed);
    }
    let options = options(console, Base::new(&root.folder, &current));
    let piped = job.piped(console.stdin)?;
    if fixing.diff {
        return fix::show(&job, &piped, fixing.safety(), &options.base, console);
    }
    let mended = if fixing.fix {
        fix::apply(&job, &piped, fixing.safety(), &options.base, console)?
    } else {
        fix::Outcome::untouched(job.load(&piped))
    };
    let mut workspace = mended.workspace;
    if let Some(commits) = &commits {
        workspace.range = Some(commits.facts(&workspace)?);
    }
    let workspace = workspace;
    let (mut report, stale) = job.report(&workspace, &piped);
    let contents = job.source.contents(&piped);
    job.old
        .settle(&mut report, &workspace, &*contents, &stale, console)?;
    if let (Some(gate), Some(judgement)) = (&gate, &judgement) {
        let mut ignores = job
            .inspection(&*contents)
            .ignores_added(&workspace, gate.tree);
        ignores.retain(|ignore| rules::find(&ignore.rule).is_some());
        let lost = job.files_lost(&workspace, &*contents, gate.tree);
        gate.tell(judgement, &ignores, &lost, console);
    }
    if let Some(commits) = &commits {
        commits.blame(&mut report, &workspace, &root);
    }
    let is_incomplete = job.complain(&workspace, &report, &options.base, console);
    let status = if is_incomplete || mended.failed {
        ExitStatus::Failed
    } else if report.fails(workspace.settings.fail_on) {
        ExitStatus::Findings
    } else {
        ExitStatus::Clean
    };
    let result = match &mended.piped {
        // The fixed text is the output, so findings must not be mixed into it.
        Some(text) => {
            view.write_aside(&report, options, console);
            console.finish(status, |out| out.write_all(text))
        }
        None => console.finish(status, |out| view.write(&report, &options, out)),
    };
    // The process exits next; dropping thousands of trees first would only delay that.
    std::mem::forget(report);
    std::mem::forget(workspace);
    result
}

/// Makes this thread a worker, because otherwise it would only wait for the workers.
fn share_this_thread() {
    let threads = rayon::ThreadPoolBuilder::new().use_current_thread();
    // If the pool already exists, this thread waits.
    let _ = threads.build_global();
}

/// The targets on disk; for other sources, where to look for a repository.
fn named(arguments: &LintArguments, current: &Path) -> Result<Targets, Failure> {
    if arguments.source.is_recorded() {
        return Ok(Targets::unchecked(&arguments.paths, current));
    }
    let stdin = arguments.stdin_filename.as_deref();
    if arguments.fixing.fix {
        return Targets::of(&all_writable(&arguments.paths, current)?, stdin, current);
    }
    Targets::of(&arguments.paths, stdin, current)
}

/// How to show findings.
fn options(console: &Console<'_>, base: Base) -> Options {
    let terminal = &console.terminal;
    Options {
        color: console.colors_stdout(),
        links: terminal.links,
        width: console.width(),
        terminal: terminal.stdout,
        base,
    }
}

/// The validated arguments: what to lint, and with which settings.
struct Job<'r> {
    source: Source<'r>,
    targets: Targets,
    settings: Settings,
    /// Files in conflict, which cannot be linted.
    unmerged: Vec<RootedPath>,
    /// Known findings, which are not reported.
    old: Old,
    /// Whether fixes that need dates from the history are shown or applied.
    wants_dates: bool,
    /// Whether it is fine if there is nothing to lint.
    may_be_empty: bool,
}

impl<'r> Job<'r> {
    /// What to lint; the whole root if no path was passed.
    fn new(source: Source<'r>, mut targets: Targets, settings: Settings, old: Old) -> Self {
        if targets.is_empty() && targets.failures.is_empty() {
            targets.folders.push(source.root.folder.clone());
        }
        let unmerged = source.unmerged(&targets, &settings);
        targets.failures.extend(unmerged.iter().map(in_conflict));
        Self {
            source,
            targets,
            settings,
            unmerged,
            old,
            wants_dates: false,
            may_be_empty: false,
        }
    }

    /// The content of standard input, under its given name.
    fn piped(&self, stdin: &mut dyn Read) -> Result<Texts, Failure> {
        let Some(path) = &self.targets.stdin else {
            return Ok(Texts::new());
        };
        let path = RootedPath::new(&self.source.root.folder, path);
        Ok(Texts::from([(path, read(stdin)?)]))
    }

    /// Loads the files to lint; these texts override those of the source.
    fn load(&self, texts: &Texts) -> Workspace {
        let root = &self.source.root.folder;
        let named = self.targets.files.iter().chain(&self.targets.stdin);
        let request = Request {
            files: named.map(|path| RootedPath::new(root, path)).collect(),
            folders: self.targets.folders.clone(),
        };
        if !request.folders.is_empty() {
            share_this_thread();
            // Runs while this thread searches for files.
            rayon::spawn(rules::prepare);
        }
        let contents = self.source.contents(texts);
        let mut workspace = self.inspection(&*contents).load(request);
        // Conflicted files exist, but cannot be linted.
        for file in &mut workspace.files {
            file.linted &= !self.unmerged.contains(&file.path);
        }
        workspace
    }

    /// Returns the findings to report, and unused baseline entries.
    fn report<'w>(&self, workspace: &'w Workspace, texts: &Texts) -> (Report<'w>, Vec<Stale>) {
        let contents = self.source.contents(texts);
        let inspection = self.inspection(&*contents);
        let mut report = inspection.run(workspace);
        let stale = self.old.strip(&mut report, workspace, &inspection);
        (report, stale)
    }

    /// Returns the findings to fix, without those that would not be reported.
    fn fixable<'w>(&self, workspace: &'w Workspace, texts: &Texts, safety: Safety) -> Report<'w> {
        let contents = self.source.contents(texts);
        let inspection = self.inspection(&*contents);
        let mut report = inspection.fixable(workspace, safety);
        self.old.strip(&mut report, workspace, &inspection);
        report
    }

    /// The files to lint, and the base of their changes: the `--new-from` commit, if any.
    fn inspection<'a>(&'a self, contents: &'a dyn Contents) -> LintSession<'a> {
        let is_piped = self.targets.stdin.is_some();
        let named = self.old.commit.as_ref();
        LintSession {
            root: &self.source.root.folder,
            repository: self.source.root.repository.as_ref(),
            contents,
            settings: &self.settings,
            branch: self.source.branch(),
            start: named.map_or_else(
                || self.source.start(is_piped),
                |commit| Start::Tree(commit.tree),
            ),
            tip: self.source.tip(),
            only_new: named.is_some(),
            wants_dates: self.wants_dates,
        }
    }

    /// The progress files of a tree that are gone. Those of a part of the root are not known.
    fn files_lost(
        &self,
        workspace: &Workspace,
        contents: &dyn Contents,
        tree: ObjectId,
    ) -> Vec<LostFile> {
        if !self.targets.folders.contains(&self.source.root.folder) {
            return Vec::new();
        }
        self.inspection(contents).files_lost(workspace, tree)
    }

    /// Reports requested files that could not be linted; returns whether there are any.
    fn complain(
        &self,
        workspace: &Workspace,
        report: &Report<'_>,
        base: &Base,
        console: &mut Console<'_>,
    ) -> bool {
        let lacks_files = complain_of_unread(workspace, base, console);
        for path in report.crashed.iter().map(|path| base.shown(path)) {
            let message = format!("cannot check `{path}`: a rule crashed");
            console.fail(&Failure::new(message));
        }
        let is_incomplete =
            lacks_files || !self.targets.failures.is_empty() || !report.crashed.is_empty();
        let lacks_all = report.summary.files == 0 && !self.may_be_empty;
        is_incomplete || lacks_all && self.complain_of_nothing(console)
    }

    /// Having nothing to lint is a failure only if a path was passed.
    fn complain_of_nothing(&self, console: &mut Console<'_>) -> bool {
        let root = &self.source.root.folder;
        let nothing = nothing(&self.targets.folders, root, &self.settings);
        let is_whole = self.targets.folders.contains(root);
        if is_whole {
            console.warn(&nothing);
        } else {
            console.fail(&nothing);
        }
        !is_whole
    }
}

fn in_conflict(path: &RootedPath) -> Failure {
    let message = format!(
        "`{}` is unmerged; the index has no version to check",
        path.as_str()
    );
    Failure::new(message).help("resolve the conflict, then run `git add`")
}

/// Reads standard input, up to the maximum file size.
pub(super) fn read(stdin: &mut dyn Read) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    let read = stdin.take(MAX_BYTES + 1).read_to_end(&mut bytes);
    read.map_err(|error| Failure::new(format!("cannot read standard input: {error}")))?;
    if bytes.len() as u64 > MAX_BYTES {
        return Err(Failure::new("standard input is larger than 64 MiB"));
    }
    Ok(bytes)
}
