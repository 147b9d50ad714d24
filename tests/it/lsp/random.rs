//! Random edits, in every encoding: the server's text equals that of a simple model, and the ranges in
//! its answers lie in the text.

use std::collections::BTreeMap;
use std::sync::mpsc::channel;
use std::time::UNIX_EPOCH;

use progress_core::document::{Document, Frontmatter};
use progress_lint::lsp::buffer::Buffer;
use progress_lint::lsp::encoding::Encoding;
use progress_lint::lsp::serve;
use progress_lint::lsp::transport::Incoming;
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use serde_json::{Value, json};

use super::features::{SECOND, second};
use crate::common::{GOOD, GOOD_PATH, Sandbox};

/// What is typed: structure, references, line endings, characters beyond the BMP and combining
/// marks.
const TYPED: &[&str] = &[
    "",
    "\"",
    "[",
    "]",
    ":",
    "- ",
    "\n",
    "\r\n",
    "\r",
    "#",
    "x",
    "TASK-1.2",
    "---\n",
    "\u{1f600}",
    "e\u{301}",
    "\u{1f469}\u{200d}\u{1f680}",
    "  - id: \"TASK-2.1\"\n",
    "status: done\n",
    "dependencies: [\"TASK-1.1\"]",
    "# progress: ignore[count-mismatch]\n",
];
/// Requests about a position.
const AT: &[&str] = &[
    "hover",
    "completion",
    "definition",
    "references",
    "documentHighlight",
    "prepareRename",
    "rename",
];
/// Requests about a document.
const OF: &[&str] = &[
    "diagnostic",
    "documentSymbol",
    "foldingRange",
    "codeLens",
    "inlayHint",
    "codeAction",
];
/// The code of an internal error of the server.
const INTERNAL_ERROR: i64 = -32603;

/// A text as a list of characters, with positions counted in the plainest way.
#[derive(Clone)]
struct Model {
    text: Vec<char>,
    encoding: Encoding,
}

impl Model {
    fn new(text: &str, encoding: Encoding) -> Self {
        Self {
            text: text.chars().collect(),
            encoding,
        }
    }

    fn length(&self, character: char) -> usize {
        match self.encoding {
            Encoding::Utf8 => character.to_string().len(),
            Encoding::Utf16 => character.to_string().encode_utf16().count(),
            Encoding::Utf32 => 1,
        }
    }

    /// The characters of the line ending at an index; none if there is no ending.
    fn ending(&self, at: usize) -> usize {
        match (self.text.get(at), self.text.get(at + 1)) {
            (Some('\r'), Some('\n')) => 2,
            (Some('\n' | '\r'), _) => 1,
            _ => 0,
        }
    }

    /// The index of a position. Beyond the end of a line it is its end, inside a character its start.
    fn index(&self, line: usize, mut character: usize) -> usize {
        let mut at = 0;
        for _ in 0..line {
            while at < self.text.len() && self.ending(at) == 0 {
                at += 1;
            }
            if at == self.text.len() {
                return at;
            }
            at += self.ending(at);
        }
        while at < self.text.len() && self.ending(at) == 0 {
            let length = self.length(self.text[at]);
            if character < length {
                break;
            }
            character -= length;
            at += 1;
        }
        at
    }

    fn position(&self, index: usize) -> (usize, usize) {
        let (mut line, mut character, mut at) = (0, 0, 0);
        while at < index {
            let ending = self.ending(at);
            if ending > 0 && at + ending <= index {
                (line, character, at) = (line + 1, 0, at + ending);
            } else {
                character += if ending > 0 {
                    0
                } else {
                    self.length(self.text[at])
                };
                at += 1;
            }
        }
        (line, character)
    }

    fn replace(&mut self, start: (usize, usize), end: (usize, usize), new: &str) {
        let start = self.index(start.0, start.1);
        let end = self.index(end.0, end.1).max(start);
        self.text.splice(start..end, new.chars());
    }

    fn string(&self) -> String {
        self.text.iter().collect()
    }

    fn has(&self, position: &Value) -> bool {
        let number = |key| usize::try_from(position[key].as_u64().unwrap()).unwrap();
        let position = (number("line"), number("character"));
        self.position(self.index(position.0, position.1)) == position
    }
}

