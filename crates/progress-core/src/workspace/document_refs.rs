//! Documents named by progress files, and whether they exist.

use super::File;
use crate::collections::HashSet;
use crate::model::{Name, keys};
use crate::parallel::{MANY_FILES, map_each};
use crate::source::{Contents, folder_of};

/// The missing documents that these files name: the file's path, and the name.
pub fn absent(
    files: &[&File],
    contents: &dyn Contents,
    has_root: bool,
) -> HashSet<(String, String)> {
    let per_file = map_each(files, MANY_FILES, |file| {
        let path = file.path.as_str();
        let values = keys::DOCUMENT_REFS
            .iter()
            .filter_map(|key| file.document.get(key));
        let mut names: Vec<Name> = values.flat_map(Name::all_in).collect();
        names.retain(|name| is_absent(&name.text, path, contents, has_root));
        names
    });
    let mut absent = HashSet::default();
    for (file, names) in files.iter().zip(per_file) {
        let path = file.path.as_str();
        absent.extend(names.into_iter().map(|name| (path.to_owned(), name.text)));
    }
    absent
}

/// Whether the document that `text` in `file` names does not exist.
///
/// A path is relative to the root, with or without a leading `/`, or to the file's folder. A
/// reference that is not a path in this repository (a URL, a placeholder, a home folder) is not
/// known to be absent. Outside Git it is unknown what paths are relative to, so a path counts as
/// absent only if its first folder exists below the root.
fn is_absent(text: &str, file: &str, contents: &dyn Contents, has_root: bool) -> bool {
    let Some(named) = path_in(text) else {
        return false;
    };
    let path = below_root(named);
    if path.is_empty() {
        return false;
    }
    let first = path.split('/').next().unwrap_or_default();
    let is_ours = has_root && !named.starts_with('/') || first == ".." || contents.exists(first);
    if !is_ours || contents.exists(path) {
        return false;
    }
    // A remark may follow the name.
    let word = path.split_whitespace().next().unwrap_or_default();
    if contents.exists(word) {
        return false;
    }
    match joined(folder_of(file), path) {
        Some(beside_file) => !contents.exists(&beside_file),
        // Nothing is known about files outside the root.
        None => false,
    }
}

/// The paths that `text` in `file` may mean, relative to the root.
pub(super) fn places(text: &str, file: &str) -> Vec<String> {
    let Some(path) = path_in(text).map(below_root) else {
        return Vec::new();
    };
    let word = path.split_whitespace().next().unwrap_or_default();
    let mut places = vec![path.to_owned(), word.to_owned()];
    places.extend(joined(folder_of(file), path));
    // The document will be read, and a reference must not lead out of the repository.
    places.retain(|place| !place.is_empty() && !place.split('/').any(|part| part == ".."));
    places
}

/// Strips what makes a path absolute, or a folder.
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
    // `docs/[name].md`, `docs/{name}.md` and `docs/<name>.md` are templates that were not filled
    // in.
    let is_blank = path.contains(['[', '{', '<', '*', '$']);
    // A colon belongs to a URL or to the drive of a Windows path.
    let is_elsewhere = path.contains(':') || path.starts_with('~') || path.contains('\\');
    let looks_like_path = path.contains('/') || path.ends_with(DOCUMENT);
    if looks_like_path && !is_blank && !is_elsewhere {
        Some(path)
    } else {
        None
    }
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
    use crate::source::{Nothing, Overlay, RootedPath};

    fn lacks(text: &str, has_root: bool) -> bool {
        let root = std::path::Path::new("/r");
        let paths = ["docs/plan.md", "p/here.md"];
        let files = paths.map(|path| (RootedPath::new(root, &root.join(path)), Vec::new()));
        let contents = Overlay::new(files, Nothing);
        is_absent(text, "p/phase-1-progress.md", &contents, has_root)
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
