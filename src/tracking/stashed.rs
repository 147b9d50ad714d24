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
pub(super) struct Stashed {
    patches: Vec<PathBuf>,
    /// A manager is running, but its patches cannot be found.
    is_unknown: bool,
}

impl Stashed {
    /// Returns what is stashed while the current hook runs.
    pub(super) fn now(repository: &Repository) -> Self {
        // Git resolves `info/` to the common folder in every worktree.
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
            // prek's cache on Windows.
            variable("LOCALAPPDATA").map(|caches| PathBuf::from(caches).join("prek")),
        ];
        let mut folders: Vec<PathBuf> = caches.into_iter().flatten().collect();
        folders.retain(|folder| folder.is_dir());
        // A manager runs this hook, but its cache is not where it is expected: any file may be
        // stashed.
        aside.is_unknown = folders.is_empty();
        for folder in folders {
            // prek has a folder of its own for patches.
            aside.add_patches_in(&folder.join("patches"));
            aside.add_patches_in(&folder);
        }
        aside
    }

    fn add_patches_in(&mut self, folder: &Path) {
        let Ok(entries) = fs::read_dir(folder) else {
            return;
        };
        for entry in entries.flatten() {
            let path = entry.path();
            if is_held(&path) {
                self.patches.push(path);
            }
        }
    }

    /// Whether the stashed changes may include a file.
    pub(super) fn may_hold(&self, file: &str) -> bool {
        self.is_unknown || self.patches.iter().any(|patch| names(patch, file))
    }
}

/// Returns the folder in which a manager keeps its files, in the order in which both look for it:
/// its own variable, the common one, and a folder in the home.
fn cache(variable: &dyn Fn(&str) -> Option<OsString>, own: &str, name: &str) -> Option<PathBuf> {
    let home = folder_in(variable, "HOME").or_else(|| folder_in(variable, "USERPROFILE"));
    if let Some(own) = folder_in(variable, own) {
        // No shell expands a tilde in quotes.
        return match own.strip_prefix("~") {
            Ok(below) => Some(home?.join(below)),
            Err(_) => Some(own),
        };
    }
    if let Some(caches) = folder_in(variable, "XDG_CACHE_HOME") {
        return Some(caches.join(name));
    }
    Some(home?.join(".cache").join(name))
}

/// Returns the folder in a variable that is set and not empty.
fn folder_in(variable: &dyn Fn(&str) -> Option<OsString>, name: &str) -> Option<PathBuf> {
    let value = variable(name)?;
    if value.is_empty() {
        return None;
    }
    Some(PathBuf::from(value))
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
    let Ok(written) = path.metadata().and_then(|data| data.modified()) else {
        return false;
    };
    // Clocks differ: a patch from the future is a new one.
    let age = written.elapsed().unwrap_or_default();
    // IDs of processes are reused, so an old patch may seem to belong to a running one.
    age < MAX_AGE && process.parse().is_ok_and(is_running)
}

/// Whether a process with this ID is running; true if that cannot be determined.
#[cfg(not(windows))]
fn is_running(process: u32) -> bool {
    // Looking into `/proc` needs no child process; macOS, for example, has none.
    if Path::new("/proc/self").exists() {
        return Path::new("/proc").join(process.to_string()).exists();
    }
    let answer = Command::new("kill")
        .args(["-0", &process.to_string()])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    match answer {
        Ok(answer) => answer.success(),
        Err(_) => true,
    }
}

/// Whether a process with this ID is running; true if that cannot be determined.
#[cfg(windows)]
fn is_running(process: u32) -> bool {
    // The `kill` that comes with Git has its own IDs.
    let answer = Command::new("tasklist")
        .args(["/NH", "/FO", "CSV", "/FI"])
        .arg(format!("PID eq {process}"))
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .output();
    match answer {
        Ok(answer) if answer.status.success() => {
            let field = format!("\"{process}\"");
            String::from_utf8_lossy(&answer.stdout).contains(&field)
        }
        _ => true,
    }
}

/// Whether a patch may name a file. Git escapes unusual names.
fn names(patch: &Path, file: &str) -> bool {
    // Comparing only the last component needs no parsing of patch headers. A match elsewhere in the
    // patch merely postpones a change.
    let name = name_of(file);
    let is_large = patch.metadata().is_ok_and(|found| found.len() > MAX_BYTES);
    let is_plain = name
        .bytes()
        .all(|byte| byte.is_ascii_graphic() && !matches!(byte, b'"' | b'\\'));
    if is_large || !is_plain {
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
