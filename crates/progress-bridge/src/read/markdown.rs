//! Any Markdown file: phases from headings, tasks from checkboxes.

mod ids;

use ids::Schemes;

use super::Input;
use super::checklist::{Line, Nesting, is_ticked, outside_code};
use super::openspec::name_in_report;
use super::text::{Title, numbered_heading, one_line};
use crate::{Bundle, Phase, Status, Task};

pub(super) fn read(input: Input<'_>, bundle: &mut Bundle) {
    let mut plan = input.plan();
    // The file says more than the name of its folder.
    if let Some(name) = own_name(input.path) {
        plan.name = name;
    }
    let lines = outside_code(input.text);
    let level = phase_level(&lines);
    let schemes = Schemes::of(&lines);
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
            Line::Detail(_) => {
                if let Some(task) = plan.phases.last().and_then(|phase| phase.tasks.last()) {
                    bundle.details(name_in_report(task));
                }
            }
            Line::Other(_) => {}
            Line::Item(item) => {
                let (mut task, is_cut) = task(input, item.text, &schemes);
                if is_cut {
                    bundle.cut(name_in_report(&task));
                }
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

/// A task, and whether its text is too long for a title.
fn task(input: Input<'_>, text: &str, schemes: &Schemes<'_>) -> (Task, bool) {
    let found = schemes.split(text);
    let (id, title) = found.unwrap_or(("", text));
    let (mut task, is_cut) = reading(input, id, title);
    // What an ID is follows from the other lines, which may have been different.
    let other = match found {
        Some(_) => Some(("", text)),
        None => ids::candidate(text),
    };
    task.other = other.map(|(id, title)| Box::new(reading(input, id, title).0));
    (task, is_cut)
}

fn reading(input: Input<'_>, id: &str, title: &str) -> (Task, bool) {
    // Lines that are added below do not make it another task.
    let name = if id.is_empty() {
        one_line(title.lines().next().unwrap_or(title))
    } else {
        id.to_owned()
    };
    let title = Title::of(title);
    let task = Task {
        id: id.to_owned(),
        title: title.text,
        source: input.source(&name),
        ..Task::default()
    };
    (task, title.is_cut)
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
            bundle.remark(
                "checkbox with an unknown mark, read as open",
                &one_line(text),
            );
            Status::Pending
        }
    }
}
