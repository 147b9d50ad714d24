//! The merge of three documents: frontmatter by meaning, body by lines.

use super::conflict::{Conflict, ConflictKind, Part};
use super::faults::{TaskPlaces, known_ids, made_together};
use super::lines::{NOTHING, by_lines};
use super::plan::{DERIVED, Plan};
use super::text::{has_crlf, marked_with_crlf, with_endings};
use super::three::{Side, Three};
use super::undone::undone;
use super::walk::{Choices, Walk};
use super::{Fallback, Merged, Options, marked};
use crate::derive::{Contradiction, Join, contradictions, worse};
use crate::document::Document;
use crate::git::{ConflictStyle, Lines};
use crate::model::{Phase, Tasks};
use crate::workspace::is_ours;
use crate::yaml::edit::{Change, Layout, Value};

/// Maximum rounds of reordering nested lists.
const MAX_ROUNDS: usize = 8;

/// Merges by meaning if all versions are readable and the result can be written.
pub(super) fn merge(versions: Three<&[u8]>, options: &Options) -> Result<Merged, Fallback> {
    let base = if versions.base.is_empty() {
        NOTHING
    } else {
        versions.base
    };
    let parts = Three { base, ..versions }.map(Document::split);
    let documents = parts.map(|(front, _)| Document::parse(front.to_vec()));
    let is_ours = |side: &Document| is_ours(&options.path, side);
    match (is_ours(&documents.ours), is_ours(&documents.theirs)) {
        (true, true) => {}
        (true, false) => return Err(Fallback::OtherFile(Some(Side::Theirs))),
        (false, true) => return Err(Fallback::OtherFile(Some(Side::Ours))),
        (false, false) => return Err(Fallback::OtherFile(None)),
    }
    if let Some(why) = Fallback::of(&documents) {
        return Err(why);
    }
    let read = |document: &Document| {
        let tree = document.tree();
        tree.map(|tree| Phase::read(tree, &options.statuses))
    };
    let structure = Structure {
        ours: read(&documents.ours).ok_or(Fallback::Order)?,
        theirs: read(&documents.theirs).ok_or(Fallback::Order)?,
        documents,
        bodies: parts.map(|(_, body)| body),
        options,
    };
    structure.merge()
}

struct Structure<'a> {
    /// The frontmatters.
    documents: Three<Document>,
    bodies: Three<&'a [u8]>,
    ours: Phase,
    theirs: Phase,
    options: &'a Options,
}

/// A frontmatter with everything merged that can be.
struct Draft {
    document: Document,
    conflicts: Vec<Conflict>,
    tasks: TaskPlaces,
    /// What the merged tasks contradict, and no side's tasks did.
    wrong: Vec<Contradiction>,
}

