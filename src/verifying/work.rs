//! What commits change besides progress files, plan documents and lock files.

use progress_core::collections::{HashMap, HashSet};
use progress_core::config::Settings;
use progress_core::source::name_of;
use progress_core::task_links::Message;
use progress_core::verdict::Doubt;
use progress_git::git::{Change, Commit, GitError, ObjectId};
use serde::{Deserialize, Serialize};

use crate::linking::Linker;

/// Folders of coding agents: `files_modified` leaves them out, but some tasks work on them.
const AGENT_FOLDERS: &[&str] = &[".claude/", ".codex/", ".agents/"];
/// Words in the name of a folder that contains documents of plans.
const PLANNING: &[&str] = &[
    "plan",
    "planning",
    "plans",
    "prd",
    "prds",
    "progress",
    "worknotes",
];
/// The kinds of conventional subjects that may be about planning.
const PLANNING_KINDS: &[&str] = &["chore", "doc", "docs", "plan", "prd", "progress", "spec"];
/// The first words of subjects that take work back.
const UNDOING: &[&str] = &[
    "revert", "reverts", "reverted", "undo", "undoes", "undid", "rollback",
];
/// The endings of documents.
const DOCUMENTS: &[&str] = &[".md", ".mdx", ".markdown", ".yaml", ".yml", ".json", ".txt"];

/// What a commit did to a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Kind {
    /// It created the file, or moved it here.
    New,
    /// It created the file without content, which is no work.
    Empty,
    /// It changed the content.
    Changed,
    /// It deleted the file, or moved it elsewhere.
    Gone,
}

impl Kind {
    fn of(change: &Change) -> Self {
        match (&change.old, &change.new) {
            (_, None) => Self::Gone,
            (Some(_), Some(_)) => Self::Changed,
            (None, Some(new)) if new.id.is_some_and(ObjectId::is_empty_blob) => Self::Empty,
            (None, Some(_)) => Self::New,
        }
    }
}

/// A path that a commit changes, other than a progress file or a lock file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct WorkPath {
    /// The path.
    pub(super) path: String,
    /// What the commit did to it.
    pub(super) change: Kind,
    /// Whether it is a document in a folder of plans, which is no work.
    pub(super) is_plan: bool,
}

impl WorkPath {
    /// Whether changing it is work.
    pub(super) fn is_work(&self) -> bool {
        !self.is_plan && self.change != Kind::Empty
    }

    /// Whether the commit created it.
    pub(super) fn is_new(&self) -> bool {
        matches!(self.change, Kind::New | Kind::Empty)
    }
}

/// Returns the paths that a commit changes besides progress files and lock files. For a merge there are none: they belong to the
/// merged commits.
pub(super) fn work_of(
    settings: &Settings,
    commit: &Commit,
    linker: &mut Linker<'_>,
) -> Result<Vec<WorkPath>, GitError> {
    if commit.parents.len() > 1 {
        return Ok(Vec::new());
    }
    linker.remembered("work", commit, |linker| {
        let mut paths = Vec::new();
        for change in linker.changes(commit)?.iter() {
            let kind = Kind::of(change);
            // Paths that are not UTF-8 cannot be named in a progress file, but are work.
            let path = String::from_utf8_lossy(&change.path);
            if is_relevant(&path, settings) {
                let is_plan = is_plan_document(&path);
                paths.push(WorkPath {
                    path: path.into_owned(),
                    change: kind,
                    is_plan,
                });
            }
        }
        Ok(paths)
    })
}

fn is_relevant(path: &str, settings: &Settings) -> bool {
    if settings.is_candidate(path) {
        return false;
    }
    let is_of_agent = AGENT_FOLDERS.iter().any(|folder| path.starts_with(folder));
    is_of_agent || !settings.unrecorded.matches(path)
}

/// Whether a path is a document in a folder of plans, such as `docs/project_plans/auth/spec.md`.
fn is_plan_document(path: &str) -> bool {
    if !DOCUMENTS.iter().any(|end| path.ends_with(end)) {
        return false;
    }
    let folders = path.strip_suffix(name_of(path)).unwrap_or_default();
    folders.split(['/', '_', '-', '.']).any(|word| {
        let mut known = PLANNING.iter();
        known.any(|it| word.eq_ignore_ascii_case(it))
    })
}

/// Returns the commits that later ones revert, by Git's own note in their messages. `commits` are in
/// chronological order.
pub(super) fn reverted(commits: &[Commit]) -> HashSet<ObjectId> {
    let mut undone: HashSet<ObjectId> = HashSet::default();
    let mut reverts: HashMap<ObjectId, ObjectId> = HashMap::default();
    for commit in commits {
        let Some(target) = reverted_by(&commit.message) else {
            continue;
        };
        // Reverting a revert brings the work back.
        match reverts.get(&target) {
            Some(original) => undone.remove(original),
            None => undone.insert(target),
        };
        reverts.insert(commit.id, target);
    }
    undone
}

/// The commit that a message says it reverts.
fn reverted_by(message: &str) -> Option<ObjectId> {
    let (_, rest) = message.split_once("This reverts commit ")?;
    let end = rest.find(|c: char| !c.is_ascii_hexdigit());
    ObjectId::from_hex(rest.get(..end.unwrap_or(rest.len()))?)
}

