//! A self-contained SVG picture, for light and dark backgrounds.

mod arrows;
mod geometry;
mod style;

use arrows::arrows;
use geometry::{Geometry, NODE_HEIGHT, NODE_WIDTH};
use style::STYLE;

use crate::layout::{self, Layout};
use crate::text::{fitted, lines, push, width, xml};
use crate::{Fold, Graph, Kind, State};

/// The size of a node's name, and of a description.
const NAME_SIZE: f64 = 13.0;
const TEXT_SIZE: f64 = 11.5;
/// The space at both sides of a text.
const MARGIN: f64 = 10.0;
/// The height of the title and of the legend.
const TITLE_HEIGHT: f64 = 44.0;
const LEGEND_HEIGHT: f64 = 40.0;
/// The least width of a picture.
const MIN_WIDTH: f64 = 420.0;

/// How to draw a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Svg<'a> {
    /// What the IDs in it start with; different for each picture of a page.
    pub id: &'a str,
    /// Whether it is a file of its own: with a title that can be seen, and colors.
    pub is_file: bool,
    /// What is drawn as one node at least.
    pub fold: Fold,
}

impl Svg<'_> {
    /// The style sheet of pictures without their own.
    #[must_use]
    pub fn style() -> &'static str {
        STYLE
    }
}

/// Draws a graph; returns the picture and what was folded, so that it can be drawn.
#[must_use]
pub fn svg(graph: &Graph, options: Svg<'_>) -> (String, Fold) {
    let few = graph.with_few_unknown();
    let (mut folded, fold) = options.fold.until(&few, layout::fits);
    if !layout::fits(&folded) {
        // Thousands of phases, or of arrows between them: without arrows, it is at least a list.
        folded.edges.clear();
        folded.nodes.truncate(layout::MAX_NODES);
    }
    let layout = layout::layout(&folded, geometry::SIZES);
    let picture = Picture {
        graph: &folded,
        geometry: Geometry::of(&layout, if options.is_file { TITLE_HEIGHT } else { 0.0 }),
        layout,
        options,
    };
    (picture.draw(), fold)
}

struct Picture<'g> {
    graph: &'g Graph,
    layout: Layout,
    geometry: Geometry,
    options: Svg<'g>,
}

