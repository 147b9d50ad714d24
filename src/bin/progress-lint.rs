//! The `progress` command by the name of its package: Debian and Homebrew have another `progress`,
//! and `uvx`, `pipx run` and `npx` run the command that is called like the package.

use std::process::ExitCode;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    progress_lint::cli::main()
}
