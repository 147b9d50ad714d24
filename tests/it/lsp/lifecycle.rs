//! Starting, ending, and messages that make no sense.

use serde_json::{Value, json};

use super::client::{Client, capable};
use crate::common::{GOOD, GOOD_PATH, Sandbox};

#[test]
fn the_server_ends_when_asked() {
    let bench = Sandbox::repository();
    let client = Client::start(&bench, capable());
    assert_eq!(client.initialized["serverInfo"]["name"], "progress");
    assert_eq!(client.stop(), 0);
    assert_eq!(Client::start(&bench, capable()).leave(), 1);
    assert_eq!(Client::spawn(&bench).leave(), 1);
}

#[test]
fn bytes_are_counted_if_the_client_can() {
    let bench = Sandbox::repository();
    let encoding = |capabilities: Value| {
        let client = Client::start(&bench, capabilities);
        client.initialized["capabilities"]["positionEncoding"].clone()
    };
    assert_eq!(encoding(capable()), "utf-8");
    assert_eq!(encoding(json!({})), "utf-16");
    assert_eq!(
        encoding(json!({"general": {"positionEncodings": ["utf-16"]}})),
        "utf-16"
    );
}

#[test]
fn requests_before_and_after_are_refused() {
    let bench = Sandbox::repository();
    let mut client = Client::spawn(&bench);
    let id = client.ask("textDocument/hover", json!({}));
    assert_eq!(client.answer(id)["error"]["code"], -32002);
    let id = client.ask("initialize", json!({"capabilities": {}}));
    assert!(client.answer(id)["result"].is_object());
    let id = client.ask("initialize", json!({"capabilities": {}}));
    assert_eq!(client.answer(id)["error"]["code"], -32600);
    client.request("shutdown", Value::Null);
    let id = client.ask("textDocument/hover", json!({}));
    assert_eq!(client.answer(id)["error"]["code"], -32600);
}

#[test]
fn nonsense_is_survived() {
    let bench = Sandbox::repository();
    bench.write(GOOD_PATH, GOOD);
    let mut client = Client::start(&bench, capable());
    client.send_bytes(b"Content-Length: 7\r\n\r\n{\"a\": 1");
    client.send_bytes(b"Content-Length: 4\r\n\r\nnull");
    for params in [
        Value::Null,
        json!([]),
        json!({"textDocument": 3}),
        json!("x"),
    ] {
        for method in [
            "textDocument/didOpen",
            "textDocument/didChange",
            "$/setTrace",
            "x/y",
        ] {
            client.notify(method, params.clone());
        }
        for method in ["textDocument/codeAction", "textDocument/diagnostic"] {
            let id = client.ask(method, params.clone());
            let error = client.answer(id)["error"].clone();
            assert_eq!(error["code"], -32602, "{method} {params}");
            let message = error["message"].as_str().unwrap();
            assert!(!message.contains("Params"), "{message}");
        }
    }
    let id = client.ask("x/y", json!({}));
    assert_eq!(client.answer(id)["error"]["code"], -32601);
    // Documents that are not open, and positions that are not there.
    client.change("a.md", 7, [9, 9, 1, 1], "x");
    client.notify(
        "textDocument/didClose",
        json!({"textDocument": {"uri": "x:y"}}),
    );
    client.open(GOOD_PATH, GOOD);
    client.change(GOOD_PATH, 2, [999_999, 4_000_000_000, 0, 7], "x");
    assert_eq!(client.published(GOOD_PATH, Some(2)), [Value::Null; 0]);
    assert_eq!(client.stop(), 0);
}

#[test]
fn a_cancelled_request_is_answered() {
    let bench = Sandbox::repository();
    let mut client = Client::start(&bench, capable());
    // In one write, so that the cancellation is there before the request is answered.
    let request =
        json!({"jsonrpc": "2.0", "id": 77, "method": "textDocument/codeAction", "params": {}});
    let cancel = json!({"jsonrpc": "2.0", "method": "$/cancelRequest", "params": {"id": 77}});
    let mut bytes = Vec::new();
    for message in [&request, &cancel] {
        let body = message.to_string();
        bytes.extend(format!("Content-Length: {}\r\n\r\n{body}", body.len()).bytes());
    }
    client.send_bytes(&bytes);
    let answer = client.answer(77);
    let code = answer["error"]["code"].as_i64().unwrap();
    // If the request was faster, its parameters were invalid.
    assert!([-32800, -32602].contains(&code), "{answer}");
    client.notify("$/cancelRequest", json!({"id": 12345}));
    client.notify("$/cancelRequest", Value::Null);
    assert_eq!(client.stop(), 0);
}

#[test]
fn a_folder_that_was_removed_is_forgotten() {
    let (bench, other) = (Sandbox::repository(), Sandbox::repository());
    bench.write(GOOD_PATH, GOOD);
    other.write(GOOD_PATH, &GOOD.replace("TASK-", "SHOP-"));
    let mut client = Client::start(&bench, capable());
    let folder = |of: &Sandbox| json!({"uri": of.url(), "name": "x"});
    let changed =
        |added: &[Value], removed: &[Value]| json!({"event": {"added": added, "removed": removed}});
    let known = |client: &mut Client, changed: Value| {
        client.notify("workspace/didChangeWorkspaceFolders", changed);
        let found = client.request("workspace/symbol", json!({"query": "-1.1"}));
        let names = found.as_array().unwrap().iter();
        let names = names.map(|it| it["name"].as_str().unwrap()[..8].to_owned());
        names.collect::<Vec<_>>().join(" ")
    };
    assert_eq!(known(&mut client, changed(&[], &[])), "TASK-1.1");
    let both = changed(&[folder(&other)], &[]);
    assert_eq!(known(&mut client, both), "TASK-1.1 SHOP-1.1");
    let one = changed(&[], &[folder(&bench)]);
    assert_eq!(known(&mut client, one), "SHOP-1.1");
    let swapped = changed(&[folder(&bench)], &[folder(&other)]);
    assert_eq!(known(&mut client, swapped), "TASK-1.1");
    assert_eq!(client.stop(), 0);
}

