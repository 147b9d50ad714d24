//! Checks what a schema cannot: globs and rule names.

use std::collections::BTreeMap;

use yaml_lossless::Node;
use yaml_lossless::text::Span;

use super::problem::Problem;
use super::raw::{Raw, RawClass, RawFailOn, RawOverride, RawPending, RawProfile, RawRequired};
use super::{Globs, Override, Pending, Profile, Settings, Severity};
use crate::display::nearest;
use crate::model::{Class, Statuses};

/// Longer patterns, or more of them, could take seconds to compile.
const MAX_GLOBS: usize = 500;
const MAX_GLOB: usize = 1_000;

/// Turns the raw form into settings; `root` locates everything for error messages.
pub(super) fn check(raw: Raw, root: Node<'_>, rules: &[&str]) -> Result<Settings, Vec<Problem>> {
    let mut checker = Checker {
        rules,
        // Collected, so that people can correct all of them at once.
        problems: Vec::new(),
    };
    let settings = checker.settings(raw, root);
    if checker.problems.is_empty() {
        Ok(settings)
    } else {
        Err(checker.problems)
    }
}

/// The problem for an unknown rule name.
pub(super) fn unknown_rule(span: Span, name: &str, rules: &[&str]) -> Problem {
    let problem = Problem::new(span, format!("unknown rule {}", Problem::quoted(name)));
    match nearest(name, rules.iter().copied()) {
        Some(near) => problem.help(format!("did you mean `{near}`?")),
        None => problem.help("run `progress rules` for a list"),
    }
}

struct Checker<'a> {
    rules: &'a [&'a str],
    problems: Vec<Problem>,
}

impl Checker<'_> {
    fn settings(&mut self, raw: Raw, root: Node<'_>) -> Settings {
        let defaults = Settings::default();
        let patterns = root.get("branches").and_then(|node| node.get("patterns"));
        let excluded = root
            .get("files_modified")
            .and_then(|node| node.get("exclude"));
        self.check_rules(root);
        Settings {
            include: self.globs_or(raw.include, root.get("include"), defaults.include),
            exclude: self.globs_or(raw.exclude, root.get("exclude"), defaults.exclude),
            profile: raw.profile.map_or(defaults.profile, Profile::from),
            pedantic: raw.pedantic.unwrap_or(defaults.pedantic),
            fail_on: raw.fail_on.map_or(defaults.fail_on, Severity::from),
            baseline: self.baseline(raw.baseline, root.get("baseline")),
            rules: raw.rules,
            overrides: self.overrides(raw.overrides, root.get("overrides")),
            statuses: statuses(raw.statuses),
            branch_patterns: self.globs_or(
                raw.branches.patterns,
                patterns,
                defaults.branch_patterns,
            ),
            require_task: raw
                .commits
                .require_task
                .map_or(defaults.require_task, Severity::from),
            unrecorded: self.globs_or(raw.files_modified.exclude, excluded, defaults.unrecorded),
            pending: raw
                .files_modified
                .pending
                .map_or(defaults.pending, Pending::from),
            agent_enabled: raw.agent.enabled.unwrap_or(defaults.agent_enabled),
            // `select`, `ignore` and `enforce_branch` depend on how the command is called, not on
            // the file.
            ..Settings::default()
        }
    }

    /// Checks that the baseline is a file in the repository: the settings of a repository that was
    /// only cloned must not make us read or write files elsewhere.
    fn baseline(&mut self, path: Option<String>, node: Option<Node<'_>>) -> Option<String> {
        let written = path?;
        if is_inside(&written) {
            return Some(written);
        }
        let span = node.map(Node::span).unwrap_or_default();
        let quoted = Problem::quoted(&written);
        let problem = Problem::new(span, format!("{quoted} is not a file in the repository"));
        self.problems.push(
            problem.help("use a path relative to the root, such as `.progress-baseline.json`"),
        );
        None
    }

    fn overrides(&mut self, raw: Vec<RawOverride>, node: Option<Node<'_>>) -> Vec<Override> {
        let mut items = node.into_iter().flat_map(Node::items);
        let mut overrides = Vec::with_capacity(raw.len());
        for one in raw {
            // The schema has been checked, so every entry has its node.
            let item = items.next();
            if let Some(item) = item {
                self.check_rules(item);
            }
            overrides.push(Override {
                paths: self.globs(one.paths, item.and_then(|item| item.get("paths"))),
                rules: one.rules,
            });
        }
        overrides
    }

    /// Checks that the rules named under `rules` exist.
    fn check_rules(&mut self, holder: Node<'_>) {
        let rules = holder.get("rules").into_iter().flat_map(Node::entries);
        for (key, _) in rules {
            let name = key.text().unwrap_or_default();
            if !self.rules.contains(&name) {
                self.problems
                    .push(unknown_rule(key.span(), name, self.rules));
            }
        }
    }

    fn globs_or(
        &mut self,
        patterns: Option<Vec<String>>,
        node: Option<Node<'_>>,
        default: Globs,
    ) -> Globs {
        match patterns {
            Some(patterns) => self.globs(patterns, node),
            None => default,
        }
    }

    fn globs(&mut self, patterns: Vec<String>, node: Option<Node<'_>>) -> Globs {
        let before = self.problems.len();
        let items = node.into_iter().flat_map(Node::items);
        // Beyond the limit, it does not matter whether patterns are valid, and compiling them takes
        // time.
        let wrong = patterns.iter().zip(items).take(MAX_GLOBS);
        self.problems
            .extend(wrong.filter_map(|(pattern, item)| glob_problem(pattern, item)));
        let whole = node.map(Node::span).unwrap_or_default();
        if patterns.len() > MAX_GLOBS {
            let message = format!("too many patterns; at most {MAX_GLOBS} are allowed");
            self.problems.push(Problem::new(whole, message));
        }
        if self.problems.len() > before {
            // Never used: with a problem, no settings are returned.
            return Globs::none();
        }
        // Each pattern may be fine by itself, but all of them together too complex.
        Globs::new(patterns).unwrap_or_else(|error| {
            let message = format!("these patterns are too complex together: {}", error.kind());
            self.problems.push(Problem::new(whole, message));
            Globs::none()
        })
    }
}

