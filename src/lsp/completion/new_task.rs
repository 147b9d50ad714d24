//! A whole task, where one can begin.

use gen_lsp_types::{CompletionItem, CompletionItemKind, InsertTextFormat};
use progress_core::model::id::is_id;
use progress_core::model::{Phase, Task};

use super::Completion;
use super::quoting::Quoting;

/// The placeholder for the description.
const TO_DO: &str = "What to do";

impl Completion<'_> {
    pub(super) fn new_task(&self) -> CompletionItem {
        let id = self.next_id();
        let quoted = |key, value| Quoting::under(key, self.tree()).write(value);
        let written = quoted("description", TO_DO);
        let snippet = written.replace(TO_DO, &format!("${{1:{TO_DO}}}"));
        let (format, [description, people, dependencies]) = if self.has_snippets {
            (InsertTextFormat::Snippet, [&*snippet, "${2}", "${3}"])
        } else {
            (InsertTextFormat::PlainText, [&*written, "", ""])
        };
        let text = [
            format!("id: {}", quoted("id", &id)),
            format!("description: {description}"),
            format!("status: {}", quoted("status", "pending")),
            format!("assigned_to: [{people}]"),
            format!("dependencies: [{dependencies}]"),
        ]
        .join("\n  ");
        CompletionItem {
            kind: Some(CompletionItemKind::Snippet),
            detail: Some(format!("a new task with the ID {id}")),
            insert_text_format: Some(format),
            // Before the keys.
            sort_text: Some(" ".to_owned()),
            insert_text_mode: Some(gen_lsp_types::InsertTextMode::AdjustIndentation),
            ..self.item("task", &text)
        }
    }

    /// The ID after the last one of the file.
    fn next_id(&self) -> String {
        let phase = self.file.and_then(|file| self.workspace.phase(file));
        let tasks = phase.map_or(&[][..], Phase::tasks);
        // Anything else could be a command in a snippet.
        let mut ids = tasks.iter().rev().filter_map(Task::id_text);
        let last = ids.find(|id| is_id(id)).unwrap_or("TASK-0");
        let stem = last.trim_end_matches(|c: char| c.is_ascii_digit());
        let number = last[stem.len()..].parse::<u64>().unwrap_or(0);
        format!("{stem}{}", number.saturating_add(1))
    }
}
