//! The verdict on a task that is done.

use super::evidence::{
    Completion, Extent, FileEvidence, FileState, TaskEvidence, Verifier, Via, WorkCommit,
};
use super::{Bearing, Judgement, Lack, Reason, Verdict};

/// With more tasks completed at once than this, a commit shows too little about each.
const MAX_SHARED: usize = 12;

/// Decides whether the evidence supports that a task is done.
#[must_use]
pub fn judge_task(evidence: &TaskEvidence) -> Judgement {
    let mut reasons = Vec::new();
    // Reverted work is no longer there.
    let kept: Vec<&WorkCommit> = of_task(evidence).filter(|it| !it.is_reverted).collect();
    add_commits(&kept, &mut reasons);
    let has_files = add_files(evidence, &mut reasons);
    let is_added = add_arrival(evidence, &kept, &mut reasons);
    if let Some((path, commit)) = &evidence.named_file {
        reasons.push(Reason::NamedFile(path.clone(), commit.clone()));
    }
    let is_created = evidence.named_file.is_some();
    let is_shown =
        has_files || is_added || is_created || kept.iter().any(|commit| is_clear(commit));
    if kept.is_empty()
        && let Some(last) = of_task(evidence).next()
    {
        reasons.push(Reason::Reverted(last.name.clone()));
    }
    if let Some(commit) = &evidence.reopened
        && !is_shown
    {
        reasons.push(Reason::Reopened(commit.clone()));
    }
    let is_verified = add_verifiers(&evidence.verified_by, &mut reasons);
    add_contradictions(evidence, &mut reasons);
    let is_contradicted = reasons.iter().any(contradicts);
    let verdict = if is_shown && is_contradicted {
        Verdict::Weak
    } else if is_shown {
        Verdict::Supported
    } else if reasons.iter().any(|reason| refutes(reason, evidence)) {
        or_unknown(Verdict::Unsupported, evidence.extent, &mut reasons)
    } else if !kept.is_empty() {
        Verdict::Weak
    } else if is_verified {
        reasons.push(Reason::Lacks(Lack::NotLinked));
        Verdict::Weak
    } else {
        by_phase_and_time(evidence, &mut reasons)
    };
    reasons.extend(renamed(&evidence.files));
    // What speaks for the verdict comes first.
    let first = match verdict {
        Verdict::Supported => Bearing::For,
        _ => Bearing::Against,
    };
    reasons.sort_by_key(|reason| reason.bearing() != first);
    Judgement { verdict, reasons }
}

fn of_task(evidence: &TaskEvidence) -> impl Iterator<Item = &WorkCommit> {
    let commits = evidence.commits.iter();
    commits.filter(|commit| commit.via != Via::Phase)
}

/// Without the whole history, nothing is refuted: the evidence may be in the commits that are missing.
pub(super) fn or_unknown(verdict: Verdict, extent: Extent, reasons: &mut Vec<Reason>) -> Verdict {
    reasons.push(match extent {
        Extent::Complete => return verdict,
        Extent::Shallow => Reason::Shallow,
        Extent::Nothing => Reason::NoHistory,
    });
    Verdict::Unknown
}

/// Whether a commit alone shows that work on the task was done.
fn is_clear(commit: &WorkCommit) -> bool {
    match commit.via {
        Via::Message => commit.doubt.is_none(),
        // Whoever records a commit for the task says that it is the work.
        Via::File => true,
        Via::Status(tasks) => unclear(tasks, commit.files, commit.is_about_task).is_none(),
        Via::Phase => false,
    }
}

/// Why it is unclear whether a commit that marks so many tasks as done, and changes so many files, is
/// about each of them. One that changes few files brings records up to date.
fn unclear(tasks: usize, files: usize, is_about_task: bool) -> Option<Lack> {
    if tasks > MAX_SHARED {
        Some(Lack::ManyTasks(tasks))
    } else if tasks > files {
        Some(Lack::FewFiles(files, tasks))
    } else if !is_about_task {
        Some(Lack::NoCommonWord)
    } else {
        None
    }
}

/// Adds that a commit with work added the task as done; returns whether that is enough.
fn add_arrival(evidence: &TaskEvidence, kept: &[&WorkCommit], reasons: &mut Vec<Reason>) -> bool {
    let Completion::Added {
        commit,
        tasks,
        files,
        is_about_task: true,
    } = &evidence.completion
    else {
        return false;
    };
    // What links the commit to the task says more.
    if *files == 0 || !kept.is_empty() {
        return false;
    }
    let others = tasks.saturating_sub(1);
    reasons.push(Reason::AddedWithWork(commit.clone(), others));
    let lacking = unclear(*tasks, *files, true);
    let is_enough = lacking.is_none();
    reasons.extend(lacking.map(Reason::Lacks));
    is_enough
}

