//! Which plans matter for findings about the branch and the commits on it, besides the loaded ones.

use memchr::{memchr, memmem};
use progress_core::config::{Settings, Severity};
use progress_core::document::Document;
use progress_core::model::BranchName;
use progress_core::source::{Contents, RootedPath, folder_of, name_of};

/// The plans that matter for a branch, besides the loaded ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum BranchPlans<'b> {
    /// Those that the branch may be named after.
    Namesakes(BranchName<'b>),
    /// All.
    All,
}

impl<'b> BranchPlans<'b> {
    /// Decides by the name of a branch and the names of the loaded plans; `None` if no others
    /// matter.
    pub(super) fn of<'p>(
        branch: &'b str,
        has_commits: bool,
        settings: &Settings,
        mut loaded: impl Iterator<Item = &'p str>,
    ) -> Option<Self> {
        let name = BranchName::parse(branch)?;
        let is_named = loaded.any(|plan| name.names(plan));
        let is_feature = name.says_feature() || settings.branch_patterns.matches(branch);
        // The advice suggests the plan with the most similar name.
        let shows_advice = settings.shows("branch-plan-unknown", Severity::Advice);
        if is_feature && !is_named && shows_advice {
            return Some(Self::All);
        }
        // The plan decides whether the branch's name is checked, and whether the commits on it must
        // belong to tasks; the finding about a commit names the first plan that matches.
        if !is_feature && !is_named || has_commits {
            return Some(Self::Namesakes(name));
        }
        None
    }

    /// Whether a candidate may belong to one of these plans, so that it has to be parsed.
    pub(super) fn may_have(self, path: &RootedPath, contents: &dyn Contents) -> bool {
        let branch = match self {
            Self::All => return true,
            Self::Namesakes(branch) => branch,
        };
        // The folder names the plan if the file does not.
        if branch.names(name_of(folder_of(path.as_str()))) {
            return true;
        }
        // Context that cannot be read is not loaded either.
        let bytes = contents.read(path).unwrap_or_default();
        let (frontmatter, _) = Document::split(&bytes);
        let plan = branch.plan().as_bytes();
        // Escape sequences may stand for any character, and two quotes for one.
        let may_differ = memchr(b'\\', frontmatter).is_some() || memchr(b'\'', plan).is_some();
        may_differ || memmem::find(frontmatter, plan).is_some()
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use progress_core::fix::Texts;
    use progress_core::source::{Nothing, Overlay};

    use super::*;

    #[test]
    fn the_branch_decides_which_plans_matter() {
        let of = |branch: &'static str, has_commits, pedantic| {
            let settings = Settings {
                pedantic,
                ..Settings::default()
            };
            BranchPlans::of(branch, has_commits, &settings, ["auth-v1"].into_iter())
        };
        let namesakes = |branch| BranchPlans::Namesakes(BranchName::parse(branch).unwrap());
        for (branch, expected) in [
            ("alice/billing", Some(namesakes("alice/billing"))),
            ("alice/auth", None),
            ("feature/billing", None),
            ("main", None),
        ] {
            assert_eq!(of(branch, false, false), expected, "{branch}");
        }
        assert_eq!(of("feature/billing", false, true), Some(BranchPlans::All));
        for branch in ["feature/auth", "alice/auth", "feature/billing"] {
            let expected = Some(namesakes(branch));
            assert_eq!(of(branch, true, false), expected, "{branch}");
        }
        assert_eq!(of("main", true, true), None);
    }

    #[test]
    fn files_that_may_name_the_plan_are_parsed() {
        let root = Path::new("/repository");
        let may_have = |path: &str, text: &str| {
            let path = RootedPath::new(root, Path::new(path));
            let mut texts = Texts::new();
            texts.insert(path.clone(), text.into());
            let contents = Overlay::new(texts, Nothing);
            BranchPlans::Namesakes(BranchName::parse("alice/auth-v2").unwrap())
                .may_have(&path, &contents)
        };
        for text in [
            "---\nprd: auth-v1\n---\n",
            "---\n\"prd\": >-\n  auth\n---\n",
            "---\nprd: \"\\x61uth\"\n---\n",
            "---\nx: &x auth\nprd: *x\n---\n",
            "prd: auth\n",
        ] {
            assert!(may_have("p/x/1-progress.md", text), "{text}");
        }
        assert!(may_have("p/auth-v3/1-progress.md", "---\nphase: 1\n---\n"));
        for text in [
            "---\nprd: billing\n---\nauth \\\n",
            "---\nprd: aut\n---\n",
            "",
        ] {
            assert!(!may_have("p/x/auth-progress.md", text), "{text}");
        }
    }
}
