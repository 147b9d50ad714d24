//! The `progress` command.

#[cfg(feature = "launcher")]
mod launcher;

use std::process::ExitCode;

#[cfg(not(feature = "launcher"))]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[cfg(not(feature = "launcher"))]
fn main() -> ExitCode {
    progress_lint::cli::main()
}

#[cfg(feature = "launcher")]
fn main() -> ExitCode {
    launcher::main()
}
