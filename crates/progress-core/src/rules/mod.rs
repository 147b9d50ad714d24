//! The rules, one file each.
//!
//! To add a rule: a file whose module docs are its documentation, a `mod` line and a line in
//! [`ALL`]. Its row in `docs/rules.md`, its `progress explain` page and its tests follow from those docs.

mod docs;
mod references;

mod assignee_not_in_owners;
mod assignee_not_list;
mod batch_unknown_task;
mod blocked_without_blocker;
mod blockers_left;
mod body_phase_disagrees;
mod body_placeholder;
mod body_status_disagrees;
mod branch_mention;
mod branch_name;
mod branch_plan_unknown;
mod checklist_unticked;
mod circular_verification;
mod commit_not_sha;
mod commit_ref_unresolved;
mod commit_refs_incomplete;
mod commit_task_ambiguous;
mod commit_task_unknown;
mod commit_without_done;
mod commit_without_task;
mod completed_before_dependency;
mod completed_before_started;
mod completed_date_missing;
mod conflict_marker;
mod count_mismatch;
mod criterion_pending;
mod critical_path_not_chain;
mod critical_path_not_longest;
mod critical_path_unknown_task;
mod dependency_cycle;
mod dependency_inside_batch;
mod dependency_on_later_batch;
mod dependency_on_later_phase;
mod document_ref_missing;
mod done_before_dependency;
mod done_without_commit;
mod duplicate_entry;
mod duplicate_key;
mod duplicate_task_id;
mod estimated_total_mismatch;
mod files_modified_empty;
mod files_modified_incomplete;
mod files_modified_path;
mod frontmatter_missing;
mod frontmatter_syntax;
mod id_in_two_files;
mod id_not_quoted;
mod invalid_date;
mod phase_done_open_tasks;
mod phase_not_started_but_done;
mod phase_open_all_done;
mod phase_path;
mod phases_disagree;
mod prd_path;
mod progress_mismatch;
mod schema;
mod self_dependency;
mod sha_not_quoted;
mod started_date_missing;
mod status_not_canonical;
mod status_section_stale;
mod status_unknown;
mod task_files_path;
mod task_id_phase;
mod task_in_no_batch;
mod task_in_two_batches;
mod task_missing_assignee;
mod task_missing_dependencies;
mod tasks_missing;
mod tasks_not_list;
mod template_placeholder;
mod two_files_one_phase;
mod unknown_key;
mod unresolved_dependency;
mod unused_ignore;
mod updated_too_early;
mod verified_by_open_task;

pub use docs::{Docs, Example};

use crate::lint::Rule;

/// A rule and the source of its documentation.
#[derive(Debug)]
pub struct Entry {
    /// The rule.
    pub rule: &'static Rule,
    source: &'static str,
}

impl Entry {
    /// The rule's documentation.
    #[must_use]
    pub fn docs(&self) -> Docs {
        Docs::of(self.source)
    }
}

macro_rules! entries {
    ($($module:ident),* $(,)?) => {
        &[$(Entry {
            rule: &$module::RULE,
            // The module docs are for `progress explain` too, so the source is part of the program.
            source: include_str!(concat!(stringify!($module), ".rs")),
        }),*]
    };
}

/// Every rule, in documentation order.
pub const ALL: &[Entry] = entries![
    frontmatter_syntax,
    frontmatter_missing,
    conflict_marker,
    duplicate_key,
    schema,
    unknown_key,
    duplicate_entry,
    sha_not_quoted,
    id_not_quoted,
    commit_not_sha,
    template_placeholder,
    tasks_missing,
    tasks_not_list,
    task_missing_dependencies,
    task_missing_assignee,
    assignee_not_list,
    duplicate_task_id,
    id_in_two_files,
    unresolved_dependency,
    self_dependency,
    dependency_cycle,
    dependency_on_later_phase,
    done_before_dependency,
    completed_before_dependency,
    count_mismatch,
    progress_mismatch,
    phase_done_open_tasks,
    phase_open_all_done,
    phase_not_started_but_done,
    phases_disagree,
    completed_date_missing,
    started_date_missing,
    completed_before_started,
    invalid_date,
    updated_too_early,
    criterion_pending,
    circular_verification,
    verified_by_open_task,
    blocked_without_blocker,
    blockers_left,
    batch_unknown_task,
    task_in_two_batches,
    dependency_on_later_batch,
    task_in_no_batch,
    dependency_inside_batch,
    critical_path_unknown_task,
    critical_path_not_chain,
    critical_path_not_longest,
    estimated_total_mismatch,
    assignee_not_in_owners,
    task_id_phase,
    status_unknown,
    status_not_canonical,
    phase_path,
    prd_path,
    two_files_one_phase,
    document_ref_missing,
    files_modified_path,
    task_files_path,
    files_modified_empty,
    commit_ref_unresolved,
    commit_refs_incomplete,
    body_phase_disagrees,
    body_status_disagrees,
    checklist_unticked,
    body_placeholder,
    status_section_stale,
    branch_name,
    branch_plan_unknown,
    commit_task_unknown,
    commit_task_ambiguous,
    commit_without_task,
    files_modified_incomplete,
    done_without_commit,
    commit_without_done,
    branch_mention,
    unused_ignore,
];

/// Does the work that the rules would otherwise do when the first file is linted.
pub fn prepare() {
    schema::prepare();
}

/// Every rule, without its documentation.
#[must_use]
pub fn all() -> Vec<&'static Rule> {
    ALL.iter().map(|entry| entry.rule).collect()
}

