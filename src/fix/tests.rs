use super::*;
use crate::testing::{BASE_PATH, Bench, mended_with, with};

/// The lines that fixes take out and put in.
fn changed(keys: &str, safety: Safety) -> Vec<String> {
    let before = with(keys);
    let (after, _) = mended_with(keys, safety);
    let diff = similar::TextDiff::from_lines(before.as_str(), after.as_str());
    let changed = diff.iter_all_changes();
    let changed = changed.filter(|change| change.tag() != similar::ChangeTag::Equal);
    changed
        .map(|change| format!("{}{}", change.tag(), change.value().trim_end()))
        .collect()
}

const OPEN: &str = "\n    assigned_to: [\"alice\"]\n    dependencies: []";

#[test]
fn what_one_fix_uncovers_the_next_round_mends() {
    let keys = format!(
        "status: in_progress\ncompleted_tasks: 1\ntotal_tasks: 5 # all of them\noverall_progress: 90\ntasks:\n  - id: A-1\n    description: x\n    status: Done{OPEN}\n  - id: A-2\n    description: y\n    status: \"pending\"{OPEN}"
    );
    assert_eq!(
        changed(&keys, Safety::Safe),
        [
            "-total_tasks: 5 # all of them",
            "-overall_progress: 90",
            "+total_tasks: 2 # all of them",
            "+overall_progress: 50",
            "-    status: Done",
            "+    status: completed",
        ]
    );
}

#[test]
fn an_unsafe_fix_is_made_only_when_asked_for() {
    let keys = "total_tasks: 1\ntasks:\n  - id: \"TASK-1.1\"\n    description: x\n    status: \"pending\"\n    assigned_to: [\"alice\"]";
    assert_eq!(changed(keys, Safety::Safe), [""; 0]);
    assert_eq!(changed(keys, Safety::Unsafe), ["+    dependencies: []"]);
}

#[test]
fn nothing_is_recounted_where_the_file_disagrees_with_itself() {
    let keys = format!(
        "status: in_progress\ntotal_tasks: 9\ntasks:\n  - id: A-1\n    description: x\n    status: baking{OPEN}"
    );
    assert_eq!(changed(&keys, Safety::Unsafe), [""; 0]);
}

#[test]
fn of_two_fixes_of_one_place_one_waits() {
    let fix = |start, end| Fix {
        edits: vec![Edit {
            span: Span::new(start, end),
            text: String::new(),
        }],
        ..Fix::safe("", Vec::new())
    };
    let fixes = [fix(5, 9), fix(8, 12), fix(9, 9), fix(9, 9), fix(0, 5), fix(4, 6)];
    let apart = apart(&fixes.iter().collect::<Vec<_>>());
    let spans = apart.iter().map(|fix| fix.edits[0].span.range());
    assert_eq!(spans.collect::<Vec<_>>(), [5..9, 9..9, 0..5]);
}

#[test]
fn a_mended_file_stays_as_it_is() {
    let keys = format!(
        "total_tasks: 5\ntasks:\n  - id: A-1\n    description: x\n    status: Done\n    assigned_to: bob{OPEN}"
    );
    let (text, _) = mended_with(&keys.replacen("\n    assigned_to: [\"alice\"]", "", 1), Safety::Safe);
    let again = Bench::new(&[(BASE_PATH, &text)]);
    let mending = mend(|texts| again.load(texts), &crate::rules::all(), Safety::Safe);
    assert_eq!(mending.files.len(), 0);
}
