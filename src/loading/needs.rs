//! Whether rules will need files outside the linted plans.

use progress_core::model::{FileId, Phase, Plans, Resolution, misspelling};
use progress_core::workspace::File;

/// Whether other files may settle what a task, a batch or the critical path names: a task that is
/// in none of the loaded files, or only in those of other plans, of which the first is reported.
pub(super) fn has_unsettled(plans: &Plans, file: FileId) -> bool {
    let is_elsewhere = |part: &str| {
        !part.contains(':') && matches!(plans.resolve(file, part), Resolution::OtherPlan(_))
    };
    dangling(plans, file).next().is_some() || parts(plans, file).any(is_elsewhere)
}

/// The names of tasks that are in none of the loaded files.
pub(super) fn dangling_names(plans: &Plans, file: FileId) -> impl Iterator<Item = String> {
    dangling(plans, file).map(|part| part.trim().to_owned())
}

fn dangling(plans: &Plans, file: FileId) -> impl Iterator<Item = &str> {
    parts(plans, file).filter(move |part| match plans.resolve(file, part) {
        Resolution::Nothing | Resolution::Undecidable(_) => true,
        // The plan before the `:` may not be loaded.
        Resolution::Event => part.contains(':'),
        _ => false,
    })
}

/// What a task, a batch or the critical path names.
fn parts(plans: &Plans, file: FileId) -> impl Iterator<Item = &str> {
    let names = plans.phase(file).into_iter().flat_map(Phase::references);
    names.flat_map(|name| name.text.split('/'))
}

/// Whether a task, a batch or the critical path may name a task of another plan.
pub(super) fn refers_elsewhere(plans: &Plans, file: FileId) -> bool {
    let Some(phase) = plans.phase(file) else {
        return false;
    };
    let names = phase.references().map(|name| name.text.as_str());
    // Rules look up whole texts as well as their parts.
    let mut texts = names.flat_map(|text| std::iter::once(text).chain(text.split('/')));
    texts.any(|text| match plans.resolve(file, text) {
        Resolution::Nothing | Resolution::Undecidable(_) | Resolution::OtherPlan(_) => true,
        Resolution::Event => text.contains(':'),
        _ => false,
    })
}

/// Whether a key may be misspelled, which depends on the keys of all files.
pub(super) fn has_near_miss(file: &File) -> bool {
    near_misses(file).next().is_some()
}

/// The keys that may be misspelled.
pub(super) fn near_misses(file: &File) -> impl Iterator<Item = &str> {
    let root = file.document.tree().map(yaml_lossless::Tree::root);
    let misses = root.into_iter().flat_map(misspelling::misspellings_in);
    misses.filter_map(|miss| miss.key.text())
}
