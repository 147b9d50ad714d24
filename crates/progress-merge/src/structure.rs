//! The merge of three documents: frontmatter by meaning, body by lines.

mod body;
mod derived;
mod markers;

use std::borrow::Cow;

use progress_core::collections::HashSet;
use progress_core::derive::Contradiction;
use progress_core::document::Document;
use progress_core::model::Phase;
use progress_core::workspace::is_ours;
use progress_git::git::Lines;
use yaml_lossless::edit::{Change, Layout};

use super::conflict::{Conflict, ConflictKind};
use super::faults::{faults, known_ids, not_in_sides};
use super::lines::{NOTHING, by_lines};
use super::plan::Plan;
use super::task_places::TaskPlaces;
use super::text::{has_crlf, marked_with_crlf};
use super::three::{Side, Three};
use super::value_path::ValuePath;
use super::walk::{Choices, Walk};
use super::{Fallback, Merged, Options};

/// Maximum rounds of reordering nested lists.
const MAX_ROUNDS: usize = 8;

/// Merges by meaning if all versions are readable and the result can be written.
pub(super) fn merge<'v>(
    versions: Three<&'v [u8]>,
    options: &Options,
) -> Result<Merged<'v>, Fallback> {
    let base = match versions.base {
        // Both sides added the file: with an empty frontmatter as the base, they can be merged too.
        [] => NOTHING,
        base => base,
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
    let our_kind = is_ours(&options.path, &documents.ours);
    let their_kind = is_ours(&options.path, &documents.theirs);
    match (our_kind, their_kind) {
        (true, true) => {}
        (true, false) => return Err(Fallback::OtherFile(Some("theirs"))),
        (false, true) => return Err(Fallback::OtherFile(Some("ours"))),
        (false, false) => return Err(Fallback::OtherFile(None)),
    }
    if let Some(why) = Fallback::of(&documents) {
        return Err(why);
    }
    let ids = known_ids(&documents);
    Ok((documents.ours, ids))
}

/// Three readable versions of a file.
///
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

impl Draft {
    /// The paths of all conflicts.
    fn conflict_paths(&self) -> impl Iterator<Item = &ValuePath> {
        self.conflicts.iter().flat_map(|conflict| &conflict.paths)
    }
}

impl<'v> Structure<'v, '_> {
    fn merge(&self) -> Result<Merged<'v>, Fallback> {
        let mut choices = Choices::default();
        let mut draft = self.draft(&choices)?;
        let together = self.made_together(&draft)?;
        if !together.is_empty() {
            draft = self.without_faults(draft, together, &mut choices)?;
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
        let has_body = body.pieces.iter().any(|piece| !piece.is_empty());
        // Our file may end right after its frontmatter, and they may have added a body.
        let needs_newline = has_body && !front.ends_with('\n');
        let mut pieces = vec![Cow::Owned(front.into_bytes())];
        if needs_newline {
            pieces.push(Cow::Borrowed(&b"\n"[..]));
        }
        pieces.extend(body.pieces);
        Ok(Merged {
            pieces,
            conflicts,
            by_lines: false,
            fallback: None,
        })
    }

    /// Merges again with our side of everything that is only wrong together, and reports those
    /// conflicts.
    fn without_faults(
        &self,
        draft: Draft,
        together: Vec<Conflict>,
        choices: &mut Choices,
    ) -> Result<Draft, Fallback> {
        for path in together.iter().flat_map(|conflict| &conflict.paths) {
            // Each side is right alone, so one will do: ours, as in every other conflict.
            choices.insert(path.clone(), Side::Ours);
        }
        let mut again = self.draft(choices)?;
        // The second merge finds no conflict where a side was chosen, so those of the first stay.
        let mut conflicts = draft.conflicts;
        conflicts.retain(|conflict| conflict.paths.iter().any(|path| choices.contains_key(path)));
        conflicts.append(&mut again.conflicts);
        conflicts.extend(together);
        again.conflicts = conflicts;
        Ok(again)
    }

    /// Merges the frontmatter; conflicts without a choice keep our side.
    fn draft(&self, choices: &Choices) -> Result<Draft, Fallback> {
        // An edit cannot move an item and change it too, so lists are reordered before anything
        // else, and the rest is planned again for the new text.
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

    fn phase(&self, document: &Document) -> Result<Phase, Fallback> {
        document
            .tree()
            .map(|tree| Phase::read(tree, &self.options.statuses))
            .ok_or(Fallback::Order)
    }

    fn their_phase(&self) -> Result<Phase, Fallback> {
        self.phase(&read(self.fronts.theirs))
    }

    /// The errors that neither side has, with the values that cause them.
    fn made_together(&self, draft: &Draft) -> Result<Vec<Conflict>, Fallback> {
        let found = faults(&self.phase(&draft.document)?, &self.known_ids);
        // The sides are read only if there are faults to compare.
        if found.is_empty() {
            return Ok(Vec::new());
        }
        let sides = [self.phase(&self.ours)?, self.their_phase()?];
        let new = not_in_sides(&found, &sides, &self.known_ids);
        let tasks = draft.tasks.by_id();
        Ok(new
            .into_iter()
            .map(|fault| {
                let paths = fault.paths(&tasks, sides.each_ref());
                Conflict::at(paths, ConflictKind::Together(fault))
            })
            .collect())
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

fn layout(document: &Document) -> Option<Layout<'_>> {
    Some(Layout::new(text(document), document.tree()?))
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
