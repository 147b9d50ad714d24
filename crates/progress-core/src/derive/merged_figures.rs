//! Derived values of a phase merged from two versions, in either order.

use yaml_lossless::edit::Value;
use yaml_lossless::{Node, Scalar};

use super::agreement::contradictions;
use super::dates::{date_in, date_text, is_empty, stamp};
use super::recompute::pending_criteria;
use super::stated_figures::{
    Disagreement, Figure, counters, done_over_open, is_unlisted, recount, recount_of_tasks,
};
use super::stated_percent;
use super::{Counts, has, is_settled};
use crate::model::date::Date;
use crate::model::{Class, Moment, Phase, Statuses};

/// A phase merged from two versions.
#[derive(Clone, Debug)]
pub struct Join<'a> {
    /// Its frontmatter.
    pub root: Node<'a>,
    /// The phase read from it.
    pub merged: Phase,
    /// The phase of each version.
    pub sides: [&'a Phase; 2],
    /// The derived keys that the versions changed differently.
    pub contested: &'a [String],
    /// The known status words.
    pub statuses: &'a Statuses,
    /// The current time.
    pub now: Moment,
}

/// The figures, the status and its dates that the tasks of a merged phase prove wrong, with the
/// correct values, if the versions that it was merged from are not known.
///
/// # Errors
///
/// Fails if the tasks contradict each other.
pub fn settle(
    root: Node<'_>,
    phase: &Phase,
    statuses: &Statuses,
    now: Moment,
) -> Result<Vec<Figure>, Disagreement> {
    let mut found = contradictions(root, phase).into_iter();
    let Some(first) = found.next() else {
        return Ok(Vec::new());
    };
    let mut figures = match recount(root, phase) {
        // One version completed the phase, the other added or reopened a task.
        Err(Disagreement::DoneOverOpen { .. }) => recount_of_tasks(root, phase)?,
        recounted => recounted?,
    };
    // There is at most one status, after all figures.
    let last = found.next_back().unwrap_or(first).figure;
    if last.key == "status"
        && let Value::Text(word) = &last.new
    {
        let class = statuses.read(word).class;
        let join = Join {
            root,
            merged: phase.clone(),
            sides: [phase, phase],
            contested: &[],
            statuses,
            now,
        };
        figures.extend(join.dates(Some(class)));
        figures.push(last);
    }
    Ok(figures)
}

impl<'a> Join<'a> {
    /// The figures to write, and the contested keys that the tasks do not decide.
    #[must_use]
    pub fn follow(mut self) -> (Vec<Figure>, Vec<&'a str>) {
        let word = self.decided_status();
        let mut figures = Vec::new();
        if let Some(word) = word
            && let Some((name, state)) = &mut self.merged.status
            && let Some(node) = self.root.get("status")
        {
            *state = self.statuses.read(word);
            word.clone_into(&mut name.text);
            figures.push(Figure::new("status", node, Value::text(word)));
        }
        let (status_keys, figure_keys): (Vec<&str>, Vec<&str>) = self
            .contested
            .iter()
            .map(String::as_str)
            .partition(|key| *key == "status");
        let mut open = if word.is_none() {
            status_keys
        } else {
            Vec::new()
        };
        // The dates follow from the status, so they are open as long as that is.
        if open.is_empty() {
            figures.extend(self.dates(self.merged.class()));
        }
        match self.recount(&self.merged) {
            Ok(recounted) => {
                figures.extend(recounted);
                self.confirm(&figure_keys, &mut figures, &mut open);
            }
            // Inconsistent tasks decide no figure, so each one that both versions changed is a
            // conflict.
            Err(_) => open.extend(figure_keys),
        }
        (figures, open)
    }

