//! The program that hooks call.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use progress_git::paths::real_path;

/// The end of this program's `--version` output, by which hooks recognize it.
pub const MARK: &str = "(progress-lint)";

/// The name of this program that no other program has.
pub const FULL_NAME: &str = "progress-lint";

/// Returns the path by which hooks should call this program: its link on the `PATH`, which survives
/// upgrades, or else its real path.
#[must_use]
pub fn at_hand() -> Option<PathBuf> {
    let own = std::env::current_exe().ok()?;
    let real = real_path(&own).ok()?;
    let file = own.file_name().unwrap_or_default().to_string_lossy();
    // It may have been started by its other name, `progress-lint`.
    let name = file.strip_suffix(std::env::consts::EXE_SUFFIX);
    for path in named_on_path(name.unwrap_or(&file)) {
        // Package managers often put the version into the real path, and move the link when
        // upgrading.
        if real_path(&path).is_ok_and(|path| path == real) {
            return Some(path);
        }
    }
    Some(own)
}

/// Returns every program of a name on the `PATH`, in order; the current folder is skipped, because
/// it may belong to a repository.
#[must_use]
pub fn named_on_path(name: &str) -> Vec<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let file_name = format!("{name}{}", std::env::consts::EXE_SUFFIX);
    std::env::split_paths(&path)
        .filter(|folder| folder.is_absolute())
        .map(|folder| folder.join(&file_name))
        .filter(|file| file.is_file())
        .collect()
}

/// Returns the version of a program, if it is one of ours.
#[must_use]
pub fn version(program: &Path) -> Option<String> {
    let mut command = Command::new(program);
    command.arg("--version").stdin(Stdio::null());
    let output = command.stderr(Stdio::null()).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    let version = text.trim_end().strip_prefix("progress ")?;
    Some(version.strip_suffix(MARK)?.trim_end().to_owned())
}
