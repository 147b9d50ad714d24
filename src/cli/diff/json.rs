//! The JSON format, described by `schemas/diff.schema.json`.

use std::io::{self, Write};

use progress_core::compare::{Comparison, EntryChange, Event, Field, PhaseState, TaskChange};
use progress_core::derive::Counts;
use serde_json::{Map, Value, json};

use crate::comparing::{FileChange, Selection, Side};
use crate::report::write_json;

/// Writes the changes.
pub(super) fn write(
    files: &[FileChange],
    selection: &Selection,
    out: &mut dyn Write,
) -> io::Result<()> {
    let listing = json!({
        "version": 1,
        "from": side(selection.old),
        "to": side(selection.new),
        "summary": summary(files),
        "files": files.iter().map(file).collect::<Vec<_>>(),
    });
    write_json(&listing, out)
}

fn side(side: Side) -> Value {
    let (kind, commit) = match side {
        Side::Nothing => ("nothing", None),
        Side::Commit(id) => ("commit", Some(id.to_string())),
        Side::Index => ("index", None),
        Side::WorkingTree => ("working_tree", None),
    };
    json!({"kind": kind, "commit": commit})
}

/// The number of tasks with each event.
fn summary(files: &[FileChange]) -> Value {
    let mut counts = Map::new();
    // Every event is listed, even without tasks, so that consumers need no default.
    for event in Event::ALL {
        let count = files
            .iter()
            .flat_map(|file| &file.what.tasks)
            .filter(|task| task.events.contains(event))
            .count();
        counts.insert(event.name().to_owned(), Value::from(count));
    }
    Value::Object(counts)
}

fn file(file: &FileChange) -> Value {
    let FileChange { path, from, what } = file;
    let standing = what.phase();
    json!({
        "path": path,
        "from": from,
        "change": change(file),
        "plan": standing.map(|it| &it.plan),
        "phase": standing.and_then(|it| it.phase.as_ref()),
        "title": standing.and_then(|it| it.title.as_ref()),
        "before": what.before.as_ref().map(stand),
        "after": what.after.as_ref().map(stand),
        "tasks": what.tasks.iter().map(task).collect::<Vec<_>>(),
        "criteria": entries(&what.criteria),
        "blockers": entries(&what.blockers),
        "files_modified": {"added": what.files.added, "removed": what.files.removed},
        "fields": fields(&what.fields),
        "body": what.body,
    })
}

fn change(file: &FileChange) -> &'static str {
    let Comparison { before, after, .. } = &file.what;
    match (before, after) {
        (None, _) => "added",
        (_, None) => "removed",
        _ if file.from.is_some() => "renamed",
        _ => "changed",
    }
}

fn stand(standing: &PhaseState) -> Value {
    json!({
        "readable": standing.readable,
        "status": standing.status,
        // Zeros would look like an empty phase.
        "counts": standing.readable.then(|| counts(&standing.counts)),
        "percent": standing.readable.then(|| standing.counts.percent()),
    })
}

fn counts(counts: &Counts) -> Value {
    json!({
        "total": counts.total,
        "completed": counts.completed,
        "in_progress": counts.in_progress,
        "blocked": counts.blocked,
        "at_risk": counts.at_risk,
        "dropped": counts.dropped,
        "unknown": counts.unknown,
    })
}

fn task(task: &TaskChange) -> Value {
    json!({
        "id": task.id,
        "was": task.was,
        "description": task.description,
        "status": task.status,
        "events": task.events.iter().map(|event| event.name()).collect::<Vec<_>>(),
        "fields": fields(&task.fields),
    })
}

fn fields(fields: &[Field]) -> Vec<Value> {
    fields
        .iter()
        .map(|field| {
            json!({
                "key": field.key,
                "before": field.before,
                "after": field.after,
                "follows": field.follows,
            })
        })
        .collect()
}

fn entries(changes: &[EntryChange]) -> Vec<Value> {
    changes
        .iter()
        .map(|change| json!({"id": change.id, "text": change.text, "event": change.event.name()}))
        .collect()
}
