//! The plan and phase that a file's path states.

use super::plan::without_version;
use super::reference::PhaseLabel;
use crate::source::{folder_of, name_of};

/// The parsed path of a progress file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanPath<'a> {
    /// The file's name without `.md` and `-progress`.
    stem: &'a str,
    /// The name of the folder that should name the plan; empty at the root.
    folder: &'a str,
}

impl<'a> PlanPath<'a> {
    /// Parses a path that uses `/`.
    #[must_use]
    pub fn read(path: &'a str) -> Self {
        let (folders, name) = path.rsplit_once('/').unwrap_or(("", path));
        let base = name.strip_suffix(".md").unwrap_or(name);
        // Nothing is left of `progress.md`, so its folder has to name the plan.
        let stem = base.strip_suffix("progress").unwrap_or(base);
        let direct = folders.rsplit('/').next().unwrap_or_default();
        let folder = if direct.eq_ignore_ascii_case("progress") {
            // A folder of all plans, whose files name their own.
            ""
        } else {
            // A folder for one phase, or for progress files, is inside the plan's.
            folders
                .rsplit('/')
                .find(|folder| !is_phase_name(folder) && !folder.eq_ignore_ascii_case("progress"))
                .unwrap_or_default()
        };
        Self {
            stem: stem.trim_end_matches('-'),
            folder,
        }
    }

    /// The folder that should name the plan; empty if there is none.
    #[must_use]
    pub fn folder(&self) -> &'a str {
        self.folder
    }

    /// The file's own name, if it may name the plan because it does not name a phase.
    #[must_use]
    pub(crate) fn own_name(&self) -> Option<&'a str> {
        if self.stem.is_empty() || is_phase_name(self.stem) {
            return None;
        }
        Some(self.stem)
    }

    /// The first and the last phase that the file is named after: `phase-2`, `phase-1-3`.
    #[must_use]
    pub fn phases(&self) -> Option<(PhaseLabel, PhaseLabel)> {
        let (word, rest) = self.stem.split_at_checked("phase-".len())?;
        if !word.eq_ignore_ascii_case("phase-") {
            return None;
        }
        let mut parts = rest.split(['-', '_']);
        let first = PhaseLabel::parse(parts.next()?)?;
        // What follows may also be a title: `phase-2-parser`.
        let last = parts
            .next()
            .filter(|part| part.len() <= 4 && !part.starts_with(['p', 'P']))
            .and_then(PhaseLabel::parse);
        Some((first.clone(), last.unwrap_or(first)))
    }
}

/// A plan's name: the `prd`, or otherwise the one in the path of one of its files.
#[must_use]
pub(crate) fn plan_name<'a>(prd: Option<&'a str>, path: &'a str) -> &'a str {
    if let Some(prd) = prd {
        return prd;
    }
    let place = PlanPath::read(path);
    match place.folder() {
        "" => place.own_name().unwrap_or_default(),
        folder => folder,
    }
}

/// The path of the folder with a plan's files; folders for single phases are inside it.
#[must_use]
pub(crate) fn plan_folder(path: &str) -> &str {
    let mut folder = folder_of(path);
    // Above a folder at the root there is none that could name the plan.
    while folder.contains('/') && is_phase_name(name_of(folder)) {
        folder = folder_of(folder);
    }
    folder
}

/// Whether a folder or a file is named after phases: `phase-1`, `all-phases`.
fn is_phase_name(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    let rest = lower.strip_prefix("all-").unwrap_or(&lower);
    // `phased-rollout` is the name of a plan.
    rest.starts_with("phase") && !rest.starts_with("phased")
}

/// Whether a plan's name and a name in a path are the same, ignoring versions.
#[must_use]
pub fn same_plan(prd: &str, name: &str) -> bool {
    // Some name the plan's document: `prd: docs/auth-v1.md`.
    slug(name_of(prd)) == slug(name)
}

fn slug(name: &str) -> String {
    let name = name.trim();
    let name = name.strip_suffix(".md").unwrap_or(name);
    let words = name.to_lowercase().replace(['_', ' '], "-");
    without_version(&words).to_owned()
}

/// Whether two labels may name the same phase: `4` and `4b` do, `4a` and `4b` do not.
#[must_use]
pub(crate) fn compatible(one: &PhaseLabel, other: &PhaseLabel) -> bool {
    one == other || one.number() == other.number() && (is_whole(one) || is_whole(other))
}

/// Whether a label is a number without a part: `4`, but not `4b` and `4.1`.
fn is_whole(label: &PhaseLabel) -> bool {
    label.as_str().bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn phases(name: &str) -> Option<(String, String)> {
        let path = format!("progress/x/{name}");
        let (first, last) = PlanPath::read(&path).phases()?;
        Some((first.as_str().to_owned(), last.as_str().to_owned()))
    }

    #[test]
    fn the_file_name_gives_the_phase() {
        let pair = |first: &str, last: &str| Some((first.to_owned(), last.to_owned()));
        assert_eq!(phases("phase-2-progress.md"), pair("2", "2"));
        assert_eq!(phases("phase-1-3-progress.md"), pair("1", "3"));
        assert_eq!(phases("phase-p2a-progress.md"), pair("2a", "2a"));
        assert_eq!(phases("phase-0-spike-progress.md"), pair("0", "0"));
        assert_eq!(phases("phase-01.md"), pair("1", "1"));
        assert_eq!(phases("phase-m1-progress.md"), None);
        assert_eq!(phases("all-phases-progress.md"), None);
        assert_eq!(phases("auth-progress.md"), None);
        assert_eq!(phases("é.md"), None);
    }

    #[test]
    fn the_path_gives_the_plan() {
        let place = |path| {
            let place = PlanPath::read(path);
            (place.folder(), place.own_name())
        };
        assert_eq!(
            place("p/progress/auth-v1/phase-1-progress.md"),
            ("auth-v1", None)
        );
        assert_eq!(
            place("p/progress/quick-features/x-progress.md"),
            ("quick-features", Some("x"))
        );
        assert_eq!(place("p/progress/x-progress.md"), ("", Some("x")));
        assert_eq!(place("p/progress/auth/phase-1/progress.md"), ("auth", None));
        assert_eq!(place("auth/all-phases-progress.md"), ("auth", None));
        assert_eq!(place("phase-1-progress.md"), ("", None));
    }

    #[test]
    fn a_plan_is_above_the_folders_of_its_phases() {
        assert_eq!(plan_folder("p/auth/phase-1-progress.md"), "p/auth");
        assert_eq!(plan_folder("p/auth/phase-1/progress.md"), "p/auth");
        assert_eq!(plan_folder("phase-1/progress.md"), "phase-1");
        assert_eq!(plan_folder("progress.md"), "");
    }

    #[test]
    fn names_are_compared_without_version_and_case() {
        assert!(same_plan("auth-v2", "AUTH"));
        assert!(same_plan("docs/prds/auth_flow-v1.md", "auth-flow-v1"));
        assert!(same_plan("Backlog.md", "backlog.md"));
        assert!(!same_plan("auth", "auth-ui"));
    }
}
