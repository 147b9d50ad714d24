//! After the commit: what only its message told, and what an amend or a rebase moved.

use std::collections::BTreeMap;

use super::before::{Facts, is_replaying};
use super::entries::listed;
use super::journal::{Addition, Journal};
use super::pending::{Pending, change};
use super::place::{Wish, in_index, in_tree};
use super::waiting::{forget, replace, waiting};
use super::{RecordError, belonging};
use crate::commit::{Linker, Role};
use crate::config;
use crate::document::Document;
use crate::git::{Commit, ObjectId, Repository};

/// What was done after a commit.
#[derive(Debug, Default)]
pub struct AfterCommit {
    /// What waits for the next commit: the progress file, and how many paths.
    pub waiting: Vec<(String, usize)>,
    /// What was written and staged instead: the progress file, and the paths.
    pub staged: Vec<(String, Vec<String>)>,
}

/// Records the paths that belong to another phase than the one that was filled, brings the real
/// index up to date behind a commit of single paths, and forgets what no longer waits.
///
/// # Errors
///
/// Fails where Git cannot read or write.
pub fn after_commit(facts: &Facts<'_>) -> Result<AfterCommit, RecordError> {
    let repository = facts.repository;
    let (false, Some(head)) = (is_replaying(repository.operation()), repository.head()?) else {
        return Ok(AfterCommit::default());
    };
    let name = head.id.to_string();
    let mut filled = Journal::read(repository).additions;
    filled.retain(|it| it.commit.is_none() && is_of(repository, &head, it));
    Journal::change(repository, |journal| {
        let of_this = journal
            .additions
            .iter_mut()
            .filter(|it| filled.contains(it));
        of_this.for_each(|addition| addition.commit = Some(name.clone()));
    })?;
    for addition in &filled {
        catch_up(repository, &head, &addition.file, &addition.paths)?;
    }
    let Some(branch) = facts.branch else {
        return Ok(AfterCommit::default());
    };
    let mut done = AfterCommit::default();
    let wanted = wanted(facts, &head)?;
    let tree = repository.tree(head.tree);
    let mut still = waiting(facts, branch, &head)?;
    for (file, paths) in wanted {
        let wish = Wish {
            add: paths,
            ..Wish::default()
        };
        let missing = wish.missing(&tree, &file)?;
        if missing.is_empty() {
            continue;
        }
        if facts.settings.pending == config::Pending::Record {
            done.waiting.push((file.clone(), missing.len()));
            still.push(Pending {
                branch: branch.to_owned(),
                file,
                commit: name.clone(),
                paths: missing,
                stale: Vec::new(),
            });
        } else {
            in_tree(repository, &file, &wish)?;
            in_index(repository, &repository.index()?, None, &file, &wish)?;
            done.staged.push((file, missing));
        }
    }
    replace(facts, branch, &head, still)?;
    Ok(done)
}

/// Forgets what no longer waits: a merge may have brought it.
///
/// # Errors
///
/// Fails where Git cannot read, or the record cannot be written.
pub fn settle(facts: &Facts<'_>) -> Result<(), RecordError> {
    let (Some(branch), Some(head)) = (facts.branch, facts.repository.head()?) else {
        return Ok(());
    };
    let still = waiting(facts, branch, &head)?;
    replace(facts, branch, &head, still)?;
    forget(facts.repository)
}

/// The paths of the commit, by the file of each phase that its message names.
fn wanted(facts: &Facts<'_>, head: &Commit) -> Result<BTreeMap<String, Vec<String>>, RecordError> {
    let repository = facts.repository;
    let outcome = Linker::new(repository, facts.settings).link(head, facts.branch)?;
    let mut wanted = BTreeMap::new();
    if outcome.role != Role::Works || outcome.links.is_empty() {
        return Ok(wanted);
    }
    let paths = belonging(&repository.changes(head)?, facts.settings).paths;
    for link in &outcome.links {
        wanted.insert(link.target.file().path.clone(), paths.clone());
    }
    Ok(wanted)
}

