//! Git's configuration, as the `git` command reads and writes it.

use std::path::PathBuf;

use super::{GitError, Repository};

/// A value of Git's configuration, and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setting {
    /// `system`, `global`, `local`, `worktree` or `command`.
    pub scope: String,
    /// The file, or what else it comes from.
    pub origin: String,
    /// The value.
    pub value: String,
}

impl Repository {
    /// Every value of a key; the last one counts.
    #[must_use]
    pub fn settings(&self, key: &str) -> Vec<Setting> {
        let ask = ["config", "--null", "--show-scope", "--show-origin"];
        // It fails where there is none.
        let text = self.git.run(&[&ask[..], &["--get-all", key]].concat());
        let text = String::from_utf8_lossy(&text.unwrap_or_default()).into_owned();
        let fields: Vec<&str> = text.split('\0').collect();
        let of_fields = |fields: &[&str]| match fields {
            [scope, origin, value] => Some(Setting {
                scope: (*scope).to_owned(),
                origin: origin.strip_prefix("file:").unwrap_or(origin).to_owned(),
                value: (*value).to_owned(),
            }),
            _ => None,
        };
        fields.chunks(3).filter_map(of_fields).collect()
    }

    /// Every value of the keys that start with a prefix, in the order in which Git reads them:
    /// the last value of a key counts. Keys are in lower case but for their middle part.
    #[must_use]
    pub fn settings_below(&self, prefix: &str) -> Vec<(String, String)> {
        let read = |library: &git2::Repository| -> Result<Vec<(String, String)>, git2::Error> {
            let config = library.config()?;
            let pattern = format!("^{}", prefix.replace('.', "\\."));
            let mut entries = config.entries(Some(&pattern))?;
            let mut found = Vec::new();
            while let Some(entry) = entries.next() {
                let entry = entry?;
                let (name, value) = (entry.name_bytes(), entry.value_bytes());
                found.push((text_of(name), text_of(value)));
            }
            Ok(found)
        };
        if let Some(Ok(found)) = self.configured_library().map(|library| read(&library)) {
            return found;
        }
        let pattern = format!("^{}", prefix.replace('.', "[.]"));
        let text = self
            .git
            .run(&["config", "--null", "--get-regexp", &pattern]);
        let text = text.unwrap_or_default();
        let entries = text.split(|byte| *byte == 0).map(text_of);
        let entries = entries.filter(|entry| !entry.is_empty());
        // A key without a value is true.
        let pairs = entries.map(|entry| match entry.split_once('\n') {
            Some((key, value)) => (key.to_owned(), value.to_owned()),
            None => (entry, "true".to_owned()),
        });
        pairs.collect()
    }

    /// The value of a key that counts.
    #[must_use]
    pub fn setting_in_force(&self, key: &str) -> Option<Setting> {
        self.settings(key).pop()
    }

    /// The value of a key in the repository's own configuration.
    #[must_use]
    pub fn own_setting(&self, key: &str) -> Option<String> {
        let mut settings = self.settings(key).into_iter();
        let own = settings.rfind(|setting| setting.scope == "local");
        own.map(|setting| setting.value)
    }

    /// Sets a key in the repository's own configuration.
    ///
    /// # Errors
    ///
    /// Fails where the configuration cannot be written.
    pub fn set(&self, key: &str, value: &str) -> Result<(), GitError> {
        let set = ["config", "--local", "--replace-all", key, value];
        self.git.run(&set).map(drop)
    }

    /// Takes a key out of the repository's own configuration; it may be absent.
    ///
    /// # Errors
    ///
    /// Fails where the configuration cannot be written.
    pub fn unset(&self, key: &str) -> Result<(), GitError> {
        if self.own_setting(key).is_none() {
            return Ok(());
        }
        let unset = ["config", "--local", "--unset-all", key];
        self.git.run(&unset).map(drop)
    }

    /// The folder in which Git looks for hooks; it need not exist.
    ///
    /// # Errors
    ///
    /// Fails where Git cannot be asked.
    pub fn hooks_folder(&self) -> Result<PathBuf, GitError> {
        let ask = ["rev-parse", "--path-format=absolute", "--git-path", "hooks"];
        let line = self.git.line(&ask)?;
        Ok(PathBuf::from(line))
    }

    /// Whether the `git` command reads this repository, because libgit2 cannot.
    #[must_use]
    pub fn is_read_by_command(&self) -> bool {
        self.library().is_none()
    }
}

fn text_of(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
