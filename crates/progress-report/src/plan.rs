//! The section of one plan: its phases, a picture, and all tasks.

use progress_core::status::{
    ListedTask, PhaseView, PlanView, ReadinessIndex, Stage, TaskConditions, list_tasks,
};
use progress_graph::{Fold, Svg, plan_graph, svg};

use crate::html::{badge, bar, close_table, file, folded, open_table, push, text};
use crate::overview::{stage, state_of};
use crate::{Page, checks, course};

/// Tasks above which the finished ones are drawn as one, so that what is open can be seen.
const MANY_TASKS: usize = 40;

/// Writes the section.
pub(crate) fn write<'w>(
    page: &Page<'_, 'w>,
    plan: &PlanView<'w>,
    index: usize,
    readiness: &ReadinessIndex<'w>,
    out: &mut String,
) {
    push(
        out,
        format_args!(
            "<section id=\"plan-{index}\" aria-labelledby=\"plan-{index}-title\">\n\
             <h2 id=\"plan-{index}-title\">{}</h2>\n<p>{}, {}</p>\n",
            text(plan.name),
            stage(plan.stage()),
            bar(&plan.counts())
        ),
    );
    phases(page, plan, out);
    held_up(plan, out);
    checks::of_plan(page, plan, out);
    course_of(page, plan, index, out);
    let plans = std::slice::from_ref(plan);
    picture(page, plans, index, readiness, out);
    let statuses = &page.workspace.settings.statuses;
    let tasks = list_tasks(plans, &TaskConditions::default(), readiness, statuses);
    all_tasks(plan, &tasks, out);
    out.push_str("</section>\n");
}

fn phases(page: &Page<'_, '_>, plan: &PlanView<'_>, out: &mut String) {
    let caption = format!("Phases of {}", plan.name);
    let columns = ["Phase", "Done", "Status", "File"];
    open_table("phases cards", out, &caption, &columns);
    for phase in &plan.phases {
        let path = phase.file.path.as_str();
        let done = if phase.phase.is_some() {
            bar(&phase.counts)
        } else {
            "cannot be read".to_owned()
        };
        let doubt = if phase.agrees {
            ""
        } else {
            " <span class=\"reason\">≠ differs from what the file states</span>"
        };
        push(
            out,
            format_args!(
                "<tr>\n<th>{}<td>{done}{doubt}<td>{}\
                 <td>{}",
                text(&phase_name(phase)),
                text(phase.status().unwrap_or("none")),
                file(page.base, path)
            ),
        );
    }
    close_table(out);
}

fn phase_name(phase: &PhaseView<'_>) -> String {
    match (phase.label(), phase.title()) {
        (Some(label), Some(title)) => format!("{label}: {title}"),
        (Some(name), None) | (None, Some(name)) => name.to_owned(),
        (None, None) => "without a number".to_owned(),
    }
}

/// Unresolved blockers, and what keeps phases open whose tasks are all done.
fn held_up(plan: &PlanView<'_>, out: &mut String) {
    let mut lines = Vec::new();
    for phase in &plan.phases {
        let name = phase_name(phase);
        for blocker in &phase.blockers {
            let parts = [blocker.id, blocker.description];
            let parts: Vec<&str> = parts.into_iter().flatten().collect();
            lines.push(format!("Phase {name}: blocker {}", parts.join(": ")));
        }
        if phase.is_held_open() {
            let pending = phase.pending_criteria();
            let criteria = pending.iter().filter_map(|it| it.id.or(it.description));
            let criteria: Vec<&str> = criteria.collect();
            lines.push(if criteria.is_empty() {
                format!("Phase {name}: no task remains, but its status says otherwise")
            } else {
                let criteria = criteria.join(", ");
                format!("Phase {name}: no task remains, but criteria are pending: {criteria}")
            });
        }
    }
    if lines.is_empty() {
        return;
    }
    out.push_str("<h3>What holds it up</h3>\n<ul>\n");
    for line in lines {
        push(out, format_args!("<li>{}</li>\n", text(&line)));
    }
    out.push_str("</ul>\n");
}

/// How the plan went. Of a finished plan, nobody needs a forecast.
fn course_of(page: &Page<'_, '_>, plan: &PlanView<'_>, index: usize, out: &mut String) {
    if plan.stage() == Stage::Over {
        return;
    }
    let Some(course) = page.history.and_then(|it| it.plans.get(plan.name)) else {
        return;
    };
    out.push_str("<h3>History</h3>\n");
    course::write(course, &format!("course-{index}"), plan.name, out);
}

fn picture<'w>(
    page: &Page<'_, 'w>,
    plans: &[PlanView<'w>],
    index: usize,
    readiness: &ReadinessIndex<'w>,
    out: &mut String,
) {
    let statuses = &page.workspace.settings.statuses;
    let graph = plan_graph(plans, readiness, statuses);
    let is_over = plans.iter().all(|plan| plan.stage() == Stage::Over);
    // Of a finished plan, the table is enough.
    if graph.nodes.is_empty() || is_over {
        return;
    }
    let fold = if graph.nodes.len() > MANY_TASKS {
        Fold::Done
    } else {
        Fold::Nothing
    };
    let id = format!("graph-{index}");
    let options = Svg {
        id: &id,
        is_file: false,
        fold,
    };
    let (picture, fold) = svg(&graph, options);
    let note = fold.note().map(|note| format!(" In this picture, {note}."));
    push(
        out,
        format_args!(
            "<h3>Dependencies</h3>\n<p>A task is below what it depends on.{} The table below has \
             all tasks.</p>\n<div class=\"wide\" role=\"region\" \
             aria-label=\"Picture of the dependencies of {}\" tabindex=\"0\">\n{picture}</div>\n",
            note.unwrap_or_default(),
            text(&graph.title)
        ),
    );
}

fn all_tasks(plan: &PlanView<'_>, tasks: &[ListedTask<'_, '_>], out: &mut String) {
    if tasks.is_empty() {
        return;
    }
    // Closed at first, because the list is long; the browser's search opens it.
    push(
        out,
        format_args!(
            "<details><summary>All tasks of {}</summary>\n",
            text(plan.name)
        ),
    );
    let caption = format!("Tasks of {}", plan.name);
    let columns = ["Task", "State", "Description", "Phase", "Who", "Depends on"];
    open_table("tasks all cards", out, &caption, &columns);
    for listed in tasks {
        let task = &listed.task;
        let who: Vec<&str> = task.assignees().collect();
        let before = task.entry.references.iter().map(|name| name.text.as_str());
        let before: Vec<&str> = before.collect();
        push(
            out,
            format_args!(
                "<tr>\n<th>{}<td>{}<td>{}<td>{}<td>{}<td>{}",
                text(task.id().unwrap_or("without an ID")),
                badge(state_of(listed)),
                folded(task.description.unwrap_or_default()),
                text(listed.phase.label().unwrap_or_default()),
                text(&who.join(", ")),
                text(&before.join(", "))
            ),
        );
    }
    close_table(out);
    out.push_str("</details>\n");
}
