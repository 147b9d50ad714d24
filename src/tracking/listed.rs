//! The paths that `files_modified` lists, in whatever notation.

use progress_core::collections::HashSet;
use progress_core::config::Globs;
use yaml_lossless::Node;

use super::plan_documents::PlanDocuments;

/// The keys under which an entry that is a mapping names its path.
pub(super) const PATH_KEYS: &[&str] = &["path", "file"];
/// What separates a path from a remark about it, or from another path.
const BEFORE_REMARKS: &[&str] = &[" (", " - ", " – ", " — ", " -> ", " → ", " # ", ": "];
/// Limits on patterns, because compiling them takes time; no real list has so many, or such long
/// ones.
const MAX_PATTERNS: usize = 256;
const MAX_PATTERN: usize = 512;
/// Maximum number of paths named in one entry.
const MAX_PIECES: usize = 8;

/// The paths that a list names.
///
/// `src/a.rs` is named by `./src/a.rs`, by `/src/a.rs`, by `src/a.rs (new)` and its like, by the
/// folder `src/`, and by the pattern `src/*.rs`.
#[derive(Debug, Default)]
pub struct Listed<'d> {
    names: HashSet<&'d str>,
    patterns: Option<Globs>,
    /// Documents that need not be listed.
    plans: PlanDocuments<'d>,
}

impl<'d> Listed<'d> {
    /// Returns the paths that the entries of a list name.
    pub(super) fn of(list: Node<'d>) -> Self {
        Self::of_entries(list.items().filter_map(text_of))
    }

    /// Returns the paths that texts name.
    pub(super) fn of_entries(entries: impl Iterator<Item = &'d str>) -> Self {
        let mut names = HashSet::default();
        let mut patterns = Vec::new();
        for entry in entries {
            for name in forms(entry) {
                if is_pattern(name) && patterns.len() < MAX_PATTERNS {
                    patterns.push(name.replace('[', "\u{0}").replace(']', "[]]"));
                }
                names.insert(name);
            }
        }
        // Brackets are part of a name rather than a character class: `app/[id]/*.tsx`.
        let patterns = patterns.into_iter().map(|it| it.replace('\u{0}', "[[]"));
        let patterns = Globs::new(patterns)
            .ok()
            .filter(|it| !it.patterns().is_empty());
        Self {
            names,
            patterns,
            plans: PlanDocuments::default(),
        }
    }

    /// Adds documents that need not be listed.
    pub(super) fn with_plans(self, plans: PlanDocuments<'d>) -> Self {
        Self { plans, ..self }
    }

    /// Whether a path is listed, is in a listed folder, matches a listed pattern, or need not be
    /// listed.
    #[must_use]
    pub fn contains(&self, path: &str) -> bool {
        self.names(path)
            || above(path).any(|folder| self.names.contains(folder))
            || self.patterns.as_ref().is_some_and(|it| it.matches(path))
            || self.plans.contains(path)
    }

    /// Returns those of the paths that are not listed, without duplicates.
    pub(super) fn lacking<'p>(&self, paths: &'p [String]) -> impl Iterator<Item = &'p String> {
        let mut seen = HashSet::default();
        paths
            .iter()
            .filter(move |path| seen.insert(path.as_str()) && !self.contains(path))
    }

    /// Whether a path itself is listed.
    pub(super) fn names(&self, path: &str) -> bool {
        self.names.contains(path)
    }
}

/// Returns the path that an entry names.
pub(super) fn path_of(item: Node<'_>) -> Option<&str> {
    item.some_text()
        .or_else(|| PATH_KEYS.iter().find_map(|key| item.get(key)?.some_text()))
}

/// Returns the text of an entry that names a path, including the only key of a mapping: `src/a.rs:
/// added`.
fn text_of(item: Node<'_>) -> Option<&str> {
    path_of(item).or_else(|| {
        let mut entries = item.entries();
        let (key, _) = entries.next().filter(|_| entries.next().is_none())?;
        key.text()
    })
}

