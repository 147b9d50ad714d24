//! The merge of three documents: frontmatter by meaning, body by lines.

mod body;

use std::borrow::Cow;

use progress_core::collections::HashSet;
use progress_core::derive::{Contradiction, Figure, Join, contradictions, worse};
use progress_core::document::Document;
use progress_core::model::{Phase, Tasks};
use progress_core::workspace::is_ours;
use progress_git::git::{ConflictStyle, Lines};
use yaml_lossless::edit::{Change, Layout, Value};

use super::conflict::{Conflict, ConflictKind, Part};
use super::faults::{faults, known_ids, not_in_sides};
use super::lines::{NOTHING, by_lines};
use super::plan::{DERIVED, Plan};
use super::task_places::TaskPlaces;
use super::text::{has_crlf, marked_with_crlf};
use super::three::{Side, Three};
use super::undone::undone;
use super::walk::{Choices, Walk};
use super::{Fallback, Merged, Options, marked};

/// Maximum rounds of reordering nested lists.
const MAX_ROUNDS: usize = 8;

/// Merges by meaning if all versions are readable and the result can be written.
pub(super) fn merge<'v>(
    versions: Three<&'v [u8]>,
    options: &Options,
) -> Result<Merged<'v>, Fallback> {
    let base = if versions.base.is_empty() {
        NOTHING
    } else {
        versions.base
    };
    let parts = Three { base, ..versions }.map(Document::split);
    let fronts = parts.map(|(front, _)| front);
    let (ours, known_ids) = readable(fronts, options)?;
    let structure = Structure {
        // What is not UTF-8 is not readable.
        fronts: fronts.map(|front| std::str::from_utf8(front).unwrap_or_default()),
        bodies: parts.map(|(_, body)| body),
        ours,
        known_ids,
        options,
    };
    structure.merge()
}

/// Our document and the IDs of all tasks, if all versions can be merged by meaning.
fn readable(
    fronts: Three<&[u8]>,
    options: &Options,
) -> Result<(Document, HashSet<String>), Fallback> {
    let documents = fronts.map(|front| Document::parse(front.to_vec()));
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
    let known_ids = known_ids(&documents);
    Ok((documents.ours, known_ids))
}

/// The tree of a large file takes several times the file's memory. So only our tree is kept, and
/// others are read each time they are needed.
struct Structure<'v, 'o> {
    fronts: Three<&'v str>,
    bodies: Three<&'v [u8]>,
    /// Our frontmatter.
    ours: Document,
    /// The IDs of the tasks of all versions.
    known_ids: HashSet<String>,
    options: &'o Options,
}

/// A frontmatter with everything merged that can be.
struct Draft {
    document: Document,
    conflicts: Vec<Conflict>,
    tasks: TaskPlaces,
    /// What the merged tasks contradict, and no side's tasks did.
    wrong: Vec<Contradiction>,
}

