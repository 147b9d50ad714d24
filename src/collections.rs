//! Hash tables with a hasher that is quick on the short names that progress files consist of.
//!
//! It is seeded anew for each table, so that nobody can write a file whose names collide.

/// The standard map with a quick hasher.
pub type HashMap<K, V> = std::collections::HashMap<K, V, foldhash::fast::RandomState>;

/// The standard set with a quick hasher.
pub type HashSet<T> = std::collections::HashSet<T, foldhash::fast::RandomState>;
