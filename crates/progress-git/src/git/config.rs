//! Git's configuration, read and written by the `git` command.

use std::path::{Path, PathBuf};

use super::command::Git;
use super::settings::is_certain;
use super::{GitError, Repository};

/// A value of Git's configuration, and where it is set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setting {
    /// `system`, `global`, `local`, `worktree` or `command`.
    pub scope: String,
    /// The file or other origin.
    pub origin: String,
    /// The value.
    pub value: String,
    /// Whether the key has no value.
    pub is_bare: bool,
}

/// All keys and values in Git's order. Some keys have no value.
pub(super) type Configuration = Vec<(String, Option<String>)>;

impl Repository {
    /// The effective value of a key, according to the `git` command.
    pub(super) fn setting_by_command(&self, name: &str) -> Option<String> {
        let name = canonical(name);
        let mut all = self.listed_settings().iter();
        let (_, value) = all.rfind(|(key, _)| *key == name)?;
        Some(value.clone().unwrap_or_default())
    }

    /// All settings that the `git` command lists; cached, since each process costs more than the
    /// list.
    fn listed_settings(&self) -> &Configuration {
        self.configuration.get_or_init(|| {
            let listed = self.git.run(&["config", "--null", "--list"]);
            configuration(&listed.unwrap_or_default())
        })
    }

    /// Every value of a key; the last one counts.
    #[must_use]
    pub fn settings(&self, key: &str) -> Vec<Setting> {
        let ask = ["config", "--null", "--show-scope", "--show-origin"];
        // It fails if there is none.
        let listed = self.git.run(&[&ask[..], &["--get-all", key]].concat());
        let text = text_of(&listed.unwrap_or_default());
        let fields: Vec<&str> = text.split('\0').collect();
        let mut settings = Vec::new();
        for fields in fields.chunks(3) {
            if let [scope, origin, value] = fields {
                settings.push(Setting::of(scope, origin, Some(value)));
            }
        }
        settings
    }

    /// Every value of the keys that match a pattern, according to the `git` command, in Git's
    /// order. For keys without a value see [`Setting::is_bare`].
    #[must_use]
    pub fn settings_matching(&self, pattern: &str) -> Vec<(String, Setting)> {
        let ask = ["config", "--null", "--show-scope", "--show-origin"];
        let listed = self
            .git
            .run(&[&ask[..], &["--get-regexp", pattern]].concat());
        let text = text_of(&listed.unwrap_or_default());
        let fields: Vec<&str> = text.split('\0').collect();
        let mut settings = Vec::new();
        for fields in fields.chunks(3) {
            if let [scope, origin, entry] = fields {
                let (key, value) = match entry.split_once('\n') {
                    Some((key, value)) => (key, Some(value)),
                    None => (*entry, None),
                };
                settings.push((key.to_owned(), Setting::of(scope, origin, value)));
            }
        }
        settings
    }

    /// Every value of the keys that start with a prefix, in Git's order, so that the last value of
    /// a key counts. Keys are in lowercase except for their middle part.
    #[must_use]
    pub fn settings_below(&self, prefix: &str) -> Vec<(String, String)> {
        if let Some(library) = self.configured_library()
            && let Ok(found) = settings_below(&library, prefix)
        {
            return found;
        }
        let mut found = Vec::new();
        for (key, value) in self.listed_settings() {
            if key.starts_with(prefix) {
                // A key without a value is true.
                let text = value.as_deref().unwrap_or("true");
                found.push((key.clone(), text.to_owned()));
            }
        }
        found
    }

    /// The first two numbers of the version of the `git` command.
    #[must_use]
    pub fn git_version(&self) -> Option<(u32, u32)> {
        version_numbers(&self.git_version_text()?)
    }

    /// The output of `git version`.
    #[must_use]
    pub fn git_version_text(&self) -> Option<String> {
        let line = self.git.line(&["version"]).ok()?;
        line.strip_prefix("git version ").map(str::to_owned)
    }

    /// The effective value of a key.
    #[must_use]
    pub fn setting_in_force(&self, key: &str) -> Option<Setting> {
        self.settings(key).pop()
    }

    /// The value of a key in the repository's own configuration, without included files.
    #[must_use]
    pub fn own_setting(&self, key: &str) -> Option<String> {
        let ask = ["config", "--null", "--local", "--no-includes", "--get", key];
        let value = self.git.run(&ask).ok()?;
        let value = String::from_utf8_lossy(&value).into_owned();
        Some(value.strip_suffix('\0').unwrap_or(&value).to_owned())
    }

    /// Sets a key in the repository's own configuration.
    ///
    /// # Errors
    ///
    /// Fails if the configuration cannot be written.
    pub fn set(&self, key: &str, value: &str) -> Result<(), GitError> {
        let set = ["config", "--local", "--replace-all", key, value];
        self.git.run(&set).map(drop)
    }

