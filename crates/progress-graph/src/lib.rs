#![doc = include_str!("../README.md")]
//!
//! # How
//!
//! A picture is drawn in rows: each phase takes the rows below the previous one, and inside a phase
//! each batch takes a row. A task is always below what it depends on, so arrows point down. The
//! order inside the rows is chosen so that few arrows cross.

mod dot;
mod fold;
mod graph;
mod layout;
mod mermaid;
mod parts;
mod plan_graph;
mod state;
mod svg;
#[cfg(test)]
mod testing;
mod text;
mod tree;

pub use dot::dot;
pub use fold::Fold;
pub use graph::{Edge, Graph, Group, Kind, Node};
pub use mermaid::{mermaid, mermaid_within_limits};
pub use parts::{Part, parts};
pub use plan_graph::plan_graph;
pub use state::State;
pub use svg::{Svg, svg};
pub use text::xml as escape_xml;
pub use tree::{Line, tree};
