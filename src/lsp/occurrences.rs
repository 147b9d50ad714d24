//! Where tasks are named, in the frontmatter and in the body.

use std::collections::HashSet;

use progress_core::model::id::{is_id, is_id_shaped};
use progress_core::model::{FileId, Phase, Resolution, TaskRef};
use progress_core::workspace::Workspace;
use yaml_lossless::text::Span;
use yaml_lossless::{NodeId, Style};

use super::stand_ins::View;

/// A place that names a task.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Occurrence {
    /// The bytes of the ID.
    pub(super) span: Span,
    /// Whether it defines the task.
    pub(super) is_definition: bool,
    /// Whether these bytes are the ID and no more, so that another one can replace them.
    pub(super) is_exact: bool,
}

/// Finds the tasks that a file names.
pub(super) struct Names<'w> {
    workspace: &'w Workspace,
    file: FileId,
    view: &'w View<'w>,
    /// The values that can only name tasks: IDs, dependencies, batches, the critical path.
    meant: HashSet<NodeId>,
}

impl<'w> Names<'w> {
    pub(super) fn of(workspace: &'w Workspace, file: FileId, view: &'w View<'w>) -> Self {
        let mut meant = HashSet::new();
        if let Some(phase) = workspace.phase(file) {
            let ids = phase.tasks().iter().filter_map(|task| task.id.as_ref());
            meant.extend(ids.chain(phase.references()).map(|name| name.node));
        }
        Self {
            workspace,
            file,
            view,
            meant,
        }
    }

    /// The task named at an offset, and the bytes of its ID.
    pub(super) fn task_at(&self, offset: usize) -> Option<(TaskRef, Span)> {
        let word = word_at(self.view.text, offset);
        if let Some(found) = word.and_then(|span| Some((self.resolve(span)?, span))) {
            return Some(found);
        }
        let node = self.node_at(Span::new(offset, offset))?;
        if !self.meant.contains(&node) {
            return None;
        }
        let (span, value) = self.escaped(node)?;
        Some((self.task_named(value)?, span))
    }

    /// The places that name a task.
    pub(super) fn of_task(&self, task: TaskRef) -> Vec<Occurrence> {
        let mut found = Vec::new();
        let named = self.workspace.plans.task(task);
        let Some(id) = named.and_then(|task| task.id.as_ref()) else {
            return found;
        };
        for at in memchr::memmem::find_iter(self.view.text.as_bytes(), id.text.as_bytes()) {
            let span = Span::new(at, at + id.text.len());
            if is_whole(self.view.text, span) && self.resolve(span) == Some(task) {
                found.push(Occurrence {
                    span,
                    is_definition: task.file == self.file && self.node_at(span) == Some(id.node),
                    is_exact: true,
                });
            }
        }
        for node in &self.meant {
            if let Some((span, value)) = self.escaped(*node)
                && self.task_named(value) == Some(task)
                && !found.iter().any(|it| span.contains(it.span.start as usize))
            {
                found.push(Occurrence {
                    span,
                    is_definition: task.file == self.file && *node == id.node,
                    is_exact: value == id.text,
                });
            }
        }
        found.sort_by_key(|it| it.span.start);
        found
    }

    /// The bytes between the quotes and the value of a text in double quotes that is written with
    /// escapes.
    fn escaped(&self, node: NodeId) -> Option<(Span, &'w str)> {
        let node = self.view.tree()?.node(node);
        let readable = &self.view.readable.text;
        let span = between_quotes(readable.as_str(), node.span())?;
        let value = node.text()?;
        let is_escaped = node.style() == Style::DoubleQuoted && value != readable.slice(span);
        Some((self.view.kept(span).filter(|_| is_escaped)?, value))
    }

    /// The task that a value names.
    fn task_named(&self, value: &str) -> Option<TaskRef> {
        match self.workspace.plans.resolve(self.file, value) {
            Resolution::Here(task) | Resolution::Plan(task) => Some(task),
            // Plans use the same IDs, so without the plan's name the ID may be equal by chance.
            Resolution::OtherPlan(task) if value.contains(':') => Some(task),
            _ => None,
        }
    }

    /// The task that a word names.
    fn resolve(&self, span: Span) -> Option<TaskRef> {
        let word = self.view.text.get(span.range())?;
        let is_meant = self.node_at(span).is_some_and(|node| {
            // `PLAN:ID` and `ID (remark)` are references too.
            self.meant.contains(&node)
        });
        // In prose, `1.2` or `setup` is usually something else.
        let may_be_prose = is_id_shaped(word) && word.contains(|c: char| c.is_alphabetic());
        if !is_meant && !may_be_prose {
            return None;
        }
        self.task_named(self.qualified(span))
    }

