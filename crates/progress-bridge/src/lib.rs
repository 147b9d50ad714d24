#![doc = include_str!("../README.md")]
//!
//! # How
//!
//! [`detect`] finds the format of a folder or a file, and [`read()`] reads it. A reader of a format
//! says only what the files say ([`mod@read`]); what has to hold for a progress file (IDs that
//! are unique and well formed, dependencies that exist, no cycles) is established afterwards for
//! all formats alike, and whatever is lost on the way becomes a [`Remark`].
//!
//! [`write()`] goes the other way.

mod files;
mod format;
mod model;
pub mod read;
mod seen;
mod settle;
pub mod write;

pub use files::{Files, MemoryFiles};
pub use format::{Format, detect, inputs, reading_format};
pub use model::{Bundle, Phase, Plan, Remark, Status, TAKEN, Task};
pub use read::{ReadError, read};
pub use seen::{Field, Seen};
pub use settle::{Known, KnownPlan, is_plan_name, origin, plan_name, says_why_blocked};
pub use write::{Target, Written, write};
