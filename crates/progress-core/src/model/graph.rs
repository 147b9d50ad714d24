//! The dependency graph of one file's tasks, with their batches.

use super::{FileId, Name, Plans, Resolution};
use crate::collections::HashSet;

/// The dependencies among the tasks of one file, and their batches. Tasks are named by their
/// index in [`super::Phase::tasks`].
#[derive(Debug, Default)]
pub struct FileGraph {
    /// The dependencies of all tasks, one task after the other.
    dependencies: Vec<usize>,
    /// Where those of each task end.
    ends: Vec<usize>,
    /// The batch of each task; empty if there are no batches.
    batches: Vec<Option<usize>>,
}

/// A chain of tasks, each of which depends on the one before.
#[derive(Clone, Debug, PartialEq)]
pub struct Chain {
    /// The total weight of its tasks.
    pub weight: f64,
    /// Its tasks, in order of execution.
    pub tasks: Vec<usize>,
}

impl FileGraph {
    /// Reads the graph of a file.
    #[must_use]
    pub fn of(plans: &Plans, file: FileId) -> Self {
        let Some(phase) = plans.phase(file) else {
            return Self::default();
        };
        let tasks = phase.tasks();
        let mut graph = Self {
            ends: Vec::with_capacity(tasks.len()),
            ..Self::default()
        };
        for task in tasks {
            let names = task.references.iter();
            graph.add(names.filter_map(|name| task_here(plans, file, name)));
        }
        if !phase.schedule.batches.is_empty() {
            graph.batches = vec![None; tasks.len()];
        }
        for (number, batch) in phase.schedule.batches.iter().enumerate() {
            for name in &batch.tasks {
                if let Some(task) = task_here(plans, file, name) {
                    // The first batch counts; another rule reports a second one.
                    graph.batches[task].get_or_insert(number);
                }
            }
        }
        graph
    }

    /// Adds the next task.
    fn add(&mut self, dependencies: impl Iterator<Item = usize>) {
        self.dependencies.extend(dependencies);
        self.ends.push(self.dependencies.len());
    }

    /// The tasks that a task depends on.
    #[must_use]
    pub fn dependencies(&self, task: usize) -> &[usize] {
        let Some(&end) = self.ends.get(task) else {
            return &[];
        };
        // `ends` has an entry for `task`, so it has one for the task before.
        let start = if task == 0 { 0 } else { self.ends[task - 1] };
        &self.dependencies[start..end]
    }

    /// The batch of a task, as an index into the schedule's batches.
    #[must_use]
    pub fn batch(&self, task: usize) -> Option<usize> {
        self.batches.get(task).copied().flatten()
    }

    /// Whether `later` depends on `earlier`, directly or through others.
    ///
    /// `budget` limits the total steps of all calls. Once it is used up the answer is yes, to avoid
    /// false positives.
    #[must_use]
    pub(crate) fn waits_for(&self, later: usize, earlier: usize, budget: &mut usize) -> bool {
        let mut seen = HashSet::from_iter([later]);
        let mut open = vec![later];
        while let Some(task) = open.pop() {
            for &dependency in self.dependencies(task) {
                if dependency == earlier || *budget == 0 {
                    return true;
                }
                *budget -= 1;
                // Without this, a cycle would never end.
                if seen.insert(dependency) {
                    open.push(dependency);
                }
            }
        }
        false
    }

    /// The heaviest chain that ends with each task; `None` if tasks form a cycle.
    #[must_use]
    pub(crate) fn heaviest_chains(&self, weights: &[f64]) -> Option<Chains> {
        // In this order, the totals of all dependencies are final before they are used.
        let order = self.order()?;
        let mut totals = weights.to_vec();
        let mut before = vec![None; weights.len()];
        for task in order {
            let best = self
                .dependencies(task)
                .iter()
                .copied()
                // `max_by` keeps the last of equals, which is made the first in the file.
                .max_by(|&one, &other| {
                    let by_total = totals[one].total_cmp(&totals[other]);
                    by_total.then(other.cmp(&one))
                });
            if let Some(best) = best {
                totals[task] = weights[task] + totals[best];
                before[task] = Some(best);
            }
        }
        Some(Chains { totals, before })
    }

    /// The tasks in layers: each layer depends only on earlier ones. `None` if tasks form a cycle.
    #[must_use]
    pub(crate) fn layers(&self) -> Option<Vec<Vec<usize>>> {
        let mut depths = vec![0; self.ends.len()];
        for task in self.order()? {
            let before = self.dependencies(task).iter();
            depths[task] = before.map(|&it| depths[it] + 1).max().unwrap_or(0);
        }
        let mut layers = Vec::new();
        for (task, &depth) in depths.iter().enumerate() {
            if layers.len() <= depth {
                layers.resize_with(depth + 1, Vec::new);
            }
            layers[depth].push(task);
        }
        Some(layers)
    }

