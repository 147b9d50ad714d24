//! `progress lint --fix` and `--diff`: fixing findings.

use std::collections::BTreeMap;

use progress_core::display::plural;
use progress_core::fix::{Fixed, FixedFile, Texts, fix_all};
use progress_core::lint::Safety;
use progress_core::source::RootedPath;
use progress_core::workspace::Workspace;
use progress_git::write::{Store, WriteError};

use super::job::Job;
use crate::cli::args::FixArguments;
use crate::cli::failure::Failure;
use crate::cli::{Console, ExitStatus};
use crate::report::{Base, DiffOptions, write_diff};

/// What was fixed, and where.
pub(super) struct Outcome {
    pub workspace: Workspace,
    /// Whether a file could not be written.
    pub failed: bool,
    /// The text of standard input, whether it was fixed or not.
    pub piped: Option<Vec<u8>>,
}

impl Outcome {
    /// Nothing to fix.
    pub(super) fn untouched(workspace: Workspace) -> Self {
        Self {
            workspace,
            failed: false,
            piped: None,
        }
    }
}

/// Rejects flags that would have no effect.
pub(super) fn check(arguments: &FixArguments) -> Result<(), Failure> {
    if arguments.unsafely && !arguments.fix && !arguments.diff {
        let failure = Failure::new("`--unsafe` has no effect by itself");
        return Err(failure.help("add `--fix`, or `--diff` to see the changes"));
    }
    Ok(())
}

/// Shows what would change; any change counts as a finding.
pub(super) fn show(
    job: &Job<'_>,
    piped: &Texts,
    safety: Safety,
    base: &Base,
    console: &mut Console<'_>,
) -> Result<ExitStatus, Failure> {
    let fixed = fix(job, piped, safety)?;
    let report = progress_core::lint::run(&fixed.workspace, &[]);
    let status = if job.complain(&fixed.workspace, &report, base, console) {
        ExitStatus::Failed
    } else if fixed.files.is_empty() {
        ExitStatus::Clean
    } else {
        ExitStatus::Findings
    };
    let options = DiffOptions {
        color: console.colors_stdout(),
        terminal: console.terminal.stdout,
    };
    console.finish(status, |out| {
        for (path, FixedFile { before, after, .. }) in &fixed.files {
            write_diff(path.as_str(), before, after, options, out)?;
        }
        Ok(())
    })
}

/// Fixes the files on disk; standard input is only read.
pub(super) fn apply(
    job: &Job<'_>,
    piped: &Texts,
    safety: Safety,
    base: &Base,
    console: &mut Console<'_>,
) -> Result<Outcome, Failure> {
    let Fixed { workspace, files } = fix(job, piped, safety)?;
    let root = job.source.root;
    let store = Store::open(root.repository.as_ref(), &root.folder);
    let (mut fixes, mut written, mut failed) = (0, 0, false);
    for (path, file) in &files {
        if let Some(came) = piped.get(path) {
            if file.before.as_bytes() != came {
                continue;
            }
        } else {
            if let Err(failure) = write(&store, path, file, base) {
                console.fail(&failure);
                failed = true;
                continue;
            }
            written += 1;
        }
        fixes += file.fixed;
    }
    tell(fixes, written, console);
    // Files that could not be written are unchanged.
    let workspace = if failed { job.load(piped) } else { workspace };
    Ok(Outcome {
        workspace,
        failed,
        piped: returned(piped, &files),
    })
}

/// The output for standard input: the original bytes, unless they were fixed.
fn returned(piped: &Texts, files: &BTreeMap<RootedPath, FixedFile>) -> Option<Vec<u8>> {
    let (path, came) = piped.iter().next()?;
    match files.get(path) {
        // Otherwise, bytes that are not UTF-8 would be lost in the fixed text.
        Some(file) if file.before.as_bytes() == came => Some(file.after.clone().into_bytes()),
        _ => Some(came.clone()),
    }
}

fn fix(job: &Job<'_>, piped: &Texts, safety: Safety) -> Result<Fixed, Failure> {
    let load = |texts: &Texts| {
        let mut all = piped.clone();
        all.extend(texts.clone());
        Ok(job.load(&all))
    };
    fix_all(
        load,
        &|workspace| job.fixable(workspace, piped, safety),
        safety,
    )
}

/// Returns why a file was not written.
enum Trouble {
    Write(WriteError),
    Changed,
}

impl From<WriteError> for Trouble {
    fn from(error: WriteError) -> Self {
        Self::Write(error)
    }
}

fn write(store: &Store, path: &RootedPath, file: &FixedFile, base: &Base) -> Result<(), Failure> {
    let replaced = store.replace(path, |current| {
        // Do not overwrite a concurrent change.
        if current != file.before.as_bytes() {
            return Err(Trouble::Changed);
        }
        Ok(Some(file.after.clone().into_bytes()))
    });
    match replaced {
        Ok(_) => Ok(()),
        Err(Trouble::Write(error)) => Err(Failure::new(error.to_string()).help(error.help())),
        Err(Trouble::Changed) => {
            let path = base.shown(path.as_str());
            let message = format!("`{path}` changed while it was being fixed");
            Err(Failure::new(message).help("it was not written; run the command again"))
        }
    }
}

fn tell(fixes: usize, written: usize, console: &mut Console<'_>) {
    let fixes_made = plural(fixes, "fix", "fixes");
    match (fixes, written) {
        (0, _) => {}
        (_, 0) => console.note(&format!("{fixes_made} made")),
        (_, count) => {
            console.note(&format!(
                "{fixes_made} made in {}",
                plural(count, "file", "files")
            ));
        }
    }
}
