//! The files of plans: `phases/01-base/01-02-PLAN.md`, and `01-02-SUMMARY.md` once it is done.

use progress_core::document::Document;
use progress_core::source::name_of;

use crate::files::{Files, join, matching};
use crate::read::text::{node_texts, one_line};
use crate::{Phase, ReadError, Status, Task};

/// Where the plans of a phase are: in its folder, or in one of their own below it.
const PLACES: &[&str] = &["", "plans"];

/// Completes the tasks of a phase with its files: dependencies, plans that are done, and those that
/// the roadmap does not list.
pub(super) fn complete(
    files: &dyn Files,
    phases: &str,
    roadmap: &str,
    phase: &mut Phase,
) -> Result<(), ReadError> {
    let own = phase.name.clone().unwrap_or_default();
    for folder in folders(files, phases, &own) {
        for place in PLACES {
            let folder = join(&folder, place);
            complete_from(files, &folder, roadmap, &own, phase)?;
        }
    }
    Ok(())
}

fn complete_from(
    files: &dyn Files,
    folder: &str,
    roadmap: &str,
    own: &str,
    phase: &mut Phase,
) -> Result<(), ReadError> {
    let paths = matching(files, folder, "*.md");
    let named = |wanted: Kind| {
        let paths = paths
            .iter()
            .filter(move |path| kind(name_of(path)) == Some(wanted));
        paths.filter_map(|path| Some((path, plan_number(path, own)?)))
    };
    for (path, number) in named(Kind::Plan) {
        let position = phase.tasks.iter().position(|task| task.id == number);
        let text = files.read(path)?.unwrap_or_default();
        let document = Document::parse(text.into_bytes());
        let index = position.unwrap_or_else(|| {
            phase.tasks.push(Task {
                title: objective(document.body_text()).unwrap_or_else(|| number.clone()),
                source: format!("{roadmap}#{number}"),
                id: number.clone(),
                ..Task::default()
            });
            phase.tasks.len() - 1
        });
        for name in node_texts(document.get("depends_on")) {
            let number = plan_number(&name, own);
            phase.tasks[index].dependencies.push(number.unwrap_or(name));
        }
    }
    // A summary is written when a plan is finished, and the box may be forgotten.
    for (_, number) in named(Kind::Summary) {
        if let Some(task) = phase.tasks.iter_mut().find(|task| task.id == number) {
            task.status = Status::Completed;
        }
    }
    Ok(())
}

/// What a file is about a plan.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Plan,
    Summary,
}

/// As the tool tells by the name.
fn kind(name: &str) -> Option<Kind> {
    let upper = name.to_ascii_uppercase();
    if upper.ends_with("-OUTLINE.MD") || upper.ends_with(".PRE-BOUNCE.MD") {
        None
    } else if upper.ends_with("-SUMMARY.MD") || upper.starts_with("SUMMARY-") {
        Some(Kind::Summary)
    } else {
        upper.contains("PLAN").then_some(Kind::Plan)
    }
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

/// The number that a name begins with: `01-02` in `01-02-PLAN.md`, `01-02-sign-in`, `01-PLAN-02.md`
/// and, in phase 01, `PLAN-02.md`.
pub(super) fn plan_number(name: &str, own: &str) -> Option<String> {
    let name = name_of(name);
    let (phase, rest) = match name.split_once('-') {
        Some((phase, rest)) if is_phase(phase) => (phase, rest),
        _ => (own, name),
    };
    let marked = ["PLAN-", "SUMMARY-"]
        .iter()
        .find_map(|mark| strip_prefix_in_any_case(rest, mark));
    // A name that begins neither with a phase nor with a mark is not that of a plan.
    if marked.is_none() && rest.len() == name.len() {
        return None;
    }
    let rest = marked.unwrap_or(rest);
    let digits = rest
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(rest.len());
    let number = rest.get(..digits).filter(|number| !number.is_empty())?;
    Some(format!("{phase}-{number}"))
}

/// The number of a plan as a roadmap lists it: alone, or with the name of its file.
pub(super) fn listed_number(word: &str, own: &str) -> Option<String> {
    let number = plan_number(word, own)?;
    let is_number = number == word;
    let is_file =
        word.to_ascii_lowercase().ends_with(".md") && matches!(kind(word), Some(Kind::Plan));
    (is_number || is_file).then_some(number)
}

/// Whether a text is the number of a phase: `12`, `2.1` or `12A`.
pub(super) fn is_phase(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_digit())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'.')
}

fn strip_prefix_in_any_case<'t>(text: &'t str, prefix: &str) -> Option<&'t str> {
    let start = text.get(..prefix.len())?;
    start
        .eq_ignore_ascii_case(prefix)
        .then(|| text.get(prefix.len()..))?
}

/// The first line of the objective.
fn objective(body: &str) -> Option<String> {
    let (_, text) = body.split_once("<objective>")?;
    let line = text.lines().map(one_line).find(|line| !line.is_empty())?;
    (!line.starts_with('<')).then_some(line)
}
