//! The frontmatter must have the keys and types that the format's schema asks for.
//!
//! Required are the type, the plan (`prd`), the phase, its status and its tasks; of a task its
//! ID, status, assignees and dependencies. Keys of one's own are welcome. `progress schema`
//! prints the schema, for editors too. `--profile strict` requires every key that the
//! reference document has. A mistake that a rule of its own names is left to that rule.
//!
//! # Bad
//!
//! ```yaml
//! owners: "alice"
//! ```
//!
//! # Good
//!
//! ```yaml
//! owners: ["alice"]
//! ```

mod place;
mod text;
mod validator;
mod words;

use std::collections::HashSet;

use self::place::Places;
use self::validator::{Fault, schemas};
use crate::config::{Profile, Severity};
use crate::lint::{Check, Draft, Drafts, Location, PhaseContext, Rule, Yield};
use crate::model::keys;
use crate::yaml::{Node, NodeId, to_json};

/// The rule.
pub const RULE: Rule = Rule {
    name: "schema",
    severity: Severity::Error,
    summary: "a key is missing or its value has the wrong type",
    fix: None,
    yields_to: &[Yield::Place],
    check: Check::Phase(check),
};

fn check(context: &PhaseContext<'_>, drafts: &mut Drafts) {
    check_type(context, drafts);
    let Some(schemas) = schemas() else { return };
    let frontmatter = to_json(context.root(), &text::is_text);
    let mut report = Report {
        context,
        places: Places::new(context.root()),
        seen: HashSet::new(),
        drafts,
    };
    report.add(schemas.faults(&frontmatter), "");
    if context.workspace().settings.profile == Profile::Strict {
        let faults = schemas.strict_faults(&frontmatter);
        report.add(faults, " by the strict profile");
    }
}

/// A file that was named is linted even if it says that it is something else.
fn check_type(context: &PhaseContext<'_>, drafts: &mut Drafts) {
    let mut declared = keys::TYPE
        .iter()
        .filter_map(|key| Some((key, context.get(key)?)))
        .filter(|(_, node)| node.some_text().is_some());
    let Some((key, node)) = declared.next() else {
        return;
    };
    let is_progress = |node: Node<'_>| node.text() == Some("progress");
    if is_progress(node) || declared.any(|(_, node)| is_progress(node)) {
        return;
    }
    let found = words::shown(node);
    let place = Location::value(context.id(), node.id());
    let draft = Draft::new(place, format!("`{key}` is {found}, expected `progress`"));
    drafts.push(draft.help(format!(
        "write `{key}: progress`, if this is a progress file"
    )));
}

/// Turns faults into drafts, one for each place and message.
struct Report<'c, 'a, 'd> {
    context: &'c PhaseContext<'a>,
    places: Places<'a>,
    seen: HashSet<(NodeId, String)>,
    drafts: &'d mut Drafts,
}

