//! BMAD: `sprint-status.yaml`, with the status of epics and stories.

mod place;

pub(crate) use place::stated_place;
use yaml_lossless::Node;
use yaml_lossless::text::Span;

use super::Input;
use crate::{Bundle, Phase, Plan, ReadError, Status, Task, plan_name};

pub(super) fn read(input: Input<'_>, bundle: &mut Bundle) -> Result<(), ReadError> {
    let tree = yaml_lossless::parse(input.text, Span::new(0, input.text.len()))
        .map_err(|error| input.invalid(error.span.start as usize, error.message))?;
    let root = tree.root();
    let Some(statuses) = root.get("development_status").filter(|it| it.is_mapping()) else {
        return Err(input.unexpected("expected a mapping `development_status`"));
    };
    let project = root.get("project").and_then(Node::some_text);
    let mut plan = Plan {
        name: project
            .and_then(plan_name)
            .unwrap_or_else(|| "sprint".to_owned()),
        phases: Vec::new(),
    };
    for (key, value) in statuses.entries() {
        let (Some(key), Some(word)) = (key.some_text(), value.some_text()) else {
            continue;
        };
        entry(input, key, word, &mut plan, bundle);
    }
    if root
        .get("action_items")
        .is_some_and(|items| items.items().len() > 0)
    {
        bundle.note("action items");
    }
    bundle.plans.push(plan);
    Ok(())
}

/// `epic-1`, `1-2-user-sign-in` or `epic-1-retrospective`.
fn entry(input: Input<'_>, key: &str, word: &str, plan: &mut Plan, bundle: &mut Bundle) {
    if let Some(rest) = key.strip_prefix("epic-") {
        match rest.strip_suffix("-retrospective") {
            Some(epic) if is_number(epic) => bundle.remark("retrospective", key),
            // Its status follows from its stories.
            None if is_number(rest) => {
                phase(plan, rest);
            }
            _ => bundle.remark(UNKNOWN, key),
        }
        return;
    }
    let Some((epic, slug)) = story(key) else {
        bundle.remark(UNKNOWN, key);
        return;
    };
    let task = Task {
        id: key.to_owned(),
        title: sentence(slug),
        status: status(word, key, bundle),
        source: input.source(key),
        ..Task::default()
    };
    phase(plan, epic).tasks.push(task);
}

const UNKNOWN: &str = "entry that is neither an epic nor a story";

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// The epic and the title of a story; the second part of `2-6a-retries` has a letter if it was split.
fn story(key: &str) -> Option<(&str, &str)> {
    let mut parts = key.splitn(3, '-');
    let (epic, number, slug) = (parts.next()?, parts.next()?, parts.next()?);
    let digits = number.trim_end_matches(|c: char| c.is_ascii_lowercase());
    let is_story = is_number(epic) && is_number(digits) && number.len() - digits.len() <= 1;
    (is_story && !slug.is_empty()).then_some((epic, slug))
}

/// The phase of an epic.
fn phase<'p>(plan: &'p mut Plan, epic: &str) -> &'p mut Phase {
    let known = plan
        .phases
        .iter()
        .position(|it| it.name.as_deref() == Some(epic));
    let index = known.unwrap_or_else(|| {
        plan.phases.push(Phase {
            name: Some(epic.to_owned()),
            title: format!("Epic {epic}"),
            tasks: Vec::new(),
        });
        plan.phases.len() - 1
    });
    &mut plan.phases[index]
}

/// `user-sign-in` as a sentence.
fn sentence(slug: &str) -> String {
    let words = slug.replace('-', " ");
    let mut characters = words.chars();
    match characters.next() {
        Some(first) => first.to_uppercase().chain(characters).collect(),
        None => words,
    }
}

fn status(word: &str, key: &str, bundle: &mut Bundle) -> Status {
    match word {
        "backlog" | "drafted" | "ready-for-dev" => Status::Pending,
        "in-progress" | "contexted" => Status::InProgress,
        "review" => Status::Review,
        "done" => Status::Completed,
        _ => {
            bundle.remark("unknown status, read as pending", key);
            Status::Pending
        }
    }
}