    /// Removes a key from the repository's own configuration, if present.
    ///
    /// # Errors
    ///
    /// Fails if the configuration cannot be written.
    pub fn unset(&self, key: &str) -> Result<(), GitError> {
        // `git config --unset-all` fails if there is nothing to remove.
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
    /// Fails if `git` fails.
    pub fn hooks_folder(&self) -> Result<PathBuf, GitError> {
        let ask = ["rev-parse", "--path-format=absolute", "--git-path", "hooks"];
        // Respects `core.hooksPath` and linked worktrees.
        let line = self.git.line(&ask)?;
        Ok(PathBuf::from(line))
    }

    /// Whether this repository is read by the `git` command, because libgit2 cannot.
    #[must_use]
    pub fn is_read_by_command(&self) -> bool {
        self.library().is_none()
    }
}

/// The value of a key in the user's and the system's configuration: that of the repository around
/// `folder` is ignored, because anyone may have written it.
#[must_use]
pub fn user_setting(folder: &Path, key: &str) -> Option<String> {
    let git = Git::inside(folder, true);
    let ask = ["config", "--null", "--show-scope", "--get-all", key];
    let listed = text_of(&git.run(&ask).ok()?);
    let fields: Vec<&str> = listed.split('\0').collect();
    let mut found = None;
    for fields in fields.chunks(2) {
        if let ["system" | "global" | "command", value] = fields {
            found = Some((*value).to_owned());
        }
    }
    found
}

impl Setting {
    /// A setting as Git lists it, perhaps without a value.
    fn of(scope: &str, origin: &str, value: Option<&str>) -> Self {
        Self {
            scope: scope.to_owned(),
            origin: origin.strip_prefix("file:").unwrap_or(origin).to_owned(),
            value: value.unwrap_or_default().to_owned(),
            is_bare: value.is_none(),
        }
    }
}

/// The keys with a prefix, according to libgit2; fails if Git may have other values.
fn settings_below(
    library: &git2::Repository,
    prefix: &str,
) -> Result<Vec<(String, String)>, git2::Error> {
    let config = library.config()?;
    let pattern = format!("^{}", prefix.replace('.', "\\."));
    let mut entries = config.entries(Some(&pattern))?;
    let mut found = Vec::new();
    while let Some(next) = entries.next() {
        let entry = next?;
        // libgit2 reads the system's file at a fixed place, where this `git` may not look.
        if !is_certain(entry.level()) {
            return Err(git2::Error::from_str("Git may read another file"));
        }
        // A key without a value is true.
        let value = if entry.has_value() {
            text_of(entry.value_bytes())
        } else {
            "true".to_owned()
        };
        found.push((text_of(entry.name_bytes()), value));
    }
    Ok(found)
}

/// The first two numbers in the output of `git version`.
#[must_use]
pub fn version_numbers(text: &str) -> Option<(u32, u32)> {
    let version = text.strip_prefix("git version ").unwrap_or(text);
    let mut numbers = version.split('.');
    let major = numbers.next()?.parse().ok()?;
    // As in `54-rc1`.
    let rest = numbers.next()?;
    let end = rest.find(|c: char| !c.is_ascii_digit());
    let minor = rest.get(..end.unwrap_or(rest.len()))?;
    Some((major, minor.parse().ok()?))
}

fn text_of(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// Parses the output of `git config --null --list`: a key, a line break, the value. A key without
/// `=` is alone, without a value.
fn configuration(listed: &[u8]) -> Configuration {
    let mut all = Configuration::new();
    for entry in listed.split(|&byte| byte == 0) {
        if entry.is_empty() {
            continue;
        }
        all.push(match memchr::memchr(b'\n', entry) {
            Some(at) => (text_of(&entry[..at]), Some(text_of(&entry[at + 1..]))),
            None => (text_of(entry), None),
        });
    }
    all
}

/// A key as Git lists it: only the part between the first and the last dot keeps its case.
fn canonical(name: &str) -> String {
    let (Some(first), Some(last)) = (name.find('.'), name.rfind('.')) else {
        return name.to_lowercase();
    };
    let (section, rest) = name.split_at(first);
    let (middle, key) = rest.split_at(last - first);
    format!("{}{middle}{}", section.to_lowercase(), key.to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_of_settings_is_parsed() {
        let all = configuration(b"a.b\n1\0a.b\n2\n3\0a.c\0a.d\n\0");
        let all: Vec<(&str, Option<&str>)> = all
            .iter()
            .map(|(key, value)| (key.as_str(), value.as_deref()))
            .collect();
        let expected = [
            ("a.b", Some("1")),
            ("a.b", Some("2\n3")),
            ("a.c", None),
            ("a.d", Some("")),
        ];
        assert_eq!(all, expected);
    }

    #[test]
    fn only_the_middle_of_a_key_keeps_its_case() {
        let name = canonical("Merge.Progress.X.Driver");
        assert_eq!(name, "merge.Progress.X.driver");
        assert_eq!(canonical("Core.CommentChar"), "core.commentchar");
    }

    #[test]
    fn versions_are_read() {
        for (text, expected) in [
            ("git version 2.39.5", Some((2, 39))),
            ("2.56.GIT", Some((2, 56))),
            ("git version 2.54-rc1", Some((2, 54))),
            ("git version 2.50.1 (Apple Git-155)", Some((2, 50))),
            ("git version 3.0.0", Some((3, 0))),
            ("what", None),
        ] {
            assert_eq!(version_numbers(text), expected, "{text}");
        }
    }
}
