//! The milestones of a Backlog.md project.

use std::collections::BTreeMap;

use progress_core::source::name_of;

use super::task;
use crate::files::{Files, join, matching};
use crate::read::text::one_line;
use crate::{Bundle, Phase, ReadError};

/// The milestones, in the order of their numbers; then those that only tasks name.
#[derive(Default)]
pub(super) struct Milestones {
    phases: Vec<Phase>,
    /// The places of phases, by the ID and the title of their milestones in lower case.
    places: BTreeMap<String, usize>,
}

impl Milestones {
    pub(super) fn read(
        files: &dyn Files,
        folder: &str,
        bundle: &mut Bundle,
    ) -> Result<Self, ReadError> {
        let mut found = Vec::new();
        for path in matching(files, &join(folder, "milestones"), "*.md") {
            // The tool reads no others.
            if !is_milestone(name_of(&path)) {
                continue;
            }
            let Some(text) = files.read(&path)? else {
                continue;
            };
            match task::milestone(&path, &text) {
                Ok(Some((id, title))) => found.push((task::numbers(&id), id, title)),
                Ok(None) => {}
                Err(error) => {
                    bundle.unreadable(&error.to_string());
                }
            }
        }
        found.sort();
        let mut milestones = Self::default();
        for (_, id, title) in found {
            milestones.add(&id, &title);
        }
        Ok(milestones)
    }

    fn add(&mut self, id: &str, title: &str) -> usize {
        let place = self.phases.len();
        self.phases.push(Phase {
            title: one_line(title),
            ..Phase::default()
        });
        for name in [id, title] {
            let name = name.trim().to_lowercase();
            self.places.entry(name).or_insert(place);
        }
        place
    }

    /// The phase of the milestone that a task names by its ID or title, whether it has a file or not.
    pub(super) fn phase(&mut self, name: &str) -> &mut Phase {
        let known = self.places.get(&name.trim().to_lowercase()).copied();
        let place = known.unwrap_or_else(|| self.add(name, name));
        &mut self.phases[place]
    }

    pub(super) fn into_phases(self) -> Vec<Phase> {
        self.phases
    }
}

/// `m-1 - Beta.md`.
fn is_milestone(name: &str) -> bool {
    let rest = name.strip_prefix("m-").unwrap_or_default();
    rest.starts_with(|c: char| c.is_ascii_digit())
}