/// Adds the strongest reason that commits give, and what it lacks.
fn add_commits(kept: &[&WorkCommit], reasons: &mut Vec<Reason>) {
    let named = kept.iter().filter(|it| it.via == Via::Message);
    if let Some((last, count)) = last_of(named.clone().filter(|it| is_clear(it))) {
        reasons.push(Reason::Named(last.name.clone(), count));
        return;
    }
    if let Some((last, count)) = last_of(kept.iter().filter(|it| it.via == Via::File)) {
        reasons.push(Reason::Cited(last.name.clone(), count));
        return;
    }
    let by_status = kept.iter().filter(|it| matches!(it.via, Via::Status(_)));
    let clear = by_status.clone().find(|it| is_clear(it));
    if let Some(commit) = clear.or(by_status.clone().next())
        && let Via::Status(tasks) = commit.via
    {
        // This task is one of them.
        let others = tasks.saturating_sub(1);
        reasons.push(Reason::Status(commit.name.clone(), others));
        let lacking = unclear(tasks, commit.files, commit.is_about_task);
        reasons.extend(lacking.map(Reason::Lacks));
    }
    if clear.is_none()
        && let Some((last, count)) = last_of(named)
    {
        reasons.push(Reason::Named(last.name.clone(), count));
        reasons.extend(last.doubt.map(Lack::Doubtful).map(Reason::Lacks));
    }
}

/// The last of some commits, which are ordered newest first, and their number.
fn last_of<'c>(
    mut commits: impl Iterator<Item = &'c &'c WorkCommit>,
) -> Option<(&'c WorkCommit, usize)> {
    let last = commits.next()?;
    Some((last, 1 + commits.count()))
}

/// Adds what the listed files show; returns whether that is enough.
fn add_files(evidence: &TaskEvidence, reasons: &mut Vec<Reason>) -> bool {
    let (mut changed, mut exist, mut known, mut renamed) = (0, 0, 0, 0);
    let (mut missing, mut removed): (Vec<&str>, Vec<&str>) = (Vec::new(), Vec::new());
    for file in &evidence.files {
        match &file.state {
            FileState::Changed => changed += 1,
            FileState::Exists | FileState::Existed => exist += 1,
            FileState::Never => missing.push(&file.path),
            FileState::Removed => removed.push(&file.path),
            FileState::Renamed(_) => {
                renamed += 1;
                continue;
            }
            FileState::Unknown => continue,
        }
        known += 1;
    }
    if changed > 0 {
        reasons.push(Reason::FilesChanged(changed, known));
    } else if exist > 0 {
        reasons.push(Reason::FilesExist(exist, known));
    }
    // Plans name files that get another name in the end: one of many is not a contradiction.
    if let Some(first) = missing.first()
        && missing.len() * 2 >= known + renamed
    {
        reasons.push(Reason::FilesMissing((*first).to_owned(), missing.len()));
    }
    if let Some(first) = removed.first()
        && removed.len() * 2 >= known + renamed
    {
        reasons.push(Reason::FilesRemoved((*first).to_owned(), removed.len()));
    }
    changed > 0 && changed * 2 >= known
}

/// The files that may have another name.
pub(super) fn renamed(files: &[FileEvidence]) -> Option<Reason> {
    let mut renamed = files.iter().filter_map(|file| match &file.state {
        FileState::Renamed(other) => Some((&file.path, other)),
        _ => None,
    });
    let (path, other) = renamed.next()?;
    let count = 1 + renamed.count();
    Some(Reason::FilesRenamed(path.clone(), other.clone(), count))
}

/// Adds who verified it; returns whether someone or something else did.
pub(super) fn add_verifiers(verified_by: &[(String, Verifier)], reasons: &mut Vec<Reason>) -> bool {
    let others = |it: &&(String, Verifier)| matches!(it.1, Verifier::Other | Verifier::DoneTask);
    let verified = verified_by.iter().find(others);
    if let Some((name, _)) = verified {
        reasons.push(Reason::Verified(name.clone()));
    }
    for (name, verifier) in verified_by {
        match verifier {
            Verifier::OpenTask => reasons.push(Reason::OpenVerifier(name.clone())),
            Verifier::Itself if verified.is_none() => {
                reasons.push(Reason::SelfVerified(name.clone()));
            }
            Verifier::Itself | Verifier::DoneTask | Verifier::Other => {}
        }
    }
    verified.is_some()
}

