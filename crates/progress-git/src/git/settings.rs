//! Git's settings, read by libgit2 if it is certain to agree with `git`.
//!
//! libgit2 supports neither settings from environment variables nor all conditions of
//! `includeIf`, and does not know where this `git` looks for system settings. If any of that
//! matters, `git` is run, which costs a process.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::sync::MutexGuard;

use git2::{Config, ConfigLevel};

use super::Repository;

/// Variables that set single keys, used by `git -c` and scripts.
const KEYS: &[&str] = &["GIT_CONFIG_COUNT", "GIT_CONFIG_PARAMETERS"];
/// Variables that replace the usual files.
const FILES: &[&str] = &[
    "GIT_CONFIG_GLOBAL",
    "GIT_CONFIG_SYSTEM",
    "GIT_CONFIG_NOSYSTEM",
];
/// The conditions of `includeIf` that libgit2 supports.
const CONDITIONS: &[&str] = &["gitdir:", "gitdir/i:", "onbranch:"];
/// The system settings of a `git` installed with the system.
const SYSTEM: &str = "/etc/gitconfig";

/// libgit2's answer for a key.
pub(super) enum Known {
    Value(String),
    /// It is not set.
    Nothing,
    /// Git may have another value.
    Uncertain,
}

impl Repository {
    /// A value of Git's configuration, from any scope.
    #[must_use]
    pub fn setting(&self, name: &str) -> Option<String> {
        match self.setting_by_library(name) {
            Known::Value(value) => Some(value),
            Known::Nothing => None,
            Known::Uncertain => self.setting_by_command(name),
        }
    }

    /// A value of Git's configuration, without running `git`.
    pub(super) fn setting_by_library(&self, name: &str) -> Known {
        let Some(library) = self.configured_library() else {
            return Known::Uncertain;
        };
        let Ok(config) = library.config().and_then(|mut it| it.snapshot()) else {
            return Known::Uncertain;
        };
        match config.get_entry(name) {
            Ok(entry) if is_certain(entry.level()) => match config.get_string(name) {
                Ok(value) => Known::Value(value),
                // It is not UTF-8.
                Err(_) if entry.has_value() => Known::Uncertain,
                Err(_) => Known::Nothing,
            },
            Err(error) if error.code() == git2::ErrorCode::NotFound => Known::Nothing,
            _ => Known::Uncertain,
        }
    }

    /// The library, if its settings are Git's, except for system settings: see [`is_certain`].
    pub(super) fn configured_library(&self) -> Option<MutexGuard<'_, git2::Repository>> {
        let library = self.library()?;
        let is_trusted = *self.trusts_library.get_or_init(|| reads_as_git(&library));
        if is_trusted { Some(library) } else { None }
    }

    /// Whether the values of these keys, which the library uses by itself, are Git's.
    pub(super) fn agrees_on(&self, keys: &[&str]) -> bool {
        keys.iter().all(|key| {
            if !matches!(self.setting_by_library(key), Known::Uncertain) {
                return true;
            }
            let config = self.library().map(|library| library.config());
            match config {
                Some(Ok(config)) => config.get_string(key).ok() == self.setting_by_command(key),
                _ => false,
            }
        })
    }

    /// The library, if the values of these keys are Git's.
    pub(super) fn library_with(&self, keys: &[&str]) -> Option<MutexGuard<'_, git2::Repository>> {
        // Called first because it locks the library itself.
        if self.agrees_on(keys) {
            self.library()
        } else {
            None
        }
    }
}

/// Whether Git reads keys of this level from the same file as libgit2: a `git` installed elsewhere
/// may have its system settings elsewhere.
pub(super) fn is_certain(level: ConfigLevel) -> bool {
    level != ConfigLevel::System
        || variable("GIT_CONFIG_SYSTEM").is_some()
        || prefix_of_git().is_none_or(|prefix| prefix == Path::new("/usr"))
}

