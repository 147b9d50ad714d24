//! What has happened, judged by the names that hosts give to events.

use serde_json::{Map, Value};

use super::super::tools::{Doing, doing, words};
use super::{Moment, letters};

/// Keys under which unknown hosts may name an event.
const KEYS: &[&str] = &[
    "hookName",
    "hook_name",
    "hook",
    "eventName",
    "event_name",
    "event",
    "type",
];
/// Words in names of events that come before something happens, or instead of it.
const NOT_YET: &[&str] = &[
    "before",
    "denied",
    "error",
    "failed",
    "failure",
    "permission",
    "pre",
    "request",
    "start",
    "started",
    "will",
];
/// Words in names of events that come after something has happened.
const DONE: &[&str] = &[
    "after",
    "completed",
    "did",
    "done",
    "end",
    "executed",
    "finished",
    "post",
];
/// Words in names of events about the use of a tool.
const TOOLS: &[&str] = &["edit", "mcp", "tool", "write"];

/// The moment of an event; `None` if its name does not tell.
pub(super) fn moment(event: &str) -> Option<Moment> {
    let moment = match letters(event).as_str() {
        "sessionstart" | "agentspawn" | "subagentstart" => Moment::Start,
        "stop" | "subagentstop" | "agentstop" | "afteragent" | "postcascaderesponse" => {
            Moment::Stop
        }
        "posttooluse" | "posttoolbatch" | "aftertool" | "postwritecode" => Moment::Edited,
        name => {
            let words = words(event);
            let has = |table: &[&str]| words.iter().any(|word| table.contains(&word.as_str()));
            if has(NOT_YET) || doing(event) == Doing::Reads {
                Moment::Other
            } else if name.contains("file") || has(TOOLS) && has(DONE) {
                // Hosts have many names for this: `afterFileEdit`, `fileEdited`, `FileChanged`.
                Moment::Edited
            } else {
                return None;
            }
        }
    };
    Some(moment)
}

/// The event in a payload of an unknown host, if its name tells something.
pub(super) fn event_in(payload: &Map<String, Value>) -> Option<&str> {
    let mut events = KEYS.iter().filter_map(|key| payload.get(*key)?.as_str());
    events.find(|event| moment(event).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_are_told_by_their_words() {
        for event in [
            "PostToolUse",
            "post_mcp_tool_use",
            "afterMCPExecution",
            "afterFileEdit",
            "fileEdited",
            "FileChanged",
            "PostFileSave",
            "tool:post-execute",
            "tool.execute.after",
        ] {
            assert_eq!(moment(event), Some(Moment::Edited), "{event}");
        }
        for event in [
            "PreToolUse",
            "tool.execute.before",
            "PostToolUseFailure",
            "PermissionRequest",
            "beforeReadFile",
            "afterFileRead",
            "post_read_code",
        ] {
            assert_eq!(moment(event), Some(Moment::Other), "{event}");
        }
        for event in ["tool_use", "change", "UserPromptSubmit", ""] {
            assert_eq!(moment(event), None, "{event}");
        }
    }
}
