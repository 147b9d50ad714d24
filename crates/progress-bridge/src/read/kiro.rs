//! Kiro: `- [ ] 1. Title` with `- [ ] 1.1 Part` below it, and details in between.

use super::Input;
use super::checklist::{Line, is_ticked, outside_code};
use super::openspec::{name_in_report, numbered};
use super::text::{Title, listed};
use crate::{Bundle, Phase, Status, Task};

pub(super) fn read(input: Input<'_>, bundle: &mut Bundle) {
    let mut plan = input.plan();
    let mut phase = Phase {
        name: Some("1".to_owned()),
        title: "Implementation".to_owned(),
        tasks: Vec::new(),
    };
    for line in outside_code(input.text) {
        match line {
            Line::Heading(..) => {}
            Line::Item(item) => {
                let (id, text) = numbered(item.text);
                let mut task = Task {
                    id: id.to_owned(),
                    source: input.source(id),
                    ..Task::default()
                };
                // cc-sdd marks what may run in parallel.
                let marked = text
                    .strip_prefix("(P)")
                    .or_else(|| text.strip_suffix("(P)"));
                if marked.is_some() {
                    bundle.remark("marker `(P)` (may run in parallel)", id);
                }
                let title = Title::of(marked.unwrap_or(text));
                task.title = title.text;
                if title.is_cut {
                    bundle.cut(name_in_report(&task));
                }
                task.parent = parent(id).map(|parent| input.source(parent));
                task.status = match item.mark {
                    mark if is_ticked(mark) => Status::Completed,
                    // The editor writes it while it works on a task.
                    '-' => Status::InProgress,
                    _ => Status::Pending,
                };
                if item.is_starred {
                    bundle.remark("marker `*` (optional)", id);
                }
                phase.tasks.push(task);
            }
            Line::Detail(text) | Line::Other(text) => details(text, &mut phase, bundle),
        }
    }
    plan.phases.push(phase);
    bundle.plans.push(plan);
}

/// `1.2` is a part of `1`.
fn parent(id: &str) -> Option<&str> {
    id.rsplit_once('.').map(|(parent, _)| parent)
}

/// A line below a task: `_Depends: 1.2_` of cc-sdd, `_Requirements: 1.1_`, or a detail.
fn details(text: &str, phase: &mut Phase, bundle: &mut Bundle) {
    let Some(task) = phase.tasks.last_mut() else {
        return;
    };
    let text = text.trim_start_matches(['-', '*', ' ']).trim_matches('_');
    if let Some(names) = text.strip_prefix("Depends:") {
        task.dependencies.extend(listed(names));
    } else if text.starts_with("Requirements:") {
        bundle.remark("reference to requirements", &task.id);
    } else if !text.is_empty() {
        bundle.details(&task.id);
    }
}
