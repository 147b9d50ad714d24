//! Orders the items of each row so that few arrows cross.

use super::Layers;

/// How often all rows are ordered by their neighbors.
const SWEEPS: usize = 24;
/// Sweeps without an improvement after which the order is final.
const PATIENCE: usize = 6;
/// How often neighbors are swapped after each sweep.
const SWAPS: usize = 8;

/// Changes the order in the rows; keeps the best order found.
pub(super) fn reduce(layers: &mut Layers) {
    let mut positions = vec![0; layers.items.len()];
    for row in 0..layers.rows.len() {
        number(layers, row, &mut positions);
    }
    let mut best = layers.rows.clone();
    let mut fewest = usize::MAX;
    let mut failures = 0;
    for sweep in 0..SWEEPS {
        let is_down = sweep % 2 == 0;
        for step in 0..layers.rows.len() {
            let row = if is_down {
                step
            } else {
                layers.rows.len() - 1 - step
            };
            order_row(layers, row, is_down, &mut positions);
        }
        for _ in 0..SWAPS {
            if !swap_neighbors(layers, &mut positions) {
                break;
            }
        }
        let crossings = count_all(layers, &positions);
        if crossings < fewest {
            fewest = crossings;
            best.clone_from(&layers.rows);
            failures = 0;
        } else {
            failures += 1;
        }
        if fewest == 0 || failures == PATIENCE {
            break;
        }
    }
    layers.rows = best;
}

/// Remembers where each item of a row is.
fn number(layers: &Layers, row: usize, positions: &mut [usize]) {
    for (position, &item) in layers.rows[row].iter().enumerate() {
        positions[item] = position;
    }
}

/// Orders a row by the mean position of each item's neighbors in the row above or below.
fn order_row(layers: &mut Layers, row: usize, is_down: bool, positions: &mut [usize]) {
    let mut keyed: Vec<(f64, usize)> = Vec::with_capacity(layers.rows[row].len());
    for &item in &layers.rows[row] {
        let entry = &layers.items[item];
        let neighbors = if is_down { &entry.above } else { &entry.below };
        let key = mean(neighbors, positions).unwrap_or(as_float(positions[item]));
        keyed.push((key, item));
    }
    // Stable, so that equal items stay in order.
    keyed.sort_by(|one, other| one.0.total_cmp(&other.0));
    layers.rows[row] = keyed.into_iter().map(|(_, item)| item).collect();
    number(layers, row, positions);
}

fn mean(items: &[usize], positions: &[usize]) -> Option<f64> {
    let sum: usize = items.iter().map(|&item| positions[item]).sum();
    (!items.is_empty()).then(|| as_float(sum) / as_float(items.len()))
}

#[expect(
    clippy::cast_precision_loss,
    reason = "counts of items are far smaller"
)]
fn as_float(count: usize) -> f64 {
    count as f64
}

/// Swaps neighbors in each row if fewer arrows cross then; returns whether any were swapped.
fn swap_neighbors(layers: &mut Layers, positions: &mut [usize]) -> bool {
    let mut has_swapped = false;
    for row in 0..layers.rows.len() {
        for left in 1..layers.rows[row].len() {
            let (one, other) = (layers.rows[row][left - 1], layers.rows[row][left]);
            let now = crossings_of(layers, one, other, positions);
            let swapped = crossings_of(layers, other, one, positions);
            if swapped < now {
                layers.rows[row].swap(left - 1, left);
                positions.swap(one, other);
                has_swapped = true;
            }
        }
    }
    has_swapped
}

/// How many arrows of two neighbors cross if `left` is on the left.
fn crossings_of(layers: &Layers, left: usize, right: usize, positions: &[usize]) -> usize {
    let (left, right) = (&layers.items[left], &layers.items[right]);
    inversions(&left.above, &right.above, positions)
        + inversions(&left.below, &right.below, positions)
}

fn inversions(left: &[usize], right: &[usize], positions: &[usize]) -> usize {
    let mut count = 0;
    for &one in left {
        for &other in right {
            count += usize::from(positions[one] > positions[other]);
        }
    }
    count
}

/// The number of crossings between all rows.
fn count_all(layers: &Layers, positions: &[usize]) -> usize {
    let rows = layers.rows.iter();
    rows.map(|row| count_below(layers, row, positions)).sum()
}

/// The number of crossings between a row and the one below it.
fn count_below(layers: &Layers, row: &[usize], positions: &[usize]) -> usize {
    let mut ends = Vec::new();
    for &item in row {
        let mut targets: Vec<usize> = layers.items[item]
            .below
            .iter()
            .map(|&it| positions[it])
            .collect();
        targets.sort_unstable();
        ends.extend(targets);
    }
    // A Fenwick tree of the ends so far: two arrows cross if the later one ends further left.
    let size = ends.iter().max().map_or(0, |last| last + 1);
    let mut tree = vec![0; size + 1];
    let mut count = 0;
    for (earlier, &end) in ends.iter().enumerate() {
        let mut not_right = 0;
        let mut at = end + 1;
        while at > 0 {
            not_right += tree[at];
            at -= at & at.wrapping_neg();
        }
        count += earlier - not_right;
        at = end + 1;
        while at <= size {
            tree[at] += 1;
            at += at & at.wrapping_neg();
        }
    }
    count
}

#[cfg(test)]
mod tests {
    use super::super::Item;
    use super::*;

    /// Two rows with these connections.
    fn two_rows(above: usize, below: usize, edges: &[(usize, usize)]) -> Layers {
        let mut layers = Layers {
            items: vec![Item::default(); above + below],
            rows: vec![(0..above).collect(), (above..above + below).collect()],
            chains: Vec::new(),
        };
        for &(from, to) in edges {
            layers.items[from].below.push(above + to);
            layers.items[above + to].above.push(from);
        }
        layers
    }

    fn count(layers: &Layers) -> usize {
        let mut positions = vec![0; layers.items.len()];
        for row in 0..layers.rows.len() {
            number(layers, row, &mut positions);
        }
        count_all(layers, &positions)
    }

    #[test]
    fn crossings_are_counted() {
        assert_eq!(count(&two_rows(2, 2, &[(0, 1), (1, 0)])), 1);
        assert_eq!(count(&two_rows(2, 2, &[(0, 0), (0, 1), (1, 0), (1, 1)])), 1);
        assert_eq!(count(&two_rows(3, 3, &[(0, 2), (1, 1), (2, 0)])), 3);
    }

    #[test]
    fn crossings_that_can_be_avoided_are_avoided() {
        let mut layers = two_rows(4, 4, &[(0, 3), (1, 2), (2, 1), (3, 0), (0, 2)]);
        assert!(count(&layers) > 0);
        reduce(&mut layers);
        assert_eq!(count(&layers), 0);
    }
}
