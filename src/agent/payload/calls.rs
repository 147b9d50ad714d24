//! The tool calls of a payload.

use serde_json::{Map, Value, json};

use super::super::call::{doing_of, is_undone};
use super::super::edited::Edited;
use super::super::host::{Host, event_of};
use super::super::tools::Doing;

/// Keys of the arguments of a tool call.
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

/// What the tool calls of a payload edited.
pub(super) fn edited(host: Host, payload: &Map<String, Value>) -> Edited {
    let mut edited = Edited::default();
    if is_announced(host, payload) {
        return edited;
    }
    let calls = payload.get("tool_calls").and_then(Value::as_array);
    for call in calls.into_iter().flatten().filter_map(Value::as_object) {
        add(call, &mut edited);
    }
    add(payload, &mut edited);
    // An unknown host may use any keys.
    if edited.files.is_empty() && host == Host::Unknown && !is_undone(payload) {
        edited.collect(&Value::Object(payload.clone()), Doing::Unknown);
    }
    edited
}

/// Whether a call is yet to be made: with Copilot, only the lack of a result tells.
fn is_announced(host: Host, payload: &Map<String, Value>) -> bool {
    host == Host::Copilot
        && event_of(payload).is_none()
        && payload.contains_key("toolArgs")
        && !payload.contains_key("toolResult")
}

