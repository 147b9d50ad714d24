//! The loop of the server.

use std::collections::VecDeque;
use std::io::Write;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::Duration;

use gen_lsp_types::MessageType;
use lsp_server::{ErrorCode, Message, Notification, Request, RequestId, Response};
use progress_core::model::Moment;
use serde_json::Value;

use super::client::{Client, Refusal, what_is_invalid};
use super::project::Project;
use super::session::Session;
use super::transport::{Garbage, Incoming};

/// How often to look whether Git's state changed, while nothing else happens.
const IDLE: Duration = Duration::from_secs(2);

/// How the server ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// The client asked it to.
    Asked,
    /// The client went away without asking.
    Abandoned,
}

/// Serves a client until it says `exit`, or goes away. `now` returns the current time, for dates
/// that commands write.
pub fn serve(incoming: &Receiver<Incoming>, out: &mut dyn Write, now: fn() -> Moment) -> Ending {
    let mut server = Server {
        client: Client::new(out),
        session: Session {
            now: Some(now),
            ..Session::default()
        },
        inbox: VecDeque::new(),
        stage: Stage::New,
    };
    loop {
        // All that arrived so far, since a later message may cancel an earlier one.
        while let Ok(message) = incoming.try_recv() {
            server.inbox.push_back(message);
        }
        if server.client.is_gone {
            return Ending::Abandoned;
        }
        if let Some(message) = server.next() {
            if let Some(ending) = server.take(message) {
                return ending;
            }
            continue;
        }
        if server.work() {
            continue;
        }
        match incoming.recv_timeout(IDLE) {
            Ok(message) => server.inbox.push_back(message),
            Err(RecvTimeoutError::Timeout) => server.idle(),
            Err(RecvTimeoutError::Disconnected) => return server.end(),
        }
    }
}

/// How far the conversation is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stage {
    New,
    Running,
    ShutDown,
}

/// A conversation with a client.
pub(super) struct Server<'w> {
    pub(super) client: Client<'w>,
    pub(super) session: Session,
    inbox: VecDeque<Incoming>,
    pub(super) stage: Stage,
}

