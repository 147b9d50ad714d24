//! What a search knows about a folder.

use std::path::{Component, Path};

use serde::{Deserialize, Serialize};

use super::discover::is_skipped_name;

/// A folder that a search came across.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Folder {
    /// Its path relative to the root; empty for the root.
    #[serde(rename = "p")]
    pub(super) path: String,
    #[serde(rename = "w", default, skip_serializing_if = "is_default")]
    pub(super) standing: Standing,
    /// Its stamp, as a hash; `None` if that does not show every later change.
    #[serde(rename = "s", default, skip_serializing_if = "Option::is_none")]
    pub(super) stamp: Option<u64>,
    #[serde(rename = "r", default, skip_serializing_if = "is_default")]
    pub(super) rules: Rules,
    /// The names of the candidates in it.
    #[serde(rename = "c", default, skip_serializing_if = "Vec::is_empty")]
    pub(super) candidates: Vec<String>,
    /// The names of those that Git ignores.
    #[serde(rename = "i", default, skip_serializing_if = "Vec::is_empty")]
    pub(super) ignored: Vec<String>,
    /// The names of the folders in it.
    #[serde(rename = "f", default, skip_serializing_if = "Vec::is_empty")]
    pub(super) folders: Vec<String>,
}

/// What becomes of a folder.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Standing {
    #[default]
    Searched,
    /// It belongs to another repository or workspace.
    Foreign,
    /// Git ignores it.
    Ignored,
}

/// The ignore rules in a folder.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Rules {
    #[default]
    None,
    /// The stamp of the file, as a hash.
    Stamped(u64),
    /// The stamp does not show every later change.
    Unknown,
}

impl Folder {
    /// Whether its names lead nowhere else, whoever wrote them into the cache.
    pub(super) fn has_plain_names(&self) -> bool {
        let names = [&self.candidates, &self.ignored, &self.folders];
        let is_skipped = |name: &String| is_skipped_name(name.as_ref());
        names.into_iter().flatten().all(|name| is_plain(name))
            && !self.folders.iter().any(is_skipped)
    }
}

fn is_plain(name: &str) -> bool {
    let mut parts = Path::new(name).components();
    matches!(parts.next(), Some(Component::Normal(part)) if part == name)
}

/// Whether a value need not be stored.
fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_in_the_cache_lead_nowhere_else() {
        let has_plain = |name: &str| {
            let folders = vec![name.to_owned()];
            Folder {
                folders,
                ..Folder::default()
            }
            .has_plain_names()
        };
        assert!(has_plain("a.md") && has_plain("..a") && has_plain(".github"));
        for name in [
            "",
            ".",
            "..",
            "../a",
            "/a",
            "a/",
            "a/b",
            "./a",
            ".git",
            "node_modules",
        ] {
            assert!(!has_plain(name), "{name}");
        }
    }
}
