//! What a host sends to a hook.

use std::path::{Path, PathBuf};

use serde_json::{Map, Value};

use super::edited::{collect, only_reads};
use super::host::{Host, event_of};

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
    /// The agent's session.
    pub session: Option<String>,
    /// Whether the agent goes on only because a hook kept it from stopping.
    pub is_continued: bool,
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
/// Objects that contain the arguments of a tool call.
const ARGUMENTS: &[&str] = &[
    "tool_input",
    "toolArgs",
    "toolInput",
    "tool_info",
    "args",
    "input",
];
/// Keys of the payload itself that name the edited file.
const OWN_KEYS: &[&str] = &["file_path", "filePath", "file", "files", "path"];
/// Keys that say how a tool call ended, and the object they are in.
const RESULTS: &[(&str, &str)] = &[("toolResult", "resultType"), ("tool_result", "result_type")];

impl Payload {
    /// Reads a payload; `None` if it is not a JSON object.
    #[must_use]
    pub fn parse(bytes: &[u8]) -> Option<Self> {
        // A host may cut off a text within a character.
        let text = String::from_utf8_lossy(bytes);
        let value: Value = serde_json::from_str(text.trim_start_matches('\u{feff}')).ok()?;
        let object = value.as_object()?;
        Some(Self {
            host: Host::of(object),
            event: event_of(object).map(str::to_owned),
            folders: folders(object),
            files: files(object),
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
            has_stopped: object.contains_key("stopReason"),
        })
    }

    /// What has happened.
    #[must_use]
    pub fn moment(&self) -> Moment {
        match &self.event {
            Some(event) => moment(event),
            None if self.has_stopped => Moment::Stop,
            // Only the arguments of a tool call tell what it is.
            None if self.files.is_empty() => Moment::Other,
            None => Moment::Edited,
        }
    }

    /// The edited files, absolute: hosts name them relative to one of the agent's directories.
    #[must_use]
    pub fn absolute_files(&self, current: &Path) -> Vec<PathBuf> {
        let folders = self.folders_in(current);
        let mut files = Vec::new();
        for file in &self.files {
            let mut places = folders.iter().map(|folder| folder.join(file));
            let first = folders[0].join(file);
            files.push(places.find(|place| place.exists()).unwrap_or(first));
        }
        files
    }

    /// The directories in which the agent works, at least one; `current` if the host does not say.
    #[must_use]
    pub fn folders_in(&self, current: &Path) -> Vec<PathBuf> {
        if self.folders.is_empty() {
            return vec![current.to_path_buf()];
        }
        let folders = self.folders.iter();
        folders.map(|folder| current.join(folder)).collect()
    }
}

fn moment(event: &str) -> Moment {
    let name: String = event
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|letter| letter.to_ascii_lowercase())
        .collect();
    match name.as_str() {
        "sessionstart" | "agentspawn" | "subagentstart" => Moment::Start,
        "stop" | "subagentstop" | "agentstop" | "afteragent" | "postcascaderesponse" => {
            Moment::Stop
        }
        "posttooluse" | "posttoolbatch" | "aftertool" | "postwritecode" => Moment::Edited,
        // `afterFileEdit`, `fileEdited`, `FileChanged`, `PostFileSave`: hosts have many.
        _ if name.contains("file") && !name.starts_with("pre") && !name.starts_with("before") => {
            Moment::Edited
        }
        _ => Moment::Other,
    }
}

fn text_at(object: &Map<String, Value>, keys: &[&str]) -> Option<String> {
    let mut values = keys.iter().filter_map(|key| object.get(*key)?.as_str());
    values.next().map(str::to_owned)
}

/// The directories in which the agent works.
fn folders(object: &Map<String, Value>) -> Vec<PathBuf> {
    let info = object.get("tool_info").and_then(Value::as_object);
    let own = text_at(object, &["cwd", "working_directory"]);
    let own = own
        .filter(|folder| !folder.is_empty())
        .or_else(|| text_at(info?, &["cwd"]));
    let mut folders: Vec<PathBuf> = own.into_iter().map(PathBuf::from).collect();
    let roots = object.get("workspace_roots").and_then(Value::as_array);
    for root in roots.into_iter().flatten().filter_map(Value::as_str) {
        let root = PathBuf::from(root);
        if folders.len() < MAX_FOLDERS && !folders.contains(&root) {
            folders.push(root);
        }
    }
    folders
}

fn files(object: &Map<String, Value>) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let calls = object.get("tool_calls").and_then(Value::as_array);
    for call in calls.into_iter().flatten().filter_map(Value::as_object) {
        add_files(call, &mut found);
    }
    add_files(object, &mut found);
    found.into_iter().map(PathBuf::from).collect()
}

/// Adds the files that one tool call edited.
fn add_files(call: &Map<String, Value>, found: &mut Vec<String>) {
    let tool = text_at(call, &["tool_name", "toolName"]);
    if tool.is_some_and(|tool| only_reads(&tool)) || has_failed(call) {
        return;
    }
    let before = found.len();
    for key in ARGUMENTS {
        if let Some(arguments) = call.get(*key) {
            collect(arguments, found);
        }
    }
    for key in OWN_KEYS {
        if let Some(value) = call.get(*key) {
            collect(
                &Value::Object([((*key).to_owned(), value.clone())].into_iter().collect()),
                found,
            );
        }
    }
    // The result repeats the path in another form, so it counts only if nothing else names one.
    if found.len() == before
        && let Some(path) = call
            .get("tool_response")
            .and_then(|result| result.get("filePath"))
    {
        collect(&serde_json::json!({ "filePath": path }), found);
    }
}

/// Whether a tool call has failed or was refused, so that nothing was edited.
fn has_failed(call: &Map<String, Value>) -> bool {
    RESULTS.iter().any(|(result, kind)| {
        let kind = call.get(*result).and_then(|result| result.get(*kind));
        kind.and_then(Value::as_str)
            .is_some_and(|kind| kind != "success")
    })
}

fn is_continued(object: &Map<String, Value>) -> bool {
    let flags = ["stop_hook_active", "stopHookActive"];
    flags.iter().any(|key| object.get(*key) == Some(&Value::Bool(true)))
        // Cursor counts instead.
        || object.get("loop_count").and_then(Value::as_u64).is_some_and(|count| count > 0)
}

#[cfg(test)]
mod tests;
