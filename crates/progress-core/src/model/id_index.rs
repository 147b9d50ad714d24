//! The tasks with each ID of a plan.

use std::hash::BuildHasher;

use foldhash::fast::RandomState;
use hashbrown::HashTable;
use hashbrown::hash_table::Entry;

use super::TaskRef;

/// An index of tasks by ID.
///
/// A plan can have a million IDs: a table of strings would take four times the memory.
#[derive(Debug, Default)]
pub(super) struct IdIndex {
    /// Indices into `ids`.
    table: HashTable<u32>,
    seed: RandomState,
    ids: Vec<Id>,
    /// The text of all IDs, concatenated.
    texts: String,
}

#[derive(Debug)]
struct Id {
    /// Range in [`IdIndex::texts`].
    text: (u32, u32),
    tasks: Named,
}

/// The tasks with an ID.
#[derive(Debug)]
pub(super) enum Named {
    /// The usual single one needs no allocation.
    One([TaskRef; 1], IsOfPhase),
    Several(Box<Several>),
}

/// Whether a task is in a file that does not list all phases.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct IsOfPhase(pub bool);

#[derive(Debug)]
pub(super) struct Several {
    tasks: Vec<TaskRef>,
    of_phase: Option<TaskRef>,
}

impl IdIndex {
    /// Reserves memory for `count` more IDs.
    pub(super) fn reserve(&mut self, count: usize) {
        let Self {
            table,
            seed,
            ids,
            texts,
        } = self;
        ids.reserve(count);
        // The table stores only numbers, so it has to look up their texts to move them.
        table.reserve(count, |&id| seed.hash_one(ids[id as usize].text(texts)));
    }

    /// Adds a task; tasks are added in the order of files and entries.
    pub(super) fn add(&mut self, text: &str, task: TaskRef, is_of_phase: IsOfPhase) {
        let Self {
            table,
            seed,
            ids,
            texts,
        } = self;
        let entry = table.entry(
            seed.hash_one(text),
            |&id| ids[id as usize].text(texts) == text,
            |&id| seed.hash_one(ids[id as usize].text(texts)),
        );
        match entry {
            Entry::Occupied(known) => ids[*known.get() as usize].tasks.add(task, is_of_phase),
            Entry::Vacant(place) => {
                place.insert(narrow(ids.len()));
                let start = narrow(texts.len());
                texts.push_str(text);
                ids.push(Id {
                    text: (start, narrow(texts.len())),
                    tasks: Named::One([task], is_of_phase),
                });
            }
        }
    }

    /// The tasks with an ID.
    pub(super) fn get(&self, text: &str) -> Option<&Named> {
        let id = self.table.find(self.seed.hash_one(text), |&id| {
            self.ids[id as usize].text(&self.texts) == text
        })?;
        Some(&self.ids[*id as usize].tasks)
    }

    /// Every ID, in the order in which they were added.
    pub(super) fn texts(&self) -> impl ExactSizeIterator<Item = &str> {
        self.ids.iter().map(|id| id.text(&self.texts))
    }
}

impl Id {
    fn text<'t>(&self, texts: &'t str) -> &'t str {
        let (start, end) = self.text;
        texts.get(start as usize..end as usize).unwrap_or_default()
    }
}

impl Named {
    /// In the order of files and entries.
    pub(super) fn tasks(&self) -> &[TaskRef] {
        match self {
            Self::One(task, _) => task,
            Self::Several(several) => &several.tasks,
        }
    }

    /// The first task in a file that does not list all phases.
    pub(super) fn of_phase(&self) -> Option<TaskRef> {
        match self {
            Self::One([task], IsOfPhase(true)) => Some(*task),
            Self::One(_, IsOfPhase(false)) => None,
            Self::Several(several) => several.of_phase,
        }
    }

    fn add(&mut self, task: TaskRef, IsOfPhase(is_of_phase): IsOfPhase) {
        // Tasks are added in the order of files, so the first one found is kept.
        let of_phase = match self.of_phase() {
            None if is_of_phase => Some(task),
            first => first,
        };
        match self {
            Self::One([first], _) => {
                let tasks = vec![*first, task];
                *self = Self::Several(Box::new(Several { tasks, of_phase }));
            }
            Self::Several(several) => {
                several.tasks.push(task);
                several.of_phase = of_phase;
            }
        }
    }
}

fn narrow(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::super::FileId;
    use super::*;

    #[test]
    fn tasks_are_found_by_their_id() {
        let task = |file, index| TaskRef {
            file: FileId(file),
            index,
        };
        let mut index = IdIndex::default();
        index.reserve(3);
        index.add("A-1", task(0, 0), IsOfPhase(false));
        index.add("A-2", task(0, 1), IsOfPhase(false));
        for file in 1..3 {
            index.add("A-1", task(file, 0), IsOfPhase(true));
        }
        assert_eq!(index.texts().collect::<Vec<_>>(), ["A-1", "A-2"]);
        let named = index.get("A-1").unwrap();
        assert_eq!(named.tasks(), [task(0, 0), task(1, 0), task(2, 0)]);
        assert_eq!(named.of_phase(), Some(task(1, 0)));
        let named = index.get("A-2").unwrap();
        assert_eq!(named.tasks(), [task(0, 1)]);
        assert_eq!(named.of_phase(), None);
        assert!(index.get("A-3").is_none());
    }
}
