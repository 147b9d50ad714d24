//! Hash tables with a hasher that is fast on short names, which progress files consist of.
//!
//! Each table is seeded randomly, so that no file can be crafted to cause collisions. [`Fnv`] is a
//! hash that is the same in every run, to be stored.

mod fnv;

pub use fnv::Fnv;

use std::hash::{BuildHasher, Hash};
use std::sync::LazyLock;

use foldhash::fast::RandomState;

/// The standard map with a fast hasher.
pub type HashMap<K, V> = std::collections::HashMap<K, V, RandomState>;

/// The standard set with a fast hasher.
pub type HashSet<T> = std::collections::HashSet<T, RandomState>;

/// Hashes a name or a text that is looked up in many places. The hash differs from process to
/// process.
#[must_use]
pub fn hash_of(name: &(impl Hash + ?Sized)) -> u64 {
    static SEED: LazyLock<RandomState> = LazyLock::new(RandomState::default);
    SEED.hash_one(name)
}
