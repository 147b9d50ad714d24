//! Documents named by progress files, and whether they exist.

use std::cell::RefCell;

use super::File;
use crate::collections::{HashMap, HashSet};
use crate::model::{Name, keys};
use crate::source::{Contents, folder_of};

/// The missing documents that these files name: the file's path, and the name.
pub fn absent<'f>(
    files: impl Iterator<Item = &'f File>,
    contents: &dyn Contents,
    has_root: bool,
) -> HashSet<(String, String)> {
    // The files of a plan name the same documents.
    let known = RefCell::new(HashMap::default());
    let exists = |path: &str| {
        let mut known = known.borrow_mut();
        let entry = known.entry(path.to_owned());
        *entry.or_insert_with(|| contents.exists(path))
    };
    let mut absent = HashSet::default();
    for file in files {
        let path = file.path.as_str();
        let values = keys::DOCUMENT_REFS.iter();
        for value in values.filter_map(|key| file.document.get(key)) {
            let names = Name::all_in(value)
                .into_iter()
                .map(|name| name.text)
                .filter(|name| is_absent(name, path, &exists, has_root));
            absent.extend(names.map(|name| (path.to_owned(), name)));
        }
    }
    absent
}

/// Whether the document that `text` in `file` names does not exist.
///
/// A path is relative to the root, with or without a leading `/`, or to the file's folder. A
/// reference that is not a path in this repository (a URL, a placeholder, a home folder) is not
/// known to be absent. Outside Git it is unknown what paths are relative to, so a path counts as
/// absent only if its first folder exists below the root.
fn is_absent(text: &str, file: &str, exists: &dyn Fn(&str) -> bool, has_root: bool) -> bool {
    let Some(path) = path_in(text) else {
        return false;
    };
    let is_absolute = path.starts_with('/');
    let path = below_root(path);
    let here = || joined(folder_of(file), path).is_none_or(|path| exists(&path));
    let first = path.split('/').next().unwrap_or_default();
    let is_ours = has_root && !is_absolute || first == ".." || exists(first);
    // A remark may follow the name.
    let word = path.split_whitespace().next().unwrap_or_default();
    !path.is_empty() && is_ours && !exists(path) && !exists(word) && !here()
}

/// The paths that `text` in `file` may mean, relative to the root.
pub(super) fn places(text: &str, file: &str) -> Vec<String> {
    let Some(path) = path_in(text).map(below_root) else {
        return Vec::new();
    };
    let word = path.split_whitespace().next().unwrap_or_default();
    let mut places = vec![path.to_owned(), word.to_owned()];
    places.extend(joined(folder_of(file), path));
    places.retain(|place| !place.is_empty() && !place.split('/').any(|part| part == ".."));
    places
}

/// A path without what makes it absolute or a folder.
fn below_root(path: &str) -> &str {
    path.trim_start_matches('/')
        .trim_start_matches("./")
        .trim_end_matches('/')
}

/// The required suffix of a document name without a folder.
const DOCUMENT: &str = ".md";

/// The path in a reference, without its fragment.
fn path_in(text: &str) -> Option<&str> {
    let path = text.split('#').next()?.trim();
    let is_blank = path.contains(['[', '{', '<', '*', '$']);
    let is_elsewhere = path.contains(':') || path.starts_with('~') || path.contains('\\');
    let looks_like_path = path.contains('/') || path.ends_with(DOCUMENT);
    (looks_like_path && !is_blank && !is_elsewhere).then_some(path)
}

/// Joins a folder and a relative path, resolving `..`; `None` if it leaves the root.
fn joined(folder: &str, path: &str) -> Option<String> {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lacks(text: &str, has_root: bool) -> bool {
        let exists = |path: &str| ["docs", "docs/plan.md", "p/here.md"].contains(&path);
        is_absent(text, "p/phase-1-progress.md", &exists, has_root)
    }

    #[test]
    fn existing_documents_are_found() {
        for text in [
            "docs/plan.md",
            "./docs/plan.md",
            "/docs/plan.md",
            "docs/plan.md#part",
            "here.md",
            "../docs/plan.md",
            "docs/plan.md (section 2)",
            "docs/",
        ] {
            assert!(!lacks(text, true), "{text}");
        }
    }

    #[test]
    fn missing_documents_are_absent() {
        for text in [
            "docs/plna.md",
            "/docs/none.md",
            "other/none.md",
            "../docs/none.md",
            "none.md#a",
        ] {
            assert!(lacks(text, true), "{text}");
        }
        assert!(lacks("docs/none.md", false));
        assert!(!lacks("other/none.md", false));
    }

    #[test]
    fn paths_outside_the_repository_are_ignored() {
        for text in [
            "https://example.org/x.md",
            "[PLAN_PATH]",
            "docs/{slug}.md",
            "#part",
            "TBD",
            "n/a: later",
            "~/plans/x.md",
            "/home/alice/x.md",
            "",
            "../../../etc/passwd.md",
            "C:\\x.md",
        ] {
            assert!(!lacks(text, true), "{text}");
        }
    }
}
