//! From rows to coordinates.

use crate::layout::{Layout, Place, Sizes};

/// The size of a node.
pub(super) const NODE_WIDTH: f64 = 200.0;
pub(super) const NODE_HEIGHT: f64 = 66.0;
/// The space between rows, in which arrows bend.
const ROW_GAP: f64 = 46.0;
/// The space at both sides.
const SIDE: f64 = 16.0;
/// The heading of a phase, and the space below its last row.
const HEADING: f64 = 38.0;
const FOOT: f64 = 16.0;
/// The space between phases.
const GROUP_GAP: f64 = 22.0;

/// The sizes that the layout depends on.
pub(super) const SIZES: Sizes = Sizes {
    node: NODE_WIDTH,
    gap: 24.0,
    lane: 14.0,
};

/// Where rows and phases are.
pub(super) struct Geometry {
    /// The top of each row.
    rows: Vec<f64>,
    /// The top and bottom of each phase; `None` if it is empty.
    pub groups: Vec<Option<(f64, f64)>>,
    /// The total size, without what is below the last phase.
    pub width: f64,
    pub height: f64,
}

impl Geometry {
    /// Computes the places of rows, below `top`.
    pub(super) fn of(layout: &Layout, top: f64) -> Self {
        let mut geometry = Self {
            rows: Vec::with_capacity(layout.rows),
            groups: Vec::with_capacity(layout.groups.len()),
            width: layout.width + 2.0 * SIDE,
            height: top + 1.0,
        };
        for rows in &layout.groups {
            if rows.is_empty() {
                geometry.groups.push(None);
                continue;
            }
            let start = geometry.height;
            let mut y = start + HEADING;
            for _ in rows.clone() {
                geometry.rows.push(y);
                y += NODE_HEIGHT + ROW_GAP;
            }
            let end = y - ROW_GAP + FOOT;
            geometry.groups.push(Some((start, end)));
            geometry.height = end + GROUP_GAP;
        }
        geometry
    }

    /// The upper left corner of a node.
    pub(super) fn corner(&self, place: Place) -> (f64, f64) {
        (Self::x(place.x) - NODE_WIDTH / 2.0, self.rows[place.row])
    }

    /// The horizontal position of a place.
    pub(super) fn x(x: f64) -> f64 {
        x + SIDE
    }

    /// The top and the bottom of a row.
    pub(super) fn row(&self, row: usize) -> (f64, f64) {
        (self.rows[row], self.rows[row] + NODE_HEIGHT)
    }
}
