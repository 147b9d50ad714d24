//! `progress lint`: check files.

mod messages;
mod open;
mod view;

use std::path::Path;

use open::Opened;
pub(super) use open::read;
use progress_core::fix::{FixedFile, Texts};
use progress_core::lint::{Report, Safety};
use progress_core::rules;
use progress_core::workspace::Workspace;
use view::View;

use super::args::{FixArguments, LintArguments};
use super::failure::Failure;
use super::{Console, ExitStatus, revision};
use crate::checking::{self, Check};
use crate::project::Root;
use crate::report::{Base, DiffOptions, Options, write_diff};
use crate::selection::{NamedPaths, all_writable};

pub(super) fn run(
    arguments: &LintArguments,
    console: &mut Console<'_>,
) -> Result<ExitStatus, Failure> {
    let view = View::check(arguments)?;
    let fixing = &arguments.fixing;
    check_flags(fixing)?;
    let current = console.current_folder()?;
    let named = named_paths(arguments, &current)?;
    let mut root = Root::find(named.start(&current), &current);
    // Lint only local content; otherwise a check could wait for an unreachable remote.
    root.stay_local();
    let Opened {
        mut check,
        has_failures,
        is_hopeless,
    } = open::open(arguments, named, &root, &current, console)?;
    check.wants_dates = fixing.unsafely || view.carries_fixes();
    if is_hopeless {
        return Ok(ExitStatus::Failed);
    }
    let run = Run {
        piped: open::piped(&check, console.stdin)?,
        check,
        view,
        options: report_options(console, Base::new(&root.folder, &current)),
        has_failures,
        may_be_empty: arguments.source.may_be_empty || has_failures,
    };
    warm_up(&run.check);
    if fixing.diff {
        return run.show_fixes(fixing.safety(), console);
    }
    if fixing.fix {
        return run.fix(fixing.safety(), console);
    }
    let workspace = run.check.load(&run.piped);
    run.check(workspace, None, console)
}

/// One run of the command.
struct Run<'r> {
    check: Check<'r>,
    /// The content of standard input, if that is a file to check.
    piped: Texts,
    view: View,
    options: Options,
    /// Whether a path could not be checked.
    has_failures: bool,
    /// Whether it is fine if there is nothing to check.
    may_be_empty: bool,
}

impl Run<'_> {
    /// Fixes the files, and reports what is left.
    fn fix(mut self, safety: Safety, console: &mut Console<'_>) -> Result<ExitStatus, Failure> {
        let done = checking::write_fixes(&self.check, &self.piped, safety);
        self.has_failures |= messages::tell_fixes(&done, &self.options.base, console);
        self.check(done.workspace, done.piped.as_deref(), console)
    }

    /// Reports the findings; `fixed_input` is the fixed text of standard input.
    fn check(
        self,
        mut workspace: Workspace,
        fixed_input: Option<&[u8]>,
        console: &mut Console<'_>,
    ) -> Result<ExitStatus, Failure> {
        let check = &self.check;
        workspace.range = check
            .range_facts(&workspace)
            .map_err(|error| revision::broken(&error))?;
        let checked = check
            .run(&workspace, &self.piped)
            .map_err(|error| Failure::of(&error, error.help()))?;
        messages::tell_checked(check, &checked, console);
        let report = checked.report;
        let status = if self.complain(&workspace, &report, console) {
            ExitStatus::Failed
        } else if report.fails(workspace.settings.fail_on) {
            ExitStatus::Findings
        } else {
            ExitStatus::Clean
        };
        let (view, options) = (self.view, self.options);
        let result = match fixed_input {
            // The fixed text is the output, so findings must not be mixed into it.
            Some(text) => {
                view.write_aside(&report, options, console);
                console.finish(status, |out| out.write_all(text))
            }
            None => console.finish(status, |out| view.write(&report, &options, out)),
        };
        // The process exits next; freeing thousands of trees first would only delay that.
        std::mem::forget(report);
        std::mem::forget(workspace);
        result
    }

    /// Shows what would change; any change counts as a finding.
    fn show_fixes(&self, safety: Safety, console: &mut Console<'_>) -> Result<ExitStatus, Failure> {
        let fixed = checking::fix(&self.check, &self.piped, safety);
        let report = progress_core::lint::run(&fixed.workspace, &[]);
        let status = if self.complain(&fixed.workspace, &report, console) {
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

    /// Reports files that could not be checked; returns whether there are any.
    fn complain(
        &self,
        workspace: &Workspace,
        report: &Report<'_>,
        console: &mut Console<'_>,
    ) -> bool {
        let (may_be_empty, base) = (self.may_be_empty, &self.options.base);
        messages::complain(&self.check, workspace, report, may_be_empty, base, console)
            || self.has_failures
    }
}

/// Rejects flags that would have no effect.
fn check_flags(arguments: &FixArguments) -> Result<(), Failure> {
    if arguments.unsafely && !arguments.fix && !arguments.diff {
        let failure = Failure::new("`--unsafe` has no effect by itself");
        return Err(failure.help("add `--fix`, or `--diff` to see the changes"));
    }
    Ok(())
}

/// Prepares for many files while they are searched for.
fn warm_up(check: &Check<'_>) {
    if check.targets.folders.is_empty() {
        return;
    }
    // This thread becomes a worker, because otherwise it would only wait for the workers. If the
    // pool already exists, it waits.
    let threads = rayon::ThreadPoolBuilder::new().use_current_thread();
    let _ = threads.build_global();
    rayon::spawn(rules::prepare);
}

/// The paths on disk; for other sources, where to look for a repository.
fn named_paths(arguments: &LintArguments, current: &Path) -> Result<NamedPaths, Failure> {
    let paths = &arguments.paths;
    if arguments.source.is_recorded() {
        return Ok(NamedPaths::unchecked(paths, current));
    }
    check_stdin(arguments)?;
    if let Some(name) = &arguments.stdin_filename {
        return Ok(NamedPaths::stdin(name, current)?);
    }
    if arguments.fixing.fix {
        return Ok(NamedPaths::on_disk(&all_writable(paths, current)?, current));
    }
    Ok(NamedPaths::on_disk(paths, current))
}

/// Checks that standard input has a name, and that nothing else is to be checked with it.
fn check_stdin(arguments: &LintArguments) -> Result<(), Failure> {
    let paths = &arguments.paths;
    let wants_stdin = paths.iter().any(|path| path.as_os_str() == "-");
    if arguments.stdin_filename.is_none() {
        if wants_stdin {
            let failure = Failure::new("`-` requires `--stdin-filename`");
            return Err(failure.help("add `--stdin-filename PATH`; the file need not exist"));
        }
        return Ok(());
    }
    if paths.len() > usize::from(wants_stdin) {
        let failure = Failure::new("`--stdin-filename` cannot be combined with other paths");
        return Err(failure.help("remove the other paths, or lint them in a separate run"));
    }
    Ok(())
}

/// How to show findings.
fn report_options(console: &Console<'_>, base: Base) -> Options {
    let terminal = &console.terminal;
    Options {
        color: console.colors_stdout(),
        links: terminal.links,
        width: console.width(),
        terminal: terminal.stdout,
        base,
    }
}
