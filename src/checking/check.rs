//! What one run checks, and with which settings.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use progress_core::config::Settings;
use progress_core::fix::Texts;
use progress_core::lint::{Report, Safety};
use progress_core::rules;
use progress_core::source::{Contents, RootedPath, folder_of};
use progress_core::workspace::{CommitRange, Workspace};
use progress_git::git::{GitError, ObjectId};

use super::{
    BaselineFileError, CheckedCommits, Dropped, Edited, Gate, Judgement, KnownFindings, Source,
};
use crate::incremental::{AddedIgnore, Baseline, LintSession, LostFile, PastPaths, Start};
use crate::loading::{Candidates, Request};

/// What to lint, and with which settings.
#[derive(Debug)]
pub struct Check<'r> {
    /// The source of the files.
    pub source: Source<'r>,
    /// The files to lint.
    pub targets: Targets,
    /// The settings in force.
    pub settings: Settings,
    /// The range of commits to check, if any.
    pub range: Option<GatedRange<'r>>,
    /// Files in conflict, which cannot be linted.
    pub unmerged: Vec<RootedPath>,
    /// Known findings, which are not reported.
    pub known: KnownFindings,
    /// Whether to find completion dates for fixes, which walks the history.
    pub wants_dates: bool,
    /// The candidates below the target folders, if they are known already.
    pub candidates: Option<Candidates>,
    /// The paths of the history, if they are known already.
    pub past: Option<&'r PastPaths>,
}

/// The files to lint.
#[derive(Clone, Debug, Default)]
pub struct Targets {
    /// Files, absolute.
    pub files: Vec<PathBuf>,
    /// Directories, absolute and without symbolic links.
    pub folders: Vec<PathBuf>,
    /// The file whose content is given instead of read.
    pub piped: Option<PathBuf>,
}

impl Targets {
    /// Removes the files that the settings exclude.
    pub(super) fn exclude(&mut self, root: &Path, settings: &Settings) {
        self.files.retain(|file| !is_excluded(file, root, settings));
        if let Some(file) = &self.piped
            && is_excluded(file, root, settings)
        {
            self.piped = None;
        }
    }
}

fn is_excluded(file: &Path, root: &Path, settings: &Settings) -> bool {
    settings
        .exclude
        .matches(RootedPath::new(root, file).as_str())
}

/// A range of commits, and the gate that it has to pass.
#[derive(Debug)]
pub struct GatedRange<'r> {
    /// The commits.
    pub commits: CheckedCommits<'r>,
    /// The gate.
    pub gate: Gate<'r>,
    /// The settings that apply.
    pub judgement: Judgement,
}

/// The result of a check.
#[derive(Debug)]
pub struct Checked<'w> {
    /// The findings to report.
    pub report: Report<'w>,
    /// The known findings.
    pub dropped: Dropped,
    /// The number of findings in the baseline, if it was written.
    pub written: Option<usize>,
    /// What a range of commits weakens for later checks.
    pub weakened: Weakened,
}

/// What a range of commits weakens for later checks.
#[derive(Debug, Default)]
pub struct Weakened {
    /// Ignore comments that it adds.
    pub ignores: Vec<AddedIgnore>,
    /// Progress files that it removes.
    pub lost: Vec<LostFile>,
}

