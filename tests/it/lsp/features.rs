//! What is known about tasks, and what can be done with them.

use serde_json::{Value, json};

use super::client::{Client, capable, span};
use crate::common::{GOOD, GOOD_PATH, Sandbox};

/// Another phase of the plan of [`GOOD`].
pub const SECOND: &str = "progress/auth-v1/phase-2-progress.md";

pub fn second() -> String {
    GOOD.replace("phase: 1", "phase: 2")
        .replace("\"TASK-1.", "\"TASK-2.")
        .replace("SC-1.", "SC-2.")
        .replacen("dependencies: []", "dependencies: [\"TASK-1.2\"]", 1)
        + "\nAfter TASK-1.2 (not TASK-1.21), see TASK-1.2.\n"
}

pub fn bench() -> (Sandbox, Client) {
    let bench = Sandbox::repository();
    bench.write(GOOD_PATH, GOOD);
    bench.write(SECOND, &second());
    let mut client = Client::start(&bench, capable());
    client.open(SECOND, &second());
    (bench, client)
}

/// The files and ranges of locations, as short texts.
fn places(client: &Client, locations: &Value) -> Vec<String> {
    let locations = locations.as_array().unwrap();
    let root = client.uri("");
    let named = locations.iter().map(|it| {
        let path = it["uri"].as_str().unwrap().trim_start_matches(&root);
        let (start, end) = (&it["range"]["start"], &it["range"]["end"]);
        format!(
            "{path}:{}:{}-{}",
            start["line"], start["character"], end["character"]
        )
    });
    named.collect()
}

#[test]
fn a_task_is_found_from_its_names() {
    let (_bench, mut client) = bench();
    // In the dependencies, and twice in the body.
    for position in [(22, 25), (44, 6), (44, 42)] {
        let at = client.at(SECOND, position.0, position.1);
        let found = client.request("textDocument/definition", at.clone());
        assert_eq!(
            places(&client, &json!([found])),
            [format!("{GOOD_PATH}:25:9-17")]
        );
        let mut with = at.clone();
        with["context"] = json!({"includeDeclaration": false});
        let found = client.request("textDocument/references", with);
        let expected = [
            format!("{GOOD_PATH}:33:25-33"),
            format!("{SECOND}:22:20-28"),
            format!("{SECOND}:44:6-14"),
            format!("{SECOND}:44:36-44"),
        ];
        assert_eq!(places(&client, &found), expected);
        let found = client.request("textDocument/documentHighlight", at);
        assert_eq!(found.as_array().unwrap().len(), 3);
    }
    for position in [(2, 8), (44, 1), (44, 22), (900, 0)] {
        let at = client.at(SECOND, position.0, position.1);
        let found = client.request("textDocument/definition", at);
        assert_eq!(found, Value::Null, "{position:?}");
    }
}

#[test]
fn a_task_is_renamed_wherever_it_is_named() {
    let (_bench, mut client) = bench();
    let at = client.at(SECOND, 44, 8);
    let prepared = client.request("textDocument/prepareRename", at.clone());
    assert_eq!(prepared["placeholder"], "TASK-1.2");
    assert_eq!(prepared["range"], span([44, 6, 44, 14]));
    let mut renamed = at.clone();
    renamed["newName"] = json!("TASK-1.9");
    let edit = client.request("textDocument/rename", renamed);
    let changes = edit["documentChanges"].as_array().unwrap();
    let counts: Vec<usize> = changes
        .iter()
        .map(|it| it["edits"].as_array().unwrap().len())
        .collect();
    assert_eq!(counts, [2, 3]);
    // One is open, the other is not.
    assert_eq!(changes[0]["textDocument"]["version"], Value::Null);
    assert_eq!(changes[1]["textDocument"]["version"], 1);
    for (name, reason) in [
        ("TASK-1.1", "already has"),
        ("a b", "not a valid"),
        ("", "not a valid"),
    ] {
        let mut params = at.clone();
        params["newName"] = json!(name);
        let id = client.ask("textDocument/rename", params);
        let answer = client.answer(id);
        let message = answer["error"]["message"].as_str().unwrap();
        assert!(message.contains(reason), "{answer}");
    }
    let at = client.at(SECOND, 4, 9);
    assert_eq!(
        client.request("textDocument/prepareRename", at),
        Value::Null
    );
}

