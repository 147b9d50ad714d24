//! What coding agents are told about progress files.
//!
//! A program that runs an agent (a [`Host`]) calls a hook with a [`Payload`] and reads the
//! [`Answer`]. [`check_edited`] reports what an edit made worse, and [`prime`](prime()) where things
//! stand. Nothing here ever keeps an agent from working.

mod answer;
mod check;
mod edited;
mod host;
mod payload;
mod prime;
mod wording;

pub use answer::{Answer, event_name};
pub use check::{AgentError, check_edited};
pub use host::Host;
pub use payload::{Moment, Payload};
pub use prime::prime;
