//! Moves the items of each row sideways, so that arrows are as straight as possible.

use super::{Layers, Sizes};

/// How often all rows are moved.
const SWEEPS: usize = 16;
/// How much more the place of an arrow counts than that of a node: long arrows should be straight.
const LANE_WEIGHT: f64 = 4.0;

/// Returns the center of each item, and the total width.
pub(super) fn place(layers: &Layers, sizes: Sizes) -> (Vec<f64>, f64) {
    let mut centers = vec![0.0; layers.items.len()];
    for row in &layers.rows {
        let wanted = vec![0.0; row.len()];
        // At first, each row is centered.
        move_row(layers, row, &wanted, sizes, &mut centers);
    }
    for sweep in 0..SWEEPS {
        for step in 0..layers.rows.len() {
            let is_down = sweep % 2 == 0;
            let row = if is_down {
                step
            } else {
                layers.rows.len() - 1 - step
            };
            let row = &layers.rows[row];
            // The last sweep looks both ways, so that no side is preferred.
            let is_last = sweep + 2 >= SWEEPS;
            let wanted: Vec<f64> = row
                .iter()
                .map(|&item| {
                    let (above, below) = (&layers.items[item].above, &layers.items[item].below);
                    let mut neighbors = if is_down { above } else { below }.clone();
                    if is_last || neighbors.is_empty() {
                        neighbors.clone_from(above);
                        neighbors.extend(below);
                    }
                    mean(&neighbors, &centers).unwrap_or(centers[item])
                })
                .collect();
            move_row(layers, row, &wanted, sizes, &mut centers);
        }
    }
    to_origin(layers, sizes, centers)
}

fn mean(items: &[usize], centers: &[f64]) -> Option<f64> {
    let count = u32::try_from(items.len()).ok().filter(|&count| count > 0)?;
    let sum: f64 = items.iter().map(|&item| centers[item]).sum();
    Some(sum / f64::from(count))
}

/// Moves the items of a row as close as possible to where they should be, without overlap.
fn move_row(layers: &Layers, row: &[usize], wanted: &[f64], sizes: Sizes, centers: &mut [f64]) {
    // With the offset that an item has if the row is as narrow as possible subtracted, the centers
    // only have to be in order. Items that are not are joined, and share their mean.
    let mut blocks: Vec<Block> = Vec::with_capacity(row.len());
    let mut offsets = Vec::with_capacity(row.len());
    let mut offset = 0.0;
    for (index, &item) in row.iter().enumerate() {
        if index > 0 {
            offset += distance(layers, row[index - 1], item, sizes);
        }
        offsets.push(offset);
        let weight = if layers.items[item].is_node {
            1.0
        } else {
            LANE_WEIGHT
        };
        let mut block = Block {
            sum: (wanted[index] - offset) * weight,
            weight,
            length: 1,
        };
        while let Some(last) = blocks.pop() {
            if last.mean() <= block.mean() {
                blocks.push(last);
                break;
            }
            block = last.with(&block);
        }
        blocks.push(block);
    }
    let means = blocks
        .iter()
        .flat_map(|block| std::iter::repeat_n(block.mean(), block.length));
    for ((&item, offset), mean) in row.iter().zip(offsets).zip(means) {
        centers[item] = mean + offset;
    }
}

/// Neighbors that touch each other.
struct Block {
    sum: f64,
    weight: f64,
    length: usize,
}

impl Block {
    fn mean(&self) -> f64 {
        self.sum / self.weight
    }

    fn with(&self, other: &Self) -> Self {
        Self {
            sum: self.sum + other.sum,
            weight: self.weight + other.weight,
            length: self.length + other.length,
        }
    }
}

/// The least distance between the centers of neighbors.
fn distance(layers: &Layers, left: usize, right: usize, sizes: Sizes) -> f64 {
    let is_lane = |item: usize| !layers.items[item].is_node;
    let gap = if is_lane(left) && is_lane(right) {
        sizes.lane
    } else {
        sizes.gap
    };
    half(layers, left, sizes) + gap + half(layers, right, sizes)
}

fn half(layers: &Layers, item: usize, sizes: Sizes) -> f64 {
    if layers.items[item].is_node {
        sizes.node / 2.0
    } else {
        sizes.lane / 2.0
    }
}

/// Moves everything so that the leftmost item begins at zero.
fn to_origin(layers: &Layers, sizes: Sizes, mut centers: Vec<f64>) -> (Vec<f64>, f64) {
    let (mut left, mut right) = (f64::INFINITY, f64::NEG_INFINITY);
    for (item, &center) in centers.iter().enumerate() {
        left = left.min(center - half(layers, item, sizes));
        right = right.max(center + half(layers, item, sizes));
    }
    if centers.is_empty() {
        return (centers, 0.0);
    }
    for center in &mut centers {
        *center -= left;
    }
    (centers, right - left)
}
