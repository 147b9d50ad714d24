//! Spec Kit: `- [ ] T001 [P] [US1] Text (depends on T000)` below `## Phase N: Title`.

mod order;

use order::Order;

use super::Input;
use super::checklist::{Item, Line, is_ticked, outside_code};
use super::text::{Title, listed, numbered_heading, one_line};
use crate::{Bundle, Phase, Status, Task};

/// Whether most checkboxes of a text have IDs of Spec Kit.
pub(crate) fn is_spec_kit(text: &str) -> bool {
    let (mut own, mut other) = (0, 0);
    for line in outside_code(text) {
        if let Line::Item(item) = line {
            match id_and_rest(item.text) {
                Some(_) => own += 1,
                None => other += 1,
            }
        }
    }
    own > other
}

pub(super) fn read(input: Input<'_>, bundle: &mut Bundle) {
    let mut plan = input.plan();
    let mut order = Order::default();
    for line in outside_code(input.text) {
        match line {
            // Headings below these, such as `### Tests for User Story 1`, do not end a phase.
            Line::Heading(2, text) => {
                plan.phases.push(phase(text));
                order.end_group();
            }
            Line::Heading(..) | Line::Other(_) => {}
            Line::Detail(_) => {
                if let Some(task) = plan.phases.last().and_then(|phase| phase.tasks.last()) {
                    bundle.details(&task.id);
                }
            }
            // `[P]` is explained below the tasks.
            Line::Item(item) if item.mark == 'P' && id_and_rest(item.text).is_none() => {}
            Line::Item(item) => {
                // The dependencies and notes below the phases have boxes too, but no such IDs.
                let Some((task, is_parallel)) = task(input, item, bundle) else {
                    bundle.remark(
                        "checkbox without an ID such as `T001`, left out",
                        &one_line(item.text),
                    );
                    continue;
                };
                if plan.phases.is_empty() {
                    plan.phases.push(Phase::default());
                }
                if let Some(phase) = plan.phases.last_mut() {
                    order.add(&task, is_parallel);
                    phase.tasks.push(task);
                }
            }
        }
    }
    order.apply(&mut plan, bundle);
    bundle.plans.push(plan);
}

fn phase(heading: &str) -> Phase {
    let (name, title) = match numbered_heading(heading) {
        Some((number, title)) => (Some(number.to_owned()), title),
        // The template's last phase keeps its letter.
        None => (None, heading.strip_prefix("Phase N:").unwrap_or(heading)),
    };
    Phase {
        name,
        title: one_line(title),
        tasks: Vec::new(),
    }
}

/// `T`, at least three digits, and the rest.
fn id_and_rest(text: &str) -> Option<(&str, &str)> {
    let (id, rest) = text.split_once(char::is_whitespace)?;
    is_id(id).then_some((id, rest))
}

/// Whether a text is an ID of the tool. One that was inserted later may have a letter (`T005a`), or
/// more after a hyphen or dot (`T005-1`).
pub(crate) fn is_id(text: &str) -> bool {
    let (start, more) = match text.find(['-', '.']) {
        Some(end) => (&text[..end], Some(&text[end + 1..])),
        None => (text, None),
    };
    let is_more = more.is_none_or(|more| {
        // `T001-T009` is a range.
        !more.is_empty()
            && number(more).is_none()
            && more.bytes().all(|byte| byte.is_ascii_alphanumeric())
    });
    is_more
        && number(start.trim_end_matches(|c: char| c.is_ascii_lowercase())).is_some()
        && start.bytes().filter(u8::is_ascii_lowercase).count() <= 1
}

/// The number of an ID without a letter.
fn number(id: &str) -> Option<u32> {
    let digits = id.strip_prefix('T')?;
    let is_number = digits.len() >= 3 && digits.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| digits.parse().ok())?
}

/// A task, and whether it may run in parallel with those beside it.
fn task(input: Input<'_>, item: Item<'_>, bundle: &mut Bundle) -> Option<(Task, bool)> {
    let joined: Vec<&str> = item.text.split_whitespace().collect();
    let joined: String = joined.join(" ").chars().take(MAX_TEXT).collect();
    let (id, mut text) = id_and_rest(&joined)?;
    let mut is_parallel = false;
    // `[P]` and `[US1]`, in any order.
    while let Some((label, rest)) = text.strip_prefix('[').and_then(|it| it.split_once(']')) {
        let is_story = label.starts_with("US") && label.len() > 2;
        match label {
            "P" => is_parallel = true,
            _ if is_story => bundle.remark("marker of a user story, such as `[US1]`", id),
            // A text may begin with a bracket of its own.
            _ => break,
        }
        text = rest.trim_start();
    }
    let (title, dependencies) = dependencies(text);
    let first = item.text.lines().next().map_or(0, str::len);
    let title = Title::wrapped(&title, first);
    if title.is_cut {
        bundle.cut(id);
    }
    let task = Task {
        id: id.to_owned(),
        title: title.text,
        status: if is_ticked(item.mark) {
            Status::Completed
        } else {
            Status::Pending
        },
        dependencies,
        source: input.source(id),
        ..Task::default()
    };
    Some((task, is_parallel))
}

/// The dependencies that parentheses state, as in `(depends on T001)` or `(a.md; depends on T001)`;
/// parentheses that say nothing else are taken out of the text.
fn dependencies(text: &str) -> (String, Vec<String>) {
    let mut title = text.to_owned();
    let mut found = Vec::new();
    for (place, words) in text.to_ascii_lowercase().rmatch_indices("depends on") {
        let (before, after) = (&text[..place], &text[place + words.len()..]);
        // Elsewhere, it is a part of the sentence.
        let Some(open) = before.rfind('(').filter(|&it| !before[it..].contains(')')) else {
            continue;
        };
        let Some((inside, _)) = after.split_once(')') else {
            continue;
        };
        let words: Vec<String> = listed(inside.trim_start_matches(':'));
        let spans: Vec<Vec<String>> = words.iter().map(|word| span(word)).collect();
        let is_all = before[open + 1..].trim().is_empty() && spans.iter().all(|it| !it.is_empty());
        if is_all && !spans.is_empty() {
            let start = before[..open].trim_end().len();
            let end = text.len() - after.len() + inside.len();
            title.replace_range(start..=end, "");
        }
        found.extend(spans.into_iter().flatten());
    }
    (title, found)
}

/// Maximum length of a text in characters; a title is shorter.
const MAX_TEXT: usize = 10_000;

/// Maximum number of tasks in a span such as `T001-T009`.
const MAX_SPAN: u32 = 200;

/// `T001`, or all from `T001` to `T009`.
fn span(word: &str) -> Vec<String> {
    if is_id(word) {
        return vec![word.to_owned()];
    }
    let Some((first, last)) = word.split_once(['-', '–', '—']) else {
        return Vec::new();
    };
    match (number(first), number(last)) {
        (Some(from), Some(to)) if from <= to && to - from < MAX_SPAN => {
            let width = first.len() - 1;
            (from..=to).map(|it| format!("T{it:0width$}")).collect()
        }
        _ => Vec::new(),
    }
}
