//! The subject of a log: a task, a phase or a plan.

use std::path::Path;
use std::sync::Arc;

use progress_core::display::nearest;
use progress_core::model::task_name;
use progress_core::source::RootedPath;
use progress_core::task_links::{Ambiguous, KnownFile, Link, TaskIndex};

use crate::cli::failure::Failure;

/// Maximum files listed in a message.
const MAX_LISTED: usize = 6;

/// The subject of a log.
pub(super) enum Wanted {
    /// A task in a file.
    Task(Arc<KnownFile>, String),
    /// The phase that a file tracks.
    Phase(Arc<KnownFile>),
    /// A plan, by its exact name.
    Plan(String),
}

impl Wanted {
    /// Finds the named subject among committed tasks.
    pub(super) fn find(
        name: Option<&str>,
        file: Option<&Path>,
        (root, current): (&Path, &Path),
        known: &TaskIndex,
    ) -> Result<Self, Failure> {
        let at = |path: &Path| {
            let path = RootedPath::new(root, &current.join(path));
            known.file(path.as_str()).cloned().ok_or(path)
        };
        let file = match file.map(at) {
            Some(Err(path)) => return Err(no_file(path.as_str(), known)),
            Some(Ok(file)) => Some(file),
            None => None,
        };
        match (name, file) {
            (None, Some(file)) => Ok(Self::Phase(file)),
            (Some(id), Some(file)) if file.digest.status_of(id).is_some() => {
                Ok(Self::Task(file, id.to_owned()))
            }
            (Some(id), Some(file)) => Err(no_task_in(id, &file)),
            (Some(name), None) => match at(Path::new(name)) {
                Ok(file) => Ok(Self::Phase(file)),
                Err(_) => Self::named(name, known),
            },
            (None, None) => Err(Failure::new("no task, phase or plan given")),
        }
    }

    fn named(name: &str, known: &TaskIndex) -> Result<Self, Failure> {
        let (holders, id) = task_name::select(name, |id| known.holders(id));
        match holders.as_slice() {
            [file] => Ok(Self::Task(Arc::clone(file), id.to_owned())),
            [] => Self::plan(name, known),
            several => Err(ambiguous(id, several)),
        }
    }

    fn plan(name: &str, known: &TaskIndex) -> Result<Self, Failure> {
        let plans = known.plans();
        if plans.contains(name) {
            return Ok(Self::Plan(name.to_owned()));
        }
        let mut same: Vec<&str> = known
            .files()
            .filter(|file| file.is_of_plan(name))
            .map(|file| file.plan())
            .collect();
        same.sort_unstable();
        same.dedup();
        match same.as_slice() {
            [plan] => Ok(Self::Plan((*plan).to_owned())),
            [] => Err(unknown(name, known)),
            several => {
                let message = format!("several plans are named `{name}`: {}", listed(several));
                Err(Failure::new(message).help("write the full name"))
            }
        }
    }

    /// Whether a link links a commit to it.
    pub(super) fn has(&self, link: &Link) -> bool {
        let file = link.target.file();
        match self {
            Self::Task(wanted, id) => link.target.id() == Some(id) && wanted.is_version_of(file),
            Self::Phase(wanted) => wanted.is_version_of(file),
            Self::Plan(plan) => file.plan() == plan,
        }
    }

    /// Whether a mention may refer to it.
    pub(super) fn may_be(&self, ambiguous: &Ambiguous) -> bool {
        match self {
            Self::Task(wanted, id) => {
                ambiguous.id == *id
                    && ambiguous
                        .files
                        .iter()
                        .any(|file| wanted.is_version_of(file))
            }
            Self::Phase(_) | Self::Plan(_) => false,
        }
    }

    /// The task's ID, if it is a task.
    pub(super) fn id(&self) -> Option<&str> {
        match self {
            Self::Task(_, id) => Some(id),
            Self::Phase(_) | Self::Plan(_) => None,
        }
    }
}

fn ambiguous(id: &str, files: &[Arc<KnownFile>]) -> Failure {
    let mut names: Vec<String> = files
        .iter()
        .map(|file| format!("{}:{id}", file.plan()))
        .collect();
    names.sort_unstable();
    let count = names.len();
    names.dedup();
    if names.len() < count {
        // The plan has the ID twice; only the file distinguishes them.
        names = files
            .iter()
            .map(|file| format!("{id} -f {}", file.path))
            .collect();
    }
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let message = format!("`{id}` is in {count} files");
    Failure::new(message).help(format!("write one of {}", listed(&names)))
}

fn unknown(name: &str, known: &TaskIndex) -> Failure {
    let mut names = known.ids();
    names.extend(known.plans());
    let near = nearest(task_name::bare_id(name), names);
    let message = format!("no task or plan `{name}` in the committed progress files");
    let failure = Failure::new(message);
    match near {
        Some(near) => failure.help(format!("did you mean `{near}`?")),
        None => failure.help("run `progress status` for a list of plans"),
    }
}

fn no_file(path: &str, known: &TaskIndex) -> Failure {
    let failure = Failure::new(format!("`{path}` is not a committed progress file"));
    match nearest(path, known.files().map(|file| file.path.as_str())) {
        Some(near) => failure.help(format!("did you mean `{near}`?")),
        None => failure,
    }
}

fn no_task_in(id: &str, file: &KnownFile) -> Failure {
    let failure = Failure::new(format!("no task `{id}` in `{}`", file.path));
    let ids = file.digest.tasks.iter().map(|task| task.id.as_str());
    match nearest(id, ids) {
        Some(near) => failure.help(format!("did you mean `{near}`?")),
        None => failure,
    }
}

fn listed(names: &[&str]) -> String {
    let mut text = names
        .iter()
        .take(MAX_LISTED)
        .map(|name| format!("`{name}`"))
        .collect::<Vec<_>>()
        .join(", ");
    if names.len() > MAX_LISTED {
        text.push_str(", …");
    }
    text
}
