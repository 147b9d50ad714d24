//! Edits that change only the bytes they have to.
//!
//! [`lower()`] translates [`Change`]s to byte edits; [`verify()`] parses the result and compares
//! it, node by node, with what was intended.

mod block;
mod change;
mod copied;
mod cross_check;
mod error;
mod excerpt;
mod flow;
mod layout;
mod lower;
mod place;
mod quote;
mod scalar;
mod trivia;
mod verify;
mod written;

pub use change::{Change, Value};
pub use copied::Copied;
pub(crate) use copied::tag;
pub use cross_check::second_opinion;
pub use error::{EditError, Reason};
pub use excerpt::Excerpt;
pub use layout::Layout;
pub use lower::lower;
pub use quote::{Context, is_plain_text, write_text};
pub use verify::verify;
