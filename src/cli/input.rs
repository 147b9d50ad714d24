//! Reads standard input, and lists in files.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use progress_core::source::MAX_BYTES;

use super::Console;
use super::failure::Failure;

/// Reads standard input, up to the maximum file size.
pub(super) fn read_stdin(stdin: &mut dyn Read) -> Result<Vec<u8>, Failure> {
    let read = read_all(stdin);
    let read =
        read.map_err(|error| Failure::new(format!("cannot read standard input: {error}")))?;
    read.ok_or_else(|| Failure::new("standard input is larger than 64 MiB"))
}

/// Reads the list that a flag names; `-` is standard input.
pub(super) fn read_list(path: &Path, console: &mut Console<'_>) -> Result<Vec<u8>, Failure> {
    if path.as_os_str() == "-" {
        return read_stdin(console.stdin);
    }
    let name = path.display();
    // It need not be a regular file: shells pass the output of a program as a pipe.
    let read =
        File::open(console.current_folder()?.join(path)).and_then(|mut it| read_all(&mut it));
    match read {
        Ok(Some(bytes)) => Ok(bytes),
        Ok(None) => Err(Failure::new(format!("`{name}` is larger than 64 MiB"))),
        Err(error) => Err(Failure::unreadable(name, &error)),
    }
}

/// Reads everything; `None` if it is too large.
fn read_all(from: &mut dyn Read) -> std::io::Result<Option<Vec<u8>>> {
    let mut bytes = Vec::new();
    // One byte more than allowed shows that there are too many.
    from.take(MAX_BYTES + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MAX_BYTES {
        return Ok(None);
    }
    Ok(Some(bytes))
}
