//! Graphs for tests.

use progress_core::status::{ReadinessIndex, plans};
use progress_testing::{loaded, with};

use crate::{Graph, plan_graph};

/// The graph of one plan with these files.
pub(crate) fn graph_of_files(files: &[(&str, &str)]) -> Graph {
    let files: Vec<(String, String)> = files
        .iter()
        .map(|(name, keys)| (format!("progress/auth-v1/{name}"), with(keys)))
        .collect();
    let files: Vec<(&str, &str)> = files
        .iter()
        .map(|(path, text)| (path.as_str(), text.as_str()))
        .collect();
    let workspace = loaded(&files);
    let plans = plans(&workspace);
    let readiness = ReadinessIndex::of(&workspace);
    plan_graph(&plans, &readiness, &workspace.settings.statuses)
}

/// A task, as a YAML list entry; it depends on `before` unless that is empty.
pub(crate) fn task(id: &str, status: &str, before: &str) -> String {
    format!("- {{id: {id}, status: {status}, dependencies: [{before}]}}")
}

/// The graph of a phase with these tasks, given as YAML list entries without indentation.
pub(crate) fn graph_of(tasks: &str) -> Graph {
    let keys = format!("parallelization: {{}}\ntasks:\n{tasks}");
    graph_of_files(&[("phase-1-progress.md", &keys)])
}
