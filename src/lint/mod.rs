//! The engine that runs rules, and what comes out: findings.
//!
//! A [`Rule`] looks at an immutable workspace and leaves [`Draft`]s, which name nodes. The
//! engine drops those that a better explained finding silences, resolves places once, and
//! returns [`Finding`]s.

mod draft;
mod engine;
mod finding;
mod fingerprint;
mod fix;
mod ignored;
mod precedence;
mod rule;
mod suppress;

pub use draft::{Draft, Drafts, Location, Subject};
pub use engine::{findings_in, run};
pub use finding::{About, CommitName, Finding, Place, Related, Report, Summary};
pub use fix::{Fix, Safety};
pub use ignored::{Ignored, ignored};
pub use rule::{Check, FileContext, PhaseContext, Rule, Yield};
