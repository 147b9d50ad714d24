//! The merge of texts by lines, as Git makes it.

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

/// A line before each text, so that no result is empty: of an empty one, or of none, libgit2
/// gives a null pointer, which must not be looked at.
const FIRST: &[u8] = b"\x01\n";
/// Git takes a text for binary that has a zero among so many bytes.
const PROBED: usize = 8000;

/// Merges base, ours and theirs by lines. `labels` stand in the markers of conflicts, each of
/// which is `marker_size` characters wide.
///
/// # Errors
///
/// Fails where a text is binary.
pub fn merge_lines(
    texts: [&[u8]; 3],
    labels: [&str; 2],
    marker_size: u16,
) -> Result<Lines, GitError> {
    if texts.into_iter().any(is_binary) {
        return Err(GitError::new("the file is binary"));
    }
    // libgit2 allocates nothing before it is set up, which merging alone does not do.
    let _ = git2::Buf::new();
    let texts = texts.map(|text| [FIRST, text].concat());
    let [mut base, mut ours, mut theirs] = [(); 3].map(|()| MergeFileInput::new());
    base.content(&texts[0]);
    ours.content(&texts[1]);
    theirs.content(&texts[2]);
    let mut options = MergeFileOptions::new();
    options.our_label(labels[0]).their_label(labels[1]);
    options.marker_size(marker_size);
    let merged = git2::merge_file(&base, &ours, &theirs, Some(&mut options))?;
    let content = merged.content().strip_prefix(FIRST);
    let content = content.ok_or_else(|| GitError::new("the file cannot be merged by lines"))?;
    Ok(Lines {
        bytes: content.to_vec(),
        is_clean: merged.is_automergeable(),
    })
}

fn is_binary(text: &[u8]) -> bool {
    text.iter().take(PROBED).any(|byte| *byte == 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn merged(base: &str, ours: &str, theirs: &str) -> (String, bool) {
        let texts = [base, ours, theirs].map(str::as_bytes);
        let lines = merge_lines(texts, ["o", "t"], 7).unwrap();
        (String::from_utf8(lines.bytes).unwrap(), lines.is_clean)
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
        assert!(merge_lines([b"a", b"\0", b"b"], ["o", "t"], 7).is_err());
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_are_merged(texts in proptest::array::uniform3(proptest::collection::vec(proptest::num::u8::ANY, 0..60))) {
            let [base, ours, theirs] = &texts;
            let _ = merge_lines([base, ours, theirs], ["o", "t"], 7);
        }
    }
}
