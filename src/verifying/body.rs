//! Which bodies say that tasks are not done.

use std::collections::BTreeMap;

use progress_core::collections::HashMap;
use progress_core::lint;
use progress_core::model::{FileId, TaskRef};
use progress_core::rules;
use progress_core::status::ListedTask;

use super::evidence::Collector;

/// The rule that finds contradictions in the body.
const BODY_RULE: &str = "body-status-disagrees";

impl Collector<'_> {
    /// What the bodies say about tasks that are done. A body that contradicts several of them, and at
    /// least half, is not kept up to date and contradicts none.
    pub(super) fn contradictions(&self, tasks: &[ListedTask<'_, '_>]) -> HashMap<TaskRef, String> {
        let mut done: BTreeMap<FileId, usize> = BTreeMap::new();
        for listed in tasks {
            *done.entry(listed.task.at.file).or_default() += 1;
        }
        let mut found = HashMap::default();
        let Some(entry) = rules::find(BODY_RULE) else {
            return found;
        };
        for (file, count) in done {
            let findings = lint::findings_in(self.workspace, &[entry.rule], &[file]);
            let mut of_file: HashMap<TaskRef, String> = HashMap::default();
            for finding in findings {
                let pointer = finding.place().and_then(|place| place.pointer.as_deref());
                if let Some(index) = pointer.and_then(task_index) {
                    let at = TaskRef { file, index };
                    of_file.entry(at).or_insert(finding.message);
                }
            }
            if of_file.len() == 1 || of_file.len() * 2 < count {
                found.extend(of_file);
            }
        }
        found
    }
}

/// The index in `/tasks/3/status`.
fn task_index(pointer: &str) -> Option<u32> {
    let rest = pointer.strip_prefix("/tasks/")?;
    rest.split('/').next()?.parse().ok()
}
