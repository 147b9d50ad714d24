//! JSON output of `progress ready`.

use std::io::{self, Write};

use progress_core::status::{Obstacle, OpenDependency, Readiness, open_dependencies};
use serde::Serialize;

use super::claim_item::HeldClaimItem;
use crate::claims::{ReadyTask, ReadyTasks};
use crate::cli::tasks::TaskItem;
use crate::report::{FormatVersion, write_json};

/// Output of `progress ready --format json`.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Listing<'w> {
    /// Version of this format.
    version: FormatVersion,
    /// The tasks that can start and that nobody has claimed.
    ready: Vec<TaskItem<'w>>,
    /// The claims.
    claimed: Vec<HeldClaimItem>,
    /// The open tasks whose dependencies cannot be decided.
    unknown: Vec<UnknownItem<'w>>,
    /// The open tasks that wait for a dependency.
    waiting: Vec<WaitingItem<'w>>,
}

/// A task that waits for a dependency.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct WaitingItem<'w> {
    #[serde(flatten)]
    task: TaskItem<'w>,
    /// The dependencies that are not done.
    waits_for: Vec<DependencyItem<'w>>,
}

/// A dependency that is not done.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct DependencyItem<'w> {
    /// The dependency as written.
    dependency: &'w str,
    /// The status of the task as written; null if it has none, or if the dependency is a phase.
    status: Option<&'w str>,
}

/// A task whose dependencies cannot be decided.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct UnknownItem<'w> {
    #[serde(flatten)]
    task: TaskItem<'w>,
    /// Why they cannot be decided.
    obstacles: Vec<ObstacleItem<'w>>,
}

/// A dependency that cannot be decided.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct ObstacleItem<'w> {
    /// The dependency as written; null if it is not a string.
    dependency: Option<&'w str>,
    /// Why it cannot be decided.
    #[cfg_attr(test, schemars(extend("enum" = ["dependencies-not-listed", "dropped", "event", "missing", "other-plan"])))]
    reason: &'static str,
}

pub(super) fn write(
    list: &ReadyTasks<'_, '_>,
    limit: usize,
    out: &mut dyn Write,
) -> io::Result<()> {
    let unknown = list.unknown.iter().map(|entry| UnknownItem {
        task: item(entry),
        obstacles: match list.readiness.readiness(entry.task.at) {
            Readiness::Unknown(obstacles) => obstacles.iter().map(obstacle).collect(),
            _ => Vec::new(),
        },
    });
    let listing = Listing {
        version: FormatVersion,
        // The limit is for tasks to start; the other lists are complete.
        ready: list.ready.iter().take(limit).map(item).collect(),
        claimed: list.claims.iter().map(HeldClaimItem::from).collect(),
        unknown: unknown.collect(),
        waiting: list
            .waiting
            .iter()
            .map(|entry| WaitingItem {
                task: item(entry),
                waits_for: open_dependencies(list.readiness, entry.task.at)
                    .iter()
                    .map(dependency)
                    .collect(),
            })
            .collect(),
    };
    write_json(&listing, out)
}

fn item<'w>(entry: &ReadyTask<'_, 'w>) -> TaskItem<'w> {
    TaskItem::new(entry.plan, entry.phase, entry.task)
}

fn dependency<'w>(open: &OpenDependency<'w>) -> DependencyItem<'w> {
    DependencyItem {
        dependency: open.text,
        status: open.status,
    }
}

fn obstacle<'w>(obstacle: &Obstacle<'w>) -> ObstacleItem<'w> {
    ObstacleItem {
        dependency: obstacle.text,
        reason: obstacle.doubt.as_str(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::claim::Taken;
    use super::super::release::Released;
    use super::Listing;

    /// Output of `progress ready --format json`, also with `--claim` or `--release`.
    #[derive(schemars::JsonSchema)]
    #[serde(untagged)]
    #[allow(dead_code, reason = "only its schema is used")]
    enum Output<'w> {
        List(Listing<'w>),
        Taken(Taken<'w>),
        Released(Released),
    }

    #[test]
    fn the_schema_is_up_to_date() {
        super::super::super::schema::tests::check::<Output<'_>>("ready");
    }
}
