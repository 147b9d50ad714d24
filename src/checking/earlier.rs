//! The findings in earlier commits of a range, of the files that have findings at its end.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::rc::Rc;
use std::sync::Arc;

use progress_core::collections::HashMap;
use progress_core::lint::run;
use progress_core::source::RootedPath;
use progress_core::workspace::{CommitRange, History, Workspace};
use progress_git::git::{ObjectId, Repository};
use progress_git::trees::Recorded;

use crate::loading::{Request, load_on};

/// The findings of a directory that are not explained yet, by file.
pub(super) type Unexplained = BTreeMap<RootedPath, BTreeSet<String>>;

/// The state at the end of the range.
pub(super) struct Final<'w> {
    root: &'w Path,
    workspace: &'w Workspace,
    /// Former paths of the files with findings, and their final paths.
    pub(super) former: Vec<(String, String)>,
    /// What the commits of the range do to tasks.
    range: Option<Arc<CommitRange>>,
}

impl<'w> Final<'w> {
    /// Describes the end of a range. `former` are former and final paths of the files with findings.
    pub(super) fn new(
        root: &'w Path,
        workspace: &'w Workspace,
        former: Vec<(String, String)>,
    ) -> Self {
        let range = workspace.range.as_deref();
        Self {
            root,
            workspace,
            former,
            range: range.map(|range| Arc::new(range.of_tasks())),
        }
    }

    /// The final path of a file, and its former paths.
    fn names<'n>(&'n self, path: &'n str) -> impl Iterator<Item = &'n str> {
        let former = self.former.iter().filter(move |(_, now)| now == path);
        std::iter::once(path).chain(former.map(|(old, _)| old.as_str()))
    }

    /// Git's facts at the end of the range, applied to the files of an earlier commit.
    fn history(&self, earlier: &Workspace) -> History {
        let marked_done = self.workspace.history.marked_done.iter();
        let names = marked_done
            .map(|id| self.workspace.file(*id).path.as_str())
            .flat_map(|path| self.names(path));
        History {
            marked_done: names.filter_map(|path| earlier.id_of(path)).collect(),
            ..self.workspace.history.of_texts()
        }
    }
}

/// The findings in earlier commits.
pub(super) struct Earlier<'c> {
    repository: &'c Repository,
    pub(super) in_the_end: &'c Final<'c>,
    /// The fingerprints by directory and tree, each found once.
    known: HashMap<(String, ObjectId), Rc<BTreeSet<String>>>,
}

impl<'c> Earlier<'c> {
    /// Prepares to lint the wanted files in earlier commits.
    pub(super) fn new(repository: &'c Repository, in_the_end: &'c Final<'c>) -> Self {
        Self {
            repository,
            in_the_end,
            known: HashMap::default(),
        }
    }

    /// Returns the fingerprints of the findings about these files of a directory in a tree; none if
    /// the directory is not there.
    ///
    /// A second question about the same tree may be about fewer files, but not about others.
    pub(super) fn findings(
        &mut self,
        folder: &str,
        tree: Option<ObjectId>,
        files: &Unexplained,
    ) -> Rc<BTreeSet<String>> {
        let Some(tree) = tree else {
            return Rc::default();
        };
        let key = (folder.to_owned(), tree);
        if let Some(known) = self.known.get(&key) {
            return Rc::clone(known);
        }
        let found = Rc::new(self.fingerprints(tree, files));
        self.known.insert(key, Rc::clone(&found));
        found
    }

    fn fingerprints(&self, tree: ObjectId, files: &Unexplained) -> BTreeSet<String> {
        let in_the_end = self.in_the_end;
        let folder = in_the_end.root;
        let contents = Recorded::new(folder.to_path_buf(), self.repository.tree(tree));
        let request = Request {
            files: files
                .keys()
                // In an earlier commit, the file may still have a former name.
                .filter_map(|path| {
                    let mut names = in_the_end.names(path.as_str());
                    names.find_map(|name| {
                        let path = RootedPath::new(folder, name.as_ref());
                        contents.kind(&path)?.is_file().then_some(path)
                    })
                })
                .collect(),
            // The other files of the plan are loaded as context, but not linted.
            folders: Vec::new(),
            ..Request::default()
        };
        // Without a repository, no other plans are searched, which would be repeated per commit.
        let settings = in_the_end.workspace.settings.clone();
        let mut workspace = load_on(folder, request, &contents, None, settings, None);
        // Findings that depend on these facts would otherwise seem to be introduced at the end.
        workspace.history = in_the_end.history(&workspace);
        let mut renamed = in_the_end.former.clone();
        // Only renames that are still ahead of this commit.
        renamed
            .retain(|(old, now)| workspace.id_of(old).is_some() && workspace.id_of(now).is_none());
        workspace.renamed = renamed;
        workspace.range.clone_from(&in_the_end.range);
        let report = run(&workspace, &progress_core::rules::all());
        let findings = report.findings.into_iter();
        findings.map(|finding| finding.fingerprint).collect()
    }
}