#[test]
fn every_request_is_answered_even_if_it_is_none() {
    let bench = Sandbox::repository();
    let mut client = Client::start(&bench, capable());
    for (body, id, code) in [
        (r#"{"jsonrpc":"2.0","id":71,"method":5}"#, json!(71), -32600),
        (
            r#"{"jsonrpc":"2.0","id":"a","method":null}"#,
            json!("a"),
            -32600,
        ),
        (r#"{"id":72,"method":"x/y"}"#, json!(72), -32601),
        // Half of a character, which no string can hold.
        (
            r#"{"jsonrpc":"2.0","id":73,"method":"x/y","params":{"a":"\ud83d"}}"#,
            json!(73),
            -32601,
        ),
    ] {
        client.send_bytes(format!("Content-Length: {}\r\n\r\n{body}", body.len()).as_bytes());
        let answer = client.wait(|message| message["id"] == id);
        assert_eq!(answer["error"]["code"], code, "{answer}");
    }
    assert_eq!(client.stop(), 0);
}

#[test]
fn an_edit_with_half_of_a_character_is_made() {
    let bench = Sandbox::repository();
    bench.write(GOOD_PATH, GOOD);
    let mut client = Client::start(&bench, json!({}));
    client.open(GOOD_PATH, GOOD);
    // Typed into the title, in UTF-16; then the number of tasks, and the second half.
    let change = |line: u32, from: u32, to: u32, text: &str| {
        format!(
            r#"{{"range":{{"start":{{"line":{line},"character":{from}}},"end":{{"line":{line},"character":{to}}}}},"text":"{text}"}}"#
        )
    };
    let title = GOOD.lines().position(|line| line.starts_with("title:"));
    let title = u32::try_from(title.unwrap()).unwrap();
    let changes = [
        change(title, 8, 8, r"\ud83d"),
        change(title, 9, 9, r"\ude00"),
        change(title, 10, 10, "x"),
        change(10, 13, 14, "3"),
    ];
    let body = format!(
        r#"{{"jsonrpc":"2.0","method":"textDocument/didChange","params":{{"textDocument":{{"uri":"{}","version":2}},"contentChanges":[{}]}}}}"#,
        client.uri(GOOD_PATH),
        changes.join(",")
    );
    client.send_bytes(format!("Content-Length: {}\r\n\r\n{body}", body.len()).as_bytes());
    let document = json!({"textDocument": {"uri": client.uri(GOOD_PATH)}});
    let report = client.request("textDocument/diagnostic", document.clone());
    assert_eq!(report["items"][0]["code"], "count-mismatch", "{report}");
    let symbols = client.request("textDocument/documentSymbol", document);
    let name = symbols[0]["name"].as_str().unwrap();
    assert!(name.contains("\u{fffd}\u{fffd}xF"), "{name}");
    assert_eq!(client.stop(), 0);
}

#[test]
fn a_file_may_be_open_twice() {
    let bench = Sandbox::repository();
    bench.write(GOOD_PATH, GOOD);
    let mut client = Client::start(&bench, capable());
    let other = GOOD_PATH.replace("auth", "%61uth");
    client.open(GOOD_PATH, &GOOD.replace("TASK-1.1", "TASK-1.8"));
    client.open(&other, GOOD);
    let params = json!({"textDocument": {"uri": client.uri(&other)}});
    client.notify("textDocument/didClose", params);
    let params = json!({"textDocument": {"uri": client.uri(GOOD_PATH)}});
    let symbols = client.request("textDocument/documentSymbol", params);
    assert!(symbols.to_string().contains("TASK-1.8: "), "{symbols}");
    assert_eq!(client.stop(), 0);
}

#[test]
fn files_folders_and_repositories_may_vanish() {
    let bench = Sandbox::repository();
    bench.write(GOOD_PATH, GOOD);
    bench.commit();
    let mut client = Client::start(&bench, capable());
    client.open(GOOD_PATH, GOOD);
    client.published(GOOD_PATH, Some(1));
    let paths = [GOOD_PATH, "progress", ".git"];
    for (version, path) in (2..).zip(paths) {
        let path = bench.root.join(path);
        let removed = if path.is_dir() {
            std::fs::remove_dir_all(&path)
        } else {
            std::fs::remove_file(&path)
        };
        removed.unwrap();
        let change = json!({"changes": [{"uri": client.uri(GOOD_PATH), "type": 3}]});
        client.notify("workspace/didChangeWatchedFiles", change);
        // A version that is lower than the one before, too.
        for version in [version, -version] {
            client.change(GOOD_PATH, version, [10, 13, 10, 14], "3");
            let found = client.published(GOOD_PATH, Some(version));
            assert_eq!(found[0]["code"], "count-mismatch", "{found:?}");
        }
        let at = client.at(GOOD_PATH, 18, 11);
        let hover = client.request("textDocument/hover", at);
        assert!(hover.to_string().contains("Create the schema"), "{hover}");
    }
    assert_eq!(client.stop(), 0);
}
