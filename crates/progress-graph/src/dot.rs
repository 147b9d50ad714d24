//! DOT source, for Graphviz.

use std::collections::BTreeMap;

use progress_core::display::visible;

use crate::graph::Stroke;
use crate::text::{lines, push};
use crate::{Graph, Kind, Node, State};

/// The width of a label, in units of the font size.
const WIDTH: f64 = 18.0;
/// Maximum lines of a description.
const MAX_LINES: usize = 3;

/// Returns a graph as DOT source.
#[must_use]
pub fn dot(graph: &Graph) -> String {
    let mut out = String::from("digraph progress {\n");
    push(&mut out, format_args!("  label={}\n", quoted(&graph.title)));
    out.push_str("  labelloc=t\n  rankdir=TB\n  newrank=true\n");
    out.push_str(
        "  node [shape=box, style=\"rounded,filled\", fontname=\"sans-serif\", fontsize=11]\n",
    );
    out.push_str("  edge [color=\"#57606a\"]\n");
    for (group, members) in graph.nodes_by_group().into_iter().enumerate() {
        if members.is_empty() {
            continue;
        }
        let entry = &graph.groups[group];
        let title = format!("{} ({}/{} done)", entry.name, entry.done, entry.total);
        push(
            &mut out,
            format_args!("  subgraph cluster_{} {{\n", group + 1),
        );
        push(
            &mut out,
            format_args!("    label={}\n    color=\"#8c959f\"\n", quoted(&title)),
        );
        let mut batches: BTreeMap<u32, Vec<String>> = BTreeMap::new();
        for node in members {
            push(
                &mut out,
                format_args!("    {}\n", node_line(&graph.nodes[node], node)),
            );
            if let Some(batch) = graph.nodes[node].batch {
                batches
                    .entry(batch)
                    .or_default()
                    .push(format!("t{}", node + 1));
            }
        }
        for names in batches.values().filter(|names| names.len() > 1) {
            push(
                &mut out,
                format_args!("    {{ rank=same; {} }}\n", names.join("; ")),
            );
        }
        out.push_str("  }\n");
    }
    graph.push_edges(&mut out, edge_parts);
    out.push_str("}\n");
    out
}

fn edge_parts(stroke: Stroke) -> (&'static str, &'static str) {
    let attributes = match stroke {
        Stroke::Plain => "",
        Stroke::Critical => " [penwidth=3, color=\"#1f2328\"]",
        Stroke::Reference => " [style=dashed]",
    };
    ("->", attributes)
}

fn node_line(node: &Node, index: usize) -> String {
    let mut label = vec![format!("{} {}", node.state.sign(), node.name)];
    label.extend(lines(&node.text, WIDTH, MAX_LINES));
    let label: Vec<String> = label.iter().map(|line| escaped(line.trim())).collect();
    let (fill, color) = colors(node.state);
    let mut attributes = format!(
        "label=\"{}\", tooltip={}, fillcolor=\"{fill}\", color=\"{color}\"",
        label.join("\\n"),
        quoted(&node.full_text()),
    );
    if node.is_critical {
        attributes.push_str(", penwidth=3");
    }
    match node.kind {
        Kind::Task => {}
        Kind::Reference => attributes.push_str(", shape=ellipse, style=\"dashed,filled\""),
        Kind::Folded => attributes.push_str(", peripheries=2"),
    }
    format!("t{} [{attributes}]", index + 1)
}

fn colors(state: State) -> (&'static str, &'static str) {
    match state {
        State::Done => ("#dafbe1", "#1a7f37"),
        State::Active => ("#ddf4ff", "#0969da"),
        State::Review => ("#fbefff", "#8250df"),
        State::AtRisk => ("#fff8c5", "#9a6700"),
        State::Blocked => ("#ffebe9", "#cf222e"),
        State::Ready => ("#ffffff", "#0969da"),
        State::Waiting | State::Open | State::Dropped => ("#f6f8fa", "#6e7781"),
        State::Undecided => ("#ffffff", "#9a6700"),
    }
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", escaped(text))
}

/// Escapes a text for a quoted string that Graphviz shows.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in visible(text).chars() {
        match character {
            // A backslash begins escapes such as `\N`, the name of the node.
            '"' | '\\' => {
                out.push('\\');
                out.push(character);
            }
            // Graphviz decodes HTML entities, even outside HTML labels.
            '&' => out.push_str("&amp;"),
            _ => out.push(character),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::graph_of;

    #[test]
    fn labels_are_escaped_and_batches_share_a_rank() {
        let mut graph = graph_of(
            "- {id: PREP-0.1, description: 'C:\\new \"x\" &lt; \\N', status: done, dependencies: []}
- {id: node, status: todo, dependencies: []}",
        );
        graph.nodes[0].batch = Some(1);
        graph.nodes[1].batch = Some(1);
        let text = dot(&graph);
        assert!(
            text.contains(r#"t1 [label="✓ PREP-0.1\nC:\\new \"x\" &amp;lt; \\N""#),
            "{text}"
        );
        assert!(text.contains("{ rank=same; t1; t2 }"));
    }
}
