//! Messages over standard input and output.

use std::io::{self, BufRead, Read, Write};
use std::sync::mpsc::{Receiver, channel};

use lsp_server::Message;
use memchr::memmem;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::received::without_halves;

/// A message longer than this is not read: it could only be a mistake, and would exhaust memory.
const MAX_MESSAGE: usize = 256 << 20;
/// A header longer than this is not one.
const MAX_HEADER: u64 = 8 << 10;

/// What came from the client.
#[derive(Debug)]
pub enum Incoming {
    /// A message.
    Message(Box<Message>),
    /// The text of a message, or of something else. If they were parsed, the documents that a
    /// client opens at once would take several times as much memory while they wait.
    Unparsed(Vec<u8>),
}

/// Reads messages on a thread of its own, so that a cancellation is seen while a request before it
/// still waits. The channel closes when the input ends.
pub fn receive(input: impl BufRead + Send + 'static) -> Receiver<Incoming> {
    let (sender, receiver) = channel();
    std::thread::spawn(move || {
        let mut input = input;
        while let Some(incoming) = read(&mut input) {
            if sender.send(incoming).is_err() {
                return;
            }
        }
    });
    receiver
}

/// Writes a message.
///
/// # Errors
///
/// Fails if the client no longer reads.
pub fn send(message: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    let body = serde_json::to_vec(message)?;
    // Written at once: a message in two pieces would wake the client twice.
    let mut bytes = format!("Content-Length: {}\r\n\r\n", body.len()).into_bytes();
    bytes.extend(body);
    out.write_all(&bytes)?;
    out.flush()
}

/// Reads the next message; `None` at the end of the input, or if its framing is lost.
fn read(input: &mut impl BufRead) -> Option<Incoming> {
    let length = read_length(input)?;
    if length > MAX_MESSAGE {
        return None;
    }
    let mut body = vec![0; length];
    input.read_exact(&mut body).ok()?;
    // The next message starts after this one, whatever it contains. A cancellation has to be noticed
    // while others wait.
    let may_cancel = memmem::find(&body, b"cancelRequest").is_some();
    if may_cancel && let Ok(message) = parse(&body) {
        return Some(Incoming::Message(Box::new(message)));
    }
    Some(Incoming::Unparsed(body))
}

impl Incoming {
    /// The message.
    ///
    /// # Errors
    ///
    /// Fails if it is not a message.
    pub(super) fn message(self) -> Result<Message, Garbage> {
        match self {
            Self::Message(message) => Ok(*message),
            Self::Unparsed(body) => parse(&body).map_err(|reason| Garbage {
                id: id_of(&body),
                reason,
            }),
        }
    }
}

/// Something that is not a message.
#[derive(Debug)]
pub(super) struct Garbage {
    /// The ID that an answer must have, if this is meant as a request.
    pub(super) id: Option<Value>,
    pub(super) reason: serde_json::Error,
}

fn parse<T: DeserializeOwned>(body: &[u8]) -> Result<T, serde_json::Error> {
    serde_json::from_slice(body).or_else(|error| {
        // If halves of characters were dropped, the text would differ from the client's.
        let text = String::from_utf8_lossy(body);
        serde_json::from_str(&without_halves(&text)).map_err(|_| error)
    })
}

fn id_of(body: &[u8]) -> Option<Value> {
    let mut value: Value = parse(body).ok()?;
    value.get("method")?;
    let id = value.get_mut("id")?.take();
    (id.is_number() || id.is_string()).then_some(id)
}

/// Reads a header, and returns the length of what follows it.
fn read_length(input: &mut impl BufRead) -> Option<usize> {
    let mut length = None;
    loop {
        let mut line = Vec::new();
        let read = input.take(MAX_HEADER).read_until(b'\n', &mut line).ok()?;
        if read == 0 {
            return None;
        }
        let text = String::from_utf8_lossy(&line);
        let text = text.trim_end();
        if text.is_empty() {
            // Blank lines between messages are not allowed, but harmless.
            if let Some(length) = length {
                return Some(length);
            }
            continue;
        }
        if let Some((name, value)) = text.split_once(':')
            && name.trim().eq_ignore_ascii_case("content-length")
        {
            length = Some(value.trim().parse().ok()?);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(input: &str) -> Vec<String> {
        let mut input = io::Cursor::new(input.as_bytes().to_vec());
        let mut found = Vec::new();
        while let Some(incoming) = read(&mut input) {
            found.push(match incoming.message() {
                Ok(Message::Request(request)) => request.method,
                Ok(Message::Notification(notification)) => notification.method,
                Ok(Message::Response(_)) => "response".to_owned(),
                Err(_) => "garbage".to_owned(),
            });
        }
        found
    }

    fn framed(body: &str) -> String {
        format!("Content-Length: {}\r\n\r\n{body}", body.len())
    }

    #[test]
    fn messages_follow_each_other() {
        let exit = framed(r#"{"jsonrpc":"2.0","method":"exit"}"#);
        let typed = exit.replace(
            "\r\n\r\n",
            "\r\nContent-Type: application/vscode-jsonrpc\r\n\r\n",
        );
        assert_eq!(all(&format!("{exit}{typed}")), ["exit", "exit"]);
    }

    #[test]
    fn garbage_is_skipped_as_long_as_its_length_is_known() {
        let exit = framed(r#"{"jsonrpc":"2.0","method":"exit"}"#);
        for body in ["", "{", "[]", "null", "{\"a\":1}", "\u{1f600}"] {
            let input = format!("{}{exit}", framed(body));
            assert_eq!(all(&input), ["garbage", "exit"], "{body}");
        }
        assert_eq!(all("Content-Length: x\r\n\r\n{}"), [""; 0]);
        assert_eq!(all("Content-Length: 99\r\n\r\n{}"), [""; 0]);
        assert_eq!(all("Content-Length: 99999999999999\r\n\r\n{}"), [""; 0]);
    }
}
