//! Applies the fixes of findings, round by round until none is left.
//!
//! In each round, fixes are collected against one immutable text of each file. One that
//! overlaps another waits for the next round; what is accepted is made by
//! `Document::edit_with_body`, which proves that nothing else changes.

mod ignores;

use std::collections::BTreeMap;

pub use ignores::add_ignores;
use yaml_lossless::edit::Change;
use yaml_lossless::text::{Edit, Span};

use crate::document::{Document, Edited};
use crate::lint::{Fix, Report, Safety};
use crate::source::RootedPath;
use crate::workspace::{File, Workspace};

/// Maximum rounds: a fix may allow another one, but long chains are unlikely.
const MAX_ROUNDS: usize = 10;

/// Maximum fixes made in a file in one run, so that a list of a million tasks does not take
/// dozens of rounds, each as expensive as the first.
const MAX_FIXES: usize = 200_000;

/// Maximum bytes parsed per file and round to find out which fixes cannot be made.
const MAX_TRIED: usize = 256 << 20;

/// How findings are found.
pub type Look<'l> = dyn for<'w> Fn(&'w Workspace) -> Report<'w> + 'l;

/// Texts that replace those on disk.
pub type Texts = BTreeMap<RootedPath, Vec<u8>>;

/// A file with fixes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FixedFile {
    /// Its text before.
    pub before: String,
    /// Its text after.
    pub after: String,
    /// The number of fixes made.
    pub fixed: usize,
}

/// A workspace after its fixes.
#[derive(Debug)]
pub struct Fixed {
    /// The workspace with the fixes.
    pub workspace: Workspace,
    /// The files that differ.
    pub files: BTreeMap<RootedPath, FixedFile>,
}

/// Applies all fixes of this safety.
///
/// `load` loads the workspace, with some of its texts replaced; `look` finds what to fix.
///
/// # Errors
///
/// Fails as `load` does.
pub fn fix_all<E>(
    load: impl Fn(&Texts) -> Result<Workspace, E>,
    look: &Look<'_>,
    safety: Safety,
) -> Result<Fixed, E> {
    repeat(
        load,
        |workspace, files| {
            let mut found = fixes(look(workspace), safety);
            found.retain(|&file, _| count(files, workspace, file) < MAX_FIXES);
            found
        },
        |document, fixes: Vec<Fix>| Accepted::of(document, &fixes).result,
    )
}

/// Applies a single fix to the document that it was found in; `None` if it cannot be applied.
#[must_use]
pub fn apply_one(document: &Document, fix: &Fix) -> Option<Edited> {
    let accepted = Accepted::of(document, std::slice::from_ref(fix));
    accepted.result.map(|(edited, _)| edited)
}

/// Changes files round by round, until there is nothing left that can be changed.
///
/// `find` returns what to change in each file, given what was changed so far; `change` makes it,
/// and counts it.
fn repeat<P, E>(
    load: impl Fn(&Texts) -> Result<Workspace, E>,
    find: impl Fn(&Workspace, &BTreeMap<RootedPath, FixedFile>) -> BTreeMap<usize, P>,
    change: impl Fn(&Document, P) -> Option<(Edited, usize)>,
) -> Result<Fixed, E> {
    let mut texts = Texts::new();
    let mut files: BTreeMap<RootedPath, FixedFile> = BTreeMap::new();
    let mut workspace = load(&texts)?;
    for _ in 0..MAX_ROUNDS {
        let found = find(&workspace, &files);
        if found.is_empty() {
            break;
        }
        let originals = without_plans(workspace);
        let changed = round(&originals, found, &change);
        // Nothing of it can be changed, so another round would find the same again.
        let is_last = changed.is_empty();
        for (path, file) in changed {
            texts.insert(path.clone(), file.after.clone().into_bytes());
            // Across rounds, the first `before` and the last `after` count.
            let known = files.entry(path).or_insert_with(|| FixedFile {
                fixed: 0,
                ..file.clone()
            });
            known.after = file.after;
            known.fixed += file.fixed;
        }
        // Freed first, so that the old files and the new ones are not in memory at once.
        drop(originals);
        // Even after the last round, because the workspace was taken apart for it.
        workspace = load(&texts)?;
        if is_last {
            break;
        }
    }
    // The fixes of two rounds may undo each other.
    files.retain(|_, file| file.before != file.after);
    Ok(Fixed { workspace, files })
}

/// Returns the files and frees the plans, which take as much memory as an edit needs.
fn without_plans(workspace: Workspace) -> Vec<File> {
    workspace.files
}

