//! Mermaid source, as GitHub and GitLab draw it in Markdown.

use crate::graph::Stroke;
use crate::text::push;
use crate::{Fold, Graph, Kind, State};
use progress_core::display::visible;

/// Maximum length in UTF-16 units; Mermaid draws an error for longer source, and a diagram cannot
/// change that.
const MAX_LENGTH: usize = 50_000;
/// Maximum number of arrows; likewise.
const MAX_EDGES: usize = 500;

/// The colors of nodes. Only outlines, because the theme chooses the color of text.
const CLASSES: &[(State, &str)] = &[
    (State::Done, "stroke:#2da44e"),
    (State::Active, "stroke:#218bff,stroke-width:3px"),
    (State::Review, "stroke:#a475f9,stroke-width:3px"),
    (State::AtRisk, "stroke:#d4a72c,stroke-width:3px"),
    (State::Blocked, "stroke:#fa4549,stroke-width:3px"),
    (State::Ready, "stroke:#218bff"),
    (State::Waiting, "stroke:#8c959f"),
    (State::Open, "stroke:#8c959f"),
    (State::Dropped, "stroke:#8c959f,stroke-dasharray:2 3"),
    (State::Undecided, "stroke:#d4a72c,stroke-dasharray:6 3"),
];

/// Returns a graph as a Mermaid flowchart, whatever its size.
#[must_use]
pub fn mermaid(graph: &Graph) -> String {
    let mut out = String::from("flowchart TB\n");
    push(
        &mut out,
        format_args!("  accTitle: {}\n", label(&graph.title)),
    );
    push(
        &mut out,
        format_args!("  accDescr: {}\n", label(&graph.summary())),
    );
    for (group, members) in graph.nodes_by_group().into_iter().enumerate() {
        if members.is_empty() {
            continue;
        }
        let entry = &graph.groups[group];
        let title = format!("{} ({}/{} done)", entry.name, entry.done, entry.total);
        // Made-up IDs: words such as `end`, and many signs, have a meaning in an ID.
        push(
            &mut out,
            format_args!("  subgraph g{}[\"{}\"]\n", group + 1, label(&title)),
        );
        for node in members {
            push(&mut out, format_args!("    {}\n", node_line(graph, node)));
        }
        out.push_str("  end\n");
    }
    graph.push_edges(&mut out, edge_parts);
    let used = graph.states();
    for (state, style) in CLASSES.iter().filter(|(state, _)| used.contains(state)) {
        push(
            &mut out,
            format_args!("  classDef {} {style}\n", state.class()),
        );
    }
    out
}

fn edge_parts(stroke: Stroke) -> (&'static str, &'static str) {
    let arrow = match stroke {
        Stroke::Plain => "-->",
        Stroke::Critical => "==>",
        Stroke::Reference => "-.->",
    };
    (arrow, "")
}

/// Returns a flowchart that Mermaid draws, folded as little as needed but at least like `fold`, and
/// what was folded.
#[must_use]
pub fn mermaid_within_limits(graph: &Graph, fold: Fold) -> (String, Fold) {
    let (folded, fold) = fold.until(&graph.with_few_unknown(), is_within_limits);
    (mermaid(&folded), fold)
}

/// Whether Mermaid draws a graph.
pub(crate) fn is_within_limits(graph: &Graph) -> bool {
    graph.edges.len() <= MAX_EDGES && mermaid(graph).encode_utf16().count() <= MAX_LENGTH
}

fn node_line(graph: &Graph, index: usize) -> String {
    let node = &graph.nodes[index];
    let mut text = format!("{} {}", node.state.sign(), label(&node.name));
    if !node.text.is_empty() {
        // Only this break is markup; those of a text are escaped.
        text.push_str(if node.name.is_empty() { "" } else { "<br>" });
        text.push_str(&label(&node.text));
    }
    let (open, close) = match node.kind {
        Kind::Task => ("[", "]"),
        Kind::Reference => ("([", "])"),
        Kind::Folded => ("[[", "]]"),
    };
    format!(
        "t{}{open}\"{text}\"{close}:::{}",
        index + 1,
        node.state.class()
    )
}

/// Pairs of characters that mean something to Mermaid even as character codes: a formula, a line
/// break, an icon (`fa:fa-star`), and the marks that it writes for codes itself.
const PAIRS: &[(char, char)] = &[
    ('$', '$'),
    ('\\', 'n'),
    (':', 'f'),
    ('\u{fb02}', '°'),
    ('¶', 'ß'),
];
/// Separates such a pair.
const APART: char = '\u{200b}';

/// Escapes a text for a quoted label.
///
/// Mermaid drops tags and directives, and reads some characters as Markdown. Character codes are
/// shown as they are, except for some pairs.
fn label(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let shown = visible(text.trim());
    let mut characters = shown.chars().peekable();
    while let Some(character) = characters.next() {
        let is_plain = !character.is_ascii()
            || character.is_ascii_alphanumeric()
            || " .,-/()?".contains(character);
        if is_plain {
            out.push(character);
        } else {
            push(&mut out, format_args!("#{};", u32::from(character)));
        }
        if let Some(&next) = characters.peek()
            && PAIRS.contains(&(character, next))
        {
            out.push(APART);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{graph_of, task};

    #[test]
    fn ids_are_made_up_and_labels_escaped() {
        let graph = graph_of(
            "- {id: end, description: 'Use <T> and \"x\" #12; `y`', status: done, dependencies: []}
- {id: A---ops-1, status: todo, dependencies: [end, Release]}",
        );
        let text = mermaid(&graph);
        assert!(
            text.contains(
                "t1[\"✓ end<br>Use #60;T#62; and #34;x#34; #35;12#59; #96;y#96;\"]:::done"
            )
        );
        assert!(text.contains("t2[\"? A---ops-1\"]:::undecided"));
        assert!(text.contains("t1 --> t2\n"));
        assert!(text.contains("t3 -.-> t2\n"));
        assert!(!text.contains("classDef blocked"));
        assert_eq!(
            label("$$x ﬂ°°35¶ß"),
            "#36;\u{200b}#36;x ﬂ\u{200b}°°35¶\u{200b}ß"
        );
    }

    #[test]
    fn a_large_graph_is_folded() {
        let mut tasks = vec![task("T-0", "done", "")];
        for number in 1..600 {
            let status = if number < 300 { "done" } else { "todo" };
            let before = format!("T-{}", number - 1);
            tasks.push(task(&format!("T-{number}"), status, &before));
        }
        let graph = graph_of(&tasks.join("\n"));
        let (text, fold) = mermaid_within_limits(&graph, Fold::Nothing);
        assert_eq!(fold, Fold::Done);
        assert!(text.contains("300 tasks done"));
        let (_, fold) = mermaid_within_limits(&graph, Fold::Phases);
        assert_eq!(fold, Fold::Phases);
    }
}
