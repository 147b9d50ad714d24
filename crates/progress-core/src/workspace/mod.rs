//! Documents and Git facts, immutable once they are loaded.
//!
//! Everything that can fail happens while a [`Workspace`] loads. It may contain more than the linted
//! files, because references are resolved against whole plans.

mod branch;
mod document_refs;
mod file;
mod history;
mod outline;
mod own_keys;
mod ownership;
mod planned;
mod range;
mod template;

use std::borrow::Cow;
use std::sync::{Arc, OnceLock};

pub use branch::Branch;
pub use document_refs::absent;
pub use file::{File, LoadError, ReadFile, plans};
pub use history::{Completion, History, commits_in, modified_in, paths_in, task_files};
pub use outline::Outline;
pub(crate) use own_keys::holds_keys;
pub use ownership::{Ownership, is_ours};
pub use planned::Planned;
pub use range::{Claimed, CommitFacts, CommitRange, CommitRef, Missing};

use crate::collections::{HashMap, HashSet};
use crate::config::Settings;
use crate::document::Document;
use crate::model::{FileId, Phase, Plans};
use crate::source::{Contents, RootedPath};

/// Everything that rules can use.
#[derive(Debug)]
pub struct Workspace {
    /// The settings in force.
    pub settings: Settings,
    /// The progress files, by path. [`FileId`]s index them.
    pub files: Vec<File>,
    /// The plans of the files.
    pub plans: Plans,
    /// The current branch.
    pub branch: Option<Branch>,
    /// Missing documents named by `plan_ref` or `prd_ref`: the file that names one, and the name.
    pub absent_paths: HashSet<(String, String)>,
    /// The references to tasks that only the plan's document mentions.
    pub planned: Planned,
    /// The `README.md` of the root, if all plans are loaded and a rule needs it; see
    /// [`Workspace::readme_id`].
    pub readme: Option<File>,
    /// Facts from Git about the contents of the files.
    pub history: History,
    /// Old and new names of renamed files, if these files are compared with newer ones:
    /// fingerprints use the new names.
    pub renamed: Vec<(String, String)>,
    /// The commits that are checked together with the files.
    pub range: Option<Arc<CommitRange>>,
    /// Files that could not be read.
    pub errors: Vec<LoadError>,
    /// Named files that are not progress files, by path.
    pub skipped: Vec<String>,
    key_census: OnceLock<HashMap<String, usize>>,
}

impl Workspace {
    /// Creates a workspace of files, sorted by path, with their plans, and no facts from Git.
    #[must_use]
    pub fn new(settings: Settings, files: Vec<File>, plans: Plans) -> Self {
        Self {
            settings,
            files,
            plans,
            branch: None,
            absent_paths: HashSet::default(),
            planned: Planned::default(),
            readme: None,
            history: History::default(),
            renamed: Vec::new(),
            range: None,
            errors: Vec::new(),
            skipped: Vec::new(),
            key_census: OnceLock::new(),
        }
    }

    /// Reads these files, all of which are linted, and nothing else: no Git, no other files.
    #[must_use]
    pub fn read(files: &[RootedPath], contents: &dyn Contents, settings: Settings) -> Self {
        let mut read = Vec::new();
        let mut errors = Vec::new();
        for path in files {
            match contents.read(path) {
                Ok(bytes) => {
                    let document = Arc::new(Document::parse(bytes));
                    read.push(ReadFile::new(path.clone(), document, true, &settings));
                }
                Err(source) => errors.push(LoadError {
                    path: path.as_str().to_owned(),
                    source,
                }),
            }
        }
        let grouped = plans(&mut read);
        let files: Vec<File> = read.into_iter().map(|read| read.file).collect();
        // Without Git, it is unknown which folder references are relative to.
        let all: Vec<&File> = files.iter().collect();
        let absent_paths = absent(&all, contents, false);
        let planned = Planned::find(&files, &grouped, contents);
        Self {
            absent_paths,
            planned,
            errors,
            ..Self::new(settings, files, grouped)
        }
    }

    /// A file.
    #[must_use]
    pub fn file(&self, id: FileId) -> &File {
        let at = id.0 as usize;
        match &self.readme {
            Some(readme) if at == self.files.len() => readme,
            _ => &self.files[at],
        }
    }

    /// The ID of the [`README.md`](Self::readme), which follows those of the progress files.
    #[must_use]
    pub fn readme_id(&self) -> FileId {
        FileId(u32::try_from(self.files.len()).unwrap_or(u32::MAX))
    }

