//! Backlog.md: a configuration, milestones, and a file for each task.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use yaml_lossless::Style;
use yaml_lossless::edit::{Context, write_text};

use super::{Written, order::scheduled};
use crate::{Bundle, Plan, Status, Task, plan_name};

/// Maximum length of the part of a file's name that is made from the title.
const MAX_SLUG: usize = 60;

pub(super) fn write(bundle: &Bundle, now: &str) -> Written {
    let mut written = Written::default();
    let ids = Ids::of(bundle);
    let mut used = Vec::new();
    let mut milestones = 0;
    let has_several = bundle
        .plans
        .iter()
        .map(|plan| plan.phases.len())
        .sum::<usize>()
        > 1;
    for plan in &bundle.plans {
        for phase in &plan.phases {
            let name = phase.name.as_deref().unwrap_or_default();
            // An import makes it the phase of tasks without a milestone.
            let milestone = (has_several && name != "0").then(|| format!("m-{milestones}"));
            if let Some(id) = &milestone {
                let title = if bundle.plans.len() > 1 {
                    format!("{}: {}", plan.name, phase.title)
                } else {
                    phase.title.clone()
                };
                written.files.push(milestone_file(id, &title));
                milestones += 1;
            }
            for task in &phase.tasks {
                if !used.contains(&task.status) {
                    used.push(task.status);
                }
                let file = task_file(plan, task, milestone.as_deref(), &ids, now, &mut written);
                written.files.push(file);
            }
        }
    }
    let project = bundle
        .plans
        .first()
        .map_or("progress", |plan| plan.name.as_str());
    let config = config(project, &ids.prefix, &used);
    written.files.insert(0, ("config.yml".to_owned(), config));
    written
}

/// The IDs that the tool can have: one prefix, and numbers.
struct Ids {
    prefix: String,
    /// By plan and ID.
    ids: BTreeMap<String, BTreeMap<String, String>>,
}

impl Ids {
    fn of(bundle: &Bundle) -> Self {
        let kept = kept_prefix(bundle);
        let is_kept = |id: &str| kept.is_some_and(|prefix| own_prefix(id) == Some(prefix));
        let prefix = kept.unwrap_or("TASK");
        let numbers = bundle.tasks().filter(|task| is_kept(&task.id));
        let mut next = numbers
            .map(|task| first_number(&task.id))
            .max()
            .unwrap_or(0);
        let mut ids = BTreeMap::new();
        for plan in &bundle.plans {
            let own: &mut BTreeMap<String, String> = ids.entry(plan.name.clone()).or_default();
            for task in scheduled(plan) {
                let id = if is_kept(&task.id) {
                    task.id.clone()
                } else {
                    next += 1;
                    format!("{prefix}-{next}")
                };
                own.insert(task.id.clone(), id);
            }
        }
        Self {
            prefix: prefix.to_owned(),
            ids,
        }
    }

    fn of_task(&self, plan: &str, id: &str) -> Option<&str> {
        self.ids.get(plan)?.get(id).map(String::as_str)
    }
}

/// The prefix of most tasks of the only plan.
fn kept_prefix(bundle: &Bundle) -> Option<&str> {
    let [_] = bundle.plans.as_slice() else {
        return None;
    };
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for prefix in bundle.tasks().filter_map(|task| own_prefix(&task.id)) {
        *counts.entry(prefix).or_default() += 1;
    }
    let (prefix, count) = counts.into_iter().max_by_key(|(_, count)| *count)?;
    (count * 2 > bundle.task_count()).then_some(prefix)
}

/// The prefix of an ID, if the tool could have given it: letters in capitals, and numbers. A subtask may
/// have the number 0.
fn own_prefix(id: &str) -> Option<&str> {
    let (prefix, number) = id.rsplit_once('-')?;
    let is_part = |part: &str| {
        let is_padded = part.len() > 1 && part.starts_with('0');
        !part.is_empty() && !is_padded && part.bytes().all(|byte| byte.is_ascii_digit())
    };
    let is_own = !number.starts_with('0')
        && prefix.bytes().all(|byte| byte.is_ascii_uppercase())
        && number.split('.').all(is_part);
    is_own.then_some(prefix)
}

/// The number of an ID, or of the task that it is a part of.
fn first_number(id: &str) -> u64 {
    let number = id.rsplit_once('-').map_or("", |(_, number)| number);
    let first = number.split('.').next().unwrap_or_default();
    first.parse().unwrap_or(0)
}

