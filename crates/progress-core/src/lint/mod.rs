//! The engine that runs rules and produces findings.
//!
//! A [`Rule`] inspects an immutable workspace and creates [`Diagnostic`]s, which refer to nodes. The
//! engine drops those explained by a better finding, resolves places once, and returns
//! [`Finding`]s.

mod diagnostic;
mod engine;
mod finding;
mod fingerprint;
mod fix;
mod ignored;
mod ignoring;
mod precedence;
mod rule;
mod suppress;

pub use diagnostic::{Diagnostic, Diagnostics, Location, Subject};
pub use engine::{finding_about, findings_in, fixable, run};
pub use finding::{About, CommitName, Finding, Related, Report, ResolvedLocation, Summary};
pub use fix::{Fix, Safety};
pub use ignored::{Ignored, ignored};
pub use ignoring::{Ignorable, ignore};
pub use rule::{Check, FileContext, PhaseContext, Rule, Yield};
