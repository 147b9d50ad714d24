//! A task of Backlog.md.

use std::collections::BTreeMap;

use progress_core::document::{Document, Frontmatter};
use yaml_lossless::Node;

use super::config::{Config, named};
use crate::files::Files;
use crate::read::invalid;
use crate::read::text::{node_texts, one_line};
use crate::{Bundle, ReadError, Task};

/// Keys without a counterpart, with what they are called in the report.
const LEFT: &[(&str, &str)] = &[
    ("labels", "labels"),
    ("due_date", "due date"),
    ("references", "references"),
    ("documentation", "documentation"),
    ("modified_files", "modified files"),
    ("type", "type"),
    ("reporter", "reporter"),
];

/// A task, and what decides where it goes.
pub(super) struct Entry {
    pub task: Task,
    pub milestone: Option<String>,
    ordinal: Option<u64>,
    numbers: Vec<u64>,
    /// What has no counterpart.
    left: Vec<&'static str>,
}

impl Entry {
    /// Reports what has no counterpart.
    pub(super) fn report(&self, bundle: &mut Bundle) {
        for what in &self.left {
            bundle.remark(what, &self.task.id);
        }
    }

    /// The order on the board: those without an ordinal come last, then by ID.
    pub(super) fn order(&self) -> (u64, &[u64]) {
        (self.ordinal.unwrap_or(u64::MAX), &self.numbers)
    }
}

/// The numbers of an ID: `TASK-1.2` has 1 and 2.
pub(super) fn numbers(id: &str) -> Vec<u64> {
    let parts = id.split(|c: char| !c.is_ascii_digit());
    parts.filter_map(|part| part.parse().ok()).collect()
}

/// Writes dependencies as the IDs are written, `JIRA-1` as `JIRA-001`.
pub(super) fn align(entries: &mut [Entry]) {
    let mut ids = BTreeMap::new();
    for entry in entries.iter() {
        let id = &entry.task.id;
        ids.insert((prefix(id), entry.numbers.clone()), id.clone());
    }
    for entry in entries {
        for name in &mut entry.task.dependencies {
            if let Some(id) = ids.get(&(prefix(name), numbers(name))) {
                name.clone_from(id);
            }
        }
    }
}

fn prefix(id: &str) -> String {
    let start = id.rsplit_once('-').map_or("", |(prefix, _)| prefix);
    start.to_uppercase()
}

/// Reads the file of a task; `None` if it is gone.
pub(super) fn read(
    files: &dyn Files,
    path: &str,
    config: &Config,
) -> Result<Option<Entry>, ReadError> {
    let Some(text) = files.read(path)? else {
        return Ok(None);
    };
    let document = document(path, &text)?;
    let value = |key: &str| document.get(key).and_then(Node::some_text);
    let Some(id) = value("id") else {
        return Err(invalid(path, &document.text, 0, "a task without an `id`"));
    };
    let mut left = Vec::new();
    for (key, what) in LEFT {
        if document.get(key).is_some_and(says) {
            left.push(*what);
        }
    }
    if !document.body_text().trim().is_empty() {
        left.push("text below the frontmatter");
    }
    let word = value("status").unwrap_or_default();
    let status = config.status(word).unwrap_or_else(|| {
        left.push("status that the configuration does not list");
        named(&word.to_lowercase()).unwrap_or_default()
    });
    let names = node_texts(document.get("dependencies"));
    let id = canonical(id, id);
    let task = Task {
        title: one_line(value("title").unwrap_or(&id)),
        status,
        parent: None,
        dependencies: names.iter().map(|name| canonical(name, &id)).collect(),
        assignees: assignees(&document),
        priority: value("priority").map(str::to_lowercase),
        source: format!("{path}#{id}"),
        id: id.clone(),
        ..Task::default()
    };
    Ok(Some(Entry {
        task,
        milestone: value("milestone").map(str::to_owned),
        ordinal: value("ordinal").and_then(|text| text.parse().ok()),
        numbers: numbers(&id),
        left,
    }))
}

