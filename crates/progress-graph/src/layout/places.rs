//! Moves the items of each row sideways, so that arrows are as straight as possible.

use std::ops::Range;

use super::{Layers, Sizes};

/// How often all rows are moved.
const SWEEPS: usize = 16;
/// How much more the place of an arrow counts than that of a node: long arrows should be straight.
const LANE_WEIGHT: f64 = 4.0;

/// Returns the center of each item, and the total width: that of the widest row. `groups` are the rows
/// of each group.
pub(super) fn place(layers: &Layers, groups: &[Range<usize>], sizes: Sizes) -> (Vec<f64>, f64) {
    let widths = layers.rows.iter().map(|row| width(layers, row, sizes));
    let room = widths.fold(0.0, f64::max);
    let mut centers = vec![0.0; layers.items.len()];
    for row in &layers.rows {
        let wanted = vec![room / 2.0; row.len()];
        // At first, each row is centered.
        move_row(layers, row, &wanted, room, sizes, &mut centers);
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
            move_row(layers, row, &wanted, room, sizes, &mut centers);
        }
    }
    slide_left(layers, 0..layers.rows.len(), sizes, &mut centers);
    for rows in groups {
        // On a narrow screen, the box of the group would look empty. Being readable there is worth
        // arrows that bend.
        if start(layers, rows.clone(), sizes, &centers) > sizes.node / 2.0 {
            slide_left(layers, rows.clone(), sizes, &mut centers);
        }
        if start(layers, rows.clone(), sizes, &centers) > sizes.node / 2.0 {
            let layers = &passing_last(layers, rows.clone(), &mut centers, room);
            for row in &layers.rows[rows.clone()] {
                let wanted: Vec<f64> = row.iter().map(|&item| centers[item]).collect();
                move_row(layers, row, &wanted, room, sizes, &mut centers);
            }
            slide_left(layers, rows.clone(), sizes, &mut centers);
        }
    }
    (centers, room)
}

/// Puts arrows that only pass some rows to the right of everything else in these rows.
fn passing_last(layers: &Layers, rows: Range<usize>, centers: &mut [f64], room: f64) -> Layers {
    let mut changed = layers.clone();
    for members in components(layers, rows.clone()).members {
        if members.iter().all(|&item| !layers.items[item].is_node) {
            for item in members {
                centers[item] = room;
            }
        }
    }
    for row in &mut changed.rows[rows] {
        row.sort_by_key(|&item| centers[item] >= room);
    }
    changed
}

fn mean(items: &[usize], centers: &[f64]) -> Option<f64> {
    let count = u32::try_from(items.len()).ok().filter(|&count| count > 0)?;
    let sum: f64 = items.iter().map(|&item| centers[item]).sum();
    Some(sum / f64::from(count))
}

/// Moves the items of a row as close as possible to where they should be, without overlap and without
/// leaving the picture.
fn move_row(
    layers: &Layers,
    row: &[usize],
    wanted: &[f64],
    room: f64,
    sizes: Sizes,
    centers: &mut [f64],
) {
    let (Some(&first), Some(&last)) = (row.first(), row.last()) else {
        return;
    };
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
    let leftmost = half(layers, first, sizes);
    let rightmost = (room - half(layers, last, sizes) - offset).max(leftmost);
    let means = blocks.iter().flat_map(|block| {
        let mean = block.mean().clamp(leftmost, rightmost);
        std::iter::repeat_n(mean, block.length)
    });
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

/// The least width of a row.
fn width(layers: &Layers, row: &[usize], sizes: Sizes) -> f64 {
    let (Some(&first), Some(&last)) = (row.first(), row.last()) else {
        return 0.0;
    };
    let between = row.windows(2);
    let between = between.map(|pair| distance(layers, pair[0], pair[1], sizes));
    half(layers, first, sizes) + between.sum::<f64>() + half(layers, last, sizes)
}

/// Where the first node of some rows begins.
fn start(layers: &Layers, rows: Range<usize>, sizes: Sizes, centers: &[f64]) -> f64 {
    let nodes = layers.rows[rows].iter().flatten();
    let nodes = nodes.filter(|&&item| layers.items[item].is_node);
    let first = nodes.map(|&item| centers[item]).reduce(f64::min);
    first.map_or(0.0, |center| center - sizes.node / 2.0)
}

/// Moves each group of items that arrows connect within some rows to the left, until it touches
/// something else or the edge: nothing else would align it with the rest.
fn slide_left(layers: &Layers, rows: Range<usize>, sizes: Sizes, centers: &mut [f64]) {
    let components = components(layers, rows);
    for _ in 0..SWEEPS {
        let mut has_moved = false;
        for component in 0..components.members.len() {
            let space = components.space(component, layers, sizes, centers);
            if space > 0.5 {
                has_moved = true;
                for &item in &components.members[component] {
                    centers[item] -= space;
                }
            }
        }
        if !has_moved {
            break;
        }
    }
}

/// What arrows join.
struct Components {
    /// The items of each.
    members: Vec<Vec<usize>>,
    /// The component of each item.
    of: Vec<usize>,
    /// What is left of each item in its row.
    left: Vec<Option<usize>>,
}

fn components(layers: &Layers, rows: Range<usize>) -> Components {
    let mut found = Components {
        members: Vec::new(),
        of: vec![usize::MAX; layers.items.len()],
        left: vec![None; layers.items.len()],
    };
    for row in &layers.rows[rows.clone()] {
        for pair in row.windows(2) {
            found.left[pair[1]] = Some(pair[0]);
        }
        // In the order of rows, so that what is moved first makes room for the rest.
        for &start in row {
            if found.of[start] != usize::MAX {
                continue;
            }
            let component = found.members.len();
            found.of[start] = component;
            let mut members = vec![start];
            let mut next = 0;
            while let Some(&item) = members.get(next) {
                next += 1;
                let item = &layers.items[item];
                for &neighbor in item.above.iter().chain(&item.below) {
                    let is_inside = rows.contains(&layers.items[neighbor].row);
                    if is_inside && found.of[neighbor] == usize::MAX {
                        found.of[neighbor] = component;
                        members.push(neighbor);
                    }
                }
            }
            found.members.push(members);
        }
    }
    found
}

impl Components {
    /// How far a component can move to the left.
    fn space(&self, component: usize, layers: &Layers, sizes: Sizes, centers: &[f64]) -> f64 {
        let mut space = f64::INFINITY;
        for &item in &self.members[component] {
            let least = match self.left[item] {
                Some(left) if self.of[left] == component => continue,
                Some(left) => centers[left] + distance(layers, left, item, sizes),
                None => half(layers, item, sizes),
            };
            space = space.min(centers[item] - least);
        }
        space
    }
}
