//! Names that only one thing may have.

use std::collections::{BTreeMap, BTreeSet};

/// The names that are taken, and for each beginning the number with which the search for the next free
/// one goes on, so that a thousand tasks with the same title do not each count from the start.
#[derive(Debug, Default)]
pub(super) struct Taken {
    names: BTreeSet<String>,
    next: BTreeMap<String, usize>,
}

impl Taken {
    /// Takes a name; `false` if it is taken already.
    pub(super) fn insert(&mut self, name: &str) -> bool {
        self.names.insert(name.to_owned())
    }

    /// Takes the first free name that is this beginning, a number from `first` on, and this end.
    pub(super) fn free(&mut self, start: &str, first: usize, end: &str) -> String {
        let number = self.next.entry(start.to_owned()).or_insert(first);
        loop {
            let name = format!("{start}{number}{end}");
            *number += 1;
            if self.names.insert(name.clone()) {
                return name;
            }
        }
    }
}

impl<T: Into<String>> FromIterator<T> for Taken {
    fn from_iter<I: IntoIterator<Item = T>>(names: I) -> Self {
        Self {
            names: names.into_iter().map(Into::into).collect(),
            next: BTreeMap::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_free_number_is_taken() {
        let mut taken: Taken = ["T.2", "T.4"].into_iter().collect();
        assert!(!taken.insert("T.2") && taken.insert("T"));
        let free: Vec<String> = (0..4).map(|_| taken.free("T.", 1, "")).collect();
        assert_eq!(free, ["T.1", "T.3", "T.5", "T.6"]);
        assert_eq!(taken.free("a (", 2, ")"), "a (2)");
    }
}
