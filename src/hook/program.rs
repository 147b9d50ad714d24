//! The program that hooks call.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// What `--version` of this program ends with, by which hooks know it.
pub const MARK: &str = "(progress-lint)";

/// The path by which to call this program from hooks: the one on the `PATH` that leads here,
/// which outlives an upgrade, else where it really lies.
#[must_use]
pub fn at_hand() -> Option<PathBuf> {
    let own = std::env::current_exe().ok()?;
    let real = own.canonicalize().ok()?;
    let leads_here = |path: &PathBuf| path.canonicalize().is_ok_and(|path| path == real);
    Some(on_path().into_iter().find(leads_here).unwrap_or(own))
}

/// Every `progress` on the `PATH`, first one first.
#[must_use]
pub fn on_path() -> Vec<PathBuf> {
    named_on_path("progress")
}

/// Every program of a name on the `PATH`, first one first; not from the folder at hand, which
/// may be a repository's.
#[must_use]
pub fn named_on_path(name: &str) -> Vec<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::env::split_paths(&path).filter(|folder| folder.is_absolute());
    let name = format!("{name}{}", std::env::consts::EXE_SUFFIX);
    let files = folders.map(|folder| folder.join(&name));
    files.filter(|file| file.is_file()).collect()
}

/// The version that a program gives, where it is one of ours.
#[must_use]
pub fn version(program: &Path) -> Option<String> {
    let mut command = Command::new(program);
    command.arg("--version").stdin(Stdio::null());
    let output = command.stderr(Stdio::null()).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    let version = text.trim_end().strip_prefix("progress ")?;
    Some(version.strip_suffix(MARK)?.trim_end().to_owned())
}
