//! Diagnostics, published and pulled.

use std::fs;

use serde_json::{Value, json};

use super::client::{Client, capable, pulling, rules};
use crate::common::{BAD_PATH, GOOD, GOOD_PATH, Sandbox, bad, related_plans};

/// Another phase of the plan of [`GOOD`], which depends on its second task.
const SECOND: &str = "progress/auth-v1/phase-2-progress.md";

fn second() -> String {
    GOOD.replace("phase: 1", "phase: 2")
        .replace("\"TASK-1.", "\"TASK-2.")
        .replace("SC-1.", "SC-2.")
        .replacen("dependencies: []", "dependencies: [\"TASK-1.2\"]", 1)
}

#[test]
fn findings_appear_and_disappear_while_typing() {
    let bench = Sandbox::repository();
    bench.write(GOOD_PATH, GOOD);
    let mut client = Client::start(&bench, capable());
    client.open(GOOD_PATH, GOOD);
    assert_eq!(client.published(GOOD_PATH, Some(1)), [Value::Null; 0]);
    client.change(GOOD_PATH, 2, [10, 13, 10, 14], "3");
    let found = client.published(GOOD_PATH, Some(2));
    assert_eq!(rules(&found), ["11 count-mismatch"]);
    let range = &found[0]["range"];
    assert_eq!(range["start"], json!({"line": 10, "character": 13}));
    assert_eq!(range["end"], json!({"line": 10, "character": 14}));
    assert_eq!(found[0]["severity"], 1);
    assert_eq!(found[0]["source"], "progress");
    let page = found[0]["codeDescription"]["href"].as_str().unwrap();
    assert!(page.ends_with("docs/rules/count-mismatch.md"), "{page}");
    client.change(GOOD_PATH, 3, [10, 13, 10, 14], "2");
    assert_eq!(client.published(GOOD_PATH, Some(3)), [Value::Null; 0]);
    client.replace(GOOD_PATH, 4, "---\ntype: progress\n");
    assert_eq!(
        rules(&client.published(GOOD_PATH, Some(4))),
        ["1 frontmatter-syntax"]
    );
    client.notify("textDocument/didClose", client_document(&client, GOOD_PATH));
    assert_eq!(client.published(GOOD_PATH, None), [Value::Null; 0]);
    assert_eq!(client.stop(), 0);
}

fn client_document(client: &Client, path: &str) -> Value {
    json!({"textDocument": {"uri": client.uri(path)}})
}

#[test]
fn other_files_are_met_with_silence() {
    let bench = Sandbox::repository();
    let mut client = Client::start(&bench, capable());
    client.open("README.md", "# Read me\n");
    client.open("docs/notes.md", "---\ntype: note\n---\n");
    client.open("progress/notes.md", "# Notes on progress\n");
    client.open(GOOD_PATH, GOOD);
    client.published(GOOD_PATH, Some(1));
    client.request("shutdown", Value::Null);
    let told = client.seen.iter().filter(|it| {
        it["method"] == "textDocument/publishDiagnostics"
            && it["params"]["diagnostics"] != json!([])
    });
    assert_eq!(told.count(), 0);
}

#[test]
fn a_finding_leads_to_related_places() {
    let bench = Sandbox::repository();
    bench.write(GOOD_PATH, GOOD);
    let mut client = Client::start(&bench, capable());
    let twice = GOOD.replace("id: \"TASK-1.2\"", "id: \"TASK-1.1\"");
    client.open(GOOD_PATH, &twice);
    let found = client.published(GOOD_PATH, Some(1));
    let duplicate = found
        .iter()
        .find(|it| it["code"] == "duplicate-task-id")
        .unwrap();
    let related = &duplicate["relatedInformation"][0];
    assert_eq!(related["location"]["uri"], client.uri(GOOD_PATH));
    assert!(related["message"].is_string());
}

