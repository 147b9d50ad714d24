//! Whether a file may be one that a task lists under another name.

use super::file_names::without_ending;
use super::similar::apart;
use crate::source::{folder_of, name_of};

/// Extensions of files that are written in the same language or in closely related ones.
const FAMILIES: &[&[&str]] = &[
    &[
        "js", "jsx", "ts", "tsx", "mjs", "cjs", "mts", "cts", "vue", "svelte",
    ],
    &["py", "pyi"],
    &["yml", "yaml", "json", "toml"],
    &["md", "mdx", "markdown", "rst", "txt"],
    &["css", "scss", "sass", "less"],
    &["c", "cc", "cpp", "cxx", "h", "hpp"],
    &["sh", "bash", "zsh"],
];
/// Names of files that stand for their directory.
const ENTRIES: &[&str] = &["mod", "index", "__init__"];
/// Other names that files of many directories have.
const COMMON: &[&str] = &["page", "route", "layout", "README"];
/// Words that mark a test.
const TESTS: &[&str] = &["test", "spec"];

/// What files have in common that differ only in their extension, in a plural, or in how a test or
/// module is named.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct FileKey {
    folder: String,
    words: Vec<String>,
    is_test: bool,
    family: String,
}

impl FileKey {
    /// The key of a path; `None` if its name has no words.
    #[must_use]
    pub fn of(path: &str) -> Option<Self> {
        let stem = without_ending(path);
        let ending = path.strip_prefix(stem)?.trim_start_matches('.');
        let mut file = stem;
        // `cart/mod.rs` is the module `cart`.
        if ENTRIES.contains(&name_of(stem)) && !folder_of(stem).is_empty() {
            file = folder_of(stem).trim_end_matches('/');
        }
        let folder = folder_of(file);
        let mut words = words_of(name_of(file));
        let count = words.len();
        words.retain(|word| !TESTS.contains(&word.as_str()));
        let is_in_tests = || {
            words_of(folder)
                .iter()
                .any(|it| TESTS.contains(&it.as_str()))
        };
        (!words.is_empty()).then(|| Self {
            folder: folder.trim_end_matches('/').to_owned(),
            is_test: words.len() < count || is_in_tests(),
            words,
            family: family(ending).to_owned(),
        })
    }
}

/// Whether only its directory says what a file is about, as with `cart/mod.rs`.
#[must_use]
pub fn is_named_by_directory(path: &str) -> bool {
    let name = name_of(without_ending(path));
    ENTRIES.contains(&name) || COMMON.contains(&name)
}

/// The words of a name, in the singular.
fn words_of(name: &str) -> Vec<String> {
    let separated = apart(name).to_lowercase();
    let words = separated.split(|c: char| !c.is_alphanumeric());
    words
        .filter(|word| !word.is_empty())
        .map(|word| match word.strip_suffix("ies") {
            Some(start) => format!("{start}y"),
            None => word.strip_suffix('s').unwrap_or(word).to_owned(),
        })
        .collect()
}

fn family(ending: &str) -> &str {
    let mut families = FAMILIES.iter();
    let family = families.find(|family| family.contains(&ending));
    family.map_or(ending, |family| family[0])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_names_of_the_same_file_are_recognized() {
        for (one, other) in [
            ("tests/cart.test.ts", "tests/cart.spec.ts"),
            ("src/cart.rs", "src/cart/mod.rs"),
            ("src/cart.ts", "src/cart/index.tsx"),
            ("src/components/Cart.tsx", "src/components/Cart.jsx"),
            ("tests/test_cart.py", "tests/test_carts.py"),
            ("src/category.rs", "src/categories.rs"),
            ("src/hooks/useCart.ts", "src/hooks/useCarts.ts"),
            ("src/cart.js", "src/cart.ts"),
            ("tests/cart.rs", "tests/cart_test.rs"),
        ] {
            assert!(FileKey::of(one).is_some());
            assert_eq!(FileKey::of(one), FileKey::of(other), "{one}, {other}");
        }
        for (one, other) in [
            ("src/cart.test.ts", "src/cart.ts"),
            ("src/Cart.tsx", "src/Cart.css"),
            ("src/cart.rs", "src/cart_list.rs"),
            ("src/a/cart.rs", "src/b/carts.rs"),
            ("src/a/index.ts", "src/b/index.ts"),
        ] {
            assert_ne!(FileKey::of(one), FileKey::of(other), "{one}, {other}");
        }
        assert_eq!(FileKey::of("tests/test.py"), None);
    }
}
