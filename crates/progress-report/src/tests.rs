//! Tests of the page.

use progress_core::status::plans;
use progress_testing::{loaded, with};

use crate::{Course, CoursePoint, History, Page, TaskDays, page};

/// The page about one plan with this phase.
fn page_with(keys: &str) -> String {
    let workspace = loaded(&[("progress/auth-v1/phase-1-progress.md", &with(keys))]);
    let plans = plans(&workspace);
    page(&Page {
        title: "shop <x>",
        base: Some("../"),
        workspace: &workspace,
        plans: &plans,
        history: None,
        checks: None,
    })
}

#[test]
fn what_a_lead_asks_is_answered() {
    let page = page_with(
        "status: in_progress
blockers: [{id: B-1, description: no key, tasks: [A-2]}]
tasks:
  - {id: A-1, description: Schema, status: done, assigned_to: [ann], dependencies: []}
  - {id: A-2, description: Keys, status: blocked, assigned_to: [bob], dependencies: []}
  - {id: A-3, description: Tokens, status: pending, assigned_to: [ann], dependencies: [A-1]}
  - {id: A-4, description: Sessions, status: pending, assigned_to: [ann], dependencies: [A-1, A-2, A-5]}
  - {id: A-5, description: Forms, status: in_progress, assigned_to: [ann], dependencies: []}",
    );
    assert!(page.contains("<h3 id=\"blocked\">Blocked or at risk</h3>"));
    assert!(page.contains("<td>Keys<br><span class=\"reason\">no key</span>"));
    let waits = "<br><span class=\"reason\">waits for A-2 (blocked), A-5 (in_progress)</span>";
    assert!(page.contains(waits), "{page}");
    assert!(page.contains("<h3 id=\"waiting\">Waiting for something</h3>"));
    assert!(page.contains("1/5 <small>(20%)</small>"));
    assert!(page.contains("blocker B-1: no key"));
    assert!(page.contains("href=\"../progress/auth-v1/phase-1-progress.md\""));
    assert_eq!(page.matches("<svg ").count(), 1);
    assert_eq!(page.matches("<h1>").count(), 1);
}

#[test]
fn what_files_contain_stays_text() {
    let page = page_with(
        "title: '</title><script>alert(1)</script>'
status: in_progress
tasks:
  - {id: '\" onload=x', description: '<img src=x onerror=alert(1)>', status: '<b>', assigned_to: ['<i>'], dependencies: ['</table>']}",
    );
    // The page has one script of its own.
    assert_eq!(page.matches("<script").count(), 1);
    assert!(!page.contains("<script>alert"));
    assert!(!page.contains("<img"));
    assert!(!page.contains("<i>"));
    assert!(page.contains("&lt;img src=x onerror=alert(1)&gt;"));
    assert!(page.contains("shop &lt;x&gt;"));
    assert!(page.contains("default-src 'none'"));
}

#[test]
fn the_history_is_drawn_and_told() {
    let workspace = loaded(&[(
        "progress/auth-v1/phase-1-progress.md",
        &with("status: in_progress\ntasks: [{id: A, status: at_risk, dependencies: []}]"),
    )]);
    let plans = plans(&workspace);
    let mut history = History {
        as_of: "2026-01-19".to_owned(),
        ..History::default()
    };
    let course = Course {
        points: vec![
            CoursePoint {
                date: "2026-01-05".to_owned(),
                end: "2026-01-11".to_owned(),
                scope: 4,
                ..CoursePoint::default()
            },
            CoursePoint {
                date: "2026-01-12".to_owned(),
                end: "2026-01-18".to_owned(),
                scope: 4,
                done: 2,
                completed: 2,
            },
        ],
        origin: Some("2026-01-05".to_owned()),
        unit: "week",
        forecast: "On 2026-01-19, 2 <tasks> remain.".to_owned(),
        cycle: Some((3, 20)),
    };
    history.all = course.clone();
    history.plans.insert(plans[0].name.to_owned(), course);
    let days = TaskDays {
        since: "2026-01-07".to_owned(),
        days: 12,
        worked: Some(("2026-01-09".to_owned(), 10)),
    };
    let key = (plans[0].name.to_owned(), "A".to_owned());
    history.tasks.insert(key, days);
    let page = page(&Page {
        title: "shop",
        base: None,
        workspace: &workspace,
        plans: &plans,
        history: Some(&history),
        checks: None,
    });
    assert_eq!(page.matches("class=\"course\"").count(), 2);
    assert!(page.contains("points=\"44 176 376 176 708 94\""));
    assert!(page.contains("2 &lt;tasks&gt; remain. From start to completion, tasks took 3 days"));
    assert!(page.contains("From 2026-01-05 to 2026-01-18, done tasks went from 0 to 2"));
    assert!(page.contains("last work 2026-01-09, idle for 10 days"));
    assert!(page.contains("2026-01-07</span> <span class=\"soft figures\">12 days</span>"));
    assert!(page.contains("<a href=\"#course\">History</a>"));
    // Every table fits on a narrow screen.
    for table in page.split("<table").skip(1) {
        let (start, _) = table.split_once('>').unwrap();
        let fits = start.contains(" cards\"") || start == " class=\"numbers\"";
        assert!(fits, "{start}");
    }
}

#[test]
fn the_page_is_the_same_every_time() {
    let keys = "tasks: [{id: A, status: todo, dependencies: []}]";
    assert_eq!(page_with(keys), page_with(keys));
}

#[test]
fn a_file_that_cannot_be_read_is_named() {
    let workspace = loaded(&[
        (
            "progress/auth-v1/phase-1-progress.md",
            "---\ntype: progress\ntasks: [\n---\n",
        ),
        (
            "progress/auth-v1/phase-2-progress.md",
            &with("status: completed\ntasks: []"),
        ),
    ]);
    let plans = plans(&workspace);
    let page = page(&Page {
        title: "shop",
        base: None,
        workspace: &workspace,
        plans: &plans,
        history: None,
        checks: None,
    });
    assert!(page.contains(
        "1 file cannot be read, so the tasks are missing here: progress/auth-v1/phase-1"
    ));
    // One phase is finished, although it has no tasks.
    assert!(
        page.contains("<td class=\"number\">1/2<td>in progress"),
        "{page}"
    );
}
