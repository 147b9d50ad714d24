//! What a tool call in a payload does, and whether it failed.

use serde_json::{Map, Value};

use super::edited::plain;
use super::tools::{Doing, doing};

/// Keys that name a tool.
const NAMES: &[&str] = &["toolname", "tool", "mcptoolname", "functionname"];
/// Keys of objects whose `name` is the name of a tool; MCP has it in `params`.
const TOOLS: &[&str] = &[
    "tool",
    "tooluse",
    "toolcall",
    "call",
    "function",
    "functioncall",
    "params",
];
/// Keys of a tool's arguments; a `name` beside one of them is the tool's name.
const ARGUMENTS: &[&str] = &[
    "input",
    "toolinput",
    "arguments",
    "args",
    "toolargs",
    "parameters",
    "params",
];
/// Keys of a tool's result, which may name other tools.
const RESULTS: &[&str] = &[
    "toolresponse",
    "toolresult",
    "tooloutput",
    "mcpresult",
    "resultjson",
    "result",
    "response",
    "output",
];
/// Keys of an object around the result.
const AROUND_RESULTS: &[&str] = &["toolinfo"];
/// Keys that say what is done if no tool is named.
const ACTIONS: &[&str] = &["action", "operation", "kind", "type", "method"];
/// States of a call that has edited nothing, or nothing yet.
const UNDONE: &[&str] = &[
    "aborted",
    "canceled",
    "cancelled",
    "denied",
    "error",
    "failed",
    "failure",
    "in_progress",
    "pending",
    "rejected",
    "running",
];
/// First words of a plain-text result of a call that failed.
const FAILURES: &[&str] = &["error", "failed", "failure"];
/// Maximum depth at which to look for the name of a tool.
const MAX_DEPTH: usize = 5;

/// What a call does; `around` is what the enclosing call does. The nearest tool name decides,
/// wherever the host puts it.
pub(super) fn doing_of(call: &Map<String, Value>, around: Doing) -> Doing {
    // Some tools can do several things.
    if let Some(command) = call.get("command").and_then(Value::as_str)
        && !command.contains(char::is_whitespace)
        && doing(command) == Doing::Reads
    {
        return Doing::Reads;
    }
    if around == Doing::Unknown {
        return named(call, false, 0)
            .or_else(|| action(call))
            .unwrap_or(around);
    }
    // A tool that is known to edit may have any arguments. Only a nested call is a call of its own.
    let own = name_of(call, false).filter(|_| is_call(call, around));
    own.and_then(known).unwrap_or(around)
}

/// Whether an object is a call of a tool: it names one and, if it is inside a call of a known tool,
/// has arguments as well.
pub(super) fn is_call(object: &Map<String, Value>, around: Doing) -> bool {
    name_of(object, false).is_some() && (around == Doing::Unknown || has_key(object, ARGUMENTS))
}

fn has_key(object: &Map<String, Value>, keys: &[&str]) -> bool {
    object.keys().any(|key| keys.contains(&plain(key).as_str()))
}

/// Whether a call failed, was refused or has not finished, so that it edited nothing.
pub(super) fn is_undone(call: &Map<String, Value>) -> bool {
    says_failed(call)
        || call.iter().any(|(key, value)| {
            let key = plain(key);
            if AROUND_RESULTS.contains(&key.as_str()) {
                value.as_object().is_some_and(is_undone)
            } else {
                RESULTS.contains(&key.as_str()) && has_failed(value)
            }
        })
        // A command may fail after its patch was applied.
        || doing_of(call, Doing::Unknown) != Doing::Runs && has_exit_status(call)
}

/// Whether a result of a call has an exit status that means failure.
fn has_exit_status(call: &Map<String, Value>) -> bool {
    let mut results = call
        .iter()
        .filter(|(key, _)| RESULTS.contains(&plain(key).as_str()));
    results.any(|(_, result)| match result {
        Value::Object(result) => has_status(result),
        Value::String(text) => match serde_json::from_str(text) {
            Ok(Value::Object(result)) => has_status(&result),
            _ => starts_with_status(text),
        },
        _ => false,
    })
}

/// Whether an object, or the metadata in it, has an exit status that means failure.
fn has_status(object: &Map<String, Value>) -> bool {
    object.iter().any(|(key, value)| match plain(key).as_str() {
        "exitcode" | "exitstatus" => value.as_i64().is_some_and(|status| status != 0),
        "metadata" => value.as_object().is_some_and(has_status),
        _ => false,
    })
}

