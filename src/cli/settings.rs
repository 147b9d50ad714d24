//! Effective settings: from flags, then the configuration, then the defaults.

use std::io::ErrorKind;
use std::path::Path;

use progress_core::config;
use progress_core::config::{ConfigError, Invalid, Profile, Settings, Severity};
use progress_core::source::Contents;
use progress_git::trees::Recorded;

use super::args::{Choice, FailOn, ProfileName};
use super::failure::Failure;
use super::{Console, rules};
use crate::config_file;

/// Where the configuration is.
pub(super) enum Place<'p> {
    /// On disk, in this directory.
    Disk(&'p Path),
    /// In the index or a commit.
    Recorded(&'p Recorded<'p>),
    /// Likewise, under another path from the root, and its name in messages.
    Among(&'p Recorded<'p>, &'p str, &'p str),
}

/// Reads the configuration and applies the flags.
pub(super) fn settle(
    choice: &Choice,
    place: &Place<'_>,
    current: &Path,
    console: &mut Console<'_>,
) -> Result<Settings, Failure> {
    let select = known(&choice.select)?;
    let ignore = known(&choice.ignore)?;
    let mut settings = configured(choice.config.as_deref(), place, current, console)?;
    settings.select = select;
    settings.ignore = ignore;
    settings.pedantic |= choice.pedantic;
    if let Some(profile) = choice.profile {
        settings.profile = match profile {
            ProfileName::Default => Profile::Default,
            ProfileName::Strict => Profile::Strict,
        };
    }
    if let Some(fail_on) = choice.fail_on {
        settings.fail_on = match fail_on {
            FailOn::Error => Severity::Error,
            FailOn::Warning => Severity::Warning,
            FailOn::Advice => Severity::Advice,
            FailOn::Never => Severity::Off,
        };
    }
    Ok(settings)
}

/// Checks that all rule names exist.
fn known(names: &[String]) -> Result<Vec<String>, Failure> {
    let names: Vec<String> = names.iter().map(|name| name.trim().to_owned()).collect();
    let unknown = names
        .iter()
        .filter(|name| progress_core::rules::find(name).is_none());
    match Failure::all(unknown.map(|name| rules::unknown(name))) {
        Some(failure) => Err(failure),
        None => Ok(names),
    }
}

fn configured(
    named: Option<&Path>,
    place: &Place<'_>,
    current: &Path,
    console: &mut Console<'_>,
) -> Result<Settings, Failure> {
    let rules: Vec<&str> = progress_core::rules::ALL
        .iter()
        .map(|entry| entry.rule.name)
        .collect();
    let loaded = if let Some(path) = named {
        config_file::load_file(&current.join(path), &path.display().to_string(), &rules)
    } else {
        if let Some(name) = place.misnamed() {
            console.warn(&misnamed(name));
        }
        place.load(&rules)
    };
    loaded.map_err(|error| failure(&error))
}

impl Place<'_> {
    fn misnamed(&self) -> Option<&'static str> {
        match self {
            Self::Disk(root) => config_file::misnamed(root),
            Self::Recorded(files) => config::misnamed_among(&|name| files.exists(name)),
            Self::Among(..) => None,
        }
    }

    fn load(&self, rules: &[&str]) -> Result<Settings, ConfigError> {
        let (files, name, shown) = match self {
            Self::Disk(root) => return config_file::load(root, rules),
            Self::Recorded(files) => (files, config::FILE_NAME, config::FILE_NAME),
            Self::Among(files, name, shown) => (files, *name, *shown),
        };
        match files.root_file(name) {
            Ok(Some(bytes)) => config::load_bytes(bytes, shown, rules),
            Ok(None) => Ok(Settings::default()),
            Err(source) => Err(ConfigError::Unreadable {
                path: shown.to_owned(),
                source,
            }),
        }
    }
}

fn misnamed(name: &str) -> Failure {
    let message = format!("`{name}` is ignored");
    Failure::new(message).help(format!(
        "settings are read from `{}`; rename it",
        config::FILE_NAME
    ))
}

fn failure(error: &ConfigError) -> Failure {
    match error {
        ConfigError::Unreadable { source, .. } if source.kind() == ErrorKind::NotFound => {
            Failure::new(error.to_string())
                .help("pass an existing file; without `--config`, `.progress.yaml` is used")
        }
        ConfigError::Unreadable { .. } => Failure::new(error.to_string())
            .help("fix or remove the file; without one, the defaults apply"),
        ConfigError::Outside(_) => Failure::new(error.to_string())
            .help("replace it with a regular file, or pass the target with `--config`"),
        ConfigError::Invalid(invalid) => invalid_settings(invalid),
    }
}

fn invalid_settings(invalid: &Invalid) -> Failure {
    let failures = invalid.problems.iter().map(|problem| {
        let place = invalid.position(problem);
        let path = &invalid.path;
        let message = format!(
            "{path}:{}:{}: {}",
            place.line, place.column, problem.message
        );
        let failure = Failure::new(message).excerpt(invalid.excerpt(problem));
        match &problem.help {
            Some(help) => failure.help(help.clone()),
            None => failure,
        }
    });
    Failure::all(failures).unwrap_or_else(|| Failure::new(format!("`{}` is invalid", invalid.path)))
}
