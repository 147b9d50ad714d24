//! Messages to the client.

use std::io::{self, Write};

use gen_lsp_types::MessageType;
use lsp_server::{ErrorCode, RequestId, Response};
use serde::Serialize;
use serde_json::{Value, json};

use super::transport;

/// The client's end of the connection.
pub(super) struct Client<'w> {
    out: &'w mut dyn Write,
    /// The number of requests sent to the client.
    requests: i32,
    /// Whether the client stopped reading.
    pub(super) is_gone: bool,
}

/// Why a request cannot be answered.
#[derive(Debug)]
pub(super) struct Refusal {
    code: i32,
    message: String,
}

impl Refusal {
    pub(super) fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        Self {
            code: code as i32,
            message: message.into(),
        }
    }

    /// For a request that is valid, but cannot be carried out.
    pub(super) fn failed(message: impl Into<String>) -> Self {
        Self::new(ErrorCode::RequestFailed, message)
    }
}

impl From<serde_json::Error> for Refusal {
    fn from(error: serde_json::Error) -> Self {
        Self::new(ErrorCode::InvalidParams, what_is_invalid(&error))
    }
}

/// What is invalid, without the names of types, which mean nothing to a client.
pub(super) fn what_is_invalid(error: &serde_json::Error) -> String {
    let message = error.to_string();
    match message.split_once("expected struct ") {
        Some((found, _)) => format!("{found}expected an object"),
        None => message.replace("untagged enum ", ""),
    }
}

impl<'w> Client<'w> {
    pub(super) fn new(out: &'w mut dyn Write) -> Self {
        Self {
            out,
            requests: 0,
            is_gone: false,
        }
    }

    /// Answers a request.
    pub(super) fn answer(&mut self, id: RequestId, result: Result<Value, Refusal>) {
        self.send(&match result {
            Ok(value) => Response::new_ok(id, value),
            Err(refusal) => Response::new_err(id, refusal.code, refusal.message),
        });
    }

    /// Answers a message that is not a valid request.
    pub(super) fn refuse(&mut self, id: &Value, refusal: &Refusal) {
        let error = json!({"code": refusal.code, "message": refusal.message});
        self.send(&json!({"id": id, "error": error}));
    }

    /// Sends a notification.
    pub(super) fn notify(&mut self, method: &str, params: impl Serialize) {
        self.send(&Notification { method, params });
    }

    /// Sends a request, and returns the ID that its answer will have.
    pub(super) fn request(&mut self, method: &str, params: impl Serialize) -> RequestId {
        self.requests += 1;
        let id = RequestId::from(format!("progress-{}", self.requests));
        self.send(&Request {
            id: &id,
            method,
            params,
        });
        id
    }

    /// Shows a message to the user.
    pub(super) fn show(&mut self, kind: MessageType, message: &str) {
        self.notify(
            "window/showMessage",
            json!({"type": kind, "message": message}),
        );
    }

    fn send(&mut self, message: &impl Serialize) {
        if self.is_gone {
            return;
        }
        // Nothing can be told to a client that does not read.
        let framed = Framed {
            jsonrpc: "2.0",
            message,
        };
        let sent: io::Result<()> = transport::send(&framed, self.out);
        self.is_gone = sent.is_err();
    }
}

/// A message as the protocol wants it.
#[derive(Serialize)]
struct Framed<'m, M> {
    jsonrpc: &'static str,
    #[serde(flatten)]
    message: &'m M,
}

/// A notification. Those of `lsp_server` hold their parameters as a tree, which takes longer to
/// build than the text.
#[derive(Serialize)]
struct Notification<'m, P> {
    method: &'m str,
    params: P,
}

/// A request to the client, likewise.
#[derive(Serialize)]
struct Request<'m, P> {
    id: &'m RequestId,
    method: &'m str,
    params: P,
}
