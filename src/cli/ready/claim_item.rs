//! Claims in JSON output.

use serde::Serialize;

use crate::claims::{Claim, HeldClaim};

/// A claim.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(in crate::cli) struct ClaimItem {
    /// The ID of the task.
    id: String,
    /// The name of the plan.
    plan: String,
    /// The file, relative to the root of the repository.
    path: String,
    /// Who claimed the task.
    who: String,
    /// The worktree in which it was claimed.
    worktree: String,
    /// When it was claimed.
    claimed_at: String,
    /// Whether the worktree no longer exists.
    stale: bool,
}

/// A claim in a list.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(in crate::cli) struct HeldClaimItem {
    #[serde(flatten)]
    claim: ClaimItem,
    /// Whether the task is finished here, but not in every other worktree.
    finished: bool,
}

impl From<&HeldClaim> for HeldClaimItem {
    fn from(held: &HeldClaim) -> Self {
        Self {
            claim: (&held.claim).into(),
            finished: held.is_finished,
        }
    }
}

impl From<&Claim> for ClaimItem {
    fn from(claim: &Claim) -> Self {
        Self {
            id: claim.key.task.clone(),
            plan: claim.key.plan.clone(),
            path: claim.key.path.clone(),
            who: claim.who.clone(),
            worktree: claim.worktree.clone(),
            claimed_at: claim.claimed_at.to_string(),
            stale: claim.is_stale(),
        }
    }
}
