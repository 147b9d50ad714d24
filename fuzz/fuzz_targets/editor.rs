//! Any edits of any document in an editor: the server's text equals that of a simple model, and no
//! later request is answered with an internal error.
//!
//! The first byte chooses how positions are counted. The next ones are the edits: their number, then
//! for each the line, the character, the length and what is written. The rest is the document.
#![no_main]

use std::sync::LazyLock;
use std::sync::mpsc::channel;
use std::time::UNIX_EPOCH;

use libfuzzer_sys::fuzz_target;
use progress_lint::lsp::encoding::Encoding;
use progress_lint::lsp::transport::Incoming;
use progress_lint::lsp::{buffer::Buffer, serve};
use serde_json::{Value, json};

const WRITTEN: &[&str] = &[
    "", "\"", "[", "]", ":", "- ", "\n", "\r", "\r\n", "#", "TASK-1.2", "---\n", "\u{1f600}", "e\u{301}",
];
const REQUESTS: &[&str] = &[
    "diagnostic", "documentSymbol", "foldingRange", "codeLens", "inlayHint", "codeAction", "hover",
    "completion", "definition", "references", "documentHighlight", "prepareRename", "rename",
];
/// The code of an internal error of the server.
const INTERNAL_ERROR: i64 = -32603;

/// The directory in which the document would be.
static FOLDER: LazyLock<String> = LazyLock::new(|| {
    let folder = std::env::temp_dir().join("progress-fuzz-editor");
    std::fs::create_dir_all(folder.join(".git")).unwrap();
    format!("file://{}", folder.display())
});

fuzz_target!(|bytes: &[u8]| {
    progress_lint_fuzz::catch_what_is_caught();
    let [encoding, count, rest @ ..] = bytes else { return };
    let Some((edits, text)) = rest.split_at_checked(usize::from(count % 16) * 4) else { return };
    let encoding = [Encoding::Utf8, Encoding::Utf16, Encoding::Utf32][usize::from(encoding % 3)];
    let text = String::from_utf8_lossy(text).into_owned();
    let uri = format!("{}/progress/a-v1/phase-1-progress.md", *FOLDER);
    let document = json!({"uri": uri, "version": 1, "languageId": "markdown", "text": text});
    let mut messages = vec![
        json!({"id": 0, "method": "initialize", "params": {"rootUri": *FOLDER, "capabilities": {
            "general": {"positionEncodings": [encoding.kind()]}}}}),
        json!({"method": "initialized", "params": {}}),
        json!({"method": "textDocument/didOpen", "params": {"textDocument": document}}),
    ];
    let mut buffer = Buffer::new(text.clone(), 1);
    let mut model: Vec<char> = text.chars().collect();
    for (version, edit) in (2..).zip(edits.chunks_exact(4)) {
        let start = (u32::from(edit[0]), u32::from(edit[1]));
        let end = (start.0, start.1 + u32::from(edit[2]));
        let new = WRITTEN[usize::from(edit[3]) % WRITTEN.len()];
        let (from, to) = (index(&model, start, encoding), index(&model, end, encoding));
        model.splice(from..to, new.chars());
        let position = |at: (u32, u32)| json!({"line": at.0, "character": at.1});
        let change = json!([{"range": {"start": position(start), "end": position(end)}, "text": new}]);
        buffer.change(serde_json::from_value(change.clone()).unwrap(), version, encoding);
        assert_eq!(*buffer.text, *model.iter().collect::<String>());
        messages.push(json!({"method": "textDocument/didChange", "params": {
            "textDocument": {"uri": uri, "version": version}, "contentChanges": change}}));
    }
    let place = edits.first_chunk();
    let (line, character) = place.map_or((0, 0), |[line, character]| (*line, *character));
    for (id, name) in (1..).zip(REQUESTS) {
        messages.push(json!({"id": id, "method": format!("textDocument/{name}"), "params": {
            "textDocument": {"uri": uri},
            "position": {"line": line, "character": character},
            "range": {"start": {"line": 0, "character": 0}, "end": {"line": 999, "character": 0}},
            "context": {"diagnostics": [], "includeDeclaration": true, "triggerKind": 1},
            "newName": "TASK-7.7",
        }}));
    }
    let (sender, incoming) = channel();
    for mut message in messages {
        message["jsonrpc"] = Value::from("2.0");
        let message = serde_json::from_value(message).unwrap();
        sender.send(Incoming::Message(Box::new(message))).unwrap();
    }
    drop(sender);
    let mut out = Vec::new();
    serve(&incoming, &mut out, || UNIX_EPOCH.into());
    let out = String::from_utf8(out).unwrap();
    assert!(!out.contains(&format!("\"code\":{INTERNAL_ERROR}")), "{out}");
});

/// The index of a position. Beyond the end of a line it is its end, inside a character its start.
fn index(text: &[char], (line, mut character): (u32, u32), encoding: Encoding) -> usize {
    let ending = |at: usize| match (text.get(at), text.get(at + 1)) {
        (Some('\r'), Some('\n')) => 2,
        (Some('\n' | '\r'), _) => 1,
        _ => 0,
    };
    let mut at = 0;
    for _ in 0..line {
        while at < text.len() && ending(at) == 0 {
            at += 1;
        }
        if at == text.len() {
            return at;
        }
        at += ending(at);
    }
    while at < text.len() && ending(at) == 0 {
        let length = match encoding {
            Encoding::Utf8 => text[at].len_utf8(),
            Encoding::Utf16 => text[at].len_utf16(),
            Encoding::Utf32 => 1,
        };
        let Some(left) = character.checked_sub(u32::try_from(length).unwrap()) else { break };
        character = left;
        at += 1;
    }
    at
}
