//! `progress status --write`: keeps a section of a Markdown file current.

use progress_core::markdown::{SectionError, replace_section};
use progress_core::source::RootedPath;
use progress_core::status::SECTION;
use progress_git::write::{Outcome, Store, WriteError};

use crate::cli::failure::Failure;
use crate::cli::{Console, ExitStatus};

/// Why the section was not written.
enum Unwritten {
    Write(WriteError),
    NotText,
    Section(SectionError),
}

impl From<WriteError> for Unwritten {
    fn from(error: WriteError) -> Self {
        Self::Write(error)
    }
}

/// Replaces the section of a file; with `is_check`, only says whether it is current.
pub(super) fn run(
    store: &Store,
    path: &RootedPath,
    section: &str,
    is_check: bool,
    console: &mut Console<'_>,
) -> Result<ExitStatus, Failure> {
    let mut is_current = true;
    let written = store.replace(path, |bytes| {
        let text = std::str::from_utf8(bytes).map_err(|_| Unwritten::NotText)?;
        let new = replace_section(text, SECTION, section).map_err(Unwritten::Section)?;
        is_current = new == text;
        if is_current || is_check {
            return Ok(None);
        }
        Ok(Some(new.into_bytes()))
    });
    let outcome = written.map_err(|error| failure(path, error))?;
    let name = path.as_str();
    if is_check && !is_current {
        let help = "run `progress status --write` without `--check`";
        console.warn(&Failure::new(format!("the table in `{name}` is not current")).help(help));
        return Ok(ExitStatus::Findings);
    }
    console.note(&match outcome {
        Outcome::Replaced => format!("updated the table in `{name}`"),
        Outcome::Unchanged => format!("the table in `{name}` is current"),
    });
    Ok(ExitStatus::Clean)
}

fn failure(path: &RootedPath, error: Unwritten) -> Failure {
    let name = path.as_str();
    match error {
        Unwritten::Write(error @ WriteError::Absent(_)) => Failure::new(error.to_string()).help(
            format!("create it, with the lines `<!-- {SECTION} -->` and `<!-- /{SECTION} -->`"),
        ),
        Unwritten::Write(error) => Failure::new(error.to_string()).help(error.help()),
        Unwritten::NotText => Failure::new(format!("`{name}` is not UTF-8 text"))
            .help("convert it to UTF-8, or choose another file"),
        Unwritten::Section(error) => {
            let help = match error {
                SectionError::Missing(_) => {
                    "add both where the table should be, each on a line of its own; in code blocks, list items and comments, they do not count"
                }
                SectionError::Unclosed { .. } | SectionError::Unopened { .. } => {
                    "add the other marker"
                }
                SectionError::NotAlone { .. } => "put each marker on a line of its own",
                SectionError::Twice { .. } => "keep one section",
            };
            let place = match error.line() {
                Some(line) => format!("line {line}: "),
                None => String::new(),
            };
            Failure::new(format!("`{name}`: {place}{error}")).help(help)
        }
    }
}
