//! What to set up, decided before anything is changed.

use progress_git::git::Repository;
use progress_git::write::Store;

use super::ci::{self, CiSystem};
use super::error::InitError;
use super::file_change::{FileChange, Steps};
use super::record::Record;
use super::settings::BASELINE;
use super::{agents, attributes, managers, settings};
use crate::hook::installation::{InstallRequest, Installation};
use crate::hook::merging::{self, Merging};
use crate::hook::setup;
use crate::hook::{Hook, State, program};
use crate::importing::{Importable, importable};
use crate::loading::discover;
use crate::project::Project;
use crate::updating::Workplace;

/// A part of the set-up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// `.progress.yaml`.
    Settings,
    /// The file of known findings.
    Baseline,
    /// `.gitattributes`.
    Attributes,
    /// The hooks and the merge driver of this clone, or the lines for a hook manager.
    Hooks,
    /// The check of pull requests.
    Ci,
    /// The hooks and instructions of coding agents.
    Agents,
}

/// What the user asks for.
#[derive(Clone, Debug)]
pub struct InitRequest {
    /// The name of the program in the comments of new files.
    pub program: &'static str,
    /// Parts to leave out.
    pub skip: Vec<Part>,
    /// The CI system, if not the one that is found.
    pub ci: Option<CiSystem>,
}

impl InitRequest {
    fn wants(&self, part: Part) -> bool {
        !self.skip.contains(&part)
    }
}

/// What to set up in a repository, decided but not yet done.
#[derive(Debug, Default)]
pub struct InitPlan<'p> {
    /// The files to create or change, in the order in which they are written.
    pub files: Vec<FileChange>,
    /// The hooks to install, if any are missing.
    pub hooks: Option<PlannedHooks<'p>>,
    /// What to do by hand: lines for files that cannot be changed safely.
    pub by_hand: Vec<String>,
    /// Commands that make hook managers run in this clone.
    pub commands: Vec<&'static str>,
    /// Whether there is anything to check yet.
    pub has_progress_files: bool,
    /// The tasks of other tools that are not in progress files yet.
    pub importable: Vec<Importable>,
    patterns: Vec<&'p str>,
}

/// The hooks to install.
#[derive(Debug)]
pub struct PlannedHooks<'p> {
    /// The installation.
    pub installation: Installation<'p>,
    /// The hooks that are missing or of another version.
    pub hooks: Vec<Hook>,
    /// Whether the merge driver is to be set up.
    pub has_driver: bool,
    /// Whether no hooks were installed before, so that all of them are removed again.
    hooks_are_new: bool,
    /// Whether there was no merge driver before.
    driver_is_new: bool,
}

impl<'p> InitPlan<'p> {
    /// Decides what to set up in a project.
    ///
    /// # Errors
    ///
    /// Fails if something that would be changed cannot be read or changed.
    pub fn of(
        project: &'p Project,
        repository: &'p Repository,
        request: &InitRequest,
    ) -> Result<Self, InitError> {
        let root = project.root.folder.as_path();
        let include = project.settings.include.patterns();
        let mut plan = Self {
            patterns: include.iter().map(String::as_str).collect(),
            has_progress_files: !discover(root, root, Some(repository), &project.settings)
                .files
                .is_empty(),
            importable: importable(Workplace {
                root,
                repository: Some(repository),
                settings: &project.settings,
            }),
            ..Self::default()
        };
        let mut has_baseline = false;
        if request.wants(Part::Baseline) {
            // Written before the settings: those that name a missing file are an error.
            if let Some(name) = &project.settings.baseline {
                plan.files.extend(settings::baseline(root, name, true)?);
            } else if request.wants(Part::Settings) {
                // Without settings that name it, it would have no effect.
                let baseline = settings::baseline(root, BASELINE, false)?;
                has_baseline = baseline.is_some() || settings::has_baseline(root)?;
                plan.files.extend(baseline);
            }
        }
        if request.wants(Part::Settings) {
            plan.files
                .extend(settings::settings(root, request.program, has_baseline)?);
        }
        if request.wants(Part::Attributes) {
            let (program, patterns) = (request.program, &plan.patterns);
            let changed = attributes::attributes(root, repository, program, patterns)?;
            plan.files.extend(changed);
        }
        let system = request.ci.or_else(|| ci::detect(root, repository));
        if let (true, Some(system)) = (request.wants(Part::Ci), system) {
            plan.add(ci::ci(root, system)?);
        }
        if request.wants(Part::Agents) {
            plan.files.extend(agents::agents(&project.root)?);
        }
        // Last, because installing them is not the change of a file.
        if request.wants(Part::Hooks) {
            plan.add_hooks(project, repository)?;
        }
        Ok(plan)
    }

