//! The body must not contradict the frontmatter about the phase as a whole.
//!
//! Tools update the frontmatter; a line such as `**Status**: In Progress` at the top of the body
//! is soon out of date, and it is what readers see first. The rule checks lines labeled `Status`,
//! `Progress` or `Completion` before the first section about something else, and compares them with
//! `status` and the tasks. A percentage that repeats `overall_progress` is accepted.
//!
//! # Bad
//!
//! ```yaml
//! ---
//! type: progress
//! prd: "auth-v1"
//! phase: 1
//! status: "planning"
//! overall_progress: 0
//! tasks:
//!   - { id: "TASK-1.1", status: "pending", assigned_to: ["alice"], dependencies: [] }
//!   - { id: "TASK-1.2", status: "pending", assigned_to: ["alice"], dependencies: [] }
//! ---
//!
//! # Foundation
//!
//! **Status**: 🔄 In Progress (50% complete)
//! **Progress**: 1/2
//! ```
//!
//! # Good
//!
//! ```yaml
//! ---
//! type: progress
//! prd: "auth-v1"
//! phase: 1
//! status: "planning"
//! overall_progress: 0
//! tasks:
//!   - { id: "TASK-1.1", status: "pending", assigned_to: ["alice"], dependencies: [] }
//!   - { id: "TASK-1.2", status: "pending", assigned_to: ["alice"], dependencies: [] }
//! ---
//!
//! # Foundation
//!
//! **Goal**: users can log in.
//! ```

mod figure;
mod head;

use yaml_lossless::text::{Edit, Span};
use yaml_lossless::{Node, NodeId};

use self::figure::Figure;
use self::head::{Kind, Label, labels};
use crate::config::Severity;
use crate::derive::{Counts, stated_percent};
use crate::lint::{
    Check, Diagnostic, Diagnostics, Fix, Location, PhaseContext, Rule, Safety, Yield,
};
use crate::model::status::Subject;
use crate::model::{Class, Name, ProseStatus};

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "body-phase-disagrees",
    severity: Severity::Warning,
    summary: "the body and the frontmatter disagree on the phase's status or progress",
    fix: Some(Safety::Unsafe),
    // If the frontmatter contradicts itself, the body may be right.
    suppressed_by: &[
        Yield::File("phase-done-open-tasks"),
        Yield::File("phase-open-all-done"),
        Yield::File("phase-not-started-but-done"),
    ],
    check: Check::Phase(check),
};

/// Maximum number of further lines shown with a finding.
const SHOWN: usize = 3;

fn check(context: &PhaseContext<'_>, diagnostics: &mut Diagnostics) {
    let document = context.file.document();
    let text = document.text.as_str();
    let mut found = Vec::new();
    for label in labels(text, document.body) {
        found.extend(contradiction(context, text, label));
    }
    let Some(first) = found.first() else {
        return;
    };
    let place = Location::span(context.id(), first.token);
    // The lines of a body move, so the finding is identified by the value that it contradicts.
    let place = first.about.map_or(place, |node| place.about(node));
    let mut diagnostic = Diagnostic::new(place, first.message.clone())
        .help("correct whichever is wrong, or remove the line from the body");
    if let Some((status, _)) = &context.phase.status {
        let place = Location::value(context.id(), status.node);
        diagnostic = diagnostic.related(place, "status in the frontmatter");
    }
    for other in found.iter().skip(1).take(SHOWN) {
        let place = Location::span(context.id(), other.token);
        diagnostic = diagnostic.related(place, "this line disagrees too");
    }
    if let Some(fix) = fix(&found) {
        diagnostic = diagnostic.fix(fix);
    }
    diagnostics.push(diagnostic);
}

/// A line that disagrees with the frontmatter.
struct Contradiction {
    token: Span,
    /// The value in the frontmatter.
    about: Option<NodeId>,
    message: String,
    /// What to write instead; empty if that is unclear.
    edits: Vec<Edit>,
}

/// Corrects all the lines, or none.
fn fix(found: &[Contradiction]) -> Option<Fix> {
    // Corrected in part, the body would contradict itself.
    if found.iter().any(|one| one.edits.is_empty()) {
        return None;
    }
    let edits = found.iter().flat_map(|one| &one.edits);
    // Unsafe, because the body may be right.
    let fix = Fix::uncertain("correct the body", Vec::new());
    Some(edits.fold(fix, |fix, edit| fix.body(edit.clone())))
}

