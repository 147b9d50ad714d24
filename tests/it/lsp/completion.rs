//! Completion while something is typed, and what the result is.

use serde_json::Value;

use super::client::Client;
use super::features::{SECOND, bench, labels, second};

/// What can be written where `|` is, after a readable version of the same text.
fn completed(client: &mut Client, version: &mut i32, text: &str) -> Vec<String> {
    client.replace(SECOND, *version, &second());
    client.replace(SECOND, *version + 1, &text.replace('|', ""));
    *version += 2;
    let before = &text[..text.find('|').unwrap()];
    let line = before.matches('\n').count();
    let column = before.rsplit('\n').next().unwrap().len();
    let at = client.at(SECOND, line.try_into().unwrap(), column.try_into().unwrap());
    let found = client.request("textDocument/completion", at);
    if found == Value::Null {
        return Vec::new();
    }
    labels(&found).into_iter().map(str::to_owned).collect()
}

fn with(old: &str, new: &str) -> String {
    let text = second();
    assert!(text.contains(old), "{old}");
    text.replacen(old, new, 1)
}

#[test]
fn the_first_task_of_a_list_gets_its_dash() {
    let (_bench, mut client) = bench();
    let text = second();
    let start = text.find("tasks:\n").unwrap() + "tasks:\n".len();
    let end = start + text[start..].find("\nparallelization:").unwrap();
    let text = format!("{}  |{}", &text[..start], &text[end..]);
    let found = completed(&mut client, &mut 2, &text);
    assert_eq!(found, ["task"]);
}

#[test]
fn tasks_of_the_same_file_are_offered_in_an_open_list() {
    let (_bench, mut client) = bench();
    let mut version = 2;
    let dependencies = "dependencies: [\"TASK-1.2\"]";
    for (typed, expected) in [
        ("[|", ["TASK-2.2", "TASK-1.1", "TASK-1.2"].as_slice()),
        ("[\"|", &["TASK-2.2", "TASK-1.1", "TASK-1.2"]),
        ("[\"TASK-1.2\", \"TA|", &["TASK-2.2", "TASK-1.1"]),
        ("[\"TASK-1.2\", TASK-|", &["TASK-2.2", "TASK-1.1"]),
        ("[\"TASK-1.2\",\n      \"|", &["TASK-2.2", "TASK-1.1"]),
        (
            "\n      - \"TASK-1.2\"\n      - \"|",
            &["TASK-2.2", "TASK-1.1"],
        ),
        // A value that is still empty is readable, but no list.
        ("|", &["TASK-2.2", "TASK-1.1", "TASK-1.2"]),
    ] {
        let text = with(dependencies, &format!("dependencies: {typed}"));
        assert_eq!(
            completed(&mut client, &mut version, &text),
            expected,
            "{typed}"
        );
    }
    // The dash of the next task is none of the list.
    let text = with("dependencies: [\"TASK-1.2\"]", "dependencies:\n      - |");
    let found = completed(&mut client, &mut version, &text);
    assert_eq!(found[0], "TASK-2.2");
}

#[test]
fn a_task_is_not_offered_as_its_own_dependency() {
    let (_bench, mut client) = bench();
    let mut version = 2;
    for (old, new) in [
        ("Create the schema", "Fix the grid: TASK-2.2"),
        (
            "    status: \"pending\"",
            "    notes: {id: TASK-2.2}\n    status: \"pending\"",
        ),
        ("    status: \"pending\"", "    status: \"pending\""),
    ] {
        let text = second().replacen(old, new, 1);
        let text = text.replacen("dependencies: [\"TASK-1.2\"]", "dependencies: [|", 1);
        let found = completed(&mut client, &mut version, &text);
        assert_eq!(found, ["TASK-2.2", "TASK-1.1", "TASK-1.2"], "{new}");
    }
    // A task that no readable text had yet.
    let new = "  - id: \"TASK-2.3\"\n    dependencies: [|\nparallelization:";
    let found = completed(&mut client, &mut version, &with("parallelization:", new));
    assert_eq!(found, ["TASK-2.1", "TASK-2.2", "TASK-1.1", "TASK-1.2"]);
}

