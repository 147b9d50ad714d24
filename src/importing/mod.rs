//! Writes the tasks of other tools into progress files, and keeps them in step.
//!
//! What was imported is remembered in the tasks themselves, so the next import can tell what changed
//! in the source since then. Nothing else is touched: a value that changed on both sides stays as it
//! is here, and is reported.

mod alike;
mod compare;
mod disk;
mod existing;
mod found;
mod merge;

use std::path::Path;

use compare::{Changes, compare};
use disk::{DiskFiles, relative};
use existing::Existing;
pub use found::{Importable, importable};
use merge::new_phases;
pub use merge::{Conflict, Gone};
use progress_bridge::{Bundle, Format, ReadError, Remark, detect, read};
use progress_core::display::visible;
use progress_core::model::Moment;
use progress_core::source::{RootedPath, with_slashes};
use progress_core::status::plans;
use progress_core::update::Changed;
use progress_git::trees::WorkingTree;
use progress_git::write::WriteError;

use crate::loading::{Request, load};
use crate::updating::{
    ApplyError, DraftError, InvalidName, PhaseDraft, PhaseNames, UpdatedFile, Workplace, apply,
    create, draft_all,
};

/// What to import.
#[derive(Clone, Debug)]
pub struct ImportRequest<'a> {
    /// The file or folder, absolute and without symbolic links; it may be gone.
    pub path: &'a Path,
    /// Its format; found out if `None`.
    pub format: Option<Format>,
    /// The name of the plan; that of the source if `None`.
    pub prd: Option<String>,
    /// Who works on tasks without an assignee.
    pub assignee: String,
    /// Which value counts where both sides changed it; `None` to keep and report it.
    pub decision: Option<Side>,
    /// Whether nothing is written.
    pub is_dry_run: bool,
}

/// One of two sides that changed a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The progress file.
    Ours,
    /// The source.
    Theirs,
}

/// What was imported.
#[derive(Debug)]
pub struct Import {
    /// The format.
    pub format: Format,
    /// The new files, with the number of their tasks.
    pub created: Vec<(PhaseDraft, usize)>,
    /// The files that changed.
    pub updated: Vec<ChangedFile>,
    /// The number of tasks that stay as they are.
    pub unchanged: usize,
    /// Values that changed on both sides.
    pub conflicts: Vec<Conflict>,
    /// Values that still differ from the source: by the decision for ours, or despite the one for
    /// theirs, because only the progress file changed.
    pub kept: Vec<Conflict>,
    /// Tasks that are no longer in the source.
    pub gone: Vec<Gone>,
    /// What has no counterpart, or was decided.
    pub remarks: Vec<Remark>,
}

/// A file that changed.
#[derive(Debug)]
pub struct ChangedFile {
    /// Its path.
    pub path: String,
    /// The changed values.
    pub changed: Vec<Changed>,
    /// The text before.
    pub before: String,
    /// The text after.
    pub after: String,
}

