//! The files that the description of a task names.

use crate::source::name_of;

/// Shorter names without an ending are found in other files by chance.
const SHORTEST: usize = 8;

/// The first word of a text that can only be the path or name of a file, or what a file is named
/// after: `src/cart.rs`, `cart.rs`, `CartPage` or `cart_store`. Files named after that are often only
/// referred to.
#[must_use]
pub fn named_file(text: &str) -> Option<&str> {
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '-' | '/');
    let mut words = text.split(|c| !is_part(c)).map(without_marks);
    words.find(|word| {
        let name = name_of(word);
        has_ending(name) || is_compound(name)
    })
}

/// A word without punctuation around it, and without `./` and `../`. A single dot at the beginning is
/// part of a name: `.mcp.json`, `.github/release.yml`.
fn without_marks(word: &str) -> &str {
    let word = word.trim_end_matches(['.', '-', '/']);
    let name = word.trim_start_matches(['.', '-', '/']);
    let marks = word.strip_suffix(name).unwrap_or_default();
    if marks.ends_with('.') && !marks.ends_with("..") {
        &word[marks.len() - 1..]
    } else {
        name
    }
}

/// Whether a path is of the file that a text names.
#[must_use]
pub fn is_file(path: &str, named: &str) -> bool {
    let end = if has_ending(name_of(named)) {
        path
    } else {
        without_ending(path)
    };
    match end.strip_suffix(named) {
        Some(folder) => folder.is_empty() || folder.ends_with('/'),
        None => false,
    }
}

/// A path without the last ending of its name.
#[must_use]
pub fn without_ending(path: &str) -> &str {
    match path.rsplit_once('.') {
        Some((start, ending)) if !ending.contains('/') && !name_of(start).is_empty() => start,
        _ => path,
    }
}

fn has_ending(name: &str) -> bool {
    let Some((stem, ending)) = name.rsplit_once('.') else {
        return false;
    };
    // `3.14` is a number, and `e.g` an abbreviation.
    let is_ending =
        (2..=5).contains(&ending.len()) && ending.bytes().all(|b| b.is_ascii_alphanumeric());
    is_ending && stem.len() > 2 && stem.contains(|c: char| c.is_alphabetic())
}

/// Whether a name consists of several words, such as `CartPage` or `cart_store`.
fn is_compound(name: &str) -> bool {
    if name.len() < SHORTEST || name.contains(['.', '-']) {
        return false;
    }
    let has_lowercase = name.contains(char::is_lowercase);
    let humps = name.chars().filter(|c| c.is_uppercase()).count();
    let is_camel = has_lowercase && !name.contains('_') && humps >= 2;
    is_camel || has_lowercase && name.trim_matches('_').contains('_')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_of_files_are_taken() {
        for (text, name) in [
            ("Create DeleteConfirmationModal.", "DeleteConfirmationModal"),
            ("Add `src/cart.rs`, cart_store (and tests)", "src/cart.rs"),
            ("Add cart_store to cart.rs", "cart_store"),
            ("Commit the .mcp.json for agents", ".mcp.json"),
            ("Write ./.github/release.yml.", ".github/release.yml"),
            ("See ../cart.rs", "cart.rs"),
            ("Then ...cart.rs", "cart.rs"),
        ] {
            assert_eq!(named_file(text), Some(name), "{text}");
        }
        let text = "Reach 3.14 points, e.g. in Java, .NET or data-table, with .env";
        assert_eq!(named_file(text), None);
    }

    #[test]
    fn a_path_must_agree_with_what_is_named() {
        assert!(is_file("web/src/cart.rs", "src/cart.rs"));
        assert!(!is_file("tests/cart.rs", "src/cart.rs"));
        assert!(!is_file("src/shopping_cart.rs", "cart.rs"));
        assert!(is_file(".mcp.json", ".mcp.json"));
        assert!(!is_file("web/mcp.json", ".mcp.json"));
        assert!(is_file("web/CartPage.tsx", "CartPage"));
        assert!(!is_file("web/CartPage.test.tsx", "CartPage"));
        assert_eq!(without_ending("a.b/.env"), "a.b/.env");
    }
}
