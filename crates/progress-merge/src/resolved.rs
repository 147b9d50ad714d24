//! Merges after the fact: of versions that are already in conflict, and of the versions that
//! conflict markers show.

use progress_core::derive::{Disagreement, Figure, settle};
use progress_core::document::Document;
use progress_core::model::Phase;
use progress_git::git::{ConflictStyle, GitError};
use yaml_lossless::edit::Change;

use super::conflicted::{Conflicted, MarkerError, Notation, outline};
use super::lines::by_lines;
use super::text::{has_crlf, unlabeled, with_endings};
use super::{Conflict, Fallback, Merged, Options, Three, merge};

/// What became of a file in conflict.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resolved {
    /// The merged text, with markers around the conflicts that are left.
    pub text: Vec<u8>,
    /// The conflicts that are left.
    pub conflicts: Vec<Conflict>,
    /// Why the file was merged by lines, if it was.
    pub fallback: Option<Fallback>,
    /// The figures, status and dates that were wrong after the merge and have been corrected.
    pub recounted: Vec<Figure>,
    /// Why the figures of a result without conflicts could not be counted.
    pub doubt: Option<Disagreement>,
    /// Whether the base is unknown, so that what only one side has was kept.
    pub is_base_unknown: bool,
    /// Whether the text is better than one with the original markers.
    pub is_progress: bool,
}

/// The versions of a file in conflict that Git recorded.
#[derive(Clone, Copy, Debug)]
pub struct Recorded<'v> {
    /// The versions.
    pub versions: Three<&'v [u8]>,
    /// Whether Git stores the file in another form than the text has, so that the versions cannot
    /// be merged in its place.
    pub is_converted: bool,
}

/// The labels of markers that had none. Which side is ours is then unknown: `git rerere`, for one,
/// removes the labels and orders the sides by their text.
const UNKNOWN_SIDES: [&str; 2] = ["first side", "second side"];

