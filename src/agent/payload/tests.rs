//! Payloads of each host, written from its published schema, types or reference.

use serde_json::json;

use super::*;

fn parsed(value: &Value) -> Payload {
    Payload::parse(value.to_string().as_bytes()).unwrap()
}

/// Checks the host, the moment and the files of a payload.
#[track_caller]
fn check(value: &Value, host: Host, moment: Moment, files: &[&str]) {
    let payload = parsed(value);
    assert_eq!((payload.host, payload.moment()), (host, moment), "{value}");
    let found: Vec<&str> = payload.files.iter().filter_map(|it| it.to_str()).collect();
    assert_eq!(found, files, "{value}");
}

#[test]
fn claude_code() {
    let edit = json!({
        "session_id": "s", "transcript_path": "/t.jsonl", "cwd": "/r", "permission_mode": "default",
        "hook_event_name": "PostToolUse", "tool_name": "Edit",
        "tool_input": {"file_path": "/r/a.md", "old_string": "x", "new_string": "y", "replace_all": false},
        "tool_response": {"filePath": "/r/a.md", "oldString": "x", "newString": "y"},
        "tool_use_id": "toolu_1", "duration_ms": 3
    });
    check(&edit, Host::Claude, Moment::Edited, &["/r/a.md"]);
    let batch = json!({
        "session_id": "s", "transcript_path": "/t.jsonl", "cwd": "/r",
        "hook_event_name": "PostToolBatch",
        "tool_calls": [
            {"tool_name": "Write", "tool_input": {"file_path": "/r/a.md", "content": ""}, "tool_use_id": "1"},
            {"tool_name": "Read", "tool_input": {"file_path": "/r/b.md"}, "tool_use_id": "2"},
            {"tool_name": "Edit", "tool_input": {"file_path": "/r/c.md"}, "tool_use_id": "3"}
        ]
    });
    check(
        &batch,
        Host::Claude,
        Moment::Edited,
        &["/r/a.md", "/r/c.md"],
    );
    let before = json!({
        "session_id": "s", "transcript_path": "/t.jsonl", "cwd": "/r",
        "hook_event_name": "PreToolUse", "tool_name": "Write", "tool_input": {"file_path": "/r/a.md"}
    });
    check(&before, Host::Claude, Moment::Other, &["/r/a.md"]);
    let stop = json!({
        "session_id": "s", "transcript_path": "/t.jsonl", "cwd": "/r",
        "hook_event_name": "Stop", "stop_hook_active": true, "background_tasks": []
    });
    check(&stop, Host::Claude, Moment::Stop, &[]);
    assert!(parsed(&stop).is_continued);
}

#[test]
fn codex() {
    let patch = "*** Begin Patch\n*** Update File: docs/a.md\n@@\n-x\n+y\n*** End Patch\n";
    let edit = json!({
        "session_id": "s", "turn_id": "t", "transcript_path": null, "cwd": "/r",
        "hook_event_name": "PostToolUse", "model": "m", "permission_mode": "default",
        "tool_name": "apply_patch", "tool_input": {"command": patch},
        "tool_response": "Success. Updated the following files:\nM docs/a.md", "tool_use_id": "c"
    });
    check(&edit, Host::Codex, Moment::Edited, &["docs/a.md"]);
    let payload = parsed(&edit);
    assert_eq!(
        payload.absolute_files(Path::new("/w")),
        [Path::new("/r/docs/a.md")]
    );
}

#[test]
fn cursor() {
    let common = json!({
        "conversation_id": "c", "generation_id": "g", "model": "m", "cursor_version": "2.9",
        "workspace_roots": ["/r"], "user_email": null, "transcript_path": null
    });
    let with = |other: Value| {
        let mut all = common.clone();
        let all_entries = all.as_object_mut().unwrap();
        all_entries.extend(other.as_object().unwrap().clone());
        all
    };
    let edit = with(json!({
        "hook_event_name": "postToolUse", "tool_name": "Write",
        "tool_input": {"file_path": "/r/a.md"}, "tool_output": "{}", "duration": 3, "tool_use_id": "u"
    }));
    check(&edit, Host::Cursor, Moment::Edited, &["/r/a.md"]);
    let edit = with(json!({
        "hook_event_name": "afterFileEdit", "file_path": "a.md",
        "edits": [{"old_string": "x", "new_string": "y"}]
    }));
    check(&edit, Host::Cursor, Moment::Edited, &["a.md"]);
    let payload = parsed(&edit);
    assert_eq!(
        payload.absolute_files(Path::new("/w")),
        [Path::new("/r/a.md")]
    );
    let read =
        with(json!({"hook_event_name": "beforeReadFile", "file_path": "/r/a.md", "content": ""}));
    check(&read, Host::Cursor, Moment::Other, &["/r/a.md"]);
    let stop = with(json!({"hook_event_name": "stop", "status": "completed", "loop_count": 1}));
    check(&stop, Host::Cursor, Moment::Stop, &[]);
    assert!(parsed(&stop).is_continued);
}

