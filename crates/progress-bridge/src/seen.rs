//! What the source said about a task when it was last imported.
//!
//! A task keeps a short hash of each of its values as they were imported. The next import compares
//! them with the source and with the progress file, so it can tell a change there from one here,
//! without a second copy of the values.

use std::fmt;

use progress_core::collections::Fnv;

use crate::Task;

/// A value that is kept in step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// The title.
    Title,
    /// The status.
    Status,
    /// The dependencies.
    Dependencies,
    /// The assignees.
    Assignees,
    /// The priority.
    Priority,
    /// The estimate.
    Estimate,
}

/// Hashes of the values, in the order of [`Field`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seen([u32; FIELDS.len()]);

/// Every field.
const FIELDS: [Field; 6] = [
    Field::Title,
    Field::Status,
    Field::Dependencies,
    Field::Assignees,
    Field::Priority,
    Field::Estimate,
];

impl Field {
    /// Every field.
    #[must_use]
    pub fn all() -> [Self; FIELDS.len()] {
        FIELDS
    }

    /// The key in progress files.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Title => "description",
            Self::Status => "status",
            Self::Dependencies => "dependencies",
            Self::Assignees => "assigned_to",
            Self::Priority => "priority",
            Self::Estimate => "estimated_effort",
        }
    }

    /// The value of a task.
    #[must_use]
    pub fn of(self, task: &Task) -> Vec<&str> {
        match self {
            Self::Title => vec![&task.title],
            Self::Status => vec![task.status.as_str()],
            Self::Dependencies => task.dependencies.iter().map(String::as_str).collect(),
            Self::Assignees => task.assignees.iter().map(String::as_str).collect(),
            Self::Priority => task.priority.iter().map(String::as_str).collect(),
            Self::Estimate => task.estimate.iter().map(String::as_str).collect(),
        }
    }
}

impl Seen {
    /// The hashes of a task's values.
    #[must_use]
    pub fn of(task: &Task) -> Self {
        Self(FIELDS.map(|field| hash(&field.of(task))))
    }

    /// Reads hashes as they are written.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut hashes = [0; FIELDS.len()];
        let mut parts = text.split('-');
        for value in &mut hashes {
            *value = u32::from_str_radix(parts.next()?, 16).ok()?;
        }
        parts.next().is_none().then_some(Self(hashes))
    }

    /// Whether a field had this value.
    #[must_use]
    pub fn matches(self, field: Field, value: &[&str]) -> bool {
        self.0[field as usize] == hash(value)
    }

    /// Takes the hash of a field from another task.
    pub fn set(&mut self, field: Field, value: &[&str]) {
        self.0[field as usize] = hash(value);
    }
}

/// 24 bits, so that six of them stay readable; an unnoticed change is one in sixteen million.
fn hash(value: &[&str]) -> u32 {
    // The order of dependencies and assignees means nothing.
    let mut sorted = value.to_vec();
    sorted.sort_unstable();
    let mut hash = Fnv::new();
    for part in sorted {
        hash.add(part);
    }
    let low = hash.value() & 0xff_ffff;
    u32::try_from(low).unwrap_or_default()
}

impl fmt::Display for Seen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, hash) in self.0.iter().enumerate() {
            if index > 0 {
                f.write_str("-")?;
            }
            write!(f, "{hash:06x}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_survive_writing_and_tell_which_value_changed() {
        let task = Task {
            title: "Add it".to_owned(),
            assignees: vec!["ann".to_owned(), "bob".to_owned()],
            ..Task::default()
        };
        let seen = Seen::parse(&Seen::of(&task).to_string()).unwrap();
        assert!(seen.matches(Field::Title, &["Add it"]));
        assert!(seen.matches(Field::Assignees, &["bob", "ann"]));
        assert!(!seen.matches(Field::Status, &["completed"]));
        for text in ["", "1-2-3", "x-0-0-0-0-0", "0-0-0-0-0-0-0"] {
            assert_eq!(Seen::parse(text), None, "{text}");
        }
    }
}
