//! `progress lint`: check files.

mod copied;
mod messages;
mod notices;
mod replayed;
mod show_settings;
mod stdin;
mod summary;
mod view;
mod watch;

use std::path::Path;

pub(super) use notices::failure as open_failure;
use progress_core::display::visible;
use progress_core::fix::{Fixed, FixedFile, Texts};
use progress_core::lint::Report;
use progress_core::rules;
use progress_core::workspace::Workspace;
use progress_git::jujutsu;
pub(super) use view::View;

use super::args::{FixArguments, LintArguments};
use super::failure::Failure;
use super::input::read_stdin;
use super::project::complain_of_unread;
use super::{Console, ExitStatus, revision, settings};
use crate::checking::{self, Action, Check, LintRequest, Origin, Parts};
use crate::report::{Base, DiffOptions, Options, write_diff};

pub(super) fn run(
    arguments: &LintArguments,
    console: &mut Console<'_>,
) -> Result<ExitStatus, Failure> {
    // Flags that contradict each other are reported before anything is read.
    let view = View::check(arguments)?;
    let request = request(arguments, view)?;
    let manner = Manner {
        // A hook may pass nothing but excluded files.
        may_be_empty: arguments.force_exclude,
        is_quiet: arguments.quiet,
        is_repeated: arguments.watch,
    };
    if arguments.source.staged {
        warn_of_index(console);
    }
    if arguments.watch {
        return watch::run(&request, view, manner, console);
    }
    check(&request, view, manner, console)
}

/// Warns in a workspace of Jujutsu, which writes its parent commit into Git's index.
fn warn_of_index(console: &mut Console<'_>) {
    let folder = console.folder.as_deref().unwrap_or(Path::new(""));
    if jujutsu::workspace_root(folder).is_some() {
        let failure = Failure::new(
            "in a Jujutsu workspace, the index contains the parent of the working-copy commit",
        );
        console.warn(&failure.help("leave out `--staged` to check the working copy"));
    }
}

/// How a check reports what is not a finding.
#[derive(Clone, Copy, Debug)]
pub(super) struct Manner {
    /// Whether it is fine if there is nothing to check; otherwise that is a failure, or a warning.
    pub may_be_empty: bool,
    /// Whether not to say what was checked.
    pub is_quiet: bool,
    /// Whether the process continues afterwards.
    pub is_repeated: bool,
}

impl Manner {
    /// A commit that is fine needs no comment.
    pub(super) const OF_HOOK: Self = Self {
        may_be_empty: true,
        is_quiet: true,
        is_repeated: true,
    };
}

/// Checks what a request asks for, and prints the result.
pub(super) fn check(
    request: &LintRequest,
    view: View,
    manner: Manner,
    console: &mut Console<'_>,
) -> Result<ExitStatus, Failure> {
    let current = console.current_folder()?;
    let (named, root) = request.locate(&current)?;
    let mut notices = Vec::new();
    let result = checking::open(request, named, &root, &current, &mut notices);
    // Before the error, which a notice may explain.
    notices::tell(&notices, &root, console);
    let mut opened = result.map_err(|error| notices::failure(&error))?;
    let (has_failures, is_hopeless) = (opened.has_failures(), opened.is_hopeless());
    notices::fail_for_paths(&mut opened, console);
    if is_hopeless {
        return Ok(ExitStatus::Failed);
    }
    let check = opened.check;
    if matches!(view, View::Settings) {
        return show_settings::run(&check.settings, console);
    }
    let run = Run {
        // A mistake in the arguments must not wait for input.
        piped: stdin::piped(&check, console.stdin)?,
        check,
        view,
        options: Options {
            terminal: console.terminal.stdout && !manner.is_quiet,
            ..report_options(console, Base::new(&root.folder, &current))
        },
        has_failures,
        // Paths that failed have been reported; finding nothing else to check is no news.
        may_be_empty: manner.may_be_empty || has_failures,
        manner,
    };
    if request.stdin.is_some() && run.check.targets.piped.is_none() {
        return skip_input(request.action, console);
    }
    run.act(request.action, console)
}

/// What the arguments ask for.
fn request(arguments: &LintArguments, view: View) -> Result<LintRequest, Failure> {
    let LintArguments {
        source,
        fixing,
        choice,
        ..
    } = arguments;
    check_flags(fixing)?;
    let origin = source.origin();
    // In the index or a commit, `-` is no different from other paths that are not there.
    if origin == Origin::WorkingTree {
        stdin::check(arguments)?;
    }
    Ok(LintRequest {
        paths: arguments.paths.clone(),
        stdin: arguments.stdin_filename.clone(),
        origin,
        new_from: source.new_from.clone(),
        baseline: source.baseline(),
        config: choice.config.clone(),
        overrides: settings::overrides(choice)?,
        action: fixing.action(),
        force_exclude: arguments.force_exclude,
        wants_dates: fixing.unsafely || view.carries_fixes(),
    })
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
    manner: Manner,
}

