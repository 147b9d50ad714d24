//! Texts for changes, for people.

use std::borrow::Cow;

use progress_core::collections::HashMap;
use progress_core::compare::{
    Comparison, EntryChange, EntryEvent, Event, Field, PhaseState, TaskChange,
};
use progress_core::display::shortened;
use serde_json::Value;

use crate::cli::table::EMPTY;
use crate::comparing::FileChange;

/// Maximum length of a value.
const MAX_VALUE: usize = 80;
/// Maximum names listed.
const MAX_NAMES: usize = 6;
/// Events that imply a task's new status.
const TELLING: &[Event] = &[
    Event::Finished,
    Event::Started,
    Event::Blocked,
    Event::AtRisk,
    Event::InReview,
];

/// The text for a value that differs.
pub(super) struct Detail<'c> {
    pub label: &'c str,
    pub before: String,
    pub after: String,
}

/// What differs about a task, except what its events already say.
pub(super) fn details(task: &TaskChange) -> Vec<Detail<'_>> {
    let fields = task.fields.iter().filter(|field| match field.key.as_str() {
        // The old ID is shown as `was ID`.
        "id" => false,
        // An event such as `finished` already implies the new status.
        "status" => !task.events.iter().any(|event| TELLING.contains(event)),
        _ => !field.follows,
    });
    fields.map(detail).collect()
}

/// The frontmatter values that differ and do not merely follow from tasks.
pub(super) fn fields(what: &Comparison) -> impl Iterator<Item = Detail<'_>> {
    let own = what.fields.iter().filter(|field| !field.follows);
    // The status of the phase has a place of its own.
    own.filter(|field| field.key != "status").map(detail)
}

fn detail(field: &Field) -> Detail<'_> {
    let label = match field.key.as_str() {
        "assigned_to" => "assigned to",
        "dependencies" => "depends on",
        "critical" => "on the critical path",
        key => key,
    };
    Detail {
        label,
        before: shown(&field.before),
        after: shown(&field.after),
    }
}

fn shown(value: &Value) -> String {
    let text = match value {
        Value::Null => Cow::Borrowed(EMPTY),
        Value::Bool(true) => Cow::Borrowed("yes"),
        Value::Bool(false) => Cow::Borrowed("no"),
        Value::String(text) => Cow::Borrowed(text.as_str()),
        Value::Array(items) if items.is_empty() => Cow::Borrowed(EMPTY),
        Value::Array(items) => {
            // More items cannot fit, even if each has a single character.
            let items: Vec<String> = items.iter().take(MAX_VALUE).map(shown).collect();
            Cow::Owned(items.join(", "))
        }
        value => Cow::Owned(value.to_string()),
    };
    shortened(text.trim(), MAX_VALUE).into_owned()
}

/// `finished, reassigned`.
pub(super) fn events(task: &TaskChange) -> String {
    let words: Vec<&str> = task.events.iter().map(|event| event.words()).collect();
    words.join(", ")
}

/// The number of entries per event, with their names: `2 met` and `SC-1, SC-2`.
pub(super) fn entries(changes: &[EntryChange]) -> Vec<(String, Vec<String>)> {
    let mut groups: Vec<(EntryEvent, Vec<&EntryChange>)> = Vec::new();
    for change in changes {
        match groups.iter_mut().find(|(event, _)| *event == change.event) {
            Some((_, group)) => group.push(change),
            None => groups.push((change.event, vec![change])),
        }
    }
    groups.sort_by_key(|(event, _)| *event);
    groups
        .iter()
        .map(|(event, group)| (format!("{} {}", group.len(), event.name()), names(group)))
        .collect()
}

/// The names of entries, up to a maximum.
fn names(entries: &[&EntryChange]) -> Vec<String> {
    let mut names = Vec::new();
    for entry in entries.iter().take(MAX_NAMES) {
        // An entry of a list of texts has no ID.
        let name = entry.id.as_deref().or(entry.text.as_deref());
        names.push(shortened(name.unwrap_or("without a name"), MAX_VALUE).into_owned());
    }
    if entries.len() > MAX_NAMES {
        names.push(format!("{} more", entries.len() - MAX_NAMES));
    }
    names
}

/// `3 added, 1 removed`; `None` if nothing was added or removed.
pub(super) fn files(what: &Comparison) -> Option<String> {
    let mut counts = Vec::new();
    for (paths, word) in [
        (&what.files.added, "added"),
        (&what.files.removed, "removed"),
    ] {
        if !paths.is_empty() {
            counts.push(format!("{} {word}", paths.len()));
        }
    }
    if counts.is_empty() {
        None
    } else {
        Some(counts.join(", "))
    }
}