/// Whether a path, as written in a file, is relative and stays below the root on every system, and
/// outside Git's own folder.
fn is_inside(path: &str) -> bool {
    // A drive letter or a backslash means something else on Windows.
    let is_portable = !path.contains(['\\', ':', '\0']);
    let mut parts = path.split('/');
    is_portable
        && parts.all(|part| !matches!(part, "" | "." | "..") && !part.eq_ignore_ascii_case(".git"))
}

fn glob_problem(pattern: &str, item: Node<'_>) -> Option<Problem> {
    let quoted = Problem::quoted(pattern);
    if pattern.len() > MAX_GLOB {
        let message = format!("the pattern {quoted} is longer than {MAX_GLOB} bytes");
        return Some(Problem::new(item.span(), message));
    }
    // Compiled by itself, so that the error can be shown at this pattern.
    let error = Globs::new([pattern]).err()?;
    let message = format!("invalid glob {quoted}: {}", error.kind());
    Some(Problem::new(item.span(), message).help(
        "`*` matches within a name, `**` across directories, `?` one character, `{a,b}` either",
    ))
}

fn statuses(words: BTreeMap<String, RawClass>) -> Statuses {
    let added = words.into_iter().map(|(word, class)| (word, class.into()));
    Statuses::with(added)
}

impl From<RawRequired> for Severity {
    fn from(raw: RawRequired) -> Self {
        match raw {
            RawRequired::Off => Self::Off,
            RawRequired::Warning => Self::Warning,
            RawRequired::Error => Self::Error,
        }
    }
}

impl From<RawPending> for Pending {
    fn from(raw: RawPending) -> Self {
        match raw {
            RawPending::Record => Self::Record,
            RawPending::Stage => Self::Stage,
            RawPending::Amend => Self::Amend,
        }
    }
}

impl From<RawProfile> for Profile {
    fn from(raw: RawProfile) -> Self {
        match raw {
            RawProfile::Default => Self::Default,
            RawProfile::Strict => Self::Strict,
        }
    }
}

impl From<RawFailOn> for Severity {
    fn from(raw: RawFailOn) -> Self {
        match raw {
            RawFailOn::Error => Self::Error,
            RawFailOn::Warning => Self::Warning,
            RawFailOn::Advice => Self::Advice,
            RawFailOn::Never => Self::Off,
        }
    }
}

impl From<RawClass> for Class {
    fn from(raw: RawClass) -> Self {
        match raw {
            RawClass::Done => Self::Done,
            RawClass::Active => Self::Active,
            RawClass::Open => Self::Open,
            RawClass::Dropped => Self::Dropped,
            RawClass::Blocked => Self::Blocked,
            RawClass::AtRisk => Self::AtRisk,
            RawClass::Review => Self::Review,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_baseline_is_a_file_in_the_repository() {
        for path in [".progress-baseline.json", "docs/known.json"] {
            assert!(is_inside(path), "{path}");
        }
        for path in [
            "/etc/passwd",
            "../known.json",
            "docs/../../known.json",
            "docs//known.json",
            ".git/config",
            ".GIT/config",
            "C:known.json",
            "docs\\known.json",
        ] {
            assert!(!is_inside(path), "{path}");
        }
    }
}
