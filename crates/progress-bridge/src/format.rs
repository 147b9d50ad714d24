//! The formats that can be read, and where their files are.

use std::fmt;

use progress_core::source::{folder_of, name_of};

use crate::Known;
use crate::files::{Files, join, matching};
use crate::read::{archived, bmad_place, is_spec_kit};

/// A format that can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Format {
    /// Spec Kit: `specs/NNN-feature/tasks.md`.
    SpecKit,
    /// `OpenSpec`: `openspec/changes/NAME/tasks.md`.
    OpenSpec,
    /// Kiro: `.kiro/specs/NAME/tasks.md`.
    Kiro,
    /// Backlog.md: `backlog/tasks`.
    Backlog,
    /// Task Master: `.taskmaster/tasks/tasks.json`.
    TaskMaster,
    /// beads: `.beads/issues.jsonl`.
    Beads,
    /// BMAD: `sprint-status.yaml`.
    Bmad,
    /// GSD: `.planning/ROADMAP.md`.
    Gsd,
    /// Headings and checkboxes in any Markdown file.
    Markdown,
}

/// Every format, in the order in which they are looked for.
const ALL: &[Format] = &[
    Format::SpecKit,
    Format::OpenSpec,
    Format::Kiro,
    Format::Backlog,
    Format::TaskMaster,
    Format::Beads,
    Format::Bmad,
    Format::Gsd,
];

impl Format {
    /// The name, as `--from` takes it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::SpecKit => "spec-kit",
            Self::OpenSpec => "openspec",
            Self::Kiro => "kiro",
            Self::Backlog => "backlog",
            Self::TaskMaster => "task-master",
            Self::Beads => "beads",
            Self::Bmad => "bmad",
            Self::Gsd => "gsd",
            Self::Markdown => "markdown",
        }
    }

    /// The name of the tool.
    #[must_use]
    pub fn tool(self) -> &'static str {
        match self {
            Self::SpecKit => "Spec Kit",
            Self::OpenSpec => "OpenSpec",
            Self::Kiro => "Kiro",
            Self::Backlog => "Backlog.md",
            Self::TaskMaster => "Task Master",
            Self::Beads => "beads",
            Self::Bmad => "BMAD",
            Self::Gsd => "GSD",
            Self::Markdown => "Markdown",
        }
    }

    /// Whether an import of a folder reads the file at this path, if it exists.
    #[must_use]
    pub fn reads(self, folder: &str, path: &str) -> bool {
        let is_below = match folder {
            "" => !path.starts_with("../"),
            folder => path
                .strip_prefix(folder)
                .is_some_and(|rest| rest.starts_with('/')),
        };
        is_below
            && self
                .patterns()
                .iter()
                .any(|pattern| ends_with(path, pattern))
    }

    /// Where the files of this format usually are in a project.
    fn patterns(self) -> &'static [&'static str] {
        match self {
            Self::SpecKit => &["specs/*/tasks.md", ".specify/specs/*/tasks.md"],
            Self::OpenSpec => &["openspec/changes/*/tasks.md"],
            Self::Kiro => &[".kiro/specs/*/tasks.md"],
            Self::Backlog => &[
                "backlog/config.yml",
                ".backlog/config.yml",
                "backlog.config.yml",
            ],
            // The second ones are those of older versions.
            Self::TaskMaster => &[".taskmaster/tasks/tasks.json", "tasks/tasks.json"],
            Self::Beads => &[".beads/issues.jsonl", ".beads/beads.jsonl"],
            Self::Bmad => &[
                "_bmad-output/implementation-artifacts/sprint-status.yaml",
                "docs/sprint-artifacts/sprint-status.yaml",
                "docs/sprint-status.yaml",
                "sprint-status.yaml",
            ],
            Self::Gsd => &[".planning/ROADMAP.md"],
            Self::Markdown => &[],
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The formats of what is at a path, a file or a folder.
#[must_use]
pub fn detect(files: &dyn Files, start: &str, known: &Known) -> Vec<Format> {
    if is_file(files, start) {
        return format_of_file(files, start).into_iter().collect();
    }
    let mut found = Vec::new();
    for &format in ALL {
        if !inputs(format, files, start, known).is_empty() {
            found.push(format);
        }
    }
    found
}

/// The files of a format at a path: the file itself, or those in their usual places below a
/// folder, which may be the project's or any on the way to them. Of what the tool has archived, only
/// what was imported before is read.
#[must_use]
pub fn inputs(format: Format, files: &dyn Files, start: &str, known: &Known) -> Vec<String> {
    if is_file(files, start) {
        return vec![start.to_owned()];
    }
    if format == Format::Markdown {
        return matching(files, start, "*.md");
    }
    if format == Format::Bmad
        && let Some(path) = bmad_place(files, start)
    {
        return vec![path];
    }
    let mut found = usual(format, files, start);
    if format == Format::OpenSpec {
        let archive = remainder(start, "openspec/changes/archive/*/tasks.md");
        found.extend(archived(matching(files, start, archive), &found, known));
    }
    found
}

/// The files in their usual places.
fn usual(format: Format, files: &dyn Files, start: &str) -> Vec<String> {
    for pattern in format.patterns() {
        let mut found = matching(files, start, remainder(start, pattern));
        // Archived changes are history.
        found.retain(|path| !path.contains("/changes/archive/"));
        if !found.is_empty() {
            return found;
        }
    }
    Vec::new()
}

/// What is left of a pattern below a folder that its beginning leads to.
fn remainder<'p>(start: &str, pattern: &'p str) -> &'p str {
    let steps: Vec<&str> = start.split('/').filter(|step| !step.is_empty()).collect();
    let parts: Vec<&str> = pattern.split('/').collect();
    // The longest match first: in `specs`, `specs/*/tasks.md` is `*/tasks.md`.
    for length in (1..parts.len()).rev() {
        let Some(from) = steps.len().checked_sub(length) else {
            continue;
        };
        let tail = steps.iter().skip(from);
        let is_same = tail
            .zip(&parts)
            .all(|(step, part)| *part == "*" || step == part);
        // A folder of any name must not be taken for a feature.
        if is_same && parts[..length] != ["*"] {
            let skipped: usize = parts[..length].iter().map(|part| part.len() + 1).sum();
            return pattern.get(skipped..).unwrap_or(pattern);
        }
    }
    pattern
}

