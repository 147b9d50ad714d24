//! Any Markdown file: phases from headings, tasks from checkboxes.

use progress_core::model::id;

use super::Input;
use super::checklist::{Line, Nesting, is_ticked, outside_code};
use super::openspec::numbered;
use super::text::{numbered_heading, one_line};
use crate::{Bundle, Phase, Status, Task};

pub(super) fn read(input: Input<'_>, bundle: &mut Bundle) {
    let mut plan = input.plan();
    // The file says more than the name of its folder.
    if let Some(name) = own_name(input.path) {
        plan.name = name;
    }
    let lines = outside_code(input.text);
    let level = phase_level(&lines);
    let mut nesting = Nesting::default();
    for line in lines {
        match line {
            Line::Heading(own, text) if own == level => {
                let (name, title) = match numbered_heading(text) {
                    Some((number, title)) if !title.is_empty() => (Some(number.to_owned()), title),
                    _ => (None, text),
                };
                nesting = Nesting::default();
                plan.phases.push(Phase {
                    name,
                    title: one_line(title),
                    tasks: Vec::new(),
                });
            }
            Line::Heading(..) => nesting = Nesting::default(),
            Line::Other(_) => {}
            Line::Item(item) => {
                let mut task = task(input, item.text);
                task.status = status(item.mark, item.text, bundle);
                task.parent = nesting.enter(item.indent, &task.source);
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

/// The plan is named after the file, unless it has the name of any such file.
fn own_name(path: &str) -> Option<String> {
    let name = progress_core::source::name_of(path);
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let generic = ["tasks", "todo", "todos", "plan", "readme", "index"];
    if generic.contains(&stem.to_ascii_lowercase().as_str()) {
        return None;
    }
    crate::plan_name(stem)
}

/// The level of the headings that are phases: the highest with several, or else the second.
fn phase_level(lines: &[Line<'_>]) -> usize {
    for wanted in 1..=6 {
        let count = lines
            .iter()
            .filter(|line| matches!(line, Line::Heading(level, _) if *level == wanted))
            .count();
        if count > 1 {
            return wanted;
        }
    }
    2
}

fn task(input: Input<'_>, text: &str) -> Task {
    let (number, rest) = numbered(text);
    let (id, title) = if number.is_empty() {
        match id::leading(text) {
            // A word such as `API` leads many a text, and so does a number: an ID has both.
            Some((id, rest)) if has_both(id) => (id, rest),
            _ => ("", text),
        }
    } else {
        (number, rest)
    };
    let title = title.trim_start_matches([':', '*', '-', '–', '—', '.', ')', ' ']);
    // A text that is only an ID is its own title.
    let title = if title.is_empty() { text } else { title };
    let name = if id.is_empty() {
        one_line(title)
    } else {
        id.to_owned()
    };
    Task {
        id: id.to_owned(),
        title: one_line(title),
        source: input.source(&name),
        ..Task::default()
    }
}

fn has_both(id: &str) -> bool {
    id.bytes().any(|byte| byte.is_ascii_digit())
        && id.bytes().any(|byte| byte.is_ascii_alphabetic())
}

/// What a box means, as in Obsidian and its like.
fn status(mark: char, text: &str, bundle: &mut Bundle) -> Status {
    match mark {
        ' ' => Status::Pending,
        mark if is_ticked(mark) => Status::Completed,
        '/' | '~' => Status::InProgress,
        '-' => Status::Cancelled,
        '>' => Status::Deferred,
        '!' => Status::Blocked,
        _ => {
            bundle.remark("checkbox with an unknown mark, read as open", text);
            Status::Pending
        }
    }
}
