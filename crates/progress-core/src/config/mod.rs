//! Settings: which files are linted, which rules are enabled, and their severities.
//!
//! `.progress.yaml` is read into a raw form, checked, and turned into [`Settings`] once;
//! nothing else uses the raw form.

mod check;
mod load;
mod problem;
mod raw;
mod settings;
mod severity;
mod shape;
mod weaker;

pub use load::{FILE_NAME, MAX_BYTES, load_bytes, misnamed_among};
pub use problem::{ConfigError, Invalid, Problem};
pub use settings::{Globs, Override, Pending, Profile, Settings};
pub use severity::Severity;
pub use weaker::weaker;
