//! A scripted client.

#![allow(
    clippy::needless_pass_by_value,
    reason = "`json!` makes values, and borrowing each would only add noise"
)]

use std::collections::VecDeque;
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use serde_json::{Value, json};

use crate::common::Sandbox;

/// Longer than any answer takes, even on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// What a modern client says of itself.
pub fn capable() -> Value {
    json!({
        "general": {"positionEncodings": ["utf-8", "utf-16"]},
        "workspace": {
            "applyEdit": true,
            "workspaceEdit": {"documentChanges": true},
            "didChangeWatchedFiles": {"dynamicRegistration": true},
            "diagnostics": {"refreshSupport": true},
        },
        "textDocument": {
            "publishDiagnostics": {
                "relatedInformation": true,
                "versionSupport": true,
                "codeDescriptionSupport": true,
                "dataSupport": true,
                "tagSupport": {"valueSet": [1, 2]},
            },
            "codeAction": {
                "codeActionLiteralSupport": {"codeActionKind": {"valueSet": ["quickfix"]}},
                "dataSupport": true,
                "resolveSupport": {"properties": ["edit"]},
            },
            "completion": {"completionItem": {"snippetSupport": true}},
            "hover": {"contentFormat": ["markdown", "plaintext"]},
            "documentSymbol": {"hierarchicalDocumentSymbolSupport": true},
        },
    })
}

/// The same, for a client that asks for diagnostics.
pub fn pulling() -> Value {
    let mut capabilities = capable();
    capabilities["textDocument"]["diagnostic"] = json!({
        "relatedInformation": true,
        "relatedDocumentSupport": true,
    });
    capabilities
}

/// A running server, and what it said so far.
pub struct Client {
    server: Child,
    input: Option<ChildStdin>,
    output: Receiver<Value>,
    /// What was received while something else was waited for.
    pub seen: VecDeque<Value>,
    root: String,
    requests: i64,
    pub initialized: Value,
}

impl Client {
    /// Starts the server in a repository.
    pub fn start(bench: &Sandbox, capabilities: Value) -> Self {
        Self::start_with(bench, capabilities, Value::Null)
    }

    /// Starts the server with options.
    pub fn start_with(bench: &Sandbox, capabilities: Value, options: Value) -> Self {
        let mut client = Self::spawn(bench);
        let root = client.root.clone();
        let params = json!({
            "processId": null,
            "rootUri": root,
            "workspaceFolders": [{"uri": root, "name": "bench"}],
            "capabilities": capabilities,
            "initializationOptions": options,
        });
        client.initialized = client.request("initialize", params);
        client.notify("initialized", json!({}));
        client
    }

