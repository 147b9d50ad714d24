//! Finds plans by name.

use std::path::PathBuf;

use progress_core::config::Settings;
use progress_core::source::RootedPath;
use progress_core::status::{PlanView, Unmatched, select};

use super::sparse;

/// Where plan names are resolved: a path is relative to the current directory.
#[derive(Clone, Debug)]
pub struct PlanNames {
    /// The root of the repository, or the current directory outside Git.
    pub root: PathBuf,
    /// The current directory.
    pub current: PathBuf,
}

/// Why a name selects no plan.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PlanError {
    /// It matches no plan, or several.
    #[error(transparent)]
    Unmatched(#[from] Unmatched),
    /// All files of the plan are excluded by a sparse checkout.
    #[error("plan `{name}` is in `{path}`, which is outside the sparse checkout")]
    LeftOut {
        /// The name.
        name: String,
        /// A file of the plan.
        path: String,
    },
}

impl PlanNames {
    /// Returns the plans that match a name.
    ///
    /// # Errors
    ///
    /// Fails if there are none, or the name is ambiguous.
    pub fn select<'w>(
        &self,
        plans: Vec<PlanView<'w>>,
        name: &str,
        settings: &Settings,
    ) -> Result<Vec<PlanView<'w>>, PlanError> {
        let path = RootedPath::new(&self.root, &self.current.join(name));
        select(plans, name, Some(path.as_str()))
            .map_err(|error| self.explain(error, name, settings))
    }

    fn explain(&self, error: Unmatched, name: &str, settings: &Settings) -> PlanError {
        // Some plans match an ambiguous name, so none is missing from the checkout.
        if matches!(error, Unmatched::Ambiguous { .. }) {
            return error.into();
        }
        match sparse::file_of_plan(&self.root, settings, name) {
            Some(path) => PlanError::LeftOut {
                name: name.to_owned(),
                path,
            },
            None => error.into(),
        }
    }
}

impl PlanError {
    /// What to do about it.
    #[must_use]
    pub fn help(&self) -> String {
        match self {
            Self::LeftOut { path, .. } => sparse::remedy(path),
            Self::Unmatched(Unmatched::NoPlans) => {
                "create one with `progress new PLAN PHASE`".to_owned()
            }
            Self::Unmatched(Unmatched::Unknown {
                near: Some(near), ..
            }) => format!("did you mean `{near}`?"),
            Self::Unmatched(Unmatched::Unknown { .. }) => {
                "run `progress status --all` for a list".to_owned()
            }
            Self::Unmatched(Unmatched::Ambiguous { .. }) => "use a longer prefix".to_owned(),
        }
    }
}
