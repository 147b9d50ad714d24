//! Reads `.progress.yaml`.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use progress_core::config::{
    ConfigError, FILE_NAME, MAX_BYTES, Profile, Settings, Severity, load_bytes, misnamed_among,
};
use progress_core::rules;
use progress_git::paths::real_path;
use progress_git::trees::Recorded;

/// Where the settings are.
#[derive(Clone, Copy, Debug)]
pub enum SettingsFile<'p> {
    /// On disk, in this directory.
    Disk(&'p Path),
    /// In the index or a commit.
    Recorded(&'p Recorded<'p>),
    /// Likewise, in another file.
    RecordedAs {
        /// The index or the commit.
        files: &'p Recorded<'p>,
        /// The path from the root.
        path: &'p str,
        /// Its name in messages.
        shown: &'p str,
    },
}

impl SettingsFile<'_> {
    /// Reads the settings, or returns the defaults if the file does not exist.
    ///
    /// # Errors
    ///
    /// Fails if the file cannot be read or is invalid.
    pub fn load(&self) -> Result<Settings, ConfigError> {
        let (files, path, shown) = match self {
            Self::Disk(root) => return load(root, &rule_names()),
            Self::Recorded(files) => (files, FILE_NAME, FILE_NAME),
            Self::RecordedAs { files, path, shown } => (files, *path, *shown),
        };
        match files.root_file(path) {
            Ok(Some(bytes)) => load_bytes(bytes, shown, &rule_names()),
            Ok(None) => Ok(Settings::default()),
            Err(source) => Err(ConfigError::Unreadable {
                path: shown.to_owned(),
                source,
            }),
        }
    }

    /// Returns the name of a file that was probably meant to be the configuration.
    #[must_use]
    pub fn misnamed(&self) -> Option<&'static str> {
        match self {
            Self::Disk(root) => misnamed(root),
            Self::Recorded(files) => misnamed_among(&|name| files.has_entry(name)),
            Self::RecordedAs { .. } => None,
        }
    }
}

/// Settings that take precedence over those in the file.
#[derive(Clone, Debug, Default)]
pub struct Overrides {
    /// The only rules to run; all if empty.
    pub select: Vec<String>,
    /// Rules not to run.
    pub ignore: Vec<String>,
    /// Whether to report advice, if the file does not say so.
    pub pedantic: bool,
    /// The profile.
    pub profile: Option<Profile>,
    /// The lowest severity that counts as a failure.
    pub fail_on: Option<Severity>,
}

impl Overrides {
    /// Returns the settings with these in force.
    #[must_use]
    pub fn apply(&self, mut settings: Settings) -> Settings {
        settings.select.clone_from(&self.select);
        settings.ignore.clone_from(&self.ignore);
        settings.pedantic |= self.pedantic;
        if let Some(profile) = self.profile {
            settings.profile = profile;
        }
        if let Some(fail_on) = self.fail_on {
            settings.fail_on = fail_on;
        }
        settings
    }
}

/// The names of all rules.
#[must_use]
pub fn rule_names() -> Vec<&'static str> {
    rules::ALL.iter().map(|entry| entry.rule.name).collect()
}

/// Reads the settings of `root`, or the defaults if it has no `.progress.yaml`.
///
/// `rules` are the names of all rules.
///
/// # Errors
///
/// Fails if the file cannot be read or is invalid.
pub fn load(root: &Path, rules: &[&str]) -> Result<Settings, ConfigError> {
    let path = root.join(FILE_NAME);
    // A dangling link is not a missing file: reading it fails, with a message.
    if path.symlink_metadata().is_err() {
        return Ok(Settings::default());
    }
    let real = real_path(&path);
    // If the path cannot be resolved, reading it says why.
    if real.is_ok_and(|real| !real.starts_with(root)) {
        return Err(ConfigError::Outside(FILE_NAME.to_owned()));
    }
    load_file(&path, FILE_NAME, rules)
}

/// Reads the settings in a file; `shown` is its name in messages.
///
/// # Errors
///
/// Fails if the file cannot be read or is invalid.
pub fn load_file(path: &Path, shown: &str, rules: &[&str]) -> Result<Settings, ConfigError> {
    let bytes = read(path).map_err(|source| ConfigError::Unreadable {
        path: shown.to_owned(),
        source,
    })?;
    load_bytes(bytes, shown, rules)
}

/// Returns the name of a file in `root` that was probably meant to be the configuration.
#[must_use]
pub fn misnamed(root: &Path) -> Option<&'static str> {
    misnamed_among(&|name| root.join(name).is_file())
}

fn read(path: &Path) -> io::Result<Vec<u8>> {
    // Opening a pipe would wait for a writer.
    if !path.metadata()?.is_file() {
        return Err(io::Error::other("not a file"));
    }
    let mut bytes = Vec::new();
    // One more byte than allowed is refused when they are parsed.
    File::open(path)?
        .take(MAX_BYTES + 1)
        .read_to_end(&mut bytes)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn overrides_take_precedence_and_leave_the_rest() {
        let settings = Settings {
            pedantic: true,
            fail_on: Severity::Warning,
            ..Settings::default()
        };
        let overrides = Overrides {
            select: vec!["schema".to_owned()],
            profile: Some(Profile::Strict),
            ..Overrides::default()
        };
        let effective = overrides.apply(settings);
        assert_eq!(effective.select, ["schema"]);
        assert_eq!(effective.profile, Profile::Strict);
        assert!(effective.pedantic);
        assert_eq!(effective.fail_on, Severity::Warning);
    }
}
