//! Completion of IDs, statuses, keys and names in the frontmatter.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use gen_lsp_types::{
    CompletionItem, CompletionItemKind, CompletionList, CompletionParams, InsertTextFormat, Range,
    TextEdit,
};
use progress_core::display::visible;
use progress_core::model::id::is_id;
use progress_core::model::keys::Part;
use progress_core::model::status::Subject;
use progress_core::model::{FileId, Phase, Statuses, Task};
use progress_core::workspace::Workspace;
use serde_json::Value;
use yaml_lossless::Node;

use super::client::Refusal;
use super::cursor::{Cursor, Typed};
use super::encoding::Positions;
use super::format::{key_documentation, part_named};
use super::hover::meaning;
use super::session::Session;

/// Keys whose values are IDs of tasks.
const REFERENCES: &[&str] = &["dependencies", "depends_on", "critical_path", "verified_by"];
/// Keys whose values are people.
const PEOPLE: &[&str] = &["assigned_to", "owners", "contributors"];
const PRIORITIES: &[&str] = &["critical", "high", "medium", "low"];

impl Session {
    /// What can be written at the cursor.
    pub(super) fn completion(&mut self, params: Value) -> Result<Value, Refusal> {
        let params: CompletionParams = serde_json::from_value(params)?;
        let position = params.text_document_position_params;
        let uri = position.text_document.uri;
        let Some(((project, path), offset)) = self.offset(&uri, position.position) else {
            return Ok(Value::Null);
        };
        let Some(document) = self.parsed(&uri.0) else {
            return Ok(Value::Null);
        };
        let text = document.text.as_str();
        let Some(cursor) = Cursor::at(text, offset) else {
            return Ok(Value::Null);
        };
        let positions = Positions::new(text, self.abilities.encoding);
        let project = &self.projects[project];
        let workspace = project.load_plan(&path);
        let completion = Completion {
            text,
            cursor: &cursor,
            workspace: &workspace,
            file: workspace.id_of(path.as_str()),
            statuses: &project.settings.statuses,
            range: positions.range(cursor.word),
            has_snippets: self.abilities.snippets,
        };
        Ok(serde_json::to_value(CompletionList {
            is_incomplete: false,
            items: completion.items(),
            ..CompletionList::default()
        })?)
    }
}

struct Completion<'a> {
    text: &'a str,
    cursor: &'a Cursor,
    workspace: &'a Workspace,
    /// `None` while the document is not a progress file yet.
    file: Option<FileId>,
    statuses: &'a Statuses,
    /// What is replaced.
    range: Range,
    has_snippets: bool,
}

