//! Spec Kit: `- [ ] T001 [P] [US1] Text (depends on T000)` below `## Phase N: Title`.

use super::Input;
use super::checklist::{Line, is_ticked, outside_code};
use super::text::{listed, numbered_heading, one_line, parenthesized};
use crate::{Bundle, Phase, Status, Task};

/// Whether a text has tasks of Spec Kit.
pub(crate) fn is_spec_kit(text: &str) -> bool {
    outside_code(text).iter().any(|line| match line {
        Line::Item(item) => id_and_rest(item.text).is_some(),
        _ => false,
    })
}

pub(super) fn read(input: Input<'_>, bundle: &mut Bundle) {
    let mut plan = input.plan();
    for line in outside_code(input.text) {
        match line {
            // Headings below these, such as `### Tests for User Story 1`, do not end a phase.
            Line::Heading(2, text) => plan.phases.push(phase(text)),
            Line::Heading(..) | Line::Other(_) => {}
            Line::Item(item) => {
                // The dependencies and notes below the phases have boxes too, but no such IDs.
                let Some((id, text)) = id_and_rest(item.text) else {
                    bundle.remark("checkbox without an ID such as `T001`, left out", item.text);
                    continue;
                };
                let mut task = task(input, id, text, bundle);
                if is_ticked(item.mark) {
                    task.status = Status::Completed;
                }
                if plan.phases.is_empty() {
                    plan.phases.push(Phase::default());
                }
                if let Some(phase) = plan.phases.last_mut() {
                    phase.tasks.push(task);
                }
            }
        }
    }
    bundle.plans.push(plan);
}

fn phase(heading: &str) -> Phase {
    let (name, title) = match numbered_heading(heading) {
        Some((number, title)) => (Some(number.to_owned()), title),
        None => (None, heading),
    };
    Phase {
        name,
        title: one_line(title),
        tasks: Vec::new(),
    }
}

/// `T`, at least three digits, and the rest.
fn id_and_rest(text: &str) -> Option<(&str, &str)> {
    let (id, rest) = text.split_once(' ')?;
    is_id(id).then_some((id, rest))
}

/// Whether a text is an ID of the tool.
pub(crate) fn is_id(text: &str) -> bool {
    let digits = text.strip_prefix('T').unwrap_or_default();
    digits.len() >= 3 && digits.bytes().all(|byte| byte.is_ascii_digit())
}

fn task(input: Input<'_>, id: &str, text: &str, bundle: &mut Bundle) -> Task {
    let mut text = text.trim_start();
    // `[P]` and `[US1]`, in any order.
    while let Some((label, rest)) = text.strip_prefix('[').and_then(|it| it.split_once(']')) {
        let is_story = label.starts_with("US") && label.len() > 2;
        match label {
            "P" => bundle.remark("marker `[P]` (may run in parallel)", id),
            _ if is_story => bundle.remark("marker of a user story, such as `[US1]`", id),
            // A text may begin with a bracket of its own.
            _ => break,
        }
        text = rest.trim_start();
    }
    let (title, dependencies) = match parenthesized(text, "(depends on ") {
        // Without an ID, it is a part of the sentence.
        Some((title, names)) if listed(names).iter().any(|name| is_id(name)) => {
            (title, listed(names))
        }
        _ => (text.to_owned(), Vec::new()),
    };
    Task {
        id: id.to_owned(),
        title: one_line(&title),
        dependencies,
        source: input.source(id),
        ..Task::default()
    }
}
