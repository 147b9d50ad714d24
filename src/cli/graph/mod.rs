//! `progress graph`: draws the dependencies of tasks.

mod human;
mod markdown;

use progress_core::status::{PlanView, ReadinessIndex, Stage, plans};
use progress_core::workspace::Workspace;
use progress_graph::{Fold, Graph, Svg, dot, mermaid_within_limits, plan_graph, svg};

use super::args::{FoldName, GraphArguments, GraphFormat};
use super::failure::Failure;
use super::plans::Loaded;
use super::project::complain_of_unparsed;
use super::task_filter::keep_phase;
use super::{Console, ExitStatus};

/// Why Mermaid source is folded.
const MERMAID_LIMITS: &str = "Mermaid draws at most 500 arrows and 50,000 characters";
/// Why a picture is folded.
const PICTURE_LIMITS: &str = "the picture would be too large";

pub(super) fn run(
    arguments: &GraphArguments,
    console: &mut Console<'_>,
) -> Result<ExitStatus, Failure> {
    let Loaded {
        workspace,
        names,
        base,
        mut status,
    } = Loaded::here(arguments.config.as_deref(), console)?;
    let mut wanted = plans(&workspace);
    match &arguments.plan {
        Some(name) => wanted = names.select(wanted, name, &workspace.settings)?,
        None => keep_current(&mut wanted, &workspace),
    }
    // It is unknown which phase a broken file is of.
    if complain_of_unparsed(&wanted, &base, console) {
        status = ExitStatus::Failed;
    }
    keep_phase(&mut wanted, arguments.phase.as_deref(), console);
    let readiness = ReadinessIndex::of(&workspace);
    let graph = plan_graph(&wanted, &readiness, &workspace.settings.statuses);
    // A picture of nothing would be taken for one of a plan without tasks. Why there is nothing has
    // been said already.
    if wanted.is_empty() && arguments.format != GraphFormat::Human {
        return Ok(ExitStatus::Failed);
    }
    // If there are no plans at all, or none can be read, that has been reported already.
    let is_readable = wanted
        .iter()
        .flat_map(|plan| &plan.phases)
        .any(|phase| phase.phase.is_some());
    if graph.nodes.is_empty() && is_readable {
        let failure = Failure::new("there are no tasks yet");
        console.warn(
            &failure.help("add one with `progress add ID DESCRIPTION --plan PLAN --phase PHASE`"),
        );
    }
    let result = draw(&graph, arguments, status, console);
    drop(wanted);
    // The process exits next; dropping thousands of trees first would only delay that.
    std::mem::forget(workspace);
    result
}

/// Keeps the plan of the current branch; if there is none, the plans that are not finished.
fn keep_current(plans: &mut Vec<PlanView<'_>>, workspace: &Workspace) {
    if plans.iter().any(|plan| plan.is_current(workspace)) {
        plans.retain(|plan| plan.is_current(workspace));
    } else if plans.iter().any(|plan| plan.stage() != Stage::Over) {
        plans.retain(|plan| plan.stage() != Stage::Over);
    }
}

fn draw(
    graph: &Graph,
    arguments: &GraphArguments,
    status: ExitStatus,
    console: &mut Console<'_>,
) -> Result<ExitStatus, Failure> {
    let wanted = match arguments.fold {
        FoldName::Nothing => Fold::Nothing,
        FoldName::Done => Fold::Done,
        FoldName::Phases => Fold::Phases,
    };
    match arguments.format {
        GraphFormat::Human => {
            let view = human::View {
                paint: console.colors_stdout(),
                screen: console.screen(),
            };
            console.page(status, |out| view.write(&wanted.apply(graph), out))
        }
        GraphFormat::Svg => {
            let options = Svg {
                id: "graph",
                is_file: true,
                fold: wanted,
            };
            let (text, fold) = svg(graph, options);
            say_folded(wanted, fold, PICTURE_LIMITS, console);
            console.finish(status, |out| out.write_all(text.as_bytes()))
        }
        GraphFormat::Mermaid => {
            let (text, fold) = mermaid_within_limits(graph, wanted);
            say_folded(wanted, fold, MERMAID_LIMITS, console);
            console.finish(status, |out| out.write_all(text.as_bytes()))
        }
        GraphFormat::Markdown => console.finish(status, |out| markdown::write(graph, wanted, out)),
        GraphFormat::Dot => {
            let text = dot(&wanted.apply(graph));
            console.finish(status, |out| out.write_all(text.as_bytes()))
        }
    }
}

/// Says what was folded without being asked for.
fn say_folded(wanted: Fold, fold: Fold, reason: &str, console: &mut Console<'_>) {
    if let Some(note) = fold.note()
        && fold != wanted
    {
        console.note(&format!("note: {note}, because {reason}"));
    }
}
