//! Finds commits that were recreated without a hook being called, by `git history`, `git replay`,
//! or anything else that moves a branch itself.

use progress_git::git::{
    Change, Commit, ConflictStyle, Entry, EntryKind, Markers, ObjectId, Range, Repository,
    merge_lines,
};

use super::ancestry::oldest_first;
use super::pending::Pending;

/// Never visible: a result with conflicts is not used.
const MARKERS: Markers<'_> = Markers {
    labels: ["base", "old", "new"],
    size: 7,
    style: ConflictStyle::Merge,
};

/// Moves what was pending for a commit that `head` no longer contains to the one that replaces it:
/// with the same author, date and patch. `None` if there is none.
///
/// A commit may have been split: its paths may then be in several commits, and it waits for the
/// last.
pub(super) fn succeeded(
    repository: &Repository,
    head: &Commit,
    waiting: &Pending,
) -> Option<Pending> {
    let id = ObjectId::from_hex(&waiting.commit)?;
    // Commits that Git has deleted cannot be compared.
    let old = repository.commit(id).ok()?;
    let changes = repository.changes_apart(&old).ok()?;
    let (from, to) = (Some(id), head.id);
    let later = oldest_first(repository, &Range { from, to }).ok()?;
    let mut last = None;
    let mut paths = Vec::new();
    for commit in &later {
        if !is_of_same_moment(commit, &old) {
            continue;
        }
        let Ok(anew) = repository.changes_apart(commit) else {
            continue;
        };
        let mut same = waiting.paths.clone();
        same.retain(|path| has_same_patch(repository, path, &changes, &anew));
        // If only removals are pending, no patch can be compared.
        if !same.is_empty() || waiting.paths.is_empty() {
            last = Some(commit.id);
        }
        paths.extend(same);
    }
    paths.sort();
    paths.dedup();
    Some(Pending {
        commit: last?.to_string(),
        paths,
        ..waiting.clone()
    })
}

fn is_of_same_moment(commit: &Commit, old: &Commit) -> bool {
    (&commit.author, &commit.email) == (&old.author, &old.email)
        && (commit.time, commit.offset) == (old.time, old.offset)
}

/// Whether two commits change a path in the same way: applying the change of one to the original of
/// the other gives the same result.
fn has_same_patch(repository: &Repository, path: &str, old: &[Change], anew: &[Change]) -> bool {
    let (Some(old), Some(anew)) = (change_of(path, old), change_of(path, anew)) else {
        return false;
    };
    if old.old == anew.old && old.new == anew.new {
        return true;
    }
    let mut texts = Vec::new();
    for version in [old.old, old.new, anew.old, anew.new] {
        let Some(id) = version.and_then(text_in) else {
            // The file is added or deleted in one of them; if in both, the contents decide.
            return old.old.is_some() == anew.old.is_some() && old.new == anew.new;
        };
        let Ok(bytes) = repository.blob(id) else {
            return false;
        };
        texts.push(bytes);
    }
    let merged = merge_lines([&texts[0], &texts[1], &texts[2]], MARKERS);
    merged.is_ok_and(|merged| merged.is_clean && merged.bytes() == texts[3])
}

fn change_of<'c>(path: &str, changes: &'c [Change]) -> Option<&'c Change> {
    changes.iter().find(|change| change.path == path.as_bytes())
}

/// Returns the blob of an entry whose content can be merged: no link and no submodule.
fn text_in(entry: Entry) -> Option<ObjectId> {
    match entry.kind {
        EntryKind::File | EntryKind::Executable => entry.id,
        _ => None,
    }
}
