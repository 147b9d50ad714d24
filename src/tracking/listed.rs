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
                    patterns.push(with_literal_brackets(name));
                }
                // Patterns included: names of files may contain `*` or `{` too.
                names.insert(name);
            }
        }
        Self {
            names,
            patterns: compiled(patterns),
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
            // Naming a folder lists everything in it.
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

/// Compiles patterns, except those that are only names; `None` if none are left.
fn compiled(patterns: Vec<String>) -> Option<Globs> {
    if patterns.is_empty() {
        return None;
    }
    if let Ok(globs) = Globs::new(patterns.clone()) {
        return Some(globs);
    }
    // One such as `src/{a.rs` must not hide the others.
    let mut valid = patterns;
    valid.retain(|pattern| Globs::new(vec![pattern.clone()]).is_ok());
    Globs::new(valid).ok()
}

/// Returns the path that an entry names.
pub(super) fn path_of(item: Node<'_>) -> Option<&str> {
    if let Some(text) = item.some_text() {
        return Some(text);
    }
    PATH_KEYS.iter().find_map(|key| item.get(key)?.some_text())
}

/// Returns the text of an entry that names a path, including the only key of a mapping: `src/a.rs:
/// added`.
fn text_of(item: Node<'_>) -> Option<&str> {
    if let Some(path) = path_of(item) {
        return Some(path);
    }
    let mut entries = item.entries();
    match (entries.next(), entries.next()) {
        (Some((key, _)), None) => key.text(),
        _ => None,
    }
}

/// Returns the whole entry, and the parts before and between the remarks in it.
fn forms(entry: &str) -> Vec<&str> {
    let whole = entry.trim();
    let mut forms = vec![bare(whole)];
    let mut rest = whole;
    while let Some((at, mark)) = first_mark(rest)
        && forms.len() <= MAX_PIECES
    {
        forms.push(bare(without_lines(&rest[..at])));
        rest = &rest[at + mark.len()..];
        // What follows an arrow is another path; after any other mark there is only prose.
        if !matches!(mark, " -> " | " → ") {
            rest = "";
        }
    }
    forms.push(bare(without_lines(rest)));
    // `.` would list everything.
    forms.retain(|form| !form.is_empty() && *form != ".");
    forms
}

/// Returns the first mark in a text, with its position.
fn first_mark(text: &str) -> Option<(usize, &'static str)> {
    BEFORE_REMARKS
        .iter()
        .filter_map(|mark| Some((text.find(mark)?, *mark)))
        .min()
}

/// Strips line numbers: `src/a.rs` from `src/a.rs:12-40`.
fn without_lines(text: &str) -> &str {
    let Some((path, lines)) = text.rsplit_once(':') else {
        return text;
    };
    if lines.is_empty()
        || !lines
            .bytes()
            .all(|byte| matches!(byte, b'0'..=b'9' | b'-' | b','))
    {
        return text;
    }
    path
}

/// Strips what people put around a path: backticks, `./`, a `/` at either end.
fn bare(text: &str) -> &str {
    let path = text.trim().trim_matches('`');
    path.strip_prefix("./").unwrap_or(path).trim_matches('/')
}

/// Escapes brackets: in paths they are part of a name rather than a character class, as in
/// `app/[id]/*.tsx`.
fn with_literal_brackets(pattern: &str) -> String {
    let mut escaped = String::with_capacity(pattern.len());
    for c in pattern.chars() {
        match c {
            '[' => escaped.push_str("[[]"),
            ']' => escaped.push_str("[]]"),
            c => escaped.push(c),
        }
    }
    escaped
}

fn is_pattern(name: &str) -> bool {
    name.len() <= MAX_PATTERN
        && name.contains(['*', '?', '{'])
        // `*` or `**/*` alone would list everything.
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
    fn an_invalid_pattern_hides_no_other() {
        let entries = || ["src/{a.rs", "src/*.rs"].into_iter();
        assert!(Listed::of_entries(entries()).contains("src/b.rs"));
        assert!(Listed::of_entries(entries()).contains("src/{a.rs"));
        assert!(!Listed::of_entries(entries().take(1)).contains("src/a.rs"));
    }

    #[test]
    fn brackets_are_part_of_the_name() {
        assert!(lists("app/[id]/*.tsx", "app/[id]/page.tsx"));
        assert!(!lists("app/[id]/*.tsx", "app/i/page.tsx"));
    }
}
