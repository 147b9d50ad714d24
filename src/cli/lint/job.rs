//! What one run of `progress lint` checks, and with which settings.

use std::io::Read;
use std::path::Path;

use progress_core::config::Settings;
use progress_core::fix::Texts;
use progress_core::lint::{Report, Safety};
use progress_core::rules;
use progress_core::source::{Contents, MAX_BYTES, RootedPath};
use progress_core::workspace::{CommitRange, Workspace};
use progress_git::git::ObjectId;

use super::baseline::Old;
use super::gate::{Gate, Judgement};
use super::source::Source;
use crate::checking::{CheckedCommits, CommitsError};
use crate::cli::Console;
use crate::cli::args::LintArguments;
use crate::cli::failure::Failure;
use crate::cli::paths::Targets;
use crate::cli::project::{complain_of_unread, nothing};
use crate::cli::revision;
use crate::cli::root::Root;
use crate::incremental::{LintSession, LostFile, Stale, Start};
use crate::loading::Request;
use crate::report::Base;

/// The validated arguments: what to lint, and with which settings.
pub(super) struct Job<'r> {
    pub(super) source: Source<'r>,
    pub(super) targets: Targets,
    settings: Settings,
    /// The range of commits to check, if one was passed.
    range: Option<CheckedRange<'r>>,
    /// Files in conflict, which cannot be linted.
    unmerged: Vec<RootedPath>,
    /// Known findings, which are not reported.
    old: Old,
    /// Whether fixes that need dates from the history are shown or applied.
    pub(super) wants_dates: bool,
    /// Whether it is fine if there is nothing to lint.
    may_be_empty: bool,
}

/// A range of commits, and the gate that it has to pass.
struct CheckedRange<'r> {
    commits: CheckedCommits<'r>,
    gate: Gate<'r>,
    judgement: Judgement,
}

impl<'r> CheckedRange<'r> {
    /// Opens the range, if one was passed.
    fn open(
        arguments: &'r LintArguments,
        root: &'r Root,
        current: &'r Path,
        console: &mut Console<'_>,
    ) -> Result<Option<Self>, Failure> {
        let Some(text) = &arguments.source.commits else {
            return Ok(None);
        };
        let commits = commits(text, root)?;
        let gate = Gate::open(&arguments.source, &commits, root, current)?;
        let judgement = gate.settings(arguments, console)?;
        if commits.is_empty() {
            console.note(&format!(
                "progress: no commits in `{text}`; nothing was checked"
            ));
        }
        Ok(Some(Self {
            commits,
            gate,
            judgement,
        }))
    }
}

/// Reads the commits of the `--commits` range.
fn commits<'r>(text: &str, root: &'r Root) -> Result<CheckedCommits<'r>, Failure> {
    let repository = root.require_repository("--commits")?;
    if !text.contains("..") {
        let failure = Failure::new(format!("`--commits` requires a range, found `{text}`"));
        return Err(failure.help("pass a range such as `origin/main..HEAD`"));
    }
    CheckedCommits::open(repository, text).map_err(|error| match error {
        CommitsError::Range(error) => revision::unknown(&error),
        CommitsError::Git(error) => revision::broken(&error),
        CommitsError::NoCommonAncestor { is_shallow } => {
            let help = if is_shallow {
                "the clone is shallow; fetch everything with `git fetch --unshallow` or `fetch-depth: 0`"
            } else {
                "pass the target branch, as in `origin/main..HEAD`"
            };
            Failure::new(error.to_string()).help(help)
        }
    })
}

