//! JSON output of `progress show`.

use std::io::{self, Write};

use progress_core::status::{Dependency, DependencyState};
use serde::Serialize;
use serde_json::Value;
use yaml_lossless::{Node, to_json};

use super::{Details, Other};
use crate::cli::list::readiness;
use crate::cli::ready::ClaimItem;
use crate::cli::tasks::TaskItem;
use crate::report::{FormatVersion, write_json};

/// Output of `progress show --format json`.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Shown<'w> {
    /// Version of this format.
    version: FormatVersion,
    #[serde(flatten)]
    task: TaskItem<'w>,
    /// The line of the task in the file.
    line: usize,
    /// Whether it can start; null if it was started, is settled or blocked, or its phase is.
    #[cfg_attr(test, schemars(extend("enum" = ["ready", "waiting", "unknown", null])))]
    readiness: Option<&'static str>,
    /// Why it cannot start, in words; null if it can, or was started or settled.
    reason: Option<&'w str>,
    /// What it depends on.
    dependencies: Vec<DependencyItem<'w>>,
    /// The tasks that depend on it.
    dependents: Vec<OtherItem<'w>>,
    /// The claim; null if nobody claimed it.
    claim: Option<ClaimItem>,
    /// All keys of the task with their values, such as `notes`, `evidence` and `commit`.
    values: Value,
}

/// A dependency of the task.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct DependencyItem<'w> {
    /// The dependency as written.
    dependency: &'w str,
    /// Whether it is done.
    #[cfg_attr(test, schemars(extend("enum" = ["done", "open", "unknown"])))]
    state: &'static str,
    /// Why it cannot be decided; null if it can.
    #[cfg_attr(test, schemars(extend("enum" = ["dependencies-not-listed", "dropped", "event", "missing", "other-plan", null])))]
    doubt: Option<&'static str>,
    /// The task that it names; null if it is not a task.
    task: Option<OtherItem<'w>>,
}

/// Another task.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct OtherItem<'w> {
    /// The ID; null if the task has none.
    id: Option<&'w str>,
    /// What to do.
    description: Option<&'w str>,
    /// The status as written.
    status: Option<&'w str>,
    /// The name of the plan.
    plan: &'w str,
    /// The file, relative to the root of the repository.
    path: &'w str,
}

pub(super) fn write(details: &Details<'_, '_>, out: &mut dyn Write) -> io::Result<()> {
    let dependencies = details.dependencies.iter();
    let shown = Shown {
        version: FormatVersion,
        task: TaskItem::new(details.plan, details.phase, &details.task),
        line: details.line,
        readiness: readiness(&details.readiness),
        reason: details.why_not.as_deref(),
        dependencies: dependencies
            .map(|(dependency, named)| dependency_item(dependency, named.as_ref()))
            .collect(),
        dependents: details.dependents.iter().map(other_item).collect(),
        claim: details.claim.as_ref().map(ClaimItem::from),
        values: to_json(details.node, &is_text),
    };
    write_json(&shown, out)
}

/// IDs and commits are texts, whatever they look like.
fn is_text(node: Node<'_>) -> bool {
    // An abbreviated hash such as `12e4567` would become a number.
    let key = node.key().and_then(Node::text);
    matches!(key, Some("id")) || progress_core::model::keys::names_commit(node)
}

fn dependency_item<'w>(
    dependency: &Dependency<'w>,
    named: Option<&Other<'_, 'w>>,
) -> DependencyItem<'w> {
    let (state, doubt) = match dependency.state {
        DependencyState::Done => ("done", None),
        DependencyState::Open => ("open", None),
        DependencyState::Unknown(doubt) => ("unknown", Some(doubt.as_str())),
    };
    DependencyItem {
        dependency: dependency.text,
        state,
        doubt,
        task: named.map(other_item),
    }
}

fn other_item<'w>(other: &Other<'_, 'w>) -> OtherItem<'w> {
    let status = other.task.entry.status.as_ref();
    OtherItem {
        id: other.task.id(),
        description: other.task.description,
        status: status.map(|name| name.text.as_str()),
        plan: other.plan.name,
        path: other.task.path(),
    }
}

#[cfg(test)]
#[test]
fn the_schema_is_up_to_date() {
    super::super::schema::tests::check::<Shown<'_>>("show");
}