/// An edit: where in the text, how many characters, by how much both ends are moved inside a
/// character, and what is written.
type Edit = (prop::sample::Index, usize, usize, &'static str);

fn edits() -> impl Strategy<Value = Vec<Edit>> {
    let edit = (
        any::<prop::sample::Index>(),
        prop_oneof![3 => Just(0_usize), 2 => 0..12_usize, 1 => 0..400_usize],
        prop_oneof![4 => Just(0_usize), 1 => Just(1_usize)],
        prop::sample::select(TYPED),
    );
    prop::collection::vec(edit, 1..14)
}

fn texts() -> impl Strategy<Value = String> {
    let body = "\nSee \u{1f600} TASK-2.1 and e\u{301} TASK-1.2.\n";
    let text = second().replacen("Foundation", "Grund \u{1f3d7}\u{fe0f} e\u{301}", 1) + body;
    let broken = text.replacen("title: \"", "title: \u{1f600}\"", 1);
    let windows = text.replace('\n', "\r\n");
    let bare = "---\r\ntype: progress\r---\n".to_owned();
    prop::sample::select(vec![text, broken, windows, bare, String::new()])
}

fn encodings() -> impl Strategy<Value = Encoding> {
    prop::sample::select(vec![Encoding::Utf8, Encoding::Utf16, Encoding::Utf32])
}

/// Makes the edits in the model, and returns them as the client sends them.
fn changes(model: &mut Model, edits: &[Edit]) -> Vec<Value> {
    let mut changes = Vec::new();
    for (at, length, shift, new) in edits {
        let start = at.index(model.text.len() + 1);
        let end = (start + length).min(model.text.len());
        let (mut start, mut end) = (model.position(start), model.position(end));
        start.1 += shift;
        end.1 += shift;
        model.replace(start, end, new);
        changes.push(json!({
            "range": {
                "start": {"line": start.0, "character": start.1},
                "end": {"line": end.0, "character": end.1},
            },
            "text": new,
        }));
    }
    changes
}

/// Lets the server answer these messages.
fn talk(messages: Vec<Value>) -> Vec<Value> {
    let (sender, incoming) = channel();
    for mut message in messages {
        message["jsonrpc"] = json!("2.0");
        let message = serde_json::from_value(message).unwrap();
        sender.send(Incoming::Message(Box::new(message))).unwrap();
    }
    drop(sender);
    let mut out = Vec::new();
    serve(&incoming, &mut out, || UNIX_EPOCH.into());
    let mut answers = Vec::new();
    let mut rest = out.as_slice();
    while let Some(end) = rest.windows(4).position(|it| it == b"\r\n\r\n") {
        let header = str::from_utf8(&rest[..end]).unwrap();
        let length = header.strip_prefix("Content-Length: ").unwrap();
        let body = &rest[end + 4..][..length.parse().unwrap()];
        answers.push(serde_json::from_slice(body).unwrap());
        rest = &rest[end + 4 + body.len()..];
    }
    answers
}

/// All requests about a document, with positions in it.
fn requests(uri: &str, model: &Model, places: &[prop::sample::Index]) -> Vec<Value> {
    let document = json!({"uri": uri});
    let mut requests = Vec::new();
    for place in places {
        let (line, character) = model.position(place.index(model.text.len() + 1));
        for name in AT {
            let params = json!({
                "textDocument": document,
                "position": {"line": line, "character": character},
                "context": {"includeDeclaration": true, "triggerKind": 1},
                "newName": "TASK-7.7",
            });
            requests.push((format!("textDocument/{name}"), params));
        }
    }
    for name in OF {
        let whole = json!({
            "start": {"line": 0, "character": 0},
            "end": {"line": 9_999, "character": 0},
        });
        let params = json!({
            "textDocument": document,
            "range": whole,
            "context": {"diagnostics": []},
        });
        requests.push((format!("textDocument/{name}"), params));
    }
    requests.push(("workspace/symbol".to_owned(), json!({"query": ""})));
    let messages = requests.into_iter();
    messages
        .map(|(method, params)| json!({"method": method, "params": params}))
        .collect()
}

/// Checks the ranges in an answer about a document: each begins before it ends, in its text.
fn check_ranges(answer: &Value, uri: &str, models: &BTreeMap<String, Model>) {
    match answer {
        Value::Object(entries) => {
            let own = entries
                .get("uri")
                .or_else(|| answer.pointer("/textDocument/uri"));
            let uri = own.and_then(Value::as_str).unwrap_or(uri);
            if let (Some(start), Some(end)) = (entries.get("start"), entries.get("end"))
                && start.is_object()
            {
                let model = &models[uri];
                let is_inside = model.has(start) && model.has(end);
                assert!(is_inside, "{answer} in {uri}:\n{:?}", model.string());
                let order = |it: &Value| (it["line"].as_u64(), it["character"].as_u64());
                assert!(order(start) <= order(end), "{answer} in {uri}");
            }
            for (key, value) in entries {
                let uri = if key.starts_with("file:") { key } else { uri };
                check_ranges(value, uri, models);
            }
        }
        Value::Array(items) => {
            for item in items {
                check_ranges(item, uri, models);
            }
        }
        _ => {}
    }
}

/// The results of requests with these numbers, as far as they do not differ between two runs.
fn results(answers: &[Value], numbers: std::ops::Range<usize>) -> Vec<Value> {
    let results = numbers.map(|number| {
        let answer = answers
            .iter()
            .find(|it| it["id"] == number && it.get("method").is_none());
        let mut answer = answer.unwrap().clone();
        assert_ne!(answer["error"]["code"], INTERNAL_ERROR, "{answer}");
        if let Some(result) = answer["result"].as_object_mut() {
            result.remove("resultId");
        }
        json!([answer["result"], answer["error"]])
    });
    results.collect()
}

fn ask_about(
    bench: &Sandbox,
    text: &str,
    encoding: Encoding,
    edits: &[Edit],
    places: &[prop::sample::Index],
) {
    let uri = format!("{}/{SECOND}", bench.url());
    let mut model = Model::new(text, encoding);
    let changes = changes(&mut model, edits);
    let last = changes.len() + 1;
    let opened = |text: &str, version: usize| {
        json!({"method": "textDocument/didOpen", "params": {"textDocument": {
            "uri": uri, "languageId": "markdown", "version": version, "text": text}}})
    };
    let capabilities = json!({
        "general": {"positionEncodings": [encoding.kind()]},
        "workspace": {"workspaceEdit": {"documentChanges": true}},
        "textDocument": {
            "diagnostic": {"relatedInformation": true},
            "documentSymbol": {"hierarchicalDocumentSymbolSupport": true},
            "completion": {"completionItem": {"snippetSupport": true}},
        },
    });
    let start = json!({"id": 0, "method": "initialize", "params": {
        "processId": null, "rootUri": bench.url(), "capabilities": capabilities}});
    let mut messages = vec![
        start,
        json!({"method": "initialized", "params": {}}),
        opened(text, 1),
    ];
    for (version, change) in (2..).zip(changes) {
        let document = json!({"uri": uri, "version": version});
        messages.push(json!({"method": "textDocument/didChange", "params": {
            "textDocument": document, "contentChanges": [change]}}));
    }
    let requests = requests(&uri, &model, places);
    let mut number = 0;
    let mut ask = |messages: &mut Vec<Value>| {
        for request in &requests {
            number += 1;
            let mut request = request.clone();
            request["id"] = json!(number);
            messages.push(request);
        }
    };
    ask(&mut messages);
    // The same text, opened at once, has to get the same answers.
    let document = json!({"textDocument": {"uri": uri}});
    messages.push(json!({"method": "textDocument/didClose", "params": document}));
    messages.push(opened(&model.string(), last));
    ask(&mut messages);

    let answers = talk(messages);
    let count = requests.len();
    let edited = results(&answers, 1..count + 1);
    let anew = results(&answers, count + 1..2 * count + 1);
    let document = Document::parse(model.string().into_bytes());
    let is_readable = !matches!(document.frontmatter, Frontmatter::Unreadable(_));
    let other = Model::new(GOOD, encoding);
    let models = BTreeMap::from([
        (uri.clone(), model),
        (format!("{}/{GOOD_PATH}", bench.url()), other),
    ]);
    for (request, (edited, anew)) in requests.iter().zip(edited.iter().zip(&anew)) {
        for answer in [edited, anew] {
            check_ranges(answer, &uri, &models);
        }
        // While the YAML is broken, what was readable before stands in for it, except in checks.
        if is_readable || request["method"] == "textDocument/diagnostic" {
            assert_eq!(edited, anew, "{request}");
        }
    }
}

fn config(cases: u32) -> ProptestConfig {
    // More can be tried with `PROPTEST_CASES`.
    let chosen = std::env::var("PROPTEST_CASES").ok();
    ProptestConfig {
        cases: chosen.and_then(|it| it.parse().ok()).unwrap_or(cases),
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

proptest! {
    #![proptest_config(config(200))]

    #[test]
    fn edits_make_the_text_of_the_model(text in texts(), encoding in encodings(), edits in edits()) {
        let mut model = Model::new(&text, encoding);
        let mut buffer = Buffer::new(text, 1);
        for (version, change) in (2..).zip(changes(&mut model, &edits)) {
            let change = serde_json::from_value(json!([change])).unwrap();
            buffer.change(change, version, encoding);
        }
        prop_assert_eq!(&*buffer.text, model.string());
    }
}

#[test]
fn answers_lie_in_the_text() {
    // One repository serves all cases: nothing is written.
    let bench = Sandbox::repository();
    bench.write(GOOD_PATH, GOOD);
    bench.write(SECOND, &second());
    let places = prop::collection::vec(any::<prop::sample::Index>(), 4);
    let cases = (texts(), encodings(), edits(), places);
    let checked = TestRunner::new(config(24)).run(&cases, |(text, encoding, edits, places)| {
        ask_about(&bench, &text, encoding, &edits, &places);
        Ok(())
    });
    checked.unwrap();
}
