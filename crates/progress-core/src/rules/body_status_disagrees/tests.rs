use crate::lint::Safety;
use crate::testing::{fixed_with, lint_with, tokens_with};

#[test]
fn a_status_shown_twice_is_not_fixed() {
    let fixed = |body: &str| {
        let keys = format!("phase: 1\n---\n\n# Foundation\n\n{body}");
        let (after, _) = fixed_with(&keys, Safety::Unsafe);
        after
            .lines()
            .find(|line| line.starts_with(body.get(..3).unwrap()))
            .map(str::to_owned)
    };
    for kept in ["### TASK-1.2: b ✅ Done", "- [x] TASK-1.2: b ✅"] {
        assert_eq!(fixed(kept).as_deref(), Some(kept));
    }
    assert_eq!(
        fixed("### TASK-1.2: b ✅").as_deref(),
        Some("### TASK-1.2: b ⏳")
    );
    assert_eq!(
        fixed("- [x] TASK-1.2: b").as_deref(),
        Some("- [ ] TASK-1.2: b")
    );
}

fn tokens(body: &str) -> Vec<String> {
    let found = tokens_with(&format!("phase: 1\n---\n\n# Foundation\n\n{body}\n"));
    let ours = found.into_iter().map(|(rule, token)| {
        assert_eq!(rule, "body-status-disagrees");
        token
    });
    ours.collect()
}

#[test]
fn the_status_column_outranks_other_cells() {
    let table = "| Task | Status | Tests |\n|---|---|---|\n";
    assert!(tokens(&format!("{table}| TASK-1.1 | ⏳ | ✅ |")).is_empty());
    assert_eq!(tokens(&format!("{table}| **TASK-1.1** | ✓ | ❌ |")), ["✓"]);
    assert_eq!(
        tokens(&format!("{table}| `TASK-1.2` | in progress | |")),
        ["in progress"]
    );
    assert!(tokens(&format!("{table}| Depends on TASK-1.1 | ✅ | |")).is_empty());
    assert!(tokens(&format!("{table}| TASK-1.10 | ✅ | |")).is_empty());
}

#[test]
fn without_a_status_column_a_cell_must_be_just_a_status() {
    assert_eq!(
        tokens("| Task | |\n|---|---|\n| TASK-1.1 | ✅ Done |"),
        ["✅ Done"]
    );
    assert!(tokens("| Task | What |\n|---|---|\n| TASK-1.1 | Complete the schema |").is_empty());
    assert!(tokens("| TASK-1.1 | ✅ | ❌ |").is_empty());
}

#[test]
fn checkboxes_are_compared() {
    assert_eq!(tokens("- [x] TASK-1.1\n- [ ] TASK-1.2"), ["[x]"]);
    assert!(tokens("- [x] The API of TASK-1.1 works\n- [x] ~~TASK-1.2~~").is_empty());
}

#[test]
fn headings_need_a_status() {
    assert_eq!(
        tokens("### TASK-1.1: Create the schema ✅\n## TASK-1.2 - COMPLETED"),
        ["✅", "COMPLETED"]
    );
    assert!(tokens("### TASK-1.1: Done is better than perfect").is_empty());
    assert!(tokens("### After TASK-1.1 ✅").is_empty());
}

#[test]
fn code_and_comments_are_skipped() {
    assert!(tokens("~~~\n- [x] TASK-1.1\n~~~\n<!--\n- [x] TASK-1.1\n-->").is_empty());
}

#[test]
fn boxes_of_checks_say_nothing_about_tasks() {
    assert_eq!(tokens("## Work\n\n- [x] TASK-1.1").len(), 1);
    assert!(tokens("## Quality Gates\n\n- [x] TASK-1.1").is_empty());
    assert!(tokens("## Acceptance criteria\n\n- [x] TASK-1.1").is_empty());
}

#[test]
fn a_finding_points_into_the_body_and_names_the_task() {
    let found = lint_with("phase: 1\n---\n\n- [x] TASK-1.2: é\n");
    assert_eq!(found[0].pointer, "/tasks/1/status");
    assert_eq!(
        found[0].message,
        "`TASK-1.2` is `pending` in the frontmatter, but `[x]` in the body"
    );
}

#[test]
fn a_table_of_criteria_is_one_finding() {
    let criteria = "success_criteria:\n  - {id: SC-1, status: completed}\n  - {id: SC-2, status: completed}\n  - {id: SC-3, status: pending}";
    let table = "| ID | Criterion | Status |\n|---|---|---|\n| SC-1 | a | ⏳ Pending |\n| SC-2 | b | ⏳ Pending |\n| SC-3 | c | ⏳ Pending |";
    let keys = format!("{criteria}\n---\n\n# Foundation\n\n{table}\n");
    let found = lint_with(&keys);
    let tokens: Vec<_> = found
        .iter()
        .map(|found| (found.rule, found.token.as_str()))
        .collect();
    assert_eq!(tokens, [("body-status-disagrees", "⏳ Pending")]);
    assert_eq!(
        found[0].message,
        "`SC-1` is `completed` in the frontmatter, but `⏳ Pending` in the body, and 1 more criterion differs"
    );
    let (text, left) = fixed_with(&keys, Safety::Unsafe);
    assert_eq!(left, [""; 0]);
    assert!(
        text.contains("| SC-2 | b | ✅ Completed |\n| SC-3 | c | ⏳ Pending |"),
        "{text}"
    );
}
