//! What a host sends to a hook.

mod surrogates;

use std::path::{Path, PathBuf};

use serde_json::{Map, Value};

use super::edited::{collect, only_reads, path_of};
use super::host::{Host, event_of};
use surrogates::without_halves;

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
            for file in Self::of(value.ok()?.as_object()?).files {
                if !payload.files.contains(&file) {
                    payload.files.push(file);
                }
            }
        }
        Some(payload)
    }

    fn of(object: &Map<String, Value>) -> Self {
        let host = Host::of(object);
        Self {
            host,
            event: event_of(object).map(str::to_owned),
            folders: folders(object),
            files: files(host, object),
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
            Some(event) => moment(event),
            None if self.has_stopped => Moment::Stop,
            // Only the arguments of a tool call tell what it is.
            None if self.files.is_empty() => Moment::Other,
            None => Moment::Edited,
        }
    }

    /// The edited files, absolute: hosts name them relative to a directory of the agent.
    #[must_use]
    pub fn absolute_files(&self, current: &Path) -> Vec<PathBuf> {
        let folders = self.folders_in(current);
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

fn moment(event: &str) -> Moment {
    let name = letters(event);
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

fn files(host: Host, object: &Map<String, Value>) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let calls = object.get("tool_calls").and_then(Value::as_array);
    for call in calls.into_iter().flatten().filter_map(Value::as_object) {
        add_files(call, &mut found);
    }
    add_files(object, &mut found);
    // An unknown host may use any keys.
    if found.is_empty() && host == Host::Unknown && !edits_nothing(object) {
        collect(&Value::Object(object.clone()), &mut found);
    }
    found.into_iter().map(PathBuf::from).collect()
}

/// Adds the files that one tool call edited.
fn add_files(call: &Map<String, Value>, found: &mut Vec<String>) {
    if edits_nothing(call) {
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

/// Whether a tool call only reads, or has failed.
fn edits_nothing(call: &Map<String, Value>) -> bool {
    let tool = text_at(call, &["tool_name", "toolName", "tool"]);
    tool.is_some_and(|tool| only_reads(&tool)) || only_views(call) || has_failed(call)
}

/// Whether a tool that can do several things only showed a file.
fn only_views(call: &Map<String, Value>) -> bool {
    ARGUMENTS.iter().any(|key| {
        let command = call
            .get(*key)
            .and_then(|arguments| arguments.get("command"));
        command.and_then(Value::as_str) == Some("view")
    })
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
