//! Resolution of references to tasks, phases and events.

use super::id::is_id_shaped;
use super::phase::Phase;
use super::reference::Reference;
use super::{FileId, Plan, Plans, TaskRef};
use crate::collections::HashMap;

/// The target of a reference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Resolution {
    /// A task of the same file.
    Here(TaskRef),
    /// A task of another file of the plan.
    Plan(TaskRef),
    /// A phase that files of the plan cover, with those files.
    Phase(Vec<FileId>),
    /// Everything before.
    All,
    /// A task of another plan.
    OtherPlan(TaskRef),
    /// A phase that no file covers.
    UncoveredPhase,
    /// An unknown task, which may be in this file whose tasks are unknown.
    Undecidable(FileId),
    /// An unknown task.
    Nothing,
    /// Not a task: a decision, a delivery.
    Event,
}

impl Resolution {
    /// The task, if it is in the same plan.
    #[must_use]
    pub fn task(&self) -> Option<TaskRef> {
        match self {
            Self::Here(task) | Self::Plan(task) => Some(*task),
            _ => None,
        }
    }
}

/// Resolves a reference, in this order: file, plan, phase, all, another plan.
pub(super) fn resolve(plans: &Plans, file: FileId, text: &str) -> Resolution {
    let plan = plans.plan_of(file);
    // An ID may be anything, even `Phase 2`.
    if let Some(found) = in_plan(plan, file, text.trim()) {
        return found;
    }
    match Reference::parse(text) {
        Reference::Phases(first, last) => {
            let end = last.as_ref().unwrap_or(&first);
            let files = plans.covers(plan).find(&first, end);
            if files.is_empty() {
                Resolution::UncoveredPhase
            } else {
                Resolution::Phase(files)
            }
        }
        Reference::All => Resolution::All,
        Reference::Qualified { prd, id } => qualified(plans, file, prd, id),
        Reference::Id(id) => match plans.covers(plan).named(id) {
            Some(files) => Resolution::Phase(files),
            None => elsewhere(plans, plan, file, id),
        },
        Reference::Event(text) => {
            let remarked = id_before_remark(text).and_then(|id| in_plan(plan, file, id));
            remarked.unwrap_or(Resolution::Event)
        }
    }
}

/// An ID that its own plan does not have.
fn elsewhere(plans: &Plans, plan: &Plan, file: FileId, id: &str) -> Resolution {
    // Plans use the same IDs, so a task of another plan says nothing while a file of this one
    // cannot be read.
    match missing(plan, file) {
        Resolution::Nothing => match plans.first_anywhere(id) {
            Some(task) => Resolution::OtherPlan(task),
            None => Resolution::Nothing,
        },
        undecidable => undecidable,
    }
}

/// The ID in a text such as `D1-1 (external)`.
fn id_before_remark(text: &str) -> Option<&str> {
    let (id, _) = text.strip_suffix(')')?.split_once(" (")?;
    if is_id_shaped(id) { Some(id) } else { None }
}

/// A task of a named plan, which may be the file's own.
fn qualified(plans: &Plans, file: FileId, prd: &str, id: &str) -> Resolution {
    let own = plans.phase(file).and_then(|it| it.identity.prd.as_ref());
    let plan = plans.plan_of(file);
    if own.is_some_and(|own| own.text == prd) {
        return in_plan(plan, file, id).unwrap_or_else(|| missing(plan, file));
    }
    let mut named = plans.plans_of_prd(prd).peekable();
    if named.peek().is_none() && !is_id_shaped(id) {
        // `review:approved` names neither a plan nor a task.
        return Resolution::Event;
    }
    match named.find_map(|plan| plan.tasks_named(id).first()) {
        Some(&task) => Resolution::OtherPlan(task),
        None => missing(plan, file),
    }
}

fn in_plan(plan: &Plan, file: FileId, id: &str) -> Option<Resolution> {
    let named = plan.named(id)?;
    // Thousands of files may use the same IDs.
    let own = named.tasks().partition_point(|task| task.file < file);
    if let Some(&task) = named.tasks().get(own).filter(|task| task.file == file) {
        return Some(Resolution::Here(task));
    }
    // A file for the phase is more specific than one that lists all phases.
    let task = named.of_phase().or(named.tasks().first().copied());
    task.map(Resolution::Plan)
}

