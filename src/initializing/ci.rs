//! The check of pull requests in CI.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use progress_git::git::Repository;
use progress_git::trees::read_file;

use super::appending::{append_keys, split_header, texts};
use super::error::InitError;
use super::file_change::{ExistingFile, FileChange, Steps};

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
    let url = remote_url(repository)?;
    let host = host_of(&url).to_lowercase();
    if host == "github.com" || host.ends_with(".github.com") {
        return Some(CiSystem::Github);
    }
    host.contains("gitlab").then_some(CiSystem::Gitlab)
}

/// The address of the remote that the repository is pushed to: the one that the current branch
/// follows, the only one, or else the usual one.
fn remote_url(repository: &Repository) -> Option<String> {
    let settings = repository.settings_below("remote.");
    let value = |key: &str| {
        let mut all = settings.iter().rev();
        all.find(|it| it.0 == key).map(|it| it.1.clone())
    };
    let names = settings.iter().filter_map(|(key, _)| {
        let name = key.strip_prefix("remote.")?;
        name.strip_suffix(".url")
    });
    let names: BTreeSet<&str> = names.collect();
    let followed = repository.branch().and_then(|branch| {
        let setting = repository.setting_in_force(&format!("branch.{}.remote", branch.name))?;
        Some(setting.value)
    });
    let only = names.first().filter(|_| names.len() == 1);
    let name = followed
        .filter(|name| names.contains(name.as_str()))
        .or_else(|| only.map(|&name| name.to_owned()))
        .or_else(|| value("remote.pushdefault"))
        .unwrap_or_else(|| "origin".to_owned());
    let url = value(&format!("remote.{name}.url"))?;
    Some(rewritten(&url, &repository.settings_below("url.")))
}

/// The address that `url.BASE.insteadOf` turns another one into; the longest prefix counts.
fn rewritten(url: &str, settings: &[(String, String)]) -> String {
    let found = settings.iter().filter_map(|(key, start)| {
        let base = key.strip_prefix("url.")?.strip_suffix(".insteadof")?;
        let rest = url.strip_prefix(start.as_str())?;
        Some((start.len(), format!("{base}{rest}")))
    });
    let longest = found.max_by_key(|(length, _)| *length);
    longest.map_or_else(|| url.to_owned(), |(_, address)| address)
}

/// The host in an address such as `https://me@HOST:443/a/b` or `me@HOST:a/b`.
fn host_of(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let authority = rest.split('/').next().unwrap_or_default();
    let host = authority.rsplit('@').next().unwrap_or_default();
    host.split(':').next().unwrap_or_default()
}

/// Returns what adds the check; nothing if CI runs it already.
pub(super) fn ci(root: &Path, system: CiSystem) -> Result<Steps, InitError> {
    match system {
        CiSystem::Github => github(root),
        CiSystem::Gitlab => gitlab(root),
    }
}

fn github(root: &Path) -> Result<Steps, InitError> {
    let mut steps = Steps::default();
    let workflows = fs::read_dir(root.join(GITHUB_FOLDER)).into_iter().flatten();
    for workflow in workflows.flatten() {
        // What is not a file has no check, and a pipe would never end.
        let Ok((bytes, _)) = read_file(&workflow.path()) else {
            continue;
        };
        if is_there(&String::from_utf8_lossy(&bytes)) {
            return Ok(steps);
        }
    }
    let workflow = of_this_version(GITHUB);
    for path in GITHUB_FILES {
        let file = ExistingFile::read(root, path)?;
        // Another workflow of that name is left alone.
        if file.text.is_none() {
            steps.files.extend(FileChange::new(file, workflow));
            return Ok(steps);
        }
    }
    steps.lines = Some(format!("In a new file in `{GITHUB_FOLDER}`:\n\n{workflow}"));
    Ok(steps)
}

fn gitlab(root: &Path) -> Result<Steps, InitError> {
    let mut steps = Steps::default();
    let file = ExistingFile::read(root, GITLAB_FILE)?;
    let text = file.text.clone().unwrap_or_default();
    if is_there(&text) {
        return Ok(steps);
    }
    // Jobs are in the second document if the first one declares the inputs of the file.
    let (header, body) = split_header(&text, "spec").unwrap_or(("", &text));
    let job = job(body);
    match append_keys(body, &job) {
        Some(after) => {
            let change = FileChange::new(file, format!("{header}{after}"));
            steps.files.extend(change);
        }
        None => steps.lines = Some(format!("In `{GITLAB_FILE}`:\n\n{job}")),
    }
    Ok(steps)
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
    fn the_host_decides_and_not_the_rest_of_an_address() {
        for (url, host) in [
            ("https://github.com/a/gitlab", "github.com"),
            (
                "https://me:secret@gitlab.example.org:8443/a",
                "gitlab.example.org",
            ),
            ("git@gitlab.com:github.com/a.git", "gitlab.com"),
            ("ssh://git@github.com:22/a/b", "github.com"),
            ("../gitlab", ".."),
            ("/srv/gitlab", ""),
            ("", ""),
        ] {
            assert_eq!(host_of(url), host, "{url}");
        }
    }

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
