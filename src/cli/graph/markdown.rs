//! Output of `progress graph` as Markdown with Mermaid diagrams.

use std::io::{self, Write};

use progress_core::display::markdown::plain;
use progress_graph::{Fold, Graph, parts};

/// Writes one diagram, or one per phase if a single one would be too large.
pub(super) fn write(graph: &Graph, fold: Fold, out: &mut dyn Write) -> io::Result<()> {
    if graph.nodes.is_empty() {
        return Ok(());
    }
    writeln!(out, "{}", plain(&graph.summary()))?;
    let parts = parts(graph, fold);
    if parts.len() > 1 {
        writeln!(
            out,
            "\nOne diagram per phase, because GitHub and GitLab draw none with more than 500 arrows \
             or 50,000 characters."
        )?;
    }
    for part in parts {
        if let Some(name) = &part.name {
            writeln!(out, "\n#### {}", plain(name))?;
        }
        if let Some(note) = part.fold.note() {
            writeln!(out, "\nIn this diagram, {note}.")?;
        }
        // The source cannot contain a fence, because backticks are escaped in it.
        write!(out, "\n```mermaid\n{}```\n", part.mermaid)?;
    }
    Ok(())
}
