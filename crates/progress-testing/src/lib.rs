//! Lints files in memory, for the unit tests of the crates above `progress-core`.
//!
//! That crate contains the code, because its own tests use it too.

#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::missing_panics_doc,
    clippy::must_use_candidate,
    clippy::return_self_not_must_use,
    reason = "only tests use it"
)]

#[path = "../../progress-core/src/testing.rs"]
mod testing;

pub use testing::*;