#[test]
fn copilot() {
    let edit = json!({
        "sessionId": "s", "timestamp": 1_764_000_000_000_u64, "cwd": "/r", "toolName": "edit",
        "toolArgs": "{\"path\":\"a.md\",\"old_str\":\"x\",\"new_str\":\"y\"}",
        "toolResult": {"resultType": "success", "textResultForLlm": "done"}
    });
    check(&edit, Host::Copilot, Moment::Edited, &["a.md"]);
    let failed = json!({
        "sessionId": "s", "timestamp": 1, "cwd": "/r", "toolName": "edit",
        "toolArgs": {"path": "a.md"}, "toolResult": {"resultType": "failure"}
    });
    check(&failed, Host::Copilot, Moment::Other, &[]);
    let compatible = json!({
        "hook_event_name": "PostToolUse", "session_id": "s", "timestamp": "2026-11-28T00:00:00Z",
        "cwd": "/r", "tool_name": "Write", "tool_input": {"path": "/r/a.md"},
        "tool_result": {"result_type": "success", "text_result_for_llm": "done"}
    });
    check(&compatible, Host::Copilot, Moment::Edited, &["/r/a.md"]);
    let stop = json!({
        "hook_event_name": "Stop", "session_id": "s", "timestamp": "2026-11-28T00:00:00Z",
        "cwd": "/r", "transcript_path": "/t", "stop_reason": "end_turn", "stop_hook_active": false
    });
    check(&stop, Host::Copilot, Moment::Stop, &[]);
    let stop = json!({
        "sessionId": "s", "timestamp": 1, "cwd": "/r", "transcriptPath": "/t",
        "stopReason": "end_turn", "stop_hook_active": true
    });
    check(&stop, Host::Copilot, Moment::Stop, &[]);
    assert!(parsed(&stop).is_continued);
}

#[test]
fn visual_studio_code() {
    let edit = json!({
        "timestamp": "2026-11-28T00:00:00Z", "cwd": "/r", "sessionId": "s",
        "hookEventName": "PostToolUse", "transcript_path": "/t.json",
        "tool_name": "replace_string_in_file",
        "tool_input": {"filePath": "/r/a.md", "oldString": "x", "newString": "y"},
        "tool_use_id": "u", "tool_response": "done"
    });
    check(&edit, Host::VsCode, Moment::Edited, &["/r/a.md"]);
}

#[test]
fn gemini() {
    let edit = json!({
        "session_id": "s", "transcript_path": "/t", "cwd": "/r", "hook_event_name": "AfterTool",
        "timestamp": "2026-11-28T00:00:00Z", "tool_name": "write_file",
        "tool_input": {"file_path": "/r/a.md", "content": "x"},
        "tool_response": {"llmContent": "done", "returnDisplay": {}, "error": null}
    });
    check(&edit, Host::Gemini, Moment::Edited, &["/r/a.md"]);
}

#[test]
fn windsurf() {
    let edit = json!({
        "agent_action_name": "post_write_code", "trajectory_id": "t", "execution_id": "e",
        "timestamp": "2026-11-28T00:00:00Z",
        "tool_info": {"file_path": "/r/a.md", "edits": [{"old_string": "x", "new_string": "y"}]}
    });
    check(&edit, Host::Windsurf, Moment::Edited, &["/r/a.md"]);
    let before = json!({
        "agent_action_name": "pre_write_code", "trajectory_id": "t",
        "tool_info": {"file_path": "/r/a.md"}
    });
    check(&before, Host::Windsurf, Moment::Other, &["/r/a.md"]);
}

#[test]
fn kiro() {
    let edit = json!({
        "hook_event_name": "postToolUse", "cwd": "/r", "tool_name": "fs_write",
        "tool_input": {"command": "create", "path": "a.md", "file_text": "x"},
        "tool_response": {"success": true, "result": []}
    });
    check(&edit, Host::Kiro, Moment::Edited, &["a.md"]);
    let of_editor = json!({
        "session_id": "sess_1", "hook_event_name": "PostToolUse", "cwd": "/r",
        "tool_name": "str_replace", "tool_input": {"path": "a.md"}, "tool_response": "done"
    });
    check(&of_editor, Host::Kiro, Moment::Edited, &["a.md"]);
}

#[test]
fn tools_and_forms_that_hosts_may_send_as_well() {
    let with = |tool: &str, input: Value| {
        json!({"session_id": "s", "hook_event_name": "PostToolUse", "cwd": null,
            "tool_name": tool, "tool_input": input})
    };
    let edits = json!({"file_path": "a.md", "edits": [{"old_string": "x", "new_string": "y"}]});
    check(
        &with("MultiEdit", edits),
        Host::Claude,
        Moment::Edited,
        &["a.md"],
    );
    let cell = json!({"notebook_path": "a.ipynb", "new_source": "x"});
    check(
        &with("NotebookEdit", cell),
        Host::Claude,
        Moment::Edited,
        &["a.ipynb"],
    );
    let editor = "str_replace_based_edit_tool";
    for (command, files) in [
        ("view", &[][..]),
        ("create", &["a.md"]),
        ("insert", &["a.md"]),
    ] {
        let input = json!({"command": command, "path": "a.md"});
        check(&with(editor, input), Host::Claude, Moment::Edited, files);
    }
    let heredoc = "apply_patch <<'EOF'\r\n*** Begin Patch\r\n*** Add File: a.md\r\n+x\r\n*** Update File: b.md\r\n*** Move to: c.md\r\n*** End Patch\r\nEOF\r\n";
    let command = json!({"cmd": ["bash", "-lc", heredoc]});
    check(
        &with("exec_command", command),
        Host::Claude,
        Moment::Edited,
        &["a.md", "b.md", "c.md"],
    );
    // No arguments, or of another type.
    for input in [
        Value::Null,
        json!([]),
        json!(3),
        json!({"file_path": null}),
        json!({"file_path": 3}),
    ] {
        check(&with("Edit", input), Host::Claude, Moment::Edited, &[]);
    }
    let huge = json!({"file_path": "a.md", "content": "x".repeat(5 << 20)});
    check(
        &with("Write", huge),
        Host::Claude,
        Moment::Edited,
        &["a.md"],
    );
}

