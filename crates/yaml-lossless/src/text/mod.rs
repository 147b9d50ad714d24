//! A text, spans and positions in it, and byte edits.

mod edit;
mod lines;
mod source;

pub use edit::{Edit, Overlap, apply};
pub use lines::{LineIndex, Position};
pub use source::{Span, Text};
