//! Finds out which files have to be changed, and how.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use progress_git::paths::resolve;
use progress_git::write::WriteError;

use super::file::{Form, has_toml_hooks};
use super::settings::{self, SettingsError};
use super::targets::Target;
use super::{SetupError, SetupStep, Wish};
use crate::project::Root;

/// Codex's other file.
const CODEX_CONFIG: &str = ".codex/config.toml";
/// Claude Code's other file of instructions.
const CLAUDE_MD: &str = "CLAUDE.md";

/// Finds out what has to be changed. Without targets, those that the repository shows signs of are
/// installed, or all are removed.
///
/// # Errors
///
/// Fails if a file cannot be read or has a form that is not understood.
pub fn plan_setup(
    root: &Root,
    targets: &[Target],
    wish: Wish,
) -> Result<Vec<SetupStep>, SetupError> {
    let files = Files { root: &root.folder };
    let mut wanted = match (targets.is_empty(), wish) {
        (false, _) => targets.to_vec(),
        (true, Wish::Remove) => Target::ALL.to_vec(),
        (true, Wish::Install) => files.detected(),
    };
    wanted.sort_unstable();
    wanted.dedup();
    let mut steps = Vec::new();
    match wish {
        Wish::Remove => {
            for target in wanted {
                for (path, form) in files.places(target)? {
                    steps.extend(files.removal(target, &path, form)?);
                }
            }
        }
        Wish::Install => {
            let claude = files.covering(&wanted)?;
            for target in wanted {
                steps.extend(files.installation(target, claude)?);
            }
            // One that was set up before would now run twice.
            for target in [Target::Cursor, Target::Copilot] {
                let is_planned = steps.iter().any(|step| step.target == target);
                if claude.is_some() && !is_planned {
                    let removal = files.removal(target, target.path(), Form::of(target))?;
                    steps.extend(removal.into_iter().map(|step| SetupStep {
                        covered_by: claude,
                        ..step
                    }));
                }
            }
        }
    }
    Ok(steps)
}

/// The files of settings in a root.
struct Files<'r> {
    root: &'r Path,
}

