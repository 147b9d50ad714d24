//! Which commit of a range brought a finding.

use std::collections::BTreeSet;
use std::rc::Rc;

use super::super::root::Root;
use super::commits::Commits;
use crate::collections::HashMap;
use crate::commit::Message;
use crate::config::Settings;
use crate::git::{Commit, ObjectId};
use crate::lint::{CommitName, Report, run};
use crate::source::{Contents, Recorded, RootedPath, folder_of};
use crate::text::visible;
use crate::workspace::{Request, load_on};

impl Commits<'_> {
    /// Names with each finding about a file the commit that brought it: the last one that has
    /// it and none of whose parents did.
    pub fn blame(&self, report: &mut Report<'_>, root: &Root, settings: &Settings) {
        let mut wanted: BTreeSet<RootedPath> = BTreeSet::new();
        for finding in &report.findings {
            let path = finding.place().map(|place| report.path(place.file));
            wanted.extend(path.map(|path| RootedPath::new(&root.folder, path.as_ref())));
        }
        if wanted.is_empty() {
            return;
        }
        let mut brought: HashMap<String, usize> = HashMap::default();
        let mut known: HashMap<ObjectId, Rc<BTreeSet<String>>> = HashMap::default();
        for (at, commit) in self.all.iter().enumerate() {
            let mut before = Vec::new();
            for parent in &commit.parents {
                let found = known.get(parent).cloned();
                let found = found.or_else(|| {
                    let tree = self.repository.tree_of(*parent).ok()?;
                    Some(Rc::new(self.fingerprints(tree, &wanted, root, settings)))
                });
                if let Some(found) = found {
                    known.insert(*parent, Rc::clone(&found));
                    before.push(found);
                }
            }
            let now = match before.first() {
                Some(parent) if !self.touches(commit, &wanted) => Rc::clone(parent),
                _ => Rc::new(self.fingerprints(commit.tree, &wanted, root, settings)),
            };
            let is_new = |it: &&String| !before.iter().any(|parent| parent.contains(*it));
            brought.extend(now.iter().filter(is_new).map(|it| (it.clone(), at)));
            known.insert(commit.id, now);
        }
        for finding in &mut report.findings {
            let at = brought.get(&finding.fingerprint);
            let commit = at.and_then(|at| self.all.get(*at));
            if let Some(commit) = commit.filter(|_| finding.commit.is_none()) {
                let subject = Message::parse(&commit.message).subject;
                finding.commit = Some(CommitName {
                    id: commit.id.to_string(),
                    subject: visible(subject).into_owned(),
                });
            }
        }
    }

    /// Whether a commit changes the plans of the files, as far as that can be told.
    fn touches(&self, commit: &Commit, wanted: &BTreeSet<RootedPath>) -> bool {
        let Ok(changes) = self.repository.changes(commit) else {
            return true;
        };
        let folders: BTreeSet<&str> = wanted.iter().map(|it| folder_of(it.as_str())).collect();
        changes.iter().any(|change| {
            let path = std::str::from_utf8(&change.path);
            path.is_ok_and(|path| folders.contains(folder_of(path)))
        })
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
        let repository = Some(self.repository);
        let workspace = load_on(
            &root.folder,
            request,
            &contents,
            repository,
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