/// The task of the plan that a reference names, usually by ID alone.
fn resolve_task(plans: &Plans, plan: &Plan, file: FileId, text: &str) -> Option<TaskRef> {
    match in_plan(plan, file, text) {
        Some(found) => found.task(),
        // Of other references, only `PLAN:ID` and `ID (remark)` can name a task of this plan.
        None if text.contains([':', '(']) => resolve(plans, file, text).task(),
        None => None,
    }
}

fn missing(plan: &Plan, file: FileId) -> Resolution {
    match plan.opaque.iter().find(|&&opaque| opaque != file) {
        Some(&opaque) => Resolution::Undecidable(opaque),
        None => Resolution::Nothing,
    }
}

/// Strongly connected components of at least two tasks, each in the order of the plan.
///
/// Tarjan's algorithm with an explicit stack: hostile files may chain 100,000 tasks.
pub(super) fn cycles(plans: &Plans, plan: &Plan) -> Vec<Vec<TaskRef>> {
    let mut tasks: Vec<TaskRef> = Vec::new();
    for &file in &plan.files {
        let all = plans.phase(file).map_or(&[][..], Phase::tasks);
        for (index, task) in (0..).zip(all) {
            // A task without dependencies is in no cycle.
            if !task.references.is_empty() {
                tasks.push(TaskRef { file, index });
            }
        }
    }
    let number: HashMap<TaskRef, usize> = tasks
        .iter()
        .enumerate()
        .map(|(n, &task)| (task, n))
        .collect();
    let mut edges: Vec<Vec<usize>> = vec![Vec::new(); tasks.len()];
    for (&task, targets) in tasks.iter().zip(&mut edges) {
        let names = plans.task(task).map_or(&[][..], |task| &task.references);
        for name in names {
            let target = resolve_task(plans, plan, task.file, &name.text);
            // A target without a number has no dependencies and so ends every path.
            targets.extend(target.and_then(|target| number.get(&target)));
        }
    }
    let mut groups: Vec<Vec<TaskRef>> = components(&edges)
        .into_iter()
        // A task that depends on itself is left to the rule `self-dependency`.
        .filter(|group| group.len() > 1)
        .map(|mut group| {
            group.sort_unstable();
            group.into_iter().map(|n| tasks[n]).collect()
        })
        .collect();
    groups.sort();
    groups
}

/// Strongly connected components of a graph given by its edges.
fn components(edges: &[Vec<usize>]) -> Vec<Vec<usize>> {
    const UNSEEN: usize = usize::MAX;
    let mut order = vec![UNSEEN; edges.len()];
    let mut low = vec![0; edges.len()];
    let mut on_stack = vec![false; edges.len()];
    let (mut stack, mut found, mut next) = (Vec::new(), Vec::new(), 0);
    for root in 0..edges.len() {
        if order[root] != UNSEEN {
            continue;
        }
        let mut visiting = vec![(root, 0)];
        while let Some((node, edge)) = visiting.pop() {
            // On its first visit only; a node comes back from the stack once for each of its edges.
            if edge == 0 {
                order[node] = next;
                low[node] = next;
                next += 1;
                stack.push(node);
                on_stack[node] = true;
            }
            if let Some(&target) = edges[node].get(edge) {
                visiting.push((node, edge + 1));
                if order[target] == UNSEEN {
                    visiting.push((target, 0));
                } else if on_stack[target] {
                    low[node] = low[node].min(order[target]);
                }
                continue;
            }
            if let Some(&(parent, _)) = visiting.last() {
                low[parent] = low[parent].min(low[node]);
            }
            if low[node] == order[node] {
                let start = stack.iter().rposition(|&n| n == node).unwrap_or(0);
                let group: Vec<usize> = stack.drain(start..).collect();
                for &member in &group {
                    on_stack[member] = false;
                }
                found.push(group);
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn components_are_found() {
        let edges = vec![vec![1], vec![2], vec![0], vec![3], vec![0, 5], vec![4]];
        let mut found = components(&edges);
        for group in &mut found {
            group.sort_unstable();
        }
        found.sort();
        assert_eq!(found, [vec![0, 1, 2], vec![3], vec![4, 5]]);
    }

    #[test]
    fn a_long_chain_does_not_overflow_the_stack() {
        let edges: Vec<Vec<usize>> = (0..200_000)
            .map(|n| if n == 199_999 { vec![] } else { vec![n + 1] })
            .collect();
        assert_eq!(components(&edges).len(), 200_000);
    }
}
