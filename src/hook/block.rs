//! Marked parts of files that are not ours.

/// The lines that stand around our part of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Markers {
    start: String,
    end: String,
}

/// How our part came into the file, which its first line tells: what stood there comes back
/// byte by byte.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Origin {
    /// The file was made for it.
    Alone,
    /// It was put behind what stood there.
    Below,
    /// The same, and what stood there had no newline at its end.
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

/// A file in which our part was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Found<'t> {
    /// What stands before.
    pub before: &'t str,
    /// Our part, markers and all.
    pub part: &'t str,
    /// What stands behind.
    pub after: &'t str,
    /// How it came there.
    pub origin: Origin,
}

impl Markers {
    /// Those of the part of this name.
    pub fn new(name: &str) -> Self {
        Self {
            start: format!("# >>> {name}, version "),
            end: format!("# <<< {name} <<<\n"),
        }
    }

    /// Our part of a file.
    pub fn find<'t>(&self, text: &'t str) -> Option<Found<'t>> {
        let start = text
            .match_indices(&self.start)
            .map(|(at, _)| at)
            .find(|&at| at == 0 || text.get(..at).is_some_and(|text| text.ends_with('\n')))?;
        let (before, rest) = text.split_at_checked(start)?;
        let length = rest.find(&self.end)? + self.end.len();
        let (part, after) = rest.split_at_checked(length)?;
        let line = part.lines().next().unwrap_or_default();
        let line = line.strip_suffix(" >>>").unwrap_or(line);
        let origins = Origin::ALL.into_iter().rev();
        let origin = origins
            .into_iter()
            .find(|origin| line.ends_with(origin.words()))
            .unwrap_or(Origin::Alone);
        Some(Found {
            before,
            part,
            after,
            origin,
        })
    }

    /// The file with `part` in the place of ours, or behind everything.
    pub fn with(&self, text: &str, part: &str) -> String {
        if let Some(Found {
            before,
            after,
            origin,
            ..
        }) = self.find(text)
        {
            return format!("{before}{}{after}", told(part, origin));
        }
        let is_ended = text.is_empty() || text.ends_with('\n');
        let (origin, newline) = if is_ended {
            (Origin::Below, "")
        } else {
            (Origin::BelowUnended, "\n")
        };
        format!("{text}{newline}{}", told(part, origin))
    }

    /// The file as it was before, with what was written behind our part since.
    pub fn without(&self, text: &str) -> Option<Rest> {
        let found = self.find(text)?;
        let mut before = found.before;
        if found.origin == Origin::BelowUnended && found.after.is_empty() {
            before = before.strip_suffix('\n').unwrap_or(before);
        }
        Some(Rest {
            text: format!("{before}{}", found.after),
            origin: found.origin,
        })
    }
}

/// What remains of a file without our part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Rest {
    /// The text.
    pub text: String,
    /// How our part had come into the file.
    pub origin: Origin,
}

/// A part whose first line tells how it came there.
fn told(part: &str, origin: Origin) -> String {
    part.replacen(" >>>\n", &format!("{} >>>\n", origin.words()), 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PART: &str = "# >>> x, version 1 >>>\nours\n# <<< x <<<\n";

    #[test]
    fn what_stood_there_comes_back() {
        let markers = Markers::new("x");
        for text in ["", "a\n", "a", "\n\n", "a\n# >>> y >>>\n# <<< y <<<\n"] {
            let with = markers.with(text, PART);
            assert!(with.contains("ours"), "{with}");
            assert_eq!(markers.with(&with, PART), with);
            assert_eq!(markers.without(&with).unwrap().text, text);
            let newer = PART.replace("version 1", "version 2");
            let newer = markers.with(&with, &newer);
            assert!(newer.contains("version 2") && !newer.contains("version 1"));
            assert_eq!(markers.without(&newer).unwrap().text, text);
        }
        assert_eq!(markers.without("a\n"), None);
    }

    #[test]
    fn what_was_written_below_stays() {
        let markers = Markers::new("x");
        let with = markers.with("a", PART) + "b\n";
        assert_eq!(markers.without(&with).unwrap().text, "a\nb\n");
    }

    #[test]
    fn a_part_without_an_end_is_none() {
        let markers = Markers::new("x");
        let start = "# >>> x, version 1 >>>";
        assert_eq!(markers.find(&format!("{start}\nours\n")), None);
        assert_eq!(
            markers.find(&format!("echo '{start}'\n# <<< x <<<\n")),
            None
        );
    }
}
