//! What is shown of a document while its YAML is broken.

use serde_json::{Value, json};

use super::client::{Client, rules, span};
use super::features::{SECOND, bench, second};
use crate::common::{GOOD, GOOD_PATH};

/// The second phase with a quote that is never closed, a new line above it, and an insertion at the
/// start of the line with the dependencies (23, in the protocol 22).
fn broken() -> String {
    second()
        .replacen("title: \"Foundation\"", "# new\ntitle: \"Foundation", 1)
        .replacen(
            "assigned_to: [\"alice\"]",
            "assigned_to: [\"alice\", \"bob\"",
            1,
        )
}

fn names(symbols: &Value) -> Vec<&str> {
    let symbols = symbols[0]["children"].as_array().unwrap();
    symbols
        .iter()
        .map(|it| it["name"].as_str().unwrap())
        .collect()
}

/// The titles of lenses, with their lines.
fn lenses(client: &mut Client) -> Vec<String> {
    let document = json!({"textDocument": {"uri": client.uri(SECOND)}});
    let found = client.request("textDocument/codeLens", document);
    let found = found.as_array().unwrap().iter();
    found
        .map(|it| {
            let line = &it["range"]["start"]["line"];
            format!("{line} {}", it["command"]["title"].as_str().unwrap())
        })
        .collect()
}

#[test]
fn what_was_last_readable_stays_where_it_is_now() {
    let (_bench, mut client) = bench();
    let document = json!({"textDocument": {"uri": client.uri(SECOND)}});
    let outline = client.request("textDocument/documentSymbol", document.clone());
    let shown = lenses(&mut client);
    assert!(shown.contains(&"18 start".to_owned()), "{shown:?}");

    client.replace(SECOND, 2, &broken());
    let found = client.published(SECOND, Some(2));
    assert_eq!(
        rules(&found)[0].split(' ').nth(1),
        Some("frontmatter-syntax"),
        "{found:?}"
    );
    let now = client.request("textDocument/documentSymbol", document.clone());
    assert_eq!(names(&now), names(&outline));
    let selected = |symbols: &Value| symbols[0]["children"][1]["selectionRange"].clone();
    assert_eq!(selected(&outline), span([25, 8, 25, 18]));
    assert_eq!(selected(&now), span([26, 8, 26, 18]));
    let moved = lenses(&mut client);
    assert_eq!(moved.len(), shown.len());
    assert!(moved.contains(&"19 start".to_owned()), "{moved:?}");
    let folds = client.request("textDocument/foldingRange", document.clone());
    assert!(folds.as_array().unwrap().len() > 3, "{folds}");

    // Without any frontmatter, nothing is left to show.
    client.replace(SECOND, 3, "# A note\n");
    let now = client.request("textDocument/documentSymbol", document);
    assert_eq!(now, Value::Null);
}

#[test]
fn what_was_deleted_is_not_shown() {
    let (_bench, mut client) = bench();
    let document = json!({"textDocument": {"uri": client.uri(SECOND)}});
    // The first task, while a quote is open.
    let text = second();
    let (first, next) = (
        text.find("  - id: \"TASK-2.1").unwrap(),
        text.find("  - id: \"TASK-2.2").unwrap(),
    );
    let broken = broken();
    let text = broken.replace(
        &text[first..next].replace("\"alice\"]", "\"alice\", \"bob\""),
        "",
    );
    assert!(!text.contains("\"TASK-2.1\"\n"), "{text}");
    let before = lenses(&mut client);
    assert!(before[0].ends_with(" 0 of 2 done, 1 waiting"), "{before:?}");
    client.replace(SECOND, 2, &broken);
    client.replace(SECOND, 3, &text);
    let now = client.request("textDocument/documentSymbol", document.clone());
    let expected = ["TASK-2.2: Write the API", "SC-2.1: The schema exists"];
    assert_eq!(names(&now), expected);
    assert_eq!(lenses(&mut client)[0], "18 0 of 1 done");
    let found = client.request("workspace/symbol", json!({"query": "TASK-2."}));
    assert_eq!(found.as_array().unwrap().len(), 1, "{found}");
    // Another file still names it.
    let (path, text) = (GOOD_PATH, GOOD.to_owned() + "\nBefore TASK-2.1.\n");
    client.open(path, &text);
    let at = client.at(path, 44, 9);
    assert_eq!(client.request("textDocument/definition", at), Value::Null);
    // Nothing at all.
    client.replace(SECOND, 4, "---\ntype: [");
    let now = client.request("textDocument/documentSymbol", document.clone());
    assert_eq!(names(&now), [""; 0]);
    assert_eq!(lenses(&mut client), [""; 0]);
}

