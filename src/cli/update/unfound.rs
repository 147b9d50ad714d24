//! Explains why the file of a task was not found.

use crate::cli::failure::Failure;
use crate::report::Base;
use crate::selection::sparse_remedy;
use crate::updating::FindError;

/// Maximum files named if several have a task.
const MAX_NAMED: usize = 8;

/// Creates the failure for a task whose file was not found.
pub(super) fn failure(error: &FindError, base: &Base) -> Failure {
    let help = match error {
        FindError::Opaque { path, .. } => {
            let path = base.shown(path);
            format!("`{path}` cannot be read; run `progress lint {path}` and fix it first")
        }
        FindError::LeftOut { path, .. } => sparse_remedy(path),
        FindError::OtherPlans { found, .. } => {
            let names: Vec<String> = found.iter().map(|name| format!("`{name}`")).collect();
            format!("found {}", names.join(", "))
        }
        FindError::Unknown {
            near: Some(near), ..
        } => format!("did you mean `{near}`?"),
        FindError::Unknown { near: None, .. } => {
            "run `progress list` for a list of tasks; `progress add` adds one".to_owned()
        }
        FindError::Ambiguous { files, .. } => {
            format!("use one of: {}", choices(files, base).join(", "))
        }
    };
    Failure::new(error.to_string()).help(help)
}

/// How to name the task in each of the files.
fn choices(files: &[(String, Option<String>)], base: &Base) -> Vec<String> {
    let mut choices: Vec<String> = files
        .iter()
        .take(MAX_NAMED)
        .map(|(path, name)| match name {
            Some(name) => format!("`{name}`"),
            None => format!("`-f {}`", base.shown(path)),
        })
        .collect();
    if files.len() > MAX_NAMED {
        choices.push(format!("{} more", files.len() - MAX_NAMED));
    }
    choices
}
