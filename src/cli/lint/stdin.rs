//! Standard input of `progress lint`.

use std::io::Read;

use progress_core::fix::Texts;
use progress_core::source::{MAX_BYTES, RootedPath};

use crate::checking::Check;
use crate::cli::args::LintArguments;
use crate::cli::failure::Failure;

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
    Ok(Texts::from([(path, read(stdin)?)]))
}

/// Reads standard input, up to the maximum file size.
pub(in crate::cli) fn read(stdin: &mut dyn Read) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    let read = stdin.take(MAX_BYTES + 1).read_to_end(&mut bytes);
    read.map_err(|error| Failure::new(format!("cannot read standard input: {error}")))?;
    if bytes.len() as u64 > MAX_BYTES {
        return Err(Failure::new("standard input is larger than 64 MiB"));
    }
    Ok(bytes)
}
