//! What is read from small projects, in the form in which the tools write them.

mod checklists;
mod gsd;
mod odd;
mod repeated;
mod spec_kit;
mod stores;

use crate::{Bundle, Known, MemoryFiles, Seen, read};

/// Reads files; the format is found out.
fn import(files: &[(&str, &str)]) -> Bundle {
    let files = MemoryFiles::new(files.iter().copied());
    let formats = crate::detect(&files, "", &Known::default());
    assert_eq!(formats.len(), 1, "{formats:?}");
    read(formats[0], &files, "", &Known::default()).unwrap()
}

/// Reads files once more, after what was read of others was written into progress files.
fn import_again(before: &[(&str, &str)], after: &[(&str, &str)], now: &str) -> Bundle {
    let mut known = Known {
        now: now.to_owned(),
        ..Known::default()
    };
    let plans = if before.is_empty() {
        Vec::new()
    } else {
        import(before).plans
    };
    for plan in plans {
        let entry = known.plans.entry(plan.name.clone()).or_default();
        for task in plan.phases.iter().flat_map(|phase| &phase.tasks) {
            entry.ids.insert(task.id.clone());
            entry.sources.insert(task.source.clone(), task.id.clone());
            entry.titles.insert(task.source.clone(), task.title.clone());
            entry.seen.insert(task.source.clone(), Seen::of(task));
        }
    }
    let files = MemoryFiles::new(after.iter().copied());
    let formats = crate::detect(&files, "", &known);
    assert_eq!(formats.len(), 1, "{formats:?}");
    read(formats[0], &files, "", &known).unwrap()
}

/// One line for each phase and task.
fn shown(bundle: &Bundle) -> Vec<String> {
    let mut lines = Vec::new();
    for plan in &bundle.plans {
        for phase in &plan.phases {
            let name = phase.name.as_deref().unwrap_or("-");
            lines.push(format!("{} {name} {}", plan.name, phase.title));
            for task in &phase.tasks {
                let status = task.status.as_str();
                let mut parts = vec![format!("  {} {status} {}", task.id, task.title)];
                if !task.dependencies.is_empty() {
                    parts.push(format!("< {}", task.dependencies.join(",")));
                }
                if !task.assignees.is_empty() {
                    parts.push(format!("@{}", task.assignees.join(",")));
                }
                if let Some(priority) = &task.priority {
                    parts.push(format!("!{priority}"));
                }
                lines.push(parts.join(" "));
            }
        }
    }
    lines
}

fn remarks(bundle: &Bundle) -> Vec<String> {
    let remarks = bundle.remarks.iter();
    remarks
        .map(|remark| format!("{}: {}", remark.what, remark.tasks.join(", ")))
        .collect()
}
