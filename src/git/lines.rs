//! The merge of texts by lines, as Git makes it.

mod pieces;

use git2::{MergeFileInput, MergeFileOptions};

use super::GitError;

/// What came out of a merge by lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lines {
    /// The text; with markers around what is in conflict.
    pub bytes: Vec<u8>,
    /// Whether nothing is in conflict.
    pub is_clean: bool,
}

/// What stands between the markers of a conflict: Git's `merge.conflictStyle`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ConflictStyle {
    /// Both sides.
    #[default]
    Merge,
    /// Both sides, and between them what they started from.
    Diff3,
    /// The same, without lines at the edges that both sides have.
    Zdiff3,
}

impl ConflictStyle {
    /// The style of a name that Git knows.
    #[must_use]
    pub fn named(name: &str) -> Self {
        match name {
            "diff3" => Self::Diff3,
            "zdiff3" => Self::Zdiff3,
            _ => Self::Merge,
        }
    }
}

/// How conflicts are marked.
#[derive(Clone, Copy, Debug)]
pub struct Markers<'m> {
    /// What the base, ours and theirs are called.
    pub labels: [&'m str; 3],
    /// How many characters wide a marker is.
    pub size: u16,
    /// What stands between them.
    pub style: ConflictStyle,
}

/// A line before each text, so that no result is empty: of an empty one, or of none, libgit2
/// gives a null pointer, which must not be looked at.
const FIRST: &[u8] = b"\x01\n";
/// Texts of at least this many bytes are merged in pieces.
const LARGE: usize = 256 << 10;
/// Git takes a text for binary that has a zero among so many bytes.
const PROBED: usize = 8000;

/// Merges base, ours and theirs by lines.
///
/// # Errors
///
/// Fails where a text is binary.
pub fn merge_lines(texts: [&[u8]; 3], markers: Markers<'_>) -> Result<Lines, GitError> {
    if texts.into_iter().any(is_binary) {
        return Err(GitError::new("the file is binary"));
    }
    if texts.into_iter().all(|text| text.len() < LARGE) {
        return whole(texts, markers);
    }
    pieces::merge(texts, |texts| whole(texts, markers))
}

fn whole(texts: [&[u8]; 3], markers: Markers<'_>) -> Result<Lines, GitError> {
    // libgit2 allocates nothing before it is set up, which merging alone does not do.
    let _ = git2::Buf::new();
    let texts = texts.map(|text| [FIRST, text].concat());
    let [mut base, mut ours, mut theirs] = [(); 3].map(|()| MergeFileInput::new());
    base.content(&texts[0]);
    ours.content(&texts[1]);
    theirs.content(&texts[2]);
    let mut options = MergeFileOptions::new();
    let [base_label, our_label, their_label] = markers.labels;
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
    let content = merged.content().strip_prefix(FIRST);
    let content = content.ok_or_else(|| GitError::new("the file cannot be merged line by line"))?;
    Ok(Lines {
        bytes: content.to_vec(),
        is_clean: merged.is_automergeable(),
    })
}

/// Whether Git takes a text for binary, and does not merge it.
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
        (String::from_utf8(lines.bytes).unwrap(), lines.is_clean)
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