impl Files<'_> {
    /// The targets that the repository shows signs of.
    fn detected(&self) -> Vec<Target> {
        let all = Target::ALL.iter().copied();
        all.filter(|target| target.signs().iter().any(|sign| self.has(sign)))
            .collect()
    }

    /// Whether a sign is there; one without an ending is a directory, and a file of its name is
    /// something else.
    fn has(&self, sign: &str) -> bool {
        let path = self.root.join(sign);
        if Path::new(sign).extension().is_some() {
            path.exists()
        } else {
            path.is_dir()
        }
    }

    /// What runs the hooks of Claude Code after the installation, if anything.
    fn covering(&self, wanted: &[Target]) -> Result<Option<&'static str>, SetupError> {
        let path = Target::Claude.path();
        let text = self.read(path)?.unwrap_or_default();
        if settings::is_enabled(&text, "enabledPlugins", "progress@") {
            return Ok(Some("the plugin `progress` in `.claude/settings.json`"));
        }
        let is_there = Form::Entries.is_in(&text, Target::Claude);
        if is_there || wanted.contains(&Target::Claude) {
            return Ok(Some("`.claude/settings.json`"));
        }
        Ok(None)
    }

    /// The files in which a part of a target may be.
    fn places(&self, target: Target) -> Result<Vec<(String, Form)>, SetupError> {
        let own = (target.path().to_owned(), Form::of(target));
        Ok(match target {
            Target::Codex => vec![own, (CODEX_CONFIG.to_owned(), Form::Toml)],
            Target::Instructions => {
                let mut places = Vec::new();
                let has_claude_md = self.has_own_claude_md()?;
                // If `AGENTS.md` is a link to `CLAUDE.md`, there is one text to change.
                let real = fs::canonicalize(self.root.join(&own.0)).ok();
                let real_claude_md = fs::canonicalize(self.root.join(CLAUDE_MD)).ok();
                let is_link = has_claude_md && real.is_some() && real == real_claude_md;
                if !is_link && (self.root.join(&own.0).exists() || !has_claude_md) {
                    places.push(own);
                }
                if has_claude_md {
                    places.push((CLAUDE_MD.to_owned(), Form::Instructions));
                }
                places
            }
            _ => vec![own],
        })
    }

    /// Whether `CLAUDE.md` has a text of its own: otherwise it is a link to `AGENTS.md`, or
    /// includes it.
    fn has_own_claude_md(&self) -> Result<bool, SetupError> {
        let metadata = self.root.join(CLAUDE_MD).symlink_metadata();
        if !metadata.is_ok_and(|metadata| metadata.is_file()) {
            return Ok(false);
        }
        let text = self.read(CLAUDE_MD)?.unwrap_or_default();
        Ok(!text
            .lines()
            .any(|line| line.trim_start().starts_with("@AGENTS.md")))
    }

    fn installation(
        &self,
        target: Target,
        claude: Option<&'static str>,
    ) -> Result<Vec<SetupStep>, SetupError> {
        let covered_by = match target {
            Target::Cursor | Target::Copilot => claude,
            Target::Claude => claude.filter(|by| by.contains("plugin")),
            _ => None,
        };
        if covered_by.is_some() {
            let path = target.path();
            let before = self.read(path)?;
            let step = SetupStep {
                target,
                path: path.to_owned(),
                after: before.clone(),
                before,
                covered_by,
            };
            let removal = self.removal(target, path, Form::of(target))?;
            return Ok(vec![SetupStep {
                covered_by,
                ..removal.unwrap_or(step)
            }]);
        }
        let mut places = self.places(target)?;
        if target == Target::Codex {
            // Two files with hooks are read both, but Codex warns about that.
            let text = self.read(CODEX_CONFIG)?.unwrap_or_default();
            let has_hooks = has_toml_hooks(&text).map_err(|error| at(CODEX_CONFIG, error))?;
            let is_json = self.root.join(target.path()).exists() || !has_hooks;
            places.retain(|(_, form)| (*form == Form::Toml) != is_json);
        }
        let mut steps = Vec::new();
        for (path, form) in places {
            let before = self.read(&path)?;
            let after = form.with(before.as_deref(), target);
            steps.push(SetupStep {
                target,
                after: Some(after.map_err(|error| at(&path, error))?),
                before,
                path,
                covered_by: None,
            });
        }
        Ok(steps)
    }

    /// The removal of a part; `None` if it is not there.
    fn removal(
        &self,
        target: Target,
        path: &str,
        form: Form,
    ) -> Result<Option<SetupStep>, SetupError> {
        let Some(before) = self.read(path)? else {
            return Ok(None);
        };
        if !form.is_in(&before, target) {
            return Ok(None);
        }
        let after = form.without(&before, target);
        Ok(Some(SetupStep {
            target,
            path: path.to_owned(),
            after: after.map_err(|error| at(path, error))?,
            before: Some(before),
            covered_by: None,
        }))
    }

    /// The text of a file; `None` if it does not exist.
    fn read(&self, path: &str) -> Result<Option<String>, SetupError> {
        let absolute = self.resolved(path)?;
        match fs::read_to_string(absolute) {
            Ok(text) => Ok(Some(text)),
            // A file in the place of its directory belongs to something else.
            Err(error)
                if matches!(
                    error.kind(),
                    io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
                ) =>
            {
                Ok(None)
            }
            Err(source) => Err(SetupError::Unreadable {
                path: path.to_owned(),
                source,
            }),
        }
    }

    /// The real path of a file, which must be in the repository.
    fn resolved(&self, path: &str) -> Result<PathBuf, SetupError> {
        let resolved = resolve(&self.root.join(path)).filter(|it| it.starts_with(self.root));
        resolved.ok_or_else(|| WriteError::LeadsOut(path.to_owned()).into())
    }
}

fn at(path: &str, source: SettingsError) -> SetupError {
    SetupError::Settings {
        path: path.to_owned(),
        source,
    }
}
