//! Finds out where settings check less strictly than others.

mod overrides;

use self::overrides::weaker_overrides;
use super::{Globs, Profile, Settings, Severity};

/// Returns the ways in which `now` checks less than `then`, one line each. `rules` are all rules
/// with their default severities.
#[must_use]
pub fn weaker(then: &Settings, now: &Settings, rules: &[(&str, Severity)]) -> Vec<String> {
    let mut lines = Vec::new();
    weaker_rules(then, now, rules, &mut lines);
    for (rule, _) in rules {
        weaker_overrides(then, now, rule, rules, &mut lines);
    }
    // A removed `exclude` and an added `include` check more files, so they are not reported.
    for pattern in added(&then.exclude, &now.exclude) {
        lines.push(format!("files matching `{pattern}` are excluded"));
    }
    // The other way around: removing an `include` means that fewer files are checked.
    for pattern in added(&now.include, &then.include) {
        lines.push(format!("files matching `{pattern}` are no longer included"));
    }
    // Each pattern allows more names.
    for pattern in added(&then.branch_patterns, &now.branch_patterns) {
        lines.push(format!("branches may be named `{pattern}`"));
    }
    for pattern in added(&then.unrecorded, &now.unrecorded) {
        lines.push(format!("`files_modified` may omit `{pattern}`"));
    }
    if (then.profile, now.profile) == (Profile::Strict, Profile::Default) {
        lines.push("the profile is `default` (was `strict`)".to_owned());
    }
    if now.require_task < then.require_task {
        let (new, old) = (named(now.require_task), named(then.require_task));
        lines.push(format!("`require_task` is {new} (was {old})"));
    }
    if strictness(now) < strictness(then) {
        let (new, old) = (never(now.fail_on), never(then.fail_on));
        lines.push(format!("`fail_on` is {new} (was {old})"));
    }
    if let Some(file) = &now.baseline
        && then.baseline != now.baseline
    {
        lines.push(format!("findings listed in `{file}` are not reported"));
    }
    // Not weaker in general, but a word that now means done may hide open tasks.
    if now.statuses != then.statuses {
        lines.push("`statuses` gives status words a different meaning".to_owned());
    }
    lines
}

/// Adds the rules with a lower severity.
fn weaker_rules(
    then: &Settings,
    now: &Settings,
    rules: &[(&str, Severity)],
    lines: &mut Vec<String>,
) {
    for (rule, default) in rules {
        let old = then.severity(rule, None).unwrap_or(*default);
        // A rule that is no longer configured falls back to its default, which may be lower.
        let new = now.severity(rule, None).unwrap_or(*default);
        if new < old {
            lines.push(format!("`{rule}` is {} (was {})", named(new), named(old)));
        }
    }
}

/// The severity of a rule if nothing overrides it.
fn usual(settings: &Settings, rule: &str, rules: &[(&str, Severity)]) -> Option<Severity> {
    if let Some(severity) = settings.severity(rule, None) {
        return Some(severity);
    }
    let (_, default) = rules.iter().find(|(name, _)| *name == rule)?;
    Some(*default)
}

/// How many runs fail: a higher threshold fails fewer, and `off` fails none.
fn strictness(settings: &Settings) -> Option<std::cmp::Reverse<Severity>> {
    match settings.fail_on {
        // `None` is less than any threshold.
        Severity::Off => None,
        severity => Some(std::cmp::Reverse(severity)),
    }
}

/// The patterns found only in the second set.
fn added<'g>(old: &'g Globs, new: &'g Globs) -> impl Iterator<Item = &'g String> {
    let patterns = new.patterns().iter();
    patterns.filter(|pattern| !old.patterns().contains(pattern))
}

fn named(severity: Severity) -> &'static str {
    match severity {
        Severity::Off => "off",
        Severity::Advice => "advice",
        Severity::Warning => "a warning",
        Severity::Error => "an error",
    }
}

fn never(severity: Severity) -> &'static str {
    match severity {
        Severity::Off => "never",
        severity => severity.as_str(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::load_bytes;

    const RULES: &[(&str, Severity)] = &[
        ("schema", Severity::Error),
        ("unknown-key", Severity::Warning),
        ("done-without-commit", Severity::Off),
    ];

    fn settings(text: &str) -> Settings {
        let names: Vec<&str> = RULES.iter().map(|(name, _)| *name).collect();
        load_bytes(text.as_bytes().to_vec(), "x", &names).unwrap()
    }

    pub(super) fn lines(then: &str, now: &str) -> Vec<String> {
        weaker(&settings(then), &settings(now), RULES)
    }

    #[test]
    fn weaker_settings_are_reported() {
        for (then, now, line) in [
            ("", "rules: {schema: off}", "`schema` is off (was an error)"),
            (
                "rules: {done-without-commit: error}",
                "",
                "`done-without-commit` is off (was an error)",
            ),
            (
                "",
                "overrides: [{paths: [old/**], rules: {unknown-key: advice}}]",
                "`unknown-key` is advice in `old/**`",
            ),
            (
                "overrides: [{paths: [a], rules: {unknown-key: error}}]",
                "",
                "`unknown-key` is no longer an error in `a`",
            ),
            (
                "",
                "exclude: ['**/templates/**', docs/**]",
                "files matching `docs/**` are excluded",
            ),
            (
                "",
                "include: ['**/*-progress.md']",
                "files matching `**/progress/**/*.md` are no longer included",
            ),
            (
                "profile: strict",
                "",
                "the profile is `default` (was `strict`)",
            ),
            (
                "commits: {require_task: error}",
                "",
                "`require_task` is a warning (was an error)",
            ),
            ("fail_on: warning", "", "`fail_on` is error (was warning)"),
            (
                "",
                "baseline: old.json",
                "findings listed in `old.json` are not reported",
            ),
            ("", "fail_on: never", "`fail_on` is never (was error)"),
            (
                "",
                "statuses: {shipped: done}",
                "`statuses` gives status words a different meaning",
            ),
        ] {
            assert_eq!(lines(then, now), [line], "{then} {now}");
            // In reverse, everything is stricter; status words are neither.
            let back = lines(now, then).len();
            assert_eq!(back, usize::from(now.starts_with("statuses")), "{now}");
        }
        assert!(lines("rules: {schema: off}", "rules: {schema: off}").is_empty());
    }
}
