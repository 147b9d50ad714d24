//! What coding agents are told about progress files.
//!
//! A program that runs an agent (a [`Host`]) calls a hook with a [`Payload`] and reads the
//! [`Answer`]. [`check_edited`] reports what an edit made worse, [`check_session`] what a session did,
//! and [`prime`](prime()) says where things stand. Nothing here ever keeps an agent from working.

mod answer;
mod bases;
mod call;
mod check;
mod edited;
mod host;
mod last_updates;
mod payload;
mod prime;
mod sessions;
mod setup;
mod stop;
mod tools;
mod wording;

pub use answer::{Answer, event_name};
pub use check::{AgentError, check_edited};
pub use host::Host;
pub use payload::{Moment, Payload};
pub use prime::{expects_files, prime, start_session};
pub use setup::{
    SettingsError, SetupError, SetupPlan, SetupStep, Target, Wish, obstacles, plan_setup,
    write_setup,
};
pub use stop::check_session;
