//! Branch names: which are feature branches, and which plan they belong to.

use super::plan::without_version;

/// Long-lived branches with other purposes.
const LONG_LIVED: &[&str] = &[
    "HEAD",
    "dev",
    "develop",
    "development",
    "gh-pages",
    "main",
    "master",
    "next",
    "production",
    "release",
    "staging",
    "trunk",
];

/// Prefixes of branches with other purposes.
const OTHER_PURPOSES: &[&str] = &[
    "backport",
    "bugfix",
    "dependabot",
    "fix",
    "hotfix",
    "release",
    "renovate",
    "revert",
];

/// Prefixes, in lowercase, that mark a feature branch.
const FEATURE_PREFIXES: &[&str] = &["feature/", "features/", "feat/", "feature-"];

/// A parsed branch name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BranchName<'a> {
    name: &'a str,
    /// The text before the slug, including the separator.
    prefix: &'a str,
    slug: &'a str,
    says_feature: bool,
}

impl<'a> BranchName<'a> {
    /// Whether a branch of this name serves other purposes than a plan's, in every repository.
    #[must_use]
    pub fn is_long_lived(name: &str) -> bool {
        LONG_LIVED.contains(&name)
    }

    /// Parses a name; `None` for branches that have nothing to do with plans.
    #[must_use]
    pub fn parse(name: &'a str) -> Option<Self> {
        let first = name.split('/').next().unwrap_or_default();
        if Self::is_long_lived(name) || OTHER_PURPOSES.contains(&first) {
            return None;
        }
        let stated = FEATURE_PREFIXES.iter().find_map(|known| {
            let prefix = name.get(..known.len())?;
            if prefix.eq_ignore_ascii_case(known) {
                Some(known.len())
            } else {
                None
            }
        });
        // Otherwise the last part names the plan: `alice/auth-v2`.
        let length = stated.unwrap_or_else(|| name.rfind('/').map_or(0, |at| at + 1));
        let (prefix, slug) = name.split_at_checked(length)?;
        if slug.is_empty() {
            return None;
        }
        Some(Self {
            name,
            prefix,
            slug,
            says_feature: stated.is_some(),
        })
    }

    /// The part that should name a plan.
    #[must_use]
    pub fn slug(&self) -> &'a str {
        self.slug
    }

    /// Whether the prefix alone makes it a feature branch (`feat/…`).
    #[must_use]
    pub fn says_feature(&self) -> bool {
        self.says_feature
    }

    /// The name of the branch's plan, without its version.
    #[must_use]
    pub fn plan(&self) -> &'a str {
        without_version(self.slug)
    }

    /// Whether the slug names this plan, ignoring versions (`-v2`).
    #[must_use]
    pub fn names(&self, prd: &str) -> bool {
        self.plan() == without_version(prd)
    }

    /// The name rewritten to match a pattern such as `feature/*`.
    #[must_use]
    pub fn renamed(&self, pattern: &str) -> Option<String> {
        let prefix = pattern.strip_suffix('*')?;
        // Only a fixed prefix shows how the name has to start.
        if prefix.contains(['*', '?', '[', '{']) {
            return None;
        }
        // A `*` matches no `/`.
        Some(format!("{prefix}{}", self.slug.replace('/', "-")))
    }

    /// Help for a name that matches no pattern.
    #[must_use]
    pub fn advice(&self, patterns: &[String]) -> String {
        let name = patterns.iter().find_map(|pattern| self.renamed(pattern));
        let allow = self.pattern().map(|own| setting_with(patterns, &own));
        match (name, allow) {
            (Some(name), Some(allow)) => {
                format!("rename it to `{name}`, or {allow} to allow it")
            }
            (Some(name), None) => format!("rename it to `{name}`"),
            (None, Some(allow)) => format!("{allow} to allow it"),
            (None, None) => format!("rename it to match {}", listed(patterns)),
        }
    }

    /// A pattern that would allow this and similar names.
    fn pattern(&self) -> Option<String> {
        let is_plain = self
            .prefix
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '/' | '-' | '_' | '.'));
        // Without a prefix, it would allow every branch.
        if self.prefix.is_empty() || !is_plain {
            return None;
        }
        // A `*` alone would not match the slash in the slug.
        let rest = if self.slug.contains('/') { "**" } else { "*" };
        Some(format!("{}{rest}", self.prefix))
    }

    /// The whole name.
    #[must_use]
    pub fn as_str(&self) -> &'a str {
        self.name
    }
}

/// The instruction to add a pattern to the configured ones.
fn setting_with(patterns: &[String], added: &str) -> String {
    let mut all: Vec<&str> = patterns.iter().map(String::as_str).collect();
    all.push(added);
    format!(
        "write `branches: {{patterns: [{}]}}` in `.progress.yaml`",
        all.join(", ")
    )
}

/// The patterns as prose: `feature/*` or `feat/*`.
#[must_use]
pub fn listed(patterns: &[String]) -> String {
    let quoted: Vec<String> = patterns
        .iter()
        .map(|pattern| format!("`{pattern}`"))
        .collect();
    quoted.join(" or ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_feature(name: &str) -> bool {
        BranchName::parse(name).is_some_and(|branch| {
            branch.says_feature() || branch.names("auth-v1") || branch.names("login")
        })
    }

    #[test]
    fn a_prefix_makes_a_feature_branch() {
        for name in [
            "feature/x",
            "feat/x",
            "features/x",
            "Feature/x",
            "feature-x",
        ] {
            assert!(is_feature(name), "{name}");
        }
    }

    #[test]
    fn a_slug_that_names_a_plan_makes_a_feature_branch() {
        for name in ["auth-v1", "auth", "alice/auth-v2", "wip/login"] {
            assert!(is_feature(name), "{name}");
        }
    }

    #[test]
    fn other_branches_are_not_feature_branches() {
        for name in [
            "main",
            "release/1.2",
            "hotfix/x",
            "fix/login",
            "claude/x-y",
            "dependabot/cargo/login",
            "x",
            "",
            "feature/",
            "featureless",
        ] {
            assert!(!is_feature(name), "{name}");
        }
    }

    #[test]
    fn advice_names_the_line_to_add() {
        let patterns = ["feature/*".to_owned()];
        let advice = |name| BranchName::parse(name).unwrap().advice(&patterns);
        assert_eq!(
            advice("feat/auth-v1"),
            "rename it to `feature/auth-v1`, or write `branches: {patterns: [feature/*, feat/*]}` in \
             `.progress.yaml` to allow it"
        );
        assert_eq!(advice("auth-v1"), "rename it to `feature/auth-v1`");
        assert!(advice("feature/alice/x").contains("[feature/*, feature/**]"));
        assert!(!advice("feat}/x").contains("branches:"));
    }
}
