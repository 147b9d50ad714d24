//! The grammar of task IDs.

/// Whether `text` is a task ID: `[A-Za-z0-9]+([-._][A-Za-z0-9]+)*`.
#[must_use]
pub fn is_id(text: &str) -> bool {
    text.split(['-', '.', '_'])
        .all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric()))
}

/// Whether `text` looks like an ID rather than the name of an event.
///
/// An ID-shaped text is an ID with a digit and without lowercase words: `ADR-008-accepted`
/// describes an event.
#[must_use]
pub fn is_id_shaped(text: &str) -> bool {
    is_id(text)
        && text.bytes().any(|byte| byte.is_ascii_digit())
        && !text
            .split(['-', '.', '_'])
            .any(|part| part.len() > 1 && part.bytes().all(|byte| byte.is_ascii_lowercase()))
}

/// Splits off the ID at the start of a text, ignoring emphasis before it; also returns the rest.
#[must_use]
pub fn leading(text: &str) -> Option<(&str, &str)> {
    // Struck-out text no longer counts.
    if text.starts_with("~~") {
        return None;
    }
    let start = text.trim_start_matches(['*', '_', '`', '[', '(']);
    let end = start
        .find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_')))
        .unwrap_or(start.len());
    let id = start.get(..end)?.trim_end_matches(['-', '.', '_']);
    let rest = start.get(id.len()..)?;
    if id.is_empty() {
        None
    } else {
        Some((id, rest))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_may_start_with_an_id() {
        assert_eq!(leading("**TASK-1.2**: x"), Some(("TASK-1.2", "**: x")));
        assert_eq!(leading("P2-T5. Done"), Some(("P2-T5", ". Done")));
        assert_eq!(leading("~~P2-T5~~"), None);
        assert_eq!(leading(": x"), None);
    }

    #[test]
    fn any_scheme_is_an_id() {
        for id in [
            "PREP-0.1",
            "TASK-1.2",
            "P2-T5",
            "CAI-P4-03",
            "1.1",
            "7",
            "a_b",
        ] {
            assert!(is_id(id), "{id}");
        }
        for text in ["", "A--1", "-A", "A-", "A 1", "TASK-1.1/1.2", "prd:A"] {
            assert!(!is_id(text), "{text}");
        }
    }

    #[test]
    fn words_make_it_an_event() {
        assert!(is_id_shaped("TASK-9.9"));
        assert!(is_id_shaped("1.10"));
        assert!(is_id_shaped("P2-T5a"));
        assert!(!is_id_shaped("ADR-008-accepted"));
        assert!(!is_id_shaped("kickoff"));
    }
}
