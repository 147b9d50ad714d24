//! Reads `.progress.yaml`.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use progress_core::config::{
    ConfigError, FILE_NAME, MAX_BYTES, Settings, load_bytes, misnamed_among,
};
use progress_git::paths::real_path;

/// Reads the settings of `root`, or the defaults if it has no `.progress.yaml`.
///
/// `rules` are the names of all rules.
///
/// # Errors
///
/// Fails if the file cannot be read or is invalid.
pub fn load(root: &Path, rules: &[&str]) -> Result<Settings, ConfigError> {
    let path = root.join(FILE_NAME);
    if path.symlink_metadata().is_err() {
        return Ok(Settings::default());
    }
    let real = real_path(&path);
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
