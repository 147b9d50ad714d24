//! Cycles of dependencies, in which no task could ever start.

use std::collections::BTreeMap;

use crate::{Bundle, Plan, Task};

/// How far the search is with a task.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Visit {
    New,
    Open,
    Done,
}

/// Leaves out the dependencies that close a cycle.
pub(super) fn break_up(plan: &mut Plan, bundle: &mut Bundle) {
    let mut tasks: Vec<&mut Task> = Vec::new();
    for phase in &mut plan.phases {
        tasks.extend(phase.tasks.iter_mut());
    }
    let mut index = BTreeMap::new();
    for (place, task) in tasks.iter().enumerate() {
        index.insert(task.id.clone(), place);
    }
    let mut edges: Vec<Vec<usize>> = Vec::with_capacity(tasks.len());
    for task in &tasks {
        let names = task.dependencies.iter();
        edges.push(names.filter_map(|name| index.get(name).copied()).collect());
    }
    for (from, to) in closing(&edges) {
        let name = tasks[to].id.clone();
        let task = &mut *tasks[from];
        task.dependencies.retain(|it| *it != name);
        bundle.remark(
            "dependency that closes a cycle, left out",
            &format!("{} on {name}", task.id),
        );
    }
}

/// The edges that close a cycle. Without recursion, since a chain may be as long as the file.
fn closing(edges: &[Vec<usize>]) -> Vec<(usize, usize)> {
    let mut visits = vec![Visit::New; edges.len()];
    let mut found = Vec::new();
    for start in 0..edges.len() {
        if visits[start] != Visit::New {
            continue;
        }
        let mut path = vec![(start, 0)];
        visits[start] = Visit::Open;
        while let Some((task, next)) = path.pop() {
            let Some(&other) = edges[task].get(next) else {
                visits[task] = Visit::Done;
                continue;
            };
            path.push((task, next + 1));
            match visits[other] {
                Visit::New => {
                    visits[other] = Visit::Open;
                    path.push((other, 0));
                }
                Visit::Open => found.push((task, other)),
                Visit::Done => {}
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_closing_edge_is_found() {
        assert_eq!(closing(&[vec![1], vec![2], vec![0]]), [(2, 0)]);
        assert_eq!(closing(&[vec![1, 2], vec![2], vec![]]), []);
        let long: Vec<Vec<usize>> = (0..100_000).map(|n| vec![(n + 1) % 100_000]).collect();
        assert_eq!(closing(&long), [(99_999, 0)]);
    }
}
