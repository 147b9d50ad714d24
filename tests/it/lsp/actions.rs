//! Code actions.

use serde_json::{Value, json};

use super::client::{Client, capable, new_texts, span};
use crate::common::{GOOD, GOOD_PATH, Sandbox, bad};

fn actions(client: &mut Client, range: [u32; 4], only: &Value) -> Vec<Value> {
    let params = json!({
        "textDocument": {"uri": client.uri(GOOD_PATH)},
        "range": span(range),
        "context": {"diagnostics": [], "only": only},
    });
    let found = client.request("textDocument/codeAction", params);
    found.as_array().unwrap().clone()
}

fn titles(actions: &[Value]) -> Vec<&str> {
    let titles = actions
        .iter()
        .map(|action| action["title"].as_str().unwrap());
    titles.collect()
}

#[test]
fn a_fix_is_an_edit_of_the_version_that_was_checked() {
    let bench = Sandbox::repository();
    let text = bad();
    bench.write(GOOD_PATH, &text);
    let mut client = Client::start(&bench, capable());
    client.open(GOOD_PATH, &text);
    client.published(GOOD_PATH, Some(1));
    let found = actions(&mut client, [10, 0, 10, 20], &json!(["quickfix"]));
    let edits = &found[0]["edit"]["documentChanges"][0]["edits"];
    let expected = json!([{"range": span([10, 13, 10, 14]), "newText": "2"}]);
    assert_eq!(*edits, expected);
    assert_eq!(found[0]["kind"], "quickfix");
    assert_eq!(found[0]["isPreferred"], true);
    assert_eq!(found[0]["diagnostics"][0]["code"], "count-mismatch");
    let document = &found[0]["edit"]["documentChanges"][0]["textDocument"];
    assert_eq!(
        *document,
        json!({"uri": client.uri(GOOD_PATH), "version": 1})
    );
    assert_eq!(
        titles(&found)[1..],
        ["Ignore `count-mismatch` here"],
        "{found:?}"
    );
    let elsewhere = actions(&mut client, [3, 0, 3, 1], &json!(["quickfix"]));
    assert_eq!(titles(&elsewhere), [""; 0]);
}

#[test]
fn a_client_may_ask_about_a_diagnostic_that_is_not_at_the_cursor() {
    let bench = Sandbox::repository();
    let text = bad();
    bench.write(GOOD_PATH, &text);
    let mut client = Client::start(&bench, capable());
    client.open(GOOD_PATH, &text);
    let published = client.published(GOOD_PATH, Some(1));
    let mut published = published.iter();
    let diagnostic = published.find(|it| it["code"] == "count-mismatch").unwrap();
    let mut ask = |diagnostic: &Value| {
        let params = json!({
            "textDocument": {"uri": client.uri(GOOD_PATH)},
            "range": span([10, 0, 10, 0]),
            "context": {"diagnostics": [diagnostic], "only": ["quickfix"]},
        });
        let found = client.request("textDocument/codeAction", params);
        titles(found.as_array().unwrap()).join(", ")
    };
    assert_eq!(
        ask(diagnostic),
        "set `total_tasks` to 2, Ignore `count-mismatch` here"
    );
    let mut other = diagnostic.clone();
    other["message"] = json!("something else");
    assert_eq!(ask(&other), "");
}

#[test]
fn an_ignore_comment_ignores_the_finding() {
    let bench = Sandbox::repository();
    let text = bad();
    let mut client = Client::start(
        &bench,
        json!({
            "textDocument": {"codeAction": {"codeActionLiteralSupport": {}}},
        }),
    );
    client.open(GOOD_PATH, &text);
    client.published(GOOD_PATH, None);
    let found = actions(&mut client, [10, 14, 10, 14], &json!(["quickfix"]));
    let ignore = found
        .iter()
        .find(|it| it["title"].as_str().unwrap().starts_with("Ignore"));
    // This client knows no versions of documents.
    let edits = &ignore.unwrap()["edit"]["changes"][client.uri(GOOD_PATH)];
    assert_eq!(
        edits[0]["newText"], " # progress: ignore[count-mismatch]",
        "{edits}"
    );
}

#[test]
fn all_safe_fixes_are_made_at_once() {
    let bench = Sandbox::repository();
    let text = bad().replace("in_progress_tasks: 0", "in_progress_tasks: 4");
    let mut client = Client::start(&bench, capable());
    client.open(GOOD_PATH, &text);
    client.published(GOOD_PATH, Some(1));
    for only in [
        json!(["source.fixAll"]),
        json!(["source.fixAll.progress"]),
        json!(["source"]),
    ] {
        let found = actions(&mut client, [0, 0, 0, 0], &only);
        assert_eq!(found.len(), 1, "{only}");
        assert_eq!(found[0]["kind"], "source.fixAll.progress");
        // The edit is computed when it is chosen.
        assert_eq!(found[0].get("edit"), None);
        let resolved = client.request("codeAction/resolve", found[0].clone());
        let texts = new_texts(&resolved["edit"]);
        assert_eq!(texts, ["total_tasks: 2\n", "in_progress_tasks: 0\n"]);
    }
    for only in [
        json!(["source.organizeImports"]),
        json!(["source.fixAll.ruff"]),
        json!(["refactor"]),
    ] {
        assert_eq!(actions(&mut client, [0, 0, 0, 0], &only), [Value::Null; 0]);
    }
    client.replace(GOOD_PATH, 2, GOOD);
    assert_eq!(
        actions(&mut client, [0, 0, 40, 0], &Value::Null),
        [Value::Null; 0]
    );
}