impl<'v> Structure<'v, '_> {
    fn merge(&self) -> Result<Merged<'v>, Fallback> {
        let mut choices = Choices::default();
        let mut draft = self.draft(&choices)?;
        let together = self.made_together(&draft)?;
        if !together.is_empty() {
            let places = together.iter().flat_map(|conflict| &conflict.places);
            choices.extend(places.map(|place| (place.clone(), Side::Ours)));
            let before = std::mem::replace(&mut draft, self.draft(&choices)?);
            draft.conflicts.extend(together);
            // A conflict at a chosen place is not reported again.
            let lost = before
                .conflicts
                .into_iter()
                .filter(|it| it.places.iter().any(|at| choices.contains_key(at)));
            draft.conflicts.splice(0..0, lost);
        }
        let body = self.body()?;
        let mut conflicts = draft.conflicts.clone();
        let front = if conflicts.is_empty() {
            front(&draft.document).to_owned()
        } else {
            self.marked(&draft, choices)?
        };
        if !body.is_clean {
            conflicts.push(Conflict::lines());
        }
        let needs_newline = !front.ends_with('\n') && body.pieces.iter().any(|it| !it.is_empty());
        let mut pieces = vec![Cow::Owned(front.into_bytes())];
        pieces.extend(needs_newline.then_some(Cow::Borrowed(&b"\n"[..])));
        pieces.extend(body.pieces);
        Ok(Merged {
            pieces,
            conflicts,
            by_lines: false,
            fallback: None,
        })
    }

    /// Merges the frontmatter; conflicts without a choice keep our side.
    fn draft(&self, choices: &Choices) -> Result<Draft, Fallback> {
        let mut reordered: Option<Document> = None;
        for _ in 0..MAX_ROUNDS {
            let ours = reordered.as_ref().unwrap_or(&self.ours);
            let plan = self.plan(ours, choices)?;
            if plan.reorders.is_empty() {
                return self.settle(ours, plan);
            }
            let tree = ours.tree().ok_or(Fallback::Order)?;
            let outermost = plan.outermost(tree);
            reordered = Some(edited(ours, &outermost)?);
        }
        Err(Fallback::Order)
    }

    fn plan(&self, ours: &Document, choices: &Choices) -> Result<Plan, Fallback> {
        let (base, theirs) = (read(self.fronts.base), read(self.fronts.theirs));
        let documents = Three {
            base: &base,
            ours,
            theirs: &theirs,
        };
        let layout = |document| Some(Layout::new(text(document), Document::tree(document)?));
        let (Some(base), Some(ours), Some(theirs)) = (
            layout(documents.base),
            layout(documents.ours),
            layout(documents.theirs),
        ) else {
            return Err(Fallback::Order);
        };
        let layouts = Three { base, ours, theirs };
        Walk::plan(&documents, &layouts, &self.options.statuses, choices)
            .map_err(|error| Fallback::edit(&error, documents.theirs))
    }

    /// Applies the planned changes and those that follow from them.
    fn settle(&self, ours: &Document, plan: Plan) -> Result<Draft, Fallback> {
        let document = match ours.edit_with_comments(&plan.changes, &plan.comments) {
            Ok(edited) => edited.document,
            // Better to lose comments than the merge.
            Err(_) => edited(ours, &plan.changes)?,
        };
        let key = |conflict: &Conflict| match conflict.places.first()?.0.first()? {
            Part::Key(key) => Some(key.clone()),
            Part::Item(_) => None,
        };
        let contested: Vec<String> = plan.derived.iter().filter_map(key).collect();
        let (figures, open) = self.follow(&document, &contested)?;
        let mut conflicts = plan.conflicts;
        let is_open = |conflict: &Conflict| key(conflict).is_some_and(|key| open.contains(&key));
        conflicts.extend(plan.derived.iter().filter(|it| is_open(it)).cloned());
        let changes: Vec<Change> = figures.iter().map(Figure::change).collect();
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

    /// The values that follow from the tasks of a result, and the contested keys that the tasks
    /// do not decide.
    fn follow(
        &self,
        document: &Document,
        contested: &[String],
    ) -> Result<(Vec<Figure>, Vec<String>), Fallback> {
        let theirs = self.their_phase()?;
        let ours = self.phase(&self.ours)?;
        let root = document.tree().ok_or(Fallback::Order)?.root();
        let mut merged = self.phase(document)?;
        if matches!(merged.tasks, Tasks::Missing) && root.get("tasks").is_some() {
            // Removing the last task can leave the key empty.
            merged.tasks = Tasks::List(Vec::new());
        }
        let join = Join {
            root,
            merged,
            sides: [&ours, &theirs],
            contested,
            statuses: &self.options.statuses,
            now: self.options.now,
        };
        let (figures, open) = join.follow();
        Ok((figures, open.into_iter().map(str::to_owned).collect()))
    }

    fn phase(&self, document: &Document) -> Result<Phase, Fallback> {
        document
            .tree()
            .map(|tree| Phase::read(tree, &self.options.statuses))
            .ok_or(Fallback::Order)
    }

    fn their_phase(&self) -> Result<Phase, Fallback> {
        self.phase(&read(self.fronts.theirs))
    }

    /// What the tasks of a result contradict more than either side's do.
    fn contradicted(&self, document: &Document) -> Result<Vec<Contradiction>, Fallback> {
        let of = |document: &Document| {
            let root = document.tree().ok_or(Fallback::Order)?.root();
            Ok(contradictions(root, &self.phase(document)?))
        };
        let found = of(document)?;
        if found.is_empty() {
            return Ok(found);
        }
        Ok(worse(
            found,
            [&of(&self.ours)?, &of(&read(self.fronts.theirs))?],
        ))
    }

    /// The errors that neither side has, with the places that cause them.
    fn made_together(&self, draft: &Draft) -> Result<Vec<Conflict>, Fallback> {
        let found = faults(&self.phase(&draft.document)?, &self.known_ids);
        if found.is_empty() {
            return Ok(Vec::new());
        }
        let sides = [self.phase(&self.ours)?, self.their_phase()?];
        let new = not_in_sides(found, &sides, &self.known_ids);
        let tasks = draft.tasks.by_id();
        Ok(new
            .into_iter()
            .map(|fault| Conflict {
                places: fault.places(&tasks, sides.each_ref()),
                kind: ConflictKind::Together(fault),
            })
            .collect())
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
            None => self.fronts.theirs,
        };
        let places = draft.conflicts.iter().flat_map(|conflict| &conflict.places);
        let start = undone(&draft.document, &read(self.fronts.base), places);
        if let Some(start) = start.as_ref().filter(|_| self.options.is_base) {
            return Ok(front(start).to_owned());
        }
        let base = start.as_ref().map_or(self.fronts.base, front);
        let ours = front(&draft.document);
        let marked = self.against(base, ours, other);
        // An unmarked conflict would pass for a clean merge.
        let whole = self.fronts;
        marked
            .or_else(|| self.against(whole.base, whole.ours, whole.theirs))
            .ok_or(Fallback::Unmarked)
    }

    /// Both texts with markers around the differences, including the base's lines if the style
    /// has them; `None` if nothing differs.
    fn against(&self, base: &str, ours: &str, theirs: &str) -> Option<String> {
        if self.options.style != ConflictStyle::Merge {
            return marked::marked(Three { base, ours, theirs }, self.crlf(), self.options);
        }
        let lines = self
            .lines(Three {
                base: b"",
                ours: ours.as_bytes(),
                theirs: theirs.as_bytes(),
            })
            .ok()?;
        let text = String::from_utf8(lines.bytes()).ok();
        text.filter(|_| !lines.is_clean)
    }

    fn lines<'b>(&self, texts: Three<&'b [u8]>) -> Result<Lines<'b>, Fallback> {
        let mut lines = by_lines(texts, self.options).map_err(|_| Fallback::Binary)?;
        if !lines.is_clean && self.crlf() {
            let marked = marked_with_crlf(&lines.bytes(), usize::from(self.options.marker_size));
            lines.pieces = vec![Cow::Owned(marked)];
        }
        Ok(lines)
    }

    /// Whether our side has CRLF line endings.
    fn crlf(&self) -> bool {
        has_crlf(self.fronts.ours.as_bytes())
    }
}

