//! Links commits that name phases but no tasks.

use super::disambiguate::{Candidates, Disambiguator};
use super::phases::{phase_before_plan, phases_in};
use super::token::tokens;
use super::{Decider, Evidence, Link, Message, Source, Target, TaskIndex, aside};
use crate::collections::HashSet;
use crate::model::plan::without_version;
use crate::model::reference::PhaseLabel;

/// A phase that a message names, and its plan if that is named next to it.
struct Named<'m> {
    label: PhaseLabel,
    plan: Option<&'m str>,
}

/// Links the commit to the phases that it names, if exactly one plan can be meant.
pub(super) fn phase_links(
    message: &Message<'_>,
    known: &TaskIndex,
    evidence: &Evidence,
    court: &Disambiguator<'_>,
) -> Vec<Link> {
    // A file that is only added with its plan is no evidence of work on its phase.
    let is_touched = |path: &String| {
        let touched = &evidence.touched;
        touched.contains(path) && !evidence.planned.contains(path)
    };
    let mut links: Vec<Link> = Vec::new();
    for named in named(message, known) {
        let is_meant = |plan: &str| match named.plan {
            Some(_) => true,
            None => court.names(plan) || court.matches(plan),
        };
        let files = known.files().filter(|file| {
            let is_plan = named.plan.is_none_or(|plan| file.is_of_plan(plan));
            is_plan && file.covers(&named.label)
        });
        let files: Vec<_> = files.cloned().collect();
        let mut candidates = Candidates::of(&files);
        let is_likely = |path: &String, plan: &str| is_meant(plan) || is_touched(path);
        { &mut candidates.files }.retain(|file| is_likely(&file.path, file.plan()));
        candidates.narrow(Decider::PlanNamed, |file| court.names(file.plan()));
        candidates.narrow(Decider::Touched, |file| is_touched(&file.path));
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

/// Returns the phases named in the subject, else in the trailers, else in sentences of the body
/// that name the plan too.
fn named<'m>(message: &Message<'m>, known: &TaskIndex) -> Vec<Named<'m>> {
    let alone = |label| Named { label, plan: None };
    let subject = phases_in(message.subject);
    if !subject.is_empty() {
        return subject.into_iter().map(alone).collect();
    }
    let trailers: Vec<Named<'_>> = message
        .trailers
        .iter()
        .flat_map(|it| phases_in(it.value))
        .map(alone)
        .collect();
    if !trailers.is_empty() {
        return trailers;
    }
    in_body(message, known)
}

/// Returns the phases in sentences such as `Completes phases 9-10 of auth-flow-v1`.
fn in_body<'m>(message: &Message<'m>, known: &TaskIndex) -> Vec<Named<'m>> {
    let name = |plan: &str| without_version(plan).to_ascii_lowercase();
    let mut plans: Option<HashSet<String>> = None;
    let mut found = Vec::new();
    for &(start, line) in &message.body {
        for token in tokens(line).filter(|token| token.text.contains('-')) {
            let range = token.span.range();
            let front = line.get(..range.start).unwrap_or_default();
            let Some((at, labels)) = phase_before_plan(front) else {
                continue;
            };
            let is_told = plans
                .get_or_insert_with(|| known.files().map(|file| name(file.plan())).collect())
                .contains(&name(token.text))
                && !aside::is_aside(message.text, start + at, start + range.end);
            if is_told {
                let plan = Some(token.text);
                found.extend(labels.into_iter().map(|label| Named { label, plan }));
            }
        }
    }
    found
}
