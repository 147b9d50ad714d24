//! Tests that compare whole files.

use super::*;
use crate::model::Statuses;
use crate::testing::{BASE, BASE_PATH, with};

fn version(text: &str) -> Version {
    let bytes = text.as_bytes().to_vec();
    Version::read(BASE_PATH, bytes, &Statuses::default()).unwrap()
}

/// Compares the base file with itself after replacing some keys.
fn since_base(keys: &str) -> Comparison {
    compare(Some(&version(&with(""))), Some(&version(&with(keys))))
}

/// Returns `ID: event, event` for each task that differs.
fn told(comparison: &Comparison) -> Vec<String> {
    let told = comparison.tasks.iter().map(|task| {
        let names: Vec<&str> = task.events.iter().map(|event| event.name()).collect();
        format!(
            "{}: {}",
            task.id.as_deref().unwrap_or("?"),
            names.join(", ")
        )
    });
    told.collect()
}

fn keys(fields: &[Field]) -> Vec<(&str, bool)> {
    let keys = fields.iter();
    keys.map(|field| (field.key.as_str(), field.follows))
        .collect()
}

const SECOND: &str = "  - {id: TASK-1.2, description: Write the API, status: pending, \
    assigned_to: [alice], dependencies: [], estimated_effort: 1 pt, priority: high}";

#[test]
fn a_file_does_not_differ_from_itself() {
    assert!(compare(Some(&version(BASE)), Some(&version(BASE))).is_empty());
    assert!(compare(None, None).is_empty());
}

#[test]
fn layout_quotes_and_comments_are_ignored() {
    let other = format!(
        "tasks: # all of them\n{SECOND}\n  - priority: 'high'\n    id: TASK-1.1\n    \
         description: Create the schema\n    status: pending\n    assigned_to: alice\n    \
         dependencies: []\n    estimated_effort: 1 pt"
    );
    let comparison = since_base(&other);
    assert!(comparison.is_empty(), "{comparison:#?}");
}

#[test]
fn changes_to_tasks_become_events() {
    let comparison = since_base(
        "tasks:\n  - {id: TASK-1.1, description: Create the schema, status: completed, \
         assigned_to: [bob], dependencies: [], estimated_effort: 1 pt, priority: high}\n  \
         - {id: TASK-1.9, description: Write the API, status: pending, assigned_to: [alice], \
         dependencies: [TASK-1.1], estimated_effort: 1 pt, priority: low}\n  \
         - {id: TASK-1.3, description: New, status: in_progress, assigned_to: [], dependencies: []}\n\
         parallelization:\n  batch_1: [TASK-1.1]\n  batch_2: [TASK-1.9, TASK-1.3]\n  \
         critical_path: [TASK-1.1, TASK-1.9]\n  estimated_total_time: \"2 pts\"",
    );
    let expected = [
        "TASK-1.1: finished, reassigned",
        "TASK-1.9: renamed, rescheduled, changed",
        "TASK-1.3: added, started",
    ];
    assert_eq!(told(&comparison), expected);
    assert_eq!(comparison.tasks[1].was.as_deref(), Some("TASK-1.2"));
    let schedule = keys(&comparison.fields);
    assert!(schedule.iter().all(|(_, follows)| *follows), "{schedule:?}");
    let after = comparison.after.unwrap();
    assert_eq!((after.counts.completed, after.counts.total), (1, 3));
}

#[test]
fn references_to_a_renamed_task_are_unchanged() {
    let old = with(
        "tasks:\n- {id: A, description: one, status: pending}\n- {id: B, status: pending, dependencies: [A]}\nparallelization: {batch_1: [A], critical_path: [A]}",
    );
    let new = old.replace("id: A,", "id: C,").replace("[A]", "[C]");
    let comparison = compare(Some(&version(&old)), Some(&version(&new)));
    assert_eq!(told(&comparison), ["C: renamed"]);
    assert_eq!(comparison.fields, []);
}

#[test]
fn figures_follow_only_from_changes_in_counts() {
    let edited = since_base("completed_tasks: 1");
    assert_eq!(keys(&edited.fields), [("completed_tasks", false)]);
    let tasks = BASE.replacen("status: \"pending\"", "status: \"completed\"", 1);
    let text = tasks.replace("completed_tasks: 0", "completed_tasks: 1");
    let comparison = compare(Some(&version(BASE)), Some(&version(&text)));
    assert_eq!(keys(&comparison.fields), [("completed_tasks", true)]);
}

