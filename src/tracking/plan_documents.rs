//! The documents of a plan: writing them is not work that `files_modified` lists.

use progress_core::source::folder_of;
use yaml_lossless::Node;

/// The endings of keys that name a plan's documents.
const KEYS: &[&str] = &["plan_ref", "prd_ref"];
/// Folders that contain all kinds of documents, including the product's.
const GENERAL: &[&str] = &["", ".", "doc", "docs", "documentation"];
/// The endings of document names.
const DOCUMENTS: &[&str] = &[".md", ".mdx", ".markdown", ".rst", ".adoc", ".txt"];

/// The documents that a progress file names as its plan's, and their folders.
#[derive(Debug, Default)]
pub struct PlanDocuments<'d>(Vec<&'d str>);

impl<'d> PlanDocuments<'d> {
    /// Returns the documents that `plan_ref`, `prd_ref` and similar keys name.
    #[must_use]
    pub fn of(root: Node<'d>) -> Self {
        let mut references = Vec::new();
        for (key, value) in root.entries() {
            let name = key.text().unwrap_or_default();
            if KEYS.iter().any(|end| name.ends_with(end)) {
                references.extend(value.some_text());
                references.extend(value.items().filter_map(Node::some_text));
            }
        }
        Self(references.into_iter().filter_map(path_in).collect())
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether a path is one of them: the document itself, a file in the folder named after it, or
    /// another document in its folder.
    #[must_use]
    pub fn contains(&self, path: &str) -> bool {
        self.0.iter().any(|document| belongs(path, document))
    }
}

fn belongs(path: &str, document: &str) -> bool {
    let name = DOCUMENTS.iter().find_map(|end| document.strip_suffix(end));
    // A plan `docs/auth.md` may keep further documents in `docs/auth/`; one that is a folder keeps
    // them in that folder.
    if path == document || is_below(path, name.unwrap_or(document)) {
        return true;
    }
    // Code next to a plan is work, and so is the product's documentation in a general folder.
    let is_document = DOCUMENTS.iter().any(|end| path.ends_with(end));
    let folder = folder_of(document);
    is_document && !GENERAL.contains(&folder) && is_below(path, folder)
}

fn is_below(path: &str, folder: &str) -> bool {
    let rest = path.strip_prefix(folder);
    rest.is_some_and(|rest| rest.starts_with('/'))
}

/// Returns the path in a reference, without its fragment or a remark.
fn path_in(text: &str) -> Option<&str> {
    let path = text
        .split(['#', ' '])
        .find(|part| !part.is_empty())?
        .trim_start_matches("./")
        .trim_matches('/');
    // URLs, and documents outside of the repository.
    if path.is_empty() || path.contains(':') || path.starts_with("..") {
        return None;
    }
    Some(path)
}

#[cfg(test)]
mod tests {
    use progress_core::document::Document;

    use super::*;

    fn contains(references: &str, path: &str) -> bool {
        let text = format!("---\ntype: progress\n{references}\n---\n");
        let document = Document::parse(text.into_bytes());
        PlanDocuments::of(document.tree().unwrap().root()).contains(path)
    }

    #[test]
    fn documents_of_the_plan_are_not_work() {
        for references in [
            "plan_ref: docs/plans/auth-v1.md",
            "prd_ref: /docs/plans/auth-v1.md#phase-1",
            "phase_plan_ref: ./docs/plans/auth-v1.md (section 2)",
            "plan_ref: [docs/plans/auth-v1.md]",
        ] {
            for path in [
                "docs/plans/auth-v1.md",
                "docs/plans/auth-v1/phase-1.md",
                "docs/plans/auth-v1/wireframe.png",
                "docs/plans/other.md",
            ] {
                assert!(contains(references, path), "{references}: {path}");
            }
            for path in ["docs/api.md", "docs/plans-v2/a.md", "docs/plans/tool.py"] {
                assert!(!contains(references, path), "{references}: {path}");
            }
        }
    }

    #[test]
    fn a_general_folder_contains_work_too() {
        for (references, path) in [
            ("plan_ref: PLAN.md", "README.md"),
            ("plan_ref: docs/plan.md", "docs/api.md"),
            ("plan_ref: https://example.org/docs/plan.md", "docs/plan.md"),
            ("plan_ref: null", "null"),
            ("pr_refs: [src/a.md]", "src/a.md"),
        ] {
            assert!(!contains(references, path), "{references}: {path}");
        }
        assert!(contains("plan_ref: docs/plan.md", "docs/plan.md"));
        assert!(contains("plan_ref: docs/plan.md", "docs/plan/phase-1.md"));
    }
}
