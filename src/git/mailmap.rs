//! The names that people go by now: `.mailmap`.

use std::fs;

use super::{Commit, Repository};

/// A larger file is not read.
const MAX_BYTES: u64 = 4 << 20;

/// Which names and addresses in commits stand for which people.
#[derive(Default)]
pub struct Mailmap(Option<git2::Mailmap>);

impl Repository {
    /// The repository's mailmap, empty if there is none or if `log.mailmap` is false.
    #[must_use]
    pub fn mailmap(&self) -> Mailmap {
        if self.setting("log.mailmap").as_deref() == Some("false") {
            return Mailmap::default();
        }
        if let Some(library) = self.library() {
            return Mailmap(library.mailmap().ok());
        }
        // What libgit2 cannot open still has the file in its working tree.
        let path = self.root().join(".mailmap");
        let is_small = fs::symlink_metadata(&path)
            .is_ok_and(|found| found.is_file() && found.len() <= MAX_BYTES);
        let text = fs::read_to_string(path).ok().filter(|_| is_small);
        Mailmap(text.and_then(|text| git2::Mailmap::from_buffer(&text).ok()))
    }
}

impl Mailmap {
    /// The name of a commit's author.
    #[must_use]
    pub fn author(&self, commit: &Commit) -> String {
        let name = self.resolved(commit);
        name.unwrap_or_else(|| commit.author.clone())
    }

    fn resolved(&self, commit: &Commit) -> Option<String> {
        let time = git2::Time::new(0, 0);
        let written = git2::Signature::new(&commit.author, &commit.email, &time).ok()?;
        let resolved = self.0.as_ref()?.resolve_signature(&written).ok()?;
        Some(String::from_utf8_lossy(resolved.name_bytes()).into_owned())
    }
}
