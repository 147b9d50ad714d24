//! What a hook has to lint, if anything.

use std::collections::BTreeSet;

use progress_core::config::Settings;
use progress_core::model::BranchName;
use progress_core::source::folder_of;
use progress_git::git::{Change, GitError, Repository};

use crate::linking::StagedCommit;
use crate::tracking::Facts;

/// What a commit has to be checked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LintScope {
    /// Nothing.
    Nothing,
    /// The name of the branch; the commit changes no plan.
    Branch,
    /// These folders of plans, relative to the root, and the name of the branch.
    Folders(Vec<String>),
}

/// Whether there can be anything to do: hooks may be installed for every repository.
///
/// # Errors
///
/// Fails if Git cannot read the index.
pub fn has_plans(repository: &Repository, settings: &Settings) -> Result<bool, GitError> {
    // Our own records are checked first, because that is fastest.
    if has_record(repository) {
        return Ok(true);
    }
    let files = repository.indexed(None, &|path: &[u8]| {
        settings.include.may_match(path)
            && std::str::from_utf8(path).is_ok_and(|path| settings.is_candidate(path))
    })?;
    Ok(!files.is_empty())
}

/// Whether we keep any records in the Git folder of the worktree.
#[must_use]
pub fn has_record(repository: &Repository) -> bool {
    repository.git_dir().join("progress").exists()
}

/// Decides what to lint: the plans that these changes touch, and the name of the branch.
///
/// # Errors
///
/// Fails if Git cannot read the index.
pub fn lint_scope(facts: &Facts<'_>, staged: &[Change]) -> Result<LintScope, GitError> {
    let repository = facts.repository;
    let index = repository.index()?;
    let mut folders: BTreeSet<&str> = BTreeSet::new();
    for change in staged {
        let Ok(path) = std::str::from_utf8(&change.path) else {
            continue;
        };
        if facts.settings.is_candidate(path) {
            folders.insert(folder_of(path));
        }
    }
    // A plan that was deleted altogether has no folder left to check.
    folders.retain(|folder| matches!(index.entry(folder.as_bytes()), Ok(Some(_))));
    if !is_misnamed(facts) {
        return Ok(scope(folders, LintScope::Nothing));
    }
    // Branch names are free in repositories without plans.
    let at_hand = StagedCommit::read(repository, facts.settings, None)?;
    if at_hand.known.is_empty() {
        return Ok(LintScope::Nothing);
    }
    Ok(scope(folders, LintScope::Branch))
}

fn scope(folders: BTreeSet<&str>, otherwise: LintScope) -> LintScope {
    if folders.is_empty() {
        return otherwise;
    }
    LintScope::Folders(folders.into_iter().map(str::to_owned).collect())
}

/// Whether the current branch is meant for a feature, but its name has another form.
fn is_misnamed(facts: &Facts<'_>) -> bool {
    facts.branch.is_some_and(|branch| {
        BranchName::parse(branch).is_some() && !facts.settings.branch_patterns.matches(branch)
    })
}
