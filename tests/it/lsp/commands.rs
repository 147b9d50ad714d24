//! Commands, which ask the client for an edit. Only what it made has happened.

use serde_json::{Value, json};

use super::client::{Client, new_texts};
use super::features::{SECOND, bench};
use crate::common::Sandbox;

/// Runs a command on a task, and returns the edit that the client is asked to make.
fn run(client: &mut Client, verb: &str, task: &str) -> Value {
    let argument = json!({"uri": client.uri(SECOND), "task": task});
    let params = json!({"command": format!("progress.{verb}"), "arguments": [argument]});
    client.request("workspace/executeCommand", params);
    client.wait(|message| message["method"] == "workspace/applyEdit")
}

fn reply(client: &mut Client, to: &Value, body: Value) {
    let mut message = body;
    message["jsonrpc"] = json!("2.0");
    message["id"] = to["id"].clone();
    client.send(&message);
}

/// The next message that the user sees: its type and text.
fn shown(client: &mut Client) -> (i64, String) {
    let message = client.wait(|message| message["method"] == "window/showMessage");
    let params = &message["params"];
    let text = params["message"].as_str().unwrap().to_owned();
    (params["type"].as_i64().unwrap(), text)
}

/// The record of the tasks that are being worked on.
fn active(bench: &Sandbox, client: &mut Client) -> String {
    // The answer to a later request shows that the reply was read.
    let document = json!({"textDocument": {"uri": client.uri(SECOND)}});
    client.request("textDocument/codeLens", document);
    std::fs::read_to_string(bench.root.join(".git/progress/active")).unwrap_or_default()
}

#[test]
fn a_command_changes_a_task_and_all_that_follows() {
    let (bench, mut client) = bench();
    let document = json!({"textDocument": {"uri": client.uri(SECOND)}});
    let lenses = client.request("textDocument/codeLens", document);
    assert_eq!(lenses[0]["command"]["title"], "0 of 2 done, 1 waiting");
    assert_eq!(lenses[1]["command"]["title"], "start");
    let command = &lenses[1]["command"];
    let params = json!({"command": command["command"], "arguments": command["arguments"]});
    client.request("workspace/executeCommand", params);
    let asked = client.wait(|message| message["method"] == "workspace/applyEdit");
    let texts = new_texts(&asked["params"]["edit"]);
    assert!(texts.contains(&"\"in_progress\""), "{texts:?}");
    // The counter and the phase follow, as on the command line.
    assert!(texts.contains(&"1"), "{texts:?}");
    // Nothing is started before the client has made the edit.
    assert_eq!(active(&bench, &mut client), "");
    reply(&mut client, &asked, json!({"result": {"applied": true}}));
    let active = active(&bench, &mut client);
    assert!(active.contains("TASK-2.1"), "{active}");
    // As on the command line, with what the task depends on.
    let (kind, text) = shown(&mut client);
    assert_eq!(kind, 2, "{text}");
    let expected = "`TASK-2.1` is started, but it depends on `TASK-1.2`, which is `pending`";
    assert!(text.contains(expected), "{text}");
}

#[test]
fn an_edit_that_the_client_refuses_has_not_happened() {
    let (bench, mut client) = bench();
    let refusals = [
        json!({"result": {"applied": false, "failureReason": "the buffer\u{1b}[31m is locked"}}),
        json!({"result": {"applied": false}}),
        json!({"result": null}),
        json!({"error": {"code": -32601, "message": "no such method"}}),
    ];
    let mut messages = Vec::new();
    for refusal in refusals {
        let asked = run(&mut client, "start", "TASK-2.1");
        reply(&mut client, &asked, refusal);
        assert_eq!(active(&bench, &mut client), "");
        let (kind, text) = shown(&mut client);
        assert_eq!(kind, 2, "{text}");
        assert!(text.contains("`start TASK-2.1`"), "{text}");
        assert!(!text.contains("depends"), "{text}");
        messages.push(text);
    }
    assert!(
        messages[0].ends_with("the buffer\\u{1b}[31m is locked"),
        "{messages:?}"
    );
    assert!(messages[3].ends_with(": no such method"), "{messages:?}");
    // A refused `done` leaves a task that was started as it is.
    let asked = run(&mut client, "start", "TASK-2.1");
    reply(&mut client, &asked, json!({"result": {"applied": true}}));
    assert!(active(&bench, &mut client).contains("TASK-2.1"));
    let asked = run(&mut client, "done", "TASK-2.1");
    reply(&mut client, &asked, json!({"result": {"applied": false}}));
    assert!(active(&bench, &mut client).contains("TASK-2.1"));
    // An answer that comes twice, or to nothing, changes nothing.
    reply(&mut client, &asked, json!({"result": {"applied": true}}));
    reply(
        &mut client,
        &json!({"id": 99}),
        json!({"result": {"applied": true}}),
    );
    assert!(active(&bench, &mut client).contains("TASK-2.1"));
}

#[test]
fn a_task_that_is_started_already_is_recorded_as_on_the_command_line() {
    let (bench, mut client) = bench();
    bench.run(&["start", "TASK-2.1"]).exits(0);
    std::fs::remove_file(bench.root.join(".git/progress/active")).unwrap();
    client.replace(
        SECOND,
        2,
        &std::fs::read_to_string(bench.root.join(SECOND)).unwrap(),
    );
    let argument = json!({"uri": client.uri(SECOND), "task": "TASK-2.1"});
    let params = json!({"command": "progress.start", "arguments": [argument]});
    client.request("workspace/executeCommand", params);
    assert_eq!(shown(&mut client), (3, "nothing to change".to_owned()));
    assert!(active(&bench, &mut client).contains("TASK-2.1"));
}

#[test]
fn commands_that_cannot_be_carried_out_are_refused() {
    let (_bench, mut client) = bench();
    for (command, argument) in [
        (
            "progress.done",
            json!({"uri": client.uri(SECOND), "task": "TASK-9.9"}),
        ),
        (
            "progress.done",
            json!({"uri": client.uri("x.md"), "task": "TASK-2.1"}),
        ),
        ("progress.nonsense", json!({})),
        ("progress.done", json!(null)),
    ] {
        let id = client.ask(
            "workspace/executeCommand",
            json!({"command": command, "arguments": [argument]}),
        );
        let answer = client.answer(id);
        let message = answer["error"]["message"].as_str().unwrap();
        assert!(!message.contains("struct"), "{message}");
    }
}
