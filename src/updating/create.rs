//! Creates the file of a new phase.

use std::path::Path;

use progress_core::config::Severity;
use progress_core::display::visible;
use progress_core::lint::Finding;
use progress_core::scaffold::{NewPhase, compose};
use progress_core::source::{Overlay, RootedPath};
use progress_core::status::plans;
use progress_core::{lint, rules};
use progress_git::trees::WorkingTree;
use progress_git::write::{Store, WriteError};

use super::Workplace;
use super::phase_names::{PhaseExists, path_of};
use crate::loading::{Request, load};

/// The file of a new phase, which is not written yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PhaseDraft {
    /// Its path: in the folder of the plan or, for a new plan, next to those of other plans.
    pub path: RootedPath,
    /// Its text.
    pub text: String,
}

/// Why a phase cannot be created.
#[derive(Debug, thiserror::Error)]
pub enum DraftError {
    /// The phase exists.
    #[error(transparent)]
    Exists(#[from] PhaseExists),
    /// The file exists, but is excluded by a sparse checkout.
    #[error("`{path}` exists, but is outside the sparse checkout")]
    LeftOut {
        /// The file.
        path: String,
    },
    /// Git ignores the file, so that no command would find it.
    #[error("`{path}` would be ignored by Git{}", place(rule.as_deref()))]
    Ignored {
        /// The file.
        path: String,
        /// Where the rule is, as `.gitignore:3`, if Git says so.
        rule: Option<String>,
    },
    /// The file would have errors.
    #[error("the file would have errors")]
    Invalid(Vec<Finding>),
}

/// Where an ignore rule is.
fn place(rule: Option<&str>) -> String {
    rule.map_or_else(String::new, |rule| format!(" ({})", visible(rule)))
}

/// Composes the file of a new phase, and checks it.
///
/// # Errors
///
/// Fails if the phase exists, or its file would have errors.
pub fn draft(workplace: Workplace<'_>, phase: &NewPhase) -> Result<PhaseDraft, DraftError> {
    let mut drafts = draft_all(workplace, std::slice::from_ref(phase), Vec::new())?;
    // There is one for each phase.
    drafts.pop().ok_or_else(|| DraftError::Invalid(Vec::new()))
}

/// Composes the files of new phases, which may refer to each other, and checks them; `changed` are
/// the texts that other files are about to get.
///
/// # Errors
///
/// Fails if a phase exists, or a file would have errors.
pub fn draft_all(
    workplace: Workplace<'_>,
    phases: &[NewPhase],
    changed: Vec<(RootedPath, Vec<u8>)>,
) -> Result<Vec<PhaseDraft>, DraftError> {
    let Workplace {
        root,
        repository,
        settings,
    } = workplace;
    let request = Request {
        files: Vec::new(),
        folders: vec![root.to_path_buf()],
        ..Request::default()
    };
    let tree = WorkingTree::new(root.to_path_buf());
    let workspace = load(root, request, &tree, repository, settings.clone());
    let plans = plans(&workspace);
    let mut drafts = Vec::with_capacity(phases.len());
    for phase in phases {
        let path = path_of(phase, root, &plans)?;
        // The file is not on disk but in the index, and a commit would replace it.
        if repository.is_some_and(|it| it.leaves_out(path.as_str().as_bytes())) {
            return Err(DraftError::LeftOut {
                path: path.as_str().to_owned(),
            });
        }
        if let Some(repository) = repository
            && repository.is_ignored(Path::new(path.as_str()))
        {
            return Err(DraftError::Ignored {
                rule: repository.ignore_rule(Path::new(path.as_str())),
                path: path.as_str().to_owned(),
            });
        }
        let text = compose(phase, path.as_str(), &settings.statuses);
        drafts.push(PhaseDraft { path, text });
    }
    // The files are checked before they are written, so nothing has to be undone.
    let errors = errors_in(workplace, &drafts, changed);
    if errors.is_empty() {
        Ok(drafts)
    } else {
        Err(DraftError::Invalid(errors))
    }
}

/// Lints the files as if they existed; returns the errors in them.
fn errors_in(
    workplace: Workplace<'_>,
    drafts: &[PhaseDraft],
    changed: Vec<(RootedPath, Vec<u8>)>,
) -> Vec<Finding> {
    let Workplace {
        root,
        repository,
        settings,
    } = workplace;
    let tree = WorkingTree::new(root.to_path_buf());
    let mut texts = changed;
    let mut files = Vec::with_capacity(drafts.len());
    for draft in drafts {
        texts.push((draft.path.clone(), draft.text.as_bytes().to_vec()));
        files.push(draft.path.clone());
    }
    let contents = Overlay::new(texts, tree);
    let request = Request {
        files,
        folders: Vec::new(),
        ..Request::default()
    };
    let workspace = load(root, request, &contents, repository, settings.clone());
    let mut found = lint::run(&workspace, &rules::all()).findings;
    found.retain(|finding| {
        // A new file may have warnings, but no errors.
        finding.severity == Severity::Error
            && finding
                .place()
                .is_some_and(|place| drafts.iter().any(|it| it.path.as_str() == place.path))
    });
    found
}

/// Writes the file of a new phase.
///
/// # Errors
///
/// Fails if it exists, or cannot be written.
pub fn create(workplace: Workplace<'_>, draft: &PhaseDraft) -> Result<(), WriteError> {
    let store = Store::open(workplace.repository, workplace.root);
    store.create(&draft.path, draft.text.as_bytes())
}