    /// Whether there is nothing to do.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.files.is_empty() && self.hooks.is_none() && self.by_hand.is_empty()
    }

    /// Does what was decided. Returns what was done to the hooks.
    ///
    /// # Errors
    ///
    /// Fails if something cannot be written, or a file was changed in the meantime; earlier steps
    /// are kept, and can be undone.
    pub fn carry_out(
        &self,
        project: &Project,
        repository: &Repository,
    ) -> Result<Option<setup::Outcome>, InitError> {
        // Before anything is changed, so that a killed process leaves nothing that cannot be
        // undone.
        Record::store(repository).change(|record: &mut Record| {
            for change in &self.files {
                record.note(change);
            }
            if let Some(hooks) = &self.hooks {
                record.has_hooks |= hooks.hooks_are_new;
                record.has_driver |= hooks.driver_is_new;
            }
        })?;
        let store = Store::open(Some(repository), &project.root.folder);
        for change in &self.files {
            write(&store, change)?;
        }
        let Some(hooks) = &self.hooks else {
            return Ok(None);
        };
        Ok(Some(hooks.installation.carry_out(&self.patterns)?))
    }

    fn add(&mut self, steps: Steps) {
        self.files.extend(steps.files);
        self.by_hand.extend(steps.lines);
    }

    fn add_hooks(
        &mut self,
        project: &'p Project,
        repository: &'p Repository,
    ) -> Result<(), InitError> {
        let request = InstallRequest {
            only: &[],
            force: false,
            config: false,
        };
        let installation = Installation::prepare(repository, request)?;
        let root = &project.root.folder;
        for manager in &installation.managers {
            let steps = managers::steps(root, manager, &installation.statuses)?;
            if !steps.files.is_empty() {
                self.commands.push(manager.kind.install());
            }
            self.add(steps);
        }
        let program = program::at_hand().unwrap_or_default();
        let driver = merging::state(repository, &program.to_string_lossy());
        let mut hooks = Vec::new();
        let mut is_update = false;
        for status in &installation.statuses {
            is_update |= matches!(status.state, State::Ours(_));
            let is_stale = match &status.state {
                State::Ours(ours) => !ours.is_current || !ours.is_executable,
                // However Git runs it, once is enough.
                _ => status.ways.is_empty() && !installation.is_left_to_managers,
            };
            if is_stale {
                hooks.push(status.hook);
            }
        }
        if hooks.is_empty() && driver == Merging::Ready {
            return Ok(());
        }
        // Nothing is written if the last step cannot succeed.
        installation.check_possible()?;
        self.hooks = Some(PlannedHooks {
            installation,
            hooks_are_new: !hooks.is_empty() && !is_update,
            hooks,
            has_driver: driver != Merging::Ready,
            driver_is_new: driver == Merging::NotConfigured,
        });
        Ok(())
    }
}

/// Writes one file, if it is still as it was.
fn write(store: &Store, change: &FileChange) -> Result<(), InitError> {
    let after = change.after.as_bytes();
    let Some(before) = &change.before else {
        return Ok(store.create(&change.path, after)?);
    };
    store.replace(&change.path, |current| {
        if current != before.as_bytes() {
            return Err(InitError::Changed(change.path.as_str().to_owned()));
        }
        Ok(Some(after.to_vec()))
    })?;
    Ok(())
}
