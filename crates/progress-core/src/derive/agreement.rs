//! Figures and statuses of a phase that its tasks contradict, also in inconsistent files.

use yaml_lossless::Node;
use yaml_lossless::edit::Value;

use super::recompute::pending_criteria;
use super::stated_figures::{Figure, done_over_open, figures_of};
use super::{has, is_settled};
use crate::model::{Class, Phase};

/// A figure or a status that the tasks contradict.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contradiction {
    /// The figure with its correct value.
    pub figure: Figure,
    /// The kind of error.
    kind: Kind,
    /// The size of the error.
    off: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Figure(&'static str),
    DoneOverOpen,
    OpenOverBegun,
    OpenOverDone,
}

/// The figures and the status that the tasks contradict.
///
/// Unlike [`super::recount`] it also judges inconsistent files: it serves to compare versions of
/// a file, not to correct one.
#[must_use]
pub fn contradictions(root: Node<'_>, phase: &Phase) -> Vec<Contradiction> {
    let mut found: Vec<Contradiction> = figures_of(root, phase)
        .map(|figure| Contradiction {
            kind: Kind::Figure(figure.key),
            off: distance(root, &figure),
            figure,
        })
        .collect();
    found.extend(of_status(root, phase));
    found
}

/// The contradictions of a merge's result that are worse than on either side.
#[must_use]
pub fn worse(result: Vec<Contradiction>, sides: [&[Contradiction]; 2]) -> Vec<Contradiction> {
    let mut found = result;
    found.retain(|new| {
        // An error that a side already had is not new.
        let mut known = sides.into_iter().flatten();
        !known.any(|old| old.kind == new.kind && old.off >= new.off)
    });
    found
}

fn distance(root: Node<'_>, figure: &Figure) -> u64 {
    let stated = root.get(figure.key).and_then(Node::text).and_then(number);
    let right = match &figure.new {
        Value::Text(text) | Value::Plain(text) => number(text),
        _ => None,
    };
    match (stated, right) {
        // Thousandths, so that percentages with a fraction compare too.
        (Some(stated), Some(right)) => thousandths((stated - right).abs()),
        // Nothing is further off than what is not a number.
        _ => u64::MAX,
    }
}

fn number(text: &str) -> Option<f64> {
    text.trim().trim_end_matches('%').trim().parse().ok()
}

#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the cast saturates, and the number is not negative"
)]
fn thousandths(number: f64) -> u64 {
    (number * 1000.0).round() as u64
}

fn of_status(root: Node<'_>, phase: &Phase) -> Option<Contradiction> {
    let (kind, word) = wrong_status(phase)?;
    let node = root.get("status")?;
    Some(Contradiction {
        figure: Figure::new("status", node, Value::text(word)),
        kind,
        // A status is right or wrong; there is nothing to measure.
        off: 1,
    })
}

fn wrong_status(phase: &Phase) -> Option<(Kind, &'static str)> {
    if done_over_open(phase).is_some() {
        return Some((Kind::DoneOverOpen, "in_progress"));
    }
    let class = phase.class()?;
    let is_open = matches!(
        class,
        Class::Open | Class::Active | Class::Blocked | Class::AtRisk
    );
    // A phase whose tasks were all dropped may well stay open.
    if is_open && has(phase, Class::Done) && is_settled(phase) {
        let word = match pending_criteria(phase) {
            0 => "completed",
            _ => "review",
        };
        return Some((Kind::OpenOverDone, word));
    }
    // A blocked task need not have been started.
    let is_begun = has(phase, Class::Done) || has(phase, Class::Active);
    if class == Class::Open && is_begun {
        return Some((Kind::OpenOverBegun, "in_progress"));
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Document;
    use crate::model::Statuses;

    fn of(yaml: &str) -> Vec<Contradiction> {
        let document = Document::parse(format!("---\n{yaml}\n---\n").into_bytes());
        let tree = document.tree().unwrap();
        contradictions(tree.root(), &Phase::read(tree, &Statuses::default()))
    }

    const ONE: &str = "tasks: [{id: A, status: completed}, {id: B, status: wip}]";

    #[test]
    fn unknown_statuses_hide_nothing() {
        let found = of(&format!("status: planning\ncompleted_tasks: 3\n{ONE}"));
        let keys: Vec<&str> = found.iter().map(|it| it.figure.key).collect();
        assert_eq!(keys, ["completed_tasks", "status"]);
        assert_eq!(of(&format!("completed_tasks: 1\n{ONE}")), []);
    }

    #[test]
    fn what_a_side_had_is_nothing_new() {
        let count = |stated: usize| of(&format!("completed_tasks: {stated}\n{ONE}"));
        assert_eq!(worse(count(2), [&count(1), &count(0)]), []);
        assert_eq!(worse(count(3), [&count(1), &count(0)]).len(), 1);
        let status = |word: &str| of(&format!("status: {word}\n{ONE}"));
        assert_eq!(
            worse(status("completed"), [&status("planning"), &[]]).len(),
            1
        );
        assert_eq!(worse(status("planning"), [&status("planning"), &[]]), []);
    }
}
