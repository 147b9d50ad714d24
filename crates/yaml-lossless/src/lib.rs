//! Lossless YAML: every node, keys included, keeps its value, style and byte range, and a value can
//! be edited without touching another byte.
//!
//! [`parse()`] builds a [`Tree`] in one pass, over the text itself if it is simple and over
//! libyaml's events otherwise; [`Node`] is a handle into it.
//!
//! ```
//! use yaml_lossless::parse;
//! use yaml_lossless::text::{LineIndex, Span};
//!
//! let text = "name: web\nports: [80, 443] # public\n";
//! let tree = parse(text, Span::new(0, text.len()))?;
//! let port = tree.root().get("ports").and_then(|ports| ports.item(1)).unwrap();
//! assert_eq!(port.text(), Some("443"));
//! assert_eq!(&text[port.span().range()], "443");
//!
//! let position = LineIndex::new(text).position(text, port.span().range().start);
//! assert_eq!((position.line, position.column), (2, 13));
//! # Ok::<(), yaml_lossless::SyntaxError>(())
//! ```
//!
//! [`edit`] translates changes of nodes to byte edits in the style of the text, and checks the
//! result:
//!
//! ```
//! use yaml_lossless::edit::{Change, Value, edited};
//! use yaml_lossless::parse;
//! use yaml_lossless::text::Span;
//!
//! let text = "# Services\nname:   'web'   # shown to users\nports: [80, 443]\n";
//! let tree = parse(text, Span::new(0, text.len()))?;
//! let root = tree.root();
//! let changes = [
//!     Change::Set(root.get("name").unwrap().id(), Value::text("shop")),
//!     Change::Append(root.get("ports").unwrap().id(), vec![Value::int(8080)]),
//!     Change::put(root, "replicas", Value::int(3), &["name"]),
//! ];
//! assert_eq!(
//!     edited(text, &tree, &changes)?,
//!     "# Services\nname:   'shop'   # shown to users\nreplicas: 3\nports: [80, 443, 8080]\n",
//! );
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! A change that would lose something is refused. So is YAML that cannot be read; the error says
//! where, why, and how to fix it:
//!
//! ```
//! use yaml_lossless::edit::{Change, Reason, Value, edited};
//! use yaml_lossless::parse;
//! use yaml_lossless::text::Span;
//!
//! let text = "base: &base 1\ncopy: *base\n";
//! let tree = parse(text, Span::new(0, text.len()))?;
//! let copy = tree.root().get("copy").unwrap();
//! let error = edited(text, &tree, &[Change::Set(copy.id(), Value::int(2))]).unwrap_err();
//! assert_eq!(error.reason, Reason::Alias);
//! assert_eq!(&text[error.span.range()], "*base");
//!
//! let text = "ports: [80\n";
//! let error = parse(text, Span::new(0, text.len())).unwrap_err();
//! assert_eq!(
//!     error.message,
//!     "this `[` is never closed: expected `,` or `]` before line 2",
//! );
//! assert_eq!(&text[error.span.range()], "[");
//! assert_eq!(error.help, Some("close it where the value ends"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! A document may be part of a larger text, such as the frontmatter of a Markdown file: [`parse()`]
//! gets the span of the document, and all offsets are those of the whole text.
//!
//! Untrusted input is safe: nesting, the number of nodes and the expansion of aliases are limited,
//! and a crash of libyaml is a [`SyntaxError`].

pub mod edit;
mod error;
mod explain;
mod json;
mod parse;
mod route;
mod scalar;
pub mod text;
mod tree;
mod words;

pub use error::SyntaxError;
pub use json::to_json;
#[cfg(any(test, feature = "compare-readers"))]
#[doc(hidden)]
pub use parse::compare_readers;
pub use parse::{is_expected_crash, parse};
pub use route::{Route, Step};
pub use scalar::Scalar;
pub use tree::{Node, NodeId, Style, Tree};

/// Runs the example of the README.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
