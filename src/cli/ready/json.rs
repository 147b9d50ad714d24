//! JSON output of `progress ready`.

use std::io::{self, Write};

use progress_core::status::{Obstacle, Readiness};
use serde::Serialize;

use super::claim::ClaimItem;
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
    claimed: Vec<ClaimItem>,
    /// The open tasks whose dependencies cannot be decided.
    unknown: Vec<UnknownItem<'w>>,
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
    /// The dependency as written; null if it is not a text.
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
        claimed: list.claims.iter().map(ClaimItem::from).collect(),
        unknown: unknown.collect(),
    };
    write_json(&listing, out)
}

fn item<'w>(entry: &ReadyTask<'_, 'w>) -> TaskItem<'w> {
    TaskItem::new(entry.plan, entry.phase, entry.task)
}

fn obstacle<'w>(obstacle: &Obstacle<'w>) -> ObstacleItem<'w> {
    ObstacleItem {
        dependency: obstacle.text,
        reason: obstacle.doubt.as_str(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::claim::{Released, Taken};
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
