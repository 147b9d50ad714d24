//! Writers, one per format.

mod backlog;
mod beads;
mod calendar;
mod csv;
mod github;
mod order;
mod spec_kit;
mod task_master;
#[cfg(test)]
mod tests;

use std::fmt;

use crate::{Bundle, Remark, Task};

/// A format that can be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// Comma-separated values, a line for each task.
    Csv,
    /// Task Master: `tasks.json`.
    TaskMaster,
    /// Backlog.md: a configuration, and a file for each task.
    Backlog,
    /// beads: a line of JSON for each issue.
    Beads,
    /// Spec Kit: `tasks.md` for each plan.
    SpecKit,
    /// A list of issues as GitHub's REST API takes them.
    GithubIssues,
    /// iCalendar: a to-do for each task.
    Calendar,
}

/// What was written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// The files, by their path below the folder to write to.
    pub files: Vec<(String, String)>,
    /// What has no counterpart in the format.
    pub remarks: Vec<Remark>,
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Csv => "csv",
            Self::TaskMaster => "task-master",
            Self::Backlog => "backlog",
            Self::Beads => "beads-jsonl",
            Self::SpecKit => "spec-kit",
            Self::GithubIssues => "github-issues-json",
            Self::Calendar => "ics",
        })
    }
}

/// Writes plans in a format; `now` is the time as `2026-02-05T12:30:00Z`.
#[must_use]
pub fn write(target: Target, bundle: &Bundle, now: &str) -> Written {
    let mut written = match target {
        Target::Csv => single("tasks.csv", csv::write(bundle)),
        Target::TaskMaster => task_master::write(bundle, now),
        Target::Backlog => backlog::write(bundle, now),
        Target::Beads => beads::write(bundle, now),
        Target::SpecKit => spec_kit::write(bundle),
        Target::GithubIssues => single("issues.json", github::write(bundle)),
        Target::Calendar => calendar::write(bundle, now),
    };
    if matches!(
        target,
        Target::TaskMaster | Target::Beads | Target::GithubIssues
    ) {
        written.remark_phases(target, bundle);
    }
    written.remarks.splice(0..0, bundle.remarks.iter().cloned());
    written
}

fn single(name: &str, text: String) -> Written {
    Written {
        files: vec![(name.to_owned(), text)],
        remarks: Vec::new(),
    }
}

impl Written {
    /// Adds a task to the remark with this text.
    fn remark(&mut self, what: &str, task: &Task) {
        let known = self.remarks.iter_mut().find(|remark| remark.what == what);
        match known {
            Some(remark) => remark.tasks.push(task.id.clone()),
            None => self.remarks.push(Remark {
                what: what.to_owned(),
                tasks: vec![task.id.clone()],
            }),
        }
    }

    /// Says which plans have phases that are lost.
    fn remark_phases(&mut self, target: Target, bundle: &Bundle) {
        let what = match target {
            // There, a label has the number.
            Target::GithubIssues => "titles of phases",
            _ => "phases",
        };
        let plans = bundle.plans.iter().filter(|plan| plan.phases.len() > 1);
        let tasks: Vec<String> = plans.map(|plan| plan.name.clone()).collect();
        if !tasks.is_empty() {
            self.remarks.push(Remark {
                what: what.to_owned(),
                tasks,
            });
        }
    }

    /// Adds a file with JSON.
    fn json(&mut self, name: &str, value: &serde_json::Value) {
        // A value that consists of maps with texts as keys can always be written.
        let mut text = serde_json::to_string_pretty(value).unwrap_or_default();
        text.push('\n');
        self.files.push((name.to_owned(), text));
    }
}
