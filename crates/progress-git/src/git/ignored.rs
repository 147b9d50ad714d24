//! Ignore rules, asked of libgit2 unless only `git` is certain to know.
//!
//! libgit2 drops a rule such as `!a.md` unless it finds an earlier rule of the same file that this
//! negates. It misses some, and all those of other files, which Git applies too.
//! So libgit2 may ignore too much, never too little.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use super::Repository;
use super::settings::{Known, has_empty_user_folder, home, user_folder};
use super::talk::CheckIgnore;

/// What became of the questions about ignore rules.
#[derive(Debug, Default)]
pub(super) struct IgnoreAnswers {
    any_given: AtomicBool,
    any_missing: AtomicBool,
}

impl IgnoreAnswers {
    /// Notes that rules are read now, which are remembered.
    fn note(&self) {
        self.any_given.store(true, Ordering::Relaxed);
    }
}

/// The rules in each file that libgit2 may drop.
#[derive(Debug, Default)]
pub(super) struct Negations(Mutex<HashMap<PathBuf, Vec<Negation>>>);

/// What decides which paths Git ignores, besides the `.gitignore` files of its working tree and the
/// index.
#[derive(Debug)]
pub struct IgnoreSources {
    /// The files with rules for the whole repository, which need not exist.
    pub files: Vec<PathBuf>,
    /// The setting whether case matters.
    pub ignores_case: Option<String>,
}

impl Repository {
    /// Where the rules are that apply everywhere; `None` if only `git` knows, or if questions about
    /// rules were answered before: those rules are remembered, and may have changed.
    #[must_use]
    pub fn ignore_sources(&self) -> Option<IgnoreSources> {
        if self.ignore_answers.any_given.load(Ordering::Relaxed) || has_empty_user_folder() {
            return None;
        }
        let excludes = match self.setting_by_library("core.excludesFile") {
            Known::Value(path) => expanded(&path)?,
            Known::Nothing => user_folder()?.join("ignore"),
            Known::Uncertain => return None,
        };
        let ignores_case = match self.setting_by_library("core.ignoreCase") {
            Known::Value(value) => Some(value),
            Known::Nothing => None,
            Known::Uncertain => return None,
        };
        Some(IgnoreSources {
            files: vec![self.common_dir().join("info/exclude"), excludes],
            ignores_case,
        })
    }

    /// Whether a question about ignore rules could not be answered.
    #[must_use]
    pub fn has_missed_ignore_rules(&self) -> bool {
        self.ignore_answers.any_missing.load(Ordering::Relaxed)
    }

    /// Whether Git's ignore rules match a path relative to the root.
    #[must_use]
    pub fn is_ignored(&self, path: &Path) -> bool {
        self.ignore_answers.note();
        let keys = ["core.excludesFile", "core.ignoreCase"];
        let agrees = self
            .ignores_by_library
            // libgit2 would look for the user's rules in the current folder.
            .get_or_init(|| self.agrees_on(&keys) && !has_empty_user_folder());
        if *agrees && let Some(library) = self.library() {
            let is_ignored = library.status_should_ignore(path);
            drop(library);
            match is_ignored {
                Ok(false) => return false,
                Ok(true) if !self.may_be_negated(path) => return true,
                _ => {}
            }
        }
        self.ignore_rule(path).is_some()
    }

    /// Where the rule is that ignores a path, as `.gitignore:3`; `None` if it is not ignored, or Git does
    /// not answer.
    #[must_use]
    pub fn ignore_rule(&self, path: &Path) -> Option<String> {
        self.ignore_answers.note();
        let mut process = self
            .check_ignore
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if process.is_none() {
            *process = CheckIgnore::start(&self.git).ok();
        }
        let Some(Ok(rule)) = process.as_mut().map(|process| process.rule(path)) else {
            self.ignore_answers
                .any_missing
                .store(true, Ordering::Relaxed);
            return None;
        };
        rule
    }

    /// Whether a rule that libgit2 may have dropped names the path or a folder above it.
    fn may_be_negated(&self, path: &Path) -> bool {
        // Only files in the folders above a path can have rules about it.
        let folders = path.ancestors().skip(1);
        let mut files: Vec<PathBuf> = folders
            .map(|folder| self.root().join(folder).join(".gitignore"))
            .collect();
        files.push(self.common_dir().join("info/exclude"));
        let mut negations = self
            .negations
            .0
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        files.into_iter().any(|file| {
            let negations = negations.entry(file).or_insert_with_key(|file| read(file));
            negations.iter().any(|negation| negation.may_name(path))
        })
    }
}

/// The path that a setting names; `None` if only Git knows.
fn expanded(path: &str) -> Option<PathBuf> {
    let path = match path.strip_prefix("~/") {
        Some(rest) => home()?.join(rest),
        None => PathBuf::from(path),
    };
    path.is_absolute().then_some(path)
}

/// A rule such as `!folder/a.md`.
#[derive(Debug, PartialEq, Eq)]
enum Negation {
    /// Its last part.
    Named(Vec<u8>),
    /// It has escapes.
    Escaped,
}

impl Negation {
    fn of_line(line: &[u8]) -> Option<Self> {
        let pattern = line.strip_prefix(b"!")?.trim_ascii_end();
        if pattern.contains(&b'\\') {
            return Some(Self::Escaped);
        }
        // libgit2 keeps rules with wildcards.
        if pattern
            .iter()
            .any(|byte| matches!(byte, b'*' | b'?' | b'['))
        {
            return None;
        }
        let mut parts = pattern.rsplit(|&byte| byte == b'/');
        let last = parts.find(|part| !part.is_empty())?;
        Some(Self::Named(last.to_vec()))
    }

    fn may_name(&self, path: &Path) -> bool {
        match self {
            Self::Escaped => true,
            Self::Named(name) => path
                .iter()
                // Regardless of case, because `core.ignoreCase` may be set; at worst `git` is asked
                // in vain.
                .any(|part| part.as_encoded_bytes().eq_ignore_ascii_case(name)),
        }
    }
}

/// The rules of a file that libgit2 may drop. Git reads no ignore file through a link.
fn read(file: &Path) -> Vec<Negation> {
    let is_file = file.symlink_metadata().is_ok_and(|it| it.is_file());
    let content = if is_file {
        std::fs::read(file)
    } else {
        return Vec::new();
    };
    let content = content.unwrap_or_default();
    let lines = content.split(|&byte| byte == b'\n');
    lines.filter_map(Negation::of_line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_in_the_settings_may_be_below_the_home_folder() {
        let home = home().unwrap();
        assert_eq!(expanded("~/x/y"), Some(home.join("x/y")));
        let root = if cfg!(windows) { "C:/x" } else { "/x" };
        assert_eq!(expanded(root), Some(root.into()));
        for unknown in ["~ada/x", "%(prefix)/x", "x", ""] {
            assert_eq!(expanded(unknown), None, "{unknown}");
        }
    }

    #[test]
    fn only_rules_without_wildcards_may_be_dropped() {
        let named = |name: &str| Some(Negation::Named(name.as_bytes().to_vec()));
        for (line, negation) in [
            ("!a.md", named("a.md")),
            ("!/docs/plan/ \r", named("plan")),
            ("!a\\ b", Some(Negation::Escaped)),
            ("!*.md", None),
            ("!a[1].md", None),
            ("!", None),
            ("!/", None),
            ("a.md", None),
            ("#!a.md", None),
        ] {
            assert_eq!(Negation::of_line(line.as_bytes()), negation, "{line}");
        }
    }
}
