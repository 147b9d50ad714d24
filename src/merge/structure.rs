//! The merge of three documents: frontmatter by meaning, body by lines.

use super::conflict::{Conflict, ConflictKind, Part};
use super::faults::{TaskPlaces, faults};
use super::item::id_of;
use super::plan::{DERIVED, Plan};
use super::text::{has_crlf, marked_with_crlf, with_endings};
use super::three::{Side, Three};
use super::undone::undone;
use super::walk::{Choices, Walk};
use super::{Merged, Options, lines, marked};
use crate::collections::HashSet;
use crate::derive::Join;
use crate::document::Document;
use crate::git::{ConflictStyle, Lines};
use crate::model::Phase;
use crate::workspace::is_ours;
use crate::yaml::edit::{Change, Layout, Value};
use crate::yaml::{Node, Tree};

/// What stands for the base where both sides added the file.
const NOTHING: &[u8] = b"---\n{}\n---\n";
/// So often items of lists in lists are put into another order.
const MAX_ROUNDS: usize = 8;

/// Merges by meaning; `None` where a version cannot be read so, or the result not be written.
pub(super) fn merge(versions: Three<&[u8]>, options: &Options) -> Option<Merged> {
    let base = if versions.base.is_empty() {
        NOTHING
    } else {
        versions.base
    };
    let documents = Three { base, ..versions }.map(|bytes| Document::parse(bytes.to_vec()));
    let trees = documents.as_ref().map(Document::tree);
    let sides = [&documents.ours, &documents.theirs];
    if !sides.into_iter().all(|side| is_ours(&options.path, side)) {
        return None;
    }
    let is_mergeable = |tree: Option<&Tree>| tree.is_some_and(is_mergeable);
    if ![trees.base, trees.ours, trees.theirs]
        .into_iter()
        .all(is_mergeable)
    {
        return None;
    }
    let phase = |tree: Option<&Tree>| tree.map(|tree| Phase::read(tree, &options.statuses));
    let structure = Structure {
        ours: phase(trees.ours)?,
        theirs: phase(trees.theirs)?,
        documents,
        options,
    };
    structure.merge()
}

struct Structure<'a> {
    documents: Three<Document>,
    ours: Phase,
    theirs: Phase,
    options: &'a Options,
}

/// A frontmatter with all that could be merged.
struct Draft {
    document: Document,
    conflicts: Vec<Conflict>,
    tasks: TaskPlaces,
}

