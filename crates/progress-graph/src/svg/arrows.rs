//! Draws dependencies as arrows.

use super::geometry::{Geometry, NODE_WIDTH};
use crate::layout::{Layout, Route};
use crate::text::push;
use crate::{Graph, Kind};

/// The part of a node's side at which arrows begin and end.
const SPREAD: f64 = 0.7;
/// The size of an arrow's tip.
const TIP: f64 = 7.0;

/// Writes all arrows.
pub(super) fn arrows(graph: &Graph, layout: &Layout, geometry: &Geometry, out: &mut String) {
    let ports = Ports::of(graph, layout);
    let mut tips = String::new();
    for (index, route) in layout.edges.iter().enumerate() {
        let edge = &graph.edges[index];
        let class = match (edge.is_critical, graph.nodes[edge.from].kind) {
            (true, Kind::Reference) => " class=\"pg-critical pg-reference\"",
            (true, Kind::Task | Kind::Folded) => " class=\"pg-critical\"",
            (false, Kind::Reference) => " class=\"pg-reference\"",
            (false, Kind::Task | Kind::Folded) => "",
        };
        let (path, tip) = path(route, ports.tops[index], ports.bottoms[index], geometry);
        push(out, format_args!("<path{class} d=\"{path}\"/>\n"));
        push(&mut tips, format_args!("<path{class} d=\"{tip}\"/>\n"));
    }
    if !tips.is_empty() {
        push(out, format_args!("<g class=\"pg-tip\">\n{tips}</g>\n"));
    }
}

/// Where arrows leave their upper and reach their lower node, relative to its center.
struct Ports {
    tops: Vec<f64>,
    bottoms: Vec<f64>,
}

impl Ports {
    fn of(graph: &Graph, layout: &Layout) -> Self {
        let mut leaving = vec![Vec::new(); graph.nodes.len()];
        let mut arriving = vec![Vec::new(); graph.nodes.len()];
        for (index, (edge, route)) in graph.edges.iter().zip(&layout.edges).enumerate() {
            let (top, bottom) = if route.is_upward {
                (edge.to, edge.from)
            } else {
                (edge.from, edge.to)
            };
            let [_, .., before] = route.points[..route.points.len() - 1] else {
                leaving[top].push((route.points[1].x, index));
                arriving[bottom].push((route.points[0].x, index));
                continue;
            };
            leaving[top].push((route.points[1].x, index));
            arriving[bottom].push((before.x, index));
        }
        Self {
            tops: spread(leaving, layout.edges.len()),
            bottoms: spread(arriving, layout.edges.len()),
        }
    }
}

/// Spreads the arrows at each node evenly, in the order in which they come from other rows.
fn spread(nodes: Vec<Vec<(f64, usize)>>, count: usize) -> Vec<f64> {
    let mut offsets = vec![0.0; count];
    for mut arrows in nodes {
        arrows.sort_by(|one, other| one.0.total_cmp(&other.0).then(one.1.cmp(&other.1)));
        let parts = f64::from(u32::try_from(arrows.len() + 1).unwrap_or(u32::MAX));
        let mut position = 0.0;
        for (_, index) in arrows {
            position += 1.0;
            offsets[index] = (position / parts - 0.5) * NODE_WIDTH * SPREAD;
        }
    }
    offsets
}

/// The path of an arrow and that of its tip. A page has thousands of them, so both consist of whole
/// numbers relative to where they start.
fn path(route: &Route, top: f64, bottom: f64, geometry: &Geometry) -> (String, String) {
    let mut path = String::new();
    let last = route.points.len() - 1;
    let mut from = (0.0, 0.0);
    let (mut first, mut end) = ((0.0, 0.0), (0.0, 0.0));
    for (index, point) in route.points.iter().enumerate() {
        let (row_top, row_bottom) = geometry.row(point.row);
        let x = Geometry::x(point.x);
        if index == 0 {
            let x = (x + top).round();
            first = (x, row_bottom);
            let start = row_bottom + if route.is_upward { TIP } else { 0.0 };
            push(&mut path, format_args!("M{x:.0},{start:.0}"));
            from = (x, start);
            continue;
        }
        let (mut x, mut y) = (x.round(), row_top);
        if index == last {
            x = (x + bottom).round();
            end = (x, row_top);
            y -= if route.is_upward { 0.0 } else { TIP };
        }
        let (right, down) = (x - from.0, y - from.1);
        let half = (down / 2.0).floor();
        push(
            &mut path,
            format_args!("c0,{half} {right},{half} {right},{down}"),
        );
        if index < last {
            push(&mut path, format_args!("v{}", row_bottom - row_top));
        }
        from = (x, row_bottom);
    }
    let ((x, y), back) = if route.is_upward {
        (first, TIP)
    } else {
        (end, -TIP)
    };
    let half = f64::midpoint(TIP, 1.0);
    let triangle = format!("M{x},{y}l-{half},{back}h{}z", 2.0 * half);
    (path, triangle)
}
