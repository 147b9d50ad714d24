//! Whether two titles belong to the same task.

use std::collections::BTreeMap;

/// Whether the shorter of two titles has at least half of its pairs of characters in common with the
/// other; pairs, because not all languages put spaces between words.
pub(super) fn is_alike(one: &str, other: &str) -> bool {
    let (one, other) = (pairs(one), pairs(other));
    let count = |pairs: &Pairs| pairs.values().sum::<usize>();
    let shared = one.iter().map(|(pair, count)| {
        let there = other.get(pair).copied().unwrap_or_default();
        there.min(*count)
    });
    shared.sum::<usize>() * 2 >= count(&one).min(count(&other))
}

type Pairs = BTreeMap<(char, char), usize>;

/// The pairs of adjacent characters, with the spaces around words, and how often each occurs.
fn pairs(text: &str) -> Pairs {
    let text = text.to_lowercase();
    let mut pairs = Pairs::new();
    for word in text.split_whitespace() {
        let mut before = ' ';
        for c in word.chars().chain([' ']) {
            *pairs.entry((before, c)).or_default() += 1;
            before = c;
        }
    }
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reworded_title_is_of_the_same_task() {
        for (one, other, expected) in [
            ("Store carts", "Store carts in the database", true),
            ("Add", "Add a page for orders", true),
            ("Create the projcet", "Create the project", true),
            ("購入画面を作る", "購入画面を作成する", true),
            ("Create the project", "Set up the database", false),
            ("Offer coupons", "Pay by card", false),
            ("購入画面を作る", "在庫を数える", false),
            ("a", "b", false),
        ] {
            assert_eq!(is_alike(one, other), expected, "{one} / {other}");
            assert_eq!(is_alike(other, one), expected, "{other} / {one}");
        }
    }
}