fn contradiction(context: &PhaseContext<'_>, text: &str, label: Label) -> Option<Contradiction> {
    let value = text.get(label.value.range())?;
    // A change of status, or a template's choices.
    if ["→", "->", "=>", "~~"]
        .iter()
        .any(|mark| value.contains(mark))
    {
        return None;
    }
    let figure = wrong_figure(context, value, label);
    if label.kind == Kind::Status
        && let Some(mut wrong) = wrong_status(context, value, label.value.start as usize)
    {
        // In `Pending (0%)`, correcting only the status would leave a line that is half wrong.
        if !wrong.edits.is_empty()
            && let Some(figure) = figure
        {
            wrong.edits.extend(figure.edits);
        }
        return Some(wrong);
    }
    figure
}

/// The status at the start of a value, if it is not that of the frontmatter.
fn wrong_status(context: &PhaseContext<'_>, value: &str, start: usize) -> Option<Contradiction> {
    let (status, state) = context.phase.status.as_ref()?;
    let statuses = &context.workspace().settings.statuses;
    let word = value.get(..word_end(value))?.trim_end();
    // Not every value is a status: `On track`, `Ready for implementation`.
    let claim = ProseStatus::read_exactly(word, statuses)?;
    if agrees(claim, state.class) {
        return None;
    }
    let token = Span::new(start, start + word.len());
    let canonical = statuses.canonical(&status.text, Subject::Phase);
    let rewritten = ProseStatus::rewrite(word, canonical.unwrap_or(&status.text), statuses);
    Some(Contradiction {
        token,
        about: Some(status.node),
        message: format!(
            "the phase is `{}` in the frontmatter, but `{word}` in the body",
            status.text
        ),
        edits: rewritten
            .map(|text| Edit { span: token, text })
            .into_iter()
            .collect(),
    })
}

/// The percentage that the frontmatter states, under either of its names.
fn stated<'c>(context: &PhaseContext<'c>) -> Option<Node<'c>> {
    context
        .get("overall_progress")
        .or_else(|| context.get("progress"))
}

/// Where remarks after a status begin.
fn word_end(value: &str) -> usize {
    // As in `Completed on 2026-02-05` and `Planning - later`.
    let marks = [" - ", " – ", " — ", "—", " on "].iter();
    let first = marks.filter_map(|mark| value.find(mark)).min();
    let sign = value.find(['(', '[', ',', ';', ':', '.', '@']);
    first.into_iter().chain(sign).min().unwrap_or(value.len())
}

/// Whether the body may say this of a phase with this status. Waiting for review is close to being
/// in progress, and a dropped phase was once pending.
fn agrees(claim: ProseStatus, class: Class) -> bool {
    let is_open = matches!(claim, ProseStatus::NotDone | ProseStatus::Is(Class::Open));
    match class {
        Class::Review if claim == ProseStatus::Is(Class::Active) => true,
        Class::Dropped if is_open || claim == ProseStatus::Is(Class::Blocked) => true,
        _ => claim.agrees(class),
    }
}

/// The percentage or the number of tasks in a value, if the tasks disprove it.
fn wrong_figure(context: &PhaseContext<'_>, value: &str, label: Label) -> Option<Contradiction> {
    let figures = Figure::all_in(value, label.kind == Kind::Progress);
    if figures.is_empty() {
        return None;
    }
    let counts = Counts::of(context.phase);
    // Nothing can be disproved without tasks, or while one of them could count as anything.
    if counts.total == 0 || counts.unknown > 0 {
        return None;
    }
    let mut wrong = figures
        .into_iter()
        .filter(|(figure, _)| !figure.is_right(&counts) && !repeats_stated(context, *figure));
    let start = label.value.start as usize;
    let moved = |range: std::ops::Range<usize>| Span::new(start + range.start, start + range.end);
    let (figure, range) = wrong.next()?;
    let shown = value.get(range.clone())?;
    let message = format!(
        "{} of {} tasks are done, but the body says `{shown}`",
        counts.completed, counts.total
    );
    let mut edits = vec![figure.corrected(moved(range.clone()), &counts)];
    edits.extend(wrong.map(|(figure, range)| figure.corrected(moved(range), &counts)));
    Some(Contradiction {
        token: moved(range),
        about: percentage(context).map(|name| name.node),
        message,
        edits,
    })
}

fn percentage(context: &PhaseContext<'_>) -> Option<Name> {
    stated(context).and_then(Name::of)
}

/// Whether a percentage is that of the frontmatter, which another rule compares with the tasks.
fn repeats_stated(context: &PhaseContext<'_>, figure: Figure) -> bool {
    let Figure::Percent(percent) = figure else {
        return false;
    };
    let stated = stated(context).and_then(stated_percent);
    // The frontmatter may have a fraction where the body has a whole number.
    stated.is_some_and(|stated| (stated - f64::from(percent)).abs() < 0.5)
}

#[cfg(test)]
mod tests;