impl Structure<'_> {
    fn merge(&self) -> Result<Merged, Fallback> {
        let mut choices = Choices::default();
        let mut draft = self.draft(&choices)?;
        let together = self.made_together(&draft)?;
        if !together.is_empty() {
            let places = together.iter().flat_map(|conflict| &conflict.places);
            choices.extend(places.map(|place| (place.clone(), Side::Ours)));
            let before = std::mem::replace(&mut draft, self.draft(&choices)?);
            draft.conflicts.extend(together);
            // A conflict at a chosen place is not reported again.
            let is_chosen = |it: &Conflict| it.places.iter().any(|at| choices.contains_key(at));
            let lost = before.conflicts.into_iter().filter(is_chosen);
            draft.conflicts.splice(0..0, lost);
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
        Ok(Merged {
            bytes,
            conflicts,
            by_lines: false,
            fallback: None,
        })
    }

    /// Merges the frontmatter; conflicts without a choice keep our side.
    fn draft(&self, choices: &Choices) -> Result<Draft, Fallback> {
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
            let tree = documents.ours.tree().ok_or(Fallback::Order)?;
            let outermost = plan.outermost(tree);
            reordered = Some(edited(documents.ours, &outermost)?);
        }
        Err(Fallback::Order)
    }

    fn plan(&self, documents: &Three<&Document>, choices: &Choices) -> Result<Plan, Fallback> {
        let layout = |document| Some(Layout::new(text(document), Document::tree(document)?));
        let (Some(base), Some(ours), Some(theirs)) = (
            layout(documents.base),
            layout(documents.ours),
            layout(documents.theirs),
        ) else {
            return Err(Fallback::Order);
        };
        let layouts = Three { base, ours, theirs };
        Walk::plan(documents, &layouts, &self.options.statuses, choices)
            .map_err(|error| Fallback::edit(&error, documents.theirs))
    }

    /// Applies the planned changes and those that follow from them.
    fn settle(&self, ours: &Document, plan: Plan) -> Result<Draft, Fallback> {
        let document = match ours.edit_with_comments(&plan.changes, &plan.comments) {
            Ok(edited) => edited.document,
            // Better to lose comments than the merge.
            Err(_) => edited(ours, &plan.changes)?,
        };
        let root = document.tree().ok_or(Fallback::Order)?.root();
        let mut merged = self.phase(&document)?;
        if matches!(merged.tasks, Tasks::Missing) && root.get("tasks").is_some() {
            // Removing the last task can leave the key empty.
            merged.tasks = Tasks::List(Vec::new());
        }
        let key = |conflict: &Conflict| match conflict.places.first()?.0.first()? {
            Part::Key(key) => Some(key.clone()),
            Part::Item(_) => None,
        };
        let contested: Vec<String> = plan.derived.iter().filter_map(key).collect();
        let join = Join {
            root,
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
            edited(&document, &changes)?
        };
        let wrong = self.contradicted(&document)?;
        let is_told = |it: &Contradiction| conflicts.iter().any(|known| known.is_at(it.figure.key));
        let wrong: Vec<Contradiction> = wrong.into_iter().filter(|it| !is_told(it)).collect();
        conflicts.extend(wrong.iter().map(Conflict::contradiction));
        Ok(Draft {
            document,
            conflicts,
            tasks: plan.tasks,
            wrong,
        })
    }

    fn phase(&self, document: &Document) -> Result<Phase, Fallback> {
        let read = |tree| Phase::read(tree, &self.options.statuses);
        document.tree().map(read).ok_or(Fallback::Order)
    }

    /// What the tasks of a result contradict more than either side's do.
    fn contradicted(&self, document: &Document) -> Result<Vec<Contradiction>, Fallback> {
        let of = |document: &Document, phase: &Phase| match document.tree() {
            Some(tree) => contradictions(tree.root(), phase),
            None => Vec::new(),
        };
        let found = of(document, &self.phase(document)?);
        if found.is_empty() {
            return Ok(found);
        }
        let ours = of(&self.documents.ours, &self.ours);
        let theirs = of(&self.documents.theirs, &self.theirs);
        Ok(worse(found, [&ours, &theirs]))
    }

    /// The errors that neither side has, with the places that cause them.
    fn made_together(&self, draft: &Draft) -> Result<Vec<Conflict>, Fallback> {
        let known = known_ids(&self.documents);
        let sides = [&self.ours, &self.theirs];
        let faults = made_together(&self.phase(&draft.document)?, sides, &known);
        let conflict = |fault: super::Fault| Conflict {
            places: fault.places(&draft.tasks, sides),
            kind: ConflictKind::Together(fault),
        };
        Ok(faults.into_iter().map(conflict).collect())
    }

    /// The frontmatter with markers around the differences between the merge that takes our side
    /// of each conflict and the merge that takes theirs.
    fn marked(&self, draft: &Draft, choices: Choices) -> Result<String, Fallback> {
        let mut choices = choices;
        let places = draft.conflicts.iter().flat_map(|conflict| &conflict.places);
        choices.extend(places.map(|place| (place.clone(), Side::Theirs)));
        let theirs = self.draft(&choices).ok();
        let theirs = theirs.and_then(|theirs| alike(&theirs.document, draft, &choices));
        let other = match &theirs {
            Some(theirs) => front(theirs),
            None => front(&self.documents.theirs),
        };
        let documents = &self.documents;
        let places = draft.conflicts.iter().flat_map(|conflict| &conflict.places);
        let start = undone(&draft.document, &documents.base, places);
        if let Some(start) = start.as_ref().filter(|_| self.options.is_base) {
            return Ok(front(start).to_owned());
        }
        let base = front(start.as_ref().unwrap_or(&documents.base));
        let ours = front(&draft.document);
        let marked = self.against(base, ours, other);
        // An unmarked conflict would pass for a clean merge.
        let whole = documents.as_ref().map(front);
        marked
            .or_else(|| self.against(whole.base, whole.ours, whole.theirs))
            .ok_or(Fallback::Unmarked)
    }

    /// Both texts with markers around the differences, including the base's lines if the style
    /// has them; `None` if nothing differs.
    fn against(&self, base: &str, ours: &str, theirs: &str) -> Option<String> {
        if self.options.style != ConflictStyle::Merge {
            let crlf = has_crlf(text(&self.documents.ours));
            return marked::marked(Three { base, ours, theirs }, crlf, self.options);
        }
        let lines = self.lines(Three {
            base: b"",
            ours: ours.as_bytes(),
            theirs: theirs.as_bytes(),
        });
        let lines = lines.ok()?;
        let text = String::from_utf8(lines.bytes).ok();
        text.filter(|_| !lines.is_clean)
    }

    /// The merged body, and whether it is free of conflicts.
    fn body(&self) -> Result<(Vec<u8>, bool), Fallback> {
        let crlf = has_crlf(text(&self.documents.ours));
        let own = |document: &Document| has_crlf(text(document)) == crlf;
        let as_ours = |body: &'_ [u8], document| {
            if own(document) {
                return None;
            }
            Some(with_endings(body, crlf))
        };
        let base = as_ours(self.bodies.base, &self.documents.base);
        let theirs = as_ours(self.bodies.theirs, &self.documents.theirs);
        let body = Three {
            base: base.as_deref().unwrap_or(self.bodies.base),
            ours: self.bodies.ours,
            theirs: theirs.as_deref().unwrap_or(self.bodies.theirs),
        };
        if body.theirs == body.base || body.theirs == body.ours {
            return Ok((body.ours.to_vec(), true));
        }
        if body.ours == body.base {
            return Ok((body.theirs.to_vec(), true));
        }
        let lines = self.lines(body)?;
        Ok((lines.bytes, lines.is_clean))
    }

    fn lines(&self, texts: Three<&[u8]>) -> Result<Lines, Fallback> {
        let crlf = has_crlf(text(&self.documents.ours));
        let mut lines = by_lines(texts, self.options).map_err(|_| Fallback::Binary)?;
        if !lines.is_clean && crlf {
            lines.bytes = marked_with_crlf(&lines.bytes, usize::from(self.options.marker_size));
        }
        Ok(lines)
    }
}

