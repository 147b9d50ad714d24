//! Generates progress files of any size, so that benchmarks need no external data.

use std::fmt::Write as _;

/// Generates a phase file with `tasks` tasks in batches of ten, each depending on one of the
/// previous batch. With `mistakes`, every dependency names a task that does not exist.
pub(crate) fn phase(prd: &str, phase: usize, tasks: usize, mistakes: bool) -> String {
    let mut text = format!(
        "---\n# Phase {phase} of {prd}\ntype: progress\nprd: \"{prd}\"\nphase: {phase}\n\
         title: \"Phase {phase}\"\nstatus: \"in_progress\"\nstarted: \"2026-02-05\"\ncompleted: null\n\
         overall_progress: {percent}\ncompletion_estimate: \"on-track\"\ntotal_tasks: {tasks}\n\
         completed_tasks: {done}\nin_progress_tasks: 0\nblocked_tasks: 0\nat_risk_tasks: 0\n\
         owners: [\"backend\", \"frontend\"]\ncontributors: [\"lead\"]\n\n# The source of truth\ntasks:\n",
        percent = (100 * done(tasks)).checked_div(tasks).unwrap_or(0),
        done = done(tasks),
    );
    for task in 1..=tasks {
        push_task(&mut text, phase, task, tasks, mistakes);
    }
    text.push_str("\nparallelization:\n");
    for (batch, first) in (1..=tasks).step_by(10).enumerate() {
        let ids: Vec<String> = (first..first + 10)
            .filter(|&task| task <= tasks)
            .map(|task| format!("\"{}\"", id(phase, task)))
            .collect();
        let _ = writeln!(text, "  batch_{}: [{}]", batch + 1, ids.join(", "));
    }
    let chain: Vec<String> = (1..=tasks)
        .step_by(10)
        .map(|task| format!("\"{}\"", id(phase, task)))
        .collect();
    let _ = writeln!(text, "  critical_path: [{}]", chain.join(", "));
    text.push_str(
        "\nblockers: []\nsuccess_criteria:\n  - { id: \"SC-1\", description: \"It works\", status: \"pending\" }\n\
         files_modified: []\n---\n\n# Notes\n\n- Keep the frontmatter true.\n\n```bash\ncargo test\n```\n",
    );
    text
}

fn push_task(text: &mut String, phase: usize, task: usize, tasks: usize, mistakes: bool) {
    let status = if task <= done(tasks) {
        "completed"
    } else {
        "pending"
    };
    let dependency = match task.checked_sub(10) {
        _ if mistakes => format!("\"{}\"", id(phase + 1, task + tasks)),
        Some(before) if before > 0 => format!("\"{}\"", id(phase, before)),
        _ => String::new(),
    };
    let _ = write!(
        text,
        "  - id: \"{id}\"\n    description: \"Build part {task} of the thing\"\n    status: \"{status}\"\n    \
         assigned_to: [\"backend\"]\n    dependencies: [{dependency}]\n    estimated_effort: \"1 pt\"\n    \
         priority: \"high\"\n\n",
        id = id(phase, task),
    );
}

/// The number of done tasks: the first half.
fn done(tasks: usize) -> usize {
    tasks / 2
}

fn id(phase: usize, task: usize) -> String {
    format!("TASK-{phase}.{task}")
}
