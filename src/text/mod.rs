//! Source text: spans, lines and columns, byte edits, and text made safe to show.
//!
//! Everything here is about bytes and characters, independent of YAML.

mod edit;
mod fnv;
mod lines;
mod nearest;
mod shortened;
mod source;
mod visible;

pub use edit::{Edit, Overlap, apply};
pub use fnv::Fnv;
pub use lines::{LineIndex, Position};
pub use nearest::nearest;
pub use shortened::shortened;
pub use source::{Span, Text};
pub use visible::{is_unsafe_to_show, visible};