/// The number of fixes made in a file so far.
fn count(files: &BTreeMap<RootedPath, FixedFile>, workspace: &Workspace, file: usize) -> usize {
    let path = workspace.files.get(file).map(|file| &file.path);
    let known = path.and_then(|path| files.get(path));
    known.map_or(0, |file| file.fixed)
}

/// The fixes of each file.
fn fixes(report: Report<'_>, safety: Safety) -> BTreeMap<usize, Vec<Fix>> {
    let mut fixes: BTreeMap<usize, Vec<Fix>> = BTreeMap::new();
    for finding in report.findings {
        let file = finding.place().map(|place| place.file.0 as usize);
        if let (Some(file), Some(fix)) = (file, finding.fix)
            // `Safe` is less than `Unsafe`, so asking for unsafe fixes includes the safe ones.
            && fix.safety <= safety
        {
            fixes.entry(file).or_default().push(fix);
        }
    }
    fixes
}

/// The files that one round changes.
fn round<P>(
    originals: &[File],
    found: BTreeMap<usize, P>,
    change: impl Fn(&Document, P) -> Option<(Edited, usize)>,
) -> BTreeMap<RootedPath, FixedFile> {
    let mut changed = BTreeMap::new();
    for (file, found) in found {
        let Some(File { path, document, .. }) = originals.get(file) else {
            continue;
        };
        let Some((edited, count)) = change(document, found) else {
            continue;
        };
        let file = FixedFile {
            before: document.text.as_str().to_owned(),
            after: edited.document.text.as_str().to_owned(),
            fixed: count,
        };
        changed.insert(path.clone(), file);
    }
    changed
}

/// The fixes of a file that can be made together.
struct Accepted<'a> {
    document: &'a Document,
    changes: Vec<Change>,
    body: Vec<Edit>,
    /// The document with them, and how many they are.
    result: Option<(Edited, usize)>,
    /// The number of bytes that may still be parsed.
    budget: usize,
}

impl<'a> Accepted<'a> {
    fn of(document: &'a Document, fixes: &[Fix]) -> Self {
        let mut accepted = Self::new(document, MAX_TRIED);
        accepted.add(&apart(fixes));
        accepted
    }

    fn new(document: &'a Document, budget: usize) -> Self {
        Self {
            document,
            changes: Vec::new(),
            body: Vec::new(),
            result: None,
            budget,
        }
    }

    /// Adds all of them, or those that can be added.
    fn add(&mut self, fixes: &[&Fix]) {
        if fixes.is_empty() || self.add_all(fixes) || fixes.len() == 1 {
            return;
        }
        // Usually one of them cannot be added: halving finds it with few attempts.
        let (first, second) = fixes.split_at(fixes.len() / 2);
        self.add(first);
        self.add(second);
    }

    fn add_all(&mut self, fixes: &[&Fix]) -> bool {
        // The edit is verified by parsing its result, which takes time in proportion to the file.
        let Some(budget) = self.budget.checked_sub(self.document.text.as_str().len()) else {
            return false;
        };
        self.budget = budget;
        let (changes, body) = (self.changes.len(), self.body.len());
        for fix in fixes {
            self.changes.extend_from_slice(&fix.changes);
            self.body.extend_from_slice(&fix.body);
        }
        // With everything accepted so far: fixes that work alone may not work together.
        let Ok(edited) = self.document.edit_with_body(&self.changes, &self.body) else {
            self.changes.truncate(changes);
            self.body.truncate(body);
            return false;
        };
        let before = self.result.as_ref().map_or(0, |(_, count)| *count);
        self.result = Some((edited, before + fixes.len()));
        true
    }
}

/// The fixes that touch no byte of an earlier one.
fn apart(fixes: &[Fix]) -> Vec<&Fix> {
    // By start; they do not overlap, so their ends are in order too.
    let mut taken: BTreeMap<u32, u32> = BTreeMap::new();
    let mut apart = Vec::new();
    for fix in fixes {
        if fix.edits.iter().all(|edit| is_free(&taken, edit.span)) {
            let spans = fix
                .edits
                .iter()
                .map(|edit| (edit.span.start, edit.span.end));
            taken.extend(spans);
            apart.push(fix);
        }
    }
    apart
}

/// Two insertions at one place count as overlapping, because their order matters.
fn is_free(taken: &BTreeMap<u32, u32>, span: Span) -> bool {
    let before = taken.range(..=span.start).next_back();
    let after = taken.range(span.start..).next();
    let clear_before = before.is_none_or(|(start, end)| *end <= span.start && *start < span.start);
    let clear_after = after.is_none_or(|(start, _)| *start >= span.end && *start > span.start);
    clear_before && clear_after
}

#[cfg(test)]
mod tests;
