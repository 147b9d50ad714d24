//! A quick test for words that are not the ID of a task.

/// The number of different shapes is 64 times as large.
const WORDS: usize = 64;

/// The shapes of some IDs. Every word of a message is looked up in every folder, and hardly any is an
/// ID.
#[derive(Clone, Debug)]
pub(super) struct Shapes([u64; WORDS]);

impl Default for Shapes {
    fn default() -> Self {
        Self([0; WORDS])
    }
}

/// What IDs of the same length share if they have the same letter at the start, in the middle and at
/// the end; some others share it too.
#[derive(Clone, Copy, Debug)]
pub(super) struct Shape {
    word: usize,
    bit: u64,
}

impl Shape {
    pub(super) fn of(id: &str) -> Self {
        let bytes = id.as_bytes();
        let [.., length] = bytes.len().to_be_bytes();
        let middle = bytes.get(bytes.len() / 2).copied().unwrap_or_default();
        let ends = [bytes.first(), bytes.last()].map(|it| it.copied().unwrap_or_default());
        let letters = u32::from_be_bytes([length, ends[0], middle, ends[1]]);
        // The upper bits of the product depend on all bits (Fibonacci hashing).
        let [upper, lower, ..] = letters.wrapping_mul(0x9E37_79B9).to_be_bytes();
        Self {
            word: usize::from(upper) % WORDS,
            bit: 1 << (lower % 64),
        }
    }
}

impl Shapes {
    pub(super) fn add(&mut self, shape: Shape) {
        self.0[shape.word] |= shape.bit;
    }

    pub(super) fn add_all(&mut self, other: &Self) {
        for (word, more) in self.0.iter_mut().zip(other.0) {
            *word |= more;
        }
    }

    pub(super) fn has(&self, shape: Shape) -> bool {
        self.0[shape.word] & shape.bit != 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_id_has_the_shape_of_itself_and_few_others_have() {
        let ids: Vec<String> = (0..300)
            .map(|n| format!("TASK-{}.{}", n / 9, n % 9))
            .collect();
        let mut shapes = Shapes::default();
        for id in &ids {
            shapes.add(Shape::of(id));
        }
        let mut all = Shapes::default();
        all.add_all(&shapes);
        assert!(ids.iter().all(|id| all.has(Shape::of(id))));
        let words = include_str!("shapes.rs").split_whitespace();
        let (seeming, rest): (Vec<&str>, Vec<&str>) =
            words.partition(|word| all.has(Shape::of(word)));
        assert!(seeming.len() * 20 < rest.len(), "{seeming:?}");
        assert!(!all.has(Shape::of("")));
    }
}
