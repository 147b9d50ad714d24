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
