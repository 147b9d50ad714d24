//! GSD: `ROADMAP.md`, with a section for each phase and a checkbox for each of its plans.

mod order;
mod plans;

use std::collections::{BTreeMap, BTreeSet};

use progress_core::source::folder_of;

use super::Input;
use super::checklist::{Item, Line, is_ticked, outside_code};
use super::text::{numbered_heading, one_line, unlinked};
use crate::files::{Files, join};
use crate::{Bundle, Known, Phase, Plan, ReadError, Status, Task, plan_name};

pub(super) fn read(
    files: &dyn Files,
    input: Input<'_>,
    known: &Known,
    bundle: &mut Bundle,
) -> Result<(), ReadError> {
    let mut plan = Plan {
        name: name(input).unwrap_or_else(|| "roadmap".to_owned()),
        phases: Vec::new(),
    };
    let mut ticked = BTreeSet::new();
    let mut after: BTreeMap<String, Vec<order::Span>> = BTreeMap::new();
    let mut current: Option<usize> = None;
    for line in outside_code(input.text) {
        let open = current.and_then(|index| plan.phases.get_mut(index));
        match line {
            Line::Heading(_, text) => current = section(text, &mut plan),
            Line::Item(item) => match (summary(item), open) {
                (Some((number, title)), _) => {
                    let index = phase(number, title, &mut plan);
                    if is_ticked(item.mark) {
                        ticked.insert(index);
                    }
                }
                (None, Some(phase)) => step(input, item, phase),
                (None, None) => {}
            },
            Line::Detail(text) | Line::Other(text) => {
                if let (Some(text), Some(phase)) = (depends_on(text), open) {
                    let own = order::number(phase.name.as_deref());
                    let spans = order::named(text, &own);
                    if spans.is_empty() && !order::says_nothing(text) {
                        bundle.note(format!("order of phases: {own} after {}", one_line(text)));
                    }
                    after.entry(own).or_default().extend(spans);
                }
            }
        }
    }
    let folder = join(folder_of(input.path), "phases");
    for (index, phase) in plan.phases.iter_mut().enumerate() {
        plans::complete(files, &folder, input.path, phase)?;
        if phase.tasks.is_empty() {
            phase.tasks.push(whole(input, phase));
        }
        // The tool trusts the box of a phase more than those of its plans.
        for task in &mut phase.tasks {
            if ticked.contains(&index) {
                task.status = Status::Completed;
            }
        }
    }
    // The tool executes them in this order, wherever they were inserted.
    plan.phases.sort_by_cached_key(order::rank);
    order::connect(&mut plan, &after, bundle);
    for phase in &mut plan.phases {
        let mut whole = whole(input, phase);
        // Phases are planned one after the other; then the plans take the place of this task.
        if known.has(&whole.source) && phase.tasks.iter().all(|task| task.id != whole.id) {
            whole.status = Status::Cancelled;
            bundle.remark("phase that has plans now, cancelled as a task", &whole.id);
            phase.tasks.push(whole);
        }
    }
    bundle.plans.push(plan);
    Ok(())
}

/// The task that stands for a phase without plans.
fn whole(input: Input<'_>, phase: &Phase) -> Task {
    let id = format!("PHASE-{}", phase.name.as_deref().unwrap_or_default());
    Task {
        title: phase.title.clone(),
        source: input.source(&id),
        id,
        ..Task::default()
    }
}

/// `**Depends on**: Phase 1`, or with the colon inside; in a list too.
fn depends_on(text: &str) -> Option<&str> {
    let text = text.trim_start_matches(['-', ' ']);
    let (key, rest) = text.strip_prefix("**")?.split_once("**")?;
    let (key, rest) = match key.strip_suffix(':') {
        Some(key) => (key, rest),
        None => (key, rest.trim_start().strip_prefix(':')?),
    };
    let is_key = ["depends on", "dependencies"].contains(&key.trim().to_lowercase().as_str());
    is_key.then_some(rest)
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
    Some(phase(number, title, plan))
}

/// The index of the phase with this number.
fn phase(number: &str, title: &str, plan: &mut Plan) -> usize {
    let known = plan
        .phases
        .iter()
        .position(|phase| order::number(phase.name.as_deref()) == plans::unpadded(number));
    known.unwrap_or_else(|| {
        let title = title.trim_end().trim_end_matches("(INSERTED)");
        plan.phases.push(Phase {
            name: Some(number.to_owned()),
            title: one_line(title),
            tasks: Vec::new(),
        });
        plan.phases.len() - 1
    })
}

/// `**Phase 1: Name** - what for`.
fn summary(item: Item<'_>) -> Option<(&str, &str)> {
    let (bold, _) = item.text.strip_prefix("**")?.split_once("**")?;
    bold.strip_prefix("Phase")?;
    numbered_heading(bold)
}

/// A plan: `01-02: Title`, `01-02-PLAN.md — Title`, or with a link to its file.
fn step(input: Input<'_>, item: Item<'_>, phase: &mut Phase) {
    let text = one_line(item.text);
    let text = unlinked(&text);
    let (word, rest) = text.split_once(' ').unwrap_or((&text, ""));
    let own = phase.name.clone().unwrap_or_default();
    let word = word.trim_matches(['*', '`', ':']);
    // A placeholder of the tool, in a phase without plans.
    if word == "TBD" {
        return;
    }
    let number = plans::listed_number(word, &own);
    let title = match number {
        Some(_) => rest.trim_start_matches(['-', '–', '—', ':', ' ']),
        None => &text,
    };
    let title = one_line(if title.is_empty() { &text } else { title });
    phase.tasks.push(Task {
        source: match &number {
            Some(number) => input.source(number),
            None => input.source(&format!("{own}: {title}")),
        },
        id: number.unwrap_or_default(),
        title,
        status: ticked(item),
        ..Task::default()
    });
}

fn ticked(item: Item<'_>) -> Status {
    if is_ticked(item.mark) {
        Status::Completed
    } else {
        Status::Pending
    }
}
