//! The current branch.

/// The current branch, and how it was determined.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Branch {
    /// Its name, such as `feature/auth-v1`.
    pub name: String,
    /// The CI variable it was read from, if `HEAD` is detached.
    pub from_variable: Option<&'static str>,
}

/// Variables in which CI services give the branch of a change, most specific first.
const CI_VARIABLES: &[&str] = &[
    "GITHUB_HEAD_REF",
    "CI_MERGE_REQUEST_SOURCE_BRANCH_NAME",
    "CI_COMMIT_BRANCH",
    "BITBUCKET_BRANCH",
    "CIRCLE_BRANCH",
    "BUILDKITE_BRANCH",
    "CHANGE_BRANCH",
    "BRANCH_NAME",
    "SYSTEM_PULLREQUEST_SOURCEBRANCH",
    "BUILD_SOURCEBRANCH",
    "GITHUB_REF_NAME",
];

impl Branch {
    /// The branch named by CI variables, which `variable` looks up.
    pub fn from_ci(variable: impl Fn(&str) -> Option<String>) -> Option<Self> {
        CI_VARIABLES.iter().find_map(|&name| {
            // Some are set but empty, such as `GITHUB_HEAD_REF` outside pull requests.
            let value = variable(name).filter(|value| !value.is_empty())?;
            // For a tag, or GitHub's merge of a pull request, this is not a branch.
            let is_branch = name != "GITHUB_REF_NAME"
                || variable("GITHUB_REF_TYPE").as_deref() == Some("branch")
                    && !value.ends_with("/merge");
            // Some services give the full reference name.
            let branch = match value.strip_prefix("refs/") {
                Some(reference) => reference.strip_prefix("heads/")?,
                None => &value,
            };
            if !is_branch {
                return None;
            }
            Some(Self {
                name: branch.to_owned(),
                from_variable: Some(name),
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn branch(variables: &[(&str, &str)]) -> Option<String> {
        let lookup = |name: &str| {
            let found = variables.iter().find(|(known, _)| *known == name)?;
            Some(found.1.to_owned())
        };
        Branch::from_ci(lookup).map(|branch| branch.name)
    }

    #[test]
    fn the_source_of_a_pull_request_wins() {
        let variables = [
            ("GITHUB_HEAD_REF", "feat/x"),
            ("GITHUB_REF_NAME", "7/merge"),
        ];
        assert_eq!(branch(&variables).as_deref(), Some("feat/x"));
    }

    #[test]
    fn a_full_reference_name_is_shortened() {
        let name = "BUILD_SOURCEBRANCH";
        let heads = branch(&[(name, "refs/heads/feat/x")]);
        assert_eq!(heads.as_deref(), Some("feat/x"));
        assert_eq!(branch(&[(name, "refs/pull/7/merge")]), None);
        assert_eq!(branch(&[(name, "refs/tags/v1")]), None);
    }

    #[test]
    fn a_tag_is_not_a_branch() {
        assert_eq!(
            branch(&[("GITHUB_REF_NAME", "v1"), ("GITHUB_REF_TYPE", "tag")]),
            None
        );
        assert_eq!(
            branch(&[
                ("GITHUB_HEAD_REF", ""),
                ("GITHUB_REF_NAME", "main"),
                ("GITHUB_REF_TYPE", "branch")
            ])
            .as_deref(),
            Some("main")
        );
    }
}