#[test]
fn several_objects_are_one_payload() {
    let one = |file: &str| json!({"hook_event_name": "PostToolUse", "tool_name": "Write", "tool_input": {"file_path": file}});
    let text = format!(
        "\u{feff}{}\r\n{}\n{}\r\n",
        one("a.md"),
        one("b.md"),
        one("a.md")
    );
    let payload = Payload::parse(text.as_bytes()).unwrap();
    assert_eq!(payload.host, Host::Claude);
    assert_eq!(payload.files, [Path::new("a.md"), Path::new("b.md")]);
    assert_eq!(Payload::parse(b"{}\n[]"), None);
}

#[test]
fn a_workspace_may_have_several_roots() {
    let folder = tempfile::TempDir::new().unwrap();
    let (one, other) = (folder.path().join("one"), folder.path().join("other"));
    std::fs::create_dir_all(&one).unwrap();
    std::fs::create_dir_all(&other).unwrap();
    std::fs::write(other.join("a.md"), "").unwrap();
    let uri = format!("file://{}", other.display());
    let edit = json!({
        "conversation_id": "c", "generation_id": "g", "cwd": "", "workspace_roots": [one, uri],
        "hook_event_name": "afterFileEdit", "file_path": "a.md"
    });
    let payload = parsed(&edit);
    assert_eq!(
        payload.folders_in(Path::new("/w")),
        [one.clone(), other.clone()]
    );
    assert_eq!(
        payload.absolute_files(Path::new("/w")),
        [other.join("a.md")]
    );
    // In none of them, it is one that was deleted.
    let deleted = parsed(&json!({"workspace_roots": [one, other], "file_path": "b.md"}));
    assert_eq!(deleted.absolute_files(Path::new("/w")), [one.join("b.md")]);
    let nowhere = parsed(&json!({"cwd": null, "workspace_roots": [], "file_path": "b.md"}));
    assert_eq!(
        nowhere.absolute_files(Path::new("/w")),
        [Path::new("/w/b.md")]
    );
}

#[test]
fn unknown_hosts() {
    let edit = json!({"tool": "write", "args": {"filePath": "/r/a.md"}});
    check(&edit, Host::Unknown, Moment::Edited, &["/r/a.md"]);
    let nested = json!({"event": "x", "data": {"changes": [{"path": "/r/a.md"}]}});
    check(&nested, Host::Unknown, Moment::Edited, &["/r/a.md"]);
    let read = json!({"tool": "read", "data": {"path": "/r/a.md"}});
    check(&read, Host::Unknown, Moment::Other, &[]);
    check(&json!({}), Host::Unknown, Moment::Other, &[]);
    for text in ["", "x", "[]", "null", "{", "{}x", "\u{0}"] {
        assert_eq!(Payload::parse(text.as_bytes()), None, "{text}");
    }
    let deep = format!("{}{}", "{\"a\":".repeat(100_000), "}".repeat(100_000));
    assert_eq!(Payload::parse(deep.as_bytes()), None);
    assert!(Payload::parse(b"\xef\xbb\xbf{\"a\": \"\xff\"}").is_some());
}

#[test]
fn half_a_character_does_no_harm() {
    for (cut, expected) in [
        (r"cut \ud83d", "/r/a.md"),
        (r"\uDE00 cut", "/r/a.md"),
        (r"\ud83d\ud83d\ude00", "/r/a.md"),
        (r"\ud83d\n\\\ud83d", "/r/a.md"),
    ] {
        let text = format!(
            r#"{{"tool_name": "Write", "tool_response": "{cut}", "cwd": "{cut}",
                "tool_input": {{"file_path": "/r/a.md"}}}}"#
        );
        let payload = Payload::parse(text.as_bytes()).expect(cut);
        assert_eq!(payload.files, [Path::new(expected)], "{cut}");
    }
    // Whole characters and what only looks like half of one stay.
    let text = r#"{"args": {"file_path": "/\uD83D\uDE00\\ud83d.md"}, "tool_response": "\ud83d"}"#;
    let payload = Payload::parse(text.as_bytes()).unwrap();
    assert_eq!(payload.files, [PathBuf::from(path_of("/😀\\ud83d.md"))]);
}
