//! A recorded exchange for each feature, with a client that counts in UTF-16 and a document with
//! characters beyond the BMP: the request and the complete answer.

#![allow(
    clippy::needless_pass_by_value,
    reason = "`json!` makes values, and borrowing each would only add noise"
)]

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::client::{Client, capable, pulling, span};
use super::features::{SECOND, second};
use crate::common::{GOOD, GOOD_PATH, Sandbox};

/// A conversation, written down.
struct Recorder {
    client: Client,
    /// The URI of the root, which is another in every run.
    root: String,
    text: String,
    _bench: Sandbox,
}

impl Recorder {
    /// Starts with a document that has a wrong count, a misspelled key, and characters beyond the BMP
    /// in front of a dependency.
    fn start(mut capabilities: Value) -> Self {
        let bench = Sandbox::repository();
        let text = second()
            .replacen("total_tasks: 2", "total_tasks: 3", 1)
            .replacen("files_modified: []\n", "files_modified: []\nplan_reff: x\n", 1)
            .replacen(
                "    dependencies: [\"TASK-1.2\"]",
                "    notes: {\"\u{1f600} e\u{301}\": x, dependencies: y}\n    dependencies: [\"\u{1f600}e\u{301}\", \"TASK-1.2\"]",
                1,
            );
        bench.write(GOOD_PATH, GOOD);
        bench.write(SECOND, &text);
        capabilities["general"]["positionEncodings"] = json!(["utf-16"]);
        let mut client = Client::start(&bench, capabilities);
        client.open(SECOND, &text);
        Self {
            root: client.uri(""),
            client,
            text: String::new(),
            _bench: bench,
        }
    }

    /// Asks, and writes down the question and the answer.
    fn ask(&mut self, method: &str, params: Value) -> Value {
        let id = self.client.ask(method, params.clone());
        let mut answer = self.client.answer(id);
        self.note("→", method, &params);
        let (kind, result) = match answer.get("error") {
            Some(_) => ("error", answer["error"].take()),
            None => ("result", answer["result"].take()),
        };
        self.note("←", kind, &result);
        result
    }

    /// Asks about a place in the document.
    fn ask_at(&mut self, method: &str, line: u32, character: u32, more: Value) -> Value {
        let mut params = self.client.at(SECOND, line, character);
        for (key, value) in more.as_object().into_iter().flatten() {
            params[key] = value.clone();
        }
        self.ask(&format!("textDocument/{method}"), params)
    }

    /// Asks about the whole document.
    fn ask_of(&mut self, method: &str, mut more: Value) -> Value {
        more["textDocument"] = json!({"uri": self.client.uri(SECOND)});
        self.ask(&format!("textDocument/{method}"), more)
    }

    /// Writes down a message, each item of a list on a line of its own.
    fn note(&mut self, arrow: &str, name: &str, value: &Value) {
        let mut value = value.clone();
        if let Some(id) = value.get_mut("resultId") {
            *id = json!("…");
        }
        let text = match value.as_array() {
            Some(items) => {
                let items = items.iter().map(|item| format!("\n  {item}"));
                items.collect()
            }
            None => format!(" {value}"),
        };
        let text = text
            .replace(&self.root, "file:///")
            .replace(env!("CARGO_PKG_VERSION"), "VERSION");
        let _ = writeln!(self.text, "{arrow} {name}{text}");
    }

    /// What was written down since the last time.
    fn take(&mut self) -> String {
        std::mem::take(&mut self.text)
    }
}

#[test]
fn the_start() {
    let mut recorder = Recorder::start(capable());
    let initialized = recorder.client.initialized.clone();
    recorder.note("←", "initialize", &initialized);
    insta::assert_snapshot!(recorder.take());
}

#[test]
fn diagnostics() {
    let mut recorder = Recorder::start(capable());
    let found = recorder.client.published(SECOND, Some(1));
    recorder.note("←", "textDocument/publishDiagnostics", &json!(found));
    insta::assert_snapshot!("published", recorder.take());

    let mut recorder = Recorder::start(pulling());
    recorder.ask_of("diagnostic", json!({}));
    insta::assert_snapshot!("pulled", recorder.take());
}

#[test]
fn code_actions() {
    let mut recorder = Recorder::start(capable());
    let context = json!({"diagnostics": [], "only": ["quickfix"]});
    recorder.ask_of(
        "codeAction",
        json!({"range": span([10, 0, 10, 20]), "context": context}),
    );
    insta::assert_snapshot!("safe_fix", recorder.take());
    // A key that looks misspelled.
    let found = json!({"range": span([41, 0, 41, 9]), "context": context});
    recorder.ask_of("codeAction", found);
    insta::assert_snapshot!("unsafe_fix", recorder.take());
    let context = json!({"diagnostics": [], "only": ["source.fixAll.progress"]});
    let all = recorder.ask_of(
        "codeAction",
        json!({"range": span([0, 0, 0, 0]), "context": context}),
    );
    recorder.ask("codeAction/resolve", all[0].clone());
    insta::assert_snapshot!("all_fixes", recorder.take());
}

