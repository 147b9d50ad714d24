//! Finds out which overrides let files be checked less strictly.

use crate::collections::HashMap;

use super::{named, usual};
use crate::config::{Settings, Severity};

/// A rule's severity for the paths of one pattern; a later layer wins over earlier ones.
struct Layer<'s> {
    /// The pattern; `None` for every path.
    pattern: Option<&'s str>,
    severity: Severity,
    /// The index of the override that contains the pattern.
    group: usize,
}

/// The layers of one rule, and where each pattern occurs last.
struct Layers<'s> {
    all: Vec<Layer<'s>>,
    last: HashMap<&'s str, usize>,
}

impl<'s> Layers<'s> {
    /// Returns the layers of a rule; the first is its severity if nothing overrides it.
    fn of(settings: &'s Settings, rule: &str, usual: Severity) -> Self {
        let mut all = vec![Layer {
            pattern: None,
            severity: usual,
            group: 0,
        }];
        let mut last = HashMap::default();
        for (group, one) in settings.overrides.iter().enumerate() {
            let Some(&severity) = one.rules.get(rule) else {
                continue;
            };
            for pattern in one.paths.patterns() {
                last.insert(pattern.as_str(), all.len());
                all.push(Layer {
                    pattern: Some(pattern),
                    severity,
                    group,
                });
            }
        }
        Self { all, last }
    }

    /// Whether a layer after this one decides all paths of a pattern.
    fn is_decided_after(&self, at: usize, pattern: Option<&str>) -> bool {
        let last = pattern.and_then(|pattern| self.last.get(pattern));
        last.is_some_and(|last| *last > at)
    }
}

/// Adds a line for each override of a rule because of which a path may have a lower severity than
/// before: one that lowers it, or one that is gone and raised it.
pub(super) fn weaker_overrides(
    then: &Settings,
    now: &Settings,
    rule: &str,
    rules: &[(&str, Severity)],
    lines: &mut Vec<String>,
) {
    let (Some(usual_then), Some(usual_now)) = (usual(then, rule, rules), usual(now, rule, rules))
    else {
        return;
    };
    let old = Layers::of(then, rule, usual_then);
    let new = Layers::of(now, rule, usual_now);
    // The patterns of one override share a line.
    let mut lowered: Vec<(usize, Severity, Vec<&str>)> = Vec::new();
    for (at, layer) in new.all.iter().enumerate() {
        let Some(pattern) = layer.pattern else {
            continue;
        };
        let is_lower = (0..old.all.len()).any(|before| {
            // If the severity is lower everywhere, that has a line of its own.
            let is_usual = before == 0 && layer.severity >= usual_now;
            !is_usual && lowers((&old, before), (&new, at))
        });
        if is_lower {
            note(&mut lowered, layer, pattern);
        }
    }
    for (_, severity, patterns) in lowered {
        let (severity, paths) = (named(severity), patterns.join("`, `"));
        lines.push(format!("`{rule}` is {severity} in `{paths}`"));
    }
    let mut gone = Vec::new();
    for (at, layer) in old.all.iter().enumerate() {
        // The first layer is the usual severity, to which the paths fall back.
        if let Some(pattern) = layer.pattern
            && lowers((&old, at), (&new, 0))
        {
            note(&mut gone, layer, pattern);
        }
    }
    for (_, severity, patterns) in gone {
        let (severity, paths) = (named(severity), patterns.join("`, `"));
        lines.push(format!("`{rule}` is no longer {severity} in `{paths}`"));
    }
}

/// Whether a path that the old layer decided may have a lower severity from the new layer.
fn lowers((old, before): (&Layers<'_>, usize), (new, now): (&Layers<'_>, usize)) -> bool {
    let (earlier, later) = (&old.all[before], &new.all[now]);
    if later.severity >= earlier.severity || !may_overlap(earlier.pattern, later.pattern) {
        return false;
    }
    // Paths that both layers match may be decided by a later one on either side; then the question
    // is about that layer. So settings are never weaker than themselves, in whatever order.
    let mut patterns = [earlier.pattern, later.pattern].into_iter();
    !patterns.any(|it| old.is_decided_after(before, it) || new.is_decided_after(now, it))
}

/// Whether a path may match both patterns. Only patterns in different folders surely have none in
/// common; a needless line is better than a missing one.
fn may_overlap(one: Option<&str>, other: Option<&str>) -> bool {
    let (Some(one), Some(other)) = (one, other) else {
        return true;
    };
    let (one, other) = (literal_start(one), literal_start(other));
    one.starts_with(other) || other.starts_with(one)
}

/// The beginning of every path that matches a pattern.
fn literal_start(pattern: &str) -> &str {
    let special = ['*', '?', '{', '[', '\\'];
    let start = pattern.split(special).next().unwrap_or_default();
    // `a/**/b` also matches `a/b`.
    start.trim_end_matches('/')
}

fn note<'s>(found: &mut Vec<(usize, Severity, Vec<&'s str>)>, layer: &Layer<'_>, pattern: &'s str) {
    match found.last_mut() {
        Some((group, _, patterns)) if *group == layer.group => patterns.push(pattern),
        _ => found.push((layer.group, layer.severity, vec![pattern])),
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::lines;

    /// Returns overrides of `schema` for these patterns and severities, in this order.
    fn overrides(all: &[(&str, &str)]) -> String {
        let all: Vec<String> = all
            .iter()
            .map(|(paths, severity)| format!("{{paths: [{paths}], rules: {{schema: {severity}}}}}"))
            .collect();
        format!("overrides: [{}]", all.join(", "))
    }

    #[test]
    fn an_override_that_undoes_an_earlier_stricter_one_is_reported() {
        let strict = ("docs/**", "error");
        let then = format!("rules: {{schema: warning}}\n{}", overrides(&[strict]));
        let now = format!(
            "rules: {{schema: warning}}\n{}",
            overrides(&[strict, ("docs/old/**", "warning")])
        );
        assert_eq!(
            lines(&then, &now),
            ["`schema` is a warning in `docs/old/**`"]
        );
        assert!(lines(&now, &then).is_empty());
    }

    #[test]
    fn a_weaker_order_is_reported() {
        let (strict, lax) = (("docs/**", "error"), ("docs/old/**", "off"));
        let (then, now) = (overrides(&[lax, strict]), overrides(&[strict, lax]));
        assert_eq!(lines(&then, &now), ["`schema` is off in `docs/old/**`"]);
        assert!(lines(&now, &then).is_empty());
    }

    #[test]
    fn only_the_patterns_that_are_new_are_reported() {
        let then = overrides(&[("a/**", "off")]);
        let now = overrides(&[("'a/**', 'b/**', c", "off")]);
        assert_eq!(lines(&then, &now), ["`schema` is off in `b/**`, `c`"]);
        assert!(lines(&now, &then).is_empty());
        // Divided, joined or reordered, they are the same.
        let divided = overrides(&[("c", "off"), ("b/**", "off"), ("a/**", "off")]);
        assert!(lines(&now, &divided).is_empty() && lines(&divided, &now).is_empty());
    }

    #[test]
    fn other_folders_and_files_that_were_lax_already_are_not_reported() {
        let strict = "rules: {schema: warning}\n".to_owned();
        let then = strict.clone() + &overrides(&[("new/**", "error")]);
        let now = strict + &overrides(&[("new/**", "error"), ("old/**", "warning")]);
        assert!(lines(&then, &now).is_empty());
        let lax = "rules: {schema: off}\n";
        let now = overrides(&[("old/**", "off")]);
        assert!(lines(lax, &now).is_empty());
    }
}
