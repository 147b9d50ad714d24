//! Which commits a frontmatter names, and for what.

use super::*;
use crate::document::Document;

/// Returns `task commit` for every commit that a frontmatter names; `-` means the phase.
fn cited(text: &str) -> Vec<String> {
    let text = format!("---\ntype: progress\n{text}---\n");
    let document = Document::parse(text.into_bytes());
    let tree = document.tree().unwrap();
    let cited = cited_in(tree, &Outline::read(tree)).into_iter();
    cited
        .map(|it| format!("{} {}", it.task.unwrap_or_else(|| "-".to_owned()), it.name))
        .collect()
}

#[test]
fn top_level_keys_name_commits_of_the_phase() {
    for text in [
        "commit_refs: [abc1234]\n",
        "commit_refs: [\"ABC1234\"]\n",
        "commit_refs: abc1234, pending\n",
        "commit_sha: abc1234 (amended)\n",
        "commits:\n  - {sha: abc1234, message: 'feat: 1234567'}\n",
        "commits:\n  - id: abc1234\n",
        "commits:\n  - abc1234 fix(web): what it does\n",
        "commits:\n  - 'abc1234 fix(web)': what it does\n",
        "success_criteria:\n  - id: SC-1\n    evidence: [{commit: abc1234}]\n",
        "evidence: ['commit abc1234: tests']\n",
    ] {
        assert_eq!(cited(text), ["- abc1234"], "{text}");
    }
}

#[test]
fn a_task_names_its_own_commits() {
    for key in [
        "commit: abc1234",
        "completed_commit: abc1234",
        "commits: [abc1234]",
        "evidence: [{test: tests/1234567}, {commit: abc1234}]",
        "evidence: {commit: abc1234}",
        "evidence: [commit abc1234]",
    ] {
        let text = format!("tasks:\n  - id: T-1\n    {key}\n  - id: T-2\n");
        assert_eq!(cited(&text), ["T-1 abc1234"], "{text}");
    }
    for log in [
        "log: [{commit: abc1234, tasks: [T-2, T-9]}]",
        "log: [{commit: abc1234, task: T-2}]",
        "commits: {T-2: abc1234}",
    ] {
        let text = format!("tasks:\n  - id: T-1\n  - id: T-2\n{log}\n");
        assert_eq!(cited(&text), ["T-2 abc1234"], "{text}");
    }
}

#[test]
fn an_id_of_digits_may_be_a_yaml_number() {
    assert_eq!(
        cited("commit_refs: [4024200, 756e518]\n"),
        ["- 4024200", "- 756e518"]
    );
}

#[test]
fn other_commits_are_not_the_work() {
    for text in [
        "base_commit: abc1234\n",
        "commit_count: 1234567\n",
        "blockers: [{id: B-1, commit: abc1234}]\n",
        "evidence: [thread abc1234]\n",
        "agent: abc1234\n",
        "runtime_boundary: {phase_8: {commit: abc1234}}\n",
        "commit: pending\n",
    ] {
        assert_eq!(cited(text), [""; 0], "{text}");
    }
}

#[test]
fn only_texts_with_enough_digits_in_a_row_are_looked_at() {
    for text in [
        "abc1234",
        "an abc1234",
        "ABC12345",
        "é abc1234 é",
        "0abc12-0abc123",
    ] {
        assert!(may_contain_id(text), "{text}");
    }
    for text in [
        "",
        "abc123",
        "abc123-abc123",
        "description",
        "abc123g abc123",
        "abcdéf012",
    ] {
        assert!(!may_contain_id(text), "{text}");
    }
}
