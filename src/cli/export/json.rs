//! `progress export --to json`.

use progress_bridge::{Bundle, Plan, Task, Written};
use serde::Serialize;

use crate::report::{FormatVersion, write_json};

/// Output of `progress export --to json`.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct ExportJson<'a> {
    /// Version of this format.
    version: FormatVersion,
    /// The plans, by name.
    plans: Vec<PlanItem<'a>>,
}

/// A plan.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct PlanItem<'a> {
    /// Its name.
    name: &'a str,
    /// Its phases, in order.
    phases: Vec<PhaseItem<'a>>,
}

/// A phase.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct PhaseItem<'a> {
    /// Its number or name; null if the file states none.
    phase: Option<&'a str>,
    /// Its title.
    title: &'a str,
    /// Its tasks, in order.
    tasks: Vec<ExportedTask<'a>>,
}

/// A task.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct ExportedTask<'a> {
    /// Its ID.
    id: &'a str,
    /// What to do, in one line.
    description: &'a str,
    /// Its status: `pending`, `in_progress`, `review`, `completed`, `blocked`, `deferred`, `cancelled`, or
    /// the word in the file if it is none of these.
    status: &'a str,
    /// Who works on it.
    assigned_to: &'a [String],
    /// The IDs of tasks that must be done first.
    dependencies: &'a [String],
    /// How urgent it is; null if the file does not say.
    priority: Option<&'a str>,
    /// The estimate as written; null if there is none.
    estimated_effort: Option<&'a str>,
    /// Notes; null if there are none.
    notes: Option<&'a str>,
    /// The progress file, `#` and the ID.
    source: &'a str,
}

pub(super) fn written(bundle: &Bundle) -> Written {
    let output = ExportJson {
        version: FormatVersion,
        plans: bundle.plans.iter().map(plan).collect(),
    };
    let mut text = Vec::new();
    // Writing to memory cannot fail.
    let _ = write_json(&output, &mut text);
    let text = String::from_utf8(text).unwrap_or_default();
    Written {
        files: vec![("tasks.json".to_owned(), text)],
        remarks: bundle.remarks.clone(),
    }
}

fn plan(plan: &Plan) -> PlanItem<'_> {
    let phases = plan.phases.iter().map(|phase| PhaseItem {
        phase: phase.name.as_deref(),
        title: &phase.title,
        tasks: phase.tasks.iter().map(task).collect(),
    });
    PlanItem {
        name: &plan.name,
        phases: phases.collect(),
    }
}

fn task(task: &Task) -> ExportedTask<'_> {
    ExportedTask {
        id: &task.id,
        description: &task.title,
        status: task.status_word(),
        assigned_to: &task.assignees,
        dependencies: &task.dependencies,
        priority: task.priority.as_deref(),
        estimated_effort: task.estimate.as_deref(),
        notes: task.notes.as_deref(),
        source: &task.source,
    }
}

#[cfg(test)]
#[test]
fn the_schema_is_up_to_date() {
    super::super::schema::tests::check::<ExportJson<'_>>("export");
}
