//! Comma-separated values (RFC 4180, but with the line ends of text files).

use crate::Bundle;

const HEADER: &str =
    "plan,phase,id,title,status,assignees,dependencies,priority,estimate,source,phase_title,notes";

pub(super) fn write(bundle: &Bundle) -> String {
    let mut text = format!("{HEADER}\n");
    for plan in &bundle.plans {
        for phase in &plan.phases {
            for task in &phase.tasks {
                let cells = [
                    plan.name.as_str(),
                    phase.name.as_deref().unwrap_or_default(),
                    &task.id,
                    &task.title,
                    task.status_word(),
                    &task.assignees.join(" "),
                    &task.dependencies.join(" "),
                    task.priority.as_deref().unwrap_or_default(),
                    task.estimate.as_deref().unwrap_or_default(),
                    &task.source,
                    &phase.title,
                    task.notes.as_deref().unwrap_or_default(),
                ];
                let cells = cells.map(cell);
                text.push_str(&cells.join(","));
                text.push('\n');
            }
        }
    }
    text
}

/// A value, quoted where needed.
fn cell(text: &str) -> String {
    // A spreadsheet would run it as a formula.
    let is_formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let text = if is_formula {
        format!("'{text}")
    } else {
        text.to_owned()
    };
    if text.contains([',', '"', '\n', '\r', ';']) || is_formula {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text
    }
}
