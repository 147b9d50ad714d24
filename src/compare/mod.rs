//! What changed between two versions of a progress file, in words of its tasks.
//!
//! Two versions, either of which may be missing, become a [`Comparison`]: pure, whatever they
//! were read from. Quotes, layout, comments and the order of entries mean nothing here; tasks,
//! criteria and blockers are the same where they have the same ID, or else where they say that
//! they are about the same.

mod change;
mod entries;
mod event;
mod fields;
mod history;
mod tasks;
#[cfg(test)]
mod tests;
mod version;
mod xfuncname;

pub use change::{Comparison, EntryChange, EntryEvent, Field, Lists, TaskChange};
pub use event::Event;
pub use history::Tracer;
pub use version::{Standing, Version};
pub use xfuncname::XFUNCNAME;

use tasks::Pairs;

/// Compares two versions of a file.
#[must_use]
pub fn compare(old: Option<&Version>, new: Option<&Version>) -> Comparison {
    let mut found = Comparison {
        before: old.map(Version::standing),
        after: new.map(Version::standing),
        ..Comparison::default()
    };
    let sides = [old, new];
    if sides.iter().flatten().any(|side| side.phase.is_none()) {
        // Of what cannot be read only this is known.
        found.unread = old.map(Version::text) != new.map(Version::text);
        return found;
    }
    let pairs = Pairs::of(sides);
    found.tasks = tasks::compare(&pairs, sides);
    found.criteria = entries::criteria(sides);
    found.blockers = entries::blockers(sides);
    found.files = entries::files(sides);
    if let [Some(old), Some(new)] = sides {
        found.fields = fields::compare(old, new, &pairs);
        // Line endings are no prose.
        found.body = !old.body().eq(new.body());
    }
    found
}