/// Whether paths were added for this commit: they stand in it, and `HEAD` was its parent then,
/// or the commit that it amends.
fn is_of(repository: &Repository, head: &Commit, addition: &Addition) -> bool {
    let parent = addition.parent.as_deref().and_then(ObjectId::from_hex);
    let is_next = match parent {
        None => head.parents.is_empty(),
        Some(parent) if head.parents.contains(&parent) => true,
        Some(parent) => repository
            .commit(parent)
            .is_ok_and(|amended| amended.parents == head.parents),
    };
    let listed = still_listed(repository, head, &addition.file, &addition.paths);
    is_next && listed == addition.paths
}

/// Behind `git commit -- path` the commit has the file as we changed it, but the real index as
/// it was: there, the same is added.
fn catch_up(
    repository: &Repository,
    head: &Commit,
    file: &str,
    paths: &[String],
) -> Result<(), RecordError> {
    let index = repository.index()?;
    let committed = repository.tree(head.tree).entry(file.as_bytes())?;
    let own = index.entry(file.as_bytes())?;
    if own.is_none() || own == committed {
        return Ok(());
    }
    let wish = Wish {
        add: paths.to_vec(),
        ..Wish::default()
    };
    in_index(repository, &index, None, file, &wish).map(|_| ())
}

pub(super) fn still_listed(
    repository: &Repository,
    head: &Commit,
    file: &str,
    paths: &[String],
) -> Vec<String> {
    let Ok(bytes) = repository.tree(head.tree).read(file.as_bytes()) else {
        return Vec::new();
    };
    let document = Document::parse(bytes);
    let listed = listed(&document).unwrap_or_default();
    let is_listed = |path: &&String| listed.names(path);
    paths.iter().filter(is_listed).cloned().collect()
}

/// Follows commits that were made anew: `pairs` are their old and new names.
///
/// What we added for a commit that an amend took a path out of waits to be taken out too.
///
/// # Errors
///
/// Fails where Git cannot read a commit, or the records cannot be written.
pub fn after_rewrite(facts: &Facts<'_>, pairs: &[(ObjectId, ObjectId)]) -> Result<(), RecordError> {
    let repository = facts.repository;
    let rebased = repository.rebased_branch();
    // Without a branch nothing could wait: what we added stays known as ours.
    let Some(branch) = facts.branch.or(rebased.as_deref()) else {
        return Ok(());
    };
    let mut moved = Vec::new();
    for (old, new) in pairs {
        let commit = repository.commit(*new)?;
        let paths = belonging(&repository.changes(&commit)?, facts.settings).paths;
        moved.push((old.to_string(), new.to_string(), paths));
    }
    let mut stale = Vec::new();
    Journal::change(repository, |journal| {
        for addition in &mut journal.additions {
            let of = |(old, new, _): &&(String, String, Vec<String>)| {
                addition
                    .commit
                    .as_ref()
                    .is_some_and(|it| it == old || it == new)
            };
            let Some((_, new, paths)) = moved.iter().find(of) else {
                continue;
            };
            addition.commit = Some(new.clone());
            let (kept, gone) = std::mem::take(&mut addition.paths)
                .into_iter()
                .partition(|path| paths.contains(path));
            addition.paths = kept;
            stale.push((addition.file.clone(), new.clone(), gone));
        }
    })?;
    change(repository, |all| {
        for waiting in all.iter_mut() {
            let of = |(old, ..): &&(String, String, Vec<String>)| waiting.commit == *old;
            if let Some((_, new, paths)) = moved.iter().find(of) {
                waiting.commit.clone_from(new);
                waiting.paths.retain(|path| paths.contains(path));
            }
        }
        for (file, commit, stale) in stale {
            all.push(Pending {
                branch: branch.to_owned(),
                file,
                commit,
                paths: Vec::new(),
                stale,
            });
        }
    })
}
