//! Our hooks in Git's configuration: `progress hook install --config`.
//!
//! The scripts are in the repository's own folder, and the configuration refers to them. Git fails
//! on an entry with an event but no command, so the command is set first and removed last.

use std::fs;
use std::path::{Path, PathBuf};

use progress_git::git::Repository;

use super::install::{self, Done, InstallError};
use super::manager::calls_us;
use super::shim::{HOOKS, Hook};

/// Returns the folder of the scripts.
#[must_use]
pub fn folder(repository: &Repository) -> PathBuf {
    repository.common_dir().join("progress").join("hooks")
}

/// Returns the name of the configuration entry, which must differ from the event's, or Git refuses
/// it.
#[must_use]
pub fn name(hook: Hook) -> String {
    format!("progress-{}", hook.name)
}

/// Whether a command runs our hook.
pub(super) fn runs(command: &str, hook: Hook) -> bool {
    calls_us(command, hook) || is_ours(command, hook)
}

/// Whether a command is one written by [`fn@install`].
pub(super) fn is_ours(command: &str, hook: Hook) -> bool {
    let script = format!("/progress/hooks/{};", hook.name);
    command.starts_with("progress_hook() {") && command.contains(&script)
}

/// Returns the command that Git runs: the script, wherever the repository is, or a message if the
/// script is gone.
fn command(hook: Hook) -> String {
    let name = hook.name;
    format!(
        "progress_hook() {{ hook=$(git rev-parse --git-common-dir)/progress/hooks/{name}; \
         if test -f \"$hook\"; then sh \"$hook\" \"$@\"; \
         else echo \"progress: \\`$hook\\` is missing; \\`{name}\\` was skipped\" >&2; fi; }}; \
         progress_hook"
    )
}

/// Writes the scripts, then the configuration.
pub(super) fn install(
    repository: &Repository,
    program: &Path,
) -> Result<Vec<(Hook, Done)>, InstallError> {
    // Every key is checked before anything is changed.
    for hook in HOOKS {
        let key = format!("hook.{}.command", name(*hook));
        if let Some(command) = repository.own_setting(&key)
            && !is_ours(&command, *hook)
        {
            return Err(InstallError::KeyInTheWay(key));
        }
    }
    let mut done = install::install(
        &install::apart(repository),
        &folder(repository),
        Some(program),
        HOOKS,
    )?;
    for (hook, done) in &mut done {
        // The command comes first: Git fails on an event without one.
        let entries = [("command", command(*hook)), ("event", hook.name.to_owned())];
        for (key, value) in entries {
            let key = format!("hook.{}.{key}", name(*hook));
            let old = repository.own_setting(&key);
            if old.as_ref() == Some(&value) {
                continue;
            }
            repository.set(&key, &value)?;
            // The script was up to date, but its entry was not.
            if *done == Done::Kept {
                *done = Done::Updated;
            }
        }
    }
    Ok(done)
}

/// Removes the hooks from the configuration, then the scripts.
pub(super) fn uninstall(repository: &Repository) -> Result<Vec<(Hook, Done)>, InstallError> {
    let mut removed = Vec::new();
    for hook in HOOKS {
        let section = format!("hook.{}", name(*hook));
        let command_key = format!("{section}.command");
        let Some(command) = repository.own_setting(&command_key) else {
            continue;
        };
        if !is_ours(&command, *hook) {
            continue;
        }
        // In the reverse order, for the same reason.
        repository.unset(&format!("{section}.event"))?;
        repository.unset(&command_key)?;
        removed.push((*hook, Done::Unconfigured));
    }
    let scripts = folder(repository);
    // The removed scripts were reported as removed from the configuration.
    let mut left = install::uninstall(&install::apart(repository), &scripts)?;
    left.retain(|(_, done)| *done != Done::Removed);
    removed.extend(left);
    // The folder is kept if it contains other files.
    let _ = fs::remove_dir(&scripts);
    Ok(removed)
}
