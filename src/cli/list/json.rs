//! JSON output of `progress list`.

use std::io::{self, Write};

use progress_core::status::{ListedTask, Readiness};
use serde::Serialize;

use crate::cli::tasks::TaskItem;
use crate::report::{FormatVersion, write_json};

/// Output of `progress list --format json`.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Listing<'w> {
    /// Version of this format.
    version: FormatVersion,
    /// The tasks, in the order of plans, phases and files.
    tasks: Vec<ListedItem<'w>>,
}

/// A listed task.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct ListedItem<'w> {
    #[serde(flatten)]
    task: TaskItem<'w>,
    /// Its dependencies, as written.
    dependencies: Vec<&'w str>,
    /// Whether it can start; null if it was started, is settled or blocked, or its phase is.
    #[cfg_attr(test, schemars(extend("enum" = ["ready", "waiting", "unknown", null])))]
    readiness: Option<&'static str>,
}

pub(super) fn write(listed: &[ListedTask<'_, '_>], out: &mut dyn Write) -> io::Result<()> {
    let listing = Listing {
        version: FormatVersion,
        tasks: listed.iter().map(item).collect(),
    };
    write_json(&listing, out)
}

fn item<'w>(listed: &ListedTask<'_, 'w>) -> ListedItem<'w> {
    let names = listed.task.entry.references.iter();
    ListedItem {
        task: TaskItem::new(listed.plan, listed.phase, &listed.task),
        dependencies: names.map(|name| name.text.as_str()).collect(),
        readiness: readiness(&listed.readiness),
    }
}

/// The name of a readiness.
pub(in crate::cli) fn readiness(readiness: &Readiness<'_>) -> Option<&'static str> {
    match readiness {
        Readiness::NotOpen => None,
        Readiness::Waiting => Some("waiting"),
        Readiness::Unknown(_) => Some("unknown"),
        Readiness::Ready => Some("ready"),
    }
}

#[cfg(test)]
#[test]
fn the_schema_is_up_to_date() {
    super::super::schema::tests::check::<Listing<'_>>("list");
}
