//! The current state of a hook's file.

use std::fs::{self, Metadata};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use super::block::Origin;
use super::shim::{Hook, VERSION, program_of};

/// Whose hook is installed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// No hook.
    Missing,
    /// A hook written by others.
    Foreign,
    /// Our hook.
    Ours(Ours),
}

/// One of our hooks, as installed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ours {
    /// Whether it is what we would write now.
    pub is_current: bool,
    /// Whether Git may run it.
    pub is_executable: bool,
    /// Whether it was appended to another hook, or runs one that was moved aside.
    pub runs_another: bool,
    /// The program that it calls, if it records one.
    pub program: Option<String>,
}

/// The file of a hook.
pub(super) struct HookFile {
    pub hook: Hook,
    pub path: PathBuf,
    /// The path to which an existing hook is moved.
    pub moved: PathBuf,
}

/// The content of the file.
pub(super) struct Content {
    pub bytes: Vec<u8>,
    /// Whether it is a link or anything else but a regular file.
    pub is_link: bool,
    pub is_executable: bool,
}

impl HookFile {
    pub(super) fn new(folder: &Path, hook: Hook) -> Self {
        Self {
            hook,
            path: folder.join(hook.name),
            moved: folder.join(hook.moved_name()),
        }
    }

    /// Returns the same hook at the path to which a manager installed later has moved it.
    pub(super) fn kept(folder: &Path, hook: Hook, suffix: &str) -> Self {
        let path = folder.join(format!("{}{suffix}", hook.name));
        Self {
            path,
            ..Self::new(folder, hook)
        }
    }

    /// Reads the file, if there is one.
    pub(super) fn read(&self) -> io::Result<Option<Content>> {
        let metadata = match fs::symlink_metadata(&self.path) {
            Ok(metadata) => metadata,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            // A parent of the path is a file.
            Err(error) if error.kind() == ErrorKind::NotADirectory => return Ok(None),
            Err(error) => return Err(error),
        };
        let is_link = !metadata.is_file();
        let mut bytes = Vec::new();
        // Nothing is read through a link, which is never ours.
        if !is_link {
            bytes = fs::read(&self.path)?;
        }
        Ok(Some(Content {
            bytes,
            is_link,
            is_executable: is_executable(&metadata),
        }))
    }

    /// Whether a hook was moved aside.
    pub(super) fn has_moved(&self) -> bool {
        fs::symlink_metadata(&self.moved).is_ok()
    }

    /// Whether the hook that was moved aside and the current one are the same file, as after an
    /// installation or removal that was killed.
    pub(super) fn is_moved_one(&self) -> bool {
        let (Ok(here), Ok(moved)) = (
            fs::symlink_metadata(&self.path),
            fs::symlink_metadata(&self.moved),
        ) else {
            return false;
        };
        // Links are compared by their targets, which need not exist.
        if here.is_symlink() && moved.is_symlink() {
            let target = fs::read_link(&self.path);
            return target.is_ok_and(|to| fs::read_link(&self.moved).is_ok_and(|it| it == to));
        }
        if here.is_file() && moved.is_file() {
            let content = fs::read(&self.path);
            return content.is_ok_and(|text| fs::read(&self.moved).is_ok_and(|it| it == text));
        }
        false
    }

    /// Returns whose hook is installed.
    pub(super) fn state(&self) -> io::Result<State> {
        let Some(content) = self.read()? else {
            return Ok(State::Missing);
        };
        Ok(self.ours(&content).map_or(State::Foreign, State::Ours))
    }

    fn ours(&self, content: &Content) -> Option<Ours> {
        let text = content.text()?;
        let markers = self.hook.markers();
        let found = markers.find(text)?;
        let program = program_of(found.part);
        // With the program that the script records, whose path alone does not make it outdated.
        let script = self.hook.script(program.as_deref().map(Path::new));
        let expected = markers.with(text, part_of(&script));
        Some(Ours {
            // Only a newer program can judge a newer script.
            is_current: expected == text || found.version > VERSION,
            is_executable: content.is_executable,
            runs_another: found.origin != Origin::Alone || self.has_moved(),
            program,
        })
    }
}

impl Content {
    /// Returns the content as text.
    pub(super) fn text(&self) -> Option<&str> {
        str::from_utf8(&self.bytes).ok()
    }
}

/// Returns a script without its first line.
pub(super) fn part_of(script: &str) -> &str {
    script.split_once('\n').map_or(script, |(_, part)| part)
}

/// Whether Git would run a file with this metadata.
#[cfg(unix)]
pub(super) fn is_executable(metadata: &Metadata) -> bool {
    use std::os::unix::fs::PermissionsExt;
    metadata.permissions().mode() & 0o111 != 0
}

/// Git runs any file on this platform.
#[cfg(not(unix))]
pub(super) fn is_executable(_: &Metadata) -> bool {
    true
}
