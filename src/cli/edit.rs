//! `progress edit` and `assign`: change what a task says.

use std::path::Path;

use progress_core::update::{Instruction, Order, TaskEdit, check_dependencies};

use super::add::named;
use super::args::{AssignArguments, EditArguments, UpdateOutput};
use super::failure::Failure;
use super::update::{finish, load, locate};
use super::{Console, ExitStatus};
use crate::project::Project;
use crate::updating::FileOrder;

pub(super) fn run(
    arguments: &EditArguments,
    console: &mut Console<'_>,
) -> Result<ExitStatus, Failure> {
    let edit = TaskEdit {
        description: arguments.description.clone(),
        priority: arguments.priority.clone(),
        estimate: arguments.estimate.clone(),
        // `none` gives an empty list, unlike an absent option.
        assignees: arguments.assign.as_deref().map(named),
        dependencies: arguments.depends.as_deref().map(named),
        others: Vec::new(),
        removed: Vec::new(),
    };
    if edit == TaskEdit::default() {
        let failure = Failure::new("nothing to do");
        return Err(failure.help("pass a new value, such as `--priority high`"));
    }
    if let Some(description) = &edit.description
        && description.trim().is_empty()
    {
        return Err(Failure::new("the description is empty").help("describe what to do"));
    }
    let file = arguments.file.as_deref();
    change(&arguments.task, edit, file, &arguments.output, console)
}

pub(super) fn assign(
    arguments: &AssignArguments,
    console: &mut Console<'_>,
) -> Result<ExitStatus, Failure> {
    let edit = TaskEdit {
        assignees: Some(named(&arguments.names)),
        ..TaskEdit::default()
    };
    let file = arguments.file.as_deref();
    change(&arguments.task, edit, file, &arguments.output, console)
}

fn change(
    task: &str,
    edit: TaskEdit,
    file: Option<&Path>,
    output: &UpdateOutput,
    console: &mut Console<'_>,
) -> Result<ExitStatus, Failure> {
    let order = Order {
        tasks: vec![Instruction {
            task: task.to_owned(),
            edit,
            ..Instruction::default()
        }],
        ..Order::default()
    };
    let (project, orders) = locate(order, file, console)?;
    for order in &orders {
        // Dependencies can be in other files, which the order does not know.
        check(&project, order)?;
    }
    finish(&project, &orders, file.is_none(), output, console)
}

/// Checks the new dependencies.
fn check(project: &Project, order: &FileOrder) -> Result<(), Failure> {
    for instruction in &order.order.tasks {
        let Some(names) = &instruction.edit.dependencies else {
            continue;
        };
        let workspace = load(project, Some(&order.path));
        let Some(file) = workspace.id_of(order.path.as_str()) else {
            continue;
        };
        check_dependencies(&workspace.plans, file, &instruction.task, names)
            .map_err(|error| Failure::new(error.to_string()).help(error.help()))?;
    }
    Ok(())
}
