//! Putting our hooks into a folder, beside what stands there.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::block::Origin;
use super::foreign::{Way, way};
use super::shim::VERSION;
use super::shim::{HOOKS, Hook};
use super::state::{Content, HookFile, State, part_of};
use crate::git::{GitError, Repository};
use crate::write::{Lock, WriteError, put_apart, put_script, sweep};

/// What was done to a hook.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Done {
    /// There was none.
    Written,
    /// Ours of another version, or for another program, was replaced.
    Updated,
    /// Ours stood there already.
    Kept,
    /// Ours was put below another in the same file.
    JoinedBelow,
    /// Another was moved aside, and ours runs it.
    MovedAside,
    /// Ours was taken out.
    Removed,
    /// Ours was taken out, and the one that had been moved aside is back.
    MovedBack,
    /// One that had been moved aside cannot come back: something else stands there.
    Left,
    /// Ours is of a newer version, and stays as it is.
    Newer,
    /// Ours was edited, and stays as it is.
    Edited,
    /// Ours was taken out of Git's configuration.
    Unconfigured,
}

/// Hooks cannot be written.
#[derive(Debug, thiserror::Error)]
pub enum InstallError {
    /// A hook cannot be moved aside.
    #[error("`{}` is in the way: a hook that stands where ours belongs cannot be moved there", .0.display())]
    InTheWay(PathBuf),
    /// An entry of Git's configuration has the name of ours.
    #[error("`{0}` is in the way: it runs another command")]
    KeyInTheWay(String),
    /// A file cannot be read or written.
    #[error("cannot change `{}`: {source}", .path.display())]
    Io {
        /// Which one.
        path: PathBuf,
        /// Why not.
        #[source]
        source: io::Error,
    },
    /// A newer version of the program noted there what it set up.
    #[error("`{}` was written by a newer version of `progress`, and is left alone", .0.display())]
    Newer(PathBuf),
    /// Somebody else is at it.
    #[error(transparent)]
    Locked(#[from] WriteError),
    /// Git failed.
    #[error(transparent)]
    Git(#[from] GitError),
}

impl InstallError {
    /// What to do about it.
    #[must_use]
    pub fn help(&self) -> String {
        match self {
            Self::InTheWay(_) => "remove one of the two, or bring them together".to_owned(),
            Self::KeyInTheWay(_) => "rename or remove that entry".to_owned(),
            Self::Io { .. } => "see to the file and its folder, then run it again".to_owned(),
            Self::Newer(_) => "use that version to install and uninstall hooks".to_owned(),
            Self::Locked(error) => error.help(),
            Self::Git(_) => "see to the repository's configuration".to_owned(),
        }
    }

    pub(super) fn at(path: &Path) -> impl Fn(io::Error) -> Self {
        let path = path.to_path_buf();
        move |source| Self::Io {
            path: path.clone(),
            source,
        }
    }
}

/// Keeps two from changing hooks at once.
pub(super) fn lock(repository: &Repository) -> Result<Lock, InstallError> {
    let path = repository.common_dir().join("progress").join("hooks.lock");
    Ok(Lock::take(&path, "the hooks", repository.sharing())?)
}

/// The folder in which hooks are written before they take their places: the folder of the hooks
/// may be part of the working tree, where Git would see what a killed process leaves.
pub(super) fn apart(repository: &Repository) -> PathBuf {
    let folder = repository.common_dir().join("progress").join("tmp");
    // Without it, they are written where they are to be.
    let _ = repository.sharing().make_folder(&folder);
    folder
}

/// Puts hooks into a folder; they call `program`, and are written in `apart` first.
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
    // All or none.
    let plans: Vec<Plan> = files
        .iter()
        .map(|file| Plan::of(file, program))
        .collect::<Result<_, _>>()?;
    fs::create_dir_all(folder).map_err(InstallError::at(folder))?;
    // The lock of the hooks is held: these were left by processes that were killed.
    sweep(folder);
    let mut done = Vec::new();
    for (file, plan) in files.iter().zip(plans) {
        plan.carry_out(file, apart)
            .map_err(InstallError::at(&file.path))?;
        done.push((file.hook, plan.done));
    }
    Ok(done)
}

/// What managers append to the name of a hook that stood there before theirs.
const KEPT: &[&str] = &[".legacy", ".old"];

/// Takes every hook of ours out of a folder; what stays of their files is written in `apart` first.
pub(super) fn uninstall(apart: &Path, folder: &Path) -> Result<Vec<(Hook, Done)>, InstallError> {
    sweep(folder);
    let mut done = Vec::new();
    for hook in HOOKS {
        let own = HookFile::new(folder, *hook);
        let mut files = Vec::new();
        // A manager that was installed after ours has moved it, and may run it there.
        for suffix in KEPT {
            let kept = HookFile::kept(folder, *hook, suffix);
            if is_ours(&kept)? {
                files.push(kept);
            }
        }
        // What was moved aside goes back to the place of ours, wherever that is now.
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

/// What is to be done to a hook.
struct Plan {
    done: Done,
    text: String,
}

impl Plan {
    fn of(file: &HookFile, program: Option<&Path>) -> Result<Self, InstallError> {
        let script = file.hook.script(program);
        let content = file.read().map_err(InstallError::at(&file.path))?;
        let Some(content) = content else {
            return Ok(Self {
                done: Done::Written,
                text: script,
            });
        };
        let markers = file.hook.markers();
        let joined = |text: &str| markers.with(text, part_of(&script));
        if let Some(text) = content.text()
            && let Some(found) = markers.find(text)
        {
            let joined = joined(text);
            let is_kept = joined == text && content.is_executable;
            let done = match found.version > VERSION {
                true => Done::Newer,
                false if is_kept => Done::Kept,
                false => Done::Updated,
            };
            return Ok(Self { done, text: joined });
        }
        if let (Way::Below, Some(text)) = (Self::way(&content, file.hook), content.text()) {
            return Ok(Self {
                done: Done::JoinedBelow,
                text: joined(text),
            });
        }
        if file.has_moved() && !file.is_moved_one() {
            return Err(InstallError::InTheWay(file.moved.clone()));
        }
        Ok(Self {
            done: Done::MovedAside,
            text: script,
        })
    }

    fn way(content: &Content, hook: Hook) -> Way {
        let is_plain = content.is_executable && !content.is_link;
        way(&content.bytes, is_plain, hook.reads_stdin())
    }

    /// Git finds a hook that works at every moment, also where this is killed.
    fn carry_out(&self, file: &HookFile, apart: &Path) -> io::Result<()> {
        let bytes = self.text.as_bytes();
        match self.done {
            Done::Written | Done::Updated | Done::JoinedBelow => {
                put_script(apart, &file.path, bytes)
            }
            Done::MovedAside => {
                let is_renamed = keep_aside(file)?;
                let written = put_script(apart, &file.path, bytes);
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

/// Gives a hook its second name, beside the first where the file system can do that; whether the
/// first is gone.
fn keep_aside(file: &HookFile) -> io::Result<bool> {
    if file.is_moved_one() || fs::hard_link(&file.path, &file.moved).is_ok() {
        return Ok(false);
    }
    fs::rename(&file.path, &file.moved)?;
    Ok(true)
}

/// Takes a hook of ours out.
fn remove(file: &HookFile, apart: &Path) -> io::Result<Option<Done>> {
    let content = file.read()?;
    let text = content.as_ref().and_then(Content::text);
    let Some((text, rest)) = text.and_then(|text| Some((text, file.hook.markers().without(text)?)))
    else {
        return bring_back(file, content.is_none());
    };
    if let Some(done) = untouchable(file, text)? {
        return Ok(Some(done));
    }
    // Our own first line alone is no hook.
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
    } else {
        Done::Removed
    };
    Ok(Some(done))
}

/// Why our part of a hook stays: only what is exactly ours is taken out.
fn untouchable(file: &HookFile, text: &str) -> io::Result<Option<Done>> {
    let found = file.hook.markers().find(text);
    if found.is_some_and(|found| found.version > VERSION) {
        return Ok(Some(Done::Newer));
    }
    let is_edited = found.is_some_and(|found| found.version == VERSION)
        && matches!(file.state()?, State::Ours(ours) if !ours.is_current);
    Ok(is_edited.then_some(Done::Edited))
}

/// Gives a hook that was moved aside its place back, if that is free or holds the same.
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
