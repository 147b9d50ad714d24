//! `progress ready --release`: releases a task.

use progress_core::display::visible;
use serde::Serialize;

use super::claim::failure;
use super::claim_item::ClaimItem;
use crate::claims::{Claims, NoSingleClaim};
use crate::cli::args::TableFormat;
use crate::cli::failure::Failure;
use crate::cli::{Console, ExitStatus};
use crate::report::{FormatVersion, write_json};

/// Releases a task. It is looked up among the claims, since no file may have it any more; `exists`
/// says whether a file has a task of that name.
pub(super) fn release(
    name: &str,
    claims: &Claims,
    exists: impl FnOnce() -> bool,
    console: &mut Console<'_>,
    format: TableFormat,
) -> Result<ExitStatus, Failure> {
    let listing = claims.list().map_err(|error| failure(&error))?;
    let claim = match listing.find(name) {
        Ok(claim) => claim,
        // A task that exists is not a misspelling of another one.
        Err(NoSingleClaim::Unclaimed { name, near }) if near.is_some() && exists() => {
            return Err(unclaimed(&NoSingleClaim::Unclaimed { name, near: None }));
        }
        Err(error) => return Err(unclaimed(&error)),
    };
    if !claims
        .release(&claim.key)
        .map_err(|error| failure(&error))?
    {
        // Somebody else released it a moment ago.
        return Err(unclaimed(&listing.unclaimed(name)));
    }
    console.finish(ExitStatus::Clean, |out| match format {
        TableFormat::Json => write_json(
            &Released {
                version: FormatVersion,
                released: claim.into(),
            },
            out,
        ),
        TableFormat::Human => {
            let line = format!("released {}, claimed by {}", claim.key.task, claim.who);
            writeln!(out, "{}", visible(&line))
        }
    })
}

fn unclaimed(error: &NoSingleClaim) -> Failure {
    Failure::new(error.to_string()).help(error.help())
}

/// Output of `progress ready --release --format json`.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct Released {
    /// Version of this format.
    version: FormatVersion,
    /// The claim that was released.
    released: ClaimItem,
}