#[test]
fn an_id_that_is_written_with_escapes_is_renamed_too() {
    let (bench, mut client) = bench();
    bench.write(GOOD_PATH, &GOOD.replace("\"TASK-1.2\"", "\"TASK\\x2d1.2\""));
    let mut at = client.at(SECOND, 44, 8);
    let found = client.request("textDocument/definition", at.clone());
    assert_eq!(
        places(&client, &json!([found])),
        [format!("{GOOD_PATH}:25:9-20")]
    );
    at["newName"] = json!("TASK-1.9");
    let edit = client.request("textDocument/rename", at.clone());
    let edits = edit["documentChanges"][0]["edits"].as_array().unwrap();
    let ranges: Vec<&Value> = edits.iter().map(|it| &it["range"]).collect();
    assert_eq!(
        ranges,
        [&span([25, 9, 25, 20]), &span([33, 25, 33, 36])],
        "{edit}"
    );
    // The cursor may be on it, too.
    let text = second().replace("[\"TASK-1.2\"]", "[\"TASK\\x2d1.2\"]");
    client.replace(SECOND, 2, &text);
    let there = client.at(SECOND, 22, 28);
    let prepared = client.request("textDocument/prepareRename", there);
    assert_eq!(prepared["placeholder"], "TASK-1.2");
    assert_eq!(prepared["range"], span([22, 20, 22, 31]));
    // Where more than the ID is escaped, only a part would have to be replaced.
    let text = second().replace("[\"TASK-1.2\"]", "[\"TASK\\x2d1.2 (API)\"]");
    client.replace(SECOND, 3, &text);
    let id = client.ask("textDocument/rename", at);
    let answer = client.answer(id);
    let message = answer["error"]["message"].as_str().unwrap();
    assert!(message.contains("without escapes"), "{answer}");
}

#[test]
fn hovers_explain() {
    let (_bench, mut client) = bench();
    let mut hover = |line, character| {
        let at = client.at(SECOND, line, character);
        let found = client.request("textDocument/hover", at);
        found["contents"]["value"]
            .as_str()
            .unwrap_or_default()
            .to_owned()
    };
    let task = hover(44, 8);
    assert!(task.contains("Write the API"), "{task}");
    assert!(task.contains("Needed by: TASK-2.1 (pending)"), "{task}");
    let key = hover(9, 3);
    assert!(key.starts_with("`completion_estimate`"), "{key}");
    let key = hover(33, 4);
    assert!(key.starts_with("`batch_1`: Batch"), "{key}");
    let key = hover(32, 4);
    assert!(key.contains("can run in parallel"), "{key}");
    let status = hover(20, 15);
    assert!(status.contains("Not started"), "{status}");
    assert_eq!(hover(42, 3), "");
}

#[test]
fn a_hover_shows_the_last_commit_of_a_task() {
    let (bench, mut client) = bench();
    bench.commit();
    bench.write("src.rs", "fn main() {}\n");
    bench.git(&["add", "src.rs"]);
    bench.git(&["commit", "--quiet", "--message=Write *it* (TASK-2.1)"]);
    let hash = bench.git(&["rev-parse", "HEAD"]);
    let wanted = format!("Last commit: {} ", &hash[..8]);
    let at = client.at(SECOND, 18, 12);
    // The history is searched in the background, so that no hover waits for it.
    loop {
        let hover = client.request("textDocument/hover", at.clone());
        let text = hover["contents"]["value"].as_str().unwrap();
        assert!(text.contains("TASK-2.1"), "{text}");
        if text.contains("Last commit") {
            assert!(text.contains(&wanted), "{text}");
            assert!(text.contains("Alice: Write \\*it\\* (TASK-2.1)"), "{text}");
            break;
        }
    }
    assert_eq!(client.stop(), 0);
}