    /// The word together with a plan before it.
    fn qualified(&self, span: Span) -> &'w str {
        let start = span.start as usize;
        let before = self.view.text[..start]
            .strip_suffix(':')
            .unwrap_or_default();
        let slug =
            before.trim_end_matches(|c: char| c.is_ascii_alphanumeric() || "-_.".contains(c));
        if before.len() == slug.len() {
            return &self.view.text[span.range()];
        }
        &self.view.text[slug.len()..span.end as usize]
    }

    /// The text of the frontmatter in which a span begins.
    fn node_at(&self, span: Span) -> Option<NodeId> {
        let offset = self.view.then(span)?.start as usize;
        let node = self.view.tree()?.last_before(offset + 1)?;
        let is_here = node.text().is_some() && node.span().contains(offset);
        is_here.then(|| node.id())
    }
}

/// The definition of a task: the bytes of its ID in the document that was loaded.
pub(super) fn definition(workspace: &Workspace, task: TaskRef) -> Option<Span> {
    let id = workspace.plans.task(task)?.id.as_ref()?;
    let document = &workspace.file(task.file).document;
    let span = document.tree()?.node(id.node).span();
    // Without the quotes.
    let raw = document.text.slice(span);
    let Some(at) = raw.find(id.text.as_str()) else {
        return between_quotes(document.text.as_str(), span).or(Some(span));
    };
    let start = span.start as usize + at;
    Some(Span::new(start, start + id.text.len()))
}

/// What is between the quotes of a value, which a tag or an anchor may precede.
fn between_quotes(text: &str, value: Span) -> Option<Span> {
    let raw = text.get(value.range())?.strip_suffix('"')?;
    let start = value.start as usize;
    Some(Span::new(start + raw.find('"')? + 1, start + raw.len()))
}

/// Every ID of the plan that a file belongs to.
pub(super) fn ids_of_plan(workspace: &Workspace, file: FileId) -> impl Iterator<Item = &str> {
    let files = workspace.plans.plan_of(file).files.iter();
    let phases = files.filter_map(|file| workspace.phase(*file));
    phases
        .flat_map(Phase::tasks)
        .filter_map(|task| task.id_text())
}

/// The word that may be an ID around an offset, or that ends there.
fn word_at(text: &str, offset: usize) -> Option<Span> {
    let (before, after) = text.split_at_checked(offset)?;
    let start = before.trim_end_matches(is_in_id).len();
    let end = text.len() - after.trim_start_matches(is_in_id).len();
    let word = &text[start..end];
    let start = start + (word.len() - word.trim_start_matches(is_joint).len());
    let word = word.trim_matches(is_joint);
    let end = start + word.len();
    let is_here = (start..=end).contains(&offset);
    (is_here && is_id(word)).then(|| Span::new(start, end))
}

/// Whether a span is a word of its own: `TASK-1` is not in `TASK-1.1`, `SUBTASK-1` or
/// `src/TASK-1/a.rs`.
fn is_whole(text: &str, span: Span) -> bool {
    let std::ops::Range { start, end } = span.range();
    let mut before = text[..start].chars().rev();
    let mut after = text[end..].chars();
    let continues = |first: Option<char>, second: Option<char>| match first {
        Some(c) if c.is_alphanumeric() => true,
        // A dot may end a sentence, and a dash may begin a remark.
        Some(c) if is_joint(c) => second.is_some_and(char::is_alphanumeric),
        Some('/' | '\\') => second.is_some_and(|c| !c.is_whitespace()),
        _ => false,
    };
    !continues(before.next(), before.next()) && !continues(after.next(), after.next())
}

fn is_in_id(character: char) -> bool {
    character.is_ascii_alphanumeric() || is_joint(character)
}

fn is_joint(character: char) -> bool {
    matches!(character, '-' | '.' | '_')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_found_from_any_of_its_characters() {
        let text = "see TASK-1.2. é";
        for offset in 4..=12 {
            assert_eq!(word_at(text, offset), Some(Span::new(4, 12)), "{offset}");
        }
        assert_eq!(word_at(text, 13), None);
        assert_eq!(word_at(text, 15), None);
        assert_eq!(word_at(text, 99), None);
    }

    #[test]
    fn only_whole_words_count() {
        let whole = |text: &str| {
            let at = text.find("TASK-1").unwrap();
            is_whole(text, Span::new(at, at + 6))
        };
        for text in [
            "TASK-1",
            "(TASK-1)",
            "TASK-1.",
            "- TASK-1 / B",
            "\"TASK-1\",",
            "TASK-1 - x",
        ] {
            assert!(whole(text), "{text}");
        }
        for text in [
            "TASK-1.1",
            "TASK-12",
            "SUBTASK-1",
            "X-TASK-1",
            "src/TASK-1/a",
            "éTASK-1",
        ] {
            assert!(!whole(text), "{text}");
        }
    }
}
