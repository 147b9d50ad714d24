//! What Git knows of what stands in the files, and which texts it is asked about.

use crate::collections::{HashMap, HashSet};
use crate::model::{FileId, Name};
use crate::yaml::Node;

/// What Git knows, as far as rules ask for it. What nobody knows is in none of these.
#[derive(Debug, Default)]
pub struct History {
    /// The phases that the change at hand marks done.
    pub marked_done: HashSet<FileId>,
    /// Texts that name paths which neither the files nor the history have.
    pub lost_paths: HashSet<String>,
    /// Texts that name a path of the repository, but for the `/` that they begin with.
    pub rooted_paths: HashSet<String>,
    /// Names that no commit has.
    pub unknown_commits: HashSet<String>,
    /// The commits that marked phases done.
    pub completions: HashMap<FileId, Completion>,
}

impl History {
    /// What is known of texts, whatever files they stand in.
    #[must_use]
    pub fn of_texts(&self) -> Self {
        Self {
            lost_paths: self.lost_paths.clone(),
            rooted_paths: self.rooted_paths.clone(),
            unknown_commits: self.unknown_commits.clone(),
            ..Self::default()
        }
    }
}

/// The commit that marked a phase done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Completion {
    /// Its day, as `2026-02-05`.
    pub day: String,
    /// Its name, short.
    pub commit: String,
}

/// The paths that an entry of `files_modified` may name, of which one is meant: with what
/// stands behind it, and without. Empty where it names none of this repository.
#[must_use]
pub fn paths_in(text: &str) -> Vec<&str> {
    let text = text.trim().trim_start_matches("./");
    let is_pattern = text.contains(['*', '?', '{', '<', '$']) || text.starts_with('[');
    let is_elsewhere = text.contains([':', '\\']) || text.starts_with(['~', '/']);
    let leaves = text.split('/').any(|part| part == "..");
    if is_pattern || is_elsewhere || leaves {
        return Vec::new();
    }
    let word = text.split_whitespace().next().unwrap_or_default();
    // Prose, such as `TBD`.
    if !word.contains(['/', '.']) {
        return Vec::new();
    }
    let mut paths = vec![text, word]
        .into_iter()
        .map(|path| path.trim_end_matches('/'));
    let mut found: Vec<&str> = paths.by_ref().filter(|path| !path.is_empty()).collect();
    found.dedup();
    found
}

/// The entries of `files_modified`: texts, or mappings that say `path`.
#[must_use]
pub fn modified_in(value: Node<'_>) -> Vec<Name> {
    if value.is_sequence() {
        return value.items().flat_map(modified_in).collect();
    }
    let path = ["path", "file"].into_iter().find_map(|key| value.get(key));
    let path = if value.is_mapping() {
        path
    } else {
        Some(value)
    };
    path.and_then(Name::of).into_iter().collect()
}

/// The names of commits in a value: texts of hexadecimal digits, with commas between them.
pub fn commits_in(value: Node<'_>) -> impl Iterator<Item = &str> {
    const LENGTHS: std::ops::RangeInclusive<usize> = 7..=40;
    let text = value.some_text().unwrap_or_default();
    let parts = text.split([',', ' ']);
    let is_name = |part: &&str| {
        LENGTHS.contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_hexdigit())
    };
    parts.filter(is_name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_may_have_a_remark_behind_it() {
        assert_eq!(paths_in("src/a b.rs"), ["src/a b.rs", "src/a"]);
        assert_eq!(
            paths_in("./src/cache/ (TBD)"),
            ["src/cache/ (TBD)", "src/cache"]
        );
        assert_eq!(paths_in("app/[id]/page.tsx"), ["app/[id]/page.tsx"]);
        assert_eq!(paths_in("Cargo.toml"), ["Cargo.toml"]);
    }

    #[test]
    fn what_is_no_path_of_the_repository_is_none() {
        for text in [
            "TBD",
            "",
            "none yet",
            "src/*.rs",
            "a/{b}.rs",
            "[PATH]",
            "~/x.rs",
            "../a/b.rs",
            "https://x/y",
            "/etc/x",
            "C:\\x.rs",
        ] {
            assert_eq!(paths_in(text), [""; 0], "{text}");
        }
    }
}