#[test]
fn an_edit_can_break_another_file() {
    let bench = Sandbox::repository();
    bench.write(GOOD_PATH, GOOD);
    bench.write(SECOND, &second());
    bench.commit();
    let mut client = Client::start(&bench, capable());
    client.open(GOOD_PATH, GOOD);
    client.published(GOOD_PATH, Some(1));
    let renamed = GOOD.replace("TASK-1.2", "TASK-1.3");
    client.replace(GOOD_PATH, 2, &renamed);
    assert_eq!(rules(&client.published(GOOD_PATH, Some(2))), [""; 0]);
    assert_eq!(
        rules(&client.published(SECOND, None)),
        ["23 unresolved-dependency"]
    );
    // Open, it is checked like any other document.
    client.open(SECOND, &second());
    assert_eq!(
        rules(&client.published(SECOND, Some(1))),
        ["23 unresolved-dependency"]
    );
    client.replace(GOOD_PATH, 3, GOOD);
    assert_eq!(rules(&client.published(SECOND, Some(1))), [""; 0]);
}

#[test]
fn other_plans_decide_about_other_files() {
    let (bench, second, text) = related_plans();
    let text = text.replace("[\"BILL-1.1\"]", "[\"BILL-1.1\", \"TASK-1.2\"]");
    bench.write(second, &text);
    bench.commit();
    let mut client = Client::start(&bench, capable());
    client.open(GOOD_PATH, GOOD);
    client.replace(GOOD_PATH, 2, &GOOD.replace("TASK-1.2", "TASK-1.3"));
    let caused = client.published(second, None);
    assert_eq!(caused.len(), 1, "{caused:?}");
    let message = caused[0]["message"].as_str().unwrap();
    assert!(message.contains("`TASK-1.2`"), "{message}");
    client.replace(GOOD_PATH, 3, GOOD);
    assert_eq!(client.published(second, None), [Value::Null; 0]);
    client.open(second, &text);
    assert_eq!(client.published(second, Some(1)), [Value::Null; 0]);
}

#[test]
fn a_file_that_git_ignores_is_known_in_other_plans() {
    let (bench, path, text) = related_plans();
    let hidden = "progress/bill-v1/phase-2-progress.md";
    bench.write(".gitignore", &format!("/{hidden}\n"));
    let text = text.replacen("[\"BILL-1.1\"]", "[\"bill-v1:BILL-2.1\"]", 1);
    bench.write(path, &text);
    let phase = GOOD
        .replace("auth-v1", "bill-v1")
        .replace("TASK-1", "BILL-2");
    bench.write(hidden, &phase.replace("phase: 1", "phase: 2"));
    bench
        .run(&["lint", path])
        .stdout_lacks("unresolved-dependency");
    let mut client = Client::start(&bench, capable());
    client.open(path, &text);
    assert_eq!(rules(&client.published(path, Some(1))), [""; 0]);
    fs::remove_file(bench.root.join(hidden)).unwrap();
    let changes = json!({"changes": [{"uri": client.uri(hidden), "type": 3}]});
    client.notify("workspace/didChangeWatchedFiles", changes);
    let found = rules(&client.published(path, Some(1)));
    assert_eq!(found, ["25 unresolved-dependency"]);
}

#[test]
fn a_key_of_files_whose_type_changed_is_known() {
    let (bench, path, text) = related_plans();
    for plan in ["bill-v2", "bill-v3"] {
        let other = format!("progress/{plan}/phase-1-progress.md");
        let changed = fs::read_to_string(bench.root.join(&other)).unwrap();
        bench.write(&other, &changed.replace("type: progress", "type: report"));
    }
    bench.run(&["lint", path]).stdout_lacks("unknown-key");
    let mut client = Client::start(&bench, capable());
    client.open(path, &text);
    assert_eq!(rules(&client.published(path, Some(1))), [""; 0]);
}

#[test]
fn an_edit_can_change_what_is_known_in_another_plan() {
    let bench = Sandbox::repository();
    let other = GOOD.replace("auth-v1", "shop-v1").replace("TASK-", "SHOP-");
    bench.write(GOOD_PATH, GOOD);
    bench.write("progress/shop-v1/phase-1-progress.md", &other);
    let mut client = Client::start(&bench, capable());
    client.open(GOOD_PATH, GOOD);
    let depends = GOOD.replacen(
        "dependencies: []",
        "dependencies: [\"shop-v1:SHOP-1.7\"]",
        1,
    );
    client.replace(GOOD_PATH, 2, &depends);
    assert_eq!(
        rules(&client.published(GOOD_PATH, Some(2))),
        ["23 unresolved-dependency"]
    );
    client.open("progress/shop-v1/phase-1-progress.md", &other);
    let with_task = other.replace("SHOP-1.2", "SHOP-1.7");
    client.replace("progress/shop-v1/phase-1-progress.md", 2, &with_task);
    assert_eq!(rules(&client.published(GOOD_PATH, Some(2))), [""; 0]);
}