#[test]
fn hover() {
    let mut recorder = Recorder::start(capable());
    for (line, character) in [(23, 30), (9, 3), (20, 15)] {
        recorder.ask_at("hover", line, character, json!({}));
    }
    insta::assert_snapshot!(recorder.take());
}

#[test]
fn navigation() {
    let mut recorder = Recorder::start(capable());
    recorder.ask_at("definition", 23, 30, json!({}));
    recorder.ask_at(
        "references",
        23,
        30,
        json!({"context": {"includeDeclaration": true}}),
    );
    recorder.ask_at("documentHighlight", 23, 30, json!({}));
    insta::assert_snapshot!(recorder.take());
}

#[test]
fn rename() {
    let mut recorder = Recorder::start(capable());
    recorder.ask_at("prepareRename", 23, 30, json!({}));
    recorder.ask_at("rename", 23, 30, json!({"newName": "TASK-1.9"}));
    recorder.ask_at("rename", 23, 30, json!({"newName": "TASK-1.1"}));
    insta::assert_snapshot!(recorder.take());
}

#[test]
fn symbols_and_folds() {
    let mut recorder = Recorder::start(capable());
    recorder.ask_of("documentSymbol", json!({}));
    recorder.ask_of("foldingRange", json!({}));
    recorder.ask("workspace/symbol", json!({"query": "task-1.2"}));
    insta::assert_snapshot!("nested", recorder.take());

    let mut flat = capable();
    flat["textDocument"]["documentSymbol"] = json!({});
    let mut recorder = Recorder::start(flat);
    recorder.ask_of("documentSymbol", json!({}));
    insta::assert_snapshot!("flat", recorder.take());
}

#[test]
fn completion() {
    let mut recorder = Recorder::start(capable());
    recorder.ask_at("completion", 23, 30, json!({}));
    insta::assert_snapshot!("in_brackets", recorder.take());
    let list = second().replacen("[\"TASK-1.2\"]", "\n      - \"TASK-1.2\"\n      - ", 1);
    recorder.client.replace(SECOND, 2, &list);
    recorder.ask_at("completion", 24, 8, json!({}));
    insta::assert_snapshot!("in_a_block", recorder.take());
    recorder.ask_at("completion", 20, 13, json!({}));
    insta::assert_snapshot!("of_a_status", recorder.take());
    recorder.client.replace(
        SECOND,
        3,
        &second().replacen("parallelization:", "  - \nparallelization:", 1),
    );
    recorder.ask_at("completion", 32, 4, json!({}));
    insta::assert_snapshot!("of_a_task_and_keys", recorder.take());
    let text = second();
    let start = text.find("tasks:\n").unwrap() + "tasks:".len();
    let end = start + text[start..].find("\nparallelization:").unwrap();
    let list = format!("{} []{}", &text[..start], &text[end..]);
    recorder.client.replace(SECOND, 4, &list);
    recorder.ask_at("completion", 17, 8, json!({}));
    insta::assert_snapshot!("of_a_task_in_brackets", recorder.take());
}

#[test]
fn lenses_commands_and_hints() {
    let mut recorder = Recorder::start(capable());
    recorder.ask_of("codeLens", json!({}));
    recorder.ask_of("inlayHint", json!({"range": span([0, 0, 50, 0])}));
    let argument = json!({"uri": recorder.client.uri(SECOND), "task": "TASK-2.2"});
    recorder.ask(
        "workspace/executeCommand",
        json!({"command": "progress.block", "arguments": [argument]}),
    );
    let edit = recorder
        .client
        .wait(|message| message["method"] == "workspace/applyEdit");
    recorder.note("←", "workspace/applyEdit", &edit["params"]);
    insta::assert_snapshot!(recorder.take());
}

#[test]
fn silence() {
    let mut recorder = Recorder::start(capable());
    recorder.client.open("README.md", "# Read me\n\nTASK-1.2\n");
    let uri = recorder.client.uri("README.md");
    let at = json!({"textDocument": {"uri": uri}, "position": {"line": 2, "character": 3}});
    for method in [
        "hover",
        "definition",
        "completion",
        "documentSymbol",
        "codeLens",
    ] {
        recorder.ask(&format!("textDocument/{method}"), at.clone());
    }
    insta::assert_snapshot!(recorder.take());
}
