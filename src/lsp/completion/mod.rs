//! Completion of IDs, statuses, keys and names in the frontmatter.

mod names;
mod new_task;
mod quoting;

use std::cell::OnceCell;

use gen_lsp_types::{
    CompletionItem, CompletionItemKind, CompletionList, CompletionParams, Range, TextEdit,
};
use progress_core::display::visible;
use progress_core::model::keys::Part;
use progress_core::model::status::Subject;
use progress_core::model::{FileId, Statuses};
use progress_core::workspace::Workspace;
use quoting::{Quoting, inside, is_reference};
use serde_json::Value;
use yaml_lossless::Tree;

use super::client::Refusal;
use super::cursor::{Cursor, DASH, Typed};
use super::encoding::Positions;
use super::format::{Described, described_by, key_documentation};
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
            cursor: &cursor,
            workspace: &workspace,
            file: workspace.id_of(path.as_str()),
            statuses: &project.settings.statuses,
            range: positions.range(cursor.word),
            text,
            quoting: OnceCell::new(),
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
    cursor: &'a Cursor,
    workspace: &'a Workspace,
    /// `None` while the document is not a progress file yet.
    file: Option<FileId>,
    statuses: &'a Statuses,
    /// What is replaced.
    range: Range,
    text: &'a str,
    quoting: OnceCell<Quoting>,
    has_snippets: bool,
}

impl Completion<'_> {
    fn items(&self) -> Vec<CompletionItem> {
        let path: Vec<&str> = self.cursor.path.iter().map(String::as_str).collect();
        match (self.cursor.typed, path.as_slice()) {
            (Typed::Key, []) => self.keys(Described::Part(Part::Top)),
            (Typed::Key, [list]) => match described_by(list) {
                Some(mapping) => self.keys(mapping),
                None => Vec::new(),
            },
            (Typed::Value, ["tasks"]) if self.cursor.begins_entry => self.task_in_brackets(),
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
            (Typed::Value, [.., key]) if is_reference(key) => self.tasks(),
            (Typed::Value, [.., key]) if PEOPLE.contains(key) => {
                let people = self.people();
                let names: Vec<&str> = people.iter().map(String::as_str).collect();
                self.values(&names, CompletionItemKind::Constant)
            }
            _ => Vec::new(),
        }
    }

    /// The keys of a mapping, and a whole task where one can begin.
    fn keys(&self, mapping: Described) -> Vec<CompletionItem> {
        let mut items = Vec::new();
        let needs_dash = self.cursor.lead == DASH;
        let begins_entry = self.cursor.begins_entry || needs_dash;
        if mapping == Described::Part(Part::Task) && begins_entry && !self.cursor.has_colon {
            items.push(self.new_task(self.cursor.lead));
        }
        if mapping == Described::Part(Part::Top)
            && self.cursor.list_above.as_deref() == Some("tasks")
        {
            items.push(self.new_task(DASH));
        }
        if needs_dash {
            return items;
        }
        for key in mapping.keys(&self.cursor.siblings) {
            if self.cursor.siblings.contains(&*key) {
                continue;
            }
            let is_complete = self.cursor.has_colon || self.cursor.quote.is_some();
            let new_text = if is_complete {
                key.to_string()
            } else {
                format!("{key}: ")
            };
            items.push(CompletionItem {
                kind: Some(CompletionItemKind::Property),
                documentation: key_documentation(mapping, &key).map(|value| {
                    let kind = gen_lsp_types::MarkupKind::Markdown;
                    gen_lsp_types::MarkupContent { kind, value }.into()
                }),
                ..self.item(&key, &new_text)
            });
        }
        items
    }

    fn words(&self, subject: Subject) -> Vec<CompletionItem> {
        let mut items = Vec::new();
        for word in self.statuses.suggested(subject) {
            let detail = Some(meaning(self.statuses.class(word)).to_owned());
            let item = self.value(word, CompletionItemKind::EnumMember);
            items.extend(item.map(|item| CompletionItem { detail, ..item }));
        }
        items
    }

    fn values(&self, words: &[&str], kind: CompletionItemKind) -> Vec<CompletionItem> {
        let items = words.iter().filter_map(|word| self.value(word, kind));
        items.collect()
    }

    /// A value as it has to be written here, if it can be.
    fn value(&self, value: &str, kind: CompletionItemKind) -> Option<CompletionItem> {
        let text = match self.cursor.quote {
            Some(quote) => inside(value, quote)?,
            None => self.quoting().write(value),
        };
        Some(CompletionItem {
            kind: Some(kind),
            ..self.item(value, &text)
        })
    }

    fn quoting(&self) -> Quoting {
        let key = self.cursor.path.last().map_or("", String::as_str);
        *self
            .quoting
            .get_or_init(|| Quoting::at((self.text, self.cursor.word), key, self.tree()))
    }

    /// The tree of the document.
    fn tree(&self) -> Option<&Tree> {
        self.workspace.file(self.file?).document.tree()
    }

    fn item(&self, label: &str, new_text: &str) -> CompletionItem {
        self.item_after(self.cursor.lead, label, new_text)
    }

    /// Like [`Self::item`], after a lead that YAML needs, such as a dash.
    fn item_after(&self, lead: &str, label: &str, new_text: &str) -> CompletionItem {
        let edit = TextEdit {
            range: self.range,
            new_text: format!("{lead}{new_text}"),
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
