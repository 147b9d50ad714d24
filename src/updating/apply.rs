//! Applies orders: all of them, or none.

use progress_core::document::Document;
use progress_core::model::{Moment, Statuses, keys};
use progress_core::source::{Contents, RootedPath};
use progress_core::update::{Order, Outcome, UpdateError, update};
use progress_git::trees::WorkingTree;
use progress_git::write::{Store, WriteError};
use yaml_lossless::Node;

use super::{FileOrder, Workplace};

/// The result for one file.
#[derive(Debug)]
pub struct UpdatedFile<'j> {
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

impl<'j> UpdatedFile<'j> {
    /// The outcome of an order for a document, and the text after it, if that differs.
    pub fn new(
        path: &'j RootedPath,
        order: &'j Order,
        outcome: Outcome,
        document: &Document,
        after: Option<String>,
    ) -> Self {
        let prd = keys::PRD
            .iter()
            .filter_map(|key| document.get(key))
            .find_map(Node::some_text);
        Self {
            path,
            order,
            outcome,
            prd: prd.map(str::to_owned),
            before: document.text.as_str().to_owned(),
            after,
        }
    }
}

/// Why nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum ApplyError {
    /// An order cannot be applied.
    #[error("{}: {error}", path.as_str())]
    Update {
        /// The file.
        path: RootedPath,
        /// The cause.
        error: UpdateError,
    },
    /// A file cannot be read or written.
    #[error(transparent)]
    Write(#[from] WriteError),
}

/// Applies the orders; with `is_dry_run`, only determines what they would change.
///
/// # Errors
///
/// Fails if a file cannot be read, changed or written. Then none is.
pub fn apply<'j>(
    workplace: Workplace<'_>,
    orders: &'j [FileOrder],
    is_dry_run: bool,
    now: Moment,
) -> Result<Vec<UpdatedFile<'j>>, ApplyError> {
    let statuses = &workplace.settings.statuses;
    let mut results = Vec::new();
    // Nothing is written, so no lock is needed.
    if is_dry_run {
        let tree = WorkingTree::new(workplace.root.to_path_buf());
        for file in orders {
            let bytes = tree
                .read(&file.path)
                .map_err(|source| WriteError::Unreadable {
                    path: file.path.as_str().to_owned(),
                    source,
                })?;
            results.push(apply_one(file, bytes, statuses, now)?);
        }
        return Ok(results);
    }
    let store = Store::open(workplace.repository, workplace.root);
    let paths: Vec<RootedPath> = orders.iter().map(|file| file.path.clone()).collect();
    store.replace_all(&paths, |drafts| {
        // It is called again if a file changed in the meantime.
        results.clear();
        for (file, draft) in orders.iter().zip(drafts) {
            let result = apply_one(file, draft.current.clone(), statuses, now)?;
            // Without a new text, the file is left as it is.
            draft.new = result.after.as_ref().map(|text| text.clone().into_bytes());
            results.push(result);
        }
        Ok::<(), ApplyError>(())
    })?;
    Ok(results)
}

fn apply_one<'j>(
    file: &'j FileOrder,
    bytes: Vec<u8>,
    statuses: &Statuses,
    now: Moment,
) -> Result<UpdatedFile<'j>, ApplyError> {
    let document = Document::parse(bytes);
    let (outcome, after) =
        edited(&document, &file.order, statuses, now).map_err(|error| ApplyError::Update {
            path: file.path.clone(),
            error,
        })?;
    Ok(UpdatedFile::new(
        &file.path,
        &file.order,
        outcome,
        &document,
        after,
    ))
}

/// The outcome of an order, and the new text if it differs.
fn edited(
    document: &Document,
    order: &Order,
    statuses: &Statuses,
    now: Moment,
) -> Result<(Outcome, Option<String>), UpdateError> {
    let outcome = update(document, order, statuses, now)?;
    // Without changes, the file is left as it is, down to the last byte.
    if outcome.changes.is_empty() {
        return Ok((outcome, None));
    }
    let edited = document
        .edit(&outcome.changes)
        .map_err(|error| UpdateError::edit(document, error))?;
    Ok((outcome, Some(edited.document.text.as_str().to_owned())))
}
