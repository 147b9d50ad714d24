//! Documents whose YAML is broken, as it is after most keystrokes in a list: until it can be read
//! again, what was last readable stands in for them. Only findings are always about the text as it
//! is.

use std::collections::BTreeMap;
use std::sync::Arc;

use progress_core::document::{Document, Frontmatter};
use progress_core::model::{Phase, Statuses, Tasks};
use progress_core::source::RootedPath;
use yaml_lossless::text::Span;
use yaml_lossless::{Node, Style, Tree, parse};

use super::memory::FileMemory;
use super::moves::Moves;
use super::siblings::first_part;
use crate::loading::{Memory, Needs};

/// What stands in for open documents that cannot be read.
#[derive(Debug, Default)]
pub(super) struct StandIns(BTreeMap<RootedPath, StandIn>);

/// A document as it was last readable.
#[derive(Debug)]
pub(super) struct StandIn {
    document: Arc<Document>,
    /// What was changed since.
    moves: Moves,
}

impl StandIns {
    /// Takes note of the new text of a document.
    pub(super) fn note(
        &mut self,
        path: &RootedPath,
        before: Option<Arc<Document>>,
        now: &Document,
    ) {
        // Without any frontmatter, it is not a progress file any more.
        let (Frontmatter::Unreadable(_), Some(before)) = (&now.frontmatter, before) else {
            self.remove(path);
            return;
        };
        if before.tree().is_some() {
            let stand_in = StandIn {
                document: Arc::clone(&before),
                moves: Moves::default(),
            };
            self.0.insert(path.clone(), stand_in);
        }
        if let Some(stand_in) = self.0.get_mut(path) {
            stand_in.moves.note(before.text.as_str(), now.text.as_str());
        }
    }

    pub(super) fn remove(&mut self, path: &RootedPath) {
        self.0.remove(path);
    }

    /// Whether a document cannot be read at the moment.
    pub(super) fn has(&self, path: &RootedPath) -> bool {
        self.0.contains_key(path)
    }
}

/// A document as the client has it, with the tree of the last text that could be read.
pub(super) struct View<'d> {
    /// The text of now.
    pub(super) text: &'d str,
    /// What the tree is of.
    pub(super) readable: Arc<Document>,
    moves: Option<&'d Moves>,
}

impl View<'_> {
    pub(super) fn tree(&self) -> Option<&Tree> {
        self.readable.tree()
    }

    /// What the tree says, without the tasks and criteria of which nothing is left.
    pub(super) fn phase(&self, statuses: &Statuses) -> Option<Phase> {
        let tree = self.tree()?;
        let mut phase = Phase::read(tree, statuses);
        if let Tasks::List(tasks) = &mut phase.tasks {
            tasks.retain(|task| self.has(tree.node(task.node).span()));
        }
        phase
            .criteria
            .retain(|it| self.has(tree.node(it.node).span()));
        Some(phase)
    }

    /// Whether anything is left of a span of the tree.
    pub(super) fn has(&self, span: Span) -> bool {
        self.moves.is_none_or(|moves| !moves.is_lost(span))
    }

    /// Where a span of the tree is in the text.
    pub(super) fn now(&self, span: Span) -> Span {
        self.moves.map_or(span, |moves| moves.now(span))
    }

    /// The same, if nothing was changed there.
    pub(super) fn kept(&self, span: Span) -> Option<Span> {
        self.moves.map_or(Some(span), |moves| moves.kept(span))
    }

    /// What the current text says where the tree has a value. If its line cannot be read, the value
    /// as it last could be read.
    pub(super) fn text_of(&self, value: Node<'_>) -> Option<String> {
        let now = self.typed(value);
        now.or_else(|| Some(value.some_text()?.to_owned()))
    }

    /// What was typed after the key of a value, up to the end of the line, if it was changed.
    fn typed(&self, value: Node<'_>) -> Option<String> {
        if self.kept(value.span()).is_some() {
            return None;
        }
        let key = self.now(value.key()?.span());
        let typed = self.text.get(key.end as usize..)?.lines().next()?;
        let in_braces = value.parent()?.style() == Style::Flow;
        let typed = if in_braces { first_part(typed) } else { typed };
        let line = format!("key{typed}\n");
        let tree = parse(&line, Span::new(0, line.len())).ok()?;
        Some(tree.root().get("key")?.some_text()?.to_owned())
    }

    /// Where a span of the text is in the tree, if nothing was changed there.
    pub(super) fn then(&self, span: Span) -> Option<Span> {
        self.moves.map_or(Some(span), |moves| moves.then(span))
    }
}

impl FileMemory {
    /// An open document.
    pub(super) fn view(&self, path: &RootedPath) -> Option<View<'_>> {
        let text = self.open_text(path)?;
        let stand_in = self.stand_ins.0.get(path);
        let readable = match stand_in {
            Some(stand_in) => Arc::clone(&stand_in.document),
            None => self.document(path)?,
        };
        Some(View {
            text,
            readable,
            moves: stand_in.map(|it| &it.moves),
        })
    }

    /// A file, as it was loaded.
    pub(super) fn view_as<'a>(&'a self, path: &RootedPath, loaded: &'a Arc<Document>) -> View<'a> {
        let stand_in = self.stand_ins.0.get(path);
        let stand_in = stand_in.filter(|it| Arc::ptr_eq(&it.document, loaded));
        let (text, moves) = match (stand_in, self.open_text(path)) {
            (Some(stand_in), Some(text)) => (text, Some(&stand_in.moves)),
            _ => (loaded.text.as_str(), None),
        };
        View {
            text,
            readable: Arc::clone(loaded),
            moves,
        }
    }

    fn stand_in(&self, path: &RootedPath) -> Option<&Arc<Document>> {
        self.stand_ins.0.get(path).map(|it| &it.document)
    }
}

/// The files as they are or, where they cannot be read, as they last could.
pub(super) struct Readable<'m>(pub(super) &'m FileMemory);

impl Memory for Readable<'_> {
    fn document(&self, path: &RootedPath) -> Option<Arc<Document>> {
        let stand_in = self.0.stand_in(path).cloned();
        stand_in.or_else(|| self.0.document(path))
    }

    fn deciding(&self, needs: &Needs) -> Vec<RootedPath> {
        self.0.deciding(needs)
    }
}
