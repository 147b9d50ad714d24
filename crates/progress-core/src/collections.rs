//! Hash tables with a hasher that is fast on short names, which progress files consist of.
//!
//! Each table is seeded randomly, so that no file can be crafted to cause collisions. [`Fnv`] is a
//! hash that is the same in every run, to be stored.

mod fnv;

pub use fnv::Fnv;

/// The standard map with a fast hasher.
pub type HashMap<K, V> = std::collections::HashMap<K, V, foldhash::fast::RandomState>;

/// The standard set with a fast hasher.
pub type HashSet<T> = std::collections::HashSet<T, foldhash::fast::RandomState>;