/// The ID and title of a milestone.
pub(super) fn milestone(path: &str, text: &str) -> Result<Option<(String, String)>, ReadError> {
    let document = document(path, text)?;
    let value = |key: &str| document.get(key).and_then(Node::some_text);
    let Some(id) = value("id") else {
        return Ok(None);
    };
    let title = one_line(value("title").unwrap_or(id));
    Ok(Some((id.to_owned(), title)))
}

fn document(path: &str, text: &str) -> Result<Document, ReadError> {
    let document = Document::parse(with_quotes(text).into_bytes());
    match &document.frontmatter {
        Frontmatter::Mapping(_) => Ok(document),
        Frontmatter::Missing => Err(invalid(path, &document.text, 0, "no frontmatter found")),
        Frontmatter::Unreadable(error) => {
            let at = error.span.start as usize;
            Err(invalid(path, &document.text, at, &error.message))
        }
    }
}

/// The tool puts names in quotes before it parses the frontmatter, since `@ann` is no YAML.
fn with_quotes(text: &str) -> String {
    let mut fixed = String::with_capacity(text.len());
    let mut fences = 0;
    for line in text.split_inclusive('\n') {
        if line.trim_end() == "---" {
            fences += 1;
        }
        let name = (fences == 1).then(|| unquoted_name(line)).flatten();
        match name {
            Some(name) => {
                let (before, after) = line.split_once(name).unwrap_or((line, ""));
                let name = name.replace('\\', "\\\\").replace('"', "\\\"");
                fixed.extend([before, "\"", &name, "\"", after]);
            }
            None => fixed.push_str(line),
        }
    }
    fixed
}

/// The name in a line such as `assignee: @ann`.
fn unquoted_name(line: &str) -> Option<&str> {
    let (key, value) = line.split_once(':')?;
    let value = value.trim();
    let is_name = matches!(key.trim(), "assignee" | "reporter") && value.starts_with('@');
    is_name.then_some(value)
}

fn says(node: Node<'_>) -> bool {
    node.items().len() > 0 || node.some_text().is_some()
}

fn assignees(document: &Document) -> Vec<String> {
    let names = node_texts(document.get("assignee"));
    let names = names
        .iter()
        .map(|name| one_line(name.trim_start_matches('@')));
    names.filter(|name| !name.is_empty()).collect()
}

/// The tool reads `3`, `task-3` and `TASK-03` as `TASK-3`.
fn canonical(name: &str, like: &str) -> String {
    let upper = name.trim().to_uppercase();
    let own = like.rsplit_once('-').map_or("TASK", |(prefix, _)| prefix);
    let (prefix, number) = upper.rsplit_once('-').unwrap_or((own, upper.as_str()));
    // Padding is kept if the project pads its IDs.
    let is_padded = like
        .rsplit_once('-')
        .is_some_and(|(_, own)| own.len() > 1 && own.starts_with('0'));
    let number = if is_padded {
        number
    } else {
        number.trim_start_matches('0')
    };
    let number = if number.is_empty() { "0" } else { number };
    format!("{}-{number}", prefix.to_uppercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_quoted_in_the_frontmatter_only() {
        let text = "---\nid: T-1\nassignee: @a \"b\"\r\nreporter: '@c'\nassignee: [x]\n---\nassignee: @d\n";
        let expected = "---\nid: T-1\nassignee: \"@a \\\"b\\\"\"\r\nreporter: '@c'\nassignee: [x]\n---\nassignee: @d\n";
        assert_eq!(with_quotes(text), expected);
    }

    #[test]
    fn ids_are_read_as_the_tool_reads_them() {
        for name in ["3", "TASK-03", "task-3", " Task-3 "] {
            assert_eq!(canonical(name, "TASK-7"), "TASK-3", "{name}");
        }
        assert_eq!(canonical("JIRA-001", "JIRA-001"), "JIRA-001");
        assert_eq!(canonical("TASK-1.2", "TASK-1.2"), "TASK-1.2");
    }
}
