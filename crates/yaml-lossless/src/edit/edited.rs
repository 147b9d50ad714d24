//! All steps of an edit in one.

use super::{Change, EditError, Excerpt, Layout, Reason, lower, second_opinion, verify};
use crate::text::{Span, apply};
use crate::{Tree, parse};

/// Returns `text`, from which all of `tree` was parsed, with these changes, after checking that
/// nothing else changed.
///
/// # Errors
///
/// Fails if a change cannot be made without losing something (see [`lower()`]), or if the result
/// would not parse as intended.
pub fn edited(text: &str, tree: &Tree, changes: &[Change]) -> Result<String, EditError> {
    let edits = lower(&Layout::new(text, tree), changes)?;
    let made = apply(text, &edits)?;
    let parsed = parse(&made, Span::new(0, made.len()))
        .map_err(|error| EditError::new(Reason::Unverified, error.span))?;
    verify((text, tree), (&made, &parsed), changes)?;
    // The first parser might misread the old and the new text in the same way.
    second_opinion(text, &made, tree, changes, &Excerpt::default())?;
    Ok(made)
}

#[cfg(test)]
mod tests {
    use super::super::Value;
    use super::*;

    fn set(text: &str, key: &str, value: Value) -> Result<String, EditError> {
        let tree = parse(text, Span::new(0, text.len())).unwrap();
        let node = tree.root().get(key).unwrap();
        edited(text, &tree, &[Change::Set(node.id(), value)])
    }

    #[test]
    fn only_the_value_changes() {
        let text = "a:  \"x\" # why\r\nb: [1,  2]\r\n";
        let made = set(text, "a", Value::text("y: z")).unwrap();
        assert_eq!(made, text.replace('x', "y: z"));
    }

    #[test]
    fn a_change_with_effects_elsewhere_is_refused() {
        let error = set("a: &x 1\nb: *x\n", "a", Value::int(2)).unwrap_err();
        assert_eq!(error.reason, Reason::Properties);
        let error = set("a: &x 1\nb: *x\n", "b", Value::int(2)).unwrap_err();
        assert_eq!(error.reason, Reason::Alias);
    }
}