impl Completion<'_> {
    fn items(&self) -> Vec<CompletionItem> {
        let path: Vec<&str> = self.cursor.path.iter().map(String::as_str).collect();
        match (self.cursor.typed, path.as_slice()) {
            (Typed::Key, []) => self.keys(Part::Top),
            (Typed::Key, [list]) => match part_named(list) {
                Some(part) => self.keys(part),
                None => Vec::new(),
            },
            (Typed::Value, ["status"]) => self.words(Subject::Phase),
            (Typed::Value, ["tasks", "status"]) => self.words(Subject::Task),
            (Typed::Value, ["success_criteria", "status"]) => {
                self.values(&["pending", "met"], CompletionItemKind::EnumMember)
            }
            (Typed::Value, ["type" | "doc_type"]) => {
                self.values(&["progress"], CompletionItemKind::EnumMember)
            }
            (Typed::Value, ["tasks", "priority"]) => {
                self.values(PRIORITIES, CompletionItemKind::EnumMember)
            }
            (Typed::Value, [.., key]) if REFERENCES.contains(key) || key.starts_with("batch_") => {
                self.tasks()
            }
            (Typed::Value, [.., key]) if PEOPLE.contains(key) => {
                let people = self.people();
                let names: Vec<&str> = people.iter().map(String::as_str).collect();
                self.values(&names, CompletionItemKind::Constant)
            }
            _ => Vec::new(),
        }
    }

    /// The keys of a mapping, and a whole task where one can begin.
    fn keys(&self, part: Part) -> Vec<CompletionItem> {
        let mut items = Vec::new();
        if part == Part::Task && self.cursor.begins_entry && !self.cursor.has_colon {
            items.push(self.new_task());
        }
        for key in part.keys().iter().filter(|key| part.written(key) == **key) {
            if self.cursor.siblings.contains(*key) {
                continue;
            }
            let is_complete = self.cursor.has_colon || self.cursor.quote.is_some();
            let new_text = if is_complete {
                (*key).to_owned()
            } else {
                format!("{key}: ")
            };
            items.push(CompletionItem {
                kind: Some(CompletionItemKind::Property),
                documentation: key_documentation(Some(part), key).map(|value| {
                    let kind = gen_lsp_types::MarkupKind::Markdown;
                    gen_lsp_types::MarkupContent { kind, value }.into()
                }),
                ..self.item(key, &new_text)
            });
        }
        items
    }

    fn new_task(&self) -> CompletionItem {
        let id = self.next_id();
        let indent = "\n  ";
        let fields = [
            ("description", "\"${1:What to do}\""),
            ("status", "\"pending\""),
            ("assigned_to", "[\"${2}\"]"),
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

    fn words(&self, subject: Subject) -> Vec<CompletionItem> {
        let mut items = Vec::new();
        for word in self.statuses.words() {
            // Other spellings are understood, but not suggested.
            if self.statuses.canonical(word, subject).is_none() {
                items.push(CompletionItem {
                    kind: Some(CompletionItemKind::EnumMember),
                    detail: Some(meaning(self.statuses.class(word)).to_owned()),
                    ..self.item(word, &self.quoted(word))
                });
            }
        }
        items
    }

    /// The tasks of the plan that the list does not have yet.
    fn tasks(&self) -> Vec<CompletionItem> {
        let Some(file) = self.file else {
            return Vec::new();
        };
        let listed = self.listed();
        let own = self.own_id();
        let mut items = Vec::new();
        let files = self.workspace.plans.plan_of(file).files.iter();
        for (rank, other) in files.enumerate() {
            let tree = self.workspace.file(*other).document.tree();
            let (Some(phase), Some(tree)) = (self.workspace.phase(*other), tree) else {
                continue;
            };
            for task in phase.tasks() {
                let Some(id) = task.id_text() else { continue };
                let is_own =
                    own == Some(id) && self.cursor.path.first().is_some_and(|it| it == "tasks");
                if listed.contains(id) || is_own {
                    continue;
                }
                let node = tree.node(task.node);
                let description = node.get("description").and_then(Node::some_text);
                // Those of the same file come first.
                let rank = if *other == file { 0 } else { rank + 1 };
                items.push(CompletionItem {
                    kind: Some(CompletionItemKind::Reference),
                    detail: description.map(|text| visible(text).into_owned()),
                    sort_text: Some(format!("{rank:04} {id}")),
                    ..self.item(id, &self.quoted(id))
                });
            }
        }
        // Clients sort by this too, but not all of them.
        items.sort_by(|one, other| one.sort_text.cmp(&other.sort_text));
        items
    }

    /// The people known in the plan.
    fn people(&self) -> BTreeSet<String> {
        let mut people = BTreeSet::new();
        let Some(file) = self.file else {
            return people;
        };
        for other in &self.workspace.plans.plan_of(file).files {
            let Some(tree) = self.workspace.file(*other).document.tree() else {
                continue;
            };
            let tasks = self.workspace.phase(*other).map_or(&[][..], Phase::tasks);
            for task in tasks {
                people.extend(task.assignees.iter().map(|name| name.text.clone()));
            }
            for key in ["owners", "contributors"] {
                let listed = tree.root().get(key).into_iter().flat_map(Node::items);
                people.extend(listed.filter_map(|it| it.some_text().map(str::to_owned)));
            }
        }
        let listed = self.listed();
        people.retain(|name| !listed.contains(name.as_str()));
        people
    }

    fn values(&self, words: &[&str], kind: CompletionItemKind) -> Vec<CompletionItem> {
        let items = words.iter().map(|word| CompletionItem {
            kind: Some(kind),
            ..self.item(word, &self.quoted(word))
        });
        items.collect()
    }

    /// The words of the list around the cursor, without the one that is typed.
    fn listed(&self) -> BTreeSet<&str> {
        let (start, end) = (
            self.cursor.word.start as usize,
            self.cursor.word.end as usize,
        );
        let (before, after) = (&self.text[..start], &self.text[end..]);
        let line = before.rfind('\n').map_or(0, |at| at + 1);
        let is_item = before[line..].trim_start().starts_with('-');
        let (head, tail) = if is_item {
            (items_before(&before[..line]), items_after(after))
        } else {
            let head = before.rfind('[').map_or("", |at| &before[at..]);
            (head, &after[..after.find(']').unwrap_or(0)])
        };
        let is_in_word = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
        let words = head
            .split(|c| !is_in_word(c))
            .chain(tail.split(|c| !is_in_word(c)));
        words.map(|word| word.trim_start_matches('-')).collect()
    }

    /// The ID of the task in which the cursor is.
    fn own_id(&self) -> Option<&str> {
        let before = &self.text[..self.cursor.word.start as usize];
        let at = before.rfind("id:")?;
        let value = before[at..].lines().next()?.strip_prefix("id:")?;
        let value = value.split([',', '}', '#']).next()?;
        Some(value.trim().trim_matches(['"', '\'']))
    }

    /// A value as it has to be written here.
    fn quoted(&self, value: &str) -> String {
        written(value, self.cursor.quote)
    }

    fn item(&self, label: &str, new_text: &str) -> CompletionItem {
        let blank = if self.cursor.needs_blank { " " } else { "" };
        let edit = TextEdit {
            range: self.range,
            new_text: format!("{blank}{new_text}"),
        };
        let label = visible(label).into_owned();
        CompletionItem {
            // What was typed has no quotes.
            filter_text: Some(label.clone()),
            label,
            text_edit: Some(edit.into()),
            ..CompletionItem::default()
        }
    }
}

/// A value inside quotes of this kind, or with its own.
fn written(value: &str, quote: Option<char>) -> String {
    if quote == Some('\'') {
        return value.replace('\'', "''");
    }
    let mut text = String::with_capacity(value.len() + 2);
    for character in value.chars() {
        match character {
            '"' | '\\' => text.extend(['\\', character]),
            // A line break or a control character would end or break the text.
            _ if visible(character.encode_utf8(&mut [0; 4])) != *character.to_string() => {
                let _ = write!(text, "\\U{:08X}", u32::from(character));
            }
            _ => text.push(character),
        }
    }
    if quote.is_none() {
        text = format!("\"{text}\"");
    }
    text
}

/// The items of a list in block style that end with this text.
fn items_before(text: &str) -> &str {
    let mut start = text.len();
    for line in text.split_inclusive('\n').rev() {
        if !line.trim_start().starts_with('-') {
            break;
        }
        start -= line.len();
    }
    &text[start..]
}

/// The items of a list in block style that follow on the next lines.
fn items_after(text: &str) -> &str {
    let mut end = 0;
    for (index, line) in text.split_inclusive('\n').enumerate() {
        // The rest of the current line comes first.
        if index > 0 && !line.trim_start().starts_with('-') {
            break;
        }
        end += line.len();
    }
    &text[..end]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_escaped_for_their_quotes() {
        assert_eq!(written("ann", None), "\"ann\"");
        assert_eq!(written("a\"b\\c", None), "\"a\\\"b\\\\c\"");
        assert_eq!(written("a\u{7}\n", Some('"')), "a\\U00000007\\U0000000A");
        assert_eq!(written("it's", Some('\'')), "it''s");
    }
}