#[test]
fn nothing_is_offered_after_what_is_complete() {
    let (_bench, mut client) = bench();
    let mut version = 2;
    for (old, new) in [
        ("status: \"pending\"", "status: \"pending\"|"),
        ("status: \"pending\"", "status: |\"pending\""),
        (
            "dependencies: [\"TASK-1.2\"]",
            "dependencies: [\"TASK-1.2\"]|",
        ),
        (
            "dependencies: [\"TASK-1.2\"]",
            "dependencies: [\"TASK-1.2\"|]",
        ),
        (
            "dependencies: [\"TASK-1.2\"]",
            "dependencies: [|\"TASK-1.2\"]",
        ),
    ] {
        let found = completed(&mut client, &mut version, &with(old, new));
        assert_eq!(found, [""; 0], "{new}");
    }
}

#[test]
fn keys_are_offered_where_they_can_be() {
    let (_bench, mut client) = bench();
    let mut version = 2;
    let found = completed(
        &mut client,
        &mut version,
        &with("parallelization:\n", "parallelization:\n  |\n"),
    );
    assert_eq!(found[0], "batch_2", "{found:?}");
    let found = completed(
        &mut client,
        &mut version,
        &with("blockers: []", "blockers:\n  - |"),
    );
    assert_eq!(found, ["id", "description", "status"]);
    // Where the dash of a task belongs.
    let text = with("parallelization:\n", "  |\nparallelization:\n");
    let found = completed(&mut client, &mut version, &text);
    assert_eq!(found, ["task"]);
    let at = client.at(SECOND, 32, 2);
    let found = client.request("textDocument/completion", at);
    let text = found["items"][0]["textEdit"]["newText"].as_str().unwrap();
    assert!(
        text.starts_with("- id: \"TASK-2.3\"\n  description: "),
        "{text}"
    );
    assert!(text.contains("assigned_to: [${2}]\n"), "{text}");
    let text = with("tasks:\n", "tasks:\n  |\n");
    assert_eq!(completed(&mut client, &mut version, &text), ["task"]);
    let found = completed(
        &mut client,
        &mut version,
        &with("    priority:", "   |\n    priority:"),
    );
    assert_eq!(found, [""; 0]);
}

#[test]
fn statuses_are_those_of_the_format() {
    let (_bench, mut client) = bench();
    let mut version = 2;
    let found = completed(
        &mut client,
        &mut version,
        &with("status: \"pending\"", "status: \"|\""),
    );
    assert!(found.contains(&"completed".to_owned()), "{found:?}");
    assert!(!found.contains(&"merged".to_owned()), "{found:?}");
}

