//! Output of `progress graph` for people: a tree.

use std::io::{self, Write};

use progress_graph::{Graph, Line, Node, State, tree};

use crate::cli::colors::Style;
use crate::cli::table::{Screen, width};

/// The minimum width in columns.
const MIN_WIDTH: usize = 40;
/// Maximum width of the name of a dependency.
const MAX_NAME: usize = 24;
/// The least width of a description that is worth showing.
const MIN_TEXT: usize = 8;

/// How to show a graph.
pub(super) struct View {
    /// Whether to use color.
    pub paint: bool,
    /// What the output can show.
    pub screen: Screen,
}

impl View {
    /// Writes the tree, and what the signs mean.
    pub(super) fn write(&self, graph: &Graph, out: &mut dyn Write) -> io::Result<()> {
        if graph.nodes.is_empty() {
            return Ok(());
        }
        for (number, line) in tree(graph).into_iter().enumerate() {
            match line {
                Line::Group(group) => {
                    if number > 0 {
                        writeln!(out)?;
                    }
                    let group = &graph.groups[group];
                    let counts = format!("  {}/{}", group.done, group.total);
                    let screen = self.screen.at_least(MIN_WIDTH);
                    let name = screen.fitted(&group.name, screen.room(counts.len()));
                    let name = Style::Strong.paint(&name, self.paint);
                    writeln!(out, "{name}{counts}")?;
                }
                Line::Task {
                    branches,
                    node,
                    after,
                } => {
                    let line = self.task(
                        &graph.nodes[node],
                        &self.screen.signs(&branches),
                        &after_text(graph, &after, self.screen),
                    );
                    writeln!(out, "{}", line.trim_end())?;
                }
            }
        }
        writeln!(out, "\n{}", self.faint(&self.legend(graph)))
    }

    /// `├─ ▶ AUTH-1.2* Issue tokens, after AUTH-1.1`.
    fn task(&self, node: &Node, branches: &str, after: &str) -> String {
        let screen = self.screen.at_least(MIN_WIDTH);
        let total = screen.width();
        let sign = self.sign(node.state).to_string();
        let mut sign = match style(node.state) {
            Some(style) => style.paint(&sign, self.paint),
            None => sign,
        };
        if node.is_critical {
            sign.push('*');
        }
        // Blanks around the branches and the sign, and the mark of the critical path.
        let mut used = 2 + width(branches, total) + 2 + usize::from(node.is_critical);
        let name = screen.fitted(&node.name, screen.room(used));
        used += width(&name, total) + 2;
        let mut line = format!("  {}{sign} {name}", self.faint(branches));
        let rest = screen.room(used);
        // The dependencies take at most half of what is left.
        let after = screen.fitted(after, rest / 2);
        let room = rest.saturating_sub(width(&after, total) + 2);
        if !node.text.is_empty() && room >= MIN_TEXT {
            line.push_str("  ");
            line.push_str(&screen.fitted(&node.text, room));
        }
        if !after.is_empty() {
            line.push_str("  ");
            line.push_str(&self.faint(&after));
        }
        line
    }

    fn sign(&self, state: State) -> char {
        if self.screen.ascii {
            state.ascii_sign()
        } else {
            state.sign()
        }
    }

    /// What the signs mean that occur.
    fn legend(&self, graph: &Graph) -> String {
        let states = graph.states().into_iter();
        let mut entries: Vec<String> = states
            .map(|state| format!("{} {}", self.sign(state), state.word()))
            .collect();
        if graph.has_critical_path() {
            entries.push("* critical path".to_owned());
        }
        let columns = self.screen.columns.unwrap_or(usize::MAX);
        let mut lines: Vec<String> = Vec::new();
        for entry in entries {
            match lines.last_mut() {
                Some(line) if width(&format!("{line}  {entry}"), usize::MAX) <= columns => {
                    line.push_str("  ");
                    line.push_str(&entry);
                }
                _ => lines.push(entry),
            }
        }
        lines.join("\n")
    }

    fn faint(&self, text: &str) -> String {
        Style::Faint.paint(text, self.paint && !text.is_empty())
    }
}

/// `after AUTH-1.1 and Phase 2`; empty if there is nothing else.
fn after_text(graph: &Graph, after: &[usize], screen: Screen) -> String {
    let names = after.iter().map(|&node| &graph.nodes[node].name);
    let names: Vec<String> = names.map(|name| screen.fitted(name, MAX_NAME)).collect();
    if names.is_empty() {
        return String::new();
    }
    format!("after {}", names.join(", "))
}

fn style(state: State) -> Option<Style> {
    match state {
        State::Done => Some(Style::Good),
        State::Active | State::Ready => Some(Style::Help),
        State::AtRisk | State::Review | State::Undecided => Some(Style::Warning),
        State::Blocked => Some(Style::Error),
        State::Waiting | State::Open | State::Dropped => None,
    }
}
