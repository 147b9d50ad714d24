//! The command line; one file or folder per command.
//!
//! [`main`] collects the state of the process (arguments, streams, terminal) and calls [`run`],
//! which uses nothing else and can therefore be driven by tests.

mod add;
mod agent;
mod args;
mod caches;
mod called;
mod clock;
mod colors;
mod completions;
mod console;
mod criterion;
mod diff;
mod doctor;
mod edit;
mod explain;
mod export;
mod failure;
mod graph;
mod history;
mod hook;
mod import;
mod init;
mod input;
mod lint;
mod list;
mod log;
mod lsp;
mod man;
mod merge_driver;
mod new;
mod pager;
mod panic;
mod plans;
mod project;
mod ready;
mod reopen;
mod report;
mod resolve;
mod revision;
mod rules;
mod schema;
mod settings;
mod show;
mod statistics;
mod status;
mod sync;
mod table;
mod task_filter;
mod tasks;
mod update;
mod verify;

use std::ffi::OsString;
use std::io;
use std::process::ExitCode;

use args::{Arguments, Command};
use clap::{CommandFactory, Parser};
pub use colors::ColorChoice;
pub use console::{Console, Terminal};
use failure::Failure;
use progress_core::display::visible;
use progress_git::paths::real_path;

use crate::cache;

/// The exit status of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExitStatus {
    /// No findings as severe as `--fail-on`.
    Clean,
    /// Findings at least as severe as `--fail-on`.
    Findings,
    /// A usage error or a failure.
    Failed,
    /// There is something that an agent should read; the exit code is that of `Failed`.
    Alarm,
    /// Like `Failed`, with the exit code that Git expects from a merge driver.
    Unmerged,
}

impl From<ExitStatus> for ExitCode {
    fn from(status: ExitStatus) -> Self {
        match status {
            ExitStatus::Clean => Self::SUCCESS,
            ExitStatus::Findings => Self::from(1),
            ExitStatus::Failed | ExitStatus::Alarm => Self::from(2),
            // Above 128, Git aborts the merge instead of taking the file for one with conflict
            // markers.
            ExitStatus::Unmerged => Self::from(129),
        }
    }
}

/// Runs the command in the process's arguments.
#[must_use]
pub fn main() -> ExitCode {
    if completions::answer(std::env::args_os()) {
        return ExitCode::SUCCESS;
    }
    if std::env::args_os().nth(1).is_some_and(|it| it == "lsp") {
        lsp::start_again();
    }
    panic::install();
    let mut stdin = io::stdin().lock();
    // Escapes are written only if wanted; this enables them on old Windows consoles.
    let mut stdout = io::BufWriter::new(anstream::AutoStream::always(io::stdout().lock()));
    // Not locked, because the panic handler writes to it too.
    let mut stderr = anstream::AutoStream::always(io::stderr());
    let mut console = Console {
        stdin: &mut stdin,
        stdout: &mut stdout,
        stderr: &mut stderr,
        terminal: Terminal::of_process(),
        folder: std::env::current_dir().and_then(|folder| real_path(&folder)),
        called: "progress",
    };
    let status = panic::guard(|| run(std::env::args_os(), &mut console));
    status
        // After a panic, the arguments that were passed to `run` are gone.
        .unwrap_or_else(|| failed_status(&std::env::args_os().collect::<Vec<_>>()))
        .into()
}

/// The exit status of a failed run with these arguments, the first of which is the program's name.
fn failed_status(arguments: &[OsString]) -> ExitStatus {
    let is = |at: usize, names: &[&str]| {
        arguments
            .get(at)
            .is_some_and(|it| names.iter().any(|name| it == name))
    };
    if is(1, &["merge-driver"]) {
        // Git would interpret 2 as a file with conflict markers.
        ExitStatus::Unmerged
    } else if is(1, &["agent"]) && is(2, &["check", "prime", "stop"]) {
        // To the programs that run agents, 2 means that the agent must not go on, or not stop.
        ExitStatus::Clean
    } else {
        ExitStatus::Failed
    }
}

