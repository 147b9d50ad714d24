//! Resolves paths from the command line to existing files and directories.

mod recorded;

use std::fs::FileType;
use std::io;
use std::path::{Path, PathBuf};

use progress_git::paths::{real_path, resolve};
use progress_git::trees::Recorded;
use progress_git::write::WriteError;

use super::failure::Failure;
use super::sparse;
use crate::loading::resolve_parent;

/// Maximum names in a directory compared with a missing one.
const MAX_COMPARED: usize = 2_000;

/// The files and directories that paths on the command line name.
#[derive(Debug, Default)]
pub(super) struct Named {
    /// Files, absolute.
    pub files: Vec<PathBuf>,
    /// Directories, absolute and without symbolic links.
    pub folders: Vec<PathBuf>,
    /// The file whose content comes from standard input.
    pub stdin: Option<PathBuf>,
    /// Paths that cannot be linted, with the reason.
    pub failures: Vec<Failure>,
    first: Option<PathBuf>,
}

impl Named {
    /// Resolves the arguments of a command run in `current`.
    pub(super) fn of(
        paths: &[PathBuf],
        stdin_filename: Option<&Path>,
        current: &Path,
    ) -> Result<Self, Failure> {
        let wants_stdin = paths.iter().any(|path| path.as_os_str() == "-");
        match stdin_filename {
            Some(_) if paths.len() > usize::from(wants_stdin) => {
                let failure =
                    Failure::new("`--stdin-filename` cannot be combined with other paths");
                Err(failure.help("remove the other paths, or lint them in a separate run"))
            }
            Some(name) => Self::stdin(name, current),
            None if wants_stdin => {
                let failure = Failure::new("`-` requires `--stdin-filename`");
                Err(failure.help("add `--stdin-filename PATH`; the file need not exist"))
            }
            None => Ok(Self::on_disk(paths, current)),
        }
    }

    /// The directory in which to look for a repository: the first path's, or its nearest
    /// existing ancestor.
    pub(super) fn start<'a>(&'a self, current: &'a Path) -> &'a Path {
        let mut existing = self
            .first
            .iter()
            .flat_map(|path| path.ancestors())
            .filter(|folder| folder.is_dir());
        existing.next().unwrap_or(current)
    }

    /// No targets yet, only the directory in which to look for a repository.
    pub(super) fn unchecked(paths: &[PathBuf], current: &Path) -> Self {
        Self {
            first: paths.first().map(|path| current.join(path)),
            ..Self::default()
        }
    }

    /// The targets in the index or a commit; `source` is its name in messages.
    pub(super) fn recorded(
        paths: &[PathBuf],
        current: &Path,
        files: &Recorded<'_>,
        source: &str,
    ) -> Self {
        let mut named = Self::default();
        for path in paths {
            match recorded::find(path, current, files, source) {
                Ok((found, true)) => named.folders.push(found),
                Ok((found, false)) => named.files.push(found),
                Err(failure) => named.failures.push(failure),
            }
        }
        named
    }

    /// Whether no path was given.
    pub(super) fn is_empty(&self) -> bool {
        self.files.is_empty() && self.folders.is_empty() && self.stdin.is_none()
    }

    fn stdin(name: &Path, current: &Path) -> Result<Self, Failure> {
        let path = current.join(name);
        if name.file_name().is_none() || path.is_dir() {
            let message = format!("`--stdin-filename {}` is not a file name", name.display());
            return Err(Failure::new(message)
                .help("pass the name of the file that standard input represents"));
        }
        let path = resolve_parent(&path);
        Ok(Self {
            first: Some(path.clone()),
            stdin: Some(path),
            ..Self::default()
        })
    }

    fn on_disk(paths: &[PathBuf], current: &Path) -> Self {
        let mut named = Self::default();
        for path in paths {
            if let Err(failure) = named.add(path, current) {
                named.failures.push(failure);
            }
        }
        named
    }

