//! Collects the tasks of plans and their dependencies.

use std::collections::{BTreeSet, HashMap, HashSet};

use progress_core::model::{FileId, Statuses, TaskRef};
use progress_core::status::{
    Dependency, DependencyState, ListedTask, PhaseView, PlanView, ReadinessIndex, TaskConditions,
    TaskView, UnknownReason, dependencies, list_tasks,
};

use crate::{Edge, Graph, Group, Kind, Node, State};

/// Returns the graph of plans: every task once, and everything that a task depends on.
#[must_use]
pub fn plan_graph<'w>(
    plans: &[PlanView<'w>],
    readiness: &ReadinessIndex<'w>,
    statuses: &Statuses,
) -> Graph {
    let listed = list_tasks(plans, &TaskConditions::default(), readiness, statuses);
    let mut builder = Builder {
        readiness,
        graph: Graph {
            title: title(plans),
            ..Graph::default()
        },
        nodes: HashMap::new(),
        references: HashMap::new(),
    };
    let mut groups: HashMap<FileId, usize> = HashMap::new();
    for task in &listed {
        let group = *groups.entry(task.phase.id).or_insert_with(|| {
            let name = group_name(task.plan, task.phase, plans.len() > 1);
            builder.add_group(name)
        });
        builder.add_task(task, group);
    }
    for task in &listed {
        builder.add_dependencies(task.task.at);
    }
    builder.mark_critical_paths(plans);
    builder.graph
}

/// The names of the plans; only the number of many.
fn title(plans: &[PlanView<'_>]) -> String {
    let mut names: Vec<&str> = plans.iter().map(|plan| plan.name).collect();
    // A plan may be in several directories.
    names.dedup();
    if names.len() > 5 {
        return format!("{} plans", names.len());
    }
    names.join(", ")
}

/// `phase 1: Sessions`, after the plan's name if there are several plans.
fn group_name(plan: &PlanView<'_>, phase: &PhaseView<'_>, has_plans: bool) -> String {
    let mut parts = Vec::new();
    if has_plans {
        parts.push(plan.name.to_owned());
    }
    match phase.label() {
        Some(label) => parts.push(format!("phase {label}")),
        None if has_plans => {}
        None => parts.push(plan.name.to_owned()),
    }
    let name = parts.join(", ");
    match phase.title() {
        Some(title) if !title.is_empty() => format!("{name}: {title}"),
        _ => name,
    }
}

struct Builder<'r, 'w> {
    readiness: &'r ReadinessIndex<'w>,
    graph: Graph,
    /// The node of each task.
    nodes: HashMap<TaskRef, usize>,
    /// The node of each other thing that tasks of a group depend on.
    references: HashMap<(usize, String), usize>,
}

impl<'w> Builder<'_, 'w> {
    fn add_group(&mut self, name: String) -> usize {
        self.graph.groups.push(Group {
            name,
            ..Group::default()
        });
        self.graph.groups.len() - 1
    }

    fn add_task(&mut self, listed: &ListedTask<'_, 'w>, group: usize) {
        let task = &listed.task;
        let state = State::of(task.entry.state, &listed.readiness);
        let counts = &mut self.graph.groups[group];
        counts.total += 1;
        counts.done += usize::from(state == State::Done);
        self.nodes.insert(task.at, self.graph.nodes.len());
        self.graph.nodes.push(Node {
            kind: Kind::Task,
            name: task.id().unwrap_or_default().to_owned(),
            text: one_line(task.description.unwrap_or_default()),
            people: people(task),
            state,
            group,
            batch: task.batch,
            is_critical: false,
        });
    }

    fn add_dependencies(&mut self, at: TaskRef) {
        let Some(&to) = self.nodes.get(&at) else {
            return;
        };
        // A dependency that is listed twice is drawn once.
        let mut edges = BTreeSet::new();
        for dependency in dependencies(self.readiness, at) {
            let known = dependency.task.and_then(|task| self.nodes.get(&task));
            let from = match known {
                // An arrow from a task to itself would be easy to overlook, and a tree has none.
                Some(&node) if node != to => node,
                _ => self.reference(&dependency, to),
            };
            edges.insert(from);
        }
        for from in edges {
            self.graph.edges.push(Edge {
                from,
                to,
                is_critical: false,
            });
        }
    }

    /// The node of what the node `to` depends on, if that is not another task of the graph.
    fn reference(&mut self, dependency: &Dependency<'w>, to: usize) -> usize {
        let name = dependency.text.trim().to_owned();
        let group = self.graph.nodes[to].group;
        if let Some(&node) = self.references.get(&(group, name.clone())) {
            return node;
        }
        let node = self.graph.nodes.len();
        self.graph.nodes.push(Node {
            kind: Kind::Reference,
            text: self.reference_text(dependency),
            name: name.clone(),
            people: String::new(),
            state: match dependency.state {
                DependencyState::Done => State::Done,
                DependencyState::Open => State::Open,
                DependencyState::Unknown(UnknownReason::Dropped) => State::Dropped,
                DependencyState::Unknown(_) => State::Undecided,
            },
            group,
            batch: None,
            is_critical: false,
        });
        self.references.insert((group, name), node);
        node
    }

    /// What a dependency on something else means.
    fn reference_text(&self, dependency: &Dependency<'w>) -> String {
        let workspace = self.readiness.workspace();
        let task = dependency.task.and_then(|at| {
            // Its critical path is that of another phase, and not shown.
            TaskView::of(workspace, at, &HashSet::new())
        });
        if dependency
            .task
            .is_some_and(|task| self.nodes.contains_key(&task))
        {
            return "the task itself".to_owned();
        }
        if let Some(description) = task.and_then(|task| task.description) {
            return one_line(description);
        }
        match dependency.state {
            DependencyState::Unknown(UnknownReason::Event) => "not a task",
            DependencyState::Unknown(UnknownReason::OtherPlan) => "in another plan",
            DependencyState::Unknown(UnknownReason::Missing) => "does not exist",
            _ => "",
        }
        .to_owned()
    }

    /// Marks the critical paths that the phases state.
    fn mark_critical_paths(&mut self, plans: &[PlanView<'w>]) {
        let mut steps = HashSet::new();
        for view in plans.iter().flat_map(|plan| &plan.phases) {
            let path = self.critical_path(view);
            for &task in &path {
                self.graph.nodes[task].is_critical = true;
            }
            steps.extend(path.windows(2).map(|pair| (pair[0], pair[1])));
        }
        for edge in &mut self.graph.edges {
            edge.is_critical = steps.contains(&(edge.from, edge.to));
        }
    }

    /// The nodes on the critical path of a phase.
    fn critical_path(&self, view: &PhaseView<'w>) -> Vec<usize> {
        let steps = view.phase.map(|phase| phase.schedule.critical_path.iter());
        let resolved = steps.into_iter().flatten().filter_map(|step| {
            let plans = &self.readiness.workspace().plans;
            let task = plans.resolve(view.id, &step.text).task()?;
            self.nodes.get(&task).copied()
        });
        resolved.collect()
    }
}

/// A text without line breaks, which have no place in a label.
fn one_line(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ")
}

fn people(task: &TaskView<'_>) -> String {
    let names: Vec<&str> = task.assignees().collect();
    names.join(", ")
}
