//! `OpenSpec`: `- [ ] 1.1 Text` below `## 1. Group`, anywhere in `tasks.md`.

use super::Input;
use super::checklist::{Line, Nesting, everywhere, is_ticked};
use super::text::{numbered_heading, one_line};
use crate::{Bundle, Phase, Status, Task};

pub(super) fn read(input: Input<'_>, bundle: &mut Bundle) {
    let mut plan = input.plan();
    let mut nesting = Nesting::default();
    for line in everywhere(input.text) {
        match line {
            Line::Heading(2, text) => {
                nesting = Nesting::default();
                let (name, title) = match numbered_heading(text) {
                    Some((number, title)) => (Some(number.to_owned()), title),
                    None => (None, text),
                };
                plan.phases.push(Phase {
                    name,
                    title: one_line(title),
                    tasks: Vec::new(),
                });
            }
            Line::Heading(..) | Line::Other(_) => {}
            Line::Detail(_) => {
                if let Some(task) = plan.phases.last().and_then(|phase| phase.tasks.last()) {
                    bundle.details(name_in_report(task));
                }
            }
            Line::Item(item) => {
                let (id, text) = numbered(item.text);
                let mut task = Task {
                    id: id.to_owned(),
                    title: one_line(text),
                    source: input.source(&if id.is_empty() {
                        one_line(text)
                    } else {
                        id.to_owned()
                    }),
                    ..Task::default()
                };
                task.parent = nesting.enter(item.indent, &task.source);
                if is_ticked(item.mark) {
                    task.status = Status::Completed;
                } else if item.mark != ' ' {
                    // As for the tool itself, anything but an x is open.
                    bundle.remark(
                        "checkbox that is neither empty nor ticked, read as open",
                        item.text,
                    );
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

/// What a report calls a task.
pub(super) fn name_in_report(task: &Task) -> &str {
    if task.id.is_empty() {
        &task.title
    } else {
        &task.id
    }
}

/// Splits off a number such as `1.1`; an empty one if there is none.
pub(super) fn numbered(text: &str) -> (&str, &str) {
    let Some((first, rest)) = text.split_once(char::is_whitespace) else {
        return ("", text);
    };
    let number = first.trim_end_matches(['.', ')', ':']);
    let mut parts = number.split('.');
    let is_number = parts.all(|part| {
        // `2b` too, but not `2026-01-01`.
        part.starts_with(|c: char| c.is_ascii_digit())
            && part.bytes().all(|byte| byte.is_ascii_alphanumeric())
    });
    // Without a mark, `3 ideas` and `1.5x faster` are texts.
    let is_plain = number.contains('.') && !number.contains(|c: char| c.is_ascii_alphabetic());
    if is_number && (is_plain || number.len() < first.len()) {
        (number, rest)
    } else {
        ("", text)
    }
}
