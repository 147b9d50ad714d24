//! Tables of the tasks that need attention: why, since when, and what they wait for.

use progress_core::display::plural;
use progress_core::model::TaskRef;
use progress_core::status::{ListedTask, ReadinessIndex, open_dependencies};
use progress_graph::State;

use crate::Page;
use crate::html::{badge, close_table, folded, open_table, push, text};
use crate::overview::state_of;

/// Maximum tasks in a table; the plans have all of them.
const MAX_TASKS: usize = 50;
/// Maximum dependencies named in a row.
const MAX_DEPENDENCIES: usize = 6;

/// What the tables are made from.
pub(crate) struct Attention<'a, 'p, 'w> {
    pub(crate) page: &'a Page<'p, 'w>,
    pub(crate) tasks: &'a [ListedTask<'a, 'w>],
    pub(crate) readiness: &'a ReadinessIndex<'w>,
}

impl Attention<'_, '_, '_> {
    /// Writes the tasks in some states.
    pub(crate) fn write(&self, name: &str, states: &[State], out: &mut String) {
        let found = self.tasks.iter();
        let found = found.filter(|task| states.contains(&state_of(task)));
        let found: Vec<&ListedTask<'_, '_>> = found.collect();
        if found.is_empty() {
            out.push_str("<p>None.</p>\n");
            return;
        }
        let columns = ["Task", "State", "Description", "Since", "Who", "Plan"];
        open_table("tasks since cards", out, name, &columns);
        for task in found.iter().take(MAX_TASKS) {
            self.row(task, out);
        }
        close_table(out);
        if found.len() > MAX_TASKS {
            let rest = plural(found.len() - MAX_TASKS, "more task", "more tasks");
            push(out, format_args!("<p>{rest}; see the plans below.</p>\n"));
        }
    }

    fn row(&self, listed: &ListedTask<'_, '_>, out: &mut String) {
        let task = &listed.task;
        let who: Vec<&str> = task.assignees().collect();
        let mut reasons = String::new();
        for reason in task
            .block_reason()
            .into_iter()
            .chain(waits_for(self.readiness, task.at))
        {
            let reason = text(&reason);
            push(
                &mut reasons,
                format_args!("<br><span class=\"reason\">{reason}</span>"),
            );
        }
        // The tasks refer to the plans of the page, so their addresses identify them.
        let mut plans = self.page.plans.iter();
        let plan = plans.position(|plan| std::ptr::eq(plan, listed.plan));
        let phase = match listed.phase.label() {
            Some(label) => format!(", phase {}", text(label)),
            None => String::new(),
        };
        push(
            out,
            format_args!(
                "<tr>\n<th class=\"id\">{}<td>{}<td>{}{reasons}<td>{}\
                 <td>{}<td><a href=\"#plan-{}\">{}</a>{phase}",
                text(task.id().unwrap_or("without an ID")),
                badge(state_of(listed)),
                folded(task.description.unwrap_or_default()),
                self.since(listed),
                text(&who.join(", ")),
                plan.unwrap_or_default(),
                text(listed.plan.name),
            ),
        );
    }

    /// Since when a task is in its state, and for how long nobody has worked on it.
    fn since(&self, listed: &ListedTask<'_, '_>) -> String {
        let (Some(history), Some(id)) = (self.page.history, listed.task.id()) else {
            return String::new();
        };
        let key = (listed.plan.name.to_owned(), id.to_owned());
        let Some(task) = history.tasks.get(&key) else {
            return String::new();
        };
        let mut cell = format!(
            "<span class=\"figures\">{}</span> <span class=\"soft figures\">{}</span>",
            text(&task.since),
            days(task.days)
        );
        if !matches!(
            state_of(listed),
            State::Active | State::Review | State::AtRisk
        ) {
            return cell;
        }
        match &task.worked {
            Some((day, idle)) => push(
                &mut cell,
                format_args!(
                    "<br><span class=\"soft\">last work {}, idle for {}</span>",
                    text(day),
                    days(*idle)
                ),
            ),
            None => cell.push_str("<br><span class=\"soft\">no commit works on it since</span>"),
        }
        cell
    }
}

/// The dependencies of a task that are not done, with their states, for people.
#[must_use]
pub fn waits_for(readiness: &ReadinessIndex<'_>, at: TaskRef) -> Option<String> {
    let open = open_dependencies(readiness, at);
    let mut names: Vec<String> = Vec::new();
    for dependency in open.iter().take(MAX_DEPENDENCIES) {
        names.push(match dependency.status {
            Some(status) => format!("{} ({status})", dependency.text),
            None => dependency.text.to_owned(),
        });
    }
    if open.len() > MAX_DEPENDENCIES {
        names.push(format!("{} more", open.len() - MAX_DEPENDENCIES));
    }
    (!names.is_empty()).then(|| format!("waits for {}", names.join(", ")))
}

fn days(count: u64) -> String {
    plural(usize::try_from(count).unwrap_or(usize::MAX), "day", "days")
}
