//! Texts that would steer a terminal, or be taken for something else.

use progress_core::display::is_unsafe_to_show;
use progress_core::model::placeholder::placeholder_in;

use crate::read::one_line;
use crate::{Bundle, Task};

/// Makes every text one harmless line, whatever format it is from. What would look like an unfilled
/// template is quoted in titles, and left out elsewhere.
pub(super) fn clean(bundle: &mut Bundle) {
    let mut remarks = Vec::new();
    for phase in bundle.plans.iter_mut().flat_map(|plan| &mut plan.phases) {
        if let Some(quoted) = quoted(&phase.title) {
            phase.title = quoted;
        }
        for task in &mut phase.tasks {
            clean_task(task, &mut remarks);
        }
    }
    for (what, text) in remarks {
        bundle.remark(what, &text);
    }
}

fn clean_task(task: &mut Task, remarks: &mut Vec<(&str, String)>) {
    task.title = one_line(&task.title);
    if task.title.is_empty() {
        task.title = match one_line(&task.id) {
            id if id.is_empty() => "Untitled".to_owned(),
            id => id,
        };
        remarks.push(("task without a title", task.title.clone()));
    }
    if let Some(quoted) = quoted(&task.title) {
        let title = std::mem::replace(&mut task.title, quoted);
        remarks.push((
            "title like a template placeholder, put in backquotes",
            title,
        ));
    }
    let names = std::mem::take(&mut task.assignees).into_iter();
    let names = names.filter_map(|name| value(&name, remarks));
    task.assignees = names.collect();
    for text in [&mut task.priority, &mut task.estimate] {
        *text = text.take().and_then(|it| value(&it, remarks));
    }
    if let Some(notes) = &mut task.notes {
        notes.retain(|c| !is_unsafe_to_show(c));
    }
    // The task itself and its subtasks name the same place.
    task.source.retain(|c| !is_unsafe_to_show(c));
    if let Some(parent) = &mut task.parent {
        parent.retain(|c| !is_unsafe_to_show(c));
    }
}

fn value(text: &str, remarks: &mut Vec<(&str, String)>) -> Option<String> {
    let line = one_line(text);
    if placeholder_in(&line).is_some() {
        remarks.push(("value like a template placeholder, left out", line));
        return None;
    }
    (!line.is_empty()).then_some(line)
}

fn quoted(title: &str) -> Option<String> {
    placeholder_in(title).map(|_| format!("`{title}`"))
}
