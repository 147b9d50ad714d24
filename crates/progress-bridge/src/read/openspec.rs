//! `OpenSpec`: `- [ ] 1.1 Text` below `## 1. Group`, anywhere in `tasks.md`.

use std::collections::{BTreeMap, BTreeSet};

use super::Input;
use super::checklist::{Line, Nesting, everywhere, is_ticked};
use super::text::{Title, numbered_heading, one_line};
use crate::files::Files;
use crate::{Bundle, Format, Known, Phase, Status, Task};

pub(super) fn read(input: Input<'_>, bundle: &mut Bundle) {
    let live = live_path(input.path);
    let is_archived = live.is_some();
    let mut plan = input.plan();
    // A change keeps its name in the archive.
    if let Some(path) = live {
        plan.name = Input {
            path: &path,
            ..input
        }
        .plan()
        .name;
    }
    let lines = everywhere(input.text);
    let mut items = lines.iter().filter_map(|line| match line {
        Line::Item(item) => Some(item),
        _ => None,
    });
    // The tool archives what is done, and leaves ticking tasks to others.
    let is_ticking = items.any(|item| is_ticked(item.mark));
    let mut nesting = Nesting::default();
    for line in lines {
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
                let title = Title::of(text);
                let mut task = Task {
                    id: id.to_owned(),
                    title: title.text,
                    source: input.source(&if id.is_empty() {
                        one_line(text.lines().next().unwrap_or(text))
                    } else {
                        id.to_owned()
                    }),
                    ..Task::default()
                };
                if title.is_cut {
                    bundle.cut(name_in_report(&task));
                }
                task.parent = nesting.enter(item.indent, &task.source);
                if is_ticked(item.mark) {
                    task.status = Status::Completed;
                } else if is_archived && !is_ticking {
                    task.status = Status::Completed;
                    bundle.remark(
                        "task of an archived change in which none is ticked, read as completed",
                        item.text,
                    );
                } else if is_archived {
                    task.status = Status::Cancelled;
                    bundle.remark(
                        "open task of an archived change, read as cancelled",
                        item.text,
                    );
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

/// The archived changes that were imported, and the new paths of those that were imported before they
/// were archived, or while they were. A name may be used again: what was imported is the change that
/// has most of its titles.
pub(crate) fn follow(
    files: &dyn Files,
    found: Vec<String>,
    live: &[String],
    known: &Known,
) -> (Vec<String>, BTreeMap<String, String>) {
    let imported = known.imported(Format::OpenSpec);
    let origins: BTreeSet<&str> = imported.iter().map(|(origin, _)| *origin).collect();
    let mut archived = Vec::new();
    let mut best: BTreeMap<String, (usize, String)> = BTreeMap::new();
    for path in found {
        let Some(before) = live_path(&path) else {
            continue;
        };
        if origins.contains(path.as_str()) {
            archived.push(path);
        } else if origins.contains(before.as_str()) {
            let count = common_titles(files, &path, &before, known);
            let other = best.get(&before).map_or(0, |(count, _)| *count);
            // Of several that are equal, the last one counts.
            if count > 0 && count >= other {
                best.insert(before, (count, path));
            }
        }
    }
    best.retain(|before, (count, _)| {
        !live.contains(before) || *count > common_titles(files, before, before, known)
    });
    let mut moved: BTreeMap<String, String> = best
        .into_iter()
        .map(|(before, (_, path))| (before, path))
        .collect();
    archived.extend(moved.values().cloned());
    let back = live.iter().filter(|path| !origins.contains(path.as_str()));
    let back = back.filter_map(|path| Some((was_archived(files, path, &origins, known)?, path)));
    moved.extend(back.map(|(before, path)| (before.to_owned(), path.clone())));
    (archived, moved)
}

/// Where in the archive a change was when it was imported, if it has been moved back.
fn was_archived<'o>(
    files: &dyn Files,
    path: &str,
    origins: &BTreeSet<&'o str>,
    known: &Known,
) -> Option<&'o str> {
    let gone = origins.iter().copied().filter(|before| {
        live_path(before).as_deref() == Some(path) && !matches!(files.read(before), Ok(Some(_)))
    });
    let counted = gone.map(|before| (common_titles(files, path, before, known), before));
    let (count, before) = counted.max()?;
    (count > 0).then_some(before)
}

/// The number of tasks in a file that have the title that was imported from `before`.
fn common_titles(files: &dyn Files, path: &str, before: &str, known: &Known) -> usize {
    let text = files.read(path).ok().flatten().unwrap_or_default();
    let mut bundle = Bundle::default();
    read(Input { path, text: &text }, &mut bundle);
    let is_known = |task: &&Task| {
        let name = task.source.strip_prefix(path).unwrap_or_default();
        let source = format!("{before}{name}");
        let mut plans = known.plans.values();
        plans.any(|plan| plan.has_title(&source, &task.title))
    };
    bundle.tasks().filter(is_known).count()
}

/// Where an archived change was before: `changes/archive/2026-01-01-NAME` was `changes/NAME`.
pub(crate) fn live_path(path: &str) -> Option<String> {
    let (folder, rest) = path.split_once("changes/archive/")?;
    let (date, name) = rest.split_at_checked("2026-01-01-".len())?;
    let is_date = date.bytes().enumerate().all(|(place, byte)| match place {
        4 | 7 | 10 => byte == b'-',
        _ => byte.is_ascii_digit(),
    });
    (is_date && !name.is_empty()).then(|| format!("{folder}changes/{name}"))
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
