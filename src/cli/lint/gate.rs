//! The settings and baseline for checking a range of commits: those at its start, so that a pull
//! request cannot weaken its own checks. What it weakens for later ones is reported.

use std::path::Path;

use progress_core::config;
use progress_core::config::{Settings, Severity, weaker};
use progress_core::display::{plural, visible};
use progress_core::rules;
use progress_git::git::ObjectId;
use progress_git::trees::Recorded;

use super::baseline::Named;
use crate::checking::CheckedCommits;
use crate::cli::Console;
use crate::cli::args::{Choice, LintArguments, SourceArguments};
use crate::cli::failure::Failure;
use crate::cli::paths::recorded_path;
use crate::cli::revision;
use crate::cli::root::Root;
use crate::cli::settings::{self, Place};
use crate::incremental::{AddedIgnore, LostFile};

/// Maximum lines shown of each kind.
const MAX_TOLD: usize = 20;
/// Characters shown of a commit's hash.
const SHORT: usize = 12;

/// The gate that a range has to pass.
pub(super) struct Gate<'r> {
    /// The files of the commit from which settings and baseline are read.
    judge: Recorded<'r>,
    /// Its name in messages.
    name: String,
    /// Whether it was passed with `--settings-from`.
    is_named: bool,
    /// The files at the start of the range.
    start: Recorded<'r>,
    /// The tree at the start of the range.
    pub tree: ObjectId,
    /// The files at the end of the range.
    end: Recorded<'r>,
    /// The current directory.
    current: &'r Path,
}

/// The settings for checking a range.
pub(super) struct Judgement {
    pub settings: Settings,
    /// Whether the settings differ at the end of the range.
    has_changed: bool,
    /// What is checked less at the end of the range than at its start.
    weaker: Vec<String>,
}

impl<'r> Gate<'r> {
    /// Opens the gate of the range.
    pub(super) fn open(
        arguments: &SourceArguments,
        commits: &CheckedCommits<'r>,
        root: &'r Root,
        current: &'r Path,
    ) -> Result<Self, Failure> {
        let repository = root.require_repository("--commits")?;
        let files = |tree: ObjectId| Recorded::new(root.folder.clone(), repository.tree(tree));
        let named = arguments.settings_from.as_deref();
        let judge = named.map(|name| revision::commit(repository, "--settings-from", name));
        let judge = judge.transpose()?;
        let judge = judge.as_ref().unwrap_or(&commits.base);
        let id = judge.id.to_string();
        Ok(Self {
            judge: files(judge.tree),
            name: named.unwrap_or(&id[..SHORT]).to_owned(),
            is_named: named.is_some(),
            start: files(commits.base.tree),
            tree: commits.base.tree,
            end: files(commits.last().tree),
            current,
        })
    }

