//! After the commit: records what only its message could tell, and what an amend or a rebase moved.

use progress_core::config;
use progress_core::document::Document;
use progress_git::git::{Commit, ObjectId, Operation, Repository};

use super::aside::Aside;
use super::entries::listed;
use super::journal::{Addition, Journal};
use super::pending::{Pending, all};
use super::pending_queue::{dropped, forget, is_amended, replace, waiting};
use super::pre_commit::{Facts, Filled};
use super::sequencer::{self, is_replaying};
use super::unrecorded::{Owed, owed, still_waits, ties};
use super::versions::{ListEdit, Obstacle, Prepared, in_both};
use super::{RecordError, trackable_paths};

/// What was done after a commit.
#[derive(Debug, Default)]
pub struct AfterCommit {
    /// What the commit has recorded.
    pub recorded: Vec<Filled>,
    /// What is pending: each progress file, with the number of paths.
    pub waiting: Vec<(String, usize)>,
    /// What was written and staged instead: each progress file, with the paths.
    pub staged: Vec<(String, Vec<String>)>,
    /// The operation in progress; what is pending stays so until it is over.
    pub operation: Option<Operation>,
    /// What is no longer pending although its work remains: its commit is no longer on the branch.
    pub dropped: Vec<Pending>,
}

/// Records the paths that belong to a phase other than the one that was filled, updates the real
/// index after a partial commit, and discards what is no longer pending.
///
/// # Errors
///
/// Fails if Git cannot read or write.
pub fn after_commit(facts: &Facts<'_>) -> Result<AfterCommit, RecordError> {
    let repository = facts.repository;
    let operation = repository.operation();
    // post-rewrite handles the commits that a rebase picks.
    let is_rebased = repository.is_picking() && operation == Some(Operation::Rebase);
    let (false, Some(head)) = (is_rebased, repository.head()?) else {
        return Ok(AfterCommit::default());
    };
    if is_replaying(operation) {
        return sequencer::after_commit(facts, &head);
    }
    let (filled, stale) = filled(facts, &head)?;
    for addition in &filled {
        catch_up(repository, &head, &addition.file, &addition.paths)?;
    }
    let mut done = AfterCommit {
        recorded: recorded(&filled, &stale),
        ..AfterCommit::default()
    };
    let Some(branch) = facts.branch else {
        return Ok(done);
    };
    let mut still = waiting(facts, branch, &head)?;
    if still.iter().any(|it| !it.stale.is_empty()) {
        // Paths that another commit changes again must not be removed.
        let paths = trackable_paths(&repository.changes(&head)?, facts.settings).paths;
        let all = still.iter_mut();
        all.for_each(|it| it.stale.retain(|path| !paths.contains(path)));
    }
    still.extend(stale);
    still.extend(amended(facts, branch, &head, &filled)?);
    let owed = owed(facts, &head, Some(branch))?;
    let mut aside = Aside::default();
    if !owed.is_empty() {
        aside = Aside::now(repository);
    }
    for owed in owed {
        // What could not be changed before the commit is not retried right after it.
        let waits = facts.settings.pending == config::Pending::Record || owed.is_active;
        if waits || stage(facts, &aside, &owed)?.is_some() {
            done.waiting.push((owed.file.clone(), owed.paths.len()));
            still.push(owed.pending(&head, branch));
        } else {
            done.staged.push((owed.file, owed.paths));
        }
    }
    done.dropped = dropped(repository, branch, &head, &still)?;
    replace(facts, branch, &head, still)?;
    Ok(done)
}

/// Returns what was added for a commit, marked with its ID, and those of the paths that the commit
/// does not change: they were added for a failed attempt.
fn filled(facts: &Facts<'_>, head: &Commit) -> Result<(Vec<Addition>, Vec<Pending>), RecordError> {
    let repository = facts.repository;
    let mut filled = Journal::read(repository)?.additions;
    filled.retain(|it| it.commit.is_none() && is_of(repository, head, it));
    if filled.is_empty() {
        return Ok((filled, Vec::new()));
    }
    let name = head.id.to_string();
    let paths = trackable_paths(&repository.changes(head)?, facts.settings).paths;
    let mut stale = Vec::new();
    Journal::change(repository, |journal| {
        for addition in journal
            .additions
            .iter_mut()
            .filter(|it| filled.contains(it))
        {
            addition.commit = Some(name.clone());
            if addition.is_folded {
                continue;
            }
            let all = std::mem::take(&mut addition.paths).into_iter();
            let (kept, gone) = all.partition(|path| paths.contains(path));
            addition.paths = kept;
            stale.push((addition.file.clone(), gone));
        }
    })?;
    let stale = stale.into_iter().map(|(file, stale)| Pending {
        branch: facts.branch.unwrap_or_default().to_owned(),
        file,
        commit: name.clone(),
        paths: Vec::new(),
        stale,
        is_active: false,
    });
    Ok((filled, stale.filter(|it| !it.stale.is_empty()).collect()))
}

