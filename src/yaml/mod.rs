//! YAML with nothing lost: every node keeps its value, its style and its byte range, keys too.
//!
//! [`parse()`] builds a [`Tree`] in one walk, over the text where that is simple and over
//! libyaml's events where it is not; [`Node`] is a handle into it.

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
