//! Events of a task.

use crate::model::Class;

/// What happened to a task.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Event {
    /// It was added.
    Added,
    /// It was removed.
    Removed,
    /// It was settled and no longer is.
    Reopened,
    /// It was completed.
    Finished,
    /// Work on it started.
    Started,
    /// It became blocked.
    Blocked,
    /// It is no longer blocked.
    Unblocked,
    /// It became at risk.
    AtRisk,
    /// It now awaits approval.
    InReview,
    /// It was dropped or deferred.
    Dropped,
    /// Work on it stopped, and it is open again.
    Stopped,
    /// Its status changed to an unknown one, or was removed.
    Restated,
    /// Its ID changed.
    Renamed,
    /// Its assignees changed.
    Reassigned,
    /// Its dependencies or its place in the schedule changed.
    Rescheduled,
    /// Something else about it changed.
    Changed,
}

impl Event {
    /// Every event, most important first.
    pub const ALL: &'static [Self] = &[
        Self::Added,
        Self::Removed,
        Self::Reopened,
        Self::Finished,
        Self::Started,
        Self::Blocked,
        Self::Unblocked,
        Self::AtRisk,
        Self::InReview,
        Self::Dropped,
        Self::Stopped,
        Self::Restated,
        Self::Renamed,
        Self::Reassigned,
        Self::Rescheduled,
        Self::Changed,
    ];

    /// Its name, for programs.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Removed => "removed",
            Self::Reopened => "reopened",
            Self::Finished => "finished",
            Self::Started => "started",
            Self::Blocked => "blocked",
            Self::Unblocked => "unblocked",
            Self::AtRisk => "at_risk",
            Self::InReview => "in_review",
            Self::Dropped => "dropped",
            Self::Stopped => "stopped",
            Self::Restated => "restated",
            Self::Renamed => "renamed",
            Self::Reassigned => "reassigned",
            Self::Rescheduled => "rescheduled",
            Self::Changed => "changed",
        }
    }

    /// Its text for people.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::AtRisk => "at risk",
            Self::InReview => "in review",
            event => event.name(),
        }
    }

    /// Whether it is a change of state.
    #[must_use]
    pub fn is_of_state(self) -> bool {
        // Relies on the order of the variants.
        (Self::Added..=Self::Restated).contains(&self)
    }

    /// The events for a change of status; reopening a task may block it at the same time.
    pub(super) fn of_status(old: Option<Class>, new: Option<Class>) -> Vec<Self> {
        use Class::{Active, AtRisk, Blocked, Done, Dropped, Open, Review, Unknown};
        let was_settled = matches!(old, Some(Done | Dropped));
        let is_settled = matches!(new, Some(Done | Dropped));
        let mut events = Vec::new();
        if old == new {
            return events;
        }
        if was_settled && !is_settled {
            events.push(Self::Reopened);
        }
        let was_open = matches!(old, Some(Done | Dropped | Open));
        events.extend(match new {
            Some(Done) => Some(Self::Finished),
            Some(Dropped) => Some(Self::Dropped),
            Some(Blocked) => Some(Self::Blocked),
            Some(AtRisk) => Some(Self::AtRisk),
            Some(Review) => Some(Self::InReview),
            Some(Active | Open) if old == Some(Blocked) => Some(Self::Unblocked),
            // Reopening it says as much.
            Some(Active) if was_settled => None,
            Some(Active) => Some(Self::Started),
            // From settled to open it was reopened, and from open nothing happened.
            Some(Open) if was_open => None,
            Some(Open) if matches!(old, Some(Active | AtRisk | Review)) => Some(Self::Stopped),
            Some(Open | Unknown) | None => Some(Self::Restated),
        });
        events
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_of_status_determines_the_event() {
        for (old, new, expected) in [
            (Class::Open, Class::Active, &[Event::Started][..]),
            (Class::Open, Class::Done, &[Event::Finished]),
            (Class::Active, Class::Open, &[Event::Stopped]),
            (Class::Done, Class::Active, &[Event::Reopened]),
            (Class::Done, Class::Open, &[Event::Reopened]),
            (
                Class::Done,
                Class::Blocked,
                &[Event::Reopened, Event::Blocked],
            ),
            (Class::Blocked, Class::Active, &[Event::Unblocked]),
            (Class::Blocked, Class::Done, &[Event::Finished]),
            (Class::Active, Class::Unknown, &[Event::Restated]),
            (Class::Active, Class::Active, &[]),
        ] {
            let found = Event::of_status(Some(old), Some(new));
            assert_eq!(found, expected, "{old:?} {new:?}");
        }
    }

    #[test]
    fn every_event_is_listed_in_order() {
        assert!(Event::ALL.is_sorted());
        assert_eq!(Event::ALL.len(), Event::Changed as usize + 1);
    }
}
