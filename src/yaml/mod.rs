//! Lossless YAML: every node, keys included, keeps its value, style and byte range.
//!
//! [`parse()`] builds a [`Tree`] in one pass, over the text itself if it is simple and over
//! libyaml's events otherwise; [`Node`] is a handle into it.

pub mod edit;
mod error;
mod explain;
mod json;
mod parse;
mod route;
mod scalar;
mod tree;
mod words;

pub use error::SyntaxError;
pub use json::to_json;
pub use parse::{is_expected_crash, parse};
pub use route::{Route, Step};
pub use scalar::Scalar;
pub use tree::{Node, NodeId, Style, Tree};