/// Whether a text begins like the output of a command that failed: `Exit code: 1`.
fn starts_with_status(text: &str) -> bool {
    let first = text.trim_start().lines().next().unwrap_or_default();
    let status = first.split_once(':').filter(|(label, _)| {
        let label = label.to_ascii_lowercase();
        label == "exit code" || label == "exit status"
    });
    let status = status.and_then(|(_, status)| status.trim().parse::<i64>().ok());
    status.is_some_and(|status| status != 0)
}

/// What the nearest tool named in an object or below it does, if its name tells.
fn named(object: &Map<String, Value>, is_tool: bool, depth: usize) -> Option<Doing> {
    if depth > MAX_DEPTH {
        return None;
    }
    name_of(object, is_tool).and_then(known).or_else(|| {
        object.iter().find_map(|(key, value)| {
            let key = plain(key);
            let is_tool = TOOLS.contains(&key.as_str());
            let inner = match value {
                Value::Object(inner) => inner,
                Value::Array(calls) if is_tool => calls.first()?.as_object()?,
                _ => return None,
            };
            if RESULTS.contains(&key.as_str()) {
                return None;
            }
            named(inner, is_tool, depth + 1)
        })
    })
}

/// The name of the tool in an object itself; `is_tool` says that the object describes a tool.
fn name_of(object: &Map<String, Value>, is_tool: bool) -> Option<&str> {
    let mut entries = object.iter();
    let direct = entries.find(|(key, value)| {
        NAMES.contains(&plain(key).as_str()) && value.as_str().is_some_and(|it| !it.is_empty())
    });
    let name = match direct {
        Some((_, name)) => Some(name),
        None => object
            .get("name")
            .filter(|_| is_tool || has_key(object, ARGUMENTS) || has_key(object, RESULTS)),
    };
    name.and_then(Value::as_str)
}

/// What is done, if an action tells. An action that is not known to only read may edit.
fn action(object: &Map<String, Value>) -> Option<Doing> {
    let mut actions = ACTIONS.iter().filter_map(|key| object.get(*key)?.as_str());
    actions.find_map(|action| known(action).filter(|it| *it == Doing::Reads))
}

fn known(name: &str) -> Option<Doing> {
    Some(doing(name)).filter(|it| *it != Doing::Unknown)
}

/// Whether a result says that the call failed.
fn has_failed(result: &Value) -> bool {
    match result {
        Value::Object(result) => says_failed(result) || holds_failed(result),
        Value::String(text) => match serde_json::from_str(text) {
            Ok(Value::Object(result)) => says_failed(&result) || holds_failed(&result),
            _ => starts_with_failure(text),
        },
        // The parts of an MCP server's answer.
        Value::Array(parts) => {
            let text = parts.first().and_then(|part| part.get("text")?.as_str());
            text.is_some_and(starts_with_failure)
        }
        _ => false,
    }
}

/// Whether a result within a result says that the call failed: a host may wrap the answer of an MCP
/// server.
fn holds_failed(result: &Map<String, Value>) -> bool {
    let mut inner = result.iter();
    inner.any(|(key, value)| RESULTS.contains(&plain(key).as_str()) && has_failed(value))
}

fn says_failed(object: &Map<String, Value>) -> bool {
    object.iter().any(|(key, value)| match plain(key).as_str() {
        "success" | "ok" => *value == Value::Bool(false),
        "iserror" => *value == Value::Bool(true),
        "error" => match value {
            Value::Bool(is_error) => *is_error,
            Value::String(text) => !text.is_empty(),
            Value::Object(error) => !error.is_empty(),
            _ => false,
        },
        "resulttype" => value.as_str().is_some_and(|kind| kind != "success"),
        "status" | "state" => {
            let state = value.as_str().map(str::to_lowercase);
            state.is_some_and(|state| UNDONE.contains(&state.as_str()))
        }
        _ => false,
    })
}

fn starts_with_failure(text: &str) -> bool {
    let line = text.trim_start().lines().next().unwrap_or_default();
    let mut words = line.split(|letter: char| !letter.is_alphanumeric());
    let first = words.next().unwrap_or_default().to_lowercase();
    if FAILURES.contains(&first.as_str()) {
        return true;
    }
    // `apply_patch verification failed: …`, `MCP error -32602: …`
    let label = line.split_once(':').map_or("", |(label, _)| label);
    let label = label.to_lowercase();
    label.starts_with("mcp error ") || label.ends_with(" failed") && is_short(&label)
}

/// Whether a label is a few words: a longer one may first say what was done, as in `Saved a.md, but
/// formatting failed: …`.
fn is_short(label: &str) -> bool {
    let is_plain = |it: char| it.is_alphanumeric() || "_ -".contains(it);
    label.chars().all(is_plain) && label.split_whitespace().count() <= 3
}
