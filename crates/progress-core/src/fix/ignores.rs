//! Adds ignore comments, in the same way as fixes.

use std::collections::BTreeMap;

use super::{Fixed, Look, Texts, repeat};
use crate::lint::{Ignorable, Report, ignore};
use crate::workspace::Workspace;

/// Adds ignore comments for the findings that `look` reports. In the result, they count as fixes.
///
/// `load` loads the workspace, with some of its texts replaced.
///
/// # Errors
///
/// Fails as `load` does.
pub fn add_ignores<E>(
    load: impl Fn(&Texts) -> Result<Workspace, E>,
    look: &Look<'_>,
) -> Result<Fixed, E> {
    repeat(
        load,
        |workspace, _| ignorable(look(workspace)),
        |document, findings: Vec<Ignorable>| ignore(document, &findings),
    )
}

/// The findings in each file.
fn ignorable(report: Report<'_>) -> BTreeMap<usize, Vec<Ignorable>> {
    let mut found: BTreeMap<usize, Vec<Ignorable>> = BTreeMap::new();
    for finding in report.findings {
        // Those about the branch or a commit are in no file.
        let Some(place) = finding.place() else {
            continue;
        };
        found
            .entry(place.file.0 as usize)
            .or_default()
            .push(Ignorable {
                start: place.span.start as usize,
                rule: finding.rule,
            });
    }
    found
}

#[cfg(test)]
mod tests;
