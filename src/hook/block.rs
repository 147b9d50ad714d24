//! Marked parts of files that others own.

/// The lines that enclose our part of a file.
#[derive(Clone, Debug)]
pub(super) struct Markers {
    start: String,
    end: String,
    /// Whether the text between the lines is one that we write: other files may hold such lines
    /// too.
    is_ours: fn(&str) -> bool,
}

/// How our part came into the file, as recorded in its first line, so that uninstalling restores
/// the file byte for byte.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Origin {
    /// The file was created for it.
    Alone,
    /// It was appended to existing text.
    Below,
    /// Like `Below`, but the existing text had no newline at its end.
    BelowUnended,
}

impl Origin {
    const ALL: [Self; 3] = [Self::Alone, Self::Below, Self::BelowUnended];

    fn words(self) -> &'static str {
        match self {
            Self::Alone => "",
            Self::Below => ", below what stood here",
            Self::BelowUnended => ", below what stood here without a newline",
        }
    }
}

/// A file that contains our part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct FoundPart<'t> {
    /// The text before our part.
    pub before: &'t str,
    /// Our part, including the markers.
    pub part: &'t str,
    /// The text after our part.
    pub after: &'t str,
    /// How our part came into the file.
    pub origin: Origin,
    /// The version of the part.
    pub version: u32,
}

impl Markers {
    /// Returns the markers of a part; `is_ours` recognizes the text between them.
    pub(super) fn new(name: &str, is_ours: fn(&str) -> bool) -> Self {
        Self {
            start: format!("# >>> {name}, version "),
            end: format!("# <<< {name} <<<\n"),
            is_ours,
        }
    }

    /// Finds our part of a file: from the first line that starts one to the next line that ends it,
    /// if no other line starts one in between and the content is ours.
    pub(super) fn find<'t>(&self, text: &'t str) -> Option<FoundPart<'t>> {
        let mut start = 0;
        for line in text.split_inclusive('\n') {
            // A heading without a proper part may be a quotation, so the search continues after it.
            if let Some((version, origin)) = self.heading(line)
                && let Some(found) = self.part(text, start, version, origin)
            {
                return Some(found);
            }
            start += line.len();
        }
        None
    }

    /// Parses a complete first line of a part into its version and origin.
    fn heading(&self, line: &str) -> Option<(u32, Origin)> {
        let rest = line.strip_prefix(&self.start)?.strip_suffix(" >>>\n")?;
        let digits = rest.find(|c: char| !c.is_ascii_digit());
        let (version, words) = rest.split_at(digits.unwrap_or(rest.len()));
        let origin = Origin::ALL
            .into_iter()
            .find(|origin| origin.words() == words)?;
        Some((version.parse().ok()?, origin))
    }

    fn part<'t>(
        &self,
        text: &'t str,
        start: usize,
        version: u32,
        origin: Origin,
    ) -> Option<FoundPart<'t>> {
        let (before, rest) = text.split_at_checked(start)?;
        let mut lines = rest.split_inclusive('\n');
        let mut length = lines.next()?.len();
        let inner = length;
        for line in lines {
            if line == self.end {
                // Other text between such lines is not ours to replace.
                if !(self.is_ours)(rest.get(inner..length)?) {
                    return None;
                }
                let (part, after) = rest.split_at_checked(length + line.len())?;
                return Some(FoundPart {
                    before,
                    part,
                    after,
                    origin,
                    version,
                });
            }
            // The next end line would belong to that part rather than to this one.
            if self.heading(line).is_some() {
                return None;
            }
            length += line.len();
        }
        None
    }

    /// Returns the file with our part replaced by `part`, or with `part` appended.
    pub(super) fn with(&self, text: &str, part: &str) -> String {
        if let Some(FoundPart {
            before,
            after,
            origin,
            ..
        }) = self.find(text)
        {
            // The origin remains that of the first installation, however often the part is
            // replaced.
            return format!("{before}{}{after}", with_origin(part, origin));
        }
        let is_ended = text.is_empty() || text.ends_with('\n');
        let (origin, newline) = if is_ended {
            (Origin::Below, "")
        } else {
            (Origin::BelowUnended, "\n")
        };
        format!("{text}{newline}{}", with_origin(part, origin))
    }

    /// Returns the file as it was before our part was added, plus what was appended since.
    pub(super) fn without(&self, text: &str) -> Option<Rest> {
        let found = self.find(text)?;
        let mut before = found.before;
        // If text was added after our part, the newline that we added is needed.
        if found.origin == Origin::BelowUnended && found.after.is_empty() {
            before = before.strip_suffix('\n').unwrap_or(before);
        }
        Some(Rest {
            text: format!("{before}{}", found.after),
            origin: found.origin,
        })
    }
}

/// What is left of a file without our part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Rest {
    /// The text.
    pub text: String,
    /// How our part had come into the file.
    pub origin: Origin,
}

/// Records the origin in the first line of a part.
fn with_origin(part: &str, origin: Origin) -> String {
    part.replacen(" >>>\n", &format!("{} >>>\n", origin.words()), 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PART: &str = "# >>> x, version 1 >>>\nours\n# <<< x <<<\n";

    fn markers() -> Markers {
        Markers::new("x", |inner| inner == "ours\n")
    }

    #[test]
    fn the_previous_text_is_restored() {
        let markers = markers();
        for text in ["", "a\n", "a", "\n\n", "a\n# >>> y >>>\n# <<< y <<<\n"] {
            let with = markers.with(text, PART);
            assert!(with.contains("ours"), "{with}");
            assert_eq!(markers.with(&with, PART), with);
            assert_eq!(markers.without(&with).unwrap().text, text);
            let newer = PART.replace("version 1", "version 2");
            let newer = markers.with(&with, &newer);
            assert!(newer.contains("version 2") && !newer.contains("version 1"));
            assert_eq!(markers.without(&newer).unwrap().text, text);
            assert_eq!(markers.find(&newer).unwrap().version, 2);
        }
        assert_eq!(markers.without("a\n"), None);
    }

    #[test]
    fn text_added_below_is_kept() {
        let markers = markers();
        let with = markers.with("a", PART) + "b\n";
        assert_eq!(markers.without(&with).unwrap().text, "a\nb\n");
    }

    #[test]
    fn text_that_only_resembles_a_part_is_ignored() {
        let markers = markers();
        let start = "# >>> x, version 1 >>>";
        for text in [
            format!("{start}\nours\n"),
            format!("echo '{start}'\nours\n# <<< x <<<\n"),
            format!("{start}\nours\necho '# <<< x <<<'\n# <<< x <<<\n"),
            format!("{start}\ntheirs\n# <<< x <<<\n"),
            "# >>> x, version 1\nours\n# <<< x <<<\n".to_owned(),
            "# >>> x, version one >>>\nours\n# <<< x <<<\n".to_owned(),
            "# >>> x, version 1, maybe >>>\nours\n# <<< x <<<\n".to_owned(),
        ] {
            assert_eq!(markers.find(&text), None, "{text}");
        }
    }

    #[test]
    fn half_a_part_before_a_whole_one_is_kept() {
        let markers = markers();
        let half = "# >>> x, version 1 >>>\ntheirs\n";
        let whole = markers.with(half, PART);
        assert!(whole.starts_with(half), "{whole}");
        assert_eq!(markers.without(&whole).unwrap().text, half);
    }
}
