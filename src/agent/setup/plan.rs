//! Finds out which files have to be changed, and how.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use progress_git::paths::{real_path, resolve};
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

/// What has to be changed.
#[derive(Debug, Default)]
pub struct SetupPlan {
    /// The files that can be changed, or need no change.
    pub steps: Vec<SetupStep>,
    /// Why others cannot. One does not hold up the others.
    pub failures: Vec<SetupError>,
}

/// Finds out what has to be changed. Without targets, those that the repository shows signs of are
/// installed, or all are removed.
#[must_use]
pub fn plan_setup(root: &Root, targets: &[Target], wish: Wish) -> SetupPlan {
    let files = Files { root: &root.folder };
    let mut wanted = match (targets.is_empty(), wish) {
        (false, _) => targets.to_vec(),
        (true, Wish::Remove) => Target::ALL.to_vec(),
        (true, Wish::Install) => files.detected(),
    };
    wanted.sort_unstable();
    wanted.dedup();
    let mut plan = SetupPlan::default();
    match wish {
        Wish::Remove => {
            for target in wanted {
                for (path, form) in files.parts(target) {
                    plan.add(files.removal(target, path, form));
                }
            }
        }
        Wish::Install => {
            let claude = files.covering(&wanted);
            for &target in &wanted {
                plan.add(files.installation(target, claude));
            }
            // One that was set up before would now run twice.
            for target in [Target::Cursor, Target::Copilot] {
                if claude.is_some() && !wanted.contains(&target) {
                    plan.add(files.covered(target, claude));
                }
            }
        }
    }
    plan
}

/// Whether hooks are set up in a root for any host, or are run by a plugin that it enables.
pub(in crate::agent) fn is_set_up(root: &Root) -> bool {
    let files = Files { root: &root.folder };
    files.covering(&[]).is_some() || !plan_setup(root, &[], Wish::Remove).steps.is_empty()
}

impl SetupPlan {
    /// The steps, if nothing is in the way of any.
    ///
    /// # Errors
    ///
    /// Fails with the first reason why a file cannot be changed.
    pub fn complete(self) -> Result<Vec<SetupStep>, SetupError> {
        match self.failures.into_iter().next() {
            Some(failure) => Err(failure),
            None => Ok(self.steps),
        }
    }

    fn add(&mut self, steps: Result<impl IntoIterator<Item = SetupStep>, SetupError>) {
        match steps {
            Ok(steps) => self.steps.extend(steps),
            Err(error) => self.failures.push(error),
        }
    }
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
    fn covering(&self, wanted: &[Target]) -> Option<&'static str> {
        // If the file cannot be read, its own installation says so, and nothing relies on it.
        let text = self.read(Target::Claude.path()).ok()?;
        let known = text.as_deref().unwrap_or_default();
        if settings::is_enabled(known, "enabledPlugins", "progress@") {
            return Some("the plugin `progress` in `.claude/settings.json`");
        }
        let is_there = Form::Entries.is_in(known, Target::Claude);
        let will_be = wanted.contains(&Target::Claude)
            && Form::Entries.with(text.as_deref(), Target::Claude).is_ok();
        if is_there || will_be {
            return Some("`.claude/settings.json`");
        }
        None
    }

    /// The files in which a part of a target may be.
    fn parts(&self, target: Target) -> Vec<(&'static str, Form)> {
        let mut parts = vec![(target.path(), Form::of(target))];
        match target {
            Target::Codex => parts.push((CODEX_CONFIG, Form::Toml)),
            // If one is a link to the other, they have one part.
            Target::Instructions if self.is_same(target.path(), CLAUDE_MD) => {
                parts = vec![(CLAUDE_MD, Form::Instructions)];
            }
            Target::Instructions => parts.push((CLAUDE_MD, Form::Instructions)),
            _ => {}
        }
        parts
    }

    /// The files in which a part of a target should be.
    fn places(&self, target: Target) -> Result<Vec<(&'static str, Form)>, SetupError> {
        let mut places = self.parts(target);
        match target {
            Target::Codex => {
                // Two files with hooks are read both, but Codex warns about that.
                let text = self.read(CODEX_CONFIG)?.unwrap_or_default();
                let has_hooks = has_toml_hooks(&text)
                    .map_err(|error| at(CODEX_CONFIG, error, Some(Form::Toml.own(target))))?;
                let is_json = self.root.join(target.path()).exists() || !has_hooks;
                places.retain(|(_, form)| (*form == Form::Toml) != is_json);
            }
            Target::Instructions if places.len() > 1 => {
                let is_own = self.has_own_claude_md()?;
                let is_there = self.root.join(target.path()).exists();
                places.retain(|&(path, _)| {
                    if path == CLAUDE_MD {
                        is_own
                    } else {
                        is_there || !is_own
                    }
                });
            }
            _ => {}
        }
        Ok(places)
    }

    /// Whether two paths lead to one file that exists.
    fn is_same(&self, one: &str, other: &str) -> bool {
        let real = [one, other].map(|path| real_path(&self.root.join(path)).ok());
        real[0].is_some() && real[0] == real[1]
    }

    /// Whether `CLAUDE.md` exists and does not include `AGENTS.md`.
    fn has_own_claude_md(&self) -> Result<bool, SetupError> {
        let Some(text) = self.read(CLAUDE_MD)? else {
            return Ok(false);
        };
        let mut lines = text.lines();
        Ok(!lines.any(|line| line.trim_start().starts_with("@AGENTS.md")))
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
            if let Some(step) = self.covered(target, covered_by)? {
                return Ok(vec![step]);
            }
            let before = self.read(target.path())?;
            return Ok(vec![SetupStep {
                target,
                path: target.path().to_owned(),
                after: before.clone(),
                before,
                covered_by,
            }]);
        }
        let places = self.places(target)?;
        let mut steps = Vec::new();
        for &(path, form) in &places {
            let before = self.read(path)?;
            let after = form.with(before.as_deref(), target);
            steps.push(SetupStep {
                target,
                after: Some(after.map_err(|error| at(path, error, Some(form.own(target))))?),
                before,
                path: path.to_owned(),
                covered_by: None,
            });
        }
        if target == Target::Instructions {
            // A `CLAUDE.md` that includes `AGENTS.md` since then would say everything twice.
            for (path, form) in self.parts(target) {
                if !places.iter().any(|(place, _)| *place == path) {
                    steps.extend(self.removal(target, path, form)?);
                }
            }
        }
        Ok(steps)
    }

    /// The removal of hooks that another file has as well; `None` if they are not there.
    fn covered(
        &self,
        target: Target,
        covered_by: Option<&'static str>,
    ) -> Result<Option<SetupStep>, SetupError> {
        let removal = self.removal(target, target.path(), Form::of(target))?;
        Ok(removal.map(|step| SetupStep { covered_by, ..step }))
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
        let mut after = form.without(&before, target);
        // Whoever made a link made its file as well, so both stay.
        if matches!(after, Ok(None)) && self.root.join(path).is_symlink() {
            after = form.emptied(&before).map(Some);
        }
        Ok(Some(SetupStep {
            target,
            path: path.to_owned(),
            after: after.map_err(|error| at(path, error, None))?,
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
        let resolved = resolve(&self.root.join(path))
            .map_err(|error| WriteError::of_link(Path::new(path), error))?;
        if !resolved.starts_with(self.root) {
            return Err(WriteError::LeadsOut(path.to_owned()).into());
        }
        Ok(resolved)
    }
}

fn at(path: &str, source: SettingsError, own: Option<String>) -> SetupError {
    SetupError::Settings {
        path: path.to_owned(),
        source,
        own,
    }
}