    fn add(&mut self, path: &Path, current: &Path) -> Result<(), Failure> {
        let absolute = current.join(path);
        let metadata = absolute
            .metadata()
            .map_err(|error| unreadable(path, current, &error))?;
        if metadata.is_dir() {
            let folder = real_path(&absolute).map_err(|error| unreadable(path, current, &error))?;
            // The first path decides in which repository all are linted.
            self.first.get_or_insert_with(|| folder.clone());
            self.folders.push(folder);
        } else if metadata.is_file() {
            let file = resolve_parent(&absolute);
            self.first.get_or_insert_with(|| file.clone());
            self.files.push(file);
        } else {
            return Err(special(path, metadata.file_type()));
        }
        Ok(())
    }
}

/// Resolves a path to write; fails if a symbolic link leads out of its repository.
pub(super) fn writable(path: &Path, current: &Path) -> Result<PathBuf, Failure> {
    resolve(&current.join(path)).ok_or_else(|| {
        let error = WriteError::LeadsOut(path.display().to_string());
        Failure::new(error.to_string()).help(error.help())
    })
}

/// Resolves all paths that exist; missing ones are kept, to be reported by name.
pub(super) fn all_writable(paths: &[PathBuf], current: &Path) -> Result<Vec<PathBuf>, Failure> {
    let mut resolved = Vec::with_capacity(paths.len());
    for path in paths {
        let real = writable(path, current)?;
        let is_there = real.symlink_metadata().is_ok();
        resolved.push(if is_there { real } else { path.clone() });
    }
    Ok(resolved)
}

fn unreadable(path: &Path, current: &Path, error: &io::Error) -> Failure {
    match error.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => absent(path, current),
        _ => Failure::unreadable(path.display(), error),
    }
}

fn absent(path: &Path, current: &Path) -> Failure {
    if let Some(failure) = sparse::missing(path, current) {
        return failure;
    }
    let shown = path.display().to_string();
    let failure = Failure::new(format!("`{shown}` does not exist"));
    if shown.contains(['*', '?', '{']) {
        return failure.help(
            "globs are expanded by the shell or in `include` in `.progress.yaml`; pass files and directories",
        );
    }
    match near_name(path, current) {
        Some(near) => failure.help(format!("did you mean `{}`?", near.display())),
        None => failure.help(
            "pass an existing file or directory; without one, `progress lint` searches the whole repository",
        ),
    }
}

/// Returns an existing path that differs from `path` by a typo in one name.
fn near_name(path: &Path, current: &Path) -> Option<PathBuf> {
    let existing = path
        .ancestors()
        .find(|one| one.as_os_str().is_empty() || current.join(one).exists())?;
    let mut rest = path.strip_prefix(existing).ok()?.components();
    let wrong = rest.next()?.as_os_str().to_str()?.to_owned();
    let names: Vec<String> = current
        .join(existing)
        .read_dir()
        .ok()?
        .take(MAX_COMPARED)
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .collect();
    let near = progress_core::display::nearest(&wrong, names.iter().map(String::as_str))?;
    // Joining an empty path would leave a trailing slash.
    let path: PathBuf = existing
        .join(near)
        .join(rest.as_path())
        .components()
        .collect();
    if current.join(&path).exists() {
        Some(path)
    } else {
        None
    }
}

fn special(path: &Path, kind: FileType) -> Failure {
    let message = format!("`{}` is {}, not a file", path.display(), name_of_kind(kind));
    Failure::new(message)
        .help("pipe the content instead: `progress lint --stdin-filename PATH < …`")
}

#[cfg(unix)]
fn name_of_kind(kind: FileType) -> &'static str {
    use std::os::unix::fs::FileTypeExt;
    if kind.is_fifo() {
        "a pipe"
    } else if kind.is_socket() {
        "a socket"
    } else {
        "a device"
    }
}

#[cfg(not(unix))]
fn name_of_kind(_: FileType) -> &'static str {
    "something else"
}
