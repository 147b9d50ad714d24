//! Checking: what one run of `progress lint` does, without its arguments and its output.
//!
//! A [`LintRequest`] says what to lint, and [`open()`] opens it as a [`Check`], which lints the files of
//! a [`Source`] with settings and known findings. If it checks the
//! commits of a range, a [`Gate`] decides which settings apply.

mod changes;
mod check;
mod choose_baseline;
mod circumstances;
mod commits;
mod earlier;
mod fix;
mod gate;
mod introduced;
mod known_findings;
mod ledger;
mod open;
mod open_error;
mod parts;
mod replay;
mod request;
mod source;

pub use check::{Check, CheckError, Checked, GatedRange, Targets, Weakened};
pub use commits::{CheckedCommits, CommitsError};
pub use fix::{FixError, WrittenFixes, fix, ignore, write_fixes};
pub use gate::{Gate, Judgement};
pub use known_findings::{BaselineFile, BaselineFileError, BaselineText, Dropped, KnownFindings};
pub use open::{Notice, Opened, open};
pub use open_error::OpenError;
pub use parts::Parts;
pub use replay::{Edited, Past, Printed, Replay, Same};
pub use request::{Action, BaselineChoice, BaselineRequest, LintRequest, Origin};
pub use source::{Source, SourceError};
