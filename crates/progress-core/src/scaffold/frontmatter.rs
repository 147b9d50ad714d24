//! The frontmatter of a new progress file.

use std::fmt::Write as _;

use yaml_lossless::Style;
use yaml_lossless::edit::{Context, write_text};

use super::{NewPhase, NewTask};
use crate::derive::Counts;
use crate::document::Document;
use crate::model::plan::Member;
use crate::model::{Class, FileId, Phase, Plans, Statuses, Task, effort};

/// Values derived from the tasks.
#[derive(Default)]
struct Derived {
    counts: Counts,
    /// Whether work on any task has started.
    is_begun: bool,
    /// The IDs of each batch.
    batches: Vec<Vec<String>>,
    critical_path: Vec<String>,
    total: Option<String>,
}

pub(super) fn write(phase: &NewPhase, statuses: &Statuses) -> String {
    let tasks = task_list(&phase.tasks);
    let derived = Derived::of(&tasks, statuses);
    let mut text = String::from("---\n# === PROGRESS TRACKING ===\n");
    text.push_str(&identity(phase, &derived));
    text.push_str(&figures(&derived.counts));
    let _ = write!(
        text,
        "\n# Ownership\nowners: {}\ncontributors: {}\n",
        list(&phase.owners),
        list(&phase.contributors)
    );
    text.push_str("\n# === TASKS (SOURCE OF TRUTH) ===\n");
    text.push_str(&tasks);
    text.push_str(&schedule(&derived));
    text.push_str("\n# Blockers\nblockers: []\n");
    text.push_str(&criteria(phase));
    text.push_str("\n# Files Modified\nfiles_modified: []\n---\n");
    text
}

fn identity(phase: &NewPhase, derived: &Derived) -> String {
    let number = &phase.phase;
    let is_number = number == "0"
        || number.len() < 9
            && !number.starts_with('0')
            && number.bytes().all(|byte| byte.is_ascii_digit());
    // A number is written without quotes, unless readers may disagree on it: `02` is octal to some.
    let written = if is_number {
        number.clone()
    } else {
        quoted(number)
    };
    let started = match &phase.started {
        Some(date) => quoted(date),
        None => "null".to_owned(),
    };
    let completed = match &phase.completed {
        Some(date) => quoted(date),
        None => "null".to_owned(),
    };
    format!(
        "type: progress\nprd: {}\nphase: {written}\ntitle: {}\nstatus: {}\nstarted: {started}\ncompleted: {completed}\n",
        quoted(&phase.prd),
        quoted(&phase.title),
        quoted(status(phase, derived)),
    )
}

/// A phase whose tasks are all done is in review until somebody completes it.
fn status(phase: &NewPhase, derived: &Derived) -> &'static str {
    let counts = &derived.counts;
    if phase.completed.is_some() {
        "completed"
    } else if counts.total > 0 && counts.completed + counts.dropped == counts.total {
        "review"
    } else if derived.is_begun {
        "in_progress"
    } else {
        "planning"
    }
}

fn figures(counts: &Counts) -> String {
    format!(
        "\n# Overall Progress\noverall_progress: {}\ncompletion_estimate: \"on-track\"\n\n# Task Counts\ntotal_tasks: {}\ncompleted_tasks: {}\nin_progress_tasks: {}\nblocked_tasks: {}\nat_risk_tasks: {}\n",
        counts.percent(),
        counts.total,
        counts.completed,
        counts.in_progress,
        counts.blocked,
        counts.at_risk,
    )
}

fn task_list(tasks: &[NewTask]) -> String {
    if tasks.is_empty() {
        return "tasks: []\n".to_owned();
    }
    let entries: Vec<String> = tasks.iter().map(task).collect();
    format!("tasks:\n{}", entries.join("\n"))
}

