//! Unified diffs, as accepted by `git apply`.

use std::fmt::Write as _;
use std::io::{self, Write};

use progress_core::display::visible;
use similar::{ChangeTag, TextDiff};

/// Lines of context around a change.
const CONTEXT: usize = 3;
const NO_NEWLINE: &str = "\\ No newline at end of file";

/// How a diff is shown.
#[derive(Clone, Copy, Debug, Default)]
pub struct DiffOptions {
    /// With colors.
    pub color: bool,
    /// For a terminal, which file content must not control. Otherwise every byte is written
    /// unchanged, so that the diff can be applied.
    pub terminal: bool,
}

/// Writes the diff of a file from `before` to `after`; nothing if they are equal.
///
/// # Errors
///
/// Fails if the writer does.
pub fn write_diff(
    path: &str,
    before: &str,
    after: &str,
    options: DiffOptions,
    out: &mut dyn Write,
) -> io::Result<()> {
    write_file_diff(path, Some(before), Some(after), options, out)
}

/// Writes the diff of a file that may be created or deleted: `None` means that there is no file.
///
/// # Errors
///
/// Fails if the writer does.
pub fn write_file_diff(
    path: &str,
    before: Option<&str>,
    after: Option<&str>,
    options: DiffOptions,
    out: &mut dyn Write,
) -> io::Result<()> {
    // As in Git, only a line feed ends a line.
    let old_lines: Vec<&str> = before.unwrap_or_default().split_inclusive('\n').collect();
    let new_lines: Vec<&str> = after.unwrap_or_default().split_inclusive('\n').collect();
    let diff = TextDiff::from_slices(&old_lines, &new_lines);
    let groups = diff.grouped_ops(CONTEXT);
    if groups.is_empty() {
        return Ok(());
    }
    let lines = Lines { options };
    let old_name = side_name("a", path, before);
    let new_name = side_name("b", path, after);
    lines.write(Paint::Bold, &format!("--- {old_name}"), out)?;
    lines.write(Paint::Bold, &format!("+++ {new_name}"), out)?;
    for group in groups {
        let (Some(first), Some(last)) = (group.first(), group.last()) else {
            continue;
        };
        let old = range(first.old_range().start, last.old_range().end);
        let new = range(first.new_range().start, last.new_range().end);
        lines.write(Paint::Cyan, &format!("@@ -{old} +{new} @@"), out)?;
        for change in group.iter().flat_map(|op| diff.iter_changes(op)) {
            let (sign, paint) = match change.tag() {
                ChangeTag::Equal => (' ', Paint::Plain),
                ChangeTag::Delete => ('-', Paint::Red),
                ChangeTag::Insert => ('+', Paint::Green),
            };
            let value: &str = change.value();
            let line = value.strip_suffix('\n');
            lines.write(paint, &format!("{sign}{}", line.unwrap_or(value)), out)?;
            // Without this line, `git apply` would add a line feed.
            if line.is_none() {
                lines.write(Paint::Plain, NO_NEWLINE, out)?;
            }
        }
    }
    Ok(())
}

#[derive(Clone, Copy)]
enum Paint {
    Plain,
    Bold,
    Cyan,
    Red,
    Green,
}

impl Paint {
    /// The terminal's code for it, as in Git's diffs.
    fn code(self) -> Option<u8> {
        match self {
            Self::Plain => None,
            Self::Bold => Some(1),
            Self::Cyan => Some(36),
            Self::Red => Some(31),
            Self::Green => Some(32),
        }
    }
}

struct Lines {
    options: DiffOptions,
}

impl Lines {
    fn write(&self, paint: Paint, line: &str, out: &mut dyn Write) -> io::Result<()> {
        let shown = if self.options.terminal {
            // In a file with `\r\n`, every line would end in a visible escape.
            visible(line.trim_end_matches('\r'))
        } else {
            line.into()
        };
        match paint.code() {
            Some(code) if self.options.color => writeln!(out, "\u{1b}[{code}m{shown}\u{1b}[0m"),
            _ => writeln!(out, "{shown}"),
        }
    }
}

/// `start,count`, counted from 1; if there are no lines, `start` is the line before.
fn range(start: usize, end: usize) -> String {
    match end - start {
        0 => format!("{start},0"),
        1 => (start + 1).to_string(),
        count => format!("{},{count}", start + 1),
    }
}

/// The name of one side of a diff.
fn side_name(side: &str, path: &str, text: Option<&str>) -> String {
    match text {
        // `git apply` strips the first component of each path.
        Some(_) => file_name(side, path),
        // Otherwise it would look for a file to change, or leave an empty one.
        None => "/dev/null".to_owned(),
    }
}

/// The name of a file as Git writes it: quoted if it is ambiguous.
fn file_name(side: &str, path: &str) -> String {
    if !path.contains(|c: char| c.is_control() || matches!(c, '"' | '\\')) {
        // If the name contains a space, a tab marks its end.
        let end = if path.contains(' ') { "\t" } else { "" };
        return format!("{side}/{path}{end}");
    }
    let mut name = format!("\"{side}/");
    for byte in path.bytes() {
        match byte {
            b'"' | b'\\' => name.extend(['\\', char::from(byte)]),
            b' '..=b'~' => name.push(char::from(byte)),
            _ => {
                let _ = write!(name, "\\{byte:03o}");
            }
        }
    }
    name.push('"');
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    fn diff(path: &str, before: &str, after: &str, options: DiffOptions) -> String {
        let mut out = Vec::new();
        write_diff(path, before, after, options, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn only_line_feeds_end_lines_and_a_missing_one_is_noted() {
        let shown = diff(
            "a b.md",
            "1\r\n2\rx\n3",
            "1\r\n2\ry\n3",
            DiffOptions::default(),
        );
        assert_eq!(
            shown,
            "--- a/a b.md\t\n+++ b/a b.md\t\n@@ -1,3 +1,3 @@\n 1\r\n-2\rx\n+2\ry\n 3\n\\ No newline at end of file\n"
        );
        assert_eq!(diff("a.md", "1\n", "1\n", DiffOptions::default()), "");
    }

    #[test]
    fn a_missing_side_is_named_as_in_git() {
        for (before, after, expected) in [
            (
                None,
                Some("1\n"),
                "--- /dev/null\n+++ b/a.md\n@@ -0,0 +1 @@\n+1\n",
            ),
            (
                Some("1\n"),
                None,
                "--- a/a.md\n+++ /dev/null\n@@ -1 +0,0 @@\n-1\n",
            ),
        ] {
            let mut out = Vec::new();
            write_file_diff("a.md", before, after, DiffOptions::default(), &mut out).unwrap();
            assert_eq!(String::from_utf8(out).unwrap(), expected);
        }
    }

    #[test]
    fn file_content_cannot_control_the_terminal() {
        let options = DiffOptions {
            color: true,
            terminal: true,
        };
        let shown = diff("a.md", "1\n", "\u{1b}[2J\u{202e}\n", options);
        assert!(
            !shown.contains("\u{1b}[2J") && !shown.contains('\u{202e}'),
            "{shown}"
        );
        assert!(shown.contains("\u{1b}[31m-1\u{1b}[0m\n"), "{shown}");
    }

    #[test]
    fn names_are_quoted_as_git_does() {
        assert_eq!(file_name("a", "x/größe.md"), "a/x/größe.md");
        assert_eq!(file_name("b", "x\"\n.md"), "\"b/x\\\"\\012.md\"");
    }
}