    /// The tasks in topological order; `None` if tasks form a cycle.
    #[must_use]
    pub fn order(&self) -> Option<Vec<usize>> {
        let count = self.ends.len();
        let mut waiting: Vec<usize> = (0..count)
            // A dependency listed twice counts twice here and is also subtracted twice.
            .map(|task| self.dependencies(task).len())
            .collect();
        let mut dependents = vec![Vec::new(); count];
        for task in 0..count {
            for &dependency in self.dependencies(task) {
                dependents[dependency].push(task);
            }
        }
        let mut order: Vec<usize> = (0..count).filter(|&task| waiting[task] == 0).collect();
        let mut next = 0;
        while let Some(&task) = order.get(next) {
            next += 1;
            for &dependent in &dependents[task] {
                waiting[dependent] -= 1;
                if waiting[dependent] == 0 {
                    order.push(dependent);
                }
            }
        }
        // The tasks of a cycle wait forever.
        if order.len() == count {
            Some(order)
        } else {
            None
        }
    }
}

/// The task of the same file that a name refers to.
fn task_here(plans: &Plans, file: FileId, name: &Name) -> Option<usize> {
    match plans.resolve(file, &name.text) {
        Resolution::Here(task) => Some(task.index as usize),
        _ => None,
    }
}

/// The heaviest chains of a file.
#[derive(Debug)]
pub struct Chains {
    totals: Vec<f64>,
    before: Vec<Option<usize>>,
}

impl Chains {
    /// The weight of the heaviest chain that ends with a task.
    #[must_use]
    pub fn total(&self, task: usize) -> f64 {
        self.totals.get(task).copied().unwrap_or(0.0)
    }

    /// The heaviest chain of all; of equally heavy ones, the one that ends first in the file.
    #[must_use]
    pub(crate) fn heaviest(&self) -> Option<Chain> {
        let mut last = None;
        for (task, total) in self.totals.iter().enumerate() {
            // Not `>=`: of equally heavy chains, the one whose end comes first is kept.
            if last.is_none_or(|(_, weight)| *total > weight) {
                last = Some((task, *total));
            }
        }
        let (last, weight) = last?;
        let mut tasks = vec![last];
        while let Some(before) = self.before[*tasks.last()?] {
            tasks.push(before);
        }
        tasks.reverse();
        Some(Chain { weight, tasks })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn graph(dependencies: &[&[usize]]) -> FileGraph {
        let mut graph = FileGraph::default();
        for list in dependencies {
            graph.add(list.iter().copied());
        }
        graph
    }

    #[test]
    fn the_heaviest_chain_is_found() {
        let graph = graph(&[&[], &[0], &[1], &[0], &[3]]);
        let chains = graph.heaviest_chains(&[1.0, 1.0, 1.0, 5.0, 1.0]).unwrap();
        assert_eq!(
            chains.heaviest(),
            Some(Chain {
                weight: 7.0,
                tasks: vec![0, 3, 4]
            })
        );
        assert!((chains.total(2) - 3.0).abs() < f64::EPSILON);
    }

    #[test]
    fn of_equal_chains_the_first_in_the_file_is_kept() {
        for dependencies in [&[0, 1][..], &[1, 0]] {
            let graph = graph(&[&[], &[], dependencies]);
            let chains = graph.heaviest_chains(&[1.0, 1.0, 1.0]).unwrap();
            assert_eq!(chains.heaviest().unwrap().tasks, [0, 2]);
        }
    }

    #[test]
    fn layers_depend_on_earlier_ones() {
        let layers = graph(&[&[1, 3], &[], &[1], &[2]]).layers();
        assert_eq!(layers, Some(vec![vec![1], vec![2], vec![3], vec![0]]));
        assert_eq!(graph(&[&[1], &[0]]).layers(), None);
    }

    #[test]
    fn a_cycle_has_no_heaviest_chain() {
        assert!(graph(&[&[1], &[0]]).heaviest_chains(&[1.0, 1.0]).is_none());
    }

    #[test]
    fn waiting_is_transitive_and_survives_cycles() {
        let graph = graph(&[&[2], &[0], &[1], &[]]);
        assert!(graph.waits_for(2, 0, &mut 100));
        assert!(!graph.waits_for(0, 3, &mut 100));
        assert!(graph.waits_for(0, 3, &mut 0));
    }
}