/// Whether libgit2 reads a repository's settings like Git.
fn reads_as_git(library: &git2::Repository) -> bool {
    if KEYS.iter().any(|name| variable(name).is_some()) {
        return false;
    }
    let has_other_files = FILES.iter().any(|name| std::env::var_os(name).is_some());
    if has_other_files && with_other_files(library).is_err() {
        return false;
    }
    let own = prefix_of_git().map(|prefix| prefix.join("etc/gitconfig"));
    // A `git` from a package manager such as Homebrew or Nix has its system settings below its own
    // prefix, where libgit2 does not look.
    let is_elsewhere = own.is_some_and(|path| path != Path::new(SYSTEM) && path.exists());
    let reads_system = variable("GIT_CONFIG_SYSTEM").is_none() && !is_true("GIT_CONFIG_NOSYSTEM");
    if is_elsewhere && reads_system {
        return false;
    }
    let Ok(conditions) = conditions(library) else {
        return false;
    };
    // Explicitly added files belong to no repository that could meet a condition.
    if has_other_files {
        return conditions.is_empty();
    }
    conditions
        .iter()
        .all(|condition| CONDITIONS.iter().any(|known| condition.starts_with(known)))
}

/// The conditions of `includeIf` in all configuration files.
fn conditions(library: &git2::Repository) -> Result<Vec<String>, git2::Error> {
    let config = library.config()?;
    let mut entries = config.entries(Some("^includeif\\."))?;
    let mut found = Vec::new();
    while let Some(entry) = entries.next() {
        let name = String::from_utf8_lossy(entry?.name_bytes()).into_owned();
        found.push(name["includeif.".len()..].to_owned());
    }
    Ok(found)
}

/// Makes the library read the files named by environment variables.
fn with_other_files(library: &git2::Repository) -> Result<(), git2::Error> {
    let mut files: Vec<(PathBuf, ConfigLevel)> = Vec::new();
    if !is_true("GIT_CONFIG_NOSYSTEM") {
        let named = std::env::var_os("GIT_CONFIG_SYSTEM").map(PathBuf::from);
        let system = named.or_else(|| Config::find_system().ok());
        files.extend(system.map(|path| (path, ConfigLevel::System)));
    }
    if let Some(named) = std::env::var_os("GIT_CONFIG_GLOBAL") {
        files.push((named.into(), ConfigLevel::Global));
    } else {
        files.extend(Config::find_xdg().ok().map(|path| (path, ConfigLevel::XDG)));
        files.extend(
            Config::find_global()
                .ok()
                .map(|path| (path, ConfigLevel::Global)),
        );
    }
    let own = library.commondir().join("config");
    let has_worktree_settings = library.config()?.get_bool("extensions.worktreeConfig");
    files.push((own, ConfigLevel::Local));
    if has_worktree_settings.unwrap_or_default() {
        files.push((
            library.path().join("config.worktree"),
            ConfigLevel::Worktree,
        ));
    }
    let mut config = Config::new()?;
    for (path, level) in files.iter().filter(|(path, _)| path.is_file()) {
        config.add_file(path, *level, true)?;
    }
    library.set_config(&config)
}

/// The installation prefix of the `git` on the `PATH`; `None` if it is not conclusive.
fn prefix_of_git() -> Option<PathBuf> {
    if !cfg!(target_os = "linux") {
        return None;
    }
    let path = variable("PATH")?;
    let folder = std::env::split_paths(&path).find(|folder| folder.join("git").is_file())?;
    if !folder.ends_with("bin") {
        return None;
    }
    let prefix = folder.parent()?;
    // `/bin` is `/usr/bin`.
    if prefix.parent().is_none() {
        return Some("/usr".into());
    }
    Some(prefix.to_path_buf())
}

/// The folder with the user's own rules and attributes, unless the settings name others.
pub(super) fn user_folder() -> Option<PathBuf> {
    let folder = match variable("XDG_CONFIG_HOME") {
        Some(folder) => PathBuf::from(folder),
        None => home()?.join(".config"),
    };
    Some(folder.join("git"))
}

/// Whether the folder for the user's settings is set to nothing, which Git takes for unset.
pub(super) fn has_empty_user_folder() -> bool {
    std::env::var_os("XDG_CONFIG_HOME").is_some_and(|path| path.is_empty())
}

/// The user's home folder.
pub(super) fn home() -> Option<PathBuf> {
    Some(PathBuf::from(variable("HOME")?))
}

fn variable(name: &str) -> Option<std::ffi::OsString> {
    std::env::var_os(name).filter(|value| !value.is_empty())
}

/// Whether a variable is true, by Git's rules.
fn is_true(name: &str) -> bool {
    let value = variable(name).map(|value| value.to_ascii_lowercase());
    let no = ["0", "false", "no", "off"].map(OsStr::new);
    value.is_some_and(|value| !no.contains(&value.as_os_str()))
}
