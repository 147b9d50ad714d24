//! `--new-from`, `--baseline` and `--write-baseline`: findings that are not reported again.

use std::io;
use std::path::{Path, PathBuf};

use super::super::Console;
use super::super::args::SourceArguments;
use super::super::failure::Failure;
use super::super::paths::writable;
use super::super::revision;
use super::super::root::Root;
use super::super::table::plural;
use crate::git::Commit;
use crate::inspect::{self, Inspection, Stale};
use crate::lint::Report;
use crate::source::Contents;
use crate::workspace::Workspace;
use crate::write::{Store, WriteError};

/// Where findings stand that are not reported again.
pub(super) struct Old {
    /// What `--new-from` names.
    pub commit: Option<Commit>,
    baseline: Option<Baseline>,
}

impl Old {
    /// Opens what the arguments name.
    pub fn open(
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

    /// Takes out of a report what was there before; gives what a baseline lists in vain.
    pub fn strip(
        &self,
        report: &mut Report<'_>,
        workspace: &Workspace,
        inspection: &Inspection<'_>,
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

    /// Tells of what a baseline lists in vain, or writes it anew; then its findings are old.
    pub fn settle(
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

/// The content of a file that was named, if it is there.
pub(super) struct Named(pub io::Result<Option<Vec<u8>>>);

/// A file that lists findings which are not reported again.
struct Baseline {
    path: PathBuf,
    /// How people call it.
    name: String,
    known: inspect::Baseline,
    is_written: bool,
    store: Store,
}

impl Baseline {
    /// Reads the file that `--baseline` names, unless it was read already.
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
            Some(Named(Ok(Some(bytes)))) => inspect::Baseline::parse(&bytes).map(Some),
            Some(Named(Ok(None))) => Ok(Some(inspect::Baseline::default())),
            Some(Named(Err(error))) => Err(error.into()),
            None => inspect::Baseline::read(&path),
        };
        let known = match found {
            Ok(Some(known)) => known,
            Ok(None) if is_written => inspect::Baseline::default(),
            Ok(None) => {
                let failure = Failure::new(format!("the baseline `{name}` does not exist"));
                return Err(failure.help("`--write-baseline` makes it, of the findings of now"));
            }
            Err(error) => {
                let failure =
                    Failure::new(format!("the baseline `{name}` cannot be used: {error}"));
                return Err(failure.help("remove it, and make it anew with `--write-baseline`"));
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

    /// Writes down what a report holds, and takes it out.
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
            1 => ("1 finding".to_owned(), "is"),
            count => (format!("{count} findings"), "are"),
        };
        let example = format!("`{}` in `{}`", first.rule, first.path);
        let such = if stale.len() == 1 {
            format!(": {example}")
        } else {
            format!(", {example} first")
        };
        let message = format!("{count} of the baseline `{}` {verb} gone{such}", self.name);
        console.warn(&Failure::new(message).help("`--write-baseline` takes out what is gone"));
    }
}
