//! A key must not look like a misspelling of one that means something.
//!
//! Keys of one's own are welcome; a misspelt one is worse than an absent one, since nobody
//! reads what stands behind it. A key is suspected where it is one letter or one swap away
//! from a key of the format (two in names of eight letters or more). It is taken at its word
//! if it is a word itself (`note`, `owner`, `phases`), or if three files or more have it.
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
//! note: "a key of our own"
//! ```

use std::borrow::Cow;

use crate::config::Severity;
use crate::lint::{Check, Draft, Drafts, Fix, Location, PhaseContext, Rule, Safety};
use crate::model::keys::Part;
use crate::model::misspelling::{NearMiss, misspellings_in};
use crate::yaml::edit::Change;

/// The rule.
pub const RULE: Rule = Rule {
    name: "unknown-key",
    severity: Severity::Warning,
    summary: "a key looks like a misspelling of a known one",
    fix: Some(Safety::Unsafe),
    yields_to: &[],
    check: Check::Phase(check),
};

/// A key that so many files have is no slip.
const ESTABLISHED: usize = 3;

fn check(context: &PhaseContext<'_>, drafts: &mut Drafts) {
    for miss in misspellings_in(context.root()) {
        let text = miss.key.text().unwrap_or_default();
        if context.workspace().files_with_key(text) < ESTABLISHED {
            drafts.push(draft(context, &miss, text));
        }
    }
}

fn draft(context: &PhaseContext<'_>, miss: &NearMiss<'_>, text: &str) -> Draft {
    let whose = match miss.part {
        Part::Top => "no key of a progress file",
        Part::Task => "no key of a task",
        Part::Criterion => "no key of a criterion",
        Part::Schedule => "no key of `parallelization`",
    };
    let meant = &*meant(miss, text);
    let message = format!("`{text}` is {whose}; `{meant}` was probably meant");
    let help = format!("rename it to `{meant}`, or to a name that is further from it");
    let draft = Draft::new(Location::key(context.id(), miss.key.id()), message)
        .help(help)
        .key(miss.mapping.id(), meant)
        .key(miss.mapping.id(), miss.part.written(miss.meant));
    // What is there already is not given a second time.
    if miss.mapping.get(meant).is_some() {
        return draft;
    }
    let mut entries = miss.mapping.entries();
    let value = entries.find(|(key, _)| key.id() == miss.key.id());
    match value {
        Some((_, value)) => {
            let rename = vec![Change::Rename(value.id(), meant.to_owned())];
            draft.fix(Fix::uncertain(format!("rename it to `{meant}`"), rename))
        }
        None => draft,
    }
}

/// The key that was meant; a batch keeps its number.
fn meant(miss: &NearMiss<'_>, text: &str) -> Cow<'static, str> {
    let Some(name) = miss.meant.strip_suffix('N') else {
        return Cow::Borrowed(miss.meant);
    };
    let word = text.trim_end_matches(|c: char| c.is_ascii_digit());
    Cow::Owned(format!("{name}{}", &text[word.len()..]))
}

#[cfg(test)]
mod tests {
    use crate::testing::{BASE, BASE_PATH, Bench, lint_with, tokens_with, with};

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
    fn a_misspelt_alias_explains_what_is_missing() {
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
    fn three_files_make_a_habit() {
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
            Bench::new(&files).run().len()
        };
        assert_eq!(files(2), 2);
        assert_eq!(files(3), 0);
        assert_eq!(Bench::new(&[(BASE_PATH, BASE)]).run(), []);
    }
}
