//! The programs that run coding agents, told apart by what they send to a hook.

use serde_json::{Map, Value};

/// A program that runs a coding agent and calls hooks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Host {
    /// Claude Code, and the programs that have adopted its hooks unchanged.
    Claude,
    /// Codex.
    Codex,
    /// Cursor.
    Cursor,
    /// GitHub Copilot: the command line and the cloud agent.
    Copilot,
    /// Gemini CLI.
    Gemini,
    /// Windsurf.
    Windsurf,
    /// Kiro.
    Kiro,
    /// The agent of Visual Studio Code.
    VsCode,
    /// Any other program.
    Unknown,
}

/// Events that only Gemini has.
const GEMINI_EVENTS: &[&str] = &[
    "BeforeTool",
    "AfterTool",
    "BeforeAgent",
    "AfterAgent",
    "BeforeModel",
    "AfterModel",
    "BeforeToolSelection",
];

/// Tools that only Kiro has. Its editor names events as Claude Code does.
const KIRO_TOOLS: &[&str] = &[
    "fs_write",
    "fs_append",
    "fs_read",
    "execute_bash",
    "str_replace",
];

impl Host {
    /// Recognizes the sender of a payload by its keys, most telling first.
    pub(super) fn of(payload: &Map<String, Value>) -> Self {
        let has = |key: &str| payload.contains_key(key);
        if has("cursor_version") || has("conversation_id") && has("generation_id") {
            return Self::Cursor;
        }
        if has("agent_action_name") {
            return Self::Windsurf;
        }
        let Some(event) = event_of(payload) else {
            // The events of Copilot have no name in the payload, only keys in camel case.
            if has("toolName") || has("sessionId") {
                return Self::Copilot;
            }
            return Self::Unknown;
        };
        let tool = payload.get("tool_name").and_then(Value::as_str);
        if has("turn_id") {
            Self::Codex
        } else if GEMINI_EVENTS.contains(&event) {
            Self::Gemini
        } else if event.starts_with(char::is_lowercase)
            || tool.is_some_and(|tool| KIRO_TOOLS.contains(&tool))
        {
            Self::Kiro
        } else if !has("timestamp") && !has("hookEventName") {
            // Claude Code never sends the time.
            Self::Claude
        } else if has("tool_result") || !has("transcript_path") || has("stop_reason") {
            // Copilot sends the keys of Visual Studio Code if an event is configured by that name.
            Self::Copilot
        } else {
            Self::VsCode
        }
    }
}

/// The name of the event, under any of its keys.
pub(super) fn event_of(payload: &Map<String, Value>) -> Option<&str> {
    ["hook_event_name", "hookEventName", "agent_action_name"]
        .iter()
        .find_map(|key| payload.get(*key)?.as_str())
}
