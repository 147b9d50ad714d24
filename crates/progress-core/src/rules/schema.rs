//! The frontmatter must have the keys and types required by the schema.
//!
//! Required are `type`, `prd`, `phase`, `status` and `tasks`, and for each task `id`, `status`,
//! `assigned_to` and `dependencies`. Additional keys are allowed. `progress schema` prints the
//! schema, for example for use in an editor. `--profile strict` also requires every key of the
//! reference document. `phase` is not required in files that cover several phases
//! (`all-phases-progress.md`, with `phase_group` or `phases`, or whose tasks state different
//! phases) and in `quick-features/`. Mistakes covered by a more specific rule are reported only by
//! that rule.
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

mod instance;
mod place;
mod text;
mod validator;
mod words;

use yaml_lossless::{Node, NodeId};

use self::place::Places;
use self::validator::{Fault, schemas};
use super::tasks_missing::is_other_document;
use crate::collections::HashSet;
use crate::config::{Profile, Severity};
use crate::lint::{Check, Diagnostic, Diagnostics, Location, PhaseContext, Rule, Yield};
use crate::model::{Tasks, keys};
use crate::source::folder_of;

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "schema",
    severity: Severity::Error,
    summary: "a key is missing or its value has the wrong type",
    fix: None,
    // A mistake that a specific rule explains, such as a missing assignee, may violate the schema
    // as well.
    suppressed_by: &[Yield::Place],
    check: Check::Phase(check),
};

/// Compiles the schema before it is needed.
pub(super) fn prepare() {
    schemas();
}

fn check(context: &PhaseContext<'_>, diagnostics: &mut Diagnostics) {
    check_type(context, diagnostics);
    let Some(schemas) = schemas() else { return };
    let mut report = Report {
        context,
        places: Places::new(context.root()),
        seen: HashSet::default(),
        diagnostics,
    };
    report.add(schemas.faults(context.tree), "");
    if context.workspace().settings.profile == Profile::Strict {
        let faults = schemas.strict_faults(context.tree);
        report.add(faults, " by the strict profile");
    }
}

/// A file named on the command line is linted even if its `type` says otherwise.
fn check_type(context: &PhaseContext<'_>, diagnostics: &mut Diagnostics) {
    let mut declared = keys::TYPE
        .iter()
        .filter_map(|key| Some((key, context.get(key)?)))
        .filter(|(_, node)| node.some_text().is_some());
    let Some((key, node)) = declared.next() else {
        return;
    };
    // `doc_type: progress` next to another `type` is enough.
    if is_progress(node) || declared.any(|(_, node)| is_progress(node)) {
        return;
    }
    let found = words::shown(node);
    let place = Location::value(context.id(), node.id());
    let diagnostic = Diagnostic::new(place, format!("`{key}` is {found}, expected `progress`"));
    diagnostics.push(diagnostic.help(format!(
        "if this is a progress file, write `{key}: progress`"
    )));
}

fn is_progress(node: Node<'_>) -> bool {
    node.text() == Some("progress")
}

/// Turns faults into diagnostics, one per place and message.
struct Report<'c, 'a, 'd> {
    context: &'c PhaseContext<'a>,
    places: Places<'a>,
    seen: HashSet<(NodeId, String)>,
    diagnostics: &'d mut Diagnostics,
}

impl Report<'_, '_, '_> {
    fn add(&mut self, faults: Vec<Fault>, by: &str) {
        for fault in faults {
            let Some(node) = self.places.find(&fault.path) else {
                continue;
            };
            let missing = fault.missing.as_deref().and_then(<[_]>::split_first);
            let (what, diagnostic) = if let Some((key, others)) = missing {
                // The validator goes through a mapping's own keys, which do not include those
                // merged by `<<`.
                let has_merged = others
                    .iter()
                    .chain([key])
                    .any(|key| node.get(key).is_some());
                if has_merged || is_exempt(self.context, node, key) {
                    continue;
                }
                // Both profiles may require the same key; report it once.
                (key.clone(), self.missing(node, key, others, by))
            } else {
                let (message, help) = words::describe(node, &fault.kind);
                let place = Location::value(self.context.id(), node.id());
                (message.clone(), Diagnostic::new(place, message).help(help))
            };
            if self.seen.insert((node.id(), what)) {
                self.diagnostics.push(diagnostic);
            }
        }
    }

    /// Reports a missing key, and its accepted alternatives.
    fn missing(&self, mapping: Node<'_>, key: &str, others: &[String], by: &str) -> Diagnostic {
        let or = match others {
            [] => String::new(),
            others => format!(" (or `{}`)", others.join("` or `")),
        };
        let message = format!("`{key}`{or} is required{by}");
        // Only advice, because the repository may use the other name throughout.
        if let Some(similar) = similar(mapping, key) {
            return Diagnostic::new(
                self.anchor(mapping),
                format!("{message}; found `{similar}`"),
            )
            .help(format!("rename `{similar}` to `{key}`"))
            .severity(Severity::Advice)
            .key(mapping.id(), key);
        }
        let meaning = schemas().and_then(|schemas| schemas.meaning(mapping, key));
        let help = match meaning {
            Some(meaning) => format!("add `{key}`: {meaning}"),
            None => format!("add `{key}`"),
        };
        let diagnostic = Diagnostic::new(self.anchor(mapping), message).help(help);
        others
            .iter()
            // The misspelling of any alternative explains why all of them are missing.
            .fold(diagnostic.key(mapping.id(), key), |diagnostic, other| {
                diagnostic.key(mapping.id(), other)
            })
    }

    /// Where to point for a whole mapping: at whatever identifies it.
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

/// Keys that say which phases a file covers, without tracking a single one.
const PHASE_GROUPS: &[&str] = &["phase_group", "phases"];

/// Whether a required key makes no sense in this file: one that covers several phases, or a quick
/// feature without phases, has no `phase`.
fn is_exempt(context: &PhaseContext<'_>, mapping: Node<'_>, key: &str) -> bool {
    if mapping.parent().is_some() || !matches!(key, "phase" | "status" | "tasks") {
        return false;
    }
    // With tasks, it is a progress file whatever its name says.
    if matches!(context.phase.tasks, Tasks::Missing) && is_other_document(context) {
        return true;
    }
    if key != "phase" {
        return false;
    }
    let is_group = PHASE_GROUPS.iter().any(|key| context.get(key).is_some());
    let path = context.file.path();
    let is_quick = folder_of(path)
        .split('/')
        .any(|part| part == "quick-features");
    is_group
        || is_quick
        || context.plans().lists_all_phases(context.id())
        || has_tasks_of_several_phases(context)
}

/// Whether the tasks state phases of their own, and not all the same one.
fn has_tasks_of_several_phases(context: &PhaseContext<'_>) -> bool {
    let tasks = context.get("tasks").into_iter().flat_map(Node::items);
    let mut phases = tasks.filter_map(|task| task.get("phase")?.text());
    let first = phases.next();
    phases.any(|phase| Some(phase) != first)
}

/// Other names of the plan, used consistently in some repositories.
const PLAN_NAMES: &[&str] = &["prd_name", "feature", "feature_name"];

/// A key that probably means the missing one.
fn similar(mapping: Node<'_>, key: &str) -> Option<&'static str> {
    if key != "prd" || mapping.parent().is_some() {
        return None;
    }
    let mut names = PLAN_NAMES.iter().copied();
    names.find(|name| mapping.get(name).is_some_and(|it| it.some_text().is_some()))
}

#[cfg(test)]
mod tests;
