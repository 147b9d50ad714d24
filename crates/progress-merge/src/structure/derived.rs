//! Values that follow from the merged tasks.

use progress_core::derive::{Contradiction, Figure, Join, contradictions, worse};
use progress_core::document::Document;
use progress_core::model::Tasks;
use yaml_lossless::edit::Change;

use super::{Draft, Structure, edited, read};
use crate::Fallback;
use crate::conflict::Conflict;
use crate::plan::Plan;

impl Structure<'_, '_> {
    /// Applies the planned changes and those that follow from them.
    pub(super) fn settle(&self, ours: &Document, plan: Plan) -> Result<Draft, Fallback> {
        let document = match ours.edit_with_comments(&plan.changes, &plan.comments) {
            Ok(edited) => edited.document,
            // Better to lose comments than the merge.
            Err(_) => edited(ours, &plan.changes)?,
        };
        let contested: Vec<String> = plan
            .derived
            .iter()
            .filter_map(|conflict| top_key(conflict).map(str::to_owned))
            .collect();
        // Figures are counted in the merged tasks, so they are written by a second edit.
        let (figures, open) = self.follow(&document, &contested)?;
        let mut conflicts = plan.conflicts;
        for conflict in plan.derived {
            // A contested value that the merged tasks decide is not a conflict.
            let is_open = top_key(&conflict).is_some_and(|key| open.iter().any(|it| it == key));
            if is_open {
                conflicts.push(conflict);
            }
        }
        let document = if figures.is_empty() {
            document
        } else {
            let changes: Vec<Change> = figures.iter().map(Figure::change).collect();
            edited(&document, &changes)?
        };
        let mut wrong = self.contradicted(&document)?;
        // One conflict for a value is enough.
        wrong.retain(|it| !conflicts.iter().any(|known| known.is_at(it.figure.key)));
        conflicts.extend(wrong.iter().map(Conflict::contradiction));
        Ok(Draft {
            document,
            conflicts,
            tasks: plan.tasks,
            wrong,
        })
    }

    /// The values that follow from the tasks of a result, and the contested keys that the tasks
    /// do not decide.
    fn follow(
        &self,
        document: &Document,
        contested: &[String],
    ) -> Result<(Vec<Figure>, Vec<String>), Fallback> {
        let theirs = self.their_phase()?;
        let ours = self.phase(&self.ours)?;
        let root = document.tree().ok_or(Fallback::Order)?.root();
        let mut merged = self.phase(document)?;
        if matches!(merged.tasks, Tasks::Missing) && root.get("tasks").is_some() {
            // Removing the last task can leave the key empty.
            merged.tasks = Tasks::List(Vec::new());
        }
        let join = Join {
            root,
            merged,
            sides: [&ours, &theirs],
            contested,
            statuses: &self.options.statuses,
            now: self.options.now,
        };
        let (figures, open) = join.follow();
        Ok((figures, open.into_iter().map(str::to_owned).collect()))
    }

    /// What the tasks of a result contradict more than either side's do.
    fn contradicted(&self, document: &Document) -> Result<Vec<Contradiction>, Fallback> {
        let found = self.contradictions_in(document)?;
        if found.is_empty() {
            return Ok(found);
        }
        let ours = self.contradictions_in(&self.ours)?;
        let theirs = self.contradictions_in(&read(self.fronts.theirs))?;
        Ok(worse(found, [&ours, &theirs]))
    }

    fn contradictions_in(&self, document: &Document) -> Result<Vec<Contradiction>, Fallback> {
        let root = document.tree().ok_or(Fallback::Order)?.root();
        Ok(contradictions(root, &self.phase(document)?))
    }
}

/// The top-level key that a conflict is below.
fn top_key(conflict: &Conflict) -> Option<&str> {
    conflict.paths.first()?.top_key()
}
