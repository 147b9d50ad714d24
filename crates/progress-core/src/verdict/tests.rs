use super::*;
use crate::lint::CommitName;

fn commit(via: Via, files: usize) -> WorkCommit {
    WorkCommit {
        name: CommitName::new("0123456789", "feat: add it"),
        via,
        files,
        is_about_task: true,
        is_reverted: false,
        doubt: None,
    }
}

fn with(commits: Vec<WorkCommit>) -> TaskEvidence {
    TaskEvidence {
        commits,
        ..TaskEvidence::default()
    }
}

fn verdict(evidence: &TaskEvidence) -> (Verdict, Vec<&'static str>) {
    let judgement = judge_task(evidence);
    let names = judgement.reasons.iter().map(Reason::name);
    (judgement.verdict, names.collect())
}

#[test]
fn work_named_in_either_direction_supports_a_task() {
    let (found, reasons) = verdict(&with(vec![commit(Via::Message, 2), commit(Via::File, 1)]));
    assert_eq!(
        (found, reasons),
        (Verdict::Supported, vec!["commit-names-task"])
    );
    let (found, reasons) = verdict(&with(vec![commit(Via::File, 2)]));
    assert_eq!(
        (found, reasons),
        (Verdict::Supported, vec!["file-names-commit"])
    );
}

#[test]
fn a_status_with_work_is_clear_unless_many_share_it() {
    assert_eq!(
        verdict(&with(vec![commit(Via::Status(1), 1)])).0,
        Verdict::Supported
    );
    assert_eq!(
        verdict(&with(vec![commit(Via::Status(4), 9)])).0,
        Verdict::Supported
    );
    assert_eq!(
        verdict(&with(vec![commit(Via::Status(4), 3)])).0,
        Verdict::Weak
    );
    assert_eq!(
        verdict(&with(vec![commit(Via::Status(40), 90)])).0,
        Verdict::Weak
    );
}

#[test]
fn a_status_that_changes_with_unrelated_work_is_weak() {
    let unrelated = WorkCommit {
        is_about_task: false,
        ..commit(Via::Status(1), 9)
    };
    assert_eq!(verdict(&with(vec![unrelated])).0, Verdict::Weak);
}

#[test]
fn a_commit_that_does_not_exist_shows_little() {
    // The history may have been rewritten since.
    let missing = |commits| TaskEvidence {
        unknown_commits: vec!["0123abc".to_owned()],
        ..with(commits)
    };
    let (found, reasons) = verdict(&missing(vec![commit(Via::Message, 2)]));
    assert_eq!(found, Verdict::Supported);
    assert!(reasons.contains(&"commit-missing"));
    assert_eq!(verdict(&missing(Vec::new())).0, Verdict::Unknown);
}

#[test]
fn reverted_work_does_not_count() {
    let reverted = WorkCommit {
        is_reverted: true,
        ..commit(Via::Message, 2)
    };
    let (found, reasons) = verdict(&with(vec![reverted.clone()]));
    assert_eq!((found, reasons), (Verdict::Unsupported, vec!["reverted"]));
    // It was done again.
    let again = with(vec![commit(Via::Message, 2), reverted]);
    assert_eq!(verdict(&again).0, Verdict::Supported);
}

#[test]
fn a_contradiction_weakens_support_and_refutes_the_rest() {
    let contradicted = |commits| TaskEvidence {
        contradictions: vec!["it is open in the body".to_owned()],
        ..with(commits)
    };
    assert_eq!(
        verdict(&contradicted(vec![commit(Via::Message, 2)])).0,
        Verdict::Weak
    );
    let (found, reasons) = verdict(&contradicted(Vec::new()));
    assert_eq!(found, Verdict::Unsupported);
    assert_eq!(reasons[0], "body-disagrees");
}

#[test]
fn files_show_what_was_changed_for_the_task() {
    let file = |state| FileEvidence {
        path: "src/a.rs".to_owned(),
        state,
    };
    let of = |states: &[FileState]| TaskEvidence {
        files: states.iter().map(|state| file(state.clone())).collect(),
        ..TaskEvidence::default()
    };
    assert_eq!(verdict(&of(&[FileState::Changed])).0, Verdict::Supported);
    assert_eq!(verdict(&of(&[FileState::Exists])).0, Verdict::Weak);
    let (found, reasons) = verdict(&of(&[FileState::Never, FileState::Exists]));
    assert_eq!(found, Verdict::Unsupported);
    assert_eq!(reasons[0], "files-missing");
    // The work may be in files with other names.
    let elsewhere = TaskEvidence {
        commits: vec![commit(Via::Status(4), 3)],
        ..of(&[FileState::Never])
    };
    assert_eq!(verdict(&elsewhere).0, Verdict::Weak);
    // Of many, one may have got another name.
    let most = of(&[FileState::Changed, FileState::Changed, FileState::Never]);
    assert_eq!(verdict(&most).0, Verdict::Supported);
}

