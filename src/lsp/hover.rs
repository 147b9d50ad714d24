//! What is known about a task, a key or a status.

use std::collections::HashSet;

use gen_lsp_types::{Hover, MarkupContent, MarkupKind, TextDocumentPositionParams};

use progress_core::display::visible;
use progress_core::document::Document;
use progress_core::model::{Class, Statuses, TaskRef};
use progress_core::status::{Readiness, ReadinessIndex, TaskView, dependencies, dependents};
use progress_core::workspace::Workspace;
use serde_json::Value;
use yaml_lossless::text::Span;

use super::client::Refusal;
use super::encoding::Positions;
use super::format::{described, key_documentation};
use super::navigation::{Pointed, Reach};
use super::session::Session;

/// Maximum number of tasks that are listed.
const MAX_LISTED: usize = 20;

impl Session {
    /// What is known about what is under the cursor.
    pub(super) fn hover(&mut self, params: Value) -> Result<Value, Refusal> {
        let params: TextDocumentPositionParams = serde_json::from_value(params)?;
        let uri = &params.text_document.uri;
        let found = match self.pointed(&params, Reach::Plan) {
            Some(pointed) => {
                let mut lines = of_task(&pointed.workspace, pointed.task);
                lines.extend(self.last_commit(&pointed));
                Some((lines, pointed.span))
            }
            None => self.hover_value(uri, &params),
        };
        let (Some((lines, span)), Some(document)) = (found, self.parsed(&uri.0)) else {
            return Ok(Value::Null);
        };
        let positions = Positions::new(document.text.as_str(), self.abilities.encoding);
        Ok(serde_json::to_value(Hover {
            contents: self.markup(&lines).into(),
            range: Some(positions.range(span)),
        })?)
    }

    fn hover_value(
        &mut self,
        uri: &gen_lsp_types::Uri,
        params: &TextDocumentPositionParams,
    ) -> Option<(Vec<Line>, Span)> {
        let ((project, path), offset) = self.offset(uri, params.position)?;
        let project = &self.projects[project];
        let view = project.memory.view(&path)?;
        let offset = view.then(Span::new(offset, offset))?.start as usize;
        let (lines, span) = of_value(&view.readable, offset, &project.settings.statuses)?;
        Some((lines, view.kept(span)?))
    }

    /// The last commit that belongs to a task, if that is known by now.
    fn last_commit(&mut self, pointed: &Pointed) -> Option<Line> {
        let path = pointed.workspace.file(pointed.task.file).path.as_str();
        let task = pointed.workspace.plans.task(pointed.task)?;
        let commit = self.projects[pointed.project].last_commit(path, task.id_text()?)?;
        Some(Line::Theirs("Last commit: ", commit))
    }

    /// Lines as the client can show them.
    fn markup(&self, lines: &[Line]) -> MarkupContent {
        let is_markdown = self.abilities.markdown;
        let shown: Vec<String> = lines.iter().map(|line| line.show(is_markdown)).collect();
        MarkupContent {
            kind: if is_markdown {
                MarkupKind::Markdown
            } else {
                MarkupKind::PlainText
            },
            // In Markdown, a single line break is only a blank.
            value: shown.join(if is_markdown { "\n\n" } else { "\n" }),
        }
    }
}

