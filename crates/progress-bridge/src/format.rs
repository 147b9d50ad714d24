//! The formats that can be read, and where their files are.

use std::collections::BTreeMap;
use std::fmt;

use progress_core::source::{folder_of, name_of};

use crate::Known;
use crate::files::{Files, join, matching};
use crate::read::{bmad_place, follow, is_spec_kit, live_path};

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

    /// Whether an import of a file or folder reads the file at this path, if it exists.
    #[must_use]
    pub fn reads(self, start: &str, path: &str) -> bool {
        if start == path {
            return true;
        }
        // Only the files of the folder itself are read.
        if self == Self::Markdown {
            return folder_of(path) == start && matches!(extension(path), Some("md"));
        }
        let is_below = match start {
            "" => !path.starts_with("../"),
            folder => path
                .strip_prefix(folder)
                .is_some_and(|rest| rest.starts_with('/')),
        };
        // The configuration says where the tasks are, but has none.
        let is_own = if self == Self::Backlog {
            let patterns = [
                "backlog/tasks/*",
                "backlog/completed/*",
                ".backlog/tasks/*",
                ".backlog/completed/*",
            ];
            patterns.iter().any(|pattern| ends_with(path, pattern))
        } else {
            // What was imported may have been archived at the time.
            usual_format(live_path(path).as_deref().unwrap_or(path)) == Some(self)
        };
        is_below && is_own
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

/// The format in which an import of a file or folder reads the file at this path, if it exists; it
/// may be gone. `asked` is the format that was asked for.
#[must_use]
pub fn reading_format(asked: Option<Format>, start: &str, path: &str) -> Option<Format> {
    if let Some(format) = asked {
        return format.reads(start, path).then_some(format);
    }
    if start == path {
        return format_by_name(path);
    }
    let mut formats = ALL.iter().copied();
    formats.find(|format| format.reads(start, path))
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
    places(format, files, start, known).0
}

/// The files of a format, and the new paths of those that the tool has moved since their import.
pub(crate) fn places(
    format: Format,
    files: &dyn Files,
    start: &str,
    known: &Known,
) -> (Vec<String>, BTreeMap<String, String>) {
    let mut found = if is_file(files, start) {
        vec![start.to_owned()]
    } else if format == Format::Markdown {
        matching(files, start, "*.md")
    } else if format == Format::Bmad
        && let Some(path) = bmad_place(files, start)
    {
        vec![path]
    } else {
        usual(format, files, start)
    };
    if format != Format::OpenSpec {
        return (found, BTreeMap::new());
    }
    let archived = match archive_of_change(start) {
        Some(folder) => {
            let mut archived = matching(files, &folder, "*/tasks.md");
            archived.retain(|path| live_path(path).is_some_and(|it| is_at(&it, start)));
            archived
        }
        None if live_path(start).is_some() => found.clone(),
        None => matching(
            files,
            start,
            remainder(start, "openspec/changes/archive/*/tasks.md"),
        ),
    };
    let (archived, moved) = follow(files, archived, &found, known);
    found.extend(archived);
    found.dedup();
    (found, moved)
}

/// The folder with archived changes, if a path is that of a change, or of its list of tasks.
fn archive_of_change(start: &str) -> Option<String> {
    let change = start.strip_suffix("/tasks.md").unwrap_or(start);
    let changes = folder_of(change);
    let is_change = name_of(changes) == "changes" && name_of(change) != "archive";
    is_change.then(|| join(changes, "archive"))
}

/// Whether a file is the one at a path, or in the folder there.
fn is_at(path: &str, start: &str) -> bool {
    path == start || folder_of(path) == start
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
    let format = format_by_name(path);
    match (format, name_of(path)) {
        (None, "config.yml") if !files.names(&join(folder_of(path), "tasks")).is_empty() => {
            Some(Format::Backlog)
        }
        (Some(Format::Markdown), _) => {
            let text = files.read(path).ok().flatten().unwrap_or_default();
            let is_own = is_spec_kit(&text);
            Some(if is_own {
                Format::SpecKit
            } else {
                Format::Markdown
            })
        }
        _ => format,
    }
}

/// The format of a single file, by its path alone.
fn format_by_name(path: &str) -> Option<Format> {
    // An archived change of OpenSpec has the same format.
    let live = live_path(path);
    let usual = live.as_deref().unwrap_or(path);
    if let Some(format) = usual_format(usual) {
        return Some(format);
    }
    match (name_of(path), extension(path)) {
        ("tasks.json", _) => Some(Format::TaskMaster),
        (_, Some("jsonl")) => Some(Format::Beads),
        (_, Some("md" | "markdown")) => Some(Format::Markdown),
        _ => None,
    }
}

/// The format whose files are usually at this path. The longest pattern counts: what is in
/// `.kiro/specs` is not in the `specs` of Spec Kit.
fn usual_format(path: &str) -> Option<Format> {
    let patterns = ALL.iter().flat_map(|&format| {
        let patterns = format.patterns().iter();
        patterns.map(move |&pattern| (format, pattern))
    });
    let (format, _) = patterns
        .filter(|(_, pattern)| ends_with(path, pattern))
        .max_by_key(|(_, pattern)| pattern.split('/').count())?;
    Some(format)
}

fn extension(path: &str) -> Option<&str> {
    Some(name_of(path).rsplit_once('.')?.1)
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
        assert!(!reads("", ".kiro/specs/a/tasks.md"));
        let archived = "openspec/changes/archive/2026-01-01-a/tasks.md";
        assert!(
            Format::OpenSpec.reads("", archived) && Format::OpenSpec.reads("openspec", archived)
        );
        let format = reading_format(None, "", ".kiro/specs/a/tasks.md");
        assert_eq!(format, Some(Format::Kiro));
        let format = reading_format(None, "", ".specify/specs/a/tasks.md");
        assert_eq!(format, Some(Format::SpecKit));
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
