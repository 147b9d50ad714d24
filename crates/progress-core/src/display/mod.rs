//! Text in messages: made safe to show, shortened, and suggestions for misspelled words.

pub mod markdown;
mod nearest;
mod plural;
mod shortened;
mod visible;

pub use nearest::nearest;
pub use plural::plural;
pub use shortened::shortened;
pub use visible::{is_plain, is_unsafe_to_show, visible};
