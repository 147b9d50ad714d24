//! The subject of a log: a task, a phase or a plan.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use progress_core::display::nearest;
use progress_core::model::task_name;
use progress_core::source::{RootedPath, folder_of, name_of};
use progress_core::task_links::{Ambiguous, KnownFile, Link, TaskIndex};

/// Maximum files listed in a message.
const MAX_LISTED: usize = 6;

/// The subject of a log.
#[derive(Debug)]
pub enum Subject {
    /// A task in a file.
    Task(Arc<KnownFile>, String),
    /// The phase that a file tracks.
    Phase(Arc<KnownFile>),
    /// A plan, by its exact name.
    Plan(String),
    /// Everything: all plans.
    All,
}

impl Subject {
    /// Finds the named subject among committed tasks; without a name and a file, everything. `file` and a name that is a path are relative
    /// to the folder `current`.
    ///
    /// # Errors
    ///
    /// Fails if nothing has that name, or several tasks or plans do.
    pub fn find(
        name: Option<&str>,
        file: Option<&Path>,
        root: &Path,
        current: &Path,
        known: &TaskIndex,
    ) -> Result<Self, SubjectError> {
        let Some(path) = file else {
            let Some(name) = name else {
                return Ok(Self::All);
            };
            // A name that is the path of a progress file means its phase.
            let path = RootedPath::new(root, &current.join(name));
            return match known.file(path.as_str()) {
                Some(file) => Ok(Self::Phase(Arc::clone(file))),
                None => Self::named(name, path.as_str(), known),
            };
        };
        let path = RootedPath::new(root, &current.join(path));
        let Some(file) = known.file(path.as_str()) else {
            // Only a committed file has a history.
            return Err(no_file(path.as_str(), known));
        };
        match name {
            None => Ok(Self::Phase(Arc::clone(file))),
            Some(id) if file.digest.status_of(id).is_some() => {
                Ok(Self::Task(Arc::clone(file), id.to_owned()))
            }
            Some(id) => Err(no_task_in(id, file)),
        }
    }

    fn named(name: &str, path: &str, known: &TaskIndex) -> Result<Self, SubjectError> {
        let (holders, id) = task_name::select(name, |id| known.holders(id));
        match holders.as_slice() {
            [file] => Ok(Self::Task(Arc::clone(file), id.to_owned())),
            [] => Self::plan(name, path, known),
            several => Err(ambiguous(id, several)),
        }
    }

    fn plan(name: &str, path: &str, known: &TaskIndex) -> Result<Self, SubjectError> {
        // An exact name wins over one that is only written differently.
        if known.plans().contains(name) {
            return Ok(Self::Plan(name.to_owned()));
        }
        // The same names as everywhere, in the same order: a directory, a name without its version,
        // the beginning of a name.
        let ways: [&dyn Fn(&KnownFile) -> bool; 3] = [
            &|file| is_in(file, name, path),
            &|file| file.is_of_plan(name),
            &|file| !name.is_empty() && file.plan().starts_with(name),
        ];
        for is_meant in ways {
            let files = known.files().filter(|file| is_meant(file));
            let plans: BTreeSet<&str> = files.map(|file| file.plan()).collect();
            match plans.len() {
                0 => {}
                1 => return Ok(Self::Plan(plans.into_iter().collect())),
                _ => {
                    return Err(SubjectError::SeveralPlans {
                        name: name.to_owned(),
                        plans: plans.into_iter().map(str::to_owned).collect(),
                    });
                }
            }
        }
        Err(unknown(name, known))
    }

    /// Whether a link links a commit to it.
    #[must_use]
    pub fn has(&self, link: &Link) -> bool {
        let file = link.target.file();
        match self {
            Self::Task(wanted, id) => link.target.id() == Some(id) && wanted.is_version_of(file),
            Self::Phase(wanted) => wanted.is_version_of(file),
            // The name was resolved to the plan's own, so it is compared exactly.
            Self::Plan(plan) => file.plan() == plan,
            Self::All => true,
        }
    }

    /// Whether a mention may refer to it.
    #[must_use]
    pub fn may_be(&self, ambiguous: &Ambiguous) -> bool {
        match self {
            Self::Task(wanted, id) => {
                ambiguous.id == *id
                    && ambiguous
                        .files
                        .iter()
                        .any(|file| wanted.is_version_of(file))
            }
            // Only the ID of a task can be ambiguous in a message.
            Self::Phase(_) | Self::Plan(_) | Self::All => false,
        }
    }