impl Server<'_> {
    /// The next message. Requests that were cancelled meanwhile are answered here.
    fn next(&mut self) -> Option<Message> {
        while let Some(incoming) = self.inbox.pop_front() {
            let message = match incoming.message() {
                Ok(message) => message,
                Err(garbage) => {
                    self.refuse(&garbage);
                    continue;
                }
            };
            match message {
                Message::Request(request) if self.is_cancelled(&request.id) => {
                    self.client.answer(request.id, Err(cancelled()));
                }
                message => return Some(message),
            }
        }
        None
    }

    /// Answers an invalid message if it looks like a request, so that nobody waits for an answer.
    fn refuse(&mut self, garbage: &Garbage) {
        let reason = &garbage.reason;
        log(&format!("ignored an invalid message: {reason}"));
        if let Some(id) = &garbage.id {
            let refusal = Refusal::new(ErrorCode::InvalidRequest, "this is not a valid request");
            self.client.refuse(id, &refusal);
        }
    }

    fn is_cancelled(&self, id: &RequestId) -> bool {
        self.inbox.iter().any(|incoming| match incoming {
            Incoming::Message(message) => match &**message {
                Message::Notification(it) if it.method == "$/cancelRequest" => {
                    let cancelled = serde_json::from_value::<RequestId>(it.params["id"].clone());
                    cancelled.is_ok_and(|cancelled| cancelled == *id)
                }
                _ => false,
            },
            Incoming::Unparsed(_) => false,
        })
    }

    /// Handles a message; returns how the server ends, if it does.
    fn take(&mut self, message: Message) -> Option<Ending> {
        match message {
            Message::Notification(it) if it.method == "exit" => return Some(self.end()),
            Message::Notification(it) => self.notice(it),
            Message::Request(request) => self.answer(request),
            Message::Response(response) => self.hear(response),
        }
        None
    }

    fn end(&self) -> Ending {
        match self.stage {
            Stage::ShutDown => Ending::Asked,
            Stage::New | Stage::Running => Ending::Abandoned,
        }
    }

    fn notice(&mut self, notification: Notification) {
        if notification.method == "initialized" {
            self.watch();
            return;
        }
        if self.stage != Stage::Running {
            return;
        }
        let Notification { method, params } = notification;
        if method == "$/cancelRequest" {
            self.cancel(&params["id"]);
            return;
        }
        let Self {
            client, session, ..
        } = self;
        let noticed = guarded(|| session.notice(&method, params, client));
        match noticed {
            Some(Ok(())) => {}
            Some(Err(error)) => {
                let reason = what_is_invalid(&error);
                log(&format!("invalid parameters of `{method}`: {reason}"));
            }
            None => self.crashed(&method),
        }
    }

    /// Takes the client's answer to a request.
    fn hear(&mut self, response: Response) {
        let Self {
            client, session, ..
        } = self;
        let Response {
            id,
            response_result: result,
        } = response;
        if let Err(error) = &result {
            log(&format!("the client refused a request: {}", error.message));
        }
        if guarded(|| session.settle(&id, result, client)).is_none() {
            self.crashed("response");
        }
    }

    /// Cancels a request that waits. One that is answered already cannot be cancelled.
    fn cancel(&mut self, id: &Value) {
        if let Ok(id) = serde_json::from_value::<RequestId>(id.clone())
            && self.session.closed.cancel(&id)
        {
            self.client.answer(id, Err(cancelled()));
        }
    }

    fn answer(&mut self, request: Request) {
        let Request { id, method, params } = request;
        if self.stage == Stage::Running && method == "workspace/diagnostic" {
            self.ask_workspace(id, params);
            return;
        }
        let result = match (self.stage, method.as_str()) {
            (Stage::New, "initialize") => Ok(self.initialize(&params)),
            (Stage::New, _) => Err(Refusal::new(
                ErrorCode::ServerNotInitialized,
                "the first request must be `initialize`",
            )),
            (Stage::ShutDown, _) => Err(Refusal::new(
                ErrorCode::InvalidRequest,
                "the server is shut down",
            )),
            (Stage::Running, "shutdown") => {
                self.stage = Stage::ShutDown;
                Ok(Value::Null)
            }
            (Stage::Running, "initialize") => Err(Refusal::new(
                ErrorCode::InvalidRequest,
                "the server is initialized already",
            )),
            (Stage::Running, _) => self.respond(&method, params),
        };
        self.client.answer(id, result);
    }

    /// The answer may have to wait until files are checked, and typing comes first.
    fn ask_workspace(&mut self, id: RequestId, params: Value) {
        let Self {
            client, session, ..
        } = self;
        let asked = guarded(|| {
            session.refresh(client);
            session.ask_workspace(id, params, client);
        });
        if asked.is_none() {
            self.crashed("workspace/diagnostic");
        }
    }

    fn respond(&mut self, method: &str, params: Value) -> Result<Value, Refusal> {
        let Self {
            client, session, ..
        } = self;
        let result = guarded(|| {
            session.refresh(client);
            session.respond(method, params, client)
        });
        result.unwrap_or_else(|| {
            self.crashed(method);
            Err(Refusal::new(ErrorCode::InternalError, "progress crashed"))
        })
    }

    /// Does what remains to be done; returns whether there was anything.
    fn work(&mut self) -> bool {
        let Self {
            client, session, ..
        } = self;
        let worked = guarded(|| session.step(client));
        if worked.is_none() {
            self.crashed("check");
        }
        worked.unwrap_or(true)
    }

    fn idle(&mut self) {
        let Self {
            client, session, ..
        } = self;
        let refreshed = guarded(|| {
            session.refresh(client);
            session.projects.iter_mut().for_each(Project::rest);
        });
        if refreshed.is_none() {
            self.crashed("refresh");
        }
    }

    fn crashed(&mut self, what: &str) {
        let report = concat!(env!("CARGO_PKG_REPOSITORY"), "/issues");
        let message = format!("progress crashed in `{what}`; please report it at {report}");
        self.client.show(MessageType::Error, &message);
    }
}

fn cancelled() -> Refusal {
    Refusal::new(ErrorCode::RequestCanceled, "cancelled")
}

/// Runs something that may panic; `None` if it does, which is a bug. The state is as valid after a
/// panic as before: a check only replaces its own result.
fn guarded<T>(run: impl FnOnce() -> T) -> Option<T> {
    catch_unwind(AssertUnwindSafe(run)).ok()
}

/// Writes to standard error, which clients keep as a log.
fn log(message: &str) {
    let text = progress_core::display::visible(message);
    let _ = writeln!(std::io::stderr(), "progress: {text}");
}