/// Why a check failed.
#[derive(Debug, thiserror::Error)]
pub enum CheckError {
    /// The history cannot be read.
    #[error(transparent)]
    Git(#[from] GitError),
    /// The baseline cannot be written.
    #[error(transparent)]
    Baseline(#[from] BaselineFileError),
}

impl Check<'_> {
    /// Loads the files to lint; these texts override those of the source.
    #[must_use]
    pub fn load(&self, texts: &Texts) -> Workspace {
        let root = self.source.root;
        // A piped text counts as a file that was named.
        let named = self.targets.files.iter().chain(&self.targets.piped);
        let request = Request {
            files: named.map(|path| RootedPath::new(root, path)).collect(),
            folders: self.targets.folders.clone(),
            candidates: self.candidates.clone(),
            has_commits: self.range.is_some(),
            ..Request::default()
        };
        let contents = self.source.contents(texts);
        let mut workspace = self.session(&*contents).load(request);
        // Conflicted files exist, but cannot be linted.
        for file in &mut workspace.files {
            file.linted &= !self.unmerged.contains(&file.path);
        }
        workspace
    }

    /// Loads the plans that were edited since an earlier check.
    #[must_use]
    pub fn load_edited(&self, edited: &Edited) -> Workspace {
        let found = self.candidates.clone().unwrap_or_default();
        let is_edited = |path: &RootedPath| edited.folders.contains(folder_of(path.as_str()));
        let (files, others) = found.files.into_iter().partition(is_edited);
        let request = Request {
            candidates: Some(Candidates { files, ..found }),
            rest: Some(others),
            ..Request::default()
        };
        let contents = self.source.contents(&Texts::new());
        self.session(&*contents).load(request)
    }

    /// Returns the facts about the range of commits that rules need.
    ///
    /// # Errors
    ///
    /// Fails if Git cannot read the history.
    pub fn range_facts(&self, workspace: &Workspace) -> Result<Option<Arc<CommitRange>>, GitError> {
        match &self.range {
            Some(range) => Ok(Some(Arc::new(range.commits.facts(workspace)?))),
            None => Ok(None),
        }
    }

    /// Lints the loaded files. Writes the baseline, if that is wanted, which makes all findings
    /// known.
    ///
    /// # Errors
    ///
    /// Fails if the baseline cannot be written.
    pub fn run<'w>(
        &self,
        workspace: &'w Workspace,
        texts: &Texts,
    ) -> Result<Checked<'w>, BaselineFileError> {
        let contents = self.source.contents(texts);
        let contents = &*contents;
        let session = self.session(contents);
        let mut report = session.run(workspace);
        let dropped = self.known.drop_from(&mut report, workspace, &session);
        let written = self.known.write(&mut report, workspace, contents)?;
        let mut weakened = Weakened::default();
        if let Some(range) = &self.range {
            let tree = range.gate.tree;
            weakened = self.weakened(workspace, contents, tree);
            // Blaming lints every commit of the range, so it comes after known findings are
            // dropped.
            range
                .commits
                .blame(&mut report, workspace, self.source.root);
        }
        Ok(Checked {
            report,
            dropped,
            written,
            weakened,
        })
    }

    /// Returns the findings to fix, without those that would not be reported.
    #[must_use]
    pub fn fixable<'w>(
        &self,
        workspace: &'w Workspace,
        texts: &Texts,
        safety: Safety,
    ) -> Report<'w> {
        let contents = self.source.contents(texts);
        let session = self.session(&*contents);
        // What is not reported must not be fixed either.
        let mut report = session.fixable(workspace, safety);
        self.known.drop_from(&mut report, workspace, &session);
        report
    }

    /// Returns the findings about files that would be reported, without those about a range of
    /// commits.
    #[must_use]
    pub fn unknown<'w>(&self, workspace: &'w Workspace, texts: &Texts) -> Report<'w> {
        let contents = self.source.contents(texts);
        let session = self.session(&*contents);
        let mut report = session.run(workspace);
        self.known.drop_from(&mut report, workspace, &session);
        report
    }

    /// Returns a baseline that lists all findings that would be reported.
    #[must_use]
    pub fn all_findings(&self, workspace: &Workspace, texts: &Texts) -> Baseline {
        let report = self.unknown(workspace, texts);
        let contents = self.source.contents(texts);
        Baseline::default().renewed(&report, workspace, &*contents)
    }

    fn session<'a>(&'a self, contents: &'a dyn Contents) -> LintSession<'a> {
        let base = self.known.commit.as_ref();
        LintSession {
            root: self.source.root,
            repository: self.source.repository,
            contents,
            settings: &self.settings,
            branch: self.source.branch(),
            // The commit whose findings are known is also what rules about changes compare with.
            start: match base {
                Some(commit) => Start::Tree(commit.tree),
                None => self.source.start(),
            },
            tip: self.source.tip(),
            only_new: base.is_some(),
            wants_dates: self.wants_dates,
            observer: self.source.observer(),
            memory: None,
            past: self.past,
        }
    }

    fn weakened(&self, workspace: &Workspace, contents: &dyn Contents, tree: ObjectId) -> Weakened {
        let session = self.session(contents);
        let mut ignores = session.ignores_added(workspace, tree);
        // Comments for unknown rules ignore nothing.
        ignores.retain(|ignore| rules::find(&ignore.rule).is_some());
        // If only a part of the root is checked, files outside it are not known.
        let is_whole = (self.targets.folders.iter()).any(|folder| folder == self.source.root);
        let lost = if is_whole {
            session.files_lost(workspace, tree)
        } else {
            Vec::new()
        };
        Weakened { ignores, lost }
    }
}