    /// The task's ID, if it is a task.
    #[must_use]
    pub fn id(&self) -> Option<&str> {
        match self {
            Self::Task(_, id) => Some(id),
            Self::Phase(_) | Self::Plan(_) | Self::All => None,
        }
    }
}

/// Why no subject was found.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SubjectError {
    /// Several files have the task.
    #[error("`{id}` is in {} files", names.len())]
    Ambiguous {
        /// The ID.
        id: String,
        /// What to write instead, for each of the files.
        names: Vec<String>,
    },
    /// The name means several plans.
    #[error("several plans are named `{name}`: {}", listed(plans))]
    SeveralPlans {
        /// The name.
        name: String,
        /// The plans' own names.
        plans: Vec<String>,
    },
    /// Nothing has the name.
    #[error("no task or plan `{name}` in the committed progress files")]
    Unknown {
        /// The name.
        name: String,
        /// A similar name that exists.
        near: Option<String>,
    },
    /// The file is not a committed progress file.
    #[error("`{path}` is not a committed progress file")]
    NoFile {
        /// The file.
        path: String,
        /// A similar path that exists.
        near: Option<String>,
    },
    /// The file has no such task.
    #[error("no task `{id}` in `{path}`")]
    NoTask {
        /// The ID.
        id: String,
        /// The file.
        path: String,
        /// A similar ID in the file.
        near: Option<String>,
    },
}

impl SubjectError {
    /// What to do about it.
    #[must_use]
    pub fn help(&self) -> Option<String> {
        match self {
            Self::Ambiguous { names, .. } => Some(format!("write one of {}", listed(names))),
            Self::SeveralPlans { .. } => Some("write the full name".to_owned()),
            Self::Unknown { near: None, .. } => {
                Some("run `progress status` for a list of plans".to_owned())
            }
            Self::Unknown { near, .. } | Self::NoFile { near, .. } | Self::NoTask { near, .. } => {
                near.as_ref().map(|near| format!("did you mean `{near}`?"))
            }
        }
    }
}

/// Whether a file is in a directory, named by its path or its name. The root is not a plan.
fn is_in(file: &KnownFile, name: &str, path: &str) -> bool {
    let folder = folder_of(&file.path);
    !folder.is_empty() && (folder == path || name_of(folder) == name)
}

fn ambiguous(id: &str, files: &[Arc<KnownFile>]) -> SubjectError {
    let mut names: Vec<String> = files
        .iter()
        .map(|file| format!("{}:{id}", file.plan()))
        .collect();
    names.sort_unstable();
    // Several files of a plan give the same name.
    names.dedup();
    if names.len() < files.len() {
        // The plan has the ID twice; only the file distinguishes them.
        names = files
            .iter()
            .map(|file| format!("{id} -f {}", file.path))
            .collect();
    }
    SubjectError::Ambiguous {
        id: id.to_owned(),
        names,
    }
}

fn unknown(name: &str, known: &TaskIndex) -> SubjectError {
    let mut names = known.ids();
    names.extend(known.plans());
    // The plan before the ID may be right.
    let near = nearest(task_name::bare_id(name), names);
    SubjectError::Unknown {
        name: name.to_owned(),
        near: near.map(str::to_owned),
    }
}

fn no_file(path: &str, known: &TaskIndex) -> SubjectError {
    let near = nearest(path, known.files().map(|file| file.path.as_str()));
    SubjectError::NoFile {
        path: path.to_owned(),
        near: near.map(str::to_owned),
    }
}

fn no_task_in(id: &str, file: &KnownFile) -> SubjectError {
    let near = nearest(id, file.digest.tasks.iter().map(|task| task.id.as_str()));
    SubjectError::NoTask {
        id: id.to_owned(),
        path: file.path.clone(),
        near: near.map(str::to_owned),
    }
}

fn listed(names: &[String]) -> String {
    let mut shown: Vec<String> = names
        .iter()
        .take(MAX_LISTED)
        .map(|name| format!("`{name}`"))
        .collect();
    if names.len() > MAX_LISTED {
        shown.push("…".to_owned());
    }
    shown.join(", ")
}