/// Why nothing was imported.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The format cannot be found out.
    #[error("no known format found in `{0}`")]
    Unknown(String),
    /// There are files of several formats.
    #[error("files of several formats found: {}", names(.0))]
    Several(Vec<Format>),
    /// There are no tasks.
    #[error("no tasks found in `{0}`")]
    Empty(String),
    /// A file cannot be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// A plan or phase cannot have this name.
    #[error(transparent)]
    Name(#[from] InvalidName),
    /// A new file cannot be created.
    #[error(transparent)]
    Draft(#[from] DraftError),
    /// An existing file cannot be changed.
    #[error(transparent)]
    Apply(#[from] ApplyError),
    /// A file cannot be written.
    #[error(transparent)]
    Write(#[from] WriteError),
}

fn names(formats: &[Format]) -> String {
    let names: Vec<&str> = formats.iter().map(|format| format.as_str()).collect();
    names.join(", ")
}

/// Imports, or with `is_dry_run` only finds out what that would change.
///
/// # Errors
///
/// Fails if the source cannot be read, or a file cannot be written. Files that were written before
/// stay; the next import continues.
pub fn import(
    workplace: Workplace<'_>,
    request: &ImportRequest<'_>,
    now: Moment,
) -> Result<Import, ImportError> {
    let workspace = load_all(workplace);
    let all = plans(&workspace);
    let mut existing = Existing::of(&workspace, &all);
    existing.known.prd.clone_from(&request.prd);
    existing.known.now = now.to_string();
    let (source, bundle) = read_source(workplace.root, request, &existing)?;
    let format = source.format;
    let changes = compare(bundle, &source, &existing, request);
    let Changes {
        additions,
        orders,
        unchanged,
        conflicts,
        kept,
        gone,
        remarks,
    } = changes;
    let phases = new_phases(additions, &request.assignee, &now.day())?;
    let mut updated = apply(workplace, &orders, true, now)?;
    let mut drafts = Vec::new();
    if !phases.is_empty() {
        drafts = draft_all(workplace, &phases, texts(&updated))?;
    }
    if !request.is_dry_run {
        updated = apply(workplace, &orders, false, now)?;
    }
    let mut files = Vec::with_capacity(updated.len());
    for file in updated {
        if let Some(after) = file.after {
            files.push(ChangedFile {
                path: file.path.as_str().to_owned(),
                changed: file.outcome.changed,
                before: file.before,
                after,
            });
        }
    }
    let mut created = Vec::with_capacity(drafts.len());
    for (draft, phase) in drafts.into_iter().zip(&phases) {
        if !request.is_dry_run {
            // It fails if the file exists, so nothing is overwritten.
            create(workplace, &draft)?;
        }
        created.push((draft, phase.tasks.len()));
    }
    Ok(Import {
        format,
        created,
        updated: files,
        unchanged,
        conflicts,
        kept,
        gone,
        remarks,
    })
}

/// The texts that files are about to get; new files may refer to the tasks in them.
fn texts(updated: &[UpdatedFile<'_>]) -> Vec<(RootedPath, Vec<u8>)> {
    let mut texts = Vec::new();
    for file in updated {
        if let Some(after) = &file.after {
            texts.push((file.path.clone(), after.clone().into_bytes()));
        }
    }
    texts
}

fn load_all(workplace: Workplace<'_>) -> progress_core::workspace::Workspace {
    let root = workplace.root;
    let request = Request {
        files: Vec::new(),
        folders: vec![root.to_path_buf()],
        ..Request::default()
    };
    let tree = WorkingTree::new(root.to_path_buf());
    load(
        root,
        request,
        &tree,
        workplace.repository,
        workplace.settings.clone(),
    )
}

fn read_source(
    root: &Path,
    request: &ImportRequest<'_>,
    existing: &Existing,
) -> Result<(Source, Bundle), ImportError> {
    let (disk, start) = place(root, request.path);
    let shown = if start.is_empty() {
        ".".to_owned()
    } else {
        visible(&start).into_owned()
    };
    // What was imported from here may be gone altogether.
    let earlier = existing.format_here(request.format, &start);
    let format = match request.format {
        Some(format) => format,
        None => match detect(&disk, &start, &existing.known).as_slice() {
            [] => earlier.ok_or(ImportError::Unknown(shown.clone()))?,
            [format] => *format,
            several => return Err(ImportError::Several(several.to_vec())),
        },
    };
    let bundle = match read(format, &disk, &start, &existing.known) {
        Err(ReadError::Absent { .. }) if earlier.is_some() => Bundle::default(),
        bundle => bundle?,
    };
    if bundle.task_count() == 0 && earlier.is_none() {
        return Err(ImportError::Empty(shown));
    }
    for plan in &bundle.plans {
        for phase in &plan.phases {
            PhaseNames::check(&plan.name, phase.name.as_deref().unwrap_or("1"))?;
        }
    }
    let source = Source {
        format,
        start,
        disk,
    };
    Ok((source, bundle))
}

/// What is read.
struct Source {
    format: Format,
    /// The file or folder, relative to the repository.
    start: String,
    disk: DiskFiles,
}

/// Where to read from: the repository, or for a path outside of it the folder above. Either way, paths
/// are relative to the repository.
fn place(root: &Path, path: &Path) -> (DiskFiles, String) {
    let (folder, name) = match path.strip_prefix(root) {
        Ok(below) => (root, with_slashes(below)),
        Err(_) => match (path.parent(), path.file_name()) {
            (Some(above), Some(name)) => (above, name.to_string_lossy().into_owned()),
            _ => (path, String::new()),
        },
    };
    let prefix = relative(folder, root).unwrap_or_default();
    let start = match prefix.as_str() {
        "" => name,
        prefix => format!("{prefix}/{name}"),
    };
    let root = folder.to_path_buf();
    (DiskFiles { root, prefix }, start)
}
