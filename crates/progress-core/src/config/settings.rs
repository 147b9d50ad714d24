//! Validated settings, with defaults filled in.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};
use memchr::memmem;

use super::Severity;
use crate::model::Statuses;

/// Which keys are required.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Profile {
    /// The keys common to every generation of the format.
    #[default]
    Default,
    /// Every key of the reference document.
    Strict,
}

/// A set of globs, with the patterns they were made from.
#[derive(Clone)]
pub struct Globs {
    patterns: Vec<String>,
    /// The compiled patterns. The default ones are compiled when first needed, which they hardly
    /// ever are in hooks.
    set: Arc<OnceLock<GlobSet>>,
    /// What is cheap to test about each pattern.
    hints: Vec<Hint>,
}

/// Literal parts of a pattern, which every match contains; empty if unknown.
#[derive(Clone)]
struct Hint {
    /// The suffix.
    ending: String,
    /// The longest literal in any other place.
    part: memmem::Finder<'static>,
}

impl std::fmt::Debug for Globs {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // The compiled form says the same in many more words.
        f.debug_list().entries(&self.patterns).finish()
    }
}

impl Globs {
    /// Compiles patterns; `*` does not match `/`.
    ///
    /// # Errors
    ///
    /// Fails on the first invalid glob.
    pub fn new<S: Into<String>>(
        patterns: impl IntoIterator<Item = S>,
    ) -> Result<Self, globset::Error> {
        let globs = Self::unchecked(patterns);
        // Nothing has compiled them yet.
        let _ = globs.set.set(compiled(&globs.patterns)?);
        Ok(globs)
    }

    /// Creates a set from patterns that are known to be valid.
    fn unchecked<S: Into<String>>(patterns: impl IntoIterator<Item = S>) -> Self {
        let patterns: Vec<String> = patterns.into_iter().map(Into::into).collect();
        Self {
            set: Arc::default(),
            hints: patterns.iter().map(|pattern| Hint::of(pattern)).collect(),
            patterns,
        }
    }

    fn set(&self) -> &GlobSet {
        self.set
            .get_or_init(|| compiled(&self.patterns).unwrap_or_else(|_| GlobSet::empty()))
    }

    /// Whether any pattern matches the whole of `text`.
    #[must_use]
    pub fn matches(&self, text: &str) -> bool {
        // Candidates are searched for among all files of a repository, and most have another
        // ending.
        self.may_match(text.as_bytes()) && self.set().is_match(text)
    }

    /// Whether any pattern may match: fast, without false negatives.
    #[must_use]
    pub fn may_match(&self, text: &[u8]) -> bool {
        self.hints.iter().any(|hint| hint.fits(text))
    }

    /// The patterns, as given.
    #[must_use]
    pub fn patterns(&self) -> &[String] {
        &self.patterns
    }
}

impl Hint {
    fn of(pattern: &str) -> Self {
        // With `/`, because `**/a.md` also matches `a.md`, which has no separator.
        let special = ['*', '?', '/', '{', '}', '[', ']', '\\', ','];
        let mut parts = pattern.rsplit(special);
        let ending = parts.next().unwrap_or_default();
        let mut part = parts.max_by_key(|part| part.len()).unwrap_or_default();
        // Inside braces and brackets is what a match may contain, not what it must.
        if pattern.contains(['{', '[', '\\']) {
            part = "";
        }
        Self {
            ending: ending.to_owned(),
            part: memmem::Finder::new(part).into_owned(),
        }
    }

    fn fits(&self, text: &[u8]) -> bool {
        text.ends_with(self.ending.as_bytes()) && self.part.find(text).is_some()
    }
}

/// Severities for some paths only.
#[derive(Clone, Debug)]
pub struct Override {
    /// The paths, relative to the root.
    pub paths: Globs,
    /// The severity of each named rule.
    pub rules: BTreeMap<String, Severity>,
}

