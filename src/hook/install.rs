//! Installs our hooks in a folder, next to existing ones.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use progress_core::display::visible;
use progress_git::git::{GitError, Repository};
use progress_git::write::{Lock, WriteError, put_apart, put_script, sweep};

use super::block::Origin;
use super::foreign::{Placement, placement};
use super::shim::VERSION;
use super::shim::{HOOKS, Hook};
use super::state::{HookFile, State, part_of};

/// What was done to one hook.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Done {
    /// A new file was written.
    Written,
    /// Our script of another version, or for another program, was replaced.
    Updated,
    /// Our script was already up to date.
    Kept,
    /// Our part was appended to an existing hook.
    JoinedBelow,
    /// An existing hook was moved aside, and ours runs it.
    MovedAside,
    /// Our hook was removed.
    Removed,
    /// Our hook was removed, and the one that had been moved aside was restored.
    MovedBack,
    /// The hook that had been moved aside cannot be restored: something else has taken its place.
    Left,
    /// Our hook is from a newer version, and was not changed.
    Newer,
    /// Our hook was edited, and was not changed.
    Edited,
    /// Our part was removed from our hook, to which lines had been added, which were kept.
    LinesKept,
    /// Our hook was removed from Git's configuration.
    Unconfigured,
}

/// Why hooks cannot be installed or removed.
#[derive(Debug, thiserror::Error)]
pub enum InstallError {
    /// The name to which the existing hook would be moved is taken.
    #[error("`{}` is in the way: the existing hook cannot be moved there", .0.display())]
    InTheWay(PathBuf),
    /// A directory has the name of a hook.
    #[error("`{}` is a directory, which Git cannot run as a hook", .0.display())]
    Directory(PathBuf),
    /// An entry of Git's configuration has the name of ours but another command.
    #[error("`{0}` is in the way: it runs a different command")]
    KeyInTheWay(String),
    /// A file cannot be read or written.
    #[error("cannot change `{}`: {source}", .path.display())]
    Io {
        /// Its path.
        path: PathBuf,
        /// The cause.
        #[source]
        source: io::Error,
    },
    /// A newer version of the program wrote the record of what was set up.
    #[error("`{}` was written by a newer version of `progress` and was not changed", .0.display())]
    Newer(PathBuf),
    /// Another process is changing the hooks.
    #[error(transparent)]
    Locked(#[from] WriteError),
    /// Git failed.
    #[error(transparent)]
    Git(#[from] GitError),
}

impl InstallError {
    /// Returns how to fix it.
    #[must_use]
    pub fn help(&self) -> String {
        match self {
            Self::InTheWay(_) => "remove one of the two hooks, or combine them".to_owned(),
            Self::Directory(_) => "rename or remove the directory".to_owned(),
            Self::KeyInTheWay(_) => "rename or remove that entry".to_owned(),
            Self::Io { .. } => {
                "check the permissions of the file and its directory, then try again".to_owned()
            }
            Self::Newer(_) => "use that version to install and uninstall hooks".to_owned(),
            Self::Locked(error) => error.help(),
            Self::Git(error) => help_for(&error.to_string()),
        }
    }

    pub(super) fn at(path: &Path) -> impl Fn(io::Error) -> Self {
        let owned = path.to_path_buf();
        move |source| Self::Io {
            path: owned.clone(),
            source,
        }
    }
}

/// Returns how to get past an error of Git about its configuration.
fn help_for(message: &str) -> String {
    let locked = message.split_once("could not lock config file ");
    let file = locked.and_then(|(_, rest)| rest.strip_suffix(": File exists"));
    match file {
        Some(file) => format!(
            "if no other Git process is running, delete `{}.lock`, which a killed process left behind",
            visible(file)
        ),
        None => "check the repository's Git configuration".to_owned(),
    }
}

/// Locks the hooks, so that only one process changes them.
pub(super) fn lock(repository: &Repository) -> Result<Lock, InstallError> {
    let path = repository.common_dir().join("progress").join("hooks.lock");
    Ok(Lock::take(&path, "the hooks", repository.sharing())?)
}

/// Returns the folder in which hooks are written before they are moved into place: the hooks folder
/// may be in the working tree, where Git would see what a killed process leaves.
pub(super) fn apart(repository: &Repository) -> PathBuf {
    let folder = repository.common_dir().join("progress").join("tmp");
    // If it cannot be created, hooks are written in the hooks folder itself.
    let _ = repository.sharing().make_folder(&folder);
    folder
}

/// Installs hooks in a folder; they call `program`, and are written in `apart` first.
pub(super) fn install(
    apart: &Path,
    folder: &Path,
    program: Option<&Path>,
    hooks: &[Hook],
) -> Result<Vec<(Hook, Done)>, InstallError> {
    let files: Vec<HookFile> = hooks
        .iter()
        .map(|hook| HookFile::new(folder, *hook))
        .collect();
    if let Some(hook) = hooks.iter().find(|hook| folder.join(hook.name).is_dir()) {
        return Err(InstallError::Directory(folder.join(hook.name)));
    }
    // Every hook is checked before any is changed.
    let plans: Vec<Plan> = files
        .iter()
        .map(|file| Plan::of(file, program))
        .collect::<Result<_, _>>()?;
    fs::create_dir_all(folder).map_err(InstallError::at(folder))?;
    // The lock is held, so any temporary file was left by a killed process.
    sweep(folder);
    let mut done = Vec::new();
    for (file, plan) in files.iter().zip(plans) {
        plan.carry_out(file, apart)
            .map_err(InstallError::at(&file.path))?;
        done.push((file.hook, plan.done));
    }
    Ok(done)
}

/// Suffixes that managers append to the name of a hook they moved aside.
const KEPT: &[&str] = &[".legacy", ".old"];

/// Removes all of our hooks from a folder; what is left of their files is written in `apart` first.
pub(super) fn uninstall(apart: &Path, folder: &Path) -> Result<Vec<(Hook, Done)>, InstallError> {
    sweep(folder);
    let mut done = Vec::new();
    for hook in HOOKS {
        let own = HookFile::new(folder, *hook);
        let mut files = Vec::new();
        // A manager installed later may have moved our hook aside, and may run it there.
        for suffix in KEPT {
            let kept = HookFile::kept(folder, *hook, suffix);
            if is_ours(&kept)? {
                files.push(kept);
            }
        }
        // The hook that was moved aside goes back to wherever ours is now.
        let place = if is_ours(&own)? { 0 } else { files.len() };
        files.insert(place, own);
        for file in files {
            let removed = remove(&file, apart).map_err(InstallError::at(&file.path))?;
            done.extend(removed.map(|removed| (*hook, removed)));
        }
    }
    Ok(done)
}

fn is_ours(file: &HookFile) -> Result<bool, InstallError> {
    let state = file.state().map_err(InstallError::at(&file.path))?;
    Ok(matches!(state, State::Ours(_)))
}

/// What to do to a hook.
struct Plan {
    done: Done,
    text: String,
}

impl Plan {
    fn of(file: &HookFile, program: Option<&Path>) -> Result<Self, InstallError> {
        let script = file.hook.script(program);
        let Some(content) = file.read().map_err(InstallError::at(&file.path))? else {
            return Ok(Self {
                done: Done::Written,
                text: script,
            });
        };
        let markers = file.hook.markers();
        if let Some(old) = content.text()
            && let Some(found) = markers.find(old)
        {
            let text = markers.with(old, part_of(&script));
            // Replacing the script of a newer version would be a downgrade.
            let done = if found.version > VERSION {
                Done::Newer
            } else if text == old && content.is_executable {
                Done::Kept
            } else {
                Done::Updated
            };
            return Ok(Self { done, text });
        }
        let is_plain = content.is_executable && !content.is_link;
        let place = placement(&content.bytes, is_plain, file.hook.reads_stdin());
        if let (Placement::Below, Some(old)) = (place, content.text()) {
            return Ok(Self {
                done: Done::JoinedBelow,
                text: markers.with(old, part_of(&script)),
            });
        }
        // A killed installation leaves the same hook under both names, which is no obstacle.
        if file.has_moved() && !file.is_moved_one() {
            return Err(InstallError::InTheWay(file.moved.clone()));
        }
        Ok(Self {
            done: Done::MovedAside,
            text: script,
        })
    }

    /// Git finds a working hook at every moment, even if the process is killed.
    fn carry_out(&self, file: &HookFile, apart: &Path) -> io::Result<()> {
        let bytes = self.text.as_bytes();
        match self.done {
            Done::Written | Done::Updated | Done::JoinedBelow => {
                put_script(apart, &file.path, bytes)
            }
            Done::MovedAside => {
                let is_renamed = keep_aside(file)?;
                let written = put_script(apart, &file.path, bytes);
                // Ours is not there, so the existing hook gets its name back.
                if written.is_err() && is_renamed {
                    let _ = fs::rename(&file.moved, &file.path);
                } else if written.is_err() {
                    let _ = fs::remove_file(&file.moved);
                }
                written
            }
            _ => Ok(()),
        }
    }
}

/// Gives a hook its second name, as a hard link if the file system supports it; returns whether the
/// first name is gone.
fn keep_aside(file: &HookFile) -> io::Result<bool> {
    // With a hard link, the hook stays in place until ours replaces it.
    if file.is_moved_one() || fs::hard_link(&file.path, &file.moved).is_ok() {
        return Ok(false);
    }
    fs::rename(&file.path, &file.moved)?;
    Ok(true)
}

/// Removes our hook.
fn remove(file: &HookFile, apart: &Path) -> io::Result<Option<Done>> {
    // Somebody has removed our hook, but the one that it ran is still aside.
    let Some(content) = file.read()? else {
        return bring_back(file, true);
    };
    let text = content.text().unwrap_or_default();
    // Another hook has taken the place of ours.
    let Some(rest) = file.hook.markers().without(text) else {
        return bring_back(file, false);
    };
    if let Some(done) = untouchable(file, text)? {
        return Ok(Some(done));
    }
    // Only our own first line is left, which is not a hook.
    let is_free = rest.origin == Origin::Alone && rest.text.trim_end() == "#!/bin/sh";
    if is_free && file.has_moved() {
        return bring_back(file, true);
    }
    if is_free {
        fs::remove_file(&file.path)?;
    } else {
        put_apart(apart, &file.path, rest.text.as_bytes())?;
    }
    let done = if file.has_moved() {
        Done::Left
    } else if !is_free && rest.origin == Origin::Alone {
        Done::LinesKept
    } else {
        Done::Removed
    };
    Ok(Some(done))
}

/// Returns why our part of a hook is kept: only what is exactly ours is removed.
fn untouchable(file: &HookFile, text: &str) -> io::Result<Option<Done>> {
    let found = file.hook.markers().find(text);
    if found.is_some_and(|found| found.version > VERSION) {
        return Ok(Some(Done::Newer));
    }
    // Only scripts of this version can be compared: the text of older ones is no longer known.
    let is_edited = found.is_some_and(|found| found.version == VERSION)
        && matches!(file.state()?, State::Ours(ours) if !ours.is_current);
    Ok(if is_edited { Some(Done::Edited) } else { None })
}

/// Restores a hook that was moved aside, if its place is free or holds the same.
fn bring_back(file: &HookFile, is_free: bool) -> io::Result<Option<Done>> {
    if !file.has_moved() {
        return Ok(None);
    }
    if file.is_moved_one() {
        fs::remove_file(&file.moved)?;
    } else if is_free {
        fs::rename(&file.moved, &file.path)?;
    } else {
        return Ok(Some(Done::Left));
    }
    Ok(Some(Done::MovedBack))
}
