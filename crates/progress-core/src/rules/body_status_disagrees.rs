//! The body must not contradict the frontmatter about the status of a task or a criterion.
//!
//! Tools update the frontmatter, which is authoritative; a second copy of a status in the body is
//! soon out of date, and readers believe whichever they see first. The rule checks table rows,
//! checkboxes, and headings that start with a task's ID. In a table, a `Status` column takes
//! precedence over other cells. Tables of success criteria are checked too, with one finding for
//! all of them. Code, comments, checkboxes below a heading about gates or criteria, and tasks with
//! an unknown status are skipped.
//!
//! # Bad
//!
//! ```yaml
//! ---
//! type: progress
//! prd: "auth-v1"
//! phase: 1
//! status: "planning"
//! tasks:
//!   - { id: "TASK-1.1", status: "pending", assigned_to: ["alice"], dependencies: [] }
//!   - { id: "TASK-1.2", status: "pending", assigned_to: ["alice"], dependencies: [] }
//! ---
//!
//! # Foundation
//!
//! | ID | Task | Status |
//! |---|---|---|
//! | TASK-1.1 | Create the schema | ✅ Done |
//!
//! - [x] TASK-1.2: Write the API
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
//! tasks:
//!   - { id: "TASK-1.1", status: "pending", assigned_to: ["alice"], dependencies: [] }
//!   - { id: "TASK-1.2", status: "pending", assigned_to: ["alice"], dependencies: [] }
//! ---
//!
//! # Foundation
//!
//! | ID | Task |
//! |---|---|
//! | TASK-1.1 | Create the schema |
//!
//! - [ ] TASK-1.2: Write the API
//! ```

mod criteria;

use yaml_lossless::text::{Edit, Span};

use self::criteria::Criteria;
use crate::collections::HashMap;
use crate::config::Severity;
use crate::lint::{Check, Diagnostic, Diagnostics, Fix, Location, PhaseContext, Rule, Safety};
use crate::markdown::{Block, blocks, cells};
use crate::model::status::Subject;
use crate::model::{Class, Name, ProseStatus, Statuses, TaskRef, id};

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "body-status-disagrees",
    severity: Severity::Warning,
    summary: "the body and the frontmatter disagree on the status of a task or a criterion",
    fix: Some(Safety::Unsafe),
    suppressed_by: &[],
    check: Check::Phase(check),
};

fn check(context: &PhaseContext<'_>, diagnostics: &mut Diagnostics) {
    if context.file.document().body_text().trim().is_empty() {
        return;
    }
    let document = context.file.document();
    let subjects = Subjects::of(context);
    let mut criteria = Criteria::of(context);
    if !subjects.may_stand_in(document.body_text()) && !criteria.may_stand_in(document.body_text())
    {
        return;
    }
    let mut is_about_checks = false;
    for block in blocks(&document.text, document.body) {
        match block {
            Block::Heading(title) => {
                is_about_checks = names_checks(subjects.slice(title));
                subjects.heading(title, diagnostics);
            }
            // What has to be checked about a task may be open although the task is done.
            Block::Checkbox { .. } if is_about_checks => {}
            Block::Checkbox {
                mark,
                brackets,
                content: item,
            } => subjects.checkbox(mark, brackets, item, diagnostics),
            Block::Table { header, rows } => {
                let header: Vec<&str> = header
                    .into_iter()
                    .flat_map(|row| cells(subjects.text, row))
                    .map(|cell| subjects.slice(cell))
                    .collect();
                let status = header.iter().position(|cell| is_status(cell));
                for row in rows {
                    let Some((id, claim, cell)) = subjects.row(&header, status, row, &criteria)
                    else {
                        continue;
                    };
                    // If a task and a criterion share an ID, the row is more likely about the task.
                    if subjects.by_id.contains_key(id) {
                        subjects.compare(id, claim, cell, true, diagnostics);
                    } else {
                        criteria.compare(id, claim, subjects.slice(cell), cell);
                    }
                }
            }
        }
    }
    criteria.report(context, diagnostics);
}

