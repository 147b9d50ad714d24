//! A whole task, where one can begin.

use std::fmt::Write as _;

use gen_lsp_types::{CompletionItem, CompletionItemKind, InsertTextFormat};
use progress_core::model::id::is_id;
use progress_core::model::{Phase, Task};

use super::Completion;

impl Completion<'_> {
    pub(super) fn new_task(&self) -> CompletionItem {
        let id = self.next_id();
        let indent = "\n  ";
        let fields = [
            ("description", "\"${1:What to do}\""),
            ("status", "\"pending\""),
            ("assigned_to", "[${2}]"),
            ("dependencies", "[${3}]"),
        ];
        let mut snippet = format!("id: \"{id}\"");
        let mut plain = snippet.clone();
        for (key, value) in fields {
            let _ = write!(snippet, "{indent}{key}: {value}");
            let bare = match key {
                "description" | "status" => "\"pending\"",
                _ => "[]",
            };
            let _ = write!(plain, "{indent}{key}: {bare}");
        }
        let (text, format) = if self.has_snippets {
            (snippet, InsertTextFormat::Snippet)
        } else {
            (plain, InsertTextFormat::PlainText)
        };
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
