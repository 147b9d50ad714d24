//! Tasks that a plan's document mentions and no progress file tracks.

use yaml_lossless::Node;

use super::File;
use super::document_refs::places;
use crate::collections::{HashMap, HashSet};
use crate::model::id::is_id;
use crate::model::{FileId, Name, Phase, Plans, Resolution};
use crate::parallel::{MANY_FILES, map_each};
use crate::source::Contents;

/// The key that names a plan's document.
const PLAN_REF: &str = "plan_ref";

/// References to tasks that no progress file tracks, but that the document named by `plan_ref`
/// mentions.
#[derive(Debug, Default)]
pub struct Planned {
    by_file: HashMap<FileId, HashSet<String>>,
}

impl Planned {
    /// Looks up the unknown tasks that the linted files refer to.
    ///
    /// A document is read only if a file that names it refers to an unknown task.
    #[must_use]
    pub fn find(files: &[File], plans: &Plans, contents: &dyn Contents) -> Self {
        let mut documents = Documents {
            contents,
            mentioned: HashMap::default(),
        };
        let with_document = files
            .iter()
            .zip((0..).map(FileId))
            .filter_map(|(file, id)| {
                let reference = file.document.get(PLAN_REF).filter(|_| file.linted)?;
                Some((file, id, reference))
            });
        let with_document: Vec<_> = with_document.collect();
        let unknown = map_each(&with_document, MANY_FILES, |(_, id, _)| {
            unknown_in(plans, *id)
        });
        let mut by_file = HashMap::default();
        for ((file, id, reference), mut unknown) in with_document.into_iter().zip(unknown) {
            if unknown.is_empty() {
                continue;
            }
            unknown.retain(|id| documents.mention(reference, file, id));
            by_file.insert(id, unknown);
        }
        Self { by_file }
    }

    /// Whether the plan's document mentions a task that a file refers to.
    #[must_use]
    pub fn has(&self, file: FileId, id: &str) -> bool {
        self.by_file
            .get(&file)
            .is_some_and(|known| known.contains(id))
    }
}

/// The unknown IDs in a file's dependencies, batches and critical path.
fn unknown_in(plans: &Plans, file: FileId) -> HashSet<String> {
    let mut unknown = HashSet::default();
    for name in plans.phase(file).into_iter().flat_map(Phase::references) {
        // A step of a critical path may name several tasks: `A-1 / A-2`.
        for part in name.text.split('/').map(str::trim) {
            let is_unknown = matches!(
                plans.resolve(file, part),
                Resolution::Nothing | Resolution::Undecidable(_) | Resolution::OtherPlan(_)
            );
            if is_unknown {
                unknown.insert(part.to_owned());
            }
        }
    }
    unknown
}

/// The documents of plans, read once.
struct Documents<'c> {
    contents: &'c dyn Contents,
    /// The words of each document that may be IDs; empty if it cannot be read.
    mentioned: HashMap<String, HashSet<String>>,
}

impl Documents<'_> {
    fn mention(&mut self, reference: Node<'_>, file: &File, id: &str) -> bool {
        let names = Name::all_in(reference).into_iter();
        let mut places = names.flat_map(|name| places(&name.text, file.path.as_str()));
        places.any(|place| self.read(&place, file).contains(id))
    }

    fn read(&mut self, place: &str, file: &File) -> &HashSet<String> {
        let Self {
            contents,
            mentioned,
        } = self;
        mentioned.entry(place.to_owned()).or_insert_with(|| {
            let path = file.path.other(place);
            let bytes = path.and_then(|path| contents.read(&path).ok());
            // IDs are ASCII, so invalid bytes elsewhere in the document do not matter.
            ids_in(&String::from_utf8_lossy(&bytes.unwrap_or_default()))
        })
    }
}

/// The words of a text that may be IDs of tasks: those with a digit.
fn ids_in(text: &str) -> HashSet<String> {
    let words = text.split(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_')));
    words
        .map(|word| word.trim_matches(['-', '.', '_']))
        .filter(|word| word.bytes().any(|byte| byte.is_ascii_digit()) && is_id(word))
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_found_in_tables_headings_and_lists() {
        let text = "| T-1 | Create |\n### P2-T5: Import\n- [ ] **CAI-3.1.** Export (see `G-1`)\n";
        let found = ids_in(text);
        for id in ["T-1", "P2-T5", "CAI-3.1", "G-1"] {
            assert!(found.contains(id), "{id}");
        }
        assert!(!found.contains("T-10") && !found.contains("Create"));
    }
}