impl Picture<'_> {
    fn draw(&self) -> String {
        let legend = self.legend();
        let total_width = self.geometry.width.max(MIN_WIDTH).max(legend.1);
        let height = self.geometry.height + LEGEND_HEIGHT;
        let Svg { id, is_file, .. } = self.options;
        let mut out = String::new();
        push(
            &mut out,
            format_args!(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"pg\" role=\"img\" \
                 aria-labelledby=\"{id}-title {id}-desc\" viewBox=\"0 0 {total_width:.0} {height:.0}\" \
                 width=\"{total_width:.0}\" height=\"{height:.0}\">\n"
            ),
        );
        let title = format!("Dependencies of {}", self.graph.title);
        let desc = self.graph.summary();
        push(
            &mut out,
            format_args!(
                "<title id=\"{id}-title\">{}</title>\n<desc id=\"{id}-desc\">{}</desc>\n",
                xml(&title),
                xml(&desc)
            ),
        );
        if is_file {
            push(&mut out, format_args!("<style>{STYLE}</style>\n"));
            out.push_str("<rect class=\"pg-page\" width=\"100%\" height=\"100%\"/>\n");
            let shown = fitted(&self.graph.title, (total_width - 2.0 * MARGIN) / 17.0);
            push(
                &mut out,
                format_args!(
                    "<text class=\"pg-title\" x=\"12\" y=\"28\">{}</text>\n",
                    xml(&shown)
                ),
            );
        }
        self.groups(&mut out, total_width);
        arrows(self.graph, &self.layout, &self.geometry, &mut out);
        for node in 0..self.graph.nodes.len() {
            self.node(node, &mut out);
        }
        out.push_str(&legend.0);
        out.push_str("</svg>\n");
        out
    }

    /// The boxes of the phases, with their names.
    fn groups(&self, out: &mut String, total_width: f64) {
        for (group, bounds) in self.graph.groups.iter().zip(&self.geometry.groups) {
            let Some((top, bottom)) = *bounds else {
                continue;
            };
            push(
                out,
                format_args!(
                    "<rect class=\"pg-group\" x=\"1\" y=\"{top:.0}\" width=\"{:.0}\" \
                     height=\"{:.0}\" rx=\"10\"/>\n",
                    total_width - 2.0,
                    bottom - top
                ),
            );
            let counts = format!("{}/{} done", group.done, group.total);
            let room = total_width - 4.0 * MARGIN - width(&counts) * NAME_SIZE;
            push(
                out,
                format_args!(
                    "<text class=\"pg-name pg-heading\" x=\"12\" y=\"{:.0}\">{} <tspan>{counts}</tspan></text>\n",
                    top + 22.0,
                    xml(&fitted(&group.name, room / NAME_SIZE))
                ),
            );
        }
    }

    fn node(&self, index: usize, out: &mut String) {
        let node = &self.graph.nodes[index];
        let (x, y) = self.geometry.corner(self.layout.nodes[index]);
        let kind = match node.kind {
            Kind::Task => "",
            Kind::Reference => " pg-reference",
            Kind::Folded => " pg-folded",
        };
        let critical = if node.is_critical { " pg-critical" } else { "" };
        push(
            out,
            format_args!(
                "<g class=\"pg-node pg-{}{kind}{critical}\" transform=\"translate({x:.0},{y:.0})\">",
                node.state.class()
            ),
        );
        let radius = if node.kind == Kind::Reference { 33 } else { 8 };
        push(
            out,
            format_args!("<rect width=\"{NODE_WIDTH}\" height=\"{NODE_HEIGHT}\" rx=\"{radius}\"/>"),
        );
        let inset = if node.kind == Kind::Reference {
            24.0
        } else {
            MARGIN
        };
        let room = NODE_WIDTH - 2.0 * inset;
        // A task without an ID has its description in both lines.
        let name = format!("{} {}", node.state.sign(), node.name);
        let mut shown = vec![(" class=\"pg-name\"", fitted(name.trim(), room / NAME_SIZE))];
        let text = lines(&node.text, room / TEXT_SIZE, 2);
        let is_whole = name.trim() == shown[0].1 && is_same(&text, &node.text);
        shown.extend(text.into_iter().map(|line| ("", line)));
        // On a page, a table has all texts and states.
        if self.options.is_file || !is_whole {
            let full = xml(&node.full_text());
            push(out, format_args!("<title>{full}</title>"));
        }
        let baselines = match shown.len() {
            1 => [38, 0, 0],
            2 => [28, 47, 0],
            _ => [21, 39, 54],
        };
        for ((class, line), baseline) in shown.iter().zip(baselines) {
            push(
                out,
                format_args!(
                    "<text{class} x=\"{inset}\" y=\"{baseline}\">{}</text>",
                    xml(line)
                ),
            );
        }
        out.push_str("</g>\n");
    }

    /// The legend and its width.
    fn legend(&self) -> (String, f64) {
        let mut out = String::new();
        let mut x = 12.0;
        let y = self.geometry.height + 24.0;
        for state in self.graph.states() {
            legend_entry(&mut out, &mut x, y, state);
        }
        if self.graph.has_critical_path() {
            push(
                &mut out,
                format_args!(
                    "<path class=\"pg-critical\" d=\"M{x:.1},{:.1}h22\"/>\
                     <text x=\"{:.1}\" y=\"{y:.1}\">critical path</text>\n",
                    y - 4.0,
                    x + 28.0
                ),
            );
            x += 28.0 + width("critical path") * TEXT_SIZE + 16.0;
        }
        (out, x)
    }
}

/// Whether some lines are a whole text.
fn is_same(lines: &[String], text: &str) -> bool {
    let shown = lines.iter().flat_map(|line| line.split_whitespace());
    shown.eq(text.split_whitespace())
}

fn legend_entry(out: &mut String, x: &mut f64, y: f64, state: State) {
    let text = format!("{} {}", state.sign(), state.word());
    let room = width(&text) * TEXT_SIZE + 16.0;
    push(
        out,
        format_args!(
            "<g class=\"pg-node pg-{}\"><rect x=\"{x:.1}\" y=\"{:.1}\" width=\"{room:.1}\" \
             height=\"22\" rx=\"6\"/><text x=\"{:.1}\" y=\"{y:.1}\">{text}</text></g>\n",
            state.class(),
            y - 15.0,
            *x + 8.0
        ),
    );
    *x += room + 10.0;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{graph_of, task};

    const FILE: Svg<'_> = Svg {
        id: "g",
        is_file: true,
        fold: Fold::Nothing,
    };

    #[test]
    fn a_picture_contains_every_task_once_as_text() {
        let graph = graph_of(
            "- {id: A-1, description: '<script>alert(1)</script>', status: done, dependencies: []}
- {id: A-2, status: todo, dependencies: [A-1]}",
        );
        let (picture, fold) = svg(&graph, FILE);
        assert_eq!(fold, Fold::Nothing);
        assert!(!picture.contains("<script"));
        assert!(picture.contains("&lt;script&gt;"));
        assert_eq!(picture.matches("class=\"pg-node").count(), 4);
        assert_eq!(picture.matches("<path ").count(), 2);
        assert_eq!(picture, svg(&graph, FILE).0);
    }

    #[test]
    fn a_graph_that_is_too_large_is_folded() {
        let tasks = (0..3_100).map(|number| task(&format!("T-{number}"), "done", ""));
        let tasks: Vec<String> = tasks.collect();
        let (picture, fold) = svg(&graph_of(&tasks.join("\n")), FILE);
        assert_eq!(fold, Fold::Done);
        assert!(picture.contains("3100 tasks done"));
    }
}
