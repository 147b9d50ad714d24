//! JSON output of `progress verify`.

use std::io::{self, Write};

use progress_core::collections::HashMap;
use progress_core::model::FileId;
use progress_core::status::{PhaseView, PlanView};
use progress_core::verdict::{Bearing, Reason, Verdict};
use serde::Serialize;

use super::View;
use crate::report::{FormatVersion, write_json};
use crate::verifying::{Claim, Unfinished, Verified};

/// Output of `progress verify --format json`.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct VerifyJson<'v> {
    /// Version of this format.
    version: FormatVersion,
    /// The number of verdicts of each kind.
    summary: Summary,
    /// The verdicts, in the order of plans, phases and files; supported ones too.
    verdicts: Vec<Item<'v>>,
    /// With `--commits`, the tasks that the commits work on and that are not done.
    unfinished: Vec<UnfinishedItem<'v>>,
    /// The files that cannot be read and so have no verdicts, relative to the root of the repository.
    unreadable: &'v [String],
}

/// The number of verdicts of each kind.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Summary {
    /// Supported.
    supported: usize,
    /// Weak.
    weak: usize,
    /// Unsupported.
    unsupported: usize,
    /// Unknown.
    unknown: usize,
}

/// A task or a criterion, and the verdict on it.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Item<'v> {
    /// What was verified: that a task is done, or that a criterion is met.
    #[cfg_attr(test, schemars(extend("enum" = ["task", "criterion"])))]
    kind: &'static str,
    /// The ID; null if there is none.
    id: Option<&'v str>,
    /// The description.
    description: Option<&'v str>,
    /// The verdict.
    #[cfg_attr(test, schemars(extend("enum" = ["supported", "weak", "unsupported", "unknown"])))]
    verdict: &'static str,
    /// The reasons, the decisive ones first.
    reasons: Vec<ReasonItem<'v>>,
    /// The name of the plan.
    plan: &'v str,
    /// The phase as the file states it.
    phase: Option<&'v str>,
    /// The file, relative to the root of the repository.
    path: &'v str,
    /// The line of the task or the criterion.
    line: usize,
    /// JSON Pointer to the task or the criterion in the frontmatter.
    pointer: String,
}

/// A reason.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct ReasonItem<'v> {
    /// The kind of reason.
    name: &'static str,
    /// Whether it speaks for the claim or against it.
    #[cfg_attr(test, schemars(extend("enum" = ["for", "against", "neither"])))]
    bearing: &'static str,
    /// The reason in words.
    text: String,
    /// The full hash of the commit that it is about.
    commit: Option<&'v str>,
}

/// A task that commits work on and that is not done.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct UnfinishedItem<'v> {
    /// The ID.
    id: &'v str,
    /// The file, relative to the root of the repository.
    path: &'v str,
    /// The full hash of the last of the commits.
    commit: &'v str,
}

pub(super) fn write(view: &View<'_, '_>, out: &mut dyn Write) -> io::Result<()> {
    let count = |verdict| view.counts.get(&verdict).copied().unwrap_or(0);
    let places: Places<'_, '_> = (view.plans.iter())
        .flat_map(|plan| {
            plan.phases
                .iter()
                .map(move |phase| (phase.id, (plan, phase)))
        })
        .collect();
    let mut verdicts = Vec::with_capacity(view.verified.len());
    for item in view.verified {
        verdicts.extend(verdict(view, item, &places));
    }
    let listing = VerifyJson {
        version: FormatVersion,
        summary: Summary {
            supported: count(Verdict::Supported),
            weak: count(Verdict::Weak),
            unsupported: count(Verdict::Unsupported),
            unknown: count(Verdict::Unknown),
        },
        verdicts,
        unfinished: view.in_range.unfinished.iter().map(unfinished).collect(),
        unreadable: view.unreadable,
    };
    write_json(&listing, out)
}

/// The plan and the phase of each file.
type Places<'v, 'w> = HashMap<FileId, (&'v PlanView<'w>, &'v PhaseView<'w>)>;

fn verdict<'v>(
    view: &View<'v, '_>,
    item: &'v Verified,
    places: &Places<'v, '_>,
) -> Option<Item<'v>> {
    let file = view.workspace.file(item.file);
    let tree = file.document.tree()?;
    let node = tree.node(item.node);
    let (plan, phase) = places.get(&item.file)?;
    let start = node.span().start as usize;
    Some(Item {
        kind: match item.claim {
            Claim::TaskDone => "task",
            Claim::CriterionMet => "criterion",
        },
        id: item.id.as_deref(),
        description: item.description.as_deref(),
        verdict: item.judgement.verdict.name(),
        reasons: item.judgement.reasons.iter().map(reason).collect(),
        plan: plan.name,
        phase: phase.label(),
        path: file.path.as_str(),
        line: file.document.text.position(start).line,
        pointer: node.route().to_string(),
    })
}

fn reason(reason: &Reason) -> ReasonItem<'_> {
    ReasonItem {
        name: reason.name(),
        bearing: match reason.bearing() {
            Bearing::For => "for",
            Bearing::Against => "against",
            Bearing::Neither => "neither",
        },
        text: reason.text(),
        commit: reason.commit().map(|commit| commit.id.as_str()),
    }
}

fn unfinished(task: &Unfinished) -> UnfinishedItem<'_> {
    UnfinishedItem {
        id: &task.id,
        path: &task.path,
        commit: &task.commit.0,
    }
}

#[cfg(test)]
#[test]
fn the_schema_is_up_to_date() {
    super::super::schema::tests::check::<VerifyJson<'_>>("verify");
}
