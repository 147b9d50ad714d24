//! A Markdown file taken apart into frontmatter and body.
//!
//! A [`Document`] can always be built: what is wrong with a file is kept in it as
//! [`Frontmatter::Unreadable`], for a rule to report.

use crate::text::{Span, Text};
use crate::yaml::{self, Node, SyntaxError, Tree};

/// Frontmatter larger than this is not read: 32 MiB hold some 150,000 tasks.
const MAX_FRONTMATTER: usize = 32 << 20;

/// A file's text, its frontmatter and where its body starts.
#[derive(Debug)]
pub struct Document {
    /// The whole file.
    pub text: Text,
    /// What stands between the fences.
    pub frontmatter: Frontmatter,
    /// The bytes behind the closing fence; the whole file where there is no frontmatter.
    pub body: Span,
}

/// The YAML at the top of a Markdown file.
#[derive(Debug)]
pub enum Frontmatter {
    /// The first line is no `---`.
    Missing,
    /// There is some, but it cannot be read.
    Unreadable(SyntaxError),
    /// A mapping.
    Mapping(Tree),
}

impl Document {
    /// Takes a file apart.
    #[must_use]
    pub fn parse(bytes: Vec<u8>) -> Self {
        let text = Text::from_bytes(bytes);
        let Some(fences) = Fences::find(text.as_str()) else {
            let body = Span::new(0, text.as_str().len());
            return Self {
                text,
                frontmatter: Frontmatter::Missing,
                body,
            };
        };
        let frontmatter = match read(&text, &fences) {
            Ok(tree) => Frontmatter::Mapping(tree),
            Err(error) => Frontmatter::Unreadable(error),
        };
        Self {
            frontmatter,
            body: fences.body,
            text,
        }
    }

    /// The frontmatter's mapping.
    #[must_use]
    pub fn tree(&self) -> Option<&Tree> {
        match &self.frontmatter {
            Frontmatter::Mapping(tree) => Some(tree),
            _ => None,
        }
    }

    /// The value of a top-level key.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<Node<'_>> {
        self.tree()?.root().get(key)
    }

    /// The text behind the frontmatter.
    #[must_use]
    pub fn body_text(&self) -> &str {
        self.text.slice(self.body)
    }
}

fn read(text: &Text, fences: &Fences) -> Result<Tree, SyntaxError> {
    let error = |message: &str, span: Span| Err(SyntaxError::new(message, span));
    if let Some(at) = text.invalid_utf8() {
        return error(
            "this byte is not UTF-8",
            Span::new(at, at + '\u{fffd}'.len_utf8()),
        );
    }
    let yaml = text.slice(fences.yaml);
    if let Some(marker) = conflict_marker(yaml) {
        let start = fences.yaml.start as usize + marker;
        return error(
            "a Git conflict marker is left here",
            Span::new(start, start + 7),
        );
    }
    if !fences.closed {
        return error(
            "the frontmatter is never closed: a line `---` must end it",
            fences.opening,
        );
    }
    if fences.yaml.range().len() > MAX_FRONTMATTER {
        return error("the frontmatter is larger than 32 MiB", fences.opening);
    }
    let tree = yaml::parse(text.as_str(), fences.yaml)?;
    if tree.root().is_mapping() {
        return Ok(tree);
    }
    let root = tree.root().span();
    let span = if root.is_empty() {
        fences.opening
    } else {
        root
    };
    error("the frontmatter is no mapping of keys to values", span)
}

/// Offset of the first line that Git leaves in a conflicted file.
fn conflict_marker(yaml: &str) -> Option<usize> {
    ["<<<<<<< ", ">>>>>>> "]
        .iter()
        .filter_map(|marker| {
            let mut starts = memchr::memmem::find_iter(yaml.as_bytes(), marker.as_bytes());
            starts.find(|&at| at == 0 || yaml.as_bytes()[at - 1] == b'\n')
        })
        .min()
}

/// Where the frontmatter's parts are.
#[derive(Debug)]
struct Fences {
    opening: Span,
    yaml: Span,
    body: Span,
    closed: bool,
}