/// Adds the files that one tool call edited.
fn add(call: &Map<String, Value>, edited: &mut Edited) {
    if is_undone(call) {
        return;
    }
    let doing = doing_of(call, Doing::Unknown);
    let before = edited.files.len();
    for key in ARGUMENTS {
        if let Some(arguments) = call.get(*key) {
            edited.collect(arguments, doing);
        }
    }
    for key in OWN_KEYS {
        if let Some(value) = call.get(*key) {
            edited.collect(&json!({ *key: value }), doing);
        }
    }
    // The result repeats the path in another form, so it counts only if nothing else names a path.
    if edited.files.len() == before
        && let Some(path) = call
            .get("tool_response")
            .and_then(|result| result.get("filePath"))
    {
        edited.collect(&json!({ "filePath": path }), doing);
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use progress_git::paths::real_path;

    use super::super::Payload;
    use super::*;

    /// The files of a payload.
    fn files(payload: &Value) -> Vec<String> {
        let payload = Payload::parse(payload.to_string().as_bytes()).unwrap();
        let files = payload.files.iter();
        files.map(|it| it.display().to_string()).collect()
    }

    /// Payloads of unknown hosts, with a call of this tool.
    fn unknown(tool: &str) -> Vec<Value> {
        let input = json!({"path": "a.md"});
        vec![
            json!({"tool": tool, "args": input}),
            json!({"tool_name": tool, "path": "a.md"}),
            json!({"tool": {"name": tool, "input": input}}),
            json!({"tool": {"name": tool}, "arguments": input}),
            json!({"toolUse": {"name": tool, "input": input}}),
            json!({"toolUse": [{"name": tool, "with": input}]}),
            json!({"choices": [{"message": {"tool_calls": [
                {"function": {"name": tool, "arguments": input.to_string()}}]}}]}),
            json!({"event": "tool:post-execute", "tool": {"name": tool, "input": input}}),
            json!({"type": "tool_use", "name": tool, "input": input}),
            json!({"message": {"content": [{"type": "tool_use", "name": tool, "input": input}]}}),
            json!({"calls": [{"function": {"name": tool, "arguments": input.to_string()}}]}),
            json!({"jsonrpc": "2.0", "method": "tools/call",
                "params": {"name": tool, "arguments": input}}),
            json!({"hookName": "PostToolUse", "workspaceRoots": ["/r"],
                "postToolUse": {"toolName": tool, "parameters": input, "success": true}}),
            json!({"request": {"call": {"function_name": tool}}, "changes": {"a.md": {}}}),
            json!({"tool": "use_mcp_tool", "input": {"tool_name": tool, "arguments": input}}),
        ]
    }

    #[test]
    fn unknown_hosts_may_name_the_tool_anywhere() {
        for payload in unknown("write_file").iter().chain(&unknown("frobnicate")) {
            assert_eq!(files(payload), ["a.md"], "{payload}");
        }
        for tool in ["read_file", "Read", "get_errors", "run_in_terminal"] {
            for payload in unknown(tool) {
                assert!(files(&payload).is_empty(), "{payload}");
            }
        }
        for payload in [
            json!({"action": "read", "path": "a.md"}),
            json!({"method": "fs/read_text_file", "params": {"path": "a.md"}}),
            json!({"update": {"kind": "search", "locations": [{"path": "a.md"}]}}),
        ] {
            assert!(files(&payload).is_empty(), "{payload}");
        }
        let edit = json!({"update": {"kind": "edit", "locations": [{"path": "a.md"}]}});
        assert_eq!(files(&edit), ["a.md"]);
    }

    /// The payload with each of its values changed in turn, except those that name the tool.
    fn variants(payload: &Value, tool: &str, change: fn(&Value) -> Value) -> Vec<Value> {
        let mut all = Vec::new();
        let Some(entries) = payload.as_object() else {
            return all;
        };
        for (key, value) in entries {
            let mut with = |value: Value| {
                let mut other = payload.clone();
                other[key.as_str()] = value;
                all.push(other);
            };
            if !value.to_string().contains(tool) {
                with(change(value));
            }
            for inner in variants(value, tool, change) {
                with(inner);
            }
        }
        all
    }

    #[test]
    fn reads_are_no_edits_whatever_else_is_unusual() {
        let changes: [fn(&Value) -> Value; 4] = [
            |_| Value::Null,
            |value| json!({ "inner": value }),
            |value| json!([value, value]),
            |value| json!(value.to_string()),
        ];
        for payload in unknown("read_file") {
            let mut all = vec![json!({ "data": payload }), json!({ "list": [payload, 1] })];
            for change in changes {
                all.extend(variants(&payload, "read_file", change));
            }
            for payload in all {
                assert!(files(&payload).is_empty(), "{payload}");
            }
        }
    }

    #[test]
    fn each_of_several_calls_has_its_own_tool() {
        let batch = json!([
            {"tool": "read", "parameters": {"filePath": "a.md"}},
            {"tool": "edit", "parameters": {"filePath": "b.md"}},
            {"tool": "bash", "parameters": {"command": "*** Update File: c.md", "path": "d.md"}}
        ]);
        for payload in [
            json!({"tool": "batch", "args": {"tool_calls": batch}}),
            json!({"tool_name": "Batch", "tool_input": {"calls": batch}}),
            json!({ "steps": batch }),
        ] {
            assert_eq!(files(&payload), ["b.md", "c.md"], "{payload}");
        }
        // The arguments of an editing tool may contain anything.
        let typed = json!({"tool_name": "create_doc",
            "tool_input": {"path": "a.md", "type": "list", "tool": "grep", "error": "x"}});
        assert_eq!(files(&typed), ["a.md"]);
        let task = json!({"tool_name": "mcp__plan__create_task",
            "tool_input": {"path": "a.md", "params": {}, "status": "pending"}});
        assert_eq!(files(&task), ["a.md"]);
    }

    /// A call of a tool that writes `a.md`, with what is said of its result.
    fn written(key: &str, result: &Value) -> Value {
        json!({"session_id": "s", "cwd": "/r", "hook_event_name": "PostToolUse",
            "tool_name": "Write", "tool_input": {"path": "a.md"}, key: result})
    }

    #[test]
    fn calls_that_failed_have_edited_nothing() {
        for (key, result) in [
            (
                "tool_response",
                json!({"error": {"message": "x", "type": "edit_no_occurrence_found"}}),
            ),
            (
                "tool_response",
                json!({"llmContent": "", "error": "no such text"}),
            ),
            ("tool_response", json!({"success": false, "result": []})),
            ("tool_response", json!({"is_error": true})),
            ("tool_response", json!("Failed: patch does not apply")),
            (
                "tool_response",
                json!("apply_patch verification failed: no such lines in a.md"),
            ),
            (
                "tool_response",
                json!("MCP error -32602: invalid arguments"),
            ),
            (
                "tool_response",
                json!({"title": "a.md", "output": "Error: no such text"}),
            ),
            (
                "tool_response",
                json!([{"type": "text", "text": "Error: no such text"}]),
            ),
            ("tool_output", json!("{\"error\":\"no such text\"}")),
            ("tool_result", json!({"result_type": "denied"})),
            ("status", json!("in_progress")),
            ("success", json!(false)),
        ] {
            let call = written(key, &result);
            assert!(files(&call).is_empty(), "{key}: {result}");
        }
        for (key, result) in [
            (
                "tool_response",
                json!({"error": null, "llmContent": "done"}),
            ),
            ("tool_response", json!({"error": "", "success": true})),
            ("tool_response", json!("Errors are fixed")),
            ("tool_response", json!("Replaced 2 lines that failed")),
            (
                "tool_response",
                json!("Saved a.md, but formatting failed: no such program"),
            ),
            (
                "tool_response",
                json!("Edit applied; hook failed: no such program"),
            ),
            ("status", json!("completed")),
        ] {
            let call = written(key, &result);
            assert_eq!(files(&call), ["a.md"], "{key}: {result}");
        }
        let wrapped = written("tool_output", &json!({"result": {"isError": true}}));
        assert!(files(&wrapped).is_empty());
        let cline = json!({"postToolUse": {"toolName": "write_to_file", "success": false,
            "parameters": {"path": "a.md"}}});
        assert!(files(&cline).is_empty());
    }

    #[test]
    fn patches_that_failed_have_edited_nothing() {
        // Codex sends the output of a patch as JSON in a string, or as text with a header.
        for (tool, result, expected) in [
            (
                "apply_patch",
                r#"{"output":"","metadata":{"exit_code":1}}"#,
                0,
            ),
            (
                "apply_patch",
                "Exit code: 1\nWall time: 0 seconds\nOutput:\n",
                0,
            ),
            (
                "apply_patch",
                r#"{"output":"","metadata":{"exit_code":0}}"#,
                1,
            ),
            (
                "apply_patch",
                "Exit code: 0\nWall time: 0 seconds\nOutput:\n",
                1,
            ),
            // What follows the patch may fail.
            (
                "exec_command",
                r#"{"output":"","metadata":{"exit_code":1}}"#,
                1,
            ),
            ("Bash", "Exit code: 1\nOutput:\n", 1),
        ] {
            let mut patch = written("tool_response", &json!(result));
            patch["tool_name"] = json!(tool);
            patch["turn_id"] = json!("t");
            patch["tool_input"] = json!({"command": "*** Update File: a.md"});
            assert_eq!(files(&patch).len(), expected, "{patch}");
        }
    }

    #[test]
    fn windsurf_tells_what_tools_of_mcp_servers_did() {
        let call = |tool: &str, result: Value| {
            json!({"agent_action_name": "post_mcp_tool_use", "trajectory_id": "t", "tool_info": {
                "mcp_server_name": "fs", "mcp_tool_name": tool,
                "mcp_tool_arguments": {"path": "a.md"}, "mcp_result": result}})
        };
        assert_eq!(files(&call("write_file", json!("done"))), ["a.md"]);
        assert!(files(&call("read_file", json!("done"))).is_empty());
        assert!(files(&call("write_file", json!({"isError": true}))).is_empty());
    }

    #[test]
    fn copilot_sends_a_patch_as_json() {
        let call = json!({"sessionId": "s", "cwd": "/r", "toolName": "apply_patch",
            "toolArgs": json!("*** Begin Patch\n*** Update File: a.md\n").to_string(),
            "toolResult": {"resultType": "success"}});
        assert_eq!(files(&call), ["a.md"]);
        let mut announced = call;
        announced.as_object_mut().unwrap().remove("toolResult");
        assert!(files(&announced).is_empty());
    }

    #[test]
    fn paths_may_be_relative_to_where_a_command_ran() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        std::fs::create_dir(root.join("docs")).unwrap();
        std::fs::write(root.join("docs/a.md"), "").unwrap();
        let patch = "apply_patch <<'E'\n*** Begin Patch\n*** Update File: a.md\nE";
        for input in [
            json!({"workdir": "docs", "command": ["bash", "-lc", patch]}),
            json!({"workdir": root.join("docs"), "cmd": patch}),
            json!({"command": format!("cd docs && {patch}")}),
            json!({"command": format!("cd \"docs\" && {patch}")}),
            json!({"workdir": ".", "command": patch.replace("a.md", "docs/a.md")}),
        ] {
            let payload = json!({"turn_id": "t", "cwd": root, "hook_event_name": "PostToolUse",
                "tool_name": "exec_command", "tool_input": input});
            let payload = Payload::parse(payload.to_string().as_bytes()).unwrap();
            let file = real_path(&root.join("docs/a.md")).unwrap();
            let found = payload.absolute_files(Path::new("/"));
            let found: Vec<_> = found.iter().map(|it| real_path(it).unwrap()).collect();
            assert_eq!(found, [file], "{payload:?}");
        }
    }
}
