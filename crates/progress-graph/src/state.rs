//! What a node's color, sign and word say.

use progress_core::model::Class;
use progress_core::status::Readiness;

/// The state of a task, as drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// It is finished.
    Done,
    /// It is being worked on.
    Active,
    /// It waits for approval.
    Review,
    /// It is at risk.
    AtRisk,
    /// It is blocked.
    Blocked,
    /// It can start.
    Ready,
    /// It waits for a dependency.
    Waiting,
    /// It has not started, and its phase is finished or blocked as a whole.
    Open,
    /// It was abandoned or postponed.
    Dropped,
    /// Its status is unknown, or whether it can start cannot be decided.
    Undecided,
}

impl State {
    /// All states, in the order of a legend.
    pub const ALL: [Self; 10] = [
        Self::Done,
        Self::Active,
        Self::Review,
        Self::AtRisk,
        Self::Blocked,
        Self::Ready,
        Self::Waiting,
        Self::Open,
        Self::Dropped,
        Self::Undecided,
    ];

    /// The state of a task.
    #[must_use]
    pub fn of(class: Option<Class>, readiness: &Readiness<'_>) -> Self {
        match class {
            Some(Class::Done) => Self::Done,
            Some(Class::Active) => Self::Active,
            Some(Class::Review) => Self::Review,
            Some(Class::AtRisk) => Self::AtRisk,
            Some(Class::Blocked) => Self::Blocked,
            Some(Class::Dropped) => Self::Dropped,
            Some(Class::Open) => match readiness {
                Readiness::Ready => Self::Ready,
                Readiness::Waiting => Self::Waiting,
                Readiness::NotOpen => Self::Open,
                Readiness::Unknown(_) => Self::Undecided,
            },
            Some(Class::Unknown) | None => Self::Undecided,
        }
    }

    /// The word for it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Active => "active",
            Self::Review => "in review",
            Self::AtRisk => "at risk",
            Self::Blocked => "blocked",
            Self::Ready => "ready",
            Self::Waiting => "waiting",
            Self::Open => "not started",
            Self::Dropped => "dropped",
            Self::Undecided => "undecided",
        }
    }

    /// A sign for it, so that nothing depends on color; one column wide.
    #[must_use]
    pub fn sign(self) -> char {
        match self {
            Self::Done => '✓',
            Self::Active => '▶',
            Self::Review => '◆',
            Self::AtRisk => '!',
            Self::Blocked => '■',
            Self::Ready => '○',
            Self::Waiting => '…',
            Self::Open => '–',
            Self::Dropped => '×',
            Self::Undecided => '?',
        }
    }

    /// The same for terminals that show ASCII only.
    #[must_use]
    pub fn ascii_sign(self) -> char {
        match self {
            Self::Done => 'x',
            Self::Active => '>',
            Self::Review => '=',
            Self::AtRisk => '!',
            Self::Blocked => '#',
            Self::Ready => 'o',
            Self::Waiting => '.',
            Self::Open => '-',
            Self::Dropped => '/',
            Self::Undecided => '?',
        }
    }

    /// The name of its class in Mermaid and in style sheets.
    #[must_use]
    pub fn class(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Active => "active",
            Self::Review => "review",
            Self::AtRisk => "risk",
            Self::Blocked => "blocked",
            Self::Ready => "ready",
            Self::Waiting => "waiting",
            Self::Open => "open",
            Self::Dropped => "dropped",
            Self::Undecided => "undecided",
        }
    }

    /// Whether nothing is left to do.
    #[must_use]
    pub fn is_settled(self) -> bool {
        matches!(self, Self::Done | Self::Dropped)
    }
}