/// The texts that are inserted where `|` is.
fn inserted(client: &mut Client, version: &mut i32, text: &str) -> Vec<String> {
    client.replace(SECOND, *version, &text.replacen('|', "", 1));
    *version += 1;
    let before = &text[..text.find('|').unwrap()];
    let line = before.matches('\n').count();
    let column = before.rsplit('\n').next().unwrap().len();
    let at = client.at(SECOND, line.try_into().unwrap(), column.try_into().unwrap());
    let found = client.request("textDocument/completion", at);
    let items = found["items"].as_array().unwrap().iter();
    items
        .map(|it| it["textEdit"]["newText"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn what_is_inserted_is_quoted_like_its_neighbours() {
    let (_bench, mut client) = bench();
    let mut version = 2;
    let dependencies = "dependencies: [\"TASK-1.2\"]";
    for quote in ["\"", "'", ""] {
        let file = second().replace('"', quote);
        let list = dependencies.replace('"', quote);
        let expected = |id: &str| format!("{quote}{id}{quote}");
        for typed in ["dependencies: [|]", "dependencies:\n      - |"] {
            let text = file.replacen(&list, typed, 1);
            let found = inserted(&mut client, &mut version, &text);
            assert!(found.contains(&expected("TASK-1.2")), "{typed} {found:?}");
        }
        let status = format!("status: {quote}pending{quote}");
        let text = file.replacen(&status, "status: |", 1);
        let found = inserted(&mut client, &mut version, &text);
        assert!(found.contains(&expected("completed")), "{found:?}");
        // What stands beside it counts more than the rest of the file.
        for neighbour in ["\"", "'", ""] {
            let typed = format!("dependencies: [{neighbour}TASK-1.1{neighbour}, |]");
            let text = file.replacen(&list, &typed, 1);
            let found = inserted(&mut client, &mut version, &text);
            let expected = format!("{neighbour}TASK-1.2{neighbour}");
            assert!(found.contains(&expected), "{typed} {found:?}");
        }
        let text = file.replacen("tasks:\n", "tasks:\n  |\n", 1);
        let found = inserted(&mut client, &mut version, &text);
        let start = format!("- id: {quote}TASK-2.3{quote}\n");
        assert!(found[0].starts_with(&start), "{found:?}");
        let status = format!("\n  status: {quote}pending{quote}\n");
        assert!(found[0].contains(&status), "{found:?}");
    }
}

#[test]
fn a_task_is_offered_in_brackets() {
    let (_bench, mut client) = bench();
    let mut version = 2;
    let text = second();
    let start = text.find("tasks:\n").unwrap() + "tasks:".len();
    let end = start + text[start..].find("\nparallelization:").unwrap();
    let (before, after) = (&text[..start], &text[end..]);
    for typed in [
        " [|]",
        " [|",
        " [ta|]",
        " [\n  |\n]",
        " [{id: \"TASK-0\"}, |]",
    ] {
        let text = format!("{before}{typed}{after}");
        let found = inserted(&mut client, &mut version, &text);
        let expected = "{ id: \"TASK-1\", description: \"${1:What to do}\", status: \"pending\", \
                        assigned_to: [${2}], dependencies: [${3}] }";
        assert_eq!(found, [expected], "{typed}");
    }
    for typed in [" |", " [\"|\"]", " [[|]]", "\n  - [|]"] {
        let text = format!("{before}{typed}{after}");
        assert_eq!(
            completed(&mut client, &mut version, &text),
            [""; 0],
            "{typed}"
        );
    }
}

#[test]
fn a_task_or_a_key_can_follow_a_list_that_is_not_indented() {
    let (_bench, mut client) = bench();
    let mut version = 2;
    let text = second();
    let start = text.find("tasks:\n").unwrap() + "tasks:\n".len();
    let end = start + text[start..].find("parallelization:").unwrap();
    let tasks = text[start..end].replace("\n  ", "\n");
    let tasks = tasks.strip_prefix("  ").unwrap().trim_end();
    let with = |typed: &str| format!("{}{tasks}\n{typed}{}", &text[..start], &text[end..]);
    let found = inserted(&mut client, &mut version, &with("|\n"));
    assert!(
        found[0].starts_with("- id: \"TASK-2.3\"\n  description: "),
        "{found:?}"
    );
    assert!(found.len() > 1, "{found:?}");
    let found = inserted(&mut client, &mut version, &with("- |\n"));
    assert!(
        found[0].starts_with("id: \"TASK-2.3\"\n  description: "),
        "{found:?}"
    );
    for typed in ["ta|sks: x\n", "phase: 1\n|\n"] {
        let found = completed(&mut client, &mut version, &with(typed));
        assert!(!found.contains(&"task".to_owned()), "{found:?}");
    }
}

#[test]
fn an_id_that_would_be_no_text_gets_quotes() {
    let (_bench, mut client) = bench();
    let mut version = 2;
    let file = second().replace('"', "");
    for id in ["1.10", "007", "null", "on"] {
        let text = file
            .replacen("id: TASK-2.2", &format!("id: \"{id}\""), 1)
            .replacen("dependencies: [TASK-1.2]", "dependencies: [TASK-1.2, |]", 1);
        let found = inserted(&mut client, &mut version, &text);
        assert!(found.contains(&format!("\"{id}\"")), "{found:?}");
        assert!(found.contains(&"TASK-1.1".to_owned()), "{found:?}");
    }
}
