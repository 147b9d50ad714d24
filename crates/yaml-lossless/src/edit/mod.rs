//! Edits that change only the bytes they have to.
//!
//! [`edited()`] makes [`Change`]s in a document. Its steps can be used one by one: [`lower()`]
//! translates changes to byte edits, [`verify()`] compares the result, node by node, with what was
//! intended, and [`second_opinion()`] has an independent parser read it.

mod block;
mod block_scalar_append;
mod byte_edits;
mod change;
mod copied;
mod cross_check;
mod edited;
mod edits;
mod error;
mod excerpt;
mod flow;
mod layout;
mod list;
mod prevailing_style;
mod scalar_text;
mod tally;
mod trivia;
mod verify;
mod written;

pub use byte_edits::lower;
pub use change::{Change, Value};
pub use copied::Copied;
pub use copied::tag;
pub use cross_check::second_opinion;
pub use edited::edited;
pub use error::{EditError, Reason};
pub use excerpt::Excerpt;
pub use layout::Layout;
pub use scalar_text::{Context, write_text};
pub use tally::{Tally, family};
pub use verify::verify;
