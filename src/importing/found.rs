//! The tasks of other tools in a repository.

use std::collections::BTreeSet;

use progress_bridge::{Format, Known, detect, inputs, read};
use progress_core::status::plans;

use super::existing::Existing;
use super::{load_all, place};
use crate::updating::Workplace;

/// Tasks of another tool, none of which was imported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Importable {
    /// Their format.
    pub format: Format,
    /// How many there are.
    pub tasks: usize,
}

/// Finds the tasks of other tools that an import of the whole repository would read for the first
/// time.
#[must_use]
pub fn importable(workplace: Workplace<'_>) -> Vec<Importable> {
    let (files, start) = place(workplace.root, workplace.root);
    let formats = detect(&files, &start, &Known::default());
    if formats.is_empty() {
        return Vec::new();
    }
    let workspace = load_all(workplace);
    let known = Existing::of(&workspace, &plans(&workspace)).known;
    let sources = known.plans.values().flat_map(|plan| plan.sources.keys());
    let imported: BTreeSet<&str> = sources.map(|source| top(source)).collect();
    let mut found = Vec::new();
    for format in formats {
        let paths = inputs(format, &files, &start, &known);
        if paths.iter().any(|path| imported.contains(top(path))) {
            continue;
        }
        // What cannot be read is the business of the import.
        let tasks = read(format, &files, &start, &known).map_or(0, |bundle| bundle.task_count());
        if tasks > 0 {
            found.push(Importable { format, tasks });
        }
    }
    found
}

/// The directory at the top in which a file is: each tool has one of its own.
fn top(path: &str) -> &str {
    path.split(['/', '#']).next().unwrap_or_default()
}
