//! What a host sends to a hook.

mod calls;
mod moments;

use std::path::{Path, PathBuf};

use serde_json::{Map, Value};

use super::edited::path_of;
use super::host::{Host, event_of};
use crate::received::without_halves;
use calls::edited;
use moments::{event_in, moment};

/// What a host sent, as far as it matters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Payload {
    /// Who sent it.
    pub host: Host,
    /// The name of the event, as sent.
    pub event: Option<String>,
    /// The directories in which the agent works; where it runs commands is the first.
    pub folders: Vec<PathBuf>,
    /// The files that the agent edited, as named.
    pub files: Vec<PathBuf>,
    /// The directories in which it ran commands that edited files, as they are named.
    command_folders: Vec<PathBuf>,
    /// The agent's session.
    pub session: Option<String>,
    /// Whether the agent goes on only because a hook kept it from stopping.
    pub is_continued: bool,
    /// Whether the agent stops because the user or an error ended its turn.
    pub is_cut_short: bool,
    /// Whether the payload says why the agent stops.
    has_stopped: bool,
}

/// What has happened, whatever the host calls it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    /// A session has started, or its context was compacted.
    Start,
    /// Files may have been edited.
    Edited,
    /// The agent is about to stop.
    Stop,
    /// Something else, or something that has not happened yet.
    Other,
}

/// Maximum directories in which an agent works.
const MAX_FOLDERS: usize = 20;
/// Keys that say why an agent stops.
const STOP_REASONS: &[&str] = &["status", "stopReason", "stop_reason"];
/// Cursor's only reason that means the end of the work.
const COMPLETED: &str = "completed";
/// Parts of other hosts' reasons that do not mean that.
const CUT_SHORT: &[&str] = &[
    "abort",
    "cancel",
    "error",
    "fail",
    "interrupt",
    "refus",
    "user",
];

impl Payload {
    /// Reads a payload; `None` if it is not a JSON object. Of several objects, the first one tells
    /// what has happened, and all of them what was edited.
    #[must_use]
    pub fn parse(bytes: &[u8]) -> Option<Self> {
        // A host may cut off a text within a character, in bytes or in UTF-16.
        let text = String::from_utf8_lossy(bytes);
        let text = without_halves(text.trim_start_matches('\u{feff}'));
        let mut values = serde_json::Deserializer::from_str(&text).into_iter::<Value>();
        let mut payload = Self::of(values.next()?.ok()?.as_object()?);
        for value in values {
            let more = Self::of(value.ok()?.as_object()?);
            add_new(more.files, &mut payload.files);
            add_new(more.command_folders, &mut payload.command_folders);
        }
        Some(payload)
    }

    fn of(object: &Map<String, Value>) -> Self {
        let host = Host::of(object);
        let edited = edited(host, object);
        let event = match host {
            Host::Unknown => event_of(object).or_else(|| event_in(object)),
            _ => event_of(object),
        };
        Self {
            host,
            event: event.map(str::to_owned),
            folders: folders(object),
            files: edited.files.into_iter().map(PathBuf::from).collect(),
            command_folders: edited.folders.into_iter().map(PathBuf::from).collect(),
            session: text_at(
                object,
                &[
                    "session_id",
                    "sessionId",
                    "conversation_id",
                    "trajectory_id",
                ],
            ),
            is_continued: is_continued(object),
            is_cut_short: is_cut_short(host, object),
            has_stopped: object.contains_key("stopReason"),
        }
    }

    /// What has happened.
    #[must_use]
    pub fn moment(&self) -> Moment {
        match &self.event {
            Some(event) => moment(event).unwrap_or(Moment::Other),
            None if self.has_stopped => Moment::Stop,
            // Only the arguments of a tool call tell what it is.
            None if self.files.is_empty() => Moment::Other,
            None => Moment::Edited,
        }
    }

