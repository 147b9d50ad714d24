//! What the Markdown format adds for a range of commits: verdicts on the tasks that it completes, and
//! a small graph of the tasks that it changes.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use progress_core::display::markdown::plain;
use progress_core::display::plural;
use progress_core::status::{PlanView, ReadinessIndex, plans};
use progress_core::workspace::Workspace;
use progress_git::git::Repository;
use progress_graph::{Fold, mermaid_within_limits, plan_graph};

use crate::cli::Console;
use crate::cli::failure::Failure;
use crate::cli::verify::markdown::row;
use crate::comparing::FileChange;
use crate::project::Project;
use crate::verifying::{Source, Verified, Wanted, tally};

/// Maximum length of the verdicts, so that the changes have room.
const MAX_VERDICTS: usize = 15_000;
/// Maximum length of all graphs.
const MAX_GRAPHS: usize = 15_000;
/// With more nodes, nobody sees what changed.
const MAX_NODES: usize = 60;

/// Further parts of a comment; empty if there is nothing to say.
#[derive(Debug, Default)]
pub(super) struct Details {
    /// The verdicts on the tasks that the range completes.
    pub verdicts: String,
    /// The tasks that it changes, and what they depend on.
    pub graphs: String,
}

/// Returns the details of a range. If its history cannot be read, warns and leaves them out: the
/// changes themselves are known.
pub(super) fn details(
    project: &Project,
    repository: &Repository,
    range: &str,
    files: &[FileChange],
    console: &mut Console<'_>,
) -> Details {
    let found = Source::range(&project.root.folder, repository, range)
        .map_err(|error| error.to_string())
        .and_then(|source| of_source(&source, project, files));
    found.unwrap_or_else(|error| {
        console.warn(&Failure::new(format!("no verdicts: {error}")));
        Details::default()
    })
}

fn of_source(
    source: &Source<'_>,
    project: &Project,
    files: &[FileChange],
) -> Result<Details, String> {
    let workspace = source.load(project.settings.clone());
    let plans = plans(&workspace);
    let in_range = source
        .in_range(&workspace)
        .map_err(|error| error.to_string())?
        .unwrap_or_default();
    let mut details = Details {
        verdicts: String::new(),
        graphs: graphs(&workspace, &plans, files),
    };
    if !in_range.completed.is_empty() {
        let wanted = Wanted {
            completed: Some(in_range.completed),
            ..Wanted::default()
        };
        let past = source
            .past(&workspace.settings)
            .map_err(|error| error.to_string())?;
        let verified = source.verify(&workspace, &past, &plans, &wanted);
        details.verdicts = verdicts(verified);
    }
    Ok(details)
}

/// The verdicts, the worst first: what is cut is what needs attention least.
fn verdicts(mut verified: Vec<Verified>) -> String {
    let counts: Vec<String> = tally(&verified)
        .into_iter()
        .filter(|(_, count)| *count > 0)
        .map(|(verdict, count)| format!("{count} {}", verdict.name()))
        .collect();
    if counts.is_empty() {
        return String::new();
    }
    let mut out = format!(
        "\n#### Completed tasks: {}\n\n| Verdict | Task | Reasons |\n|---|---|---|\n",
        counts.join(", ")
    );
    verified.sort_by_key(|item| item.judgement.verdict.rank());
    for (at, item) in verified.iter().enumerate() {
        let row = row(item);
        if out.len() + row.len() > MAX_VERDICTS {
            let rest = plural(verified.len() - at, "more task", "more tasks");
            let _ = writeln!(out, "| … | {rest}; run `progress verify` to see all | |");
            break;
        }
        out.push_str(&row);
    }
    out
}

/// One diagram per plan with changed tasks.
fn graphs(workspace: &Workspace, plans: &[PlanView<'_>], files: &[FileChange]) -> String {
    let mut changed: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for file in files {
        let Some(phase) = file.what.phase() else {
            continue;
        };
        let tasks = file.what.tasks.iter().filter_map(|task| task.id.as_deref());
        changed.entry(&phase.plan).or_default().extend(tasks);
    }
    let readiness = ReadinessIndex::of(workspace);
    let mut out = String::new();
    let mut left_out = 0;
    for plan in plans {
        let Some(ids) = changed.get(plan.name) else {
            continue;
        };
        let statuses = &workspace.settings.statuses;
        let graph = plan_graph(std::slice::from_ref(plan), &readiness, statuses)
            .around(&|node| ids.contains(node.name.as_str()));
        // Boxes without arrows say nothing that the table does not.
        if graph.edges.is_empty() {
            continue;
        }
        let (diagram, _) = mermaid_within_limits(&graph, Fold::Nothing);
        if graph.nodes.len() > MAX_NODES || out.len() + diagram.len() > MAX_GRAPHS {
            left_out += 1;
            continue;
        }
        let name = plain(plan.name);
        let _ = write!(
            out,
            "\n<details><summary>Changed tasks of {name}, and what they depend on</summary>\n\n\
             ```mermaid\n{diagram}```\n\n</details>\n"
        );
    }
    if left_out > 0 {
        let count = plural(left_out, "graph is", "graphs are");
        let _ = writeln!(out, "\n{count} too large to show; run `progress graph`.");
    }
    out
}