impl Report<'_, '_, '_> {
    fn add(&mut self, faults: Vec<Fault>, by: &str) {
        for fault in faults {
            let Some(node) = self.places.find(&fault.path) else {
                continue;
            };
            let missing = fault.missing.as_deref().and_then(<[_]>::split_first);
            let (what, draft) = if let Some((key, others)) = missing {
                // Both profiles may require a key; it is missing once.
                (key.clone(), self.missing(node, key, others, by))
            } else {
                let (message, help) = words::describe(node, &fault.kind);
                let place = Location::value(self.context.id(), node.id());
                (message.clone(), Draft::new(place, message).help(help))
            };
            if self.seen.insert((node.id(), what)) {
                self.drafts.push(draft);
            }
        }
    }

    /// A key that a mapping lacks, and others that would do as well.
    fn missing(&self, mapping: Node<'_>, key: &str, others: &[String], by: &str) -> Draft {
        let or = match others {
            [] => String::new(),
            others => format!(" (or `{}`)", others.join("` or `")),
        };
        let message = format!("`{key}`{or} is required{by}");
        let meaning = schemas().and_then(|schemas| schemas.meaning(mapping, key));
        let help = match meaning {
            Some(meaning) => format!("add `{key}`: {meaning}"),
            None => format!("add `{key}`"),
        };
        let draft = Draft::new(self.anchor(mapping), message).help(help);
        others
            .iter()
            .fold(draft.key(mapping.id(), key), |draft, other| {
                draft.key(mapping.id(), other)
            })
    }

    /// Where a mapping as a whole is shown: at what it is known by.
    fn anchor(&self, mapping: Node<'_>) -> Location {
        let file = self.context.id();
        if mapping.parent().is_none() {
            return Location::of(file, mapping.id(), self.context.anchor().id());
        }
        let id = mapping.get("id").filter(|id| id.some_text().is_some());
        match id {
            Some(id) => Location::of(file, mapping.id(), id.id()),
            None if mapping.key().is_some() => Location::key(file, mapping.id()),
            None => Location::value(file, mapping.id()),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use crate::config::Profile;
    use crate::testing::{BASE, BASE_PATH, Bench, Found, lint_with};

    fn lint(text: &str) -> Vec<Found> {
        Bench::new(&[(BASE_PATH, text)]).run()
    }

    /// Rule, token, pointer and message of what is found about the base with another text.
    fn messages(found: Vec<Found>) -> Vec<(&'static str, String, String, String)> {
        found
            .into_iter()
            .map(|found| (found.rule, found.token, found.pointer, found.message))
            .collect()
    }

    fn expect(
        token: &str,
        pointer: &str,
        message: &str,
    ) -> Vec<(&'static str, String, String, String)> {
        vec![(
            "schema",
            token.to_owned(),
            pointer.to_owned(),
            message.to_owned(),
        )]
    }

    #[test]
    fn types_are_told_in_words() {
        for (keys, token, pointer, message) in [
            (
                "owners: alice",
                "alice",
                "/owners",
                "`owners` must be a list of names, but is text",
            ),
            (
                "total_tasks: many",
                "many",
                "/total_tasks",
                "`total_tasks` must be a whole number, but is `many`",
            ),
            (
                "contributors: [1.5]",
                "1.5",
                "/contributors/0",
                "an entry of `contributors` must be text, but is the number `1.5`",
            ),
            (
                "phase: -1",
                "-1",
                "/phase",
                "`phase` must be at least 0, but is `-1`",
            ),
            (
                "phase: { number: 1 }",
                "{ number: 1 }",
                "/phase",
                "`phase` must be a whole number or text, but is a mapping",
            ),
        ] {
            let found = messages(lint_with(keys));
            let found: Vec<_> = found
                .into_iter()
                .filter(|found| found.0 == "schema")
                .collect();
            assert_eq!(found, expect(token, pointer, message));
        }
    }

    #[test]
    fn a_missing_key_of_the_file_is_shown_at_its_type() {
        let found = lint(&BASE.replace("phase: 1\n", ""));
        assert_eq!(
            messages(found),
            expect("progress", "", "`phase` is required")
        );
        let found = lint(&BASE.replace("prd: \"auth-v1\"\n", ""));
        let message = "`prd` (or `feature_slug`) is required";
        assert_eq!(messages(found), expect("progress", "", message));
        let found = lint(&BASE.replace("type: progress\n", ""));
        let message = "`type` (or `doc_type`) is required";
        assert_eq!(messages(found), expect("prd", "", message));
    }

    #[test]
    fn a_missing_key_of_a_task_is_shown_at_its_id() {
        let found = lint(&BASE.replacen("    status: \"pending\"\n", "", 1));
        let message = "`status` is required";
        assert_eq!(messages(found), expect("\"TASK-1.1\"", "/tasks/0", message));
        let found = lint(&BASE.replacen(
            "  - id: \"TASK-1.1\"\n    description",
            "  - description",
            1,
        ));
        let found: Vec<_> = messages(found)
            .into_iter()
            .filter(|found| found.0 == "schema")
            .collect();
        assert_eq!(found[0].3, "`id` is required");
    }

    #[test]
    fn a_rule_of_its_own_speaks_alone() {
        let rules = |text: String| -> Vec<&'static str> {
            lint(&text).into_iter().map(|found| found.rule).collect()
        };
        assert_eq!(
            rules(BASE.replacen(
                "    assigned_to: [\"alice\"]\n    dependencies: []\n",
                "",
                1
            )),
            ["task-missing-assignee", "task-missing-dependencies"]
        );
        assert_eq!(rules(BASE.replacen("phase:", "phaze:", 1)), ["unknown-key"]);
        // What is said about the task as a whole leaves its other missing keys to be told.
        let found = rules(BASE.replacen(
            "    status: \"pending\"\n    assigned_to: [\"alice\"]\n",
            "",
            1,
        ));
        assert_eq!(found, ["schema", "task-missing-assignee"]);
    }

    #[test]
    fn a_number_may_be_a_name() {
        let keys = "tasks:\n  - { id: 1.10, description: x, status: pending, assigned_to: [a], dependencies: [] }\n  - { id: 7, description: x, status: pending, assigned_to: [a], dependencies: [1.10], completed: 2026-02-05 }\ntotal_tasks: 2\nparallelization: { batch_1: [1.10], batch_2: [7], critical_path: [1.10, 7] }";
        assert_eq!(lint_with(keys), []);
    }

    #[test]
    fn another_type_is_named() {
        let found = messages(lint(&BASE.replace("type: progress", "type: report")));
        let message = "`type` is `report`, expected `progress`";
        assert_eq!(found, expect("report", "/type", message));
        let both = BASE.replace("type: progress", "type: report\ndoc_type: progress");
        assert_eq!(lint(&both), []);
    }

    #[test]
    fn the_strict_profile_asks_for_more_and_once() {
        let strict = |text: &str| {
            let mut bench = Bench::new(&[(BASE_PATH, text)]);
            bench.settings.profile = Profile::Strict;
            messages(bench.run())
        };
        assert_eq!(strict(BASE), []);
        let message = "`blockers` is required by the strict profile";
        assert_eq!(
            strict(&BASE.replace("blockers: []\n", "")),
            expect("progress", "", message)
        );
        assert_eq!(strict(&BASE.replace("phase: 1\n", "")).len(), 1);
    }

    #[test]
    fn each_violation_is_told() {
        let mut keys = "owners:\n".to_owned();
        for index in 0..2000 {
            writeln!(keys, "  - {index}").unwrap();
        }
        assert_eq!(lint_with(&keys).len(), 2000);
    }
}
