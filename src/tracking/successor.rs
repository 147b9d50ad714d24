//! Finds commits that were recreated without a hook being called, by `git history`, `git replay`,
//! or anything else that moves a branch itself.

use progress_git::git::{
    Change, Commit, ConflictStyle, EntryKind, Markers, ObjectId, Range, Repository, merge_lines,
};

use super::pending::Pending;
use super::sync::oldest_first;

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
        let same = waiting
            .paths
            .iter()
            .filter(|path| has_same_patch(repository, path, &changes, &anew));
        let before = paths.len();
        paths.extend(same.cloned());
        if paths.len() > before || waiting.paths.is_empty() {
            last = Some(commit.id);
        }
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
    let of_path = |change: &&Change| change.path == path.as_bytes();
    let (Some(old), Some(anew)) = (old.iter().find(of_path), anew.iter().find(of_path)) else {
        return false;
    };
    if old.old == anew.old && old.new == anew.new {
        return true;
    }
    let versions = [old.old, old.new, anew.old, anew.new];
    let is_file = |kind: EntryKind| matches!(kind, EntryKind::File | EntryKind::Executable);
    let mut texts = Vec::new();
    for version in versions {
        let file = version.filter(|entry| is_file(entry.kind));
        let Some(id) = file.and_then(|entry| entry.id) else {
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