#[test]
fn a_document_has_an_outline() {
    let (_bench, mut client) = bench();
    let document = json!({"textDocument": {"uri": client.uri(SECOND)}});
    let symbols = client.request("textDocument/documentSymbol", document.clone());
    assert_eq!(symbols[0]["name"], "Phase 2: Foundation");
    let names: Vec<&str> = { symbols[0]["children"].as_array().unwrap().iter() }
        .map(|it| it["name"].as_str().unwrap())
        .collect();
    let expected = [
        "TASK-2.1: Create the schema",
        "TASK-2.2: Write the API",
        "SC-2.1: The schema exists",
    ];
    assert_eq!(names, expected);
    let found = client.request("workspace/symbol", json!({"query": "task-1.2"}));
    assert_eq!(found[0]["name"], "TASK-1.2: Write the API");
    assert_eq!(found[0]["containerName"], "auth-v1");
    assert_eq!(found.as_array().unwrap().len(), 1);
    let folds = client.request("textDocument/foldingRange", document);
    let lines: Vec<(u64, u64)> = { folds.as_array().unwrap().iter() }
        .map(|it| {
            (
                it["startLine"].as_u64().unwrap(),
                it["endLine"].as_u64().unwrap(),
            )
        })
        .collect();
    assert!(lines.contains(&(18, 24)), "{lines:?}");
}

pub fn labels(completion: &Value) -> Vec<&str> {
    let items = completion["items"].as_array().unwrap();
    items
        .iter()
        .map(|it| it["label"].as_str().unwrap())
        .collect()
}

#[test]
fn completion_suits_the_place() {
    let (_bench, mut client) = bench();
    let at = client.at(SECOND, 22, 20);
    let found = client.request("textDocument/completion", at);
    assert_eq!(labels(&found), ["TASK-2.2", "TASK-1.1", "TASK-1.2"]);
    let item = &found["items"][0];
    assert_eq!(item["textEdit"]["newText"], "TASK-2.2");
    assert_eq!(item["textEdit"]["range"], span([22, 20, 22, 28]));
    // Broken on the way: a new block list, without a closing quote or bracket.
    let text = second().replacen(
        "dependencies: [\"TASK-1.2\"]",
        "dependencies:\n      - \"TASK-1.2\"\n      - ",
        1,
    );
    client.replace(SECOND, 2, &text);
    let at = client.at(SECOND, 24, 8);
    let found = client.request("textDocument/completion", at);
    assert_eq!(labels(&found), ["TASK-2.2", "TASK-1.1"]);
    assert_eq!(found["items"][0]["textEdit"]["newText"], "\"TASK-2.2\"");
    client.replace(
        SECOND,
        3,
        &second().replacen("status: \"pending\"", "status: \"", 1),
    );
    let at = client.at(SECOND, 20, 13);
    let found = client.request("textDocument/completion", at);
    assert!(labels(&found).contains(&"in_progress"), "{found}");
    assert!(!labels(&found).contains(&"done"), "{found}");
    client.replace(
        SECOND,
        4,
        &second().replacen("assigned_to: [\"alice\"]", "assigned_to: [", 1),
    );
    let at = client.at(SECOND, 21, 18);
    let found = client.request("textDocument/completion", at);
    assert_eq!(labels(&found), ["alice", "bob"]);
    client.replace(
        SECOND,
        5,
        &second().replacen("parallelization:", "  - \nparallelization:", 1),
    );
    let at = client.at(SECOND, 32, 4);
    let found = client.request("textDocument/completion", at);
    assert_eq!(labels(&found)[0], "task");
    let text = found["items"][0]["textEdit"]["newText"].as_str().unwrap();
    assert!(text.starts_with("id: \"TASK-2.3\"\n"), "{text}");
    let at = client.at(SECOND, 0, 0);
    assert_eq!(client.request("textDocument/completion", at), Value::Null);
}

#[test]
fn hints_show_what_the_figures_should_be() {
    let (_bench, mut client) = bench();
    client.replace(
        SECOND,
        2,
        &second().replace("total_tasks: 2", "total_tasks: 3"),
    );
    let params = json!({
        "textDocument": {"uri": client.uri(SECOND)}, "range": span([0, 0, 50, 0]),
    });
    let hints = client.request("textDocument/inlayHint", params);
    assert_eq!(hints.as_array().unwrap().len(), 1);
    assert_eq!(hints[0]["label"], "the tasks say 2");
    assert_eq!(hints[0]["position"], json!({"line": 10, "character": 14}));
}
