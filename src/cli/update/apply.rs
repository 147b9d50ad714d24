//! Applies orders: all of them, or none.

use progress_core::document::Document;
use progress_core::model::{Moment, keys};
use progress_core::source::{Contents, RootedPath};
use progress_core::update::{Order, Outcome, UpdateError, update};
use progress_git::trees::WorkingTree;
use progress_git::write::{Store, WriteError};
use yaml_lossless::Node;

use super::Job;
use crate::cli::failure::Failure;
use crate::cli::project::Project;

/// The result for one file.
pub(super) struct Applied<'j> {
    /// The file.
    pub path: &'j RootedPath,
    /// The order.
    pub order: &'j Order,
    /// Its outcome.
    pub outcome: Outcome,
    /// The plan's name.
    pub prd: Option<String>,
    /// The text before.
    pub before: String,
    /// The text after, if it differs.
    pub after: Option<String>,
}

/// Why nothing was changed.
enum Trouble {
    Update(RootedPath, UpdateError),
    Write(WriteError),
}

impl From<WriteError> for Trouble {
    fn from(error: WriteError) -> Self {
        Self::Write(error)
    }
}

/// Applies the orders, or only determines what they would change.
pub(super) fn apply<'j>(
    project: &Project,
    jobs: &'j [Job],
    dry_run: bool,
    now: Moment,
) -> Result<Vec<Applied<'j>>, Failure> {
    let applied = |job: &'j Job, bytes: Vec<u8>| {
        one(job, bytes, project, now).map_err(|error| Trouble::Update(job.path.clone(), error))
    };
    let root = &project.root.folder;
    if dry_run {
        let tree = WorkingTree::new(root.clone());
        let results: Result<Vec<_>, Trouble> = jobs
            .iter()
            .map(|job| {
                let bytes = tree.read(&job.path).map_err(|source| {
                    let path = job.path.as_str().to_owned();
                    WriteError::Unreadable { path, source }
                })?;
                applied(job, bytes)
            })
            .collect();
        return results.map_err(|trouble| failure(trouble, project));
    }
    let mut results = Vec::new();
    let store = Store::open(project.root.repository.as_ref(), root);
    let paths: Vec<RootedPath> = jobs.iter().map(|job| job.path.clone()).collect();
    let written = store.replace_all(&paths, |drafts| {
        results.clear();
        for (job, draft) in jobs.iter().zip(drafts) {
            let result = applied(job, draft.current.clone())?;
            draft.new = result.after.as_ref().map(|text| text.clone().into_bytes());
            results.push(result);
        }
        Ok::<(), Trouble>(())
    });
    written.map_err(|trouble| failure(trouble, project))?;
    Ok(results)
}

fn one<'j>(
    job: &'j Job,
    bytes: Vec<u8>,
    project: &Project,
    now: Moment,
) -> Result<Applied<'j>, UpdateError> {
    let document = Document::parse(bytes);
    let outcome = update(&document, &job.order, &project.settings.statuses, now)?;
    let after = if outcome.changes.is_empty() {
        None
    } else {
        let edited = document
            .edit(&outcome.changes)
            .map_err(|error| UpdateError::edit(&document, error))?;
        Some(edited.document.text.as_str().to_owned())
    };
    let mut prds = keys::PRD.iter().filter_map(|key| document.get(key));
    Ok(Applied {
        path: &job.path,
        order: &job.order,
        outcome,
        prd: prds.find_map(Node::some_text).map(str::to_owned),
        before: document.text.as_str().to_owned(),
        after,
    })
}

fn failure(trouble: Trouble, project: &Project) -> Failure {
    match trouble {
        Trouble::Write(error) => Failure::new(error.to_string()).help(error.help()),
        Trouble::Update(path, error) => {
            let path = project.base().shown(path.as_str()).to_string();
            Failure::new(format!("{path}: {error}")).help(error.help())
        }
    }
}
