//! Ignore comments added by a change.

use progress_core::collections::HashMap;
use progress_core::document::Document;
use progress_core::lint::{Ignored, ignored};
use progress_core::workspace::Workspace;
use progress_git::git::ObjectId;

use super::LintSession;

/// An ignore comment added to a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AddedIgnore {
    /// The file.
    pub path: String,
    /// The comment's line, from 1.
    pub line: usize,
    /// The rule that it suppresses.
    pub rule: String,
    /// Whether it applies to the whole file.
    pub is_whole: bool,
}

impl LintSession<'_> {
    /// The ignore comments in linted files that the files did not have in a tree, also under older
    /// names. Comments that moved with their task are not new.
    #[must_use]
    pub fn ignores_added(&self, workspace: &Workspace, tree: ObjectId) -> Vec<AddedIgnore> {
        let Some(repository) = self.repository else {
            return Vec::new();
        };
        let mut ids = Vec::new();
        let mut comments_by_id = Vec::new();
        for id in workspace.ids().filter(|id| workspace.file(*id).linted) {
            let comments = ignored(&workspace.file(id).document);
            // Finding renames takes time, and the other files do not matter.
            if !comments.is_empty() {
                ids.push(id);
                comments_by_id.push(comments);
            }
        }
        let before = self.recorded(repository, tree);
        let origins = self.origins(workspace, &ids, &before);
        let mut added = Vec::new();
        for ((id, comments), origin) in ids.into_iter().zip(comments_by_id).zip(origins) {
            let mut old = Vec::new();
            if let Some(path) = origin
                && let Ok(bytes) = before.regular_file(&path)
            {
                old = ignored(&Document::parse(bytes));
            }
            for comment in new_among(&comments, &old) {
                added.push(AddedIgnore {
                    path: workspace.file(id).path.as_str().to_owned(),
                    line: comment.line,
                    rule: comment.rule.clone(),
                    is_whole: comment.scope.is_none(),
                });
            }
        }
        added
    }
}

/// The comments that are not among the old ones, each of which matches one.
fn new_among<'c>(comments: &'c [Ignored], old: &[Ignored]) -> Vec<&'c Ignored> {
    let mut left: HashMap<(&str, Option<&str>), usize> = HashMap::default();
    for one in old {
        *left.entry((&one.rule, one.scope.as_deref())).or_default() += 1;
    }
    let mut new = Vec::new();
    for comment in comments {
        match left.get_mut(&(comment.rule.as_str(), comment.scope.as_deref())) {
            Some(count) if *count > 0 => *count -= 1,
            _ => new.push(comment),
        }
    }
    new
}