#[test]
fn what_cannot_be_known_is_unknown() {
    let name = CommitName::new("0123456789", "docs: update");
    let marked = |work| TaskEvidence {
        completion: Completion::Marked {
            commit: name.clone(),
            work,
            candidates: Vec::new(),
        },
        ..TaskEvidence::default()
    };
    assert_eq!(verdict(&marked(0)).0, Verdict::Unsupported);
    assert_eq!(
        verdict(&marked(3)),
        (Verdict::Unknown, vec!["unlinked-commits"])
    );
    let shallow = TaskEvidence {
        extent: Extent::Shallow,
        ..marked(0)
    };
    assert_eq!(verdict(&shallow), (Verdict::Unknown, vec!["shallow-clone"]));
    let added = |tasks, files| TaskEvidence {
        completion: Completion::Added {
            commit: name.clone(),
            tasks,
            files,
            is_about_task: true,
        },
        ..TaskEvidence::default()
    };
    let unknown = (Verdict::Unknown, vec!["added-as-done"]);
    assert_eq!(verdict(&added(1, 0)), unknown);
    let known = (Verdict::Supported, vec!["added-with-work"]);
    assert_eq!(verdict(&added(3, 9)), known);
    assert_eq!(verdict(&added(40, 90)).0, Verdict::Weak);
    let of_phase = TaskEvidence {
        commits: vec![commit(Via::Phase, 3)],
        ..marked(0)
    };
    assert_eq!(verdict(&of_phase).0, Verdict::Weak);
}

#[test]
fn nothing_is_refuted_without_the_whole_history() {
    let admits = |extent| TaskEvidence {
        extent,
        admits: Some("Deferred".to_owned()),
        ..TaskEvidence::default()
    };
    let refuted = (Verdict::Unsupported, vec!["says-incomplete"]);
    assert_eq!(verdict(&admits(Extent::Complete)), refuted);
    let unknown = (Verdict::Unknown, vec!["says-incomplete", "shallow-clone"]);
    assert_eq!(verdict(&admits(Extent::Shallow)), unknown);
    assert_eq!(verdict(&admits(Extent::Nothing)).0, Verdict::Unknown);
}

#[test]
fn a_doubtful_commit_supports_a_task_only_with_another() {
    let wip = WorkCommit {
        doubt: Some(Doubt::Unfinished),
        ..commit(Via::Message, 2)
    };
    let found = verdict(&with(vec![wip.clone()]));
    let weak = vec!["commit-names-task", "commit-unfinished"];
    assert_eq!(found, (Verdict::Weak, weak));
    let found = verdict(&with(vec![wip.clone(), commit(Via::Message, 2)]));
    assert_eq!(found, (Verdict::Supported, vec!["commit-names-task"]));
    let found = verdict(&with(vec![wip, commit(Via::Status(1), 1)]));
    assert_eq!(found, (Verdict::Supported, vec!["status-with-work"]));
}

#[test]
fn a_task_does_not_verify_itself() {
    let by = |verifier| TaskEvidence {
        verified_by: vec![("A-2".to_owned(), verifier)],
        ..TaskEvidence::default()
    };
    assert_eq!(verdict(&by(Verifier::Other)).0, Verdict::Weak);
    assert_eq!(verdict(&by(Verifier::OpenTask)).0, Verdict::Unsupported);
    let worked_on = TaskEvidence {
        commits: vec![commit(Via::Status(34), 9)],
        ..by(Verifier::OpenTask)
    };
    assert_eq!(verdict(&worked_on).0, Verdict::Weak);
    assert_ne!(verdict(&by(Verifier::Itself)).0, Verdict::Supported);
}

#[test]
fn a_criterion_needs_evidence_of_its_own() {
    let judge = |evidence: &CriterionEvidence| judge_criterion(evidence).verdict;
    let of_tasks = |tasks| CriterionEvidence {
        tasks,
        ..CriterionEvidence::default()
    };
    assert_eq!(judge(&of_tasks((2, 3, 3))), Verdict::Weak);
    assert_eq!(judge(&of_tasks((0, 0, 3))), Verdict::Unsupported);
    assert_eq!(judge(&of_tasks((0, 3, 3))), Verdict::Unknown);
    let file = |state| CriterionEvidence {
        files: vec![FileEvidence {
            path: "tests/a.rs".to_owned(),
            state,
        }],
        ..of_tasks((2, 3, 3))
    };
    assert_eq!(judge(&file(FileState::Exists)), Verdict::Supported);
    assert_eq!(judge(&file(FileState::Never)), Verdict::Unsupported);
}