/// Returns how many of the added paths the commit contains, by file.
fn recorded(filled: &[Addition], stale: &[Pending]) -> Vec<Filled> {
    let mut found: Vec<Filled> = Vec::new();
    for addition in filled {
        let is_stale = |path: &&String| {
            let stale = stale.iter().filter(|it| it.file == addition.file);
            !addition.is_folded && stale.flat_map(|it| &it.stale).any(|it| it == *path)
        };
        let count = addition.paths.iter().filter(|path| !is_stale(path)).count();
        let (added, folded) = if addition.is_folded {
            (0, count)
        } else {
            (count, 0)
        };
        match found.iter_mut().find(|it| it.file == addition.file) {
            Some(filled) => {
                filled.added += added;
                filled.folded += folded;
            }
            None => found.push(Filled {
                file: addition.file.clone(),
                added,
                folded,
            }),
        }
    }
    found.retain(|it| it.added + it.folded > 0);
    found
}

/// Discards what is no longer pending, because a merge may have recorded it. Returns what is no
/// longer pending although its work remains.
///
/// # Errors
///
/// Fails if Git cannot read the repository, or the record cannot be written.
pub fn settle(facts: &Facts<'_>) -> Result<Vec<Pending>, RecordError> {
    let (Some(branch), Some(head)) = (facts.branch, facts.repository.head()?) else {
        return Ok(Vec::new());
    };
    let still = waiting(facts, branch, &head)?;
    let dropped = dropped(facts.repository, branch, &head, &still)?;
    replace(facts, branch, &head, still)?;
    forget(facts.repository)?;
    Ok(dropped)
}

/// Updates what was pending for a commit that `head` replaces. If no message linked it to the
/// phase, it stays pending; if a message did and no longer does, what was recorded in the meantime
/// must be removed.
fn amended(
    facts: &Facts<'_>,
    branch: &str,
    head: &Commit,
    filled: &[Addition],
) -> Result<Vec<Pending>, RecordError> {
    let repository = facts.repository;
    let mut amended = all(repository)?;
    amended.retain(|it| it.branch == branch && is_amended(repository, head, it));
    if amended.is_empty() {
        return Ok(amended);
    }
    let ties = ties(facts, head, branch)?;
    let changed = trackable_paths(&repository.changes(head)?, facts.settings).paths;
    for it in &mut amended {
        let paths = std::mem::take(&mut it.paths);
        it.commit = head.id.to_string();
        if !still_waits(&ties, it) {
            let folded: Vec<&String> = filled
                .iter()
                .filter(|own| own.is_folded && own.file == it.file)
                .flat_map(|own| &own.paths)
                .collect();
            let stale = paths.into_iter().filter(|path| folded.contains(&path));
            it.stale.extend(stale);
        } else if it.is_active {
            it.paths = paths;
            it.paths.retain(|path| changed.contains(path));
        }
    }
    Ok(amended)
}

/// Adds paths in the index and in the working tree; returns the obstacle, if any.
fn stage(facts: &Facts<'_>, aside: &Aside, owed: &Owed) -> Result<Option<Obstacle>, RecordError> {
    let repository = facts.repository;
    if let Some(obstacle) = Obstacle::before(repository, aside, &owed.file) {
        return Ok(Some(obstacle));
    }
    let edit = ListEdit {
        add: owed.paths.clone(),
        ..ListEdit::default()
    };
    Ok(
        match Prepared::of(repository, &repository.index()?, &owed.file, &edit)? {
            Ok(prepared) => in_both(repository, &owed.file, &edit, prepared).err(),
            Err(error) => Some(Obstacle::Staged(error)),
        },
    )
}

/// Whether paths were added for this commit: it contains them, and was made next.
fn is_of(repository: &Repository, head: &Commit, addition: &Addition) -> bool {
    let listed = still_listed(repository, head, &addition.file, &addition.paths);
    is_next(repository, head, addition.parent.as_deref()) && listed == addition.paths
}

/// Whether a commit was made when `HEAD` was `parent`: on top of it, or replacing it.
pub(super) fn is_next(repository: &Repository, head: &Commit, parent: Option<&str>) -> bool {
    match parent.and_then(ObjectId::from_hex) {
        None => head.parents.is_empty(),
        Some(parent) if head.parents.contains(&parent) => true,
        Some(parent) => repository
            .commit(parent)
            .is_ok_and(|amended| amended.parents == head.parents),
    }
}

/// Applies the same additions to the real index: after `git commit -- path`, the commit has the
/// file as we changed it, but the real index does not.
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
    let edit = ListEdit {
        add: paths.to_vec(),
        ..ListEdit::default()
    };
    // A staged version that cannot be changed stays as it is: it is somebody's work in progress,
    // and the commit itself is complete.
    if let Ok(Some(prepared)) = Prepared::of(repository, &index, file, &edit)? {
        prepared.put(repository, None, file)?;
    }
    Ok(())
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
    paths
        .iter()
        .filter(|path| listed.names(path))
        .cloned()
        .collect()
}
