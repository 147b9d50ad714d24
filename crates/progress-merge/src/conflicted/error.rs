//! Why conflict markers cannot be understood.

/// Why conflict markers cannot be understood. Lines are counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MarkerError {
    /// A conflict starts inside another.
    #[error("line {line}: a conflict starts inside another")]
    Nested {
        /// The line of the inner one.
        line: usize,
    },
    /// A conflict has no end.
    #[error("line {line}: the conflict has no end marker")]
    Unclosed {
        /// The line where it starts.
        line: usize,
    },
    /// An end marker has no conflict.
    #[error("line {line}: end marker of a conflict that does not start")]
    Stray {
        /// Its line.
        line: usize,
    },
    /// A conflict has markers of another length than the others.
    #[error("line {line}: the markers of this conflict have another length than those of others")]
    OtherSize {
        /// The line where it starts, or where the one around it does.
        line: usize,
    },
    /// A marker is at a place where it can be text as well.
    #[error("line {line}: this may be a conflict marker or text")]
    Ambiguous {
        /// Its line.
        line: usize,
    },
    /// A conflict lacks a marker, or has one too many.
    #[error("line {line}: the conflict is incomplete")]
    Incomplete {
        /// The line where it starts.
        line: usize,
    },
    /// Conflicts have different numbers of sides.
    #[error("line {line}: the conflict has a different number of sides than the first one")]
    Uneven {
        /// The line where it starts.
        line: usize,
    },
}