/// Why the versions that markers show cannot be merged.
#[derive(Debug, thiserror::Error)]
pub enum ResolveError {
    /// The markers cannot be understood.
    #[error(transparent)]
    Markers(#[from] MarkerError),
    /// The markers do not show the base, and one side may have removed what the other changed.
    #[error("the markers do not show what an empty side removed")]
    BaseNeeded,
    /// The merge itself failed.
    #[error(transparent)]
    Merge(#[from] GitError),
}

/// Merges three versions, and computes the figures of a clean result again.
///
/// # Errors
///
/// Fails if even a line merge is impossible.
pub fn resolve(versions: Three<&[u8]>, options: &Options) -> Result<Resolved, GitError> {
    Ok(Resolved::of(merge(versions, options)?, options))
}

/// Merges the versions that the conflict markers of a text show, and computes the figures of a
/// clean result again; `None` if the text has no conflict markers.
///
/// If Git recorded the versions of the conflict, they are merged instead if the text is still as Git
/// or the merge driver left it; otherwise only their base is used, so that no edit of the text is
/// lost.
///
/// # Errors
///
/// Fails if the markers cannot be understood, or say too little.
pub fn resolve_marked(
    text: &[u8],
    recorded: Option<Recorded<'_>>,
    options: &Options,
) -> Result<Option<Resolved>, ResolveError> {
    // Git's versions have the line endings of its own storage.
    let crlf = has_crlf(text);
    let stored = recorded.map(|it| it.versions.map(|version| with_endings(version, crlf)));
    let versions = stored.as_ref().map(|it| it.as_ref().map(Vec::as_slice));
    let sides = versions.map(|it| [it.ours, it.theirs]);
    let versions = versions.filter(|_| recorded.is_some_and(|it| !it.is_converted));
    let conflicted = match Conflicted::parse_merged(text, sides) {
        Ok(Some(conflicted)) => conflicted,
        Ok(None) => return Ok(None),
        // What looks like a marker may be text of a version, such as the underline of a heading.
        Err(error) => {
            let options = versions.and_then(|it| like_ambiguous(text, it, options));
            let (versions, options) = versions.zip(options).ok_or(error)?;
            return Ok(Some(resolve(versions, &options)?));
        }
    };
    let (given, options) = (options, like(&conflicted, options));
    // Jujutsu's markers always show the bases, and may have more sides than Git can record.
    let is_usable = conflicted.notation != Notation::Jujutsu;
    let Some(versions) = versions.filter(|_| is_usable) else {
        return Ok(Some(shown(&conflicted, &options)?));
    };
    if style_as_left(text, versions, &options).is_some() {
        let mut options = options;
        // The index says which side is which.
        if options.labels == UNKNOWN_SIDES {
            options.labels.clone_from(&given.labels);
        }
        return Ok(Some(resolve(versions, &options)?));
    }
    let sides = conflicted.sides();
    let [ours, theirs] = sides.as_slice() else {
        return Ok(Some(shown(&conflicted, &options)?));
    };
    Ok(Some(resolve(
        Three {
            base: versions.base,
            ours,
            theirs,
        },
        &options,
    )?))
}

/// Merges what the markers show.
fn shown(conflicted: &Conflicted<'_>, options: &Options) -> Result<Resolved, ResolveError> {
    if conflicted.may_hide_removal() {
        return Err(ResolveError::BaseNeeded);
    }
    let mut is_base_unknown = !conflicted.shows_bases();
    let merged = fold(conflicted, options, &mut is_base_unknown)?;
    let mut resolved = Resolved::of(merged, options);
    resolved.is_base_unknown = is_base_unknown;
    // The markers of two sides cannot show a conflict of more, nor a base that is in conflict.
    let cannot_be_shown = conflicted.side_count() > 2 || conflicted.has_base_in_conflict();
    if cannot_be_shown && !resolved.conflicts.is_empty() {
        resolved.is_progress = false;
    }
    Ok(resolved)
}

/// The style in which Git or the merge driver made a text of these versions; `None` if somebody has
/// edited it since. The labels may differ.
fn style_as_left(text: &[u8], versions: Three<&[u8]>, options: &Options) -> Option<ConflictStyle> {
    let size = usize::from(options.marker_size);
    let known = unlabeled(text, size);
    for style in [
        ConflictStyle::Merge,
        ConflictStyle::Diff3,
        ConflictStyle::Zdiff3,
    ] {
        let options = Options {
            style,
            ..options.clone()
        };
        if let Ok(lines) = by_lines(versions, &options)
            && unlabeled(&lines.bytes(), size) == known
        {
            return Some(style);
        }
        if let Ok(merged) = merge(versions, &options)
            && unlabeled(&merged.bytes(), size) == known
        {
            return Some(style);
        }
    }
    None
}

impl Resolved {
    fn of(mut merged: Merged<'_>, options: &Options) -> Self {
        let is_clean = merged.conflicts.is_empty();
        if options.labels == UNKNOWN_SIDES {
            for conflict in &mut merged.conflicts {
                conflict.are_sides_unknown = true;
            }
            merged.fallback = merged.fallback.map(Fallback::with_unknown_sides);
        }
        // Conflicts in the body leave the frontmatter as readable as none.
        let is_front_clean =
            is_clean || !merged.by_lines && merged.conflicts.iter().all(Conflict::is_in_body);
        let mut resolved = Self {
            text: merged.bytes(),
            conflicts: merged.conflicts,
            fallback: merged.fallback,
            recounted: Vec::new(),
            doubt: None,
            is_base_unknown: false,
            // A conflict in a merge by lines is what the original markers show already.
            is_progress: is_clean || !merged.by_lines,
        };
        if is_front_clean {
            resolved.settle(options);
        }
        resolved
    }

    /// Computes the figures and the status of a result whose frontmatter has no conflicts.
    ///
    /// A line merge may already have merged counters wrongly around the conflict, in all versions
    /// that the markers show, and a side that equals the base makes the merge return the other
    /// one unread.
    fn settle(&mut self, options: &Options) {
        let document = Document::parse(self.text.clone());
        let Some(tree) = document.tree() else {
            return;
        };
        let phase = Phase::read(tree, &options.statuses);
        let figures = match settle(tree.root(), &phase, &options.statuses, options.now) {
            Ok(figures) => figures,
            Err(why) => {
                self.doubt = Some(why);
                return;
            }
        };
        if figures.is_empty() {
            return;
        }
        let changes: Vec<Change> = figures.iter().map(Figure::change).collect();
        if let Ok(edited) = document.edit(&changes) {
            self.text = edited.document.text.as_str().as_bytes().to_vec();
            self.recounted = figures;
        }
    }
}

/// The options for the markers that a text already has.
fn like(conflicted: &Conflicted<'_>, options: &Options) -> Options {
    let mut like = options.clone();
    // Too long a marker for the options is not one that Git would have written.
    like.marker_size = u16::try_from(conflicted.marker_size).unwrap_or(u16::MAX);
    match conflicted.notation {
        Notation::Merge => like.style = ConflictStyle::Merge,
        // Otherwise the base would be lost. Jujutsu reads Git's markers only with it.
        Notation::Diff3 | Notation::Jujutsu => {
            if like.style == ConflictStyle::Merge {
                like.style = ConflictStyle::Diff3;
            }
        }
    }
    if conflicted.notation != Notation::Jujutsu {
        like.labels.clone_from(&conflicted.labels);
        for (label, name) in like.labels.iter_mut().zip(UNKNOWN_SIDES) {
            if label.is_empty() {
                name.clone_into(label);
            }
        }
    }
    like
}

/// The options for the markers of a text that is ambiguous, if it is what Git or the merge driver made
/// of these versions.
fn like_ambiguous(text: &[u8], versions: Three<&[u8]>, options: &Options) -> Option<Options> {
    let (size, labels) = outline(text)?;
    let mut like = options.clone();
    like.marker_size = u16::try_from(size).ok()?;
    like.style = style_as_left(text, versions, &like)?;
    for (label, shown) in like.labels.iter_mut().zip(labels) {
        // Without a label, the index says which side is which.
        if !shown.is_empty() {
            *label = shown;
        }
    }
    Some(like)
}

/// Merges the sides one after the other; stops at the first conflict. The base turns out to be unknown
/// if nothing readable can be made of it.
fn fold(
    conflicted: &Conflicted<'_>,
    options: &Options,
    is_base_unknown: &mut bool,
) -> Result<Merged<'static>, GitError> {
    let mut sides = conflicted.sides().into_iter();
    let mut ours = sides.next().unwrap_or_default();
    let mut last = None;
    for (base, theirs) in conflicted.bases().iter().zip(sides) {
        let sides = [ours.as_slice(), &theirs];
        let mut merged = with_base(base, sides, options)?;
        let has_two = conflicted.side_count() == 2;
        if merged.by_lines && has_two && conflicted.shows_bases() {
            merged = with_base(&conflicted.trimmed_base(), sides, options)?;
            // Whether an empty side has removed anything, only the base tells.
            let is_of_base = merged.fallback.as_ref().is_some_and(Fallback::is_of_base);
            *is_base_unknown = is_of_base && !conflicted.has_empty_side();
        }
        // Without the lines in conflict, the base may be no readable frontmatter. With an empty one,
        // everything counts as added by both sides.
        if merged.by_lines && has_two && *is_base_unknown {
            merged = with_base(b"", sides, options)?;
        }
        if !merged.conflicts.is_empty() {
            return Ok(merged);
        }
        ours = merged.bytes();
        last = Some(merged);
    }
    Ok(last.unwrap_or_else(|| super::clean(b"")))
}

fn with_base(
    base: &[u8],
    [ours, theirs]: [&[u8]; 2],
    options: &Options,
) -> Result<Merged<'static>, GitError> {
    let versions = Three { base, ours, theirs };
    let merged = merge(versions, options)?;
    let bytes = merged.bytes();
    Ok(Merged {
        pieces: vec![bytes.into()],
        conflicts: merged.conflicts,
        by_lines: merged.by_lines,
        fallback: merged.fallback,
    })
}
