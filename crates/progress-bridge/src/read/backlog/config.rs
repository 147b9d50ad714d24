//! The configuration of a Backlog.md project.

use yaml_lossless::Node;
use yaml_lossless::text::{Span, Text};

use crate::files::Files;
use crate::read::invalid;
use crate::{ReadError, Status};

/// What matters of it.
pub(super) struct Config {
    /// The name of the project.
    pub project: String,
    /// The folder of the project, if the configuration is elsewhere.
    pub folder: Option<String>,
    /// The statuses, the last of which is done.
    statuses: Vec<String>,
    /// The prefix of IDs.
    prefix: String,
}

impl Config {
    pub(super) fn read(files: &dyn Files, path: &str) -> Result<Self, ReadError> {
        let text = files.read(path)?.unwrap_or_default();
        let tree = yaml_lossless::parse(&text, Span::new(0, text.len())).map_err(|error| {
            let at = error.span.start as usize;
            invalid(path, &Text::from(text.clone()), at, error.message)
        })?;
        let root = tree.root();
        let value = |key: &str| root.get(key).and_then(Node::some_text).map(str::to_owned);
        let statuses = root.get("statuses").into_iter().flat_map(Node::items);
        let mut statuses: Vec<String> = statuses
            .filter_map(Node::some_text)
            .map(str::to_owned)
            .collect();
        if statuses.is_empty() {
            statuses = ["To Do", "In Progress", "Done"].map(str::to_owned).to_vec();
        }
        Ok(Self {
            project: value("project_name").unwrap_or_default(),
            // Nothing outside of the project is read, whatever the configuration says.
            folder: value("backlog_directory")
                .filter(|it| !it.starts_with('/') && !it.contains("..")),
            statuses,
            prefix: value("task_prefix").unwrap_or_else(|| "task".to_owned()),
        })
    }

    /// Whether the tool itself takes a file for a task, by its name.
    pub(super) fn is_task_file(&self, name: &str) -> bool {
        let start = format!("{}-", self.prefix).to_lowercase();
        name.to_lowercase().starts_with(&start)
    }

    /// What a status means: the last one is done, the first one open, and any other active, unless
    /// its name says something else; `None` if it is not in the list.
    pub(super) fn status(&self, word: &str) -> Option<Status> {
        let mut listed = self.statuses.iter();
        let index = listed.position(|status| status.eq_ignore_ascii_case(word))?;
        let lower = word.to_lowercase();
        Some(if index + 1 == self.statuses.len() {
            Status::Completed
        } else if let Some(status) = named(&lower) {
            status
        } else if index == 0 {
            Status::Pending
        } else {
            Status::InProgress
        })
    }
}

/// A status that its name tells, wherever it is in the list.
pub(super) fn named(lower: &str) -> Option<Status> {
    let words: &[(&str, Status)] = &[
        ("block", Status::Blocked),
        ("hold", Status::Blocked),
        ("cancel", Status::Cancelled),
        ("won't", Status::Cancelled),
        ("dropped", Status::Cancelled),
        ("defer", Status::Deferred),
        ("review", Status::Review),
        ("progress", Status::InProgress),
        ("to do", Status::Pending),
        ("todo", Status::Pending),
        ("backlog", Status::Pending),
    ];
    let found = words.iter().find(|(word, _)| lower.contains(word));
    found.map(|(_, status)| *status)
}
