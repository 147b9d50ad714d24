//! Success criteria in a table of the body.

use yaml_lossless::text::{Edit, Span};

use super::may_stand_in;
use crate::collections::HashMap;
use crate::lint::{Diagnostic, Diagnostics, Fix, Location, PhaseContext};
use crate::model::status::Subject;
use crate::model::{Class, Name, ProseStatus, Statuses};

/// Maximum number of further criteria shown with a finding.
const SHOWN: usize = 3;

/// The success criteria that the body may mention, and those about which it is wrong.
pub(super) struct Criteria<'a> {
    statuses: &'a Statuses,
    /// By ID: the status, as written and as understood. Duplicate IDs are left out.
    by_id: HashMap<&'a str, Option<(&'a Name, Class)>>,
    wrong: Vec<Wrong<'a>>,
}

struct Wrong<'a> {
    id: &'a str,
    status: &'a Name,
    told: &'a str,
    cell: Span,
}

impl<'a> Criteria<'a> {
    pub(super) fn of(context: &PhaseContext<'a>) -> Self {
        let mut by_id = HashMap::default();
        for criterion in &context.phase.criteria {
            let Some(id) = &criterion.id else { continue };
            let status = criterion.status.as_ref();
            // Those not met in a phase that is done are found by `criterion-pending`.
            let is_found = context.phase.is_done() && criterion.is_pending();
            let told = match status {
                Some((name, state)) if !is_found => Some((name, state.class)),
                _ => None,
            };
            by_id
                .entry(id.text.as_str())
                // As for tasks, an ID that is used twice decides nothing.
                .and_modify(|known| *known = None)
                .or_insert(told);
        }
        Self {
            statuses: &context.workspace().settings.statuses,
            by_id,
            wrong: Vec::new(),
        }
    }

    /// A fast test for whether the body mentions any.
    pub(super) fn may_stand_in(&self, body: &str) -> bool {
        may_stand_in(body, self.by_id.keys().copied())
    }

    pub(super) fn knows(&self, id: &str) -> bool {
        self.by_id.contains_key(id)
    }

    /// Compares a cell of the table with the frontmatter.
    pub(super) fn compare(&mut self, id: &'a str, claim: ProseStatus, told: &'a str, cell: Span) {
        let known = self.by_id.get(id).copied().flatten();
        if let Some((status, class)) = known
            && !claim.agrees(class)
        {
            self.wrong.push(Wrong {
                id,
                status,
                told,
                cell,
            });
        }
    }

    /// Reports them all as one finding: a table is out of date as a whole.
    pub(super) fn report(self, context: &PhaseContext<'_>, diagnostics: &mut Diagnostics) {
        let Some(first) = self.wrong.first() else {
            return;
        };
        let message = format!(
            "`{}` is `{}` in the frontmatter, but `{}` in the body",
            first.id, first.status.text, first.told
        );
        let message = match self.wrong.len() - 1 {
            0 => message,
            1 => format!("{message}, and 1 more criterion differs"),
            more => format!("{message}, and {more} more criteria differ"),
        };
        let place = Location::span(context.id(), first.cell).about(first.status.node);
        let mut diagnostic = Diagnostic::new(place, message)
            .help("correct whichever is wrong, or remove the statuses from the body")
            .related(
                Location::value(context.id(), first.status.node),
                "status in the frontmatter",
            );
        for other in self.wrong.iter().skip(1).take(SHOWN) {
            let place = Location::span(context.id(), other.cell);
            diagnostic = diagnostic.related(place, "this one differs too");
        }
        if let Some(fix) = self.fix() {
            diagnostic = diagnostic.fix(fix);
        }
        diagnostics.push(diagnostic);
    }

    /// Corrects all of them, or none.
    fn fix(&self) -> Option<Fix> {
        let mut fix = Fix::uncertain("correct the statuses in the body", Vec::new());
        for wrong in &self.wrong {
            let status = &wrong.status.text;
            // Criteria use the same words as tasks.
            let canonical = self.statuses.canonical(status, Subject::Task);
            let text =
                ProseStatus::rewrite(wrong.told, canonical.unwrap_or(status), self.statuses)?;
            fix = fix.body(Edit {
                span: wrong.cell,
                text,
            });
        }
        Some(fix)
    }
}