    /// The phase's new status, if the tasks decide it. Nothing follows from tasks that are
    /// inconsistent, or that already contradicted the status in one version.
    fn decided_status(&self) -> Option<&'static str> {
        let is_sound = recount_of_tasks(self.root, &self.merged).is_ok();
        if !is_sound || self.sides.iter().any(|side| done_over_open(side).is_some()) {
            return None;
        }
        self.word()
    }

    /// Decides the contested figures that a recount did not change.
    fn confirm(&self, keys: &[&'a str], figures: &mut Vec<Figure>, open: &mut Vec<&'a str>) {
        let counts = Counts::of(&self.merged);
        for key in keys {
            if figures.iter().any(|figure| figure.key == *key) {
                continue;
            }
            match self.percentage(key, &counts) {
                Some(figure) => figures.push(figure),
                // The recount left it alone, so it is right.
                None if self.is_counter(key) => {}
                None => open.push(key),
            }
        }
    }

    /// The figures that are wrong, unless the merged phase is inconsistent.
    fn recount(&self, after: &Phase) -> Result<Vec<Figure>, Disagreement> {
        let mut figures = self.recount_listed(after)?;
        // The list was emptied, so it is not one whose tasks are still to be listed.
        let had_tasks = self.sides.iter().any(|side| !side.tasks().is_empty());
        if had_tasks && is_unlisted(self.root, after) {
            figures.extend(counters(self.root, &Counts::of(after)));
        }
        Ok(figures)
    }

    fn recount_listed(&self, after: &Phase) -> Result<Vec<Figure>, Disagreement> {
        // 100% with only open tasks means that the tasks were not maintained, unless a side has
        // done tasks.
        if !self.sides.iter().any(|side| has(side, Class::Done)) {
            return recount(self.root, after);
        }
        match done_over_open(after) {
            Some(disagreement) => Err(disagreement),
            None => recount_of_tasks(self.root, after),
        }
    }

    /// The value of a contested percentage that a recount accepts: several values can be correct,
    /// and this is the one that we write.
    fn percentage(&self, key: &str, counts: &Counts) -> Option<Figure> {
        let key = ["overall_progress", "progress"]
            .into_iter()
            .find(|known| *known == key)?;
        let node = self.root.get(key)?;
        stated_percent(node)?;
        let had_tasks = self.sides.iter().any(|side| !side.tasks().is_empty());
        if counts.total == 0 && !had_tasks {
            // Without tasks, nothing determines the percentage.
            return None;
        }
        let new = match node.scalar()? {
            Scalar::Text(_) => Value::text(format!("{}%", counts.percent())),
            _ => Value::int(counts.percent()),
        };
        Some(Figure::new(key, node, new))
    }

    /// Whether a key counts tasks, so that a recount has confirmed it.
    fn is_counter(&self, key: &str) -> bool {
        let is_number = match self.root.get(key).and_then(Node::scalar) {
            Some(Scalar::Int(_)) => true,
            Some(Scalar::Text(text)) => text.trim().parse::<usize>().is_ok(),
            _ => false,
        };
        is_number && key.ends_with("_tasks")
    }

    /// The phase's new status, if it differs from the merged one.
    fn word(&self) -> Option<&'static str> {
        let class = self.merged.class()?;
        if self.contested.iter().any(|key| key == "status") {
            return self.chosen();
        }
        // One version completed the phase, the other added or reopened a task.
        if done_over_open(&self.merged).is_some() {
            return Some("in_progress");
        }
        let own = states(&self.merged);
        for side in self.sides {
            if side.class() == Some(class) && states(side) == own {
                // One version has exactly these tasks, so its status was set for them.
                return None;
            }
        }
        if has(&self.merged, Class::Active) {
            let stays = matches!(class, Class::Active | Class::AtRisk | Class::Unknown);
            return if stays { None } else { Some("in_progress") };
        }
        let was_settled = self.sides.iter().any(|side| is_settled(side));
        if is_settled(&self.merged) {
            let stays = matches!(class, Class::Done | Class::Dropped | Class::Unknown)
                || class == Class::Review && was_settled;
            return if stays { None } else { self.finished(class) };
        }
        let reopened = class == Class::Review && was_settled;
        let begun = class == Class::Open && has(&self.merged, Class::Done);
        if reopened || begun {
            Some("in_progress")
        } else {
            None
        }
    }

    /// The status that the tasks imply when both versions changed it.
    fn chosen(&self) -> Option<&'static str> {
        let classes = self.sides.map(Phase::class);
        for class in classes {
            // The other statuses, such as blocked, are set by hand and say more than the tasks.
            let Some(Class::Open | Class::Active | Class::Done | Class::Review) = class else {
                return None;
            };
        }
        if has(&self.merged, Class::Active) {
            return Some("in_progress");
        }
        if is_settled(&self.merged) {
            if !has(&self.merged, Class::Done) {
                return None;
            }
            return match pending_criteria(&self.merged) {
                0 => Some("completed"),
                _ => Some("review"),
            };
        }
        // Unless both versions were open, one of them saw work begin.
        if has(&self.merged, Class::Done) || classes != [Some(Class::Open); 2] {
            Some("in_progress")
        } else {
            None
        }
    }

    fn finished(&self, class: Class) -> Option<&'static str> {
        // As in an update, dropped tasks alone do not complete a phase.
        if !has(&self.merged, Class::Done) {
            return None;
        }
        match pending_criteria(&self.merged) {
            0 => Some("completed"),
            _ if class == Class::Review => None,
            _ => Some("review"),
        }
    }

    fn dates(&self, class: Option<Class>) -> Vec<Figure> {
        let is_done = class == Some(Class::Done);
        let was = self.sides.map(Phase::class);
        let was_done = was.contains(&Some(Class::Done));
        let is_begun = matches!(class, Some(Class::Active | Class::Done | Class::Review));
        let was_open = was.iter().all(|class| *class == Some(Class::Open));
        let started = if is_begun && was_open {
            self.filled("started", false)
        } else {
            None
        };
        let completed = match (was_done, is_done) {
            (false, true) => self.filled("completed", true),
            (true, false) => self.cleared("completed"),
            _ => None,
        };
        [started, completed].into_iter().flatten().collect()
    }

    /// A date to write if the key is present and empty: the tasks' latest or earliest, so that it
    /// does not depend on when versions are merged.
    fn filled(&self, key: &'static str, latest: bool) -> Option<Figure> {
        let node = self.root.get(key).filter(|node| is_empty(*node))?;
        let dates = self
            .root
            .get("tasks")
            .into_iter()
            .flat_map(Node::items)
            .filter_map(|task| date_text(task.get(key)?))
            .filter_map(|text| Some((Date::parse(text)?, text)));
        let found = if latest { dates.max() } else { dates.min() };
        let date = match (found, date_in(self.root)) {
            // A time only if the other dates of the file have one.
            (Some((_, text)), Some(like)) if like.trim().len() > 10 => text.to_owned(),
            (Some((_, text)), _) => text.trim().get(..10)?.to_owned(),
            (None, like) => stamp(like, self.now),
        };
        Some(Figure::new(key, node, Value::text(date)))
    }

    fn cleared(&self, key: &'static str) -> Option<Figure> {
        let node = self.root.get(key).filter(|node| !is_empty(*node))?;
        // A list or a mapping is not a date that could be cleared.
        node.text()?;
        Some(Figure::new(key, node, Value::null()))
    }
}

/// The tasks by ID with their states, in an order independent of the file's.
fn states(phase: &Phase) -> Vec<(Option<&str>, Option<Class>)> {
    let mut states: Vec<_> = phase
        .tasks()
        .iter()
        .map(|task| (task.id.as_ref().map(|id| id.text.as_str()), task.state))
        .collect();
    states.sort_unstable();
    states
}