/// Makes a usage error safe to show, because clap repeats arguments verbatim.
fn harmless(error: clap::Error, arguments: &[OsString]) -> clap::Error {
    // Help and version repeat no arguments.
    if !error.use_stderr() {
        return error;
    }
    let shown = arguments.iter().map(|argument| {
        let text = argument.to_string_lossy();
        OsString::from(visible(&text).into_owned())
    });
    match Arguments::try_parse_from(shown) {
        Err(harmless) => harmless,
        // The escaped argument is valid, so only the kind of the error is left.
        Ok(_) => clap::Error::new(error.kind()).with_cmd(&Arguments::command()),
    }
}

/// Runs one command. `arguments` start with the program's name.
pub fn run(arguments: impl IntoIterator<Item = OsString>, console: &mut Console<'_>) -> ExitStatus {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    // The arguments may be invalid, so the command is recognized by its name.
    let failed = failed_status(&arguments);
    if let Some(program) = arguments.first() {
        console.called = called::name(program);
    }
    let done = match Arguments::read(&arguments) {
        Ok(arguments) => {
            // `auto` leaves the choice to the environment.
            if arguments.color != ColorChoice::Auto {
                console.terminal.color = arguments.color;
            }
            if arguments.no_cache || is_set("PROGRESS_NO_CACHE") {
                cache::disable();
            }
            console.terminal.pages &= !arguments.no_pager;
            execute(arguments.command, console)
        }
        Err(error) => console.usage(&harmless(error, &arguments)),
    };
    match done {
        Ok(ExitStatus::Failed) => failed,
        Ok(ExitStatus::Alarm) => ExitStatus::Failed,
        Ok(status) => status,
        Err(failure) => {
            console.fail(&failure);
            failed
        }
    }
}

/// Whether an environment variable is set to a value that means yes.
fn is_set(variable: &str) -> bool {
    std::env::var_os(variable).is_some_and(|value| !value.is_empty() && value != "0")
}

fn execute(command: Command, console: &mut Console<'_>) -> Result<ExitStatus, Failure> {
    match command {
        Command::Init(arguments) => init::run(&arguments, console),
        Command::Lint(arguments) => lint::run(&arguments, console),
        Command::Status(arguments) => status::run(&arguments, console),
        Command::Ready(arguments) => ready::run(&arguments, console),
        Command::List(arguments) => list::run(&arguments, console),
        Command::Show(arguments) => show::run(&arguments, console),
        Command::Graph(arguments) => graph::run(&arguments, console),
        Command::Report(arguments) => report::run(&arguments, console),
        Command::Sync(arguments) => sync::run(&arguments, console),
        Command::Log(arguments) => log::run(&arguments, console),
        Command::Blame(arguments) => log::blame(&arguments, console),
        Command::History(arguments) => history::run(&arguments, console),
        Command::Verify(arguments) => verify::run(&arguments, console),
        Command::Diff(arguments) => diff::run(&arguments, console),
        Command::New(arguments) => new::run(&arguments, console),
        Command::Export(arguments) => export::run(&arguments, console),
        Command::Import(arguments) => import::run(&arguments, console),
        Command::Update(arguments) => update::run(&arguments, console),
        Command::Start(arguments) => update::verb("in_progress", &arguments.named, console),
        Command::Done(arguments) => update::verb("completed", &arguments.named, console),
        Command::Block(arguments) => update::verb("blocked", &arguments.named, console),
        Command::Unblock(arguments) => reopen::unblock(&arguments, console),
        Command::Reopen(arguments) => reopen::reopen(&arguments, console),
        Command::Criterion(arguments) => criterion::run(&arguments, console),
        Command::Add(arguments) => add::run(&arguments, console),
        Command::Edit(arguments) => edit::run(&arguments, console),
        Command::Assign(arguments) => edit::assign(&arguments, console),
        Command::Rules(arguments) => rules::run(&arguments, console),
        Command::Explain(arguments) => explain::run(&arguments, console),
        Command::Schema(arguments) => schema::run(&arguments, console),
        Command::Cache(arguments) => caches::run(&arguments, console),
        Command::Completions(arguments) => completions::run(&arguments, console),
        Command::Man(arguments) => man::run(&arguments, console),
        Command::Doctor(arguments) => doctor::run(&arguments, console),
        Command::Hook(arguments) => hook::run(&arguments, console),
        Command::Resolve(arguments) => resolve::run(&arguments, console),
        Command::Agent(arguments) => agent::run(&arguments, console),
        Command::Lsp(arguments) => lsp::run(&arguments, console),
        Command::MergeDriver(arguments) => merge_driver::run(&arguments, console),
    }
}
