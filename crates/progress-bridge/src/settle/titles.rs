//! Titles that would be taken for something else.

use progress_core::model::placeholder::placeholder_in;

use crate::Bundle;

/// Puts titles in backquotes that would look like an unfilled template.
pub(super) fn quote_placeholders(bundle: &mut Bundle) {
    let mut found = Vec::new();
    for phase in bundle.plans.iter_mut().flat_map(|plan| &mut plan.phases) {
        if let Some(quoted) = quoted(&phase.title) {
            phase.title = quoted;
        }
        for task in &mut phase.tasks {
            let Some(quoted) = quoted(&task.title) else {
                continue;
            };
            found.push(std::mem::replace(&mut task.title, quoted));
        }
    }
    for title in found {
        bundle.remark(
            "title like a template placeholder, put in backquotes",
            &title,
        );
    }
}

fn quoted(title: &str) -> Option<String> {
    placeholder_in(title).map(|_| format!("`{title}`"))
}
