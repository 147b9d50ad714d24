//! Links commits that name phases but no tasks.

use std::sync::Arc;

use super::disambiguate::{Candidates, Disambiguator};
use super::phases::{phase_before_plan, phases_in};
use super::tokens::tokens;
use super::{Decider, KnownFile, Link, Message, Source, Target, TaskIndex, elsewhere};
use crate::collections::HashSet;
use crate::model::plan::without_version;
use crate::model::reference::PhaseLabel;

/// A phase that a message names, and its plan if that is named next to it.
struct NamedPhase<'m> {
    label: PhaseLabel,
    plan: Option<&'m str>,
}

/// Links the commit to the phases that it names, if exactly one plan can be meant.
pub(super) fn phase_links(
    message: &Message<'_>,
    known: &TaskIndex,
    disambiguator: &Disambiguator<'_>,
) -> Vec<Link> {
    let mut links: Vec<Link> = Vec::new();
    for named in named_phases(message, known) {
        let files: Vec<&Arc<KnownFile>> = known
            .files()
            .filter(|file| {
                let is_plan = named.plan.is_none_or(|plan| file.is_of_plan(plan));
                is_plan && file.covers(&named.label)
            })
            .collect();
        let mut candidates = Candidates::of(files);
        // Every plan has a phase 1: its number alone is no evidence.
        if named.plan.is_none() {
            candidates.files.retain(|file| {
                disambiguator.names(file)
                    || disambiguator.matches(file)
                    || is_touched(&file.path, disambiguator)
            });
        }
        candidates.narrow(Decider::PlanNamed, |file| disambiguator.names(file));
        candidates.narrow(Decider::Touched, |file| {
            is_touched(&file.path, disambiguator)
        });
        if let Some(file) = candidates.decided()
            && !links.iter().any(|it| it.target == Target::phase(file))
        {
            let decider = candidates.decider;
            let link = Link::new(Target::phase(file), Source::Phase);
            links.push(Link { decider, ..link });
        }
    }
    links
}

/// Whether the commit touches a file. One that is only added with its plan is no evidence of work
/// on its phase.
fn is_touched(path: &str, disambiguator: &Disambiguator<'_>) -> bool {
    disambiguator.touches(path) && !disambiguator.plans(path)
}

/// Returns the phases named in the subject, else in the trailers, else in sentences of the body
/// that name the plan too.
fn named_phases<'m>(message: &Message<'m>, known: &TaskIndex) -> Vec<NamedPhase<'m>> {
    let mut labels = phases_in(message.subject);
    if labels.is_empty() {
        for trailer in &message.trailers {
            labels.extend(phases_in(trailer.value));
        }
    }
    if labels.is_empty() {
        return in_body(message, known);
    }
    labels
        .into_iter()
        .map(|label| NamedPhase { label, plan: None })
        .collect()
}

/// Returns the phases in sentences such as `Completes phases 9-10 of auth-flow-v1`.
fn in_body<'m>(message: &Message<'m>, known: &TaskIndex) -> Vec<NamedPhase<'m>> {
    // As in most messages.
    if !message.text.to_ascii_lowercase().contains("phase") {
        return Vec::new();
    }
    let mut plans: Option<HashSet<String>> = None;
    let mut found = Vec::new();
    for &(start, line) in &message.body {
        // A plan's name of one word cannot be distinguished from prose.
        for token in tokens(line).filter(|token| token.text.contains('-')) {
            let range = token.span.range();
            let front = line.get(..range.start).unwrap_or_default();
            let Some((at, labels)) = phase_before_plan(front) else {
                continue;
            };
            // Few messages contain such a phrase, so the plans are listed only once one does.
            let names = plans.get_or_insert_with(|| {
                known.files().map(|file| unversioned(file.plan())).collect()
            });
            if !names.contains(&unversioned(token.text))
                || elsewhere::is_work_elsewhere(message.text, start + at, start + range.end)
            {
                continue;
            }
            let plan = Some(token.text);
            found.extend(labels.into_iter().map(|label| NamedPhase { label, plan }));
        }
    }
    found
}

fn unversioned(plan: &str) -> String {
    without_version(plan).to_ascii_lowercase()
}
