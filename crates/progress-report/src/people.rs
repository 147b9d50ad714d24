//! Who works on what.

use std::collections::BTreeMap;

use progress_core::display::plural;
use progress_core::status::ListedTask;
use progress_graph::State;

use crate::Page;
use crate::html::{close_table, open_table, push, text};

/// Maximum plans named in a row.
const MAX_PLANS: usize = 3;
/// Maximum rows of the table of authors.
const MAX_AUTHORS: usize = 50;

/// The tasks of one person or role.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Workload {
    /// The number of tasks in each state.
    pub states: BTreeMap<State, usize>,
    /// The IDs of active tasks.
    pub active: Vec<String>,
}

/// An author of commits that work on the plans.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Contributor {
    /// The name.
    pub name: String,
    /// The number of commits.
    pub commits: usize,
    /// The number of those in the last four weeks of the history.
    pub recent: usize,
    /// The day of the last one.
    pub last: String,
    /// The names of the plans, that of the last commit first.
    pub plans: Vec<String>,
}

/// Returns the open tasks of everyone, by name.
#[must_use]
pub fn workloads(tasks: &[ListedTask<'_, '_>]) -> BTreeMap<String, Workload> {
    let mut people: BTreeMap<String, Workload> = BTreeMap::new();
    for listed in tasks {
        let state = State::of(listed.task.entry.state, &listed.readiness);
        for name in listed.task.assignees() {
            let load = people.entry(name.to_owned()).or_default();
            *load.states.entry(state).or_default() += 1;
            if matches!(state, State::Active | State::Review | State::AtRisk) {
                load.active.extend(listed.task.id().map(str::to_owned));
            }
        }
    }
    // Who has finished everything works on nothing.
    people.retain(|_, load| load.states.keys().any(|state| !state.is_settled()));
    people
}

/// Writes who works on what: the assigned tasks, and the commits.
pub(crate) fn write(page: &Page<'_, '_>, tasks: &[ListedTask<'_, '_>], out: &mut String) {
    assigned(tasks, out);
    if let Some(history) = page.history
        && !history.people.is_empty()
    {
        commits(&history.people, out);
    }
}

fn assigned(tasks: &[ListedTask<'_, '_>], out: &mut String) {
    let people = workloads(tasks);
    if people.is_empty() {
        out.push_str("<p>No open task is assigned.</p>\n");
        return;
    }
    let columns = ["Who", "Active tasks", "Blocked", "Ready", "Waiting", "Done"];
    open_table("assigned cards", out, "Open tasks by assignee", &columns);
    for (name, load) in people {
        push(
            out,
            format_args!(
                "<tr>\n<th>{}<td>{}",
                text(&name),
                text(&load.active.join(", "))
            ),
        );
        for state in [State::Blocked, State::Ready, State::Waiting, State::Done] {
            let count = load.states.get(&state).copied().unwrap_or(0);
            push(out, format_args!("<td class=\"number\">{count}"));
        }
    }
    close_table(out);
}

fn commits(people: &[Contributor], out: &mut String) {
    out.push_str("<h4>Commits that work on tasks</h4>\n");
    let columns = ["Author", "Last 4 weeks", "All", "Last commit", "Plans"];
    open_table("authors cards", out, "Commits by author", &columns);
    for person in people.iter().take(MAX_AUTHORS) {
        let named = person.plans.iter().take(MAX_PLANS);
        let mut plans: Vec<String> = named.map(|name| text(name.as_str())).collect();
        if person.plans.len() > MAX_PLANS {
            plans.push(format!("{} more", person.plans.len() - MAX_PLANS));
        }
        push(
            out,
            format_args!(
                "<tr>\n<th>{}<td class=\"number\">{}\
                 <td class=\"number\">{}<td class=\"figures\">{}<td>{}",
                text(&person.name),
                person.recent,
                person.commits,
                text(&person.last),
                plans.join(", ")
            ),
        );
    }
    close_table(out);
    if people.len() > MAX_AUTHORS {
        let rest = plural(people.len() - MAX_AUTHORS, "more author", "more authors");
        push(out, format_args!("<p>{rest}.</p>\n"));
    }
}