/// Whether the subject of a message says that the commit takes work back. Git's own note says which
/// commit; people often name only the task.
pub(super) fn is_undoing(message: &str) -> bool {
    if reverted_by(message).is_some() {
        return false;
    }
    let subject = Message::parse(message).subject.to_ascii_lowercase();
    let (kind, text) = parts(&subject);
    let mut words = text.split_whitespace();
    let (first, second) = (words.next().unwrap_or_default(), words.next());
    let is_back = matches!(
        (first, second),
        ("back" | "backs" | "roll" | "rolls", Some("out" | "back"))
    );
    is_back || UNDOING.contains(&first) || kind == "revert"
}

/// Whether the subject of a message says that the commit plans something. Many commits that begin the
/// work add the plan too.
pub(super) fn is_planning(message: &str) -> bool {
    let subject = Message::parse(message).subject.to_ascii_lowercase();
    let (kind, text) = parts(&subject);
    if !kind.is_empty() {
        return PLANNING_KINDS.contains(&kind);
    }
    text.split(|c: char| !c.is_alphanumeric())
        .any(|word| PLANNING.contains(&word))
}

/// Why a commit that names a task is not the finished work on it, according to its subject.
pub(super) fn doubt_of(message: &str) -> Option<Doubt> {
    let subject = Message::parse(message).subject.to_ascii_lowercase();
    let (kind, text) = parts(&subject);
    // A feature may be a button that reverts something.
    if kind != "feat" && is_undoing(message) {
        return Some(Doubt::TakesBack);
    }
    let first = text
        .split(|c: char| !c.is_alphanumeric())
        .find(|it| !it.is_empty());
    let is_unfinished =
        kind == "wip" || first == Some("wip") || text.starts_with("work in progress");
    is_unfinished.then_some(Doubt::Unfinished)
}

/// The kind of a conventional subject such as `feat(cart)!: add it`, and the text after it.
fn parts(subject: &str) -> (&str, &str) {
    match subject.split_once(": ") {
        Some((kind, text)) => (kind.split(['(', '!']).next().unwrap_or_default(), text),
        None => ("", subject),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn subjects_say_that_work_is_taken_back() {
        for subject in [
            "Undo SHOP-1.4 for now",
            "revert: SHOP-1.4",
            "fix(cart): revert SHOP-1.4",
            "Back out SHOP-1.4",
            "feat(cart): rollback of SHOP-1.4",
        ] {
            assert!(is_undoing(subject), "{subject}");
        }
        for subject in ["feat: add undo (SHOP-1.4)", "Roll carts"] {
            assert!(!is_undoing(subject), "{subject}");
        }
    }

    #[test]
    fn subjects_cast_doubt_on_commits() {
        for (subject, doubt) in [
            ("WIP SHOP-1.1", Some(Doubt::Unfinished)),
            ("[wip] SHOP-1.1", Some(Doubt::Unfinished)),
            ("feat(cart): WIP, store carts", Some(Doubt::Unfinished)),
            ("Revert part of SHOP-1.1", Some(Doubt::TakesBack)),
            ("fix(cart): undo SHOP-1.1", Some(Doubt::TakesBack)),
            ("feat: revert button (SHOP-1.1)", None),
            ("feat: limit WIP columns (SHOP-1.1)", None),
        ] {
            assert_eq!(doubt_of(subject), doubt, "{subject}");
        }
    }

    #[test]
    fn subjects_say_that_something_is_planned() {
        for subject in [
            "docs(plan): plan carts",
            "plan(cart)!: carts",
            "Add the cart plan",
        ] {
            assert!(is_planning(subject), "{subject}");
        }
        for subject in [
            "feat(planning): add queries (SHOP-1.1)",
            "SHOP-1.1: store carts",
        ] {
            assert!(!is_planning(subject), "{subject}");
        }
    }

    #[test]
    fn plans_and_lock_files_are_not_work() {
        let settings = Settings::default();
        for path in [
            "src/a.rs",
            ".claude/skills/x/SKILL.md",
            "docs/guide.md",
            "src/plans/mod.rs",
            "README.md",
        ] {
            let is_work = is_relevant(path, &settings) && !is_plan_document(path);
            assert!(is_work, "{path}");
        }
        for path in [
            "docs/progress/auth-v1/phase-1-progress.md",
            "docs/project_plans/auth/spec.md",
            ".claude/worknotes/auth/context.md",
            "Cargo.lock",
            "docs/PRDs/a.md",
        ] {
            let is_work = is_relevant(path, &settings) && !is_plan_document(path);
            assert!(!is_work, "{path}");
        }
    }

    #[test]
    fn the_reverted_commit_is_read_from_the_message() {
        let id = "0123456789abcdef0123456789abcdef01234567";
        let message = format!("Revert \"x\"\n\nThis reverts commit {id}.\n");
        assert_eq!(reverted_by(&message), ObjectId::from_hex(id));
        assert_eq!(reverted_by("Revert it"), None);
    }
}
