//! Git's line-based merge of texts.

mod pieces;

use std::borrow::Cow;

use git2::{MergeFileInput, MergeFileOptions};

use super::GitError;

/// The result of a line-based merge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lines<'t> {
    /// The text, with markers around conflicts. What all texts have is borrowed from one of them.
    pub pieces: Vec<Cow<'t, [u8]>>,
    /// Whether there are no conflicts.
    pub is_clean: bool,
}

impl Lines<'_> {
    /// The text as a whole.
    #[must_use]
    pub fn bytes(&self) -> Vec<u8> {
        self.pieces.concat()
    }
}

/// The style of conflicts: Git's `merge.conflictStyle`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ConflictStyle {
    /// Both sides.
    #[default]
    Merge,
    /// Both sides, with the base between them.
    Diff3,
    /// Like `Diff3`, without common lines at the start and end.
    Zdiff3,
}

impl ConflictStyle {
    /// Returns the style with this name in Git; the default for an unknown one.
    #[must_use]
    pub fn named(name: &str) -> Self {
        match name {
            "diff3" => Self::Diff3,
            "zdiff3" => Self::Zdiff3,
            _ => Self::Merge,
        }
    }
}

/// The markers of conflicts.
#[derive(Clone, Copy, Debug)]
pub struct Markers<'m> {
    /// The labels of base, ours and theirs.
    pub labels: [&'m str; 3],
    /// The length of a marker.
    pub size: u16,
    /// The style of conflicts.
    pub style: ConflictStyle,
}

/// A line before each text, so that no result is empty: libgit2 returns a null pointer for an
/// empty result, which must not be dereferenced.
const FIRST: &[u8] = b"\x01\n";
/// Texts of at least this many bytes are merged in pieces.
const LARGE: usize = 256 << 10;
/// Git treats a text as binary if it has a zero byte among its first bytes, up to this many.
const PROBED: usize = 8000;

/// Merges base, ours and theirs line by line.
///
/// # Errors
///
/// Fails if a text is binary.
pub fn merge_lines<'t>(texts: [&'t [u8]; 3], markers: Markers<'_>) -> Result<Lines<'t>, GitError> {
    if texts.into_iter().any(is_binary) {
        return Err(GitError::new("the file is binary"));
    }
    if texts.into_iter().all(|text| text.len() < LARGE) {
        return whole(texts, markers);
    }
    pieces::merge(texts, |texts| whole(texts, markers))
}

fn whole(texts: [&[u8]; 3], markers: Markers<'_>) -> Result<Lines<'static>, GitError> {
    // Merging does not initialize libgit2, which cannot allocate before that.
    let _ = git2::Buf::new();
    let [base_text, our_text, their_text] = texts.map(|text| [FIRST, text].concat());
    let [mut base, mut ours, mut theirs] = [(); 3].map(|()| MergeFileInput::new());
    base.content(&base_text);
    ours.content(&our_text);
    theirs.content(&their_text);
    let mut options = MergeFileOptions::new();
    // Labels may come from a file; for C, a zero byte ends them.
    let labels = markers.labels.map(|label| label.split('\0').next());
    let [base_label, our_label, their_label] = labels.map(Option::unwrap_or_default);
    options.ancestor_label(base_label);
    options.our_label(our_label).their_label(their_label);
    options.marker_size(markers.size);
    match markers.style {
        ConflictStyle::Merge => {}
        ConflictStyle::Diff3 => {
            options.style_diff3(true);
        }
        ConflictStyle::Zdiff3 => {
            options.style_zdiff3(true);
        }
    }
    let merged = git2::merge_file(&base, &ours, &theirs, Some(&mut options))?;
    let content = merged
        .content()
        .strip_prefix(FIRST)
        .ok_or_else(|| GitError::new("the file cannot be merged line by line"))?;
    Ok(Lines {
        pieces: vec![Cow::Owned(content.to_vec())],
        is_clean: merged.is_automergeable(),
    })
}

/// Whether Git treats a text as binary and does not merge it.
#[must_use]
pub fn is_binary(text: &[u8]) -> bool {
    text.iter().take(PROBED).any(|byte| *byte == 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    pub(super) fn markers(style: ConflictStyle) -> Markers<'static> {
        Markers {
            labels: ["b", "o", "t"],
            size: 7,
            style,
        }
    }

    fn merged(base: &str, ours: &str, theirs: &str) -> (String, bool) {
        styled(ConflictStyle::Merge, [base, ours, theirs])
    }

    fn styled(style: ConflictStyle, texts: [&str; 3]) -> (String, bool) {
        let lines = merge_lines(texts.map(str::as_bytes), markers(style)).unwrap();
        (String::from_utf8(lines.bytes()).unwrap(), lines.is_clean)
    }

    #[test]
    fn a_label_ends_at_a_zero_byte() {
        let markers = Markers {
            labels: ["b\0c", "\0o", "t\0"],
            ..markers(ConflictStyle::Diff3)
        };
        let lines = merge_lines([b"1\n", b"2\n", b"3\n"], markers).unwrap();
        let text = String::from_utf8(lines.bytes()).unwrap();
        let expected = "<<<<<<< \n2\n||||||| b\n1\n=======\n3\n>>>>>>> t\n";
        assert_eq!(text.replace("<<<<<<<\n", "<<<<<<< \n"), expected);
    }

    #[test]
    fn markers_can_carry_the_base() {
        let texts = ["1\n2\n", "1\na\nx\n", "1\nb\nx\n"];
        let diff3 = "1\n<<<<<<< o\na\nx\n||||||| b\n2\n=======\nb\nx\n>>>>>>> t\n";
        let named = ConflictStyle::named;
        assert_eq!(styled(named("diff3"), texts), (diff3.into(), false));
        let zdiff3 = "1\n<<<<<<< o\na\n||||||| b\n2\n=======\nb\n>>>>>>> t\nx\n";
        assert_eq!(styled(named("zdiff3"), texts), (zdiff3.into(), false));
        let merge = "1\n<<<<<<< o\na\n=======\nb\n>>>>>>> t\nx\n";
        assert_eq!(styled(named("other"), texts), (merge.into(), false));
    }

    #[test]
    fn lines_merge_as_in_git() {
        assert_eq!(
            merged("1\n2\n3\n", "one\n2\n3\n", "1\n2\nthree\n"),
            ("one\n2\nthree\n".into(), true)
        );
        assert_eq!(
            merged("1\n2\n", "1\na\n", "1\nb\n"),
            ("1\n<<<<<<< o\na\n=======\nb\n>>>>>>> t\n".into(), false)
        );
        assert_eq!(
            merged("", "a", "a\nb"),
            ("<<<<<<< o\na\n=======\na\nb\n>>>>>>> t\n".into(), false)
        );
        assert_eq!(merged("a\n", "", ""), (String::new(), true));
    }

    #[test]
    fn binaries_are_refused() {
        assert!(merge_lines([b"a", b"\0", b"b"], markers(ConflictStyle::Merge)).is_err());
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_are_merged(texts in proptest::array::uniform3(proptest::collection::vec(proptest::num::u8::ANY, 0..60))) {
            let [base, ours, theirs] = &texts;
            let _ = merge_lines([base, ours, theirs], markers(ConflictStyle::Zdiff3));
        }
    }
}
