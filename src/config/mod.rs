//! Settings: what is linted, which rules speak and how loudly.
//!
//! `.progress.yaml` is read into a raw form, checked, and turned into [`Settings`] once;
//! nothing else looks at the raw form.

mod settings;
mod severity;

pub use settings::{Globs, Override, Profile, Settings};
pub use severity::Severity;