/// Returns the rule with this name.
#[must_use]
pub fn find(name: &str) -> Option<&'static Entry> {
    ALL.iter().find(|entry| entry.rule.name == name)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn names_are_unique_and_match_their_files() {
        let mut names = HashSet::new();
        for entry in ALL {
            assert!(
                names.insert(entry.rule.name),
                "{} is listed twice",
                entry.rule.name
            );
            let start = format!("name: \"{}\"", entry.rule.name);
            assert!(entry.source.contains(&start), "{}", entry.rule.name);
        }
    }
}

#[cfg(test)]
mod advice {
    use super::*;
    use crate::config::Severity;
    use crate::lint::{Check, Yield};

    #[test]
    fn rules_that_are_skipped_decide_nothing_else() {
        for entry in ALL {
            if !matches!(entry.rule.check, Check::Advice(_)) {
                continue;
            }
            let name = entry.rule.name;
            assert!(entry.rule.severity <= Severity::Advice, "{name}");
            assert!(!entry.source.contains(".severity("), "{name}");
            let yields = |rule: &Rule| {
                rule.suppressed_by.iter().any(|it| match it {
                    Yield::File(other) | Yield::Task(other) | Yield::Key(other) => *other == name,
                    Yield::Place => false,
                })
            };
            assert!(!all().into_iter().any(yields), "{name}");
        }
    }
}

#[cfg(test)]
pub(crate) mod examples {
    use super::*;
    use crate::testing::{BASE_PATH, Found, Sandbox, with};

    /// Lints the examples of a section together, with the rule enabled.
    fn lint(entry: &Entry, examples: &[Example]) -> Vec<Found> {
        bench(entry, examples).run()
    }

    #[test]
    fn bad_examples_trigger_their_rule_and_no_other() {
        for entry in ALL {
            let docs = entry.docs();
            let found = lint(entry, &docs.bad);
            let others: Vec<_> = found
                .iter()
                .filter(|found| found.rule != entry.rule.name)
                .collect();
            assert!(others.is_empty(), "{}: {others:#?}", entry.rule.name);
            assert!(!found.is_empty(), "{}: no finding", entry.rule.name);
        }
    }

    /// Prepares the examples of a section for linting.
    pub(crate) fn bench(entry: &Entry, examples: &[Example]) -> Sandbox {
        let file = |example: &Example| {
            let path = example.path.clone().unwrap_or_else(|| BASE_PATH.to_owned());
            let is_whole =
                example.text.starts_with("---\n") || example.text.starts_with(['#', '<']);
            (
                path,
                if is_whole {
                    example.text.clone()
                } else {
                    with(&example.text)
                },
            )
        };
        let of_files = examples
            .iter()
            .filter(|example| !example.is_commit && !example.is_readme);
        let mut files: Vec<(String, String)> = of_files.map(file).collect();
        if files.is_empty() {
            files.push((BASE_PATH.to_owned(), with("")));
        }
        let files: Vec<(&str, &str)> = files
            .iter()
            .map(|(path, text)| (path.as_str(), text.as_str()))
            .collect();
        let branch = examples
            .iter()
            .find_map(|example| example.branch.as_deref());
        let bench = examples
            .iter()
            .fold(Sandbox::new(&files).branch(branch), Sandbox::knowing);
        let is_off = entry.rule.severity == crate::config::Severity::Off;
        if is_off {
            bench.enable(entry.rule.name)
        } else {
            bench
        }
    }

    #[test]
    fn a_rule_is_fixable_as_declared() {
        for entry in ALL {
            let name = entry.rule.name;
            let docs = entry.docs();
            let safest = bench(entry, &docs.bad).with_report(&all(), |report, _| {
                let own = report.findings.iter().filter(|found| found.rule == name);
                own.filter_map(|found| Some(found.fix.as_ref()?.safety))
                    .min()
            });
            assert_eq!(safest, entry.rule.fix, "{name}");
            if let Some(safety) = safest {
                let (_, left) = bench(entry, &docs.bad).fixed(safety);
                assert!(!left.contains(&name), "{name} is still reported");
            }
        }
    }

    #[test]
    fn good_examples_are_clean() {
        for entry in ALL {
            let docs = entry.docs();
            assert!(
                !docs.good.is_empty(),
                "{} has no good example",
                entry.rule.name
            );
            assert_eq!(lint(entry, &docs.good), [], "{}", entry.rule.name);
        }
    }

    /// Keys whose values make sense only next to the tasks.
    const ABOUT_TASKS: &[&str] = &["_tasks:", "overall_progress:", "batch_1:"];

    #[test]
    fn examples_can_be_understood_alone() {
        for entry in ALL {
            let docs = entry.docs();
            for Example { text, .. } in docs.bad.iter().chain(&docs.good) {
                let is_whole = text.starts_with("---\n") || text.starts_with('<');
                assert!(is_whole || !text.contains("\n---\n"), "{text}");
                let needs_tasks = ABOUT_TASKS.iter().any(|key| text.contains(key));
                let has_tasks = text.lines().any(|line| line.starts_with("tasks:"));
                assert!(has_tasks || !needs_tasks, "{text}");
            }
        }
    }

    #[test]
    fn docs_describe_the_rule() {
        for entry in ALL {
            let docs = entry.docs();
            assert!(
                docs.text.len() > 80,
                "the docs of {} are too short",
                entry.rule.name
            );
            assert!(!entry.rule.summary.ends_with('.'), "{}", entry.rule.name);
        }
    }
}
