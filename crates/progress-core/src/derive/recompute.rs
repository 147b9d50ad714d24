//! What follows for a phase when its tasks change: figures, status and dates.

use std::fmt;

use yaml_lossless::Node;
use yaml_lossless::edit::Value;

use super::dates::{date_in, date_text, is_empty, stamp};
use super::figures::{Disagreement, Figure, done_over_open, recount_of_tasks};
use crate::model::{Class, Moment, Phase};

/// Something about the outcome that should be said aloud.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Remark {
    /// Figures, status and dates of the phase are left alone.
    NotRecounted(Disagreement),
    /// All tasks are done, but the phase is not while so many criteria are pending.
    InReview(usize),
    /// No task is left to do, but none was done either.
    AllDropped,
}

impl fmt::Display for Remark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotRecounted(why) => {
                write!(f, "counts and the phase's status are left alone: {why}")
            }
            Self::InReview(1) => write!(
                f,
                "all tasks are done, but 1 success criterion is pending: the phase is in `review`"
            ),
            Self::InReview(pending) => write!(
                f,
                "all tasks are done, but {pending} success criteria are pending: the phase is in `review`"
            ),
            Self::AllDropped => write!(
                f,
                "every task is dropped and none is done: the phase's status is left alone"
            ),
        }
    }
}

/// A phase before and after its tasks changed, in terms of the tree as it was before.
#[derive(Clone, Copy, Debug)]
pub struct Step<'a> {
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

impl Step<'_> {
    /// The figures to write so that the file stays true, and what should be said aloud.
    #[must_use]
    pub fn follow(&self) -> (Vec<Figure>, Vec<Remark>) {
        let still_over_open = done_over_open(self.before).and_then(|_| done_over_open(self.after));
        let recounted = match still_over_open {
            Some(disagreement) => Err(disagreement),
            None => recount_of_tasks(self.root, self.after),
        };
        let mut figures = match recounted {
            Ok(figures) => figures,
            Err(why) => return (Vec::new(), vec![Remark::NotRecounted(why)]),
        };
        let (word, remark) = self.next();
        let status = self.before.status.as_ref();
        if let (Some(word), Some((name, _))) = (word, status)
            && let Some(node) = self.root.get("status").filter(|it| it.id() == name.node)
        {
            figures.push(Figure::new("status", node, Value::text(word)));
        }
        let class = match word {
            Some("completed") => Some(Class::Done),
            Some("review") => Some(Class::Review),
            Some(_) => Some(Class::Active),
            None => self.after.class(),
        };
        figures.extend(self.dates(class));
        (figures, remark.into_iter().collect())
    }

    /// The phase's new status, if it changes.
    fn next(&self) -> (Option<&'static str>, Option<Remark>) {
        let Some(class) = self.before.class().filter(|_| !self.sets_status) else {
            return (None, None);
        };
        if classes(self.before).eq(classes(self.after)) {
            return (None, None);
        }
        let has = |class| classes(self.after).any(|it| it == Some(class));
        if has(Class::Active) {
            let stays = matches!(class, Class::Active | Class::AtRisk | Class::Unknown);
            return ((!stays).then_some("in_progress"), None);
        }
        if is_settled(self.after) {
            return self.settled(class, has(Class::Done));
        }
        let reopened = class == Class::Done || class == Class::Review && is_settled(self.before);
        let begun = class == Class::Open && has(Class::Done);
        ((reopened || begun).then_some("in_progress"), None)
    }

    fn settled(&self, class: Class, any_done: bool) -> (Option<&'static str>, Option<Remark>) {
        let stays = matches!(class, Class::Done | Class::Dropped | Class::Unknown);
        if stays || class == Class::Review && is_settled(self.before) {
            return (None, None);
        }
        if !any_done {
            return (None, Some(Remark::AllDropped));
        }
        match pending_criteria(self.after) {
            0 => (Some("completed"), None),
            pending => {
                let word = (class != Class::Review).then_some("review");
                (word, Some(Remark::InReview(pending)))
            }
        }
    }

    fn dates(&self, class: Option<Class>) -> Vec<Figure> {
        let was = self.before.class();
        let is_begun = |class| matches!(class, Some(Class::Active | Class::Done | Class::Review));
        let starts = was == Some(Class::Open) && is_begun(class);
        let is_done = |class| class == Some(Class::Done);
        let started = starts.then(|| self.filled("started")).flatten();
        let completed = match (is_done(was), is_done(class)) {
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
        if like.is_none() && !is_empty(node) {
            return None;
        }
        let date = stamp(like, self.now);
        (like != Some(date.as_str())).then(|| Figure::new("updated", node, Value::text(date)))
    }
}

/// How many success criteria are not met yet.
#[must_use]
pub fn pending_criteria(phase: &Phase) -> usize {
    phase.pending_criteria().count()
}

fn classes(phase: &Phase) -> impl Iterator<Item = Option<Class>> {
    phase.tasks().iter().map(|task| task.state)
}

fn is_settled(phase: &Phase) -> bool {
    !phase.tasks().is_empty()
        && phase
            .tasks()
            .iter()
            .all(|task| task.state.is_some_and(Class::is_settled))
}
