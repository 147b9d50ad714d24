//! Facts from Git about the contents of the files, and the texts to look up.

use yaml_lossless::Node;

use crate::collections::{HashMap, HashSet};
use crate::model::commit_id::is_commit_id;
use crate::model::{FileId, Name};

/// Facts from Git that rules need. Unknown facts are left out.
#[derive(Debug, Default)]
pub struct History {
    /// The phases that the current change marks done.
    pub marked_done: HashSet<FileId>,
    /// The entries of `files_modified` that name paths found neither in the files nor in history.
    pub lost_paths: HashSet<String>,
    /// Likewise, the files that tasks list.
    pub lost_task_files: HashSet<String>,
    /// Texts that name a path in the repository with an extra leading `/`.
    pub rooted_paths: HashSet<String>,
    /// Unknown commit IDs.
    pub unknown_commits: HashSet<String>,
    /// The commits that marked phases done.
    pub completions: HashMap<FileId, Completion>,
}

impl History {
    /// The facts about texts, independent of files.
    #[must_use]
    pub fn of_texts(&self) -> Self {
        Self {
            lost_paths: self.lost_paths.clone(),
            lost_task_files: self.lost_task_files.clone(),
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
    /// Its abbreviated ID.
    pub commit: String,
}

/// The alternative paths that an entry of `files_modified` may name: with and without the text
/// after it. Empty if it names no path in this repository.
#[must_use]
pub fn paths_in(text: &str) -> Vec<&str> {
    let entry = text.trim().trim_start_matches("./");
    // Globs, URLs, variables and paths outside the repository cannot be looked up.
    let is_pattern = entry.contains(['*', '?', '{', '<', '$']) || entry.starts_with('[');
    let is_elsewhere = entry.contains([':', '\\']) || entry.starts_with(['~', '/']);
    let leaves = entry.split('/').any(|part| part == "..");
    if is_pattern || is_elsewhere || leaves {
        return Vec::new();
    }
    let word = entry.split_whitespace().next().unwrap_or_default();
    // Prose, such as `TBD`.
    if !word.contains(['/', '.']) {
        return Vec::new();
    }
    let mut paths = vec![entry.trim_end_matches('/'), word.trim_end_matches('/')];
    paths.retain(|path| !path.is_empty());
    paths.dedup();
    paths
}

/// The entries of `files_modified`: texts, or mappings with a `path`.
#[must_use]
pub fn modified_in(value: Node<'_>) -> Vec<Name> {
    if value.is_sequence() {
        return value.items().flat_map(modified_in).collect();
    }
    let path = if value.is_mapping() {
        value.get("path").or_else(|| value.get("file"))
    } else {
        Some(value)
    };
    path.and_then(Name::of).into_iter().collect()
}

/// The keys of a task that list the files it leaves behind.
const TASK_FILES: &[&str] = &[
    "files",
    "file",
    "deliverables",
    "files_modified",
    "files_created",
    "files_affected",
    "files_to_create",
    "files_to_modify",
    "file_targets",
];

/// The files that a task lists as its own, without prose.
pub fn task_files(task: Node<'_>) -> impl Iterator<Item = Name> {
    task.entries()
        .filter(|(key, _)| key.text().is_some_and(|key| TASK_FILES.contains(&key)))
        .flat_map(|(_, value)| modified_in(value))
        .filter(|name| is_plain_path(&name.text))
}

/// Whether a text is nothing but a path below a folder, to a file with an extension or to a folder.
///
/// Lists of tasks are looser than `files_modified`: `API/CLI`, `a.rs, b.rs` and `models.py` occur.
fn is_plain_path(text: &str) -> bool {
    const LONGEST_EXTENSION: usize = 8;
    let Some((folder, name)) = text.rsplit_once('/') else {
        return false;
    };
    let is_word = !text.contains(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '#'));
    let has_extension = name.rsplit_once('.').is_some_and(|(_, extension)| {
        extension.len() <= LONGEST_EXTENSION
            && extension.starts_with(|c: char| c.is_ascii_alphabetic())
            && extension.bytes().all(|byte| byte.is_ascii_alphanumeric())
    });
    is_word && !folder.is_empty() && (name.is_empty() || has_extension)
}

/// The commit IDs in a value: hexadecimal texts, separated by commas.
pub fn commits_in(value: Node<'_>) -> impl Iterator<Item = &str> {
    let parts = value.some_text().unwrap_or_default().split([',', ' ']);
    parts.filter(|part| is_commit_id(part))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Document;

    #[test]
    fn a_path_may_be_followed_by_a_remark() {
        assert_eq!(paths_in("src/a b.rs"), ["src/a b.rs", "src/a"]);
        assert_eq!(
            paths_in("./src/cache/ (TBD)"),
            ["src/cache/ (TBD)", "src/cache"]
        );
        assert_eq!(paths_in("app/[id]/page.tsx"), ["app/[id]/page.tsx"]);
        assert_eq!(paths_in("Cargo.toml"), ["Cargo.toml"]);
    }

    #[test]
    fn prose_is_no_path_of_a_task() {
        for text in [
            "src/a.rs",
            "app/[id]/page.tsx",
            "docs/guide/",
            "./src/a.test.ts",
        ] {
            assert!(is_plain_path(text), "{text}");
        }
        for text in [
            "models.py",
            "API/CLI",
            "OpenAPI/v1.2",
            "src/a.rs (not needed)",
            "src/a.rs,src/b.rs",
            "src/a.rs#L3",
            "/a.rs",
        ] {
            assert!(!is_plain_path(text), "{text}");
        }
    }

    #[test]
    fn paths_outside_the_repository_are_left_out() {
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

    #[test]
    fn full_ids_of_both_hashes_are_commits() {
        let (sha1, sha256) = ("a1".repeat(20), "b2".repeat(32));
        let yaml = format!("commit_refs: {sha1}, {sha256}, a1b2c3, {sha256}0, c0ffee1");
        let document = Document::parse(format!("---\n{yaml}\n---\n").into_bytes());
        let value = document.get("commit_refs").unwrap();
        let found: Vec<&str> = commits_in(value).collect();
        assert_eq!(found, [sha1.as_str(), sha256.as_str(), "c0ffee1"]);
    }
}