/// A line of a hover.
enum Line {
    /// Markdown of our own.
    Ours(String),
    /// A label, and a text from a file, which must not be taken for Markdown.
    Theirs(&'static str, String),
}

impl Line {
    fn show(&self, is_markdown: bool) -> String {
        match self {
            Self::Ours(text) => text.clone(),
            Self::Theirs(label, text) => {
                let safe = visible(text);
                let text = if is_markdown {
                    escaped(&safe)
                } else {
                    safe.into_owned()
                };
                format!("{label}{text}")
            }
        }
    }
}

/// A text in which nothing is Markdown: a file must not add links or images to what an editor
/// shows as ours. Nothing else is escaped, because some editors show the source.
fn escaped(text: &str) -> String {
    let text = text.trim_start();
    let mut escaped = String::with_capacity(text.len());
    for (at, character) in text.char_indices() {
        if means_something(character, &text[..at], &text[at + character.len_utf8()..]) {
            escaped.push('\\');
        }
        escaped.push(character);
    }
    escaped
}

/// Whether Markdown gives a character a meaning between these texts.
fn means_something(character: char, before: &str, after: &str) -> bool {
    match character {
        '\\' | '`' | '*' | '[' | ']' | '<' | '>' | '&' | '|' | '~' | '@' => true,
        '_' => {
            let is_inside =
                before.ends_with(char::is_alphanumeric) && after.starts_with(char::is_alphanumeric);
            !is_inside
        }
        // Addresses become links by themselves.
        ':' => after.starts_with('/'),
        '.' | ')' if is_number(before) && !after.starts_with(|c: char| c != ' ') => true,
        '.' => {
            let word = before.len().checked_sub(3).and_then(|at| before.get(at..));
            word.is_some_and(|word| word.eq_ignore_ascii_case("www"))
        }
        // At the start of a line: headings, lists and rules.
        '#' | '-' | '+' | '=' => before.is_empty(),
        _ => false,
    }
}

/// Whether a text can be the number of a list's item.
fn is_number(text: &str) -> bool {
    (1..10).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn of_task(workspace: &Workspace, at: TaskRef) -> Vec<Line> {
    // Whether it is on the critical path is not shown.
    let Some(task) = TaskView::of(workspace, at, &HashSet::default()) else {
        return Vec::new();
    };
    let mut lines = Vec::new();
    let title = match task.description {
        Some(description) => format!("{}: {description}", task.id().unwrap_or_default()),
        None => task.id().unwrap_or_default().to_owned(),
    };
    lines.push(Line::Theirs("", title));
    let settled = ReadinessIndex::of(workspace);
    let mut state = task
        .entry
        .status
        .as_ref()
        .map_or("no status", |it| &it.text)
        .to_owned();
    if let Readiness::Ready = settled.readiness(at) {
        state += ", ready to start";
    }
    lines.push(Line::Theirs("Status: ", state));
    let assignees: Vec<&str> = task.assignees().collect();
    if !assignees.is_empty() {
        lines.push(Line::Theirs("Assigned to: ", assignees.join(", ")));
    }
    if let Some(reason) = task.block_reason() {
        lines.push(Line::Theirs("Blocked: ", reason));
    }
    let before: Vec<String> = dependencies(&settled, at)
        .iter()
        .take(MAX_LISTED)
        .map(|it| with_status(workspace, it.text, it.task))
        .collect();
    if !before.is_empty() {
        lines.push(Line::Theirs("Depends on: ", before.join(", ")));
    }
    let after: Vec<String> = dependents(workspace, at)
        .into_iter()
        .take(MAX_LISTED)
        .map(|it| {
            let id = workspace.plans.task(it).and_then(|task| task.id_text());
            with_status(workspace, id.unwrap_or("?"), Some(it))
        })
        .collect();
    if !after.is_empty() {
        lines.push(Line::Theirs("Needed by: ", after.join(", ")));
    }
    lines.push(Line::Theirs("In ", task.path().to_owned()));
    lines
}

fn with_status(workspace: &Workspace, name: &str, task: Option<TaskRef>) -> String {
    let task = task.and_then(|task| workspace.plans.task(task));
    match task.and_then(|task| task.status.as_ref()) {
        Some(status) => format!("{name} ({})", status.text),
        None => name.to_owned(),
    }
}

/// What the format says about a key or a status.
fn of_value(document: &Document, offset: usize, statuses: &Statuses) -> Option<(Vec<Line>, Span)> {
    let node = document.tree()?.last_before(offset + 1)?;
    if node.span().end as usize + 1 < offset {
        return None;
    }
    let key = node.key()?;
    let name = key.text()?;
    if key.id() == node.id() {
        let documentation = key_documentation(described(node.parent()?)?, name)?;
        return Some((vec![Line::Ours(documentation)], node.span()));
    }
    if name != "status" {
        return None;
    }
    let word = node.some_text()?;
    let lines = vec![
        Line::Theirs("", word.to_owned()),
        Line::Ours(meaning(statuses.class(word)).to_owned()),
    ];
    Some((lines, node.span()))
}

/// What a status means for counts and completion.
pub(super) fn meaning(class: Class) -> &'static str {
    match class {
        Class::Done => "Finished: counts as completed.",
        Class::Active => "Being worked on.",
        Class::Open => "Not started.",
        Class::Dropped => "Dropped or deferred: counts as neither open nor completed.",
        Class::Blocked => "Waiting for something; say what in `blockers` or `notes`.",
        Class::AtRisk => "Being worked on, but may not be finished in time.",
        Class::Review => "Waiting for approval.",
        Class::Unknown => "Unknown status.",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_means_nothing_in_markdown_is_not_escaped() {
        for text in [
            "SHOP-1.1: Store carts (fast), \"now\"!",
            "1.2: x",
            "in_progress, ready to start",
            ".claude/progress/shop-v1/phase-1-progress.md",
            "2026-11-29 Al: init #12; 50% = {x} + 1",
        ] {
            assert_eq!(escaped(text), text);
        }
    }

    #[test]
    fn a_file_adds_no_markdown() {
        for (text, expected) in [
            ("![x](http://a.b/c)", "!\\[x\\](http\\://a.b/c)"),
            (
                "<b> & `c` *d* _e_ ~~f~~",
                "\\<b\\> \\& \\`c\\` \\*d\\* \\_e\\_ \\~\\~f\\~\\~",
            ),
            ("see WWW.a.b or x@a.b", "see WWW\\.a.b or x\\@a.b"),
            ("    # title", "\\# title"),
            ("- item", "\\- item"),
            ("12. item", "12\\. item"),
            ("1) item", "1\\) item"),
            ("a | b\\", "a \\| b\\\\"),
        ] {
            assert_eq!(escaped(text), expected);
        }
    }
}
