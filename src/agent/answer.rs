//! Answers to hosts, each in its own form.

use serde_json::{Value, json};

use super::host::Host;
use super::payload::Moment;

/// What to print, and whether the host should take notice of it by the exit status.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answer {
    /// The text for standard output.
    pub stdout: String,
    /// The text for standard error.
    pub stderr: String,
    /// Whether the exit status is the one that shows standard error to the agent.
    pub is_alarm: bool,
}

impl Answer {
    /// Says nothing. Some hosts want to be told that.
    #[must_use]
    pub fn nothing(host: Host) -> Self {
        match host {
            Host::Cursor | Host::Copilot | Host::Gemini => Self::of(&json!({})),
            _ => Self::default(),
        }
    }

    /// Gives the agent a text to read, at a moment that the host calls `event`.
    #[must_use]
    pub fn context(host: Host, event: &str, text: &str) -> Self {
        let specific = json!({"hookEventName": event, "additionalContext": text});
        match host {
            // These check the answer against a schema, so no other key may be in it.
            Host::Claude | Host::Codex | Host::Gemini | Host::VsCode => {
                Self::of(&json!({ "hookSpecificOutput": specific }))
            }
            Host::Copilot => Self::of(&json!({ "additionalContext": text })),
            // Cursor runs the hooks of Claude Code under their own names and understands both forms.
            Host::Cursor if event.starts_with(char::is_uppercase) => {
                Self::of(&json!({"additional_context": text, "hookSpecificOutput": specific}))
            }
            Host::Cursor => Self::of(&json!({ "additional_context": text })),
            // Neither has a form: what is printed is shown or becomes context.
            Host::Kiro | Host::Windsurf => Self::plain(text),
            Host::Unknown => Self {
                stderr: format!("{text}\n"),
                is_alarm: true,
                ..Self::default()
            },
        }
    }

    /// Lets the agent go on instead of stopping, with a text to read.
    #[must_use]
    pub fn go_on(host: Host, event: &str, text: &str) -> Self {
        match host {
            Host::Codex | Host::Copilot | Host::Gemini => {
                Self::of(&json!({"decision": "block", "reason": text}))
            }
            Host::VsCode => Self::of(&json!({"hookSpecificOutput": {
                "hookEventName": event, "decision": "block", "reason": text,
            }})),
            Host::Cursor => Self::of(&json!({ "followup_message": text })),
            // Claude Code goes on after such a text too, and shows it as feedback, where the reason
            // of a decision is shown as an error.
            Host::Claude | Host::Kiro | Host::Windsurf | Host::Unknown => {
                Self::context(host, event, text)
            }
        }
    }

    /// A text for whoever reads standard output.
    #[must_use]
    pub fn plain(text: &str) -> Self {
        Self {
            stdout: format!("{text}\n"),
            ..Self::default()
        }
    }

    fn of(value: &Value) -> Self {
        Self {
            stdout: format!("{value}\n"),
            ..Self::default()
        }
    }
}

/// What a host calls a moment, if its payload does not say.
#[must_use]
pub fn event_name(host: Host, moment: Moment) -> &'static str {
    match (host, moment) {
        (_, Moment::Start) => "SessionStart",
        (Host::Gemini, Moment::Stop) => "AfterAgent",
        (_, Moment::Stop) => "Stop",
        (Host::Gemini, _) => "AfterTool",
        (Host::Cursor, _) => "postToolUse",
        _ => "PostToolUse",
    }
}