    /// The file of this path.
    #[must_use]
    pub fn id_of(&self, path: &str) -> Option<FileId> {
        // `plans` has sorted the files by path.
        let at = self
            .files
            .binary_search_by(|file| file.path.as_str().cmp(path))
            .ok()?;
        u32::try_from(at).ok().map(FileId)
    }

    /// The commits that are checked together with the files, oldest first.
    pub fn commits(&self) -> impl Iterator<Item = &CommitFacts> {
        self.range.iter().flat_map(|range| &range.commits)
    }

    /// A file's frontmatter, if it can be read.
    #[must_use]
    pub fn phase(&self, id: FileId) -> Option<&Phase> {
        self.plans.phase(id)
    }

    /// Every file's ID.
    pub fn ids(&self) -> impl Iterator<Item = FileId> + use<> {
        (0..u32::try_from(self.files.len()).unwrap_or(u32::MAX)).map(FileId)
    }

    /// Whether a document named by a file is known not to exist.
    #[must_use]
    pub(crate) fn lacks_document(&self, file: &str, document: &str) -> bool {
        // In most workspaces nothing is absent.
        !self.absent_paths.is_empty()
            && self
                .absent_paths
                .contains(&(file.to_owned(), document.to_owned()))
    }

    /// The current name of a path.
    #[must_use]
    pub fn name_now<'p>(&'p self, path: &'p str) -> &'p str {
        match self.renamed.iter().find(|(old, _)| old == path) {
            Some((_, new)) => new,
            None => path,
        }
    }

    /// Replaces old paths in a text with their current names.
    #[must_use]
    pub(crate) fn with_names_now<'t>(&self, text: &'t str) -> Cow<'t, str> {
        let mut found: Vec<(usize, &str, &str)> = Vec::new();
        for (old, new) in &self.renamed {
            let places = text.match_indices(old.as_str());
            let whole = places.filter(|(at, _)| is_whole_path(text, *at, old.len()));
            found.extend(whole.map(|(at, _)| (at, old.as_str(), new.as_str())));
        }
        if found.is_empty() {
            return Cow::Borrowed(text);
        }
        // All at once: after `a.md` became `b.md`, and `b.md` became `c.md`, no name is replaced
        // twice.
        found.sort_unstable();
        let mut current = String::with_capacity(text.len());
        let mut from = 0;
        for (at, old, new) in found {
            // A name with a space may end with another.
            if at < from {
                continue;
            }
            current.push_str(&text[from..at]);
            current.push_str(new);
            from = at + old.len();
        }
        current.push_str(&text[from..]);
        Cow::Owned(current)
    }

    /// The number of files in which a key occurs, at any depth.
    #[must_use]
    pub(crate) fn files_with_key(&self, key: &str) -> usize {
        let census = self.key_census.get_or_init(|| file::census(&self.files));
        census.get(key).copied().unwrap_or(0)
    }
}

/// Whether the path at an offset of a text is not a part of a longer one: `a.md` is not in
/// `data.md`, `b/a.md` or `a.md.bak`.
fn is_whole_path(text: &str, at: usize, length: usize) -> bool {
    let before = text[..at].chars().next_back();
    let mut after = text[at + length..].chars();
    let is_in_path = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '/');
    let goes_on = match after.next() {
        // A dot may end a sentence.
        Some('.') => after.next().is_some_and(char::is_alphanumeric),
        Some(c) => is_in_path(c),
        None => false,
    };
    !goes_on && !before.is_some_and(|c| is_in_path(c) || c == '.')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_paths_are_renamed_and_each_once() {
        let mut workspace = Workspace::new(Settings::default(), Vec::new(), Plans::default());
        workspace.renamed = [("a.md", "b.md"), ("b.md", "x/c.md")]
            .map(|(old, new)| (old.to_owned(), new.to_owned()))
            .into();
        for (text, expected) in [
            ("see `a.md` and b.md.", "see `b.md` and x/c.md."),
            (
                "data.md, y/a.md, a.md.bak, a.md/z",
                "data.md, y/a.md, a.md.bak, a.md/z",
            ),
            ("a.md:3: b.md", "b.md:3: x/c.md"),
            ("nothing", "nothing"),
        ] {
            assert_eq!(workspace.with_names_now(text), expected);
        }
    }
}
