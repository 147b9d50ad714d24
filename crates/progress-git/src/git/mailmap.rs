//! Current names of people: `.mailmap`.

use std::fs;
use std::path::Path;

use super::{Commit, Repository};

/// A larger file is not read.
const MAX_BYTES: u64 = 4 << 20;

/// Maps names and addresses in commits to people.
#[derive(Default)]
pub struct Mailmap(Option<git2::Mailmap>);

impl Repository {
    /// The repository's mailmap, empty if there is none or if `log.mailmap` is false.
    #[must_use]
    pub fn mailmap(&self) -> Mailmap {
        if self.setting("log.mailmap").as_deref() == Some("false") {
            return Mailmap::default();
        }
        if let Some(library) = self.library_with(&["mailmap.file", "mailmap.blob"]) {
            return Mailmap(library.mailmap().ok());
        }
        let text = self.mailmap_text();
        Mailmap(git2::Mailmap::from_buffer(&text).ok())
    }

    /// The concatenated files that Git would read; later entries override earlier ones.
    fn mailmap_text(&self) -> String {
        let mut text = String::new();
        if !self.is_bare() {
            text.push_str(&small_file(&self.root().join(".mailmap")));
        }
        // A bare repository has no working tree to read `.mailmap` from.
        let blob = match self.setting("mailmap.blob") {
            None if self.is_bare() => Some("HEAD:.mailmap".to_owned()),
            blob => blob,
        };
        // A value that starts with a dash would be an option.
        if let Some(blob) = blob.filter(|blob| !blob.starts_with('-')) {
            let bytes = self.git.run(&["cat-file", "blob", &blob]);
            text.push('\n');
            text.push_str(&String::from_utf8_lossy(&bytes.unwrap_or_default()));
        }
        if self.setting("mailmap.file").is_some() {
            // `git` expands `~` and `%(prefix)`.
            let ask = ["config", "--type=path", "--get", "mailmap.file"];
            let path = self.git.line(&ask).unwrap_or_default();
            text.push('\n');
            text.push_str(&small_file(&self.root().join(path)));
        }
        text
    }
}

/// The text of a file; empty if it is missing or too large.
fn small_file(path: &Path) -> String {
    let found = fs::metadata(path);
    if !found.is_ok_and(|found| found.is_file() && found.len() <= MAX_BYTES) {
        return String::new();
    }
    let bytes = fs::read(path).unwrap_or_default();
    String::from_utf8_lossy(&bytes).into_owned()
}

impl Mailmap {
    /// The name of a commit's author.
    #[must_use]
    pub fn author(&self, commit: &Commit) -> String {
        let name = self.resolved(commit);
        name.unwrap_or_else(|| commit.author.clone())
    }

    fn resolved(&self, commit: &Commit) -> Option<String> {
        // The time does not matter for the name.
        let time = git2::Time::new(0, 0);
        let written = git2::Signature::new(&commit.author, &commit.email, &time).ok()?;
        let resolved = self.0.as_ref()?.resolve_signature(&written).ok()?;
        Some(String::from_utf8_lossy(resolved.name_bytes()).into_owned())
    }
}
