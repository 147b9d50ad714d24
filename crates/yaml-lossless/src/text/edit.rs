//! Byte edits, and their application.

use super::Span;

/// Replaces the bytes of `span` with `text`; an empty span inserts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// The bytes to replace.
    pub span: Span,
    /// The replacement.
    pub text: String,
}

/// Overlapping edits, or an edit that does not fit the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an edit at byte {at} overlaps another or is outside the text")]
pub struct Overlap {
    /// The start of the edit that cannot be applied.
    pub at: usize,
}

/// Applies edits to a text, in any order.
///
/// # Errors
///
/// Fails if two edits overlap or insert at the same place, or if one is not on character boundaries
/// of the text. Nothing is then applied.
pub fn apply(text: &str, edits: &[Edit]) -> Result<String, Overlap> {
    let mut ordered: Vec<&Edit> = edits.iter().collect();
    ordered.sort_by_key(|edit| edit.span);
    let added: usize = edits.iter().map(|edit| edit.text.len()).sum();
    let mut result = String::with_capacity(text.len() + added);
    let mut done = 0;
    let mut previous: Option<Span> = None;
    for edit in ordered {
        let range = edit.span.range();
        let overlap = Overlap { at: range.start };
        // The order of two insertions at the same place would be arbitrary.
        if previous == Some(edit.span) {
            return Err(overlap);
        }
        result.push_str(text.get(done..range.start).ok_or(overlap)?);
        // The end may also be inside a character.
        text.get(range.clone()).ok_or(overlap)?;
        result.push_str(&edit.text);
        done = range.end;
        previous = Some(edit.span);
    }
    result.push_str(text.get(done..).unwrap_or_default());
    Ok(result)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edit(start: usize, end: usize, text: &str) -> Edit {
        Edit {
            span: Span::new(start, end),
            text: text.to_owned(),
        }
    }

    #[test]
    fn edits_apply_in_any_order() {
        let edits = [edit(4, 5, "E"), edit(0, 1, "A"), edit(2, 2, "-")];
        assert_eq!(apply("abcde", &edits).unwrap(), "Ab-cdE");
    }

    #[test]
    fn overlapping_edits_are_refused() {
        assert_eq!(
            apply("abcde", &[edit(0, 3, "x"), edit(2, 4, "y")]),
            Err(Overlap { at: 2 })
        );
        assert!(apply("abcde", &[edit(1, 1, "x"), edit(1, 1, "y")]).is_err());
    }

    #[test]
    fn an_edit_inside_a_character_is_refused() {
        assert!(apply("é", &[edit(1, 2, "x")]).is_err());
        assert!(apply("a", &[edit(1, 2, "x")]).is_err());
    }
}
