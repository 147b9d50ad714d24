//! Conflicts that a version had before the merge.

use super::examples::Examples;
use super::marker::{Kind, lines};
use crate::{Merged, Side, Three};

/// The conflicts of a text that have markers of one length.
#[derive(Default)]
struct Count {
    all: usize,
    /// Those that are no examples in code.
    real: usize,
}

/// The side whose conflicts have become part of the result of a merge without conflicts of its own;
/// markers that both sides have are text.
///
/// `git rerere` replays a resolution by merging the file with its old versions, as they were before
/// and after they were settled. A conflict at another place then comes from our side as it is, and
/// passes for settled unless the merge reports it.
pub(crate) fn side_with_conflicts(
    versions: Three<&[u8]>,
    merged: &Merged<'_>,
    marker_size: u16,
) -> Option<Side> {
    let size = usize::from(marker_size);
    let Three { base, ours, theirs } = versions.map(|version| Count::of(version, size));
    if ours.all == 0 && theirs.all == 0 {
        return None;
    }
    let result = Count::of(&merged.bytes(), size);
    // Only a replay settles conflicts, and those can be in code. In other merges, a conflict in code
    // is an example that one side has added.
    let is_replay = base.all > theirs.all;
    let [result, ours, theirs] =
        [result, ours, theirs].map(|it| if is_replay { it.all } else { it.real });
    if result <= ours.min(theirs) {
        return None;
    }
    Some(if ours > theirs {
        Side::Ours
    } else {
        Side::Theirs
    })
}

impl Count {
    fn of(text: &[u8], size: usize) -> Self {
        let starts = starts(text, size);
        if starts.is_empty() {
            return Self::default();
        }
        let examples = Examples::of(text);
        Self {
            all: starts.len(),
            real: starts.iter().filter(|it| !examples.contain(**it)).count(),
        }
    }
}

/// Where the complete conflicts of a text start.
fn starts(text: &[u8], size: usize) -> Vec<usize> {
    let mut found = Vec::new();
    // Nearly every text has no markers at all.
    if memchr::memmem::find(text, &b"<".repeat(size)).is_none() {
        return found;
    }
    let mut open = None;
    let mut is_separated = false;
    for line in lines(text, size) {
        match line.kind {
            Some(Kind::Start) => {
                open = Some(line.start);
                is_separated = false;
            }
            Some(Kind::Separator | Kind::Diff | Kind::Side) => is_separated = true,
            Some(Kind::End) => found.extend(open.take().filter(|_| is_separated)),
            _ => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::starts;

    #[test]
    fn markers_of_another_length_and_parts_of_conflicts_are_text() {
        let conflict = "a\n<<<<<\nb\n=====\nc\n>>>>> d\n";
        assert_eq!(starts(conflict.as_bytes(), 5), [2]);
        for (text, size) in [
            (conflict, 7),
            ("<<<<<\n>>>>>\n", 5),
            ("=====\n>>>>>\n<<<<<\n", 5),
            ("<<<<<\n=====\n<<<<<\n>>>>>\n", 5),
            ("<<<<<x\n=====\n>>>>>\n", 5),
        ] {
            assert!(starts(text.as_bytes(), size).is_empty(), "{text}");
        }
    }
}
