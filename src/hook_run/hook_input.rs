//! What Git gives a hook, rebuilt if a hook manager passes it on in another way.

use std::ffi::OsString;

/// The arguments and input that Git gives a hook.
#[derive(Debug, PartialEq, Eq)]
pub struct HookInput {
    /// The arguments.
    pub arguments: Vec<OsString>,
    /// The standard input, if it is not the process's own.
    pub stdin: Option<String>,
}

impl HookInput {
    /// Returns the input of a hook that was called with these arguments; `variable` returns the
    /// value of an environment variable, unless it is empty.
    #[must_use]
    pub fn of(name: &str, given: &[OsString], variable: &dyn Fn(&str) -> Option<String>) -> Self {
        let mut arguments = given.to_vec();
        // lefthook leaves the placeholder of an argument that Git did not pass.
        arguments.retain(|word| word != "{2}" && word != "{3}");
        // Git itself called the hook, or a manager that passes everything on.
        if variable("PRE_COMMIT").is_none() {
            return Self {
                arguments,
                stdin: None,
            };
        }
        // pre-commit and prek set variables instead.
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
        // Arguments have positions, so the first one that is missing ends them.
        let values = names.iter().map_while(|name| variable(name));
        arguments.extend(values.map(OsString::from));
        let pushed = match name {
            "pre-push" => pushed(variable),
            _ => None,
        };
        Self {
            arguments,
            stdin: Some(pushed.unwrap_or_default()),
        }
    }
}

/// Returns the line that Git writes for a pushed branch. If the whole history is new, the variables
/// name no commits, and the branch is used instead.
fn pushed(variable: &dyn Fn(&str) -> Option<String>) -> Option<String> {
    let local = variable("PRE_COMMIT_LOCAL_BRANCH")?;
    let remote = variable("PRE_COMMIT_REMOTE_BRANCH")?;
    let to = variable("PRE_COMMIT_TO_REF").unwrap_or_else(|| local.clone());
    // Zeros mean that the remote has no commit.
    let from = variable("PRE_COMMIT_FROM_REF").unwrap_or_else(|| "0".to_owned());
    Some(format!("{local} {to} {remote} {from}\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn given(name: &str, variables: &[(&str, &str)]) -> (Vec<String>, String) {
        let variables = [&[("PRE_COMMIT", "1")], variables].concat();
        let variable = |name: &str| {
            let found = variables.iter().find(|(known, _)| *known == name)?;
            Some(found.1.to_owned())
        };
        let given = HookInput::of(name, &["file".into(), "{2}".into()], &variable);
        let words = given.arguments.into_iter();
        let words = words.map(|word| word.into_string().unwrap());
        (words.collect(), given.stdin.unwrap())
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

    #[test]
    fn without_a_hook_manager_the_input_is_that_of_git() {
        let given = HookInput::of("pre-push", &["origin".into()], &|_| None);
        assert_eq!(given.arguments, ["origin"]);
        assert_eq!(given.stdin, None);
    }
}