impl Structure<'_> {
    fn merge(&self) -> Option<Merged> {
        let mut choices = Choices::default();
        let mut draft = self.draft(&choices)?;
        let together = self.made_together(&draft)?;
        if !together.is_empty() {
            let places = together.iter().flat_map(|conflict| &conflict.places);
            choices.extend(places.map(|place| (place.clone(), Side::Ours)));
            draft = self.draft(&choices)?;
            draft.conflicts.extend(together);
        }
        let (body, is_clean) = self.body()?;
        let mut conflicts = draft.conflicts.clone();
        let front = front(&draft.document).to_owned();
        let front = if conflicts.is_empty() {
            front
        } else {
            self.marked(&draft, choices)?
        };
        if !is_clean {
            conflicts.push(Conflict::lines());
        }
        let mut bytes = front.into_bytes();
        if !body.is_empty() && !bytes.ends_with(b"\n") {
            bytes.push(b'\n');
        }
        bytes.extend(body);
        Some(Merged {
            bytes,
            conflicts,
            by_lines: false,
        })
    }

    /// Merges the frontmatter; in conflicts without a choice our side stands.
    fn draft(&self, choices: &Choices) -> Option<Draft> {
        let mut reordered: Option<Document> = None;
        for _ in 0..MAX_ROUNDS {
            let documents = Three {
                ours: reordered.as_ref().unwrap_or(&self.documents.ours),
                ..self.documents.as_ref()
            };
            let plan = self.plan(&documents, choices)?;
            if plan.reorders.is_empty() {
                return self.settle(documents.ours, plan);
            }
            let tree = documents.ours.tree()?;
            let outermost = plan.outermost(tree);
            reordered = Some(documents.ours.edit(&outermost).ok()?.document);
        }
        None
    }

    fn plan(&self, documents: &Three<&Document>, choices: &Choices) -> Option<Plan> {
        let layout = |document| Some(Layout::new(text(document), Document::tree(document)?));
        let layouts = Three {
            base: layout(documents.base)?,
            ours: layout(documents.ours)?,
            theirs: layout(documents.theirs)?,
        };
        Walk::plan(documents, &layouts, &self.options.statuses, choices).ok()
    }

    /// Makes the planned changes, and those that follow from them.
    fn settle(&self, ours: &Document, plan: Plan) -> Option<Draft> {
        let edited = match ours.edit_with_comments(&plan.changes, &plan.comments) {
            Ok(edited) => edited,
            // Comments are not worth the merge.
            Err(_) => ours.edit(&plan.changes).ok()?,
        };
        let document = edited.document;
        let merged = Phase::read(document.tree()?, &self.options.statuses);
        let key = |conflict: &Conflict| match conflict.places.first()?.0.first()? {
            Part::Key(key) => Some(key.clone()),
            Part::Item(_) => None,
        };
        let contested: Vec<String> = plan.derived.iter().filter_map(key).collect();
        let join = Join {
            root: document.tree()?.root(),
            merged: &merged,
            sides: [&self.ours, &self.theirs],
            contested: &contested,
            statuses: &self.options.statuses,
            now: self.options.now,
        };
        let (figures, open) = join.follow();
        let mut conflicts = plan.conflicts;
        let is_open =
            |conflict: &Conflict| key(conflict).is_some_and(|key| open.contains(&key.as_str()));
        conflicts.extend(plan.derived.iter().filter(|it| is_open(it)).cloned());
        let changes: Vec<Change> = figures.iter().map(crate::derive::Figure::change).collect();
        let document = if changes.is_empty() {
            document
        } else {
            document.edit(&changes).ok()?.document
        };
        Some(Draft {
            document,
            conflicts,
            tasks: plan.tasks,
        })
    }

    /// The errors that neither side has, with the places that make them.
    fn made_together(&self, draft: &Draft) -> Option<Vec<Conflict>> {
        let known: HashSet<&str> = {
            let trees = self.documents.as_ref().map(Document::tree);
            let trees = [trees.base, trees.ours, trees.theirs].into_iter().flatten();
            trees.flat_map(task_ids).collect()
        };
        let merged = Phase::read(draft.document.tree()?, &self.options.statuses);
        let sides = [&self.ours, &self.theirs];
        let old = sides.map(|side| faults(side, &known));
        let new = faults(&merged, &known).into_iter();
        let new = new.filter(|fault| !old.iter().any(|old| old.contains(fault)));
        let conflict = |fault: super::Fault| Conflict {
            places: fault.places(&draft.tasks, sides),
            kind: ConflictKind::Together(fault),
        };
        Some(new.map(conflict).collect())
    }

    /// The frontmatter with markers: what differs between the merge with our side in each
    /// conflict and the one with theirs.
    fn marked(&self, draft: &Draft, choices: Choices) -> Option<String> {
        let mut choices = choices;
        let places = draft.conflicts.iter().flat_map(|conflict| &conflict.places);
        choices.extend(places.map(|place| (place.clone(), Side::Theirs)));
        let theirs = self
            .draft(&choices)
            .and_then(|theirs| alike(&theirs.document, &draft.document, &choices));
        let other = match &theirs {
            Some(theirs) => front(theirs),
            None => front(&self.documents.theirs),
        };
        let documents = &self.documents;
        let places = draft.conflicts.iter().flat_map(|conflict| &conflict.places);
        let start = undone(&draft.document, &documents.base, places);
        if let Some(start) = start.as_ref().filter(|_| self.options.is_base) {
            return Some(front(start).to_owned());
        }
        let base = front(start.as_ref().unwrap_or(&documents.base));
        let ours = front(&draft.document);
        let marked = self.against(base, ours, other);
        // A conflict that nothing marks would pass for a clean merge.
        let whole = documents.as_ref().map(front);
        marked.or_else(|| self.against(whole.base, whole.ours, whole.theirs))
    }

    /// Both texts with markers around what differs, and if the style asks for it, with what
    /// stood there in the base; `None` if nothing differs.
    fn against(&self, base: &str, ours: &str, theirs: &str) -> Option<String> {
        if self.options.style != ConflictStyle::Merge {
            let crlf = has_crlf(text(&self.documents.ours));
            return marked::marked(Three { base, ours, theirs }, crlf, self.options);
        }
        let lines = self.lines(Three {
            base: b"",
            ours: ours.as_bytes(),
            theirs: theirs.as_bytes(),
        })?;
        let text = String::from_utf8(lines.bytes).ok();
        text.filter(|_| !lines.is_clean)
    }

    /// The merged body, and whether that went without conflict.
    fn body(&self) -> Option<(Vec<u8>, bool)> {
        let crlf = has_crlf(text(&self.documents.ours));
        let body = |document: &Document| {
            let body = document.body_text();
            if has_crlf(text(document)) == crlf {
                return body.to_owned();
            }
            with_endings(body, crlf)
        };
        let body = self.documents.as_ref().map(body);
        if body.theirs == body.base || body.theirs == body.ours {
            return Some((body.ours.into_bytes(), true));
        }
        if body.ours == body.base {
            return Some((body.theirs.into_bytes(), true));
        }
        let lines = self.lines(body.as_ref().map(String::as_bytes))?;
        Some((lines.bytes, lines.is_clean))
    }

    fn lines(&self, texts: Three<&[u8]>) -> Option<Lines> {
        let crlf = has_crlf(text(&self.documents.ours));
        let mut lines = lines(texts, self.options).ok()?;
        if !lines.is_clean && crlf {
            lines.bytes = marked_with_crlf(&lines.bytes, usize::from(self.options.marker_size));
        }
        Some(lines)
    }
}

