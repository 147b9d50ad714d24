//! Suggestions for misspelled words.

/// The known word nearest to `text`, if it is close enough to be a typo.
#[must_use]
pub fn nearest<'a>(text: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let length = text.chars().count();
    // Longer texts are never a misspelled name, and would take time.
    if length > 64 {
        return None;
    }
    let limit = match length {
        0..=2 => 1,
        3..=7 => 2,
        _ => 3,
    };
    let lower = text.to_lowercase();
    known
        .into_iter()
        .filter(|word| word.len().abs_diff(text.len()) <= limit)
        .map(|word| (strsim::osa_distance(&lower, &word.to_lowercase()), word))
        // A word of which no letter would be left is not similar.
        .filter(|&(distance, word)| distance <= limit && distance < word.chars().count())
        .min_by_key(|&(distance, word)| (distance, !is_spelt_alike(&lower, word), word))
        .map(|(_, word)| word)
}

/// Whether two names differ only in separators between their letters and digits.
fn is_spelt_alike(lower: &str, word: &str) -> bool {
    letters_and_digits(lower) == letters_and_digits(&word.to_lowercase())
}

fn letters_and_digits(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn typos_are_recognized() {
        let known = ["count-mismatch", "schema", "PREP-0.1"];
        assert_eq!(nearest("count-mismtach", known), Some("count-mismatch"));
        assert_eq!(nearest("Schema", known), Some("schema"));
        assert_eq!(nearest("PREP-0.9", known), Some("PREP-0.1"));
        assert_eq!(nearest("weather", known), None);
        let ids = ["PREP-0.2", "PREP_0.1"];
        assert_eq!(nearest("PREP-0.1", ids), Some("PREP_0.1"));
    }
}