/// Returns what happened to the file itself.
pub(super) fn fate(file: &FileChange) -> Option<&'static str> {
    let what = &file.what;
    match (&what.before, &what.after) {
        (None, Some(after)) if !after.readable => Some("added, but its frontmatter cannot be read"),
        (None, Some(_)) => Some("added"),
        (Some(_), None) => Some("removed"),
        (Some(before), Some(after)) => match (before.readable, after.readable) {
            (true, true) => None,
            (true, false) => Some("its frontmatter can no longer be read"),
            (false, true) => Some("its frontmatter can be read again"),
            (false, false) => Some("its frontmatter cannot be read"),
        },
        (None, None) => None,
    }
}

/// `0/2 → 1/2 done (0% → 50%)`: how many tasks are done, if there is anything to count.
pub(super) fn figures(what: &Comparison) -> Option<String> {
    let before = what.before.as_ref().filter(|side| side.readable);
    let after = what.after.as_ref().filter(|side| side.readable);
    match (before, after) {
        (Some(old), Some(new)) if done(old) != done(new) => Some(format!(
            "{} → {} done ({}% → {}%)",
            done(old),
            done(new),
            old.counts.percent(),
            new.counts.percent()
        )),
        // Figures are shown once if they are unchanged, or if only one side has any.
        (_, Some(side)) | (Some(side), None) => {
            Some(format!("{} done ({}%)", done(side), side.counts.percent()))
        }
        (None, None) => None,
    }
}

/// `1/2`.
fn done(side: &PhaseState) -> String {
    format!("{}/{}", side.counts.completed, side.counts.total)
}

/// A phase's status in two versions.
pub(super) enum PhaseStatus<'c> {
    /// The status, if there is one; it did not change, or the file is new.
    Same(Option<&'c str>),
    /// The statuses before and after.
    Changed([Option<&'c str>; 2]),
}

/// The version that says what the phase is called: the later one, unless only the earlier one can
/// be read.
pub(super) fn naming(what: &Comparison) -> Option<&PhaseState> {
    let sides = || [&what.after, &what.before].into_iter().flatten();
    sides().find(|side| side.readable).or(sides().next())
}

/// The phase's status, before and after if it differs. In a version that cannot be read, it is
/// unknown.
pub(super) fn status(what: &Comparison) -> PhaseStatus<'_> {
    let before = what.before.as_ref().filter(|side| side.readable);
    let after = what.after.as_ref().filter(|side| side.readable);
    match (before, after) {
        (Some(old), Some(new)) if old.status != new.status => {
            PhaseStatus::Changed([old.status.as_deref(), new.status.as_deref()])
        }
        (_, Some(side)) | (Some(side), None) => PhaseStatus::Same(side.status.as_deref()),
        (None, None) => PhaseStatus::Same(None),
    }
}

/// The number of tasks per event, in all files.
pub(super) fn totals(files: &[FileChange]) -> Vec<(usize, &'static str)> {
    let mut counts: HashMap<Event, usize> = HashMap::default();
    let tasks = files.iter().flat_map(|file| &file.what.tasks);
    for event in tasks.flat_map(|task| &task.events) {
        *counts.entry(*event).or_default() += 1;
    }
    // In a fixed order, which the map does not have.
    let counted = Event::ALL.iter().filter_map(|event| {
        let count = counts.get(event)?;
        Some((*count, event.words()))
    });
    counted.collect()
}

#[cfg(test)]
mod tests {
    use progress_core::compare::{Version, compare};
    use progress_core::model::Statuses;

    use super::*;

    #[test]
    fn a_status_that_was_added_is_a_change() {
        let version = |keys: &str| {
            let text = format!("---\ntype: progress\nprd: a\nphase: 1\n{keys}tasks: []\n---\n");
            let path = "progress/a/phase-1-progress.md";
            Version::read(path, text.into_bytes(), &Statuses::default()).unwrap()
        };
        let (without, with) = (version(""), version("status: planning\n"));
        let added = compare(Some(&without), Some(&with));
        assert!(matches!(
            status(&added),
            PhaseStatus::Changed([None, Some("planning")])
        ));
        let new_file = compare(None, Some(&with));
        assert!(matches!(
            status(&new_file),
            PhaseStatus::Same(Some("planning"))
        ));
    }
}