impl Run<'_> {
    /// Does what was asked for with the findings.
    fn act(self, action: Action, console: &mut Console<'_>) -> Result<ExitStatus, Failure> {
        if action != Action::Report {
            warm_up(&self.check);
        }
        match action {
            Action::ShowFixes(safety) => {
                self.show(&checking::fix(&self.check, &self.piped, safety), console)
            }
            Action::ShowIgnores => self.show(&checking::ignore(&self.check, &self.piped), console),
            Action::Fix(safety) => {
                let fixed = checking::fix(&self.check, &self.piped, safety);
                self.write(fixed, ("fix made", "fixes made"), console)
            }
            Action::AddIgnores => {
                let fixed = checking::ignore(&self.check, &self.piped);
                let what = ("ignore comment added", "ignore comments added");
                self.write(fixed, what, console)
            }
            Action::Report if matches!(self.view, View::Files) => self.show_files(console),
            Action::Report => self.lint(console),
        }
    }

    /// Writes the fixed files, and reports what is left. `made` says what a fix is, and what many
    /// are.
    fn write(
        mut self,
        fixed: Fixed,
        made: (&str, &str),
        console: &mut Console<'_>,
    ) -> Result<ExitStatus, Failure> {
        let done = checking::write_fixes(&self.check, &self.piped, fixed);
        // A file that cannot be written fails the run, even if it has no other findings.
        self.has_failures |= messages::tell_fixes(&done, made, &self.options.base, console);
        self.check(done.workspace, done.piped.as_deref(), console)
    }

    /// Reports the findings; `fixed_input` is the fixed text of standard input.
    fn check(
        &self,
        workspace: Workspace,
        fixed_input: Option<&[u8]>,
        console: &mut Console<'_>,
    ) -> Result<ExitStatus, Failure> {
        let (status, _) = self.report(workspace, fixed_input, console)?;
        Ok(status)
    }

    /// Reports the findings, and returns what was printed about each file.
    fn report(
        &self,
        mut workspace: Workspace,
        fixed_input: Option<&[u8]>,
        console: &mut Console<'_>,
    ) -> Result<(ExitStatus, Option<Parts>), Failure> {
        let check = &self.check;
        workspace.range = check
            .range_facts(&workspace)
            .map_err(|error| revision::broken(&error))?;
        let checked = check
            .run(&workspace, &self.piped)
            .map_err(|error| Failure::of(&error, error.help()))?;
        messages::tell_checked(check, &checked, console);
        if !self.manner.is_quiet {
            let totals = &checked.report.summary;
            summary::tell(check, totals, &checked.dropped, self.view, console);
        }
        let mut report = checked.report;
        report.is_incomplete = self.complain(&workspace, &report, console);
        report.unchecked = messages::unchecked(&workspace, &report);
        // A file that was not checked outweighs findings in others.
        let status = if report.is_incomplete {
            ExitStatus::Failed
        } else if report.fails(workspace.settings.fail_on) {
            ExitStatus::Findings
        } else {
            ExitStatus::Clean
        };
        let (view, options) = (self.view, &self.options);
        let mut marks = None;
        let result = match fixed_input {
            // The fixed text is the output, so findings must not be mixed into it.
            Some(text) => {
                view.write_aside(&report, options.clone(), console);
                console.finish(status, |out| out.write_all(text))
            }
            None => console.finish(status, |out| {
                marks = view.write(&report, options, out)?;
                Ok(())
            }),
        };
        // Files that are not linted are not among the parts, but others may refer to them.
        let is_complete = workspace.files.iter().all(|file| file.linted);
        let parts = marks
            .filter(|_| is_complete)
            .and_then(|marks| check.parts(&workspace, &report, &marks));
        if !self.manner.is_repeated {
            // The process exits next; freeing thousands of trees first would only delay that.
            std::mem::forget(report);
            std::mem::forget(workspace);
        }
        result.map(|status| (status, parts))
    }

    /// Lists the files that would be checked.
    fn show_files(&self, console: &mut Console<'_>) -> Result<ExitStatus, Failure> {
        let workspace = self.check.load(&self.piped);
        let base = &self.options.base;
        let status = if complain_of_unread(&workspace, base, console) || self.has_failures {
            ExitStatus::Failed
        } else {
            ExitStatus::Clean
        };
        console.finish(status, |out| {
            for file in workspace.files.iter().filter(|file| file.linted) {
                writeln!(out, "{}", visible(&base.shown(file.path.as_str())))?;
            }
            Ok(())
        })
    }

    /// Shows what would change; any change counts as a finding.
    fn show(&self, fixed: &Fixed, console: &mut Console<'_>) -> Result<ExitStatus, Failure> {
        // No rule runs: only the number of files and what could not be checked matter.
        let report = progress_core::lint::run(&fixed.workspace, &[]);
        let status = if self.complain(&fixed.workspace, &report, console) {
            ExitStatus::Failed
        } else if fixed.files.is_empty() {
            ExitStatus::Clean
        } else {
            ExitStatus::Findings
        };
        if !self.manner.is_quiet {
            summary::tell_fixable(report.summary.files, fixed.files.len(), console);
        }
        let options = DiffOptions {
            color: console.colors_stdout(),
            terminal: console.terminal.stdout,
        };
        console.finish(status, |out| {
            for (path, FixedFile { before, after, .. }) in &fixed.files {
                // Relative to the root, where `git apply` looks for them.
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

/// Leaves standard input alone, because the settings exclude its name: with `--fix`, the output
/// replaces the text in an editor.
fn skip_input(action: Action, console: &mut Console<'_>) -> Result<ExitStatus, Failure> {
    let text = match action {
        Action::Fix(_) | Action::AddIgnores => read_stdin(console.stdin)?,
        Action::Report | Action::ShowFixes(_) | Action::ShowIgnores => Vec::new(),
    };
    console.finish(ExitStatus::Clean, |out| out.write_all(&text))
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

/// How to show findings.
fn report_options(console: &Console<'_>, base: Base) -> Options {
    let terminal = &console.terminal;
    Options {
        color: console.colors_stdout(),
        links: terminal.links,
        width: console.screen().width(),
        ascii: terminal.ascii,
        terminal: terminal.stdout,
        base,
    }
}