#[test]
fn diagnostics_can_be_asked_for() {
    let bench = Sandbox::repository();
    bench.write(GOOD_PATH, GOOD);
    bench.write(SECOND, &second());
    // With other IDs: what an ID means may depend on which plans have it.
    bench.write(BAD_PATH, &bad().replace("TASK-", "OTHER-"));
    bench.commit();
    let mut client = Client::start(&bench, pulling());
    let provider = &client.initialized["capabilities"]["diagnosticProvider"];
    assert_eq!(provider["interFileDependencies"], true);
    assert_eq!(provider["workspaceDiagnostics"], true);
    client.open(GOOD_PATH, GOOD);
    let document = client_document(&client, GOOD_PATH);
    let report = client.request("textDocument/diagnostic", document.clone());
    assert_eq!(report["kind"], "full");
    assert_eq!(report["items"], json!([]));
    let mut again = document.clone();
    again["previousResultId"] = report["resultId"].clone();
    let report = client.request("textDocument/diagnostic", again);
    assert_eq!(report["kind"], "unchanged");

    let report = client.request("workspace/diagnostic", json!({"previousResultIds": []}));
    let items = report["items"].as_array().unwrap();
    let bad_uri = client.uri(BAD_PATH);
    let item = items
        .iter()
        .find(|it| it["uri"] == bad_uri.as_str())
        .unwrap();
    let found = item["items"].as_array().unwrap();
    assert_eq!(
        rules(found),
        ["11 count-mismatch", "23 unresolved-dependency"]
    );
    assert_eq!(item["version"], Value::Null);

    client.replace(GOOD_PATH, 2, &GOOD.replace("TASK-1.2", "TASK-1.3"));
    client.wait(|message| message["method"] == "workspace/diagnostic/refresh");
    let report = client.request("textDocument/diagnostic", document);
    let uri = client.uri(SECOND);
    let related = report["relatedDocuments"][&uri]["items"]
        .as_array()
        .unwrap();
    assert_eq!(rules(related), ["23 unresolved-dependency"]);
    let known = json!([{"uri": bad_uri, "value": item["resultId"]}]);
    let report = client.request("workspace/diagnostic", json!({"previousResultIds": known}));
    let items = report["items"].as_array().unwrap();
    let item = items
        .iter()
        .find(|it| it["uri"] == bad_uri.as_str())
        .unwrap();
    assert_eq!(item["kind"], "unchanged");
    let item = items.iter().find(|it| it["uri"] == uri.as_str()).unwrap();
    assert_eq!(
        rules(item["items"].as_array().unwrap()),
        ["23 unresolved-dependency"]
    );
    assert_eq!(client.stop(), 0);
}

#[test]
fn a_client_asks_again_about_another_open_document() {
    let bench = Sandbox::repository();
    bench.write(GOOD_PATH, GOOD);
    bench.write(SECOND, &second());
    bench.commit();
    let mut client = Client::start(&bench, pulling());
    client.open(GOOD_PATH, GOOD);
    client.open(SECOND, &second());
    let other = client_document(&client, SECOND);
    let report = client.request("textDocument/diagnostic", other.clone());
    assert_eq!(report["items"], json!([]));
    client.replace(GOOD_PATH, 2, &GOOD.replace("TASK-1.2", "TASK-1.3"));
    client.wait(|message| message["method"] == "workspace/diagnostic/refresh");
    let report = client.request("textDocument/diagnostic", other);
    let found = report["items"].as_array().unwrap();
    assert_eq!(rules(found), ["23 unresolved-dependency"]);
    assert_eq!(client.stop(), 0);
}

