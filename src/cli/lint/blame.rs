//! Which commit of a range brought a finding.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::super::root::Root;
use super::commits::Commits;
use crate::collections::HashMap;
use crate::commit::Message;
use crate::config::Settings;
use crate::git::{Commit, ObjectId};
use crate::lint::{CommitName, Report, run};
use crate::source::{Contents, Recorded, RootedPath, folder_of};
use crate::workspace::{Request, load_on};

/// The files that have findings, by their folders.
type Wanted = BTreeMap<String, BTreeSet<RootedPath>>;
/// The findings in a commit, by the folders of their files.
type Known = BTreeMap<String, Rc<BTreeSet<String>>>;

impl Commits<'_> {
    /// Names with each finding about a file the commit that brought it: the last one that has
    /// it and none of whose parents did.
    pub fn blame(&self, report: &mut Report<'_>, root: &Root, settings: &Settings) {
        let mut wanted = Wanted::new();
        for finding in &report.findings {
            let path = finding.place().map(|place| report.path(place.file));
            if let Some(path) = path.map(|path| RootedPath::new(&root.folder, path.as_ref())) {
                let folder = folder_of(path.as_str()).to_owned();
                wanted.entry(folder).or_default().insert(path);
            }
        }
        if wanted.is_empty() {
            return;
        }
        let mut brought: HashMap<String, usize> = HashMap::default();
        let mut known: HashMap<ObjectId, Known> = HashMap::default();
        for (at, commit) in self.all.iter().enumerate() {
            let mut before = Vec::new();
            for parent in &commit.parents {
                let found = known.get(parent).cloned();
                let found = found.or_else(|| {
                    let tree = self.repository.tree_of(*parent).ok()?;
                    let all = wanted.iter().map(|(folder, files)| {
                        let found = self.fingerprints(tree, files, root, settings);
                        (folder.clone(), Rc::new(found))
                    });
                    Some(all.collect())
                });
                if let Some(found) = found {
                    known.insert(*parent, found.clone());
                    before.push(found);
                }
            }
            let mut now = before.first().cloned().unwrap_or_default();
            for folder in self.touched(commit, &wanted) {
                let Some(files) = wanted.get(&folder) else {
                    continue;
                };
                let found = self.fingerprints(commit.tree, files, root, settings);
                let had = |it: &&String| {
                    let mut parents = before.iter().filter_map(|parent| parent.get(&folder));
                    parents.any(|parent| parent.contains(*it))
                };
                let new = found.iter().filter(|it| !had(it));
                brought.extend(new.map(|it| (it.clone(), at)));
                now.insert(folder, Rc::new(found));
            }
            known.insert(commit.id, now);
        }
        for finding in &mut report.findings {
            let at = brought.get(&finding.fingerprint);
            let commit = at.and_then(|at| self.all.get(*at));
            if let Some(commit) = commit.filter(|_| finding.commit.is_none()) {
                let subject = Message::parse(&commit.message).subject;
                finding.commit = Some(CommitName::new(commit.id.to_string(), subject));
            }
        }
    }

    /// The folders of wanted files that a commit changes; all of them where that cannot be told.
    fn touched(&self, commit: &Commit, wanted: &Wanted) -> BTreeSet<String> {
        let Ok(paths) = self.repository.changed_paths(commit) else {
            return wanted.keys().cloned().collect();
        };
        let paths = paths.iter().map(|path| std::str::from_utf8(path));
        let folders = paths.filter_map(|path| Some(folder_of(path.ok()?)));
        let folders = folders.filter(|folder| wanted.contains_key(*folder));
        folders.map(str::to_owned).collect()
    }

    /// The findings that the files have in a tree.
    fn fingerprints(
        &self,
        tree: ObjectId,
        wanted: &BTreeSet<RootedPath>,
        root: &Root,
        settings: &Settings,
    ) -> BTreeSet<String> {
        let contents = Recorded::new(root.folder.clone(), self.repository.tree(tree));
        let is_there = |path: &&RootedPath| contents.exists(path.as_str());
        let request = Request {
            files: wanted.iter().filter(is_there).cloned().collect(),
            folders: Vec::new(),
        };
        // Without a repository, no other plan is looked for: that would be done for each commit.
        let workspace = load_on(
            &root.folder,
            request,
            &contents,
            None,
            settings.clone(),
            None,
        );
        let report = run(&workspace, &crate::rules::all());
        report
            .findings
            .into_iter()
            .map(|it| it.fingerprint)
            .collect()
    }
}
