//! Compares two versions of a progress file in terms of tasks.
//!
//! Two versions, either of which may be missing, become a [`Comparison`]. This is pure, whatever
//! they were read from. Quotes, layout, comments and the order of entries are ignored; tasks,
//! criteria and blockers are matched by ID, or otherwise by description.

mod change;
mod entries;
mod event;
mod fields;
mod tasks;
#[cfg(test)]
mod tests;
mod version;

pub use change::{Comparison, EntryChange, EntryEvent, Field, Lists, TaskChange};
pub use event::Event;
use tasks::Pairs;
pub use version::{PhaseState, Version};

/// Compares two versions of a file.
#[must_use]
pub fn compare(old: Option<&Version>, new: Option<&Version>) -> Comparison {
    let mut found = Comparison {
        before: old.map(Version::state),
        after: new.map(Version::state),
        ..Comparison::default()
    };
    let sides = [old, new];
    if sides.iter().flatten().any(|side| side.phase.is_none()) {
        // Nothing else is known about a version that cannot be read.
        found.unread = old.map(Version::text) != new.map(Version::text);
        return found;
    }
    // Matched once, because the schedule has to know which tasks were renamed as well.
    let pairs = Pairs::of(sides);
    found.tasks = tasks::compare(&pairs, sides);
    found.criteria = entries::criteria(sides);
    found.blockers = entries::blockers(sides);
    found.files = entries::files(sides);
    // In a file that was added or removed, every value would differ.
    if let [Some(old), Some(new)] = sides {
        found.fields = fields::compare(old, new, &pairs);
        // Line endings are not content.
        found.body = !old.body().eq(new.body());
    }
    found
}
