//! A key must not look like a misspelling of a known key.
//!
//! Additional keys are allowed, but a misspelled key is worse than a missing one, because its
//! value is silently ignored. A key is reported if it is one edit away from a known key (two for
//! names of eight letters or more). It is not reported if it is a word of its own (`note`,
//! `owner`, `phases`) or if at least three files use it.
//!
//! # Bad
//!
//! ```yaml
//! plan_reff: null
//! ```
//!
//! # Good
//!
//! ```yaml
//! plan_ref: null
//! note: "an additional key"
//! ```

use std::borrow::Cow;

use yaml_lossless::edit::Change;

use crate::config::Severity;
use crate::lint::{Check, Diagnostic, Diagnostics, Fix, Location, PhaseContext, Rule, Safety};
use crate::model::keys::Part;
use crate::model::misspelling::{NearMiss, misspellings_in};

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "unknown-key",
    severity: Severity::Warning,
    summary: "a key looks like a misspelling of a known key",
    fix: Some(Safety::Unsafe),
    suppressed_by: &[],
    check: Check::Phase(check),
};

/// A key that this many files have is not a misspelling.
const ESTABLISHED: usize = 3;

fn check(context: &PhaseContext<'_>, diagnostics: &mut Diagnostics) {
    for miss in misspellings_in(context.root()) {
        let text = miss.key.text().unwrap_or_default();
        if context.workspace().files_with_key(text) < ESTABLISHED {
            diagnostics.push(diagnostic(context, &miss, text));
        }
    }
}

fn diagnostic(context: &PhaseContext<'_>, miss: &NearMiss<'_>, text: &str) -> Diagnostic {
    let place = match miss.part {
        Part::Top => "",
        Part::Task => " in a task",
        Part::Criterion => " in a criterion",
        Part::Schedule => " in `parallelization`",
    };
    let meant = &*meant(miss, text);
    let message = format!("unknown key `{text}`{place}; did you mean `{meant}`?");
    let help = format!("rename it to `{meant}`, or to a less similar name");
    let diagnostic = Diagnostic::new(Location::key(context.id(), miss.key.id()), message)
        .help(help)
        // A rule that misses the key may know it by either of its names.
        .key(miss.mapping.id(), meant)
        .key(miss.mapping.id(), miss.part.written(miss.meant));
    // Renaming to a key that exists would create a duplicate.
    if miss.mapping.get(meant).is_some() {
        return diagnostic;
    }
    let mut entries = miss.mapping.entries();
    let value = entries.find(|(key, _)| key.id() == miss.key.id());
    match value {
        Some((_, value)) => {
            let rename = vec![Change::Rename(value.id(), meant.to_owned())];
            // Unsafe, because it may be an additional key that is spelled as intended.
            diagnostic.fix(Fix::uncertain(format!("rename it to `{meant}`"), rename))
        }
        None => diagnostic,
    }
}

/// The intended key; a batch keeps its number.
fn meant(miss: &NearMiss<'_>, text: &str) -> Cow<'static, str> {
    let Some(name) = miss.meant.strip_suffix('N') else {
        return Cow::Borrowed(miss.meant);
    };
    let word = text.trim_end_matches(|c: char| c.is_ascii_digit());
    Cow::Owned(format!("{name}{}", &text[word.len()..]))
}

#[cfg(test)]
mod tests {
    use crate::testing::{BASE, BASE_PATH, Sandbox, lint_with, tokens_with, with};

    #[test]
    fn each_mapping_has_its_own_keys() {
        let found = tokens_with(
            "success_criteria:\n  - { id: \"SC-1\", description: \"x\", stauts: \"pending\", model: \"x\" }",
        );
        assert_eq!(found, [("unknown-key", "stauts".to_owned())]);
        assert_eq!(lint_with("depends_on: []\nassigned_to: []"), []);
    }

    #[test]
    fn the_finding_is_about_the_key() {
        let found = &lint_with("contributers: []")[0];
        assert_eq!(found.pointer, "/contributers");
        assert!(found.help.contains("`contributors`"));
    }

    #[test]
    fn a_misspelled_alias_explains_the_missing_key() {
        let task = "total_tasks: 1\nparallelization: {}\ntasks:\n  - { id: A-1, description: x, status: pending, assigned_to: [a], depends-on: [] }";
        assert_eq!(
            tokens_with(task),
            [("unknown-key", "depends-on".to_owned())]
        );
    }

    #[test]
    fn a_batch_keeps_its_number() {
        let keys = "parallelization:\n  bacth_12: [\"TASK-1.1\", \"TASK-1.2\"]";
        let found = &lint_with(keys)[0];
        assert_eq!(found.token, "bacth_12");
        assert!(found.help.starts_with("rename it to `batch_12`"));
    }

    #[test]
    fn a_key_in_three_files_is_accepted() {
        let text = with("contributers: []");
        let files = |count: usize| {
            let paths = ["a/x/", "b/x/", "c/x/"];
            let paths: Vec<String> = paths[..count]
                .iter()
                .map(|folder| format!("{folder}auth-v1/phase-1-progress.md"))
                .collect();
            let files: Vec<(&str, &str)> = paths
                .iter()
                .map(|path| (path.as_str(), text.as_str()))
                .collect();
            Sandbox::new(&files).run().len()
        };
        assert_eq!(files(2), 2);
        assert_eq!(files(3), 0);
        assert_eq!(Sandbox::new(&[(BASE_PATH, BASE)]).run(), []);
    }
}