    /// Starts the server, and says nothing yet.
    pub fn spawn(bench: &Sandbox) -> Self {
        let mut server = Command::new(env!("CARGO_BIN_EXE_progress"))
            .arg("lsp")
            .current_dir(&bench.root)
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit())
            .spawn()
            .unwrap();
        let (sender, output) = channel();
        let mut stdout = BufReader::new(server.stdout.take().unwrap());
        std::thread::spawn(move || {
            while let Some(message) = read(&mut stdout) {
                if sender.send(message).is_err() {
                    return;
                }
            }
        });
        Self {
            input: server.stdin.take(),
            server,
            output,
            seen: VecDeque::new(),
            root: bench.url(),
            requests: 0,
            initialized: Value::Null,
        }
    }

    /// The URI of a file.
    pub fn uri(&self, path: &str) -> String {
        format!("{}/{path}", self.root)
    }

    pub fn send(&mut self, message: &Value) {
        let body = message.to_string();
        self.send_bytes(format!("Content-Length: {}\r\n\r\n{body}", body.len()).as_bytes());
    }

    pub fn send_bytes(&mut self, bytes: &[u8]) {
        let input = self.input.as_mut().unwrap();
        input.write_all(bytes).unwrap();
        input.flush().unwrap();
    }

    pub fn notify(&mut self, method: &str, params: Value) {
        self.send(&json!({"jsonrpc": "2.0", "method": method, "params": params}));
    }

    /// Sends a request, and returns its number.
    pub fn ask(&mut self, method: &str, params: Value) -> i64 {
        self.requests += 1;
        let id = self.requests;
        self.send(&json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params}));
        id
    }

    /// The whole answer to a request.
    #[track_caller]
    pub fn answer(&mut self, id: i64) -> Value {
        self.wait(|message| message["id"] == id && message.get("method").is_none())
    }

    /// Sends a request, and returns its result.
    #[track_caller]
    pub fn request(&mut self, method: &str, params: Value) -> Value {
        let id = self.ask(method, params);
        let answer = self.answer(id);
        assert!(answer.get("error").is_none(), "{method}: {answer}");
        answer["result"].clone()
    }

    /// The next message that satisfies a test.
    #[track_caller]
    pub fn wait(&mut self, test: impl Fn(&Value) -> bool) -> Value {
        if let Some(at) = self.seen.iter().position(&test) {
            return self.seen.remove(at).unwrap();
        }
        loop {
            let message = self.output.recv_timeout(PATIENCE).unwrap();
            if test(&message) {
                return message;
            }
            self.seen.push_back(message);
        }
    }

    pub fn open(&mut self, path: &str, text: &str) {
        let document = json!({
            "uri": self.uri(path), "languageId": "markdown", "version": 1, "text": text,
        });
        self.notify("textDocument/didOpen", json!({"textDocument": document}));
    }

    /// Replaces part of a document; positions are lines and characters.
    pub fn change(&mut self, path: &str, version: i32, range: [u32; 4], text: &str) {
        let params = json!({
            "textDocument": {"uri": self.uri(path), "version": version},
            "contentChanges": [{"range": span(range), "text": text}],
        });
        self.notify("textDocument/didChange", params);
    }

    /// Replaces a document's text.
    pub fn replace(&mut self, path: &str, version: i32, text: &str) {
        let params = json!({
            "textDocument": {"uri": self.uri(path), "version": version},
            "contentChanges": [{"text": text}],
        });
        self.notify("textDocument/didChange", params);
    }

    /// The diagnostics published for a version of a file; without one, for a closed file.
    #[track_caller]
    pub fn published(&mut self, path: &str, version: Option<i32>) -> Vec<Value> {
        let uri = self.uri(path);
        let message = self.wait(|message| {
            message["method"] == "textDocument/publishDiagnostics"
                && message["params"]["uri"] == uri.as_str()
                && version.is_none_or(|version| message["params"]["version"] == version)
        });
        message["params"]["diagnostics"].as_array().unwrap().clone()
    }

    /// A position in a document, as parameters.
    pub fn at(&self, path: &str, line: u32, character: u32) -> Value {
        json!({
            "textDocument": {"uri": self.uri(path)},
            "position": {"line": line, "character": character},
        })
    }

    /// Ends the conversation as agreed, and returns the exit status.
    pub fn stop(mut self) -> i32 {
        self.request("shutdown", Value::Null);
        self.notify("exit", Value::Null);
        self.server.wait().unwrap().code().unwrap()
    }

    /// Goes away without a word.
    pub fn leave(mut self) -> i32 {
        self.input.take();
        self.server.wait().unwrap().code().unwrap()
    }
}

/// A range as lines and characters.
pub fn span([line, character, end_line, end_character]: [u32; 4]) -> Value {
    json!({
        "start": {"line": line, "character": character},
        "end": {"line": end_line, "character": end_character},
    })
}

/// The rules of diagnostics, with their first lines from 1, as `progress lint` prints them.
pub fn rules(diagnostics: &[Value]) -> Vec<String> {
    let named = diagnostics.iter().map(|it| {
        let line = it["range"]["start"]["line"].as_u64().unwrap() + 1;
        format!("{line} {}", it["code"].as_str().unwrap())
    });
    named.collect()
}

fn read(input: &mut impl BufRead) -> Option<Value> {
    let mut length = 0;
    loop {
        let mut line = String::new();
        if input.read_line(&mut line).ok()? == 0 {
            return None;
        }
        if line == "\r\n" {
            break;
        }
        if let Some(number) = line.strip_prefix("Content-Length: ") {
            length = number.trim().parse().ok()?;
        }
    }
    let mut body = vec![0; length];
    input.read_exact(&mut body).ok()?;
    serde_json::from_slice(&body).ok()
}

/// The new texts of the first document of a workspace edit.
pub fn new_texts(edit: &Value) -> Vec<&str> {
    let edits = edit["documentChanges"][0]["edits"].as_array().unwrap();
    edits
        .iter()
        .map(|it| it["newText"].as_str().unwrap())
        .collect()
}
