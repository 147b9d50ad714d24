//! Work on many items, divided among threads.

use rayon::prelude::*;

/// For fewer files than this, it takes longer to hand them to other threads than to handle them.
pub const MANY_FILES: usize = 12;

/// Returns what `work` makes of each item, in the order of the items; on several threads if there
/// are at least `many`.
///
/// Must not be called while holding a lock or in the initializer of a `OnceLock`: the threads that
/// are to do the work may be waiting for it.
pub fn map_each<T, R>(items: &[T], many: usize, work: impl Fn(&T) -> R + Sync + Send) -> Vec<R>
where
    T: Sync,
    R: Send,
{
    if items.len() < many {
        items.iter().map(work).collect()
    } else {
        // Collecting keeps the order, however the threads are scheduled.
        items.par_iter().map(work).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_are_in_the_order_of_the_items() {
        let items: Vec<usize> = (0..1000).collect();
        for many in [1, 1000, 1001] {
            assert_eq!(map_each(&items, many, |item| *item), items);
        }
    }
}
