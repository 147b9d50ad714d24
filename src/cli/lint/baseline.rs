//! `--new-from`, `--baseline` and `--write-baseline`: known findings, which are not reported.

use std::io;
use std::path::{Path, PathBuf};

use progress_core::display::plural;
use progress_core::lint::Report;
use progress_core::source::Contents;
use progress_core::workspace::Workspace;
use progress_git::git::Commit;
use progress_git::write::{Store, WriteError};

use crate::cli::Console;
use crate::cli::args::SourceArguments;
use crate::cli::failure::Failure;
use crate::cli::paths::writable;
use crate::cli::revision;
use crate::cli::root::Root;
use crate::incremental::{self, LintSession, Stale};

/// The sources of known findings.
pub(super) struct Old {
    /// The commit passed to `--new-from`.
    pub commit: Option<Commit>,
    baseline: Option<Baseline>,
}

impl Old {
    /// Opens what was passed in the arguments.
    pub(super) fn open(
        arguments: &SourceArguments,
        base: Option<Commit>,
        root: &Root,
        current: &Path,
        named: Option<Named>,
    ) -> Result<Self, Failure> {
        let commit = match &arguments.new_from {
            _ if base.is_some() => base,
            Some(name) => {
                let repository = root.require_repository("--new-from")?;
                Some(revision::commit(repository, "--new-from", name)?)
            }
            None => None,
        };
        let baseline = Baseline::open(arguments, root, current, named)?;
        Ok(Self { commit, baseline })
    }

    /// Removes known findings from a report; returns unused baseline entries.
    pub(super) fn strip(
        &self,
        report: &mut Report<'_>,
        workspace: &Workspace,
        inspection: &LintSession<'_>,
    ) -> Vec<Stale> {
        if let Some(commit) = &self.commit {
            let mut known = inspection.known_since(workspace, report, commit.tree);
            known.drop_from(report);
        }
        match &self.baseline {
            Some(baseline) if !baseline.is_written => {
                let contents = inspection.contents;
                baseline.known.drop_from(report, workspace, contents)
            }
            _ => Vec::new(),
        }
    }

    /// Reports unused baseline entries, or rewrites the baseline, which makes all findings known.
    pub(super) fn settle(
        &self,
        report: &mut Report<'_>,
        workspace: &Workspace,
        contents: &dyn Contents,
        stale: &[Stale],
        console: &mut Console<'_>,
    ) -> Result<(), Failure> {
        match &self.baseline {
            Some(baseline) if baseline.is_written => {
                baseline.write(report, workspace, contents, console)
            }
            Some(baseline) => {
                baseline.complain(stale, console);
                Ok(())
            }
            None => Ok(()),
        }
    }
}

/// The content of a given file, if it exists.
pub(super) struct Named(pub io::Result<Option<Vec<u8>>>);

/// A file of known findings.
struct Baseline {
    path: PathBuf,
    /// Its name in messages.
    name: String,
    known: incremental::Baseline,
    is_written: bool,
    store: Store,
}

impl Baseline {
    /// Reads the `--baseline` file, unless already read.
    fn open(
        arguments: &SourceArguments,
        root: &Root,
        current: &Path,
        read: Option<Named>,
    ) -> Result<Option<Self>, Failure> {
        let Some(named) = &arguments.baseline else {
            return Ok(None);
        };
        let (is_written, name) = (arguments.write_baseline, named.display().to_string());
        let path = if is_written {
            writable(named, current)?
        } else {
            current.join(named)
        };
        let found = match read {
            Some(Named(Ok(Some(bytes)))) => incremental::Baseline::parse(&bytes).map(Some),
            Some(Named(Ok(None))) => Ok(Some(incremental::Baseline::default())),
            Some(Named(Err(error))) => Err(error.into()),
            None => incremental::Baseline::read(&path),
        };
        let known = match found {
            Ok(Some(known)) => known,
            Ok(None) if is_written => incremental::Baseline::default(),
            Ok(None) => {
                let failure = Failure::new(format!("the baseline `{name}` does not exist"));
                return Err(
                    failure.help("create it from the current findings with `--write-baseline`")
                );
            }
            Err(error) => {
                let failure = Failure::new(format!("invalid baseline `{name}`: {error}"));
                return Err(failure.help("remove it and recreate it with `--write-baseline`"));
            }
        };
        Ok(Some(Self {
            path,
            name,
            known,
            is_written,
            store: Store::open(root.repository.as_ref(), &root.folder),
        }))
    }

    /// Writes the findings of a report to the file, and removes them from the report.
    fn write(
        &self,
        report: &mut Report<'_>,
        workspace: &Workspace,
        contents: &dyn Contents,
        console: &mut Console<'_>,
    ) -> Result<(), Failure> {
        let known = self.known.renewed(report, workspace, contents);
        known.drop_from(report, workspace, contents);
        let mut bytes = Vec::new();
        let name = &self.name;
        let failed =
            |reason: String| Failure::new(format!("cannot write the baseline `{name}`: {reason}"));
        known
            .write(&mut bytes)
            .map_err(|error| failed(error.to_string()))?;
        let put = self.store.put(&self.path, &bytes);
        put.map_err(|error| match error {
            WriteError::Unwritable { source, .. } => failed(source.to_string()),
            error => failed(error.to_string()).help(error.help()),
        })?;
        let count = plural(known.len(), "finding", "findings");
        console.note(&format!("`{}` now lists {count}", self.name));
        Ok(())
    }

    fn complain(&self, stale: &[Stale], console: &mut Console<'_>) {
        let Some(first) = stale.first() else {
            return;
        };
        let (count, verb) = match stale.len() {
            1 => ("1 finding".to_owned(), "exists"),
            count => (format!("{count} findings"), "exist"),
        };
        let example = format!("`{}` in `{}`", first.rule, first.path);
        let such = if stale.len() == 1 {
            format!(": {example}")
        } else {
            format!(", such as {example}")
        };
        let message = format!(
            "{count} of the baseline `{}` no longer {verb}{such}",
            self.name
        );
        console.warn(&Failure::new(message).help("remove stale entries with `--write-baseline`"));
    }
}
