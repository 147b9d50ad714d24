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
        let listed = &self.cursor.siblings;
        let own = self.cursor.task.as_deref();
        let mut ranked = Vec::new();
        let files = self.workspace.plans.plan_of(file).files.iter();
        for (rank, other) in files.enumerate() {
            let tree = self.workspace.file(*other).document.tree();
            let (Some(phase), Some(tree)) = (self.workspace.phase(*other), tree) else {
                continue;
            };
            for task in phase.tasks() {
                let Some(id) = task.id_text() else { continue };
                if listed.contains(id) || own == Some(id) {
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
        let listed = &self.cursor.siblings;
        people.retain(|name| !listed.contains(name.as_str()));
        people
    }
}
