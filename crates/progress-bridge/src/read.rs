//! Readers, one per format.

mod backlog;
mod beads;
mod bmad;
mod checklist;
mod gsd;
mod json;
mod kiro;
mod markdown;
mod openspec;
pub(crate) mod spec_kit;
mod task_master;
#[cfg(test)]
mod tests;
pub(crate) mod text;

pub(crate) use beads::{OWN_STATUS as BEADS_STATUS, PRIORITIES as BEADS_PRIORITIES};
pub(crate) use bmad::stated_place as bmad_place;
pub(crate) use openspec::{follow, live_path};
use progress_core::source::{folder_of, name_of};
pub(crate) use spec_kit::is_spec_kit;
pub(crate) use task_master::OWN_ID as TASK_MASTER_ID;
pub(crate) use text::{add_note, one_line};
use yaml_lossless::text::Text;

use crate::files::Files;
use crate::format::places;
use crate::settle::{Known, plan_name, settle};
use crate::{Bundle, Format, Plan};

/// Maximum number of tasks in one import; more are a mistake or an attack.
const MAX_TASKS: usize = 20_000;

/// Why nothing was read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// There are no files of this format.
    #[error("no {format} files found in `{place}`")]
    Absent {
        /// The format.
        format: Format,
        /// Where they were looked for.
        place: String,
    },
    /// A file cannot be read.
    #[error("cannot read `{path}`: {reason}")]
    Unreadable {
        /// The file.
        path: String,
        /// The reason.
        reason: String,
    },
    /// A file is not of its format.
    #[error("{path}:{line}:{column}: {message}")]
    Invalid {
        /// The file.
        path: String,
        /// The line, from 1.
        line: usize,
        /// The column in characters, from 1.
        column: usize,
        /// What is wrong.
        message: String,
    },
    /// A file is not in its format, but no place in it can be blamed.
    #[error("{path}: {message}")]
    Unexpected {
        /// The file.
        path: String,
        /// What is wrong.
        message: String,
    },
    /// There are too many tasks.
    #[error("more than {MAX_TASKS} tasks")]
    TooMany,
}

/// Reads what is at a path, a file or a folder.
///
/// # Errors
///
/// Fails if there is nothing of this format, or a file cannot be read.
pub fn read(
    format: Format,
    files: &dyn Files,
    start: &str,
    known: &Known,
) -> Result<Bundle, ReadError> {
    let (paths, moved) = places(format, files, start, known);
    if paths.is_empty() {
        let place = if start.is_empty() { "." } else { start }.to_owned();
        return Err(ReadError::Absent { format, place });
    }
    let mut bundle = Bundle::default();
    for path in &paths {
        read_one(format, files, path, known, &mut bundle)?;
        if bundle.task_count() > MAX_TASKS {
            return Err(ReadError::TooMany);
        }
    }
    bundle.paths = paths;
    settle(&mut bundle, format, &known.after(&moved));
    bundle.moved = moved;
    Ok(bundle)
}

fn read_one(
    format: Format,
    files: &dyn Files,
    path: &str,
    known: &Known,
    bundle: &mut Bundle,
) -> Result<(), ReadError> {
    // The only format whose tasks are not in the file itself.
    if format == Format::Backlog {
        return backlog::read(files, path, known, bundle);
    }
    let Some(text) = files.read(path)? else {
        return Err(ReadError::Unreadable {
            path: path.to_owned(),
            reason: "it does not exist".to_owned(),
        });
    };
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    let input = Input { path, text };
    match format {
        Format::SpecKit => spec_kit::read(input, bundle),
        Format::OpenSpec => openspec::read(input, bundle),
        Format::Kiro => kiro::read(input, bundle),
        Format::Markdown => markdown::read(input, bundle),
        Format::Gsd => return gsd::read(files, input, known, bundle),
        Format::TaskMaster => return task_master::read(input, bundle),
        Format::Beads => return beads::read(input, &known.now, bundle),
        Format::Bmad => return bmad::read(input, bundle),
        Format::Backlog => {}
    }
    Ok(())
}

/// A file that is read.
#[derive(Clone, Copy)]
struct Input<'a> {
    path: &'a str,
    text: &'a str,
}

impl Input<'_> {
    /// A plan named after the folder of the file, or after the file itself in the root.
    fn plan(self) -> Plan {
        let folder = name_of(folder_of(self.path));
        let stem = name_of(self.path);
        let stem = stem.rsplit_once('.').map_or(stem, |(stem, _)| stem);
        let name = plan_name(folder).or_else(|| plan_name(stem));
        Plan {
            name: name.unwrap_or_else(|| "imported".to_owned()),
            phases: Vec::new(),
        }
    }

    /// A reference to a task in the file.
    fn source(self, id: &str) -> String {
        format!("{}#{id}", self.path)
    }

    /// An error at an offset of the text.
    fn invalid(self, offset: usize, message: impl Into<String>) -> ReadError {
        invalid(
            self.path,
            &Text::from(self.text.to_owned()),
            offset,
            message,
        )
    }

    /// An error in the file as a whole.
    fn unexpected(self, message: impl Into<String>) -> ReadError {
        ReadError::Unexpected {
            path: self.path.to_owned(),
            message: message.into(),
        }
    }
}

/// An error at an offset of a file.
fn invalid(path: &str, text: &Text, offset: usize, message: impl Into<String>) -> ReadError {
    let at = text.position(offset);
    ReadError::Invalid {
        path: path.to_owned(),
        line: at.line,
        column: at.column,
        message: message.into(),
    }
}