#[test]
fn criteria_blockers_files_and_body_are_compared() {
    let comparison = since_base(
        "success_criteria: [{id: SC-1.1, description: The schema exists, status: met}, {id: SC-2, status: completed}]\n\
         blockers: [Waiting]\nfiles_modified: [src/a.rs]\ntitle: Other\n---\n\n# Another\n",
    );
    let events = |changes: &[EntryChange]| -> Vec<&str> {
        changes.iter().map(|change| change.event.name()).collect()
    };
    assert_eq!(events(&comparison.criteria), ["met", "added"]);
    assert_eq!(events(&comparison.blockers), ["added"]);
    assert_eq!(comparison.files.added, ["src/a.rs"]);
    assert_eq!(keys(&comparison.fields), [("title", false)]);
    assert!(comparison.body);
    let met = since_base(
        "success_criteria: [{id: SC-1.1, description: The schema exists, status: completed}]",
    );
    assert_eq!(events(&met.criteria), ["met"]);
}

#[test]
fn an_unreadable_version_is_reported_as_such() {
    let broken = version("---\ntype: progress\na: [\n---\n");
    let comparison = compare(Some(&version(BASE)), Some(&broken));
    assert!(comparison.unread && comparison.tasks.is_empty() && !comparison.is_empty());
    assert!(compare(Some(&broken), Some(&broken)).is_empty());
}

#[test]
fn an_added_file_adds_its_tasks() {
    let comparison = compare(None, Some(&version(BASE)));
    assert_eq!(told(&comparison), ["TASK-1.1: added", "TASK-1.2: added"]);
    let comparison = compare(Some(&version(BASE)), None);
    assert_eq!(
        told(&comparison),
        ["TASK-1.1: removed", "TASK-1.2: removed"]
    );
}

mod properties {
    use proptest::prelude::*;

    use super::*;

    fn task() -> impl Strategy<Value = String> {
        let status = prop::sample::select(vec![
            "pending",
            "in_progress",
            "completed",
            "blocked",
            "odd",
        ]);
        let names = prop::collection::vec(prop::sample::select(vec!["a", "b"]), 0..3);
        let described = prop::option::of(0..3_u8);
        (0..5_u8, described, status, names).prop_map(|(id, about, status, names)| {
            let about = about.map_or(String::new(), |about| {
                format!(", description: about {about}")
            });
            let names = names.join(", ");
            format!("- {{id: T-{id}{about}, status: {status}, assigned_to: [{names}]}}")
        })
    }

    fn file() -> impl Strategy<Value = Version> {
        let tasks = prop::collection::vec(task(), 1..6);
        (tasks, 0..3_u8).prop_map(|(tasks, batch)| {
            let tasks = tasks.join("\n");
            version(&with(&format!(
                "tasks:\n{tasks}\nparallelization: {{batch_{batch}: [T-1]}}"
            )))
        })
    }

    fn count(comparison: &Comparison, event: Event) -> usize {
        let tasks = comparison.tasks.iter();
        tasks.filter(|task| task.events.contains(&event)).count()
    }

    proptest! {
        #[test]
        fn nothing_differs_from_itself(file in file()) {
            prop_assert!(compare(Some(&file), Some(&file)).is_empty());
        }

        #[test]
        fn swapping_the_versions_swaps_additions_and_removals(old in file(), new in file()) {
            let there = compare(Some(&old), Some(&new));
            let back = compare(Some(&new), Some(&old));
            prop_assert_eq!(there.is_empty(), back.is_empty());
            prop_assert_eq!(there.tasks.len(), back.tasks.len());
            for (event, other) in [
                (Event::Added, Event::Removed),
                (Event::Removed, Event::Added),
                (Event::Renamed, Event::Renamed),
                (Event::Reassigned, Event::Reassigned),
                (Event::Rescheduled, Event::Rescheduled),
            ] {
                prop_assert_eq!(count(&there, event), count(&back, other));
            }
        }
    }
}
