//! What follows for a phase when its tasks change: figures, status and dates.

use yaml_lossless::Node;
use yaml_lossless::edit::Value;

use super::dates::{date_in, date_text, is_empty, stamp};
use super::remark::Remark;
use super::stated_figures::{Disagreement, Figure, done_over_open, recount_of_tasks};
use super::{has, is_settled};
use crate::model::{Class, Moment, Phase};

/// A phase before and after its tasks changed, in terms of the tree as it was before.
#[derive(Clone, Copy, Debug)]
pub struct PhaseChange<'a> {
    /// The frontmatter.
    pub root: Node<'a>,
    /// The phase read from it.
    pub before: &'a Phase,
    /// The phase after the change, with its status if that is set by hand.
    pub after: &'a Phase,
    /// Whether the phase's own status is set by hand.
    pub sets_status: bool,
    /// The current time.
    pub now: Moment,
}

impl PhaseChange<'_> {
    /// The figures to write so that the file stays true, and what people should know about them.
    #[must_use]
    pub fn follow(&self) -> (Vec<Figure>, Vec<Remark>) {
        let mut figures = match self.recount() {
            Ok(figures) => figures,
            Err(why) => return (Vec::new(), vec![Remark::NotRecounted(why)]),
        };
        let (word, remark) = self.next_status();
        let status = self.before.status.as_ref();
        if let (Some(word), Some((name, _))) = (word, status)
            && let Some(node) = self.root.get("status").filter(|it| it.id() == name.node)
        {
            figures.push(Figure::new("status", node, Value::text(word)));
        }
        let class = match word {
            Some("completed") => Some(Class::Done),
            Some("review") => Some(Class::Review),
            // The only other word is `in_progress`.
            Some(_) => Some(Class::Active),
            None => self.after.class(),
        };
        figures.extend(self.dates(class));
        let mut remarks: Vec<Remark> = remark.into_iter().collect();
        if self.sets_status && class == Some(Class::Done) && pending_criteria(self.after) > 0 {
            remarks.push(Remark::DoneWithPending(names_of_pending(self.after)));
        }
        (figures, remarks)
    }

    fn recount(&self) -> Result<Vec<Figure>, Disagreement> {
        // A file that was consistent before is not left inconsistent: a task that is reopened in a
        // phase that is done reopens the phase.
        if done_over_open(self.before).is_some()
            && let Some(disagreement) = done_over_open(self.after)
        {
            return Err(disagreement);
        }
        recount_of_tasks(self.root, self.after)
    }

    /// The phase's new status, if it changes.
    fn next_status(&self) -> (Option<&'static str>, Option<Remark>) {
        let Some(class) = self.before.class() else {
            return (None, None);
        };
        if self.sets_status {
            return (None, None);
        }
        // A status that did not follow from the tasks is kept until they change.
        if classes(self.before).eq(classes(self.after)) {
            return (self.next_by_criteria(class), None);
        }
        if has(self.after, Class::Active) {
            // `at_risk` does not exclude work, and an unknown status may not either.
            let stays = matches!(class, Class::Active | Class::AtRisk | Class::Unknown);
            return (if stays { None } else { Some("in_progress") }, None);
        }
        if is_settled(self.after) {
            return self.settled(class, has(self.after, Class::Done));
        }
        // A review that began while tasks were open was set by hand, so it does not end with them.
        let reopened = class == Class::Done || class == Class::Review && is_settled(self.before);
        let begun = class == Class::Open && has(self.after, Class::Done);
        if reopened || begun {
            (Some("in_progress"), None)
        } else {
            (None, None)
        }
    }

    /// The phase's new status after criteria alone changed.
    fn next_by_criteria(&self, class: Class) -> Option<&'static str> {
        let was_pending = pending_criteria(self.before) > 0;
        let is_pending = pending_criteria(self.after) > 0;
        let any_done = has(self.after, Class::Done);
        if was_pending == is_pending || !is_settled(self.after) || !any_done {
            return None;
        }
        match class {
            // The phase was only waiting for the criteria.
            Class::Review | Class::Active if !is_pending => Some("completed"),
            Class::Done if is_pending => Some("review"),
            _ => None,
        }
    }

    fn settled(&self, class: Class, any_done: bool) -> (Option<&'static str>, Option<Remark>) {
        let stays = matches!(class, Class::Done | Class::Dropped | Class::Unknown);
        if stays || class == Class::Review && is_settled(self.before) {
            return (None, None);
        }
        // Given up is not completed, and a person has to say which it is.
        if !any_done {
            return (None, Some(Remark::AllDropped));
        }
        if pending_criteria(self.after) == 0 {
            return (Some("completed"), None);
        }
        let word = if class == Class::Review {
            None
        } else {
            Some("review")
        };
        (word, Some(Remark::InReview(names_of_pending(self.after))))
    }

    fn dates(&self, class: Option<Class>) -> Vec<Figure> {
        let was = self.before.class();
        let is_begun = matches!(class, Some(Class::Active | Class::Done | Class::Review));
        // A phase that was blocked or at risk may have begun before.
        let started = if was == Some(Class::Open) && is_begun {
            self.filled("started")
        } else {
            None
        };
        let was_done = was == Some(Class::Done);
        let is_done = class == Some(Class::Done);
        let completed = match (was_done, is_done) {
            (false, true) => self.filled("completed"),
            (true, false) => self.cleared("completed"),
            _ => None,
        };
        [started, completed, self.updated()]
            .into_iter()
            .flatten()
            .collect()
    }

    /// A date to write if the key is present and empty.
    fn filled(&self, key: &'static str) -> Option<Figure> {
        let node = self.root.get(key).filter(|node| is_empty(*node))?;
        let date = stamp(date_in(self.root), self.now);
        Some(Figure::new(key, node, Value::text(date)))
    }

    fn cleared(&self, key: &'static str) -> Option<Figure> {
        let node = self.root.get(key).filter(|node| !is_empty(*node))?;
        node.text()?;
        Some(Figure::new(key, node, Value::null()))
    }

    fn updated(&self) -> Option<Figure> {
        let node = self.root.get("updated")?;
        let like = date_text(node);
        // A text that is not a date has a meaning of its own.
        if like.is_none() && !is_empty(node) {
            return None;
        }
        let date = stamp(like, self.now);
        if like == Some(date.as_str()) {
            return None;
        }
        Some(Figure::new("updated", node, Value::text(date)))
    }
}

/// How many success criteria are not met yet.
#[must_use]
pub fn pending_criteria(phase: &Phase) -> usize {
    phase.pending_criteria().count()
}

/// The ID of each pending criterion, if it has one.
fn names_of_pending(phase: &Phase) -> Vec<Option<String>> {
    phase
        .criteria
        .iter()
        .filter(|criterion| criterion.is_pending())
        .map(|criterion| criterion.id.as_ref().map(|id| id.text.clone()))
        .collect()
}

fn classes(phase: &Phase) -> impl Iterator<Item = Option<Class>> {
    phase.tasks().iter().map(|task| task.state)
}