/// Returns the whole entry, and the parts before and between the remarks in it.
fn forms(entry: &str) -> impl Iterator<Item = &str> {
    let whole = entry.trim();
    let mut cut = Vec::new();
    let mut rest = whole;
    let first_mark = |rest: &str| {
        let marks = BEFORE_REMARKS.iter();
        marks
            .filter_map(|mark| Some((rest.find(mark)?, *mark)))
            .min()
    };
    while let Some((at, mark)) = first_mark(rest).filter(|_| cut.len() < MAX_PIECES) {
        cut.push(&rest[..at]);
        rest = &rest[at + mark.len()..];
        if !matches!(mark, " -> " | " → ") {
            rest = "";
        }
    }
    cut.push(rest);
    let pieces = cut.into_iter().map(without_lines);
    let forms = std::iter::once(whole).chain(pieces).map(bare);
    forms.filter(|form| !form.is_empty() && *form != ".")
}

/// Strips line numbers: `src/a.rs` from `src/a.rs:12-40`.
fn without_lines(text: &str) -> &str {
    let is_lines = |lines: &str| {
        !lines.is_empty()
            && lines
                .chars()
                .all(|c| c.is_ascii_digit() || "-,".contains(c))
    };
    match text.rsplit_once(':') {
        Some((path, lines)) if is_lines(lines) => path,
        _ => text,
    }
}

/// Strips what people put around a path: backticks, `./`, a `/` at either end.
fn bare(text: &str) -> &str {
    let text = text.trim().trim_matches('`');
    let text = text.strip_prefix("./").unwrap_or(text);
    text.trim_matches('/')
}

fn is_pattern(name: &str) -> bool {
    name.len() <= MAX_PATTERN
        && name.contains(['*', '?', '{'])
        && name.contains(|c: char| c.is_alphanumeric())
}

/// Returns the folders that contain a path.
fn above(path: &str) -> impl Iterator<Item = &str> {
    path.match_indices('/').map(|(at, _)| &path[..at])
}

#[cfg(test)]
mod tests {
    use progress_core::document::Document;

    use super::*;

    fn lists(entry: &str, path: &str) -> bool {
        let text = format!("---\nfiles_modified:\n  - {entry}\n---\n");
        let document = Document::parse(text.into_bytes());
        Listed::of(document.get("files_modified").unwrap()).contains(path)
    }

    #[test]
    fn a_path_is_recognized_in_any_notation() {
        for entry in [
            "src/a.rs",
            "./src/a.rs",
            "/src/a.rs",
            "'`src/a.rs`'",
            "src/a.rs (new)",
            "src/a.rs - reads dates",
            "src/a.rs — reads dates",
            "'src/a.rs: reads dates'",
            "src/a.rs: reads dates",
            "'src/a.rs # new'",
            "src/a.rs:12-40",
            "src/b.rs -> src/a.rs (renamed)",
            "src/a.rs → src/b.rs",
            "path: src/a.rs",
            "{file: src/a.rs, lines: 3}",
            "src/",
            "src",
            "src/ (all of it)",
            "src/*.rs",
            "src/**",
            "'{src,lib}/?.rs'",
        ] {
            assert!(lists(entry, "src/a.rs"), "{entry}");
        }
    }

    #[test]
    fn another_path_is_not_recognized() {
        for entry in [
            "src/a.rs.bak",
            "a.rs",
            "src/b.rs (see src/a.rs)",
            "{note: src/a.rs, lines: 3}",
            "'*'",
            ".",
            "/",
            "lib/*.rs",
            "sr",
        ] {
            assert!(!lists(entry, "src/a.rs"), "{entry}");
        }
        assert!(!lists("src/*.rs", "src/deep/a.rs"));
    }

    #[test]
    fn brackets_are_part_of_the_name() {
        assert!(lists("app/[id]/*.tsx", "app/[id]/page.tsx"));
        assert!(!lists("app/[id]/*.tsx", "app/i/page.tsx"));
    }
}