/// All settings, validated.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Which files may be progress files.
    pub include: Globs,
    /// Which of those are excluded.
    pub exclude: Globs,
    /// Which keys are required.
    pub profile: Profile,
    /// Whether advice is shown.
    pub pedantic: bool,
    /// The lowest severity that makes the exit status 1; [`Severity::Off`] means none does.
    pub fail_on: Severity,
    /// The file of known findings, relative to the root and inside it.
    pub baseline: Option<String>,
    /// Severities that differ from the rules' defaults.
    pub rules: BTreeMap<String, Severity>,
    /// Severities for some paths; later entries win.
    pub overrides: Vec<Override>,
    /// If not empty, only these rules are enabled.
    pub select: Vec<String>,
    /// These rules are disabled.
    pub ignore: Vec<String>,
    /// Status words.
    pub statuses: Statuses,
    /// Patterns that the names of feature branches must match.
    pub branch_patterns: Globs,
    /// Whether a wrong branch name is an error, because a commit or push depends on it.
    pub enforce_branch: bool,
    /// What happens to a commit on a plan's feature branch that belongs to no task.
    pub require_task: Severity,
    /// Paths that are never recorded in `files_modified`, besides progress files.
    pub unrecorded: Globs,
    /// What happens to paths whose phase is known only from the commit message.
    pub pending: Pending,
    /// Whether the commands that coding agents run say anything.
    pub agent_enabled: bool,
}

/// What happens to paths whose phase is known only from the commit message, which is written
/// when the commit's files are already fixed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Pending {
    /// Keep them for the next commit on the branch.
    #[default]
    Record,
    /// Write and stage them.
    Stage,
    /// Amend the commit with them.
    Amend,
}

/// Paths that say nothing about a phase's work.
const UNRECORDED: &[&str] = &[
    // The folders of coding agents.
    ".claude/**",
    ".codex/**",
    ".agents/**",
    // Generated by package managers.
    "**/*.lock",
    "**/package-lock.json",
    "**/npm-shrinkwrap.json",
    "**/pnpm-lock.yaml",
    "**/bun.lockb",
    "**/packages.lock.json",
    "**/go.sum",
    "**/CHANGELOG.md",
];

fn globs(patterns: &[&str]) -> Globs {
    Globs::unchecked(patterns.iter().copied())
}

fn compiled(patterns: &[String]) -> Result<GlobSet, globset::Error> {
    let mut builder = GlobSetBuilder::new();
    for pattern in patterns {
        let glob = GlobBuilder::new(pattern)
            .literal_separator(true)
            // On Windows too, so that settings mean the same everywhere.
            .backslash_escape(true)
            .build()?;
        builder.add(glob);
    }
    builder.build()
}

impl Default for Settings {
    /// The settings of a repository without a configuration.
    fn default() -> Self {
        Self {
            include: globs(&["**/progress/**/*.md", "**/*-progress.md"]),
            // The placeholders in a template are not mistakes.
            exclude: globs(&["**/templates/**"]),
            profile: Profile::Default,
            pedantic: false,
            fail_on: Severity::Error,
            baseline: None,
            rules: BTreeMap::new(),
            overrides: Vec::new(),
            select: Vec::new(),
            ignore: Vec::new(),
            statuses: Statuses::default(),
            branch_patterns: globs(&["feature/*"]),
            enforce_branch: false,
            require_task: Severity::Warning,
            unrecorded: globs(UNRECORDED),
            pending: Pending::Record,
            agent_enabled: true,
        }
    }
}

impl Settings {
    /// Whether a path, relative to the root, may be a progress file.
    #[must_use]
    pub fn is_candidate(&self, path: &str) -> bool {
        self.include.matches(path) && !self.exclude.matches(path)
    }

    /// Whether a rule is in [`Self::select`].
    #[must_use]
    pub(crate) fn selects(&self, rule: &str) -> bool {
        self.select.iter().any(|name| name == rule)
    }

    /// Whether a rule is in [`Self::ignore`].
    #[must_use]
    pub(crate) fn ignores(&self, rule: &str) -> bool {
        self.ignore.iter().any(|name| name == rule)
    }