    /// The edited files as absolute paths: hosts name them relative to a directory of the agent, or
    /// to the one in which it ran the command.
    #[must_use]
    pub fn absolute_files(&self, current: &Path) -> Vec<PathBuf> {
        let own = self.folders_in(current);
        let mut folders = Vec::new();
        for folder in &own {
            let inner = self.command_folders.iter();
            add_new(inner.map(|inner| folder.join(inner)), &mut folders);
        }
        add_new(own, &mut folders);
        let files = self.files.iter();
        files.map(|file| located(file, &folders)).collect()
    }

    /// The directories in which the agent works; `current` if the host does not say.
    #[must_use]
    pub fn folders_in(&self, current: &Path) -> Vec<PathBuf> {
        if self.folders.is_empty() {
            return vec![current.to_path_buf()];
        }
        let folders = self.folders.iter();
        folders.map(|folder| current.join(folder)).collect()
    }
}

fn add_new(paths: impl IntoIterator<Item = PathBuf>, all: &mut Vec<PathBuf>) {
    for path in paths {
        if !all.contains(&path) {
            all.push(path);
        }
    }
}

/// The path of a file in the first of these directories that has it.
fn located(file: &Path, folders: &[PathBuf]) -> PathBuf {
    let mut paths = folders.iter().map(|folder| folder.join(file));
    let first = paths.next().unwrap_or_else(|| file.to_path_buf());
    // A file that was deleted is in none of them.
    if first.exists() {
        return first;
    }
    paths.find(|path| path.exists()).unwrap_or(first)
}

fn text_at(object: &Map<String, Value>, keys: &[&str]) -> Option<String> {
    let mut values = keys.iter().filter_map(|key| object.get(*key)?.as_str());
    values.next().map(str::to_owned)
}

/// The directories of the agent: the current one, and the roots of its workspace.
fn folders(object: &Map<String, Value>) -> Vec<PathBuf> {
    let mut named = Vec::new();
    named.extend(text_at(
        object,
        &["cwd", "working_directory", "workingDirectory"],
    ));
    let info = object.get("tool_info").and_then(Value::as_object);
    named.extend(info.and_then(|info| text_at(info, &["cwd"])));
    for key in ["workspace_roots", "workspaceRoots", "workspace_folders"] {
        let roots = object.get(key).and_then(Value::as_array);
        let roots = roots.into_iter().flatten().filter_map(Value::as_str);
        named.extend(roots.map(str::to_owned));
    }
    let mut folders: Vec<PathBuf> = Vec::new();
    for name in named {
        let folder = PathBuf::from(path_of(&name));
        if !name.is_empty() && folders.len() < MAX_FOLDERS && !folders.contains(&folder) {
            folders.push(folder);
        }
    }
    folders
}

fn is_continued(object: &Map<String, Value>) -> bool {
    let flags = ["stop_hook_active", "stopHookActive"];
    flags.iter().any(|key| object.get(*key) == Some(&Value::Bool(true)))
        // Cursor counts instead.
        || object.get("loop_count").and_then(Value::as_u64).is_some_and(|count| count > 0)
}

/// Whether the payload names a reason to stop that is not the end of the work.
fn is_cut_short(host: Host, object: &Map<String, Value>) -> bool {
    let reasons = STOP_REASONS
        .iter()
        .filter_map(|key| object.get(*key)?.as_str());
    let mut reasons = reasons.map(letters);
    match host {
        Host::Cursor => reasons.any(|reason| reason != COMPLETED),
        _ => reasons.any(|reason| CUT_SHORT.iter().any(|part| reason.contains(part))),
    }
}

/// The ASCII letters and digits of a word, in lower case: hosts spell the same word in three ways.
fn letters(word: &str) -> String {
    let letters = word.chars().filter(char::is_ascii_alphanumeric);
    letters.map(|letter| letter.to_ascii_lowercase()).collect()
}

#[cfg(test)]
mod tests;
