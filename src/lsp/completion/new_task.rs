//! A whole task, where one can begin.

use gen_lsp_types::{CompletionItem, CompletionItemKind, InsertTextFormat};
use progress_core::model::id::is_id;
use progress_core::model::{Phase, Task};

use super::Completion;
use super::quoting::Quoting;

/// The placeholder for the description.
const TO_DO: &str = "What to do";

impl Completion<'_> {
    /// An entry in block style, after its dash.
    pub(super) fn new_task(&self, lead: &str) -> CompletionItem {
        self.task(lead, &self.lines().join("\n  "))
    }

    /// An entry of a list in brackets.
    pub(super) fn task_in_brackets(&self) -> Vec<CompletionItem> {
        if self.cursor.quote.is_some() {
            return Vec::new();
        }
        let text = format!("{{ {} }}", self.lines().join(", "));
        vec![self.task(self.cursor.lead, &text)]
    }

    /// The keys with their values.
    fn lines(&self) -> [String; 5] {
        let id = self.next_id();
        let quoted = |key, value| Quoting::under(key, self.tree()).write(value);
        let written = quoted("description", TO_DO);
        let snippet = written.replace(TO_DO, &format!("${{1:{TO_DO}}}"));
        let [description, people, dependencies] = if self.has_snippets {
            [&*snippet, "${2}", "${3}"]
        } else {
            [&*written, "", ""]
        };
        [
            format!("id: {}", quoted("id", &id)),
            format!("description: {description}"),
            format!("status: {}", quoted("status", "pending")),
            format!("assigned_to: [{people}]"),
            format!("dependencies: [{dependencies}]"),
        ]
    }

    fn task(&self, lead: &str, text: &str) -> CompletionItem {
        let format = if self.has_snippets {
            InsertTextFormat::Snippet
        } else {
            InsertTextFormat::PlainText
        };
        CompletionItem {
            kind: Some(CompletionItemKind::Snippet),
            detail: Some(format!("a new task with the ID {}", self.next_id())),
            insert_text_format: Some(format),
            // Before the keys.
            sort_text: Some(" ".to_owned()),
            insert_text_mode: Some(gen_lsp_types::InsertTextMode::AdjustIndentation),
            ..self.item_after(lead, "task", text)
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