    /// Whether the settings allow a rule to report anything.
    #[must_use]
    pub fn may_speak(&self, rule: &str) -> bool {
        if self.ignores(rule) {
            return false;
        }
        // An override may turn the rule on for some paths.
        let is_off = self.rules.get(rule) == Some(&Severity::Off) && self.overrides.is_empty();
        self.selects(rule) || self.select.is_empty() && !is_off
    }

    /// Whether the settings allow findings of a rule with this default severity to be shown.
    #[must_use]
    pub fn shows(&self, rule: &str, default: Severity) -> bool {
        let is_selected = self.selects(rule);
        // Whatever the severity is: which findings get it is decided when they are resolved.
        let is_set = self.rules.contains_key(rule)
            || self
                .overrides
                .iter()
                .any(|one| one.rules.contains_key(rule));
        let is_shown = is_selected || is_set || self.pedantic || default > Severity::Advice;
        self.may_speak(rule) && is_shown
    }

    /// The configured severity of a rule for a path, if any.
    #[must_use]
    pub fn severity(&self, rule: &str, path: Option<&str>) -> Option<Severity> {
        // Findings about the branch have no path, and so no overrides.
        let overridden = path.and_then(|path| {
            let mut matching = self
                .overrides
                .iter()
                .rev()
                .filter(|one| one.paths.matches(path));
            matching.find_map(|one| one.rules.get(rule))
        });
        overridden.or_else(|| self.rules.get(rule)).copied()
    }
}

impl Globs {
    /// Returns a set that matches nothing.
    #[must_use]
    pub(crate) fn none() -> Self {
        Self::unchecked::<String>([])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn default_globs_find_progress_files() {
        let settings = Settings::default();
        for path in [
            ".claude/progress/auth/phase-1-progress.md",
            "docs/auth-progress.md",
            "progress/x.md",
        ] {
            assert!(settings.is_candidate(path), "{path}");
        }
        for path in [
            "README.md",
            ".claude/skills/templates/phase-progress.md",
            "progress/x.txt",
        ] {
            assert!(!settings.is_candidate(path), "{path}");
        }
    }

    #[test]
    fn the_quick_test_has_no_false_negatives() {
        let globs = Settings::default().include;
        assert!(globs.may_match(b"progress/a.md") && !globs.may_match(b"src/main.rs"));
        // Most Markdown is elsewhere.
        assert!(!globs.may_match(b"docs/a.md"));
        for (pattern, path) in [
            ("docs/{a,b}/*.md", "docs/a/x.md"),
            ("docs/{a.md,b}", "docs/a.md"),
            ("docs/[ab]", "docs/a"),
            ("docs/**", "docs/a"),
            ("**/a.md", "a.md"),
            ("docs/**/*.md", "docs/a.md"),
            ("{docs,other}/*.md", "other/a.md"),
            ("[do]ther/*.md", "other/a.md"),
            ("do\\cs/*.md", "docs/a.md"),
            ("d?cs/*.md", "docs/a.md"),
        ] {
            let globs = Globs::new([pattern]).unwrap();
            assert!(globs.matches(path) && globs.may_match(path.as_bytes()));
        }
        assert!(!Globs::none().may_match(b"x"));
    }

    #[test]
    fn the_last_matching_override_wins() {
        let rule = |severity| BTreeMap::from([("schema".to_owned(), severity)]);
        let settings = Settings {
            rules: rule(Severity::Warning),
            overrides: vec![
                Override {
                    paths: Globs::new(["old/**"]).unwrap(),
                    rules: rule(Severity::Advice),
                },
                Override {
                    paths: Globs::new(["old/x/**"]).unwrap(),
                    rules: rule(Severity::Off),
                },
            ],
            ..Settings::default()
        };
        assert_eq!(
            settings.severity("schema", Some("a.md")),
            Some(Severity::Warning)
        );
        assert_eq!(
            settings.severity("schema", Some("old/a.md")),
            Some(Severity::Advice)
        );
        assert_eq!(
            settings.severity("schema", Some("old/x/a.md")),
            Some(Severity::Off)
        );
        assert_eq!(settings.severity("tasks-missing", None), None);
    }
}
