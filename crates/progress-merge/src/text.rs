//! Line endings.

/// Whether the first line of a text ends with `\r\n`.
pub(super) fn has_crlf(text: &[u8]) -> bool {
    let mut lines = text.split(|byte| *byte == b'\n');
    lines.next().is_some_and(|line| line.ends_with(b"\r"))
}

/// Gives the lines of conflict markers CRLF endings.
pub(super) fn marked_with_crlf(text: &[u8], marker_size: usize) -> Vec<u8> {
    let mut marked = Vec::with_capacity(text.len() + 8);
    for line in text.split_inclusive(|byte| *byte == b'\n') {
        let first = line.first().copied().unwrap_or_default();
        let length = line.iter().take_while(|byte| **byte == first).count();
        let is_marker = b"<|=>".contains(&first) && length == marker_size;
        // libgit2 ends markers with `\n` in any text.
        match line.strip_suffix(b"\n") {
            Some(line) if is_marker && !line.ends_with(b"\r") => {
                marked.extend_from_slice(line);
                marked.extend_from_slice(b"\r\n");
            }
            _ => marked.extend_from_slice(line),
        }
    }
    marked
}

/// A text whose conflict markers have no labels, to compare it with another.
pub(super) fn unlabeled(text: &[u8], marker_size: usize) -> Vec<u8> {
    let mut result = Vec::with_capacity(text.len());
    for line in text.split_inclusive(|byte| *byte == b'\n') {
        let first = line.first().copied().unwrap_or_default();
        let length = line.iter().take_while(|byte| **byte == first).count();
        if b"<|>".contains(&first) && length == marker_size {
            result.extend_from_slice(&line[..length]);
            result.push(b'\n');
        } else {
            result.extend_from_slice(line);
        }
    }
    // libgit2 ends markers with `\n` in any text.
    with_endings(&result, false)
}

/// Converts a text to these line endings.
pub(super) fn with_endings(text: &[u8], crlf: bool) -> Vec<u8> {
    let mut result = Vec::with_capacity(text.len());
    for line in text.split_inclusive(|byte| *byte == b'\n') {
        match line.strip_suffix(b"\n") {
            Some(line) => {
                result.extend_from_slice(line.strip_suffix(b"\r").unwrap_or(line));
                let ending: &[u8] = if crlf { b"\r\n" } else { b"\n" };
                result.extend_from_slice(ending);
            }
            // Only the last line can lack a line break, and it stays so.
            None => result.extend_from_slice(line),
        }
    }
    result
}
