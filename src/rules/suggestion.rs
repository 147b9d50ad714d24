//! Which existing task was probably meant by an ID that no task has.

use crate::lint::PhaseContext;
use crate::text::nearest;

/// Comparisons of two IDs that one file is worth. A file of thousands of wrong references has
/// another mistake than slips of the hand.
const BUDGET: usize = 200_000;

/// Looks for near IDs, as long as that does not cost too much.
#[derive(Debug)]
pub(super) struct Suggestions<'a> {
    context: PhaseContext<'a>,
    /// The plan's IDs, collected when the first one is missing.
    ids: Option<Vec<&'a str>>,
    budget: usize,
}

impl<'a> Suggestions<'a> {
    /// Over the tasks of the file's plan.
    pub(super) fn of(context: &PhaseContext<'a>) -> Self {
        Self {
            context: *context,
            ids: None,
            budget: BUDGET,
        }
    }

    /// Advice for a wrong ID: the nearest other than `own`, else what is given.
    pub(super) fn help(&mut self, id: &str, own: Option<&str>, otherwise: &str) -> String {
        match self.nearest(id, own) {
            Some(near) => format!("did you mean `{near}`?"),
            None => otherwise.to_owned(),
        }
    }

    fn nearest(&mut self, id: &str, own: Option<&str>) -> Option<&'a str> {
        let ids = self
            .ids
            .get_or_insert_with(|| self.context.plan().ids().collect());
        self.budget = self.budget.checked_sub(ids.len())?;
        nearest(id, ids.iter().copied().filter(|&known| Some(known) != own))
    }
}
