//! Unstaged changes that a hook manager has stashed while hooks run.
//!
//! pre-commit and prek write all unstaged changes to a patch, remove them from the working tree,
//! and apply the patch after the hooks; lefthook does the same for partially staged files. If a
//! hook changes such a file, the patch fails: the commit is refused, or the changes are lost.
//! Nothing in the working tree shows that there is a patch, so the folder of each manager is
//! searched for it.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use progress_core::source::name_of;
use progress_git::git::Repository;

/// No hook runs longer than this.
const MAX_AGE: Duration = Duration::from_secs(24 * 60 * 60);
/// A larger patch is not searched, and may contain any file.
const MAX_BYTES: u64 = 64 << 20;

/// What managers have stashed at this moment.
#[derive(Debug, Default)]
pub(super) struct Aside {
    patches: Vec<PathBuf>,
    /// A manager is running, but its patches cannot be found.
    is_unknown: bool,
}

impl Aside {
    /// Returns what is stashed while the current hook runs.
    pub(super) fn now(repository: &Repository) -> Self {
        let lefthook = repository.common_dir().join("info/lefthook-unstaged.patch");
        let mut aside = Self::of_framework(&|name| std::env::var_os(name));
        if lefthook.metadata().is_ok_and(|found| found.len() > 0) {
            aside.patches.push(lefthook);
        }
        aside
    }

    /// Returns what pre-commit or prek has stashed, according to the environment.
    fn of_framework(variable: &dyn Fn(&str) -> Option<OsString>) -> Self {
        let mut aside = Self::default();
        // Both set it for the hooks that they run.
        if variable("PRE_COMMIT").is_none() {
            return aside;
        }
        let caches = [
            cache(variable, "PRE_COMMIT_HOME", "pre-commit"),
            cache(variable, "PREK_HOME", "prek"),
            variable("LOCALAPPDATA").map(|caches| PathBuf::from(caches).join("prek")),
        ];
        let found: Vec<PathBuf> = caches
            .into_iter()
            .flatten()
            .filter(|path| path.is_dir())
            .collect();
        aside.is_unknown = found.is_empty();
        for folder in found {
            for folder in [folder.join("patches"), folder] {
                let paths = fs::read_dir(folder)
                    .into_iter()
                    .flatten()
                    .flatten()
                    .map(|entry| entry.path());
                aside.patches.extend(paths.filter(|path| is_held(path)));
            }
        }
        aside
    }

    /// Whether the stashed changes may include a file.
    pub(super) fn may_hold(&self, file: &str) -> bool {
        self.is_unknown || self.patches.iter().any(|patch| names(patch, file))
    }
}

/// Returns the folder in which a manager keeps its files.
fn cache(variable: &dyn Fn(&str) -> Option<OsString>, own: &str, name: &str) -> Option<PathBuf> {
    let set = |name: &str| variable(name).filter(|value| !value.is_empty());
    let home = set("HOME")
        .or_else(|| set("USERPROFILE"))
        .map(PathBuf::from);
    if let Some(own) = set(own).map(PathBuf::from) {
        return match own.strip_prefix("~") {
            Ok(below) => Some(home?.join(below)),
            Err(_) => Some(own),
        };
    }
    let caches = set("XDG_CACHE_HOME")
        .map(PathBuf::from)
        .or_else(|| Some(home?.join(".cache")))?;
    Some(caches.join(name))
}

/// Whether a file is a patch of a manager that is still running: `patchTIME-PROCESS` for
/// pre-commit, `TIME-PROCESS.patch` for prek. Neither removes its patches afterwards.
fn is_held(path: &Path) -> bool {
    let name = path
        .file_name()
        .and_then(|name| name.to_str())
        .unwrap_or_default();
    let bare = name.strip_prefix("patch").or(name.strip_suffix(".patch"));
    let Some((_, process)) = bare.and_then(|bare| bare.rsplit_once('-')) else {
        return false;
    };
    let age = path
        .metadata()
        .and_then(|found| found.modified())
        .map(|written| written.elapsed().unwrap_or_default());
    age.is_ok_and(|age| age < MAX_AGE) && process.parse().is_ok_and(is_running)
}

/// Whether a process with this ID is running; true if that cannot be determined.
fn is_running(process: u32) -> bool {
    if Path::new("/proc/self").exists() {
        return Path::new("/proc").join(process.to_string()).exists();
    }
    let mut ask = Command::new("kill");
    ask.args(["-0", &process.to_string()]);
    let answer = ask
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    answer.map_or(true, |answer| answer.success())
}

/// Whether a patch may name a file. Git escapes unusual names.
fn names(patch: &Path, file: &str) -> bool {
    let name = name_of(file);
    let is_plain = |byte: u8| byte.is_ascii_graphic() && !matches!(byte, b'"' | b'\\');
    let is_large = patch.metadata().is_ok_and(|found| found.len() > MAX_BYTES);
    if is_large || !name.bytes().all(is_plain) {
        return true;
    }
    match fs::read(patch) {
        Ok(bytes) => memchr::memmem::find(&bytes, name.as_bytes()).is_some(),
        // Either it was applied and removed in the meantime, or it cannot be read.
        Err(error) => error.kind() != std::io::ErrorKind::NotFound,
    }
}

#[cfg(test)]
mod tests;
