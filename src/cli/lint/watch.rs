//! `progress lint --watch`: checks again whenever a file changes.
//!
//! Changes are found by polling: unlike notifications of the system, that works in every file
//! system and container, and finds new files and folders by the same rules as a check.

use std::collections::BTreeMap;
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::{Duration, Instant, SystemTime};

use progress_core::config::FILE_NAME;
use progress_git::git::ObjectId;

use super::{Manner, View};
use crate::checking::{self, BaselineChoice, LintRequest};
use crate::cli::failure::Failure;
use crate::cli::{Console, ExitStatus};
use crate::loading::discover;

/// How often to look.
const INTERVAL: Duration = Duration::from_millis(400);
/// At most one part in this many of the time is spent looking, even in a large repository.
const SHARE: u32 = 20;
/// Clears the screen and the scrollback.
const CLEAR: &str = "\u{1b}[2J\u{1b}[3J\u{1b}[H";

/// Checks until the process is interrupted, or the reader of its output stops reading.
pub(super) fn run(
    request: &LintRequest,
    view: View,
    manner: Manner,
    console: &mut Console<'_>,
) -> Result<ExitStatus, Failure> {
    let current = console.current_folder()?;
    loop {
        // Taken before the check, so that a change during it is not missed.
        let before = State::of(request, &current);
        if console.terminal.stdout {
            console.finish(ExitStatus::Clean, |out| out.write_all(CLEAR.as_bytes()))?;
        }
        if check(request, view, manner, console) {
            return Ok(ExitStatus::Clean);
        }
        if !manner.is_quiet {
            console.note("watching for changes; press Ctrl-C to stop");
        }
        let mut pause = INTERVAL;
        loop {
            sleep(pause);
            let start = Instant::now();
            if State::of(request, &current) != before {
                break;
            }
            pause = INTERVAL.max(start.elapsed() * SHARE);
        }
    }
}

/// Checks once; returns whether the reader of the output has stopped reading.
fn check(request: &LintRequest, view: View, manner: Manner, console: &mut Console<'_>) -> bool {
    let mut output = Watched {
        to: &mut *console.stdout,
        is_closed: false,
    };
    let mut watched = Console {
        stdin: &mut *console.stdin,
        stdout: &mut output,
        stderr: &mut *console.stderr,
        terminal: console.terminal.clone(),
        called: console.called,
        folder: console
            .folder
            .as_ref()
            .cloned()
            .map_err(|error| error.kind().into()),
    };
    // Settings that are being edited may be invalid for a while.
    if let Err(failure) = super::check(request, view, manner, &mut watched) {
        watched.fail(&failure);
    }
    output.is_closed
}

/// An output that remembers whether its reader has stopped reading: to a single check, that is not
/// an error.
struct Watched<'w> {
    to: &'w mut dyn Write,
    is_closed: bool,
}

impl Watched<'_> {
    fn noticed<T>(&mut self, result: io::Result<T>) -> io::Result<T> {
        if let Err(error) = &result {
            self.is_closed |= error.kind() == ErrorKind::BrokenPipe;
        }
        result
    }
}

impl Write for Watched<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.to.write(bytes);
        self.noticed(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        let flushed = self.to.flush();
        self.noticed(flushed)
    }
}

/// What a check depends on.
#[derive(Default, PartialEq, Eq)]
struct State {
    /// When each file was changed, and its size.
    files: BTreeMap<PathBuf, Option<(SystemTime, u64)>>,
    /// The current branch, whose name is checked.
    branch: Option<String>,
    /// The last commit, with which the files are compared.
    commit: Option<ObjectId>,
}

impl State {
    fn of(request: &LintRequest, current: &Path) -> Self {
        let mut state = Self::default();
        let Ok((named, root)) = request.locate(current) else {
            return state;
        };
        state.add(root.folder.join(FILE_NAME));
        if let Some(path) = &request.config {
            state.add(current.join(path));
        }
        if let BaselineChoice::Named(path) = &request.baseline.file {
            state.add(current.join(path));
        }
        for path in &request.paths {
            state.add(current.join(path));
        }
        if let Some(repository) = &root.repository {
            state.branch = repository.branch().map(|branch| branch.name);
            state.commit = repository.head().ok().flatten().map(|commit| commit.id);
        }
        let opened = checking::open(request, named, &root, current, &mut Vec::new());
        let Ok(opened) = opened else {
            // What is wrong is in one of the files above.
            return state;
        };
        let check = opened.check;
        if let Some(name) = &check.settings.baseline {
            state.add(root.folder.join(name));
        }
        for file in check.targets.files {
            state.add(file);
        }
        for folder in &check.targets.folders {
            let repository = root.repository.as_ref();
            for path in discover(&root.folder, folder, repository, &check.settings).files {
                state.add(path.absolute().to_path_buf());
            }
        }
        state
    }

    fn add(&mut self, path: PathBuf) {
        let seen = path.metadata().ok();
        let seen = seen.and_then(|it| Some((it.modified().ok()?, it.len())));
        self.files.insert(path, seen);
    }
}
