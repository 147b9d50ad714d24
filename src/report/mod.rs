//! Findings in the formats that people and programs read, one file each.

mod concise;

pub use concise::concise;
