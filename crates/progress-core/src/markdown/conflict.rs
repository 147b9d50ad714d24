//! Conflict markers left by a merge.

use yaml_lossless::text::{Span, Text};

use super::{LineKind, lines};

/// Git writes seven of each; `conflict-marker-size` and nested conflicts only make them longer.
const SHORTEST: usize = 7;

/// A line of markers, each made of one character.
struct Marker {
    kind: Kind,
    length: usize,
    /// The run of characters, without the label after it.
    span: Span,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Opening,
    Separator,
    Closing,
}

/// A conflict whose closing marker has not been seen yet.
struct Open {
    length: usize,
    span: Span,
    is_separated: bool,
}

/// Returns the opening markers of the unresolved conflicts in a part of a text: an opening marker
/// with a label, a separator and a closing marker, all of the same length. Conflicts in code
/// fences are examples and do not count.
#[must_use]
pub fn conflicts(text: &Text, part: Span) -> Vec<Span> {
    let mut found = complete(text.slice(part), part.start as usize);
    if found.is_empty() {
        return found;
    }
    for line in lines(text, part) {
        if line.kind == LineKind::Code {
            found.retain(|marker| marker.start != line.span.start);
        }
    }
    found
}

/// Returns the first marker that opens or closes a conflict, for text in which neither has another
/// meaning.
#[must_use]
pub(crate) fn first_marker(text: &str) -> Option<Span> {
    let marker = markers(text, 0).find(|it| it.kind != Kind::Separator)?;
    Some(marker.span)
}

/// Returns the opening markers of all complete conflicts.
///
/// A conflict in the merge base of a criss-cross merge is nested in another, with longer markers:
/// only the outer one counts.
fn complete(text: &str, offset: usize) -> Vec<Span> {
    let mut open: Vec<Open> = Vec::new();
    let mut found: Vec<Span> = Vec::new();
    for marker in markers(text, offset) {
        let Marker { kind, length, span } = marker;
        if kind == Kind::Opening {
            // An earlier conflict with shorter markers can no longer be closed.
            open.retain(|it| it.length < length);
            open.push(Open {
                length,
                span,
                is_separated: false,
            });
            continue;
        }
        let Some(at) = open.iter().position(|it| it.length == length) else {
            continue;
        };
        open.truncate(at + 1);
        if kind == Kind::Separator {
            open[at].is_separated = true;
            continue;
        }
        if let Some(conflict) = open.pop().filter(|it| it.is_separated) {
            while found.pop_if(|it| it.start > conflict.span.start).is_some() {}
            found.push(conflict.span);
        }
    }
    found
}

/// The lines that are markers.
fn markers(text: &str, offset: usize) -> impl Iterator<Item = Marker> {
    // Nearly every file has none, and this searches faster than line by line.
    let is_worth_it = memchr::memmem::find(text.as_bytes(), b"<<<<<<<").is_some()
        || memchr::memmem::find(text.as_bytes(), b">>>>>>>").is_some();
    let lines = text.split_inclusive('\n').take_while(move |_| is_worth_it);
    let mut next = offset;
    lines.filter_map(move |line| {
        let start = next;
        next += line.len();
        marker(line, start)
    })
}

fn marker(line: &str, start: usize) -> Option<Marker> {
    let first = line.chars().next()?;
    let rest = line.trim_start_matches(first);
    let length = line.len() - rest.len();
    let has_label = rest.starts_with(' ') && !rest.trim().is_empty();
    let kind = match first {
        '<' if has_label => Kind::Opening,
        // In Markdown, a line of `=` may also underline a heading, so it counts only within a
        // conflict.
        '=' if rest.trim().is_empty() => Kind::Separator,
        // Jujutsu separates sides with a diff and a full text.
        '%' | '+' if has_label => Kind::Separator,
        '>' if has_label || rest.trim().is_empty() => Kind::Closing,
        _ => return None,
    };
    if length < SHORTEST {
        return None;
    }
    Some(Marker {
        kind,
        length,
        span: Span::new(start, start + length),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The lines at which conflicts begin.
    fn found(text: &str) -> Vec<usize> {
        let text = Text::from(text.to_owned());
        let all = Span::new(0, text.as_str().len());
        let found = conflicts(&text, all).into_iter();
        found
            .map(|span| text.position(span.start as usize).line)
            .collect()
    }

    #[test]
    fn a_whole_conflict_is_found_however_long_its_markers_are() {
        assert_eq!(found("a\n<<<<<<< HEAD\nb\n=======\nc\n>>>>>>> x\n"), [2]);
        let with_base = "<<<<<<< ours\r\nb\r\n||||||| base\r\n=======\r\nc\r\n>>>>>>> theirs";
        assert_eq!(found(with_base), [1]);
        let long = "<<<<<<<<<< HEAD\n==========\nc\n>>>>>>>>>> x\n";
        assert_eq!(found(&format!("{long}\n{long}")), [1, 6]);
        let jujutsu = "<<<<<<< Conflict 1 of 1\n%%%%%%% Changes from base to side #1\n-a\n+b\n+++++++ Contents of side #2\nc\n>>>>>>> Conflict 1 of 1 ends\n";
        assert_eq!(found(jujutsu), [1]);
    }

    #[test]
    fn everything_inside_a_conflict_is_part_of_it() {
        let nested =
            "<<<<<<< a\n||||||| base\n<<<<<<<<< b\n=========\n>>>>>>>>> c\n=======\n>>>>>>> d\n";
        assert_eq!(found(nested), [1]);
        let stray = "<<<<<<< a\n<<<<<<<<< b\n=========\n>>>>>>>>> c\n";
        assert_eq!(found(stray), [2]);
        let fence = "<<<<<<< a\n```sh\n=======\n```bash\n>>>>>>> b\nx\n```\n";
        assert_eq!(found(fence), [1]);
    }

    #[test]
    fn markdown_is_not_a_conflict() {
        for text in [
            "Title\n=======\n",
            "<<<<<<< HEAD\n=======\n",
            "<<<<<<< HEAD\n>>>>>>> x\n",
            ">>>>>>> x\n=======\n<<<<<<< HEAD\n",
            "<<<<<<< HEAD\n========\n>>>>>>> x\n",
            "<<<<<< HEAD\n======\n>>>>>> x\n",
            "<<<<<<<\n=======\n>>>>>>> x\n",
            " <<<<<<< HEAD\n =======\n >>>>>>> x\n",
            "```\n<<<<<<< HEAD\n=======\n>>>>>>> x\n```\n",
            "<<<<<<< HEAD",
            "",
        ] {
            assert!(found(text).is_empty(), "{text:?}");
        }
    }

    #[test]
    fn one_marker_is_enough_if_it_has_no_other_meaning() {
        let at = |text: &str| first_marker(text).map(|span| span.start);
        assert_eq!(at("a: 1\n>>>>>>>> x\n"), Some(5));
        assert_eq!(at("a: 1\n<<<<<<< HEAD\n"), Some(5));
        assert_eq!(at("a: |\n  <<<<<<< HEAD\n"), None);
    }
}