impl Fences {
    /// Finds the fences; `None` where the first line is no `---`.
    fn find(text: &str) -> Option<Self> {
        let start = if text.starts_with('\u{feff}') {
            '\u{feff}'.len_utf8()
        } else {
            0
        };
        let first = Line::at(text, start);
        if !first.is_fence(text) {
            return None;
        }
        let opening = Span::new(start, start + 3);
        let mut line = Line::at(text, first.next);
        loop {
            if line.is_fence(text) {
                return Some(Self {
                    opening,
                    yaml: Span::new(first.next, line.start),
                    body: Span::new(line.next, text.len()),
                    closed: true,
                });
            }
            if line.next == line.start {
                let end = Span::new(text.len(), text.len());
                let yaml = Span::new(first.next, text.len());
                return Some(Self {
                    opening,
                    yaml,
                    body: end,
                    closed: false,
                });
            }
            line = Line::at(text, line.next);
        }
    }
}

struct Line {
    start: usize,
    end: usize,
    next: usize,
}

impl Line {
    fn at(text: &str, start: usize) -> Self {
        let rest = text.as_bytes().get(start..).unwrap_or_default();
        let end = memchr::memchr(b'\n', rest).map_or(text.len(), |at| start + at);
        Self {
            start,
            end,
            next: (end + 1).min(text.len()),
        }
    }

    /// `---` in column 0. Inside a block scalar it would be indented.
    fn is_fence(&self, text: &str) -> bool {
        let line = text.get(self.start..self.end).unwrap_or_default();
        line.strip_prefix("---")
            .is_some_and(|rest| rest.trim_ascii_end().is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Document {
        Document::parse(text.as_bytes().to_vec())
    }

    fn error(text: &str) -> SyntaxError {
        match parse(text).frontmatter {
            Frontmatter::Unreadable(error) => error,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn frontmatter_ends_at_the_first_fence_in_column_zero() {
        let document = parse("\u{feff}---\r\na: |\r\n  ---\r\n  x\r\n--- \r\nbody\r\n");
        assert_eq!(document.get("a").unwrap().text(), Some("---\nx\n"));
        assert_eq!(document.body_text(), "body\r\n");
    }

    #[test]
    fn places_are_those_of_the_file() {
        let text = "---\nprd: \"é\"\nphase: 1\n---\n";
        let document = parse(text);
        let phase = document.get("phase").unwrap().span();
        assert_eq!(document.text.slice(phase), "1");
        let text = "---\na: 1\nb: [1, 2\nc: }\n---\n";
        let opening = error(text).span;
        assert_eq!(parse(text).text.position(opening.start as usize).line, 3);
    }

    #[test]
    fn what_cannot_be_read_is_kept_as_an_error() {
        assert!(error("---\na: 1\n").message.contains("never closed"));
        assert!(error("---\n- a\n---\n").message.contains("no mapping"));
        assert!(error("---\n---\n").message.contains("nothing"));
        assert!(
            error("---\na: 1\n<<<<<<< HEAD\nb: 2\n---\n")
                .message
                .contains("conflict")
        );
        assert!(error("---\na: \u{0}\n---\n").message.contains("control"));
        assert!(error("---\na: &x [*x]\n---\n").message.contains("inside"));
        assert!(error("---\na: *x\n---\n").message.contains("no anchor"));
    }

    #[test]
    fn no_fence_means_no_frontmatter() {
        for text in ["", "# Title\n", "----\n", "\n---\na: 1\n---\n"] {
            assert!(
                matches!(parse(text).frontmatter, Frontmatter::Missing),
                "{text:?}"
            );
        }
    }

    #[test]
    fn hostile_yaml_ends_in_an_error() {
        let deep = format!("---\na: {}\n---\n", "[".repeat(100_000));
        assert!(error(&deep).message.contains("128"));
        let dashes = format!("---\n{}\n---\n", "- ".repeat(100_000));
        assert!(error(&dashes).message.contains("128"));
        let mut bomb = "---\na0: &a0 [x,x,x,x,x,x,x,x,x,x]\n".to_owned();
        for level in 1..12 {
            let aliases = vec![format!("*a{}", level - 1); 10].join(",");
            bomb.extend(["a", &level.to_string(), ": &a", &level.to_string()]);
            bomb.extend([" [", &aliases, "]\n"]);
        }
        assert!(error(&(bomb + "---\n")).message.contains("explodes"));
    }
}