fn task(task: &NewTask) -> String {
    let mut text = format!(
        "  - id: {}\n    description: {}\n    status: {}\n    assigned_to: {}\n    dependencies: {}\n",
        quoted(&task.id),
        quoted(&task.description),
        quoted(&task.status),
        list(&task.assigned_to),
        list(&task.dependencies),
    );
    let optional = [
        ("estimated_effort", &task.estimated_effort),
        ("priority", &task.priority),
    ];
    for (key, value) in optional {
        if let Some(value) = value {
            let _ = writeln!(text, "    {key}: {}", quoted(value));
        }
    }
    for (key, value) in &task.others {
        let _ = writeln!(text, "    {key}: {}", quoted(value));
    }
    text
}

fn schedule(derived: &Derived) -> String {
    let mut text = String::from("\n# Parallelization Strategy\nparallelization:\n");
    for (number, batch) in (1..).zip(&derived.batches) {
        let _ = writeln!(text, "  batch_{number}: {}", list(batch));
    }
    // The strict profile requires `batch_1`, even without tasks.
    if derived.batches.is_empty() {
        text.push_str("  batch_1: []\n");
    }
    let _ = writeln!(text, "  critical_path: {}", list(&derived.critical_path));
    if let Some(total) = &derived.total {
        let _ = writeln!(text, "  estimated_total_time: {}", quoted(total));
    }
    text
}

fn criteria(phase: &NewPhase) -> String {
    if phase.criteria.is_empty() {
        return "\n# Success Criteria\nsuccess_criteria: []\n".to_owned();
    }
    let mut text = String::from("\n# Success Criteria\nsuccess_criteria:\n");
    for (number, criterion) in (1..).zip(&phase.criteria) {
        let id = quoted(format!("SC-{}.{number}", phase.phase));
        let description = quoted(criterion);
        let _ = writeln!(
            text,
            "  - {{ id: {id}, description: {description}, status: \"pending\" }}"
        );
    }
    text
}

impl Derived {
    /// Parses the tasks like any reader will, and derives the values from the result.
    fn of(tasks: &str, statuses: &Statuses) -> Self {
        let phase = Document::parse(format!("---\n{tasks}---\n").into_bytes())
            .tree()
            .map(|tree| Phase::read(tree, statuses));
        let plans = Plans::new(vec![Member {
            folder: String::new(),
            all_phases: false,
            phase,
        }]);
        let Some(phase) = plans.phase(FileId(0)) else {
            return Self::default();
        };
        let tasks = phase.tasks();
        let graph = plans.graph(FileId(0));
        let chains = graph.heaviest_chains(&effort::weights(tasks));
        let longest = chains.and_then(|chains| chains.heaviest());
        Self {
            counts: Counts::of(phase),
            is_begun: tasks.iter().filter_map(|task| task.state).any(is_begun),
            // With a cycle there are none; such a file is not written, because it would not lint.
            batches: graph
                .layers()
                .unwrap_or_default()
                .iter()
                .map(|layer| ids_of(tasks, layer))
                .collect(),
            critical_path: longest
                .map(|chain| ids_of(tasks, &chain.tasks))
                .unwrap_or_default(),
            total: effort::total(tasks),
        }
    }
}

/// Whether a task with such a status has been started. A blocked one need not have been.
fn is_begun(class: Class) -> bool {
    match class {
        Class::Done | Class::Dropped | Class::Active | Class::AtRisk | Class::Review => true,
        Class::Open | Class::Blocked | Class::Unknown => false,
    }
}

/// The IDs of the tasks with these indices.
fn ids_of(tasks: &[Task], indices: &[usize]) -> Vec<String> {
    indices
        .iter()
        .filter_map(|&index| tasks.get(index)?.id_text())
        .map(str::to_owned)
        .collect()
}

fn list(texts: &[String]) -> String {
    let texts: Vec<String> = texts.iter().map(quoted).collect();
    format!("[{}]", texts.join(", "))
}

fn quoted(text: impl AsRef<str>) -> String {
    let style = Style::DoubleQuoted;
    write_text(text.as_ref(), style, style, Context::Flow)
}
