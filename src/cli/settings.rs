//! Settings in force: the flags', else the configuration's, else the defaults.

use std::path::Path;

use super::args::{Choice, FailOn, ProfileName};
use super::failure::Failure;
use super::{Console, rules};
use crate::config::{self, ConfigError, Invalid, Profile, Settings, Severity};

/// Reads the configuration and lays the flags over it.
pub(super) fn settle(
    choice: &Choice,
    root: &Path,
    current: &Path,
    console: &mut Console<'_>,
) -> Result<Settings, Failure> {
    let select = known(&choice.select)?;
    let ignore = known(&choice.ignore)?;
    let mut settings = configured(choice.config.as_deref(), root, current, console)?;
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

/// The names of rules, each of which must exist.
fn known(names: &[String]) -> Result<Vec<String>, Failure> {
    let names: Vec<String> = names.iter().map(|name| name.trim().to_owned()).collect();
    let unknown = names
        .iter()
        .filter(|name| crate::rules::find(name).is_none());
    match Failure::all(unknown.map(|name| rules::unknown(name))) {
        Some(failure) => Err(failure),
        None => Ok(names),
    }
}

fn configured(
    named: Option<&Path>,
    root: &Path,
    current: &Path,
    console: &mut Console<'_>,
) -> Result<Settings, Failure> {
    let rules: Vec<&str> = crate::rules::ALL
        .iter()
        .map(|entry| entry.rule.name)
        .collect();
    let loaded = if let Some(path) = named {
        config::load_file(&current.join(path), &path.display().to_string(), &rules)
    } else {
        if let Some(name) = config::misnamed(root) {
            console.warn(&misnamed(name));
        }
        config::load(root, &rules)
    };
    loaded.map_err(|error| failure(&error))
}

fn misnamed(name: &str) -> Failure {
    let message = format!("`{name}` is not read");
    Failure::new(message).help(format!(
        "settings stand in `{}`: rename it",
        config::FILE_NAME
    ))
}

fn failure(error: &ConfigError) -> Failure {
    match error {
        ConfigError::Unreadable { .. } => Failure::new(error.to_string())
            .help("mend or remove the file; without one the defaults hold"),
        ConfigError::Outside(_) => Failure::new(error.to_string())
            .help("put a file there instead, or name the other one with `--config`"),
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
    Failure::all(failures).unwrap_or_else(|| Failure::new(format!("`{}` is wrong", invalid.path)))
}
