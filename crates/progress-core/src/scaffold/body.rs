//! The Markdown below the frontmatter.

use std::fmt::Write as _;

use super::NewPhase;
use crate::display::visible;

const SECTIONS: &[&str] = &["Objective", "Implementation Notes", "Completion Notes"];

pub(super) fn write(phase: &NewPhase, path: &str) -> String {
    let name = format!("Phase {}", phase.phase);
    let title = match visible(&phase.title) {
        // `# auth-v1 - Phase 1: Phase 1` would repeat itself.
        title if title == name => String::new(),
        title => format!(": {title}"),
    };
    let mut text = format!("\n# {} - {name}{title}\n\n", phase.prd);
    text.push_str(
        "**The YAML frontmatter is the source of truth for tasks, status and assignments.** \
         Do not repeat them below.\n",
    );
    if let Some(task) = phase.tasks.first() {
        let path = argument(path);
        // An example that can be copied as it is.
        let command = format!("progress update -f {path} -t {} -s completed", task.id);
        let _ = write!(text, "\n```bash\n{command}\n```\n");
    }
    for section in SECTIONS {
        let _ = write!(text, "\n## {section}\n");
    }
    text
}

/// Quotes a path for a shell.
fn argument(path: &str) -> String {
    let shown = visible(path);
    if shown
        .chars()
        .all(|c| c.is_alphanumeric() || "/._-".contains(c))
    {
        shown.into_owned()
    } else {
        // A shell has no escapes within single quotes.
        format!("'{}'", shown.replace('\'', r"'\''"))
    }
}
