//! pre-merge-commit: checks a merge that Git made by itself.
//!
//! Octopus merges and some strategies never ask the merge driver, and lines that merge without a
//! conflict can leave a status that the tasks contradict. In a file that somebody wrote that is
//! a warning; if no merged side had it, the merge is wrong.

use progress_core::config::Severity;
use progress_core::derive::{Contradiction, contradictions, worse};
use progress_core::display::visible;
use progress_core::document::Document;
use progress_core::model::{Phase, Statuses};
use progress_git::git::{Change, ObjectId, Repository};

use super::pre_commit;
use super::session::{Session, broken};
use crate::cli::failure::Failure;
use crate::cli::{Console, ExitStatus};

/// The prefix of the variables that name the commits being merged.
const HEADS: &str = "GITHEAD_";

/// The rules that report a status which tasks contradict.
const RULES: [&str; 3] = [
    "phase-done-open-tasks",
    "phase-not-started-but-done",
    "phase-open-all-done",
];

pub(super) fn run(session: &Session, console: &mut Console<'_>) -> Result<ExitStatus, Failure> {
    let staged = session.repository()?.staged_changes().map_err(broken)?;
    let status = pre_commit::lint_changes(session, &staged, console)?;
    if status == ExitStatus::Findings {
        return Ok(status);
    }
    let heads = heads(std::env::vars_os().filter_map(|(name, _)| name.into_string().ok()));
    if heads.is_empty() {
        return Ok(status);
    }
    let mut is_wrong = false;
    for change in &staged {
        if let Some((path, wrong)) = wrong_status(session, change, &heads)? {
            console.fail(&failure(path, &wrong));
            is_wrong = true;
        }
    }
    Ok(if is_wrong {
        ExitStatus::Findings
    } else {
        status
    })
}

/// The commits that variables of these names stand for.
fn heads(names: impl Iterator<Item = String>) -> Vec<ObjectId> {
    let ids = names.filter_map(|name| ObjectId::from_hex(name.strip_prefix(HEADS)?));
    ids.collect()
}

fn failure(path: &str, wrong: &Contradiction) -> Failure {
    let path = visible(path);
    let stated = wrong.figure.old.as_deref().unwrap_or_default();
    let message = format!(
        "`{path}`: the merge leaves `status: {}`, which its tasks contradict",
        visible(stated)
    );
    let help = format!(
        "Git merged several sides line by line, and none of them had this; run \
         `progress lint --fix {path}`, stage the file, and run `git commit`"
    );
    Failure::new(message).help(help)
}

/// The path of a progress file whose new status its tasks contradict, unlike in any merged commit.
fn wrong_status<'c>(
    session: &Session,
    change: &'c Change,
    heads: &[ObjectId],
) -> Result<Option<(&'c str, Contradiction)>, Failure> {
    let repository = session.repository()?;
    let settings = &session.project.settings;
    let Ok(path) = std::str::from_utf8(&change.path) else {
        return Ok(None);
    };
    let is_off = |rule: &str| settings.severity(rule, Some(path)) == Some(Severity::Off);
    if !settings.is_candidate(path) || RULES.iter().all(|rule| is_off(rule)) {
        return Ok(None);
    }
    let Some(id) = change.new.and_then(|entry| entry.id) else {
        return Ok(None);
    };
    let found = contradicted(&repository.blob(id).map_err(broken)?, &settings.statuses);
    if found.is_empty() {
        return Ok(None);
    }
    let mut old = Vec::new();
    if let Some(id) = change.old.and_then(|entry| entry.id) {
        let blob = repository.blob(id).map_err(broken)?;
        old.extend(contradicted(&blob, &settings.statuses));
    }
    for head in heads {
        if let Some(blob) = blob_in(repository, *head, path)? {
            old.extend(contradicted(&blob, &settings.statuses));
        }
    }
    Ok(worse(found, [&old, &[]]).pop().map(|wrong| (path, wrong)))
}

fn blob_in(
    repository: &Repository,
    commit: ObjectId,
    path: &str,
) -> Result<Option<Vec<u8>>, Failure> {
    let tree = repository.tree_of(commit).map_err(broken)?;
    let entry = repository
        .tree(tree)
        .entry(path.as_bytes())
        .map_err(broken)?;
    let Some(id) = entry.and_then(|entry| entry.id) else {
        return Ok(None);
    };
    repository.blob(id).map(Some).map_err(broken)
}

/// The status of a file, if its tasks contradict it.
fn contradicted(bytes: &[u8], statuses: &Statuses) -> Vec<Contradiction> {
    let document = Document::parse(bytes.to_vec());
    let Some(tree) = document.tree() else {
        return Vec::new();
    };
    let mut found = contradictions(tree.root(), &Phase::read(tree, statuses));
    found.retain(|it| it.figure.key == "status");
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_merged_commits_are_those_that_git_names() {
        let id = "3b3bde67d5bbac52447b7ca424afab844c38a547";
        let names = ["GITHEAD_", "GITHEAD_x", "HOME"].map(str::to_owned);
        let names = names.into_iter().chain([format!("{HEADS}{id}")]);
        assert_eq!(heads(names), [ObjectId::from_hex(id).unwrap()]);
    }
}