fn is_file(files: &dyn Files, path: &str) -> bool {
    let name = name_of(path);
    !name.is_empty()
        && files
            .names(folder_of(path))
            .iter()
            .any(|other| other == name)
}

/// The format of a single file, by its path and, for a bare `tasks.md`, by its content.
fn format_of_file(files: &dyn Files, path: &str) -> Option<Format> {
    for &format in ALL {
        let is_usual = format
            .patterns()
            .iter()
            .any(|pattern| ends_with(path, pattern));
        if is_usual {
            return Some(format);
        }
    }
    let extension = name_of(path)
        .rsplit_once('.')
        .map(|(_, extension)| extension);
    match (name_of(path), extension) {
        ("tasks.json", _) => Some(Format::TaskMaster),
        ("sprint-status.yaml", _) => Some(Format::Bmad),
        (_, Some("jsonl")) => Some(Format::Beads),
        ("config.yml", _) if !files.names(&join(folder_of(path), "tasks")).is_empty() => {
            Some(Format::Backlog)
        }
        (_, Some("md" | "markdown")) => {
            let text = files.read(path).ok().flatten().unwrap_or_default();
            Some(if is_spec_kit(&text) {
                Format::SpecKit
            } else {
                Format::Markdown
            })
        }
        _ => None,
    }
}

/// Whether a path ends with a pattern.
fn ends_with(path: &str, pattern: &str) -> bool {
    let mut steps = path.split('/').rev();
    pattern
        .split('/')
        .rev()
        .all(|part| steps.next().is_some_and(|step| part == "*" || part == step))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::MemoryFiles;

    fn found(files: &MemoryFiles, start: &str) -> Vec<Format> {
        detect(files, start, &Known::default())
    }

    #[test]
    fn a_format_is_found_from_any_folder_on_the_way() {
        let files = MemoryFiles::new([
            ("specs/001-a/tasks.md", "- [ ] T001 x"),
            ("openspec/changes/b/tasks.md", ""),
            ("openspec/changes/archive/2026-01-01-c/tasks.md", ""),
        ]);
        assert_eq!(found(&files, ""), [Format::SpecKit, Format::OpenSpec]);
        assert_eq!(found(&files, "specs"), [Format::SpecKit]);
        assert_eq!(found(&files, "specs/001-a"), [Format::SpecKit]);
        assert_eq!(found(&files, "specs/001-a/tasks.md"), [Format::SpecKit]);
        assert_eq!(found(&files, "openspec/changes/b"), [Format::OpenSpec]);
        assert_eq!(
            inputs(Format::OpenSpec, &files, "openspec", &Known::default()),
            ["openspec/changes/b/tasks.md"]
        );
    }

    #[test]
    fn places_of_other_versions_are_found_too() {
        for (path, format) in [
            (".beads/beads.jsonl", Format::Beads),
            ("tasks/tasks.json", Format::TaskMaster),
            (".specify/specs/001-a/tasks.md", Format::SpecKit),
        ] {
            let files = MemoryFiles::new([(path, "- [ ] T001 x")]);
            assert_eq!(found(&files, ""), [format], "{path}");
        }
    }

    #[test]
    fn a_deleted_file_would_have_been_read() {
        let reads = |folder, path| Format::SpecKit.reads(folder, path);
        assert!(reads("", "specs/001-a/tasks.md") && reads("specs", "specs/001-a/tasks.md"));
        assert!(!reads("", "../x/specs/001-a/tasks.md") && !reads("", "docs/todo.md"));
        assert!(!reads("spec", "specs/001-a/tasks.md"));
    }

    #[test]
    fn a_single_file_is_known_by_its_name_or_content() {
        let files = MemoryFiles::new([
            ("x/tasks.md", "- [ ] T001 [P] x"),
            ("x/todo.md", "- [ ] x"),
            (
                "x/mixed.md",
                "- [ ] T001 see\n- [ ] buy milk\n- [ ] call bob\n",
            ),
            ("x/tasks.json", ""),
            ("x/export.jsonl", ""),
            ("x/photo.png", ""),
        ]);
        assert_eq!(found(&files, "x/tasks.md"), [Format::SpecKit]);
        assert_eq!(found(&files, "x/todo.md"), [Format::Markdown]);
        assert_eq!(found(&files, "x/mixed.md"), [Format::Markdown]);
        assert_eq!(found(&files, "x/tasks.json"), [Format::TaskMaster]);
        assert_eq!(found(&files, "x/export.jsonl"), [Format::Beads]);
        assert_eq!(found(&files, "x/photo.png"), []);
        assert_eq!(found(&files, ""), []);
    }
}