#[test]
fn tasks_are_known_by_the_names_that_are_in_the_text() {
    let (_bench, mut client) = bench();
    client.replace(SECOND, 2, &broken());
    // A dependency, and a word of the body.
    for position in [(23, 25), (45, 6)] {
        let at = client.at(SECOND, position.0, position.1);
        let hover = client.request("textDocument/hover", at.clone());
        assert!(hover.to_string().contains("Write the API"), "{hover}");
        let found = client.request("textDocument/definition", at.clone());
        assert_eq!(found["range"], span([25, 9, 25, 17]), "{found}");
        let found = client.request("textDocument/documentHighlight", at.clone());
        assert_eq!(found.as_array().unwrap().len(), 3, "{found}");
        let found = client.request("textDocument/prepareRename", at);
        let start = json!({"line": position.0, "character": if position.0 == 23 { 20 } else { 6 }});
        assert_eq!(found["range"]["start"], start, "{found}");
    }
    // A task of the broken file itself, in it and in another one.
    let own = client.at(SECOND, 19, 10);
    let found = client.request("textDocument/definition", own.clone());
    assert_eq!(found["range"], span([19, 9, 19, 17]), "{found}");
    client.open(GOOD_PATH, &(GOOD.to_owned() + "\nBefore TASK-2.1.\n"));
    let at = client.at(GOOD_PATH, 44, 9);
    let found = client.request("textDocument/definition", at);
    assert_eq!(found["range"], span([19, 9, 19, 17]), "{found}");
    // On a key and a status that were not touched.
    for (line, character, text) in [(10, 3, "completion_estimate"), (21, 15, "Not started")] {
        let at = client.at(SECOND, line, character);
        let hover = client.request("textDocument/hover", at);
        assert!(hover.to_string().contains(text), "{hover}");
    }
    // What is edited has to be read first.
    let mut renamed = own;
    renamed["newName"] = json!("TASK-2.9");
    let id = client.ask("textDocument/rename", renamed);
    let answer = client.answer(id);
    let message = answer["error"]["message"].as_str().unwrap();
    assert!(message.contains("has invalid YAML"), "{answer}");
}

#[test]
fn a_new_name_counts_as_soon_as_it_is_typed() {
    let (_bench, mut client) = bench();
    let text = second().replacen(
        "dependencies: [\"TASK-1.2\"]",
        "dependencies: [\"TASK-1.1\"",
        1,
    );
    client.replace(SECOND, 2, &text);
    let at = client.at(SECOND, 22, 25);
    let hover = client.request("textDocument/hover", at);
    assert!(hover.to_string().contains("Create the schema"), "{hover}");
}

#[test]
fn symbols_have_the_names_that_are_in_the_text() {
    let (_bench, mut client) = bench();
    let document = json!({"textDocument": {"uri": client.uri(SECOND)}});
    let typed = [
        ("id: \"TASK-2.1\"", "id: \"TASK-9.9\""),
        ("id: \"TASK-2.2\"", "id: \"TASK-2.1\" # was another"),
        ("\"Write the API\"", "Read: 'it' # all"),
        ("\"Create the schema\"", "Alter the schema"),
        ("id: \"SC-2.1\", description:", "id: SC-2.9, description:"),
        ("title: \"Foundation\"", "title: 'It''s new'"),
    ];
    // Each of them alone, and one after the other, while a list is open elsewhere.
    let open = |text: String| text.replacen("blockers: []", "blockers: [", 1);
    let mut text = open(second());
    client.replace(SECOND, 2, &text);
    for (version, (old, new)) in (3..).zip(typed) {
        assert!(text.contains(old), "{old}");
        text = text.replacen(old, new, 1);
        client.replace(SECOND, version, &text);
        client.request("textDocument/documentSymbol", document.clone());
    }
    let outline = client.request("textDocument/documentSymbol", document.clone());
    let tasks = ["TASK-9.9: Alter the schema", "TASK-2.1: Write the API"];
    assert_eq!(names(&outline)[..2], tasks);
    assert!(names(&outline)[2].starts_with("SC-2.9"), "{outline}");
    assert_eq!(outline[0]["name"], "Phase 2: It's new");
    let found = client.request("workspace/symbol", json!({"query": "task-9.9"}));
    assert_eq!(found[0]["name"], "TASK-9.9: Alter the schema");
    // What cannot be read is shown as it last could be.
    text = text.replacen("id: \"TASK-9.9\"", "id: \"TASK-9", 1);
    client.replace(SECOND, 99, &text);
    let outline = client.request("textDocument/documentSymbol", document);
    assert_eq!(names(&outline)[0], "TASK-2.1: Alter the schema");
}