/// The document with the draft's derived values, so that they are not marked as conflicts,
/// except for chosen ones. Values that the tasks contradict are corrected.
fn alike(document: &Document, draft: &Draft, choices: &Choices) -> Option<Document> {
    let is_chosen = |key: &str| choices.contains_key(&super::Place::top(key));
    let dates = ["started", "completed"];
    let changes: Vec<Change> = DERIVED
        .iter()
        .chain(&dates)
        .filter(|key| !is_chosen(key))
        .filter_map(|key| {
            let (own, other) = (document.get(key)?, draft.document.get(key)?);
            let differ = !super::three::equal(own, other);
            differ.then(|| Change::Set(own.id(), Value::of(other)))
        })
        .collect();
    let document = document.edit(&changes).ok()?.document;
    let changes: Vec<Change> = draft
        .wrong
        .iter()
        .filter_map(|wrong| {
            let node = document.get(wrong.figure.key)?;
            Some(Change::Set(node.id(), wrong.figure.new.clone()))
        })
        .collect();
    Some(document.edit(&changes).ok()?.document)
}

fn read(front: &str) -> Document {
    Document::parse(front.as_bytes().to_vec())
}

fn edited(document: &Document, changes: &[Change]) -> Result<Document, Fallback> {
    let edited = document
        .edit(changes)
        .map_err(|error| Fallback::edit(&error, document))?;
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
