//! Tests of the page.

use progress_core::status::plans;
use progress_testing::{loaded, with};

use crate::{Page, page};

/// The page about one plan with this phase.
fn page_with(keys: &str) -> String {
    let workspace = loaded(&[("progress/auth-v1/phase-1-progress.md", &with(keys))]);
    let plans = plans(&workspace);
    page(&Page {
        title: "shop <x>",
        base: Some("../"),
        workspace: &workspace,
        plans: &plans,
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
  - {id: A-3, description: Tokens, status: pending, assigned_to: [ann], dependencies: [A-1]}",
    );
    assert!(page.contains("<h3 id=\"blocked\">Blocked or at risk</h3>"));
    assert!(page.contains("<td>Keys<br><span class=\"reason\">no key</span></td>"));
    assert!(page.contains("1/3 <span class=\"soft\">(33%)</span>"));
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
    assert!(!page.contains("<script"));
    assert!(!page.contains("<img"));
    assert!(!page.contains("<i>"));
    assert!(page.contains("&lt;img src=x onerror=alert(1)&gt;"));
    assert!(page.contains("shop &lt;x&gt;"));
    assert!(page.contains("default-src 'none'"));
}

#[test]
fn the_page_is_the_same_every_time() {
    let keys = "tasks: [{id: A, status: todo, dependencies: []}]";
    assert_eq!(page_with(keys), page_with(keys));
}