    /// The settings to use.
    pub(super) fn settings(
        &self,
        arguments: &LintArguments,
        console: &mut Console<'_>,
    ) -> Result<Judgement, Failure> {
        let choice = &arguments.choice;
        let path = choice.config.as_deref();
        let path = path.unwrap_or(Path::new(config::FILE_NAME));
        let shown = path.display().to_string();
        let Some(name) = self.tracked(path, choice) else {
            // It is not tracked by Git, so the range cannot change it.
            let place = Place::Recorded(&self.end);
            let settings = settings::settle(choice, &place, self.current, console)?;
            return Ok(Judgement {
                settings,
                has_changed: false,
                weaker: Vec::new(),
            });
        };
        let choice = Choice {
            config: None,
            ..choice.clone()
        };
        let mut settle = |files: &Recorded<'_>| {
            let place = Place::Among(files, &name, &shown);
            settings::settle(&choice, &place, self.current, console)
        };
        // Whichever settings apply, the ones being merged must be valid.
        let end = settle(&self.end)?;
        let bytes = |files: &Recorded<'_>| files.root_file(&name).ok();
        let mut has_changed = bytes(&self.judge) != bytes(&self.end);
        let start = settle(&self.start);
        let weaker = start.map_or_else(|_| Vec::new(), |start| weaker(&start, &end, &defaults()));
        let settings = match settle(&self.judge) {
            Ok(settings) => settings,
            Err(failure) if self.is_named => return Err(failure),
            Err(failure) => {
                let message = format!(
                    "the settings in `{}`, at the start of the range, are invalid; using those at its end",
                    self.name
                );
                console.warn(&Failure::new(message));
                console.warn(&failure);
                has_changed = false;
                end
            }
        };
        Ok(Judgement {
            settings,
            has_changed,
            weaker,
        })
    }

    /// The bytes of the `--baseline` file, as they were before the range; `None` if it is not
    /// tracked by Git.
    pub(super) fn baseline(&self, path: &Path, console: &mut Console<'_>) -> Option<Named> {
        let name = self.tracked(path, &Choice::default())?;
        let found = self.judge.root_file(&name);
        if matches!(found, Ok(None)) {
            console.note(&format!(
                "progress: the baseline `{}` does not exist in `{}`, at the start of the range; \
                 it is ignored",
                path.display(),
                self.name
            ));
        }
        Some(Named(found))
    }

    /// The path from the root of a file that exists at the start or end of the range.
    fn tracked(&self, path: &Path, choice: &Choice) -> Option<String> {
        let is_default = choice.config.is_none() && path == Path::new(config::FILE_NAME);
        if is_default {
            return Some(config::FILE_NAME.to_owned());
        }
        let all = [&self.judge, &self.start, &self.end];
        let mut found = all
            .iter()
            .filter_map(|files| recorded_path(path, self.current, files));
        found.next()
    }

    /// Reports which settings were used, and what the range weakens.
    pub(super) fn tell(
        &self,
        judgement: &Judgement,
        ignores: &[AddedIgnore],
        lost: &[LostFile],
        console: &mut Console<'_>,
    ) {
        if judgement.has_changed && !self.is_named {
            console.note(&format!(
                "progress: the range changes the settings; using those in `{}`, at its start \
                 (`--settings-from REV` selects others)",
                self.name
            ));
        }
        if !judgement.weaker.is_empty() {
            console.note("progress: the range weakens these checks:");
            list(judgement.weaker.iter().map(String::as_str), console);
        }
        if !lost.is_empty() {
            let count = plural(lost.len(), "progress file", "progress files");
            console.note(&format!("progress: the range removes {count}:"));
            let lines: Vec<String> = lost.iter().map(lost_line).collect();
            list(lines.iter().map(String::as_str), console);
        }
        if !ignores.is_empty() {
            let count = plural(ignores.len(), "ignore comment", "ignore comments");
            console.note(&format!("progress: the range adds {count}:"));
            let lines: Vec<String> = ignores.iter().map(line).collect();
            list(lines.iter().map(String::as_str), console);
        }
    }
}

fn lost_line(lost: &LostFile) -> String {
    let path = visible(&lost.path);
    if lost.is_there {
        format!("`{path}` is no longer a progress file")
    } else {
        format!("`{path}` is deleted")
    }
}

fn line(ignore: &AddedIgnore) -> String {
    let AddedIgnore {
        path, line, rule, ..
    } = ignore;
    let whole = if ignore.is_whole {
        " in the whole file"
    } else {
        ""
    };
    format!("{path}:{line}: `{rule}`{whole}")
}

fn list<'l>(lines: impl ExactSizeIterator<Item = &'l str>, console: &mut Console<'_>) {
    let more = lines.len().saturating_sub(MAX_TOLD);
    for line in lines.take(MAX_TOLD) {
        console.note(&format!("  {line}"));
    }
    if more > 0 {
        console.note(&format!("  and {more} more"));
    }
}

/// All rules with their default severities.
fn defaults() -> Vec<(&'static str, Severity)> {
    let rules = rules::ALL.iter().map(|entry| entry.rule);
    rules.map(|rule| (rule.name, rule.severity)).collect()
}