/// The document with the draft's derived values, so that they are not marked as conflicts,
/// except for chosen ones. Values that the tasks contradict are corrected.
fn alike(document: &Document, draft: &Draft, choices: &Choices) -> Option<Document> {
    let is_chosen = |key: &str| choices.contains_key(&super::Place::top(key));
    let dates = ["started", "completed"];
    let keys = DERIVED.iter().chain(&dates).filter(|key| !is_chosen(key));
    let changes: Vec<Change> = keys
        .filter_map(|key| {
            let (own, other) = (document.get(key)?, draft.document.get(key)?);
            let differ = !super::three::equal(own, other);
            differ.then(|| Change::Set(own.id(), Value::of(other)))
        })
        .collect();
    let document = document.edit(&changes).ok()?.document;
    let right = |wrong: &Contradiction| {
        let node = document.get(wrong.figure.key)?;
        Some(Change::Set(node.id(), wrong.figure.new.clone()))
    };
    let changes: Vec<Change> = draft.wrong.iter().filter_map(right).collect();
    Some(document.edit(&changes).ok()?.document)
}

fn edited(document: &Document, changes: &[Change]) -> Result<Document, Fallback> {
    let edited = document.edit(changes);
    let edited = edited.map_err(|error| Fallback::edit(&error, document))?;
    Ok(edited.document)
}

/// The text before the body.
fn front(document: &Document) -> &str {
    text(document)
        .get(..document.body.start as usize)
        .unwrap_or_default()
}

fn text(document: &Document) -> &str {
    document.text.as_str()
}