impl<'r> Job<'r> {
    /// Opens what to lint; the whole root if no path was passed. Reports paths that cannot be
    /// linted.
    ///
    /// `targets` are the paths on disk that the arguments name.
    pub(super) fn open(
        arguments: &'r LintArguments,
        targets: Targets,
        root: &'r Root,
        current: &'r Path,
        console: &mut Console<'_>,
    ) -> Result<Self, Failure> {
        let source = Source::open(&arguments.source, root)?;
        if source.recorded().is_none() && arguments.source.new_from.is_none() {
            root.warn_of_refusal(console);
        }
        let range = CheckedRange::open(arguments, root, current, console)?;
        let mut settings = match &range {
            Some(range) => range.judgement.settings.clone(),
            None => source.settings(arguments, current, console)?,
        };
        settings.enforce_branch |= source.enforces_branch();
        let mut targets = match source.recorded() {
            Some(files) => Targets::recorded(&arguments.paths, current, files, &source.name()),
            None => targets,
        };
        if targets.is_empty() && targets.failures.is_empty() {
            targets.folders.push(root.folder.clone());
        }
        let baseline = match (&range, &arguments.source.baseline) {
            (Some(range), Some(path)) => range.gate.baseline(path, console),
            _ => None,
        };
        let base = range.as_ref().map(|range| range.commits.base.clone());
        let old = Old::open(&arguments.source, base, root, current, baseline)?;
        let unmerged = source.unmerged(&targets, &settings);
        targets.failures.extend(unmerged.iter().map(in_conflict));
        for failure in &targets.failures {
            console.fail(failure);
        }
        Ok(Self {
            source,
            targets,
            settings,
            range,
            unmerged,
            old,
            wants_dates: false,
            may_be_empty: arguments.source.may_be_empty,
        })
    }

    /// The facts about the range of commits that rules need.
    pub(super) fn range_facts(
        &self,
        workspace: &Workspace,
    ) -> Result<Option<CommitRange>, Failure> {
        self.range
            .as_ref()
            .map(|range| range.commits.facts(workspace))
            .transpose()
            .map_err(|error| revision::broken(&error))
    }

    /// Lints the loaded files. Reports what the range weakens, and entries of the baseline that
    /// are not used.
    pub(super) fn check<'w>(
        &self,
        workspace: &'w Workspace,
        piped: &Texts,
        console: &mut Console<'_>,
    ) -> Result<Report<'w>, Failure> {
        let (mut report, stale) = self.report(workspace, piped);
        let contents = self.source.contents(piped);
        let contents = &*contents;
        self.old
            .settle(&mut report, workspace, contents, &stale, console)?;
        if let Some(range) = &self.range {
            let tree = range.gate.tree;
            let mut ignores = self.inspection(contents).ignores_added(workspace, tree);
            ignores.retain(|ignore| rules::find(&ignore.rule).is_some());
            let lost = self.files_lost(workspace, contents, tree);
            range.gate.tell(&range.judgement, &ignores, &lost, console);
            range
                .commits
                .blame(&mut report, workspace, &self.source.root.folder);
        }
        Ok(report)
    }

    /// The content of standard input, under its given name.
    pub(super) fn piped(&self, stdin: &mut dyn Read) -> Result<Texts, Failure> {
        let Some(path) = &self.targets.stdin else {
            return Ok(Texts::new());
        };
        let path = RootedPath::new(&self.source.root.folder, path);
        Ok(Texts::from([(path, read(stdin)?)]))
    }

    /// Loads the files to lint; these texts override those of the source.
    pub(super) fn load(&self, texts: &Texts) -> Workspace {
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
    pub(super) fn fixable<'w>(
        &self,
        workspace: &'w Workspace,
        texts: &Texts,
        safety: Safety,
    ) -> Report<'w> {
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
    pub(super) fn complain(
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
        for path in workspace.skipped.iter().map(|path| base.shown(path)) {
            console.note(&format!("progress: skipped `{path}`: not a progress file"));
        }
        let is_incomplete =
            lacks_files || !self.targets.failures.is_empty() || !report.crashed.is_empty();
        let lacks_all =
            report.summary.files == 0 && workspace.skipped.is_empty() && !self.may_be_empty;
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

/// Makes this thread a worker, because otherwise it would only wait for the workers.
fn share_this_thread() {
    let threads = rayon::ThreadPoolBuilder::new().use_current_thread();
    // If the pool already exists, this thread waits.
    let _ = threads.build_global();
}

fn in_conflict(path: &RootedPath) -> Failure {
    let message = format!(
        "`{}` is unmerged; the index has no version to check",
        path.as_str()
    );
    Failure::new(message).help("resolve the conflict, then run `git add`")
}

/// Reads standard input, up to the maximum file size.
pub(in crate::cli) fn read(stdin: &mut dyn Read) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    let read = stdin.take(MAX_BYTES + 1).read_to_end(&mut bytes);
    read.map_err(|error| Failure::new(format!("cannot read standard input: {error}")))?;
    if bytes.len() as u64 > MAX_BYTES {
        return Err(Failure::new("standard input is larger than 64 MiB"));
    }
    Ok(bytes)
}
