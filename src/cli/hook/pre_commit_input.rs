//! Rebuilds what Git gives a hook from the variables that pre-commit and prek set instead.

use std::ffi::OsString;

use super::run as hooks;
use crate::cli::failure::Failure;
use crate::cli::{Console, ExitStatus};

/// Runs a hook with everything that Git gave it.
pub(super) fn run(
    name: &str,
    arguments: &[OsString],
    console: &mut Console<'_>,
) -> Result<ExitStatus, Failure> {
    // lefthook leaves the placeholder of an argument that Git did not pass.
    let arguments: Vec<OsString> = arguments
        .iter()
        .filter(|word| !["{2}", "{3}"].iter().any(|name| *word == name))
        .cloned()
        .collect();
    if variable("PRE_COMMIT").is_none() {
        return hooks::run(name, &arguments, console);
    }
    let given = Given::of(name, arguments, &variable);
    let mut input = given.input.as_bytes();
    let folder = std::mem::replace(&mut console.folder, Err(std::io::ErrorKind::Other.into()));
    let mut inner = Console {
        stdin: &mut input,
        stdout: &mut *console.stdout,
        stderr: &mut *console.stderr,
        terminal: console.terminal.clone(),
        folder,
    };
    hooks::run(name, &given.arguments, &mut inner)
}

/// The value of an environment variable, unless it is empty.
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

/// The arguments and input that Git gives a hook.
#[derive(Debug, PartialEq, Eq)]
struct Given {
    arguments: Vec<OsString>,
    input: String,
}

impl Given {
    fn of(
        name: &str,
        mut arguments: Vec<OsString>,
        variable: &dyn Fn(&str) -> Option<String>,
    ) -> Self {
        let names: &[&str] = match name {
            "prepare-commit-msg" => &[
                "PRE_COMMIT_COMMIT_MSG_SOURCE",
                "PRE_COMMIT_COMMIT_OBJECT_NAME",
            ],
            "post-merge" => &["PRE_COMMIT_IS_SQUASH_MERGE"],
            "post-rewrite" => &["PRE_COMMIT_REWRITE_COMMAND"],
            "pre-push" => &["PRE_COMMIT_REMOTE_NAME", "PRE_COMMIT_REMOTE_URL"],
            _ => &[],
        };
        let values = names.iter().map_while(|name| variable(name));
        arguments.extend(values.map(OsString::from));
        let input = match name {
            "pre-push" => pushed(variable).unwrap_or_default(),
            _ => String::new(),
        };
        Self { arguments, input }
    }
}

/// Returns the line that Git writes for a pushed branch. If the whole history is new, the variables
/// name no commits, and the branch is used instead.
fn pushed(variable: &dyn Fn(&str) -> Option<String>) -> Option<String> {
    let local = variable("PRE_COMMIT_LOCAL_BRANCH")?;
    let remote = variable("PRE_COMMIT_REMOTE_BRANCH")?;
    let to = variable("PRE_COMMIT_TO_REF").unwrap_or_else(|| local.clone());
    let from = variable("PRE_COMMIT_FROM_REF").unwrap_or_else(|| "0".to_owned());
    Some(format!("{local} {to} {remote} {from}\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn given(name: &str, variables: &[(&str, &str)]) -> (Vec<String>, String) {
        let variable = |name: &str| {
            let found = variables.iter().find(|(known, _)| *known == name)?;
            Some(found.1.to_owned())
        };
        let given = Given::of(name, vec![OsString::from("file")], &variable);
        let words = given.arguments.into_iter();
        let words = words.map(|word| word.into_string().unwrap());
        (words.collect(), given.input)
    }

    #[test]
    fn variables_become_arguments() {
        let source = ("PRE_COMMIT_COMMIT_MSG_SOURCE", "commit");
        let (words, _) = given("prepare-commit-msg", &[source]);
        assert_eq!(words, ["file", "commit"]);
        assert_eq!(given("commit-msg", &[source]).0, ["file"]);
    }

    #[test]
    fn variables_become_standard_input() {
        let variables = [
            ("PRE_COMMIT_LOCAL_BRANCH", "refs/heads/x"),
            ("PRE_COMMIT_REMOTE_BRANCH", "refs/heads/y"),
            ("PRE_COMMIT_TO_REF", "12"),
        ];
        let (_, input) = given("pre-push", &variables);
        assert_eq!(input, "refs/heads/x 12 refs/heads/y 0\n");
        let variables = [&variables[..], &[("PRE_COMMIT_FROM_REF", "34")]].concat();
        let (_, input) = given("pre-push", &variables);
        assert_eq!(input, "refs/heads/x 12 refs/heads/y 34\n");
        let (_, input) = given("pre-push", &variables[..2]);
        assert_eq!(input, "refs/heads/x refs/heads/x refs/heads/y 0\n");
        assert_eq!(given("pre-push", &[]).1, "");
    }
}
