//! GSD: `ROADMAP.md`, with a section for each phase and a checkbox for each of its plans.

use progress_core::source::folder_of;

use super::Input;
use super::checklist::{Item, Line, is_ticked, outside_code};
use super::text::{numbered_heading, one_line};
use crate::files::{Files, join, matching};
use crate::{Bundle, Phase, Plan, Status, Task, plan_name};

pub(super) fn read(files: &dyn Files, input: Input<'_>, bundle: &mut Bundle) {
    let mut plan = Plan {
        name: name(input).unwrap_or_else(|| "roadmap".to_owned()),
        phases: Vec::new(),
    };
    let mut current = None;
    for line in outside_code(input.text) {
        match line {
            Line::Heading(_, text) => current = section(text, &mut plan),
            Line::Item(item) => match summary(item) {
                Some((number, title)) => checkbox(input, item, number, title, &mut plan),
                None => {
                    if let Some(phase) = current.and_then(|index| plan.phases.get_mut(index)) {
                        step(files, input, item, phase);
                    }
                }
            },
            Line::Other(text) if text.starts_with("**Depends on**") && current.is_some() => {
                bundle.note(format!("order of phases: {}", one_line(text)));
            }
            Line::Other(_) => {}
        }
    }
    // The checkbox of a phase counts only if the phase has no plans of its own.
    for phase in &mut plan.phases {
        if phase.tasks.len() > 1 {
            phase.tasks.retain(|task| !task.id.starts_with("PHASE-"));
        }
    }
    bundle.plans.push(plan);
}

/// `# Roadmap: Name`.
fn name(input: Input<'_>) -> Option<String> {
    let heading = outside_code(input.text)
        .into_iter()
        .find_map(|line| match line {
            Line::Heading(1, text) => Some(text.to_owned()),
            _ => None,
        })?;
    let (_, name) = heading.split_once(':')?;
    plan_name(name)
}

/// The index of the phase whose section begins; `None` for any other section.
fn section(text: &str, plan: &mut Plan) -> Option<usize> {
    if !text.get(..5)?.eq_ignore_ascii_case("phase") {
        return None;
    }
    let (number, title) = numbered_heading(text)?;
    let known = plan
        .phases
        .iter()
        .position(|phase| phase.name.as_deref() == Some(number));
    if known.is_some() {
        return known;
    }
    plan.phases.push(Phase {
        name: Some(number.to_owned()),
        title: one_line(title),
        tasks: Vec::new(),
    });
    Some(plan.phases.len() - 1)
}

/// `**Phase 1: Name** - what for`.
fn summary(item: Item<'_>) -> Option<(&str, &str)> {
    let (bold, _) = item.text.strip_prefix("**")?.split_once("**")?;
    bold.strip_prefix("Phase")?;
    numbered_heading(bold)
}

fn checkbox(input: Input<'_>, item: Item<'_>, number: &str, title: &str, plan: &mut Plan) {
    if plan
        .phases
        .iter()
        .any(|phase| phase.name.as_deref() == Some(number))
    {
        return;
    }
    let id = format!("PHASE-{number}");
    plan.phases.push(Phase {
        name: Some(number.to_owned()),
        title: one_line(title),
        tasks: vec![Task {
            title: one_line(title),
            status: ticked(item),
            source: input.source(&id),
            id,
            ..Task::default()
        }],
    });
}

/// A plan: `01-02: Title` or `01-02-PLAN.md — Title`.
fn step(files: &dyn Files, input: Input<'_>, item: Item<'_>, phase: &mut Phase) {
    let (word, rest) = item.text.split_once(' ').unwrap_or((item.text, ""));
    let number = word.trim_matches(['*', '`', ':']);
    let number = number.strip_suffix("-PLAN.md").unwrap_or(number);
    let is_number = number.contains('-')
        && number
            .bytes()
            .all(|byte| byte.is_ascii_digit() || b"-.".contains(&byte));
    let title = if is_number {
        rest.trim_start_matches(['-', '–', '—', ':', ' '])
    } else {
        item.text
    };
    let id = if is_number { number } else { "" };
    let mut task = Task {
        id: id.to_owned(),
        title: one_line(if title.is_empty() { item.text } else { title }),
        status: ticked(item),
        ..Task::default()
    };
    task.source = input.source(if is_number { number } else { &task.title });
    // A summary is written when a plan is finished, and the box may be forgotten.
    if task.status == Status::Pending && is_number {
        let folder = join(folder_of(input.path), "phases");
        let pattern = format!("*/{number}-SUMMARY.md");
        if !matching(files, &folder, &pattern).is_empty() {
            task.status = Status::Completed;
        }
    }
    phase.tasks.push(task);
}

fn ticked(item: Item<'_>) -> Status {
    if is_ticked(item.mark) {
        Status::Completed
    } else {
        Status::Pending
    }
}