fn add_contradictions(evidence: &TaskEvidence, reasons: &mut Vec<Reason>) {
    for text in &evidence.contradictions {
        reasons.push(Reason::Contradiction(text.clone()));
    }
    if let Some(text) = &evidence.admits {
        reasons.push(Reason::Admits(text.clone()));
    }
    for name in &evidence.unknown_commits {
        reasons.push(Reason::CommitMissing(name.clone()));
    }
    for (name, status) in &evidence.open_dependencies {
        reasons.push(Reason::OpenDependency(name.clone(), status.clone()));
    }
    for (name, commit) in &evidence.late_dependencies {
        reasons.push(Reason::LateDependency(name.clone(), commit.clone()));
    }
}

/// Whether a reason casts doubt on a task that commits or files show to be done.
fn contradicts(reason: &Reason) -> bool {
    match reason {
        // A rebase or a squash gives commits other IDs.
        Reason::CommitMissing(_) => false,
        reason => reason.bearing() == Bearing::Against,
    }
}

/// Whether a reason refutes a task that nothing clearly shows to be done.
fn refutes(reason: &Reason, evidence: &TaskEvidence) -> bool {
    match reason {
        Reason::Reverted(_) | Reason::Admits(_) => true,
        // Work is done before it is verified, a file may have got another name, and a body may not
        // be up to date.
        Reason::OpenVerifier(_)
        | Reason::FilesMissing(..)
        | Reason::FilesRemoved(..)
        | Reason::Contradiction(_) => !may_be_done(evidence),
        _ => false,
    }
}

/// Whether some commit may have done the work.
fn may_be_done(evidence: &TaskEvidence) -> bool {
    match &evidence.completion {
        _ if !evidence.commits.is_empty() || evidence.may_be_other_work => true,
        Completion::Marked { candidates, .. } => !candidates.is_empty(),
        Completion::Added {
            files,
            is_about_task,
            ..
        } => *files > 0 && *is_about_task,
        Completion::Unknown | Completion::Uncommitted => false,
    }
}

/// Decides on a task of which no commit is known, by its phase and by what was done meanwhile.
fn by_phase_and_time(evidence: &TaskEvidence, reasons: &mut Vec<Reason>) -> Verdict {
    let mut of_phase = evidence
        .commits
        .iter()
        .filter(|commit| commit.via == Via::Phase && !commit.is_reverted);
    if let Some(last) = of_phase.next() {
        let count = 1 + of_phase.count();
        reasons.push(Reason::PhaseWork(last.name.clone(), count));
        reasons.push(Reason::Lacks(Lack::NotLinked));
        return Verdict::Weak;
    }
    let has = |bearing| reasons.iter().any(|it: &Reason| it.bearing() == bearing);
    if has(Bearing::For) && !has(Bearing::Against) {
        if !has(Bearing::Neither) {
            reasons.push(Reason::Lacks(Lack::NotLinked));
        }
        return Verdict::Weak;
    }
    if evidence.extent != Extent::Complete {
        return or_unknown(Verdict::Unknown, evidence.extent, reasons);
    }
    match &evidence.completion {
        Completion::Uncommitted => reasons.push(Reason::Uncommitted),
        Completion::Unknown => reasons.push(Reason::NoCommit),
        Completion::Added {
            commit,
            files,
            is_about_task,
            ..
        } => {
            reasons.push(Reason::AddedDone(commit.clone()));
            if *files > 0 && !is_about_task {
                reasons.push(Reason::Lacks(Lack::NoCommonWord));
            }
        }
        Completion::Marked {
            commit, work: 0, ..
        } => {
            reasons.push(Reason::NoWork(commit.clone()));
            // Else commits did work on it before.
            if evidence.reopened.is_none() {
                reasons.push(Reason::NoCommit);
            }
            return Verdict::Unsupported;
        }
        Completion::Marked {
            candidates, work, ..
        } => {
            if let Some(first) = candidates.first() {
                reasons.push(Reason::Candidates(first.clone(), candidates.len()));
                reasons.push(Reason::Lacks(Lack::NotLinked));
                return Verdict::Weak;
            }
            reasons.push(Reason::Unlinked(*work));
        }
    }
    Verdict::Unknown
}