/// Whether a heading announces criteria or checks instead of tasks.
fn names_checks(title: &str) -> bool {
    let title = title.to_ascii_lowercase();
    ["gate", "criteri", "acceptance"]
        .iter()
        .any(|word| title.contains(word))
}

/// Whether the common prefix of all IDs is in the body, a fast test for whether any of them is.
fn may_stand_in<'a>(body: &str, ids: impl Iterator<Item = &'a str>) -> bool {
    let mut ids = ids.map(str::as_bytes);
    let Some(first) = ids.next() else {
        return false;
    };
    let common = ids.fold(first, |common, id| {
        let length = common
            .iter()
            .zip(id)
            .take_while(|(one, other)| one == other);
        common.get(..length.count()).unwrap_or_default()
    });
    memchr::memmem::find(body.as_bytes(), common).is_some()
}

fn is_status(header: &str) -> bool {
    let name = header.trim_matches(|c: char| !c.is_alphanumeric());
    ["status", "state", "done", "task status", "current status"]
        .iter()
        .any(|known| name.eq_ignore_ascii_case(known))
}

/// The tasks that the body may mention.
struct Subjects<'a> {
    context: &'a PhaseContext<'a>,
    text: &'a str,
    statuses: &'a Statuses,
    /// By ID: the task and its status, as written and as understood. Duplicate IDs are left out.
    by_id: HashMap<&'a str, Option<(TaskRef, &'a Name, Class)>>,
}

impl<'a> Subjects<'a> {
    fn of(context: &'a PhaseContext<'a>) -> Self {
        let mut by_id = HashMap::default();
        for (index, task) in (0..).zip(context.tasks()) {
            let Some(id) = task.id_text() else { continue };
            let file = context.id();
            let subject = task
                .status
                .as_ref()
                .zip(task.state)
                .map(|(name, class)| (TaskRef { file, index }, name, class));
            by_id
                .entry(id)
                // Which of several tasks with this ID the body means is unknown.
                .and_modify(|known| *known = None)
                .or_insert(subject);
        }
        Self {
            context,
            text: context.file.document().text.as_str(),
            statuses: &context.workspace().settings.statuses,
            by_id,
        }
    }

    fn may_stand_in(&self, body: &str) -> bool {
        may_stand_in(body, self.by_id.keys().copied())
    }