/// Whether keys are texts, and stand once in each mapping.
fn is_mergeable(tree: &Tree) -> bool {
    tree.nodes()
        .filter(|node| node.is_mapping() && !node.is_alias())
        .all(|mapping| {
            let mut seen = HashSet::default();
            mapping
                .entries()
                .all(|(key, _)| key.text().is_some_and(|key| seen.insert(key)))
        })
}

fn task_ids(tree: &Tree) -> impl Iterator<Item = &str> {
    let tasks = tree.root().get("tasks").into_iter().flat_map(Node::items);
    tasks.filter_map(id_of)
}

/// The first document with the derived values of the other, so that they stand in no conflict;
/// unless one was chosen.
fn alike(document: &Document, other: &Document, choices: &Choices) -> Option<Document> {
    let is_chosen = |key: &str| choices.contains_key(&super::Place::top(key));
    let dates = ["started", "completed"];
    let keys = DERIVED.iter().chain(&dates).filter(|key| !is_chosen(key));
    let changes: Vec<Change> = keys
        .filter_map(|key| {
            let (own, other) = (document.get(key)?, other.get(key)?);
            let differ = !super::three::equal(own, other);
            differ.then(|| Change::Set(own.id(), Value::of(other)))
        })
        .collect();
    Some(document.edit(&changes).ok()?.document)
}

/// All that stands before the body.
fn front(document: &Document) -> &str {
    text(document)
        .get(..document.body.start as usize)
        .unwrap_or_default()
}

fn text(document: &Document) -> &str {
    document.text.as_str()
}
