//! Our hooks in Git's configuration: `progress hook install --config`.
//!
//! The scripts lie in the repository's own folder, and the configuration names them. What has an
//! event and no command makes Git fail, so the command is set first and goes last.

use std::fs;
use std::path::{Path, PathBuf};

use super::install::{self, Done, InstallError};
use super::manager::calls_us;
use super::shim::{HOOKS, Hook};
use crate::git::Repository;

/// Where the scripts lie.
#[must_use]
pub fn folder(repository: &Repository) -> PathBuf {
    repository.common_dir().join("progress").join("hooks")
}

/// What an entry is called: not as its event, which Git refuses.
#[must_use]
pub fn name(hook: Hook) -> String {
    format!("progress-{}", hook.name)
}

/// Whether a command runs a hook of ours.
pub(super) fn runs(command: &str, hook: Hook) -> bool {
    calls_us(command, hook) || is_ours(command, hook)
}

/// Whether a command is one that [`fn@install`] writes.
pub(super) fn is_ours(command: &str, hook: Hook) -> bool {
    let script = format!("/progress/hooks/{};", hook.name);
    command.starts_with("progress_hook() {") && command.contains(&script)
}

/// What Git runs: the script, wherever the repository lies, and nothing where it is gone.
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
    for hook in HOOKS {
        let key = format!("hook.{}.command", name(*hook));
        let taken = repository.own_setting(&key);
        if taken.is_some_and(|command| !is_ours(&command, *hook)) {
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
        let entries = [("command", command(*hook)), ("event", hook.name.to_owned())];
        for (key, value) in entries {
            let key = format!("hook.{}.{key}", name(*hook));
            let old = repository.own_setting(&key);
            if old.as_ref() == Some(&value) {
                continue;
            }
            repository.set(&key, &value)?;
            if *done == Done::Kept {
                *done = Done::Updated;
            }
        }
    }
    Ok(done)
}

/// Takes them out of the configuration, then the scripts.
pub(super) fn uninstall(repository: &Repository) -> Result<Vec<(Hook, Done)>, InstallError> {
    let mut removed = Vec::new();
    for hook in HOOKS {
        let key = |key: &str| format!("hook.{}.{key}", name(*hook));
        let command = repository.own_setting(&key("command"));
        if !command.is_some_and(|command| is_ours(&command, *hook)) {
            continue;
        }
        repository.unset(&key("event"))?;
        repository.unset(&key("command"))?;
        removed.push((*hook, Done::Unconfigured));
    }
    let folder = folder(repository);
    let scripts = install::uninstall(&install::apart(repository), &folder)?;
    let left = scripts.into_iter();
    removed.extend(left.filter(|(_, done)| *done != Done::Removed));
    // It stays where something of others lies in it.
    let _ = fs::remove_dir(&folder);
    Ok(removed)
}