    fn slice(&self, span: Span) -> &'a str {
        self.text.get(span.range()).unwrap_or_default()
    }

    fn heading(&self, content: Span, diagnostics: &mut Diagnostics) {
        let heading = self.slice(content);
        let Some((id, rest)) = id::leading(heading) else {
            return;
        };
        let start = content.end as usize - rest.len();
        // A section number is not an ID.
        if is_number(id) || !self.by_id.contains_key(id) {
            return;
        }
        if let Some((claim, range)) = ProseStatus::find(rest, self.statuses) {
            let token = Span::new(start + range.start, start + range.end);
            // A word next to the symbol would still show the old status.
            let behind = text_behind(rest, range.end);
            let told_twice = ProseStatus::read_exactly(behind, self.statuses).is_some();
            self.compare(id, claim, token, !told_twice, diagnostics);
        }
    }

    fn checkbox(&self, mark: char, brackets: Span, content: Span, diagnostics: &mut Diagnostics) {
        let item = self.slice(content);
        let Some((id, rest)) = id::leading(item) else {
            return;
        };
        let claim = match mark {
            'x' | 'X' | '✓' | '✔' | '✅' => ProseStatus::Settled,
            // An unticked box says less than the symbol after it.
            ' ' if !rest.contains(['✅', '✓', '✔']) => ProseStatus::NotDone,
            // Other marks, such as `[-]` and `[~]`, have no agreed meaning.
            _ => return,
        };
        if !is_number(id) && !self.agrees(id, claim) {
            // Correcting the box alone would leave a symbol or a word that says the opposite.
            let told_twice = ProseStatus::find(rest, self.statuses).is_some();
            self.compare(id, claim, brackets, !told_twice, diagnostics);
        }
    }

    /// The task or the criterion that a row is about, its status, and the cell that states it.
    fn row(
        &self,
        header: &[&str],
        status: Option<usize>,
        row: Span,
        criteria: &Criteria<'_>,
    ) -> Option<(&'a str, ProseStatus, Span)> {
        let mut cells = cells(self.text, row);
        let (id, _) = id::leading(self.slice(cells.next()?))?;
        // A number in the first column is an ID only if the header says so: rows are often
        // numbered.
        let is_id = !is_number(id) || header.first().is_some_and(|cell| names_tasks(cell));
        if !is_id || !(self.by_id.contains_key(id) || criteria.knows(id)) {
            return None;
        }
        let row: Vec<Span> = cells.collect();
        let (claim, cell) = match status {
            // The ID's cell has been taken, so the columns after it have moved by one. In a status
            // column a remark may follow the status: `Done (7 tests)`.
            Some(column) => {
                let cell = *row.get(column.checked_sub(1)?)?;
                (ProseStatus::read(self.slice(cell), self.statuses)?, cell)
            }
            None => self.only_status(&row)?,
        };
        Some((id, claim, cell))
    }

    /// The only cell that holds just a status, if there is no status column.
    fn only_status(&self, cells: &[Span]) -> Option<(ProseStatus, Span)> {
        let mut told = cells.iter().filter_map(|&cell| {
            let claim = ProseStatus::read_exactly(self.slice(cell), self.statuses)?;
            Some((claim, cell))
        });
        let first = told.next()?;
        told.next().is_none().then_some(first)
    }

    /// Whether a claim is true, or not about any of the tasks.
    fn agrees(&self, id: &str, claim: ProseStatus) -> bool {
        let task = self.by_id.get(id).and_then(Option::as_ref);
        task.is_none_or(|(_, _, class)| claim.agrees(*class))
    }

    /// `fixable` unless something besides the token shows the status.
    fn compare(
        &self,
        id: &str,
        claim: ProseStatus,
        token: Span,
        fixable: bool,
        diagnostics: &mut Diagnostics,
    ) {
        let Some(Some((task, status, class))) = self.by_id.get(id) else {
            return;
        };
        if diagnostics.is_full() || claim.agrees(*class) {
            return;
        }
        let file = self.context.id();
        let (told, status_text) = (self.slice(token), &status.text);
        let message =
            format!("`{id}` is `{status_text}` in the frontmatter, but `{told}` in the body");
        let diagnostic = Diagnostic::new(Location::span(file, token).about(status.node), message)
            .help("correct whichever is wrong, or remove the status from the body")
            .related(
                Location::value(file, status.node),
                "status in the frontmatter",
            )
            .task(*task);
        diagnostics.push(match self.corrected(told, status_text, *class) {
            Some(text) if fixable => {
                let title = format!("write `{text}`");
                // Unsafe, because the body may be right.
                diagnostic.fix(Fix::uncertain(title, Vec::new()).body(Edit { span: token, text }))
            }
            _ => diagnostic,
        });
    }

    /// What the body should say instead, in the same style.
    fn corrected(&self, told: &str, status: &str, class: Class) -> Option<String> {
        if told.starts_with('[') {
            let is_settled = ProseStatus::Settled.agrees(class);
            return Some(if is_settled { "[x]" } else { "[ ]" }.to_owned());
        }
        let canonical = self.statuses.canonical(status, Subject::Task);
        ProseStatus::rewrite(told, canonical.unwrap_or(status), self.statuses)
    }
}

fn text_behind(text: &str, at: usize) -> &str {
    text.get(at..).unwrap_or_default()
}

fn is_number(id: &str) -> bool {
    id.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether a column with this header may contain the IDs of tasks.
fn names_tasks(header: &str) -> bool {
    if header.to_ascii_lowercase().contains("task") {
        return true;
    }
    let mut words = header.split(|c: char| !c.is_ascii_alphanumeric());
    words.any(|word| {
        // `Story ID`, `StoryID` and `IDs`, but not `Side` or `Provider`.
        word.eq_ignore_ascii_case("id")
            || word.eq_ignore_ascii_case("ids")
            || word
                .strip_suffix("ID")
                .is_some_and(|rest| rest.ends_with(|c: char| c.is_ascii_lowercase()))
    })
}

#[cfg(test)]
mod tests;
