//! Settings in flags, and what is wrong with those in the configuration.

use std::io::ErrorKind;

use progress_core::config;
use progress_core::config::{ConfigError, Invalid, Profile, Severity};

use super::args::{Choice, FailOn, ProfileName};
use super::failure::Failure;
use super::rules;
use crate::config_file::Overrides;

/// The settings in flags.
pub(super) fn overrides(choice: &Choice) -> Result<Overrides, Failure> {
    Ok(Overrides {
        select: known(&choice.select)?,
        ignore: known(&choice.ignore)?,
        pedantic: choice.pedantic,
        profile: choice.profile.map(|profile| match profile {
            ProfileName::Default => Profile::Default,
            ProfileName::Strict => Profile::Strict,
        }),
        fail_on: choice.fail_on.map(|fail_on| match fail_on {
            FailOn::Error => Severity::Error,
            FailOn::Warning => Severity::Warning,
            FailOn::Advice => Severity::Advice,
            FailOn::Never => Severity::Off,
        }),
    })
}

/// Checks that all rule names exist.
fn known(names: &[String]) -> Result<Vec<String>, Failure> {
    // In a list, blanks may follow the commas.
    let names: Vec<String> = names.iter().map(|name| name.trim().to_owned()).collect();
    let unknown = names
        .iter()
        .filter(|name| progress_core::rules::find(name).is_none());
    // All unknown names are reported at once.
    match Failure::all(unknown.map(|name| rules::unknown(name))) {
        Some(failure) => Err(failure),
        None => Ok(names),
    }
}

/// Creates the warning for a file that was probably meant to be the configuration.
pub(super) fn misnamed(name: &str) -> Failure {
    let message = format!("`{name}` is ignored");
    Failure::new(message).help(format!(
        "settings are read from `{}`; rename it",
        config::FILE_NAME
    ))
}

/// Creates the failure for settings that cannot be used.
pub(super) fn failure(error: &ConfigError) -> Failure {
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
