//! JSON output of `progress ready`.

use std::io::{self, Write};

use serde::Serialize;

use super::super::tasks::TaskItem;
use super::claim::ClaimItem;
use super::{Entry, List};
use crate::report::write_json;
use crate::status::{Obstacle, Readiness};

#[derive(Serialize)]
struct Listing<'w> {
    version: u32,
    ready: Vec<TaskItem<'w>>,
    claimed: Vec<ClaimItem>,
    unknown: Vec<UnknownItem<'w>>,
}

#[derive(Serialize)]
struct UnknownItem<'w> {
    #[serde(flatten)]
    task: TaskItem<'w>,
    obstacles: Vec<ObstacleItem<'w>>,
}

#[derive(Serialize)]
struct ObstacleItem<'w> {
    dependency: Option<&'w str>,
    reason: &'static str,
}

pub(super) fn write(list: &List<'_, '_>, limit: usize, out: &mut dyn Write) -> io::Result<()> {
    let unknown = list.unknown.iter().map(|entry| UnknownItem {
        task: item(entry),
        obstacles: match list.settled.readiness(entry.task.at) {
            Readiness::Unknown(obstacles) => obstacles.iter().map(obstacle).collect(),
            _ => Vec::new(),
        },
    });
    let listing = Listing {
        version: 1,
        ready: list.ready.iter().take(limit).map(item).collect(),
        claimed: list.claims.iter().map(ClaimItem::from).collect(),
        unknown: unknown.collect(),
    };
    write_json(&listing, out)
}

fn item<'w>(entry: &Entry<'_, 'w>) -> TaskItem<'w> {
    TaskItem::new(entry.plan, entry.phase, entry.task)
}

fn obstacle<'w>(obstacle: &Obstacle<'w>) -> ObstacleItem<'w> {
    ObstacleItem {
        dependency: obstacle.text,
        reason: obstacle.doubt.as_str(),
    }
}
