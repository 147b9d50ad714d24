//! Linting one source of files against another: the effects of the current change, and which
//! findings existed before.
//!
//! The engine lints one set of files. This module compares two: the linted ones (the working tree,
//! the index, a commit), and those that the current change started from. The older ones are read
//! only if a finding depends on them.

mod baseline;
mod branches;
mod change;
mod history;
mod ignored;
mod known;
mod lost;
mod observer;
mod past_memory;
mod past_paths;
mod since;

use std::path::Path;

pub use baseline::{Baseline, BaselineError, Stale};
pub use ignored::AddedIgnore;
pub use known::Known;
pub use lost::LostFile;
pub use observer::{Answers, Observed, Observer};
pub use past_memory::PastPaths;
pub use past_paths::existing as ever_existed;
use progress_core::config::{Settings, Severity};
use progress_core::lint;
use progress_core::lint::{Report, Safety};
use progress_core::rules;
use progress_core::source::{Contents, RootedPath};
use progress_core::workspace::{Branch, File, Workspace};
use progress_git::git::{ObjectId, Repository};
use progress_git::trees::Recorded;

use crate::loading::{Before, Memory, Request, Sources, load_from};

/// Files to lint, and the start of the current change.
#[derive(Clone)]
pub struct LintSession<'a> {
    /// The repository's root, or the current folder outside Git.
    pub root: &'a Path,
    /// The repository.
    pub repository: Option<&'a Repository>,
    /// The files to lint.
    pub contents: &'a dyn Contents,
    /// The settings in force.
    pub settings: &'a Settings,
    /// The current branch.
    pub branch: Option<Branch>,
    /// The start of the current change.
    pub start: Start,
    /// The commit whose history counts; `HEAD` by default.
    pub tip: Option<ObjectId>,
    /// Whether findings that existed at the start will not be reported.
    pub only_new: bool,
    /// Whether to find completion dates of phases, for fixes, which walks the history.
    pub wants_dates: bool,
    /// Notes the questions that findings depend on.
    pub observer: Option<&'a Observer>,
    /// What a process that keeps running knows already.
    pub memory: Option<&'a dyn Memory>,
    /// Likewise, about the paths of the history.
    pub past: Option<&'a PastPaths>,
}

/// The start of the current change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Start {
    /// There is no known change.
    Nothing,
    /// The commit that is checked out. A first commit changes nothing.
    Head,
    /// A tree.
    Tree(ObjectId),
}

impl std::fmt::Debug for LintSession<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("LintSession")
            .field("root", &self.root)
            .field("start", &self.start)
            .finish_non_exhaustive()
    }
}

impl<'a> LintSession<'a> {
    /// Loads the requested files, and the facts about the current change that rules need.
    #[must_use]
    pub fn load(&self, request: Request) -> Workspace {
        let request = Request {
            before: match self.start {
                Start::Nothing => Before::Unknown,
                Start::Head => Before::Head,
                Start::Tree(tree) => Before::Tree(tree),
            },
            ..request
        };
        let sources = Sources {
            memory: self.memory,
            ..self.sources(self.contents, self.branch.clone())
        };
        let is_whole = request.folders.iter().any(|folder| folder == self.root);
        let mut workspace = load_from(sources, request);
        if is_whole && self.settings.shows("status-section-stale", Severity::Off) {
            let path = RootedPath::new(self.root, &self.root.join("README.md"));
            let bytes = self.contents.read(&path).ok();
            workspace.readme = bytes.map(|bytes| File::other(path, bytes));
        }
        workspace.history.marked_done = self.marked_done(&workspace);
        self.ask_history(&mut workspace);
        workspace
    }

    /// Returns the findings about the linted files, and those that their changes cause in other
    /// files of their plans.
    #[must_use]
    pub fn run<'w>(&self, workspace: &'w Workspace) -> Report<'w> {
        let mut report = lint::run(workspace, &rules::all());
        report.add(self.caused(workspace));
        self.accept_used_prefixes(&mut report);
        report
    }

    /// Returns the findings about the linted files only.
    #[must_use]
    pub fn run_alone<'w>(&self, workspace: &'w Workspace) -> Report<'w> {
        let mut report = lint::run(workspace, &rules::all());
        self.accept_used_prefixes(&mut report);
        report
    }

    /// Returns the findings to fix with this safety.
    #[must_use]
    pub fn fixable<'w>(&self, workspace: &'w Workspace, safety: Safety) -> Report<'w> {
        let mut report = lint::fixable(workspace, &rules::all(), safety);
        report.add(self.caused(workspace));
        report
    }

    fn load_from(
        &self,
        contents: &dyn Contents,
        request: Request,
        branch: Option<Branch>,
    ) -> Workspace {
        load_from(self.sources(contents, branch), request)
    }

    /// Other contents under the same settings, about which nothing is known.
    fn sources<'c>(&'c self, contents: &'c dyn Contents, branch: Option<Branch>) -> Sources<'c> {
        Sources {
            root: self.root,
            contents,
            repository: self.repository,
            settings: self.settings.clone(),
            branch,
            memory: None,
        }
    }

    /// The files before the current change; `None` if they are unknown.
    fn before(&self) -> Option<Recorded<'a>> {
        let repository = self.repository?;
        let tree = match self.start {
            Start::Nothing => return None,
            Start::Head => repository.head_tree().ok()??,
            Start::Tree(tree) => tree,
        };
        Some(self.recorded(repository, tree))
    }

    fn recorded(&self, repository: &'a Repository, tree: ObjectId) -> Recorded<'a> {
        Recorded::new(self.root.to_path_buf(), repository.tree(tree))
    }
}