fn config(project: &str, prefix: &str, used: &[Status]) -> String {
    let mut statuses = vec!["To Do", "In Progress"];
    // The first three are the tool's own; the last one is the only one that is done.
    for status in [
        Status::Blocked,
        Status::Review,
        Status::Deferred,
        Status::Cancelled,
    ] {
        if used.contains(&status) {
            statuses.push(word(status));
        }
    }
    statuses.push("Done");
    let statuses: Vec<String> = statuses.iter().map(|word| quoted(word)).collect();
    format!(
        "project_name: {}\ndefault_status: \"To Do\"\nstatuses: [{}]\nlabels: []\ndate_format: yyyy-mm-dd\nremote_operations: false\nauto_commit: false\ntask_prefix: {}\n",
        quoted(project),
        statuses.join(", "),
        quoted(&prefix.to_lowercase()),
    )
}

fn word(status: Status) -> &'static str {
    match status {
        Status::Pending => "To Do",
        Status::InProgress => "In Progress",
        Status::Review => "Review",
        Status::Completed => "Done",
        Status::Blocked => "Blocked",
        Status::Deferred => "Deferred",
        Status::Cancelled => "Cancelled",
    }
}

fn milestone_file(id: &str, title: &str) -> (String, String) {
    let name = plan_name(title).unwrap_or_default().to_lowercase();
    let text = format!(
        "---\nid: {id}\ntitle: {}\n---\n\n## Description\n\n",
        quoted(title)
    );
    (format!("milestones/{id} - {name}.md"), text)
}

fn task_file(
    plan: &Plan,
    task: &Task,
    milestone: Option<&str>,
    ids: &Ids,
    now: &str,
    written: &mut Written,
) -> (String, String) {
    let id = ids.of_task(&plan.name, &task.id).unwrap_or(&task.id);
    let dependencies = task.dependencies.iter();
    let known = dependencies.filter_map(|name| ids.of_task(&plan.name, name));
    let known: Vec<&str> = known.collect();
    let mut text = format!(
        "---\nid: {id}\ntitle: {}\nstatus: {}\n",
        quoted(&task.title),
        word(task.status)
    );
    text.push_str(&list("assignee", &task.assignees));
    let now = task.created.as_deref().unwrap_or(now);
    let date = now.get(..16).unwrap_or(now).replace('T', " ");
    let _ = writeln!(text, "created_date: '{date}'");
    text.push_str("labels: []\n");
    if let Some(milestone) = milestone {
        let _ = writeln!(text, "milestone: {milestone}");
    }
    text.push_str(&list("dependencies", &known));
    if id != task.id {
        text.push_str(&list("references", &[format!("{}:{}", plan.name, task.id)]));
    }
    if let Some(word) = priority(task, written) {
        let _ = writeln!(text, "priority: {word}");
    }
    if task.estimate.is_some() {
        written.remark("estimate", task);
    }
    text.push_str("---\n");
    if let Some(notes) = &task.notes {
        // The text is written as a quotation, so that nothing in it is taken for a marker.
        let notes = notes.replace("<!--", "<! --").replace('\n', "\n> ");
        let _ = write!(
            text,
            "\n## Description\n\n<!-- SECTION:DESCRIPTION:BEGIN -->\n> {notes}\n<!-- SECTION:DESCRIPTION:END -->\n"
        );
    }
    let slug: String = plan_name(&task.title)
        .unwrap_or_default()
        .chars()
        .take(MAX_SLUG)
        .collect();
    (format!("tasks/{} - {slug}.md", id.to_lowercase()), text)
}

/// The tool has three priorities.
fn priority(task: &Task, written: &mut Written) -> Option<&'static str> {
    let word = task.priority.as_deref()?.to_ascii_lowercase();
    Some(match word.as_str() {
        "high" => "high",
        "medium" => "medium",
        "low" => "low",
        "critical" => {
            written.remark("priority critical, written as high", task);
            "high"
        }
        _ => {
            written.remark("unsupported priority, left out", task);
            return None;
        }
    })
}

fn list<T: AsRef<str>>(key: &str, items: &[T]) -> String {
    if items.is_empty() {
        return format!("{key}: []\n");
    }
    let mut text = format!("{key}:\n");
    for item in items {
        let _ = writeln!(text, "  - {}", quoted(item.as_ref()));
    }
    text
}

fn quoted(text: &str) -> String {
    let style = Style::DoubleQuoted;
    write_text(text, style, style, Context::Flow)
}
