//! The tasks and people of a plan that can be named at the cursor.

use std::collections::BTreeSet;

use gen_lsp_types::{CompletionItem, CompletionItemKind};
use progress_core::display::visible;
use progress_core::model::Phase;
use yaml_lossless::Node;

use super::Completion;

impl Completion<'_> {
    /// The tasks of the plan that the list does not have yet.
    pub(super) fn tasks(&self) -> Vec<CompletionItem> {
        let Some(file) = self.file else {
            return Vec::new();
        };
        let listed = self.listed();
        let own = self.own_id();
        let mut ranked = Vec::new();
        let files = self.workspace.plans.plan_of(file).files.iter();
        for (rank, other) in files.enumerate() {
            let tree = self.workspace.file(*other).document.tree();
            let (Some(phase), Some(tree)) = (self.workspace.phase(*other), tree) else {
                continue;
            };
            for task in phase.tasks() {
                let Some(id) = task.id_text() else { continue };
                let is_own =
                    own == Some(id) && self.cursor.path.first().is_some_and(|it| it == "tasks");
                if listed.contains(id) || is_own {
                    continue;
                }
                let node = tree.node(task.node);
                let description = node.get("description").and_then(Node::some_text);
                // Those of the same file come first.
                let rank = if *other == file { 0 } else { rank + 1 };
                let Some(item) = self.value(id, CompletionItemKind::Reference) else {
                    continue;
                };
                let detail = description.map(|text| visible(text).into_owned());
                ranked.push((rank, id, CompletionItem { detail, ..item }));
            }
        }
        ranked.sort_by_key(|(rank, id, _)| (*rank, *id));
        // Clients sort too. What a file contains is not what they sort by.
        let items = ranked.into_iter().enumerate().map(|(at, (_, _, item))| {
            let sort_text = Some(format!("{at:06}"));
            CompletionItem { sort_text, ..item }
        });
        items.collect()
    }

    /// The people known in the plan.
    pub(super) fn people(&self) -> BTreeSet<String> {
        let mut people = BTreeSet::new();
        let Some(file) = self.file else {
            return people;
        };
        for other in &self.workspace.plans.plan_of(file).files {
            let Some(tree) = self.workspace.file(*other).document.tree() else {
                continue;
            };
            let tasks = self.workspace.phase(*other).map_or(&[][..], Phase::tasks);
            for task in tasks {
                people.extend(task.assignees.iter().map(|name| name.text.clone()));
            }
            for key in ["owners", "contributors"] {
                let listed = tree.root().get(key).into_iter().flat_map(Node::items);
                people.extend(listed.filter_map(|it| it.some_text().map(str::to_owned)));
            }
        }
        let listed = self.listed();
        people.retain(|name| !listed.contains(name.as_str()));
        people
    }

    /// The words of the list around the cursor, without the one that is typed.
    fn listed(&self) -> BTreeSet<&str> {
        let (start, end) = (
            self.cursor.word.start as usize,
            self.cursor.word.end as usize,
        );
        let (before, after) = (&self.text[..start], &self.text[end..]);
        let line = before.rfind('\n').map_or(0, |at| at + 1);
        let is_item = before[line..].trim_start().starts_with('-');
        let (head, tail) = if is_item {
            (items_before(&before[..line]), items_after(after))
        } else {
            let head = before.rfind('[').map_or("", |at| &before[at..]);
            (head, &after[..after.find(']').unwrap_or(0)])
        };
        let is_in_word = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
        let words = head
            .split(|c| !is_in_word(c))
            .chain(tail.split(|c| !is_in_word(c)));
        words.map(|word| word.trim_start_matches('-')).collect()
    }

    /// The ID of the task in which the cursor is.
    fn own_id(&self) -> Option<&str> {
        let before = &self.text[..self.cursor.word.start as usize];
        let at = before.rfind("id:")?;
        let value = before[at..].lines().next()?.strip_prefix("id:")?;
        let value = value.split([',', '}', '#']).next()?;
        Some(value.trim().trim_matches(['"', '\'']))
    }
}

/// The items of a list in block style that end with this text.
fn items_before(text: &str) -> &str {
    let mut start = text.len();
    for line in text.split_inclusive('\n').rev() {
        if !line.trim_start().starts_with('-') {
            break;
        }
        start -= line.len();
    }
    &text[start..]
}

/// The items of a list in block style that follow on the next lines.
fn items_after(text: &str) -> &str {
    let mut end = 0;
    for (index, line) in text.split_inclusive('\n').enumerate() {
        // The rest of the current line comes first.
        if index > 0 && !line.trim_start().starts_with('-') {
            break;
        }
        end += line.len();
    }
    &text[..end]
}
