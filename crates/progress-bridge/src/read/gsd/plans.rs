//! The files of plans: `phases/01-base/01-02-PLAN.md`, and `01-02-SUMMARY.md` once it is done.

use progress_core::document::Document;

use crate::files::{Files, join, matching};
use crate::read::text::{node_texts, one_line};
use crate::{Phase, ReadError, Status, Task};

/// Completes the tasks of a phase with its files: dependencies, plans that are done, and those that
/// the roadmap does not list.
pub(super) fn complete(
    files: &dyn Files,
    phases: &str,
    roadmap: &str,
    phase: &mut Phase,
) -> Result<(), ReadError> {
    let number = phase.name.as_deref().unwrap_or_default();
    for folder in folders(files, phases, number) {
        for path in matching(files, &folder, "*-PLAN.md") {
            let Some(number) = plan_number(&path) else {
                continue;
            };
            let text = files.read(&path)?.unwrap_or_default();
            let document = Document::parse(text.into_bytes());
            let position = phase.tasks.iter().position(|task| task.id == number);
            let index = position.unwrap_or_else(|| {
                phase.tasks.push(Task {
                    title: objective(document.body_text()).unwrap_or_else(|| number.to_owned()),
                    source: format!("{roadmap}#{number}"),
                    id: number.to_owned(),
                    ..Task::default()
                });
                phase.tasks.len() - 1
            });
            for name in node_texts(document.get("depends_on")) {
                let number = plan_number(&name).map(str::to_owned);
                phase.tasks[index].dependencies.push(number.unwrap_or(name));
            }
        }
        // A summary is written when a plan is finished, and the box may be forgotten.
        for path in matching(files, &folder, "*-SUMMARY.md") {
            let number = plan_number(&path);
            let mut tasks = phase.tasks.iter_mut();
            if let Some(task) = tasks.find(|task| number == Some(&task.id)) {
                task.status = Status::Completed;
            }
        }
    }
    Ok(())
}

/// The folders of a phase; its number may be padded.
fn folders(files: &dyn Files, phases: &str, number: &str) -> Vec<String> {
    let mut found = Vec::new();
    for name in files.names(phases) {
        let Some(name) = name.strip_suffix('/') else {
            continue;
        };
        let own = name.split_once('-').map_or(name, |(own, _)| own);
        if unpadded(own) == unpadded(number) {
            found.push(join(phases, name));
        }
    }
    found
}

/// `01` is `1`.
pub(super) fn unpadded(number: &str) -> &str {
    number.trim_start_matches('0')
}

/// The number that a name begins with: `01-02` in `01-02-PLAN.md` and `01-02-sign-in`.
pub(super) fn plan_number(path: &str) -> Option<&str> {
    let name = path.rsplit_once('/').map_or(path, |(_, name)| name);
    let (phase, rest) = name.split_once('-')?;
    let digits = rest
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(rest.len());
    let is_phase = phase.starts_with(|c: char| c.is_ascii_digit())
        && phase
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'.');
    let is_plan = is_phase && digits > 0;
    is_plan.then_some(name.get(..phase.len() + 1 + digits)?)
}

/// The first line of the objective.
fn objective(body: &str) -> Option<String> {
    let (_, text) = body.split_once("<objective>")?;
    let line = text.lines().map(one_line).find(|line| !line.is_empty())?;
    (!line.starts_with('<')).then_some(line)
}
