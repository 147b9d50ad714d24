//! The check of pull requests in CI.

use std::fs;
use std::path::Path;

use progress_git::git::Repository;
use progress_git::trees::read_file;

use super::appending::{append_keys, texts};
use super::error::InitError;
use super::file_change::{ExistingFile, FileChange};

/// A CI system for which there is a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CiSystem {
    /// GitHub Actions.
    Github,
    /// GitLab CI.
    Gitlab,
}

const GITHUB_FOLDER: &str = ".github/workflows";
/// The names that a workflow can get: the first one that is free.
const GITHUB_FILES: [&str; 2] = [
    ".github/workflows/progress.yml",
    ".github/workflows/progress-lint.yml",
];
const GITLAB_FILE: &str = ".gitlab-ci.yml";
const GITHUB: &str = include_str!("ci/github.yml");
const GITLAB: &str = include_str!("ci/gitlab.yml");

/// Returns the CI system that the repository uses, judging by its files or else by its remote.
pub(super) fn detect(root: &Path, repository: &Repository) -> Option<CiSystem> {
    if root.join(GITHUB_FOLDER).is_dir() {
        return Some(CiSystem::Github);
    }
    if root.join(GITLAB_FILE).is_file() {
        return Some(CiSystem::Gitlab);
    }
    // A new repository may have no files of its CI system yet.
    let remote = repository.setting_in_force("remote.origin.url")?.value;
    if remote.contains("github.com") {
        return Some(CiSystem::Github);
    }
    remote.contains("gitlab").then_some(CiSystem::Gitlab)
}

/// Returns the change that adds the check; `None` if CI runs it already.
pub(super) fn ci(root: &Path, system: CiSystem) -> Result<Option<FileChange>, InitError> {
    match system {
        CiSystem::Github => github(root),
        CiSystem::Gitlab => gitlab(root),
    }
}

fn github(root: &Path) -> Result<Option<FileChange>, InitError> {
    let workflows = fs::read_dir(root.join(GITHUB_FOLDER)).into_iter().flatten();
    for workflow in workflows.flatten() {
        // What is not a file has no check, and a pipe would never end.
        let Ok((bytes, _)) = read_file(&workflow.path()) else {
            continue;
        };
        if is_there(&String::from_utf8_lossy(&bytes)) {
            return Ok(None);
        }
    }
    for path in GITHUB_FILES {
        let file = ExistingFile::read(root, path)?;
        // Another workflow of that name is left alone.
        if file.text.is_none() {
            return Ok(FileChange::new(file, of_this_version(GITHUB)));
        }
    }
    Err(InitError::NotAppendable {
        path: GITHUB_FOLDER.to_owned(),
        key: "progress-lint.yml",
        line: None,
    })
}

fn gitlab(root: &Path) -> Result<Option<FileChange>, InitError> {
    let file = ExistingFile::read(root, GITLAB_FILE)?;
    let text = file.text.as_deref().unwrap_or_default();
    if is_there(text) {
        return Ok(None);
    }
    match append_keys(text, &job(text)) {
        Some(after) => Ok(FileChange::new(file, after)),
        None => Err(InitError::NotAppendable {
            path: GITLAB_FILE.to_owned(),
            key: "progress-lint",
            line: None,
        }),
    }
}

/// The job, in a stage that the file has.
fn job(text: &str) -> String {
    let job = of_this_version(GITLAB);
    // Without a stage of its own, a job is in `test`, and GitLab refuses the file if that is missing.
    // A pipeline with jobs only in `.pre`, which exists always, would not run.
    let stages = texts(text, "stages");
    match stages.first() {
        Some(first) if !stages.iter().any(|it| it == "test") => {
            let quoted = serde_json::Value::from(first.as_str());
            job.replacen(":\n", &format!(":\n  stage: {quoted}\n"), 1)
        }
        _ => job,
    }
}

/// Whether a file runs the check.
fn is_there(text: &str) -> bool {
    // What is only mentioned does not run.
    let mut lines = text.lines().map(|line| match line.split_once('#') {
        Some((code, _)) => code,
        None => line,
    });
    lines.any(|line| line.contains("progress lint") || line.contains("progress-lint"))
}

/// The text with the version of this program, so that a new release does not change what CI says.
fn of_this_version(text: &str) -> String {
    text.replace("VERSION", env!("CARGO_PKG_VERSION"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_job_is_in_a_stage_that_exists() {
        for (stages, line) in [
            (
                "stages: [build, deploy]\n",
                "progress-lint:\n  stage: \"build\"\n  image",
            ),
            ("stages:\n  - build\n  - test\n", "progress-lint:\n  image"),
            ("stages: !reference [a, b]\n", "progress-lint:\n  image"),
            ("", "progress-lint:\n  image"),
        ] {
            assert!(job(stages).starts_with(line), "{stages}");
        }
    }
}
