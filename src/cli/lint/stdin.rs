//! Standard input of `progress lint`.

use std::io::Read;

use progress_core::fix::Texts;
use progress_core::source::RootedPath;

use crate::checking::Check;
use crate::cli::args::LintArguments;
use crate::cli::failure::Failure;
use crate::cli::input::read_stdin;

/// Checks that standard input has a name, and that nothing else is to be checked with it.
pub(super) fn check(arguments: &LintArguments) -> Result<(), Failure> {
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

/// The content of standard input, under its given name.
pub(super) fn piped(check: &Check<'_>, stdin: &mut dyn Read) -> Result<Texts, Failure> {
    let Some(path) = &check.targets.piped else {
        return Ok(Texts::new());
    };
    let path = RootedPath::new(check.source.root, path);
    Ok(Texts::from([(path, read_stdin(stdin)?)]))
}