#[test]
fn positions_count_what_the_client_counts() {
    let bench = Sandbox::repository();
    bench.write(GOOD_PATH, GOOD);
    // Beyond the BMP, and with a combining mark.
    let text = GOOD.replacen(
        "dependencies: []",
        "notes: {\"\u{1f600} e\u{301}\": 1, status: x}\n    dependencies: [\"\u{1f600}e\u{301}\", \"TASK-9.9\"]",
        1,
    );
    let start = |capabilities: Value| {
        let mut client = Client::start(&bench, capabilities);
        client.open(GOOD_PATH, &text);
        let found = client.published(GOOD_PATH, Some(1));
        let found = found
            .iter()
            .find(|it| it["message"].as_str().unwrap().contains("TASK-9.9"));
        found.unwrap()["range"]["start"].clone()
    };
    let mut narrow = capable();
    narrow["general"]["positionEncodings"] = json!(["utf-16"]);
    assert_eq!(start(capable()), json!({"line": 23, "character": 30}));
    assert_eq!(start(narrow), json!({"line": 23, "character": 27}));
}

#[test]
fn settings_are_read_again() {
    let bench = Sandbox::repository();
    bench.write(GOOD_PATH, &bad());
    let mut client = Client::start(&bench, capable());
    client.open(GOOD_PATH, &bad());
    let before = rules(&client.published(GOOD_PATH, Some(1)));
    assert!(
        before.contains(&"11 count-mismatch".to_owned()),
        "{before:?}"
    );
    bench.write(".progress.yaml", "rules:\n  count-mismatch: off\n");
    let changes = json!({"changes": [{"uri": client.uri(".progress.yaml"), "type": 1}]});
    client.notify("workspace/didChangeWatchedFiles", changes);
    let after = rules(&client.published(GOOD_PATH, Some(1)));
    assert!(
        !after.contains(&"11 count-mismatch".to_owned()),
        "{after:?}"
    );
    bench.write(".progress.yaml", "rules: [\n");
    let changes = json!({"changes": [{"uri": client.uri(".progress.yaml"), "type": 2}]});
    client.notify("workspace/didChangeWatchedFiles", changes);
    let message = client.wait(|message| message["method"] == "window/showMessage");
    assert!(
        message["params"]["message"]
            .as_str()
            .unwrap()
            .contains(".progress.yaml")
    );
    fs::remove_file(bench.root.join(".progress.yaml")).unwrap();
    assert_eq!(client.stop(), 0);
}

#[test]
fn a_document_that_settings_exclude_has_no_findings() {
    let bench = Sandbox::repository();
    bench.write(GOOD_PATH, &bad());
    let mut client = Client::start(&bench, capable());
    client.open(GOOD_PATH, &bad());
    assert!(!client.published(GOOD_PATH, Some(1)).is_empty());
    let changes = json!({"changes": [{"uri": client.uri(".progress.yaml"), "type": 1}]});
    bench.write(".progress.yaml", "exclude: [\"progress/**\"]\n");
    client.notify("workspace/didChangeWatchedFiles", changes.clone());
    assert!(client.published(GOOD_PATH, None).is_empty());
    bench.write(".progress.yaml", "exclude: []\n");
    client.notify("workspace/didChangeWatchedFiles", changes);
    assert!(!client.published(GOOD_PATH, Some(1)).is_empty());
    assert_eq!(client.stop(), 0);
}

#[test]
fn a_document_outside_every_project_does_not_bring_in_what_is_below() {
    let bench = Sandbox::folder();
    let path = "phase-1-progress.md";
    bench.write(path, GOOD);
    let other = GOOD.replace("TASK-1.", "OTHER-1.");
    bench.write("mine/other-v1/phase-1-progress.md", &other);
    let mut client = Client::spawn(&bench);
    let params = json!({"processId": null, "rootUri": null, "capabilities": capable()});
    client.request("initialize", params);
    client.notify("initialized", json!({}));
    client.open(path, GOOD);
    client.published(path, Some(1));
    let found = client.request("workspace/symbol", json!({"query": "-1.1"}));
    let names: Vec<&str> = found
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|it| it["name"].as_str())
        .collect();
    assert_eq!(names.len(), 1, "{names:?}");
    // Settings say that it is the root of something. They are noticed between two messages.
    bench.write(".progress.yaml", "");
    let mut search = || client.request("workspace/symbol", json!({"query": "-1.1"}));
    while search().as_array().unwrap().len() < 2 {
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    assert_eq!(client.stop(), 0);
}
