//! The plan and phase that a file's path states.

use super::plan::without_version;
use super::reference::PhaseLabel;

/// The parsed path of a progress file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FilePlace<'a> {
    /// The file's name without `.md` and `-progress`.
    stem: &'a str,
    /// The name of the folder that should name the plan; empty at the root.
    folder: &'a str,
}

impl<'a> FilePlace<'a> {
    /// Parses a path that uses `/`.
    #[must_use]
    pub fn read(path: &'a str) -> Self {
        let (folders, name) = path.rsplit_once('/').unwrap_or(("", path));
        let stem = name.strip_suffix(".md").unwrap_or(name);
        let stem = stem.strip_suffix("progress").unwrap_or(stem);
        let mut folders = folders.rsplit('/').filter(|folder| {
            // A folder for one phase, or for progress files, is inside the plan's.
            !is_phase_name(folder) && !folder.eq_ignore_ascii_case("progress")
        });
        let direct = path.rsplit('/').nth(1).unwrap_or_default();
        let folder = if direct.eq_ignore_ascii_case("progress") {
            ""
        } else {
            folders.next().unwrap_or_default()
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
    pub fn own_name(&self) -> Option<&'a str> {
        (!self.stem.is_empty() && !is_phase_name(self.stem)).then_some(self.stem)
    }

    /// The first and the last phase that the file is named after: `phase-2`, `phase-1-3`.
    #[must_use]
    pub fn phases(&self) -> Option<(PhaseLabel, PhaseLabel)> {
        let lower = self.stem.get(..6)?.eq_ignore_ascii_case("phase-");
        let mut parts = self.stem.get(6..)?.split(['-', '_']);
        let first = PhaseLabel::parse(parts.next().filter(|_| lower)?)?;
        let last = parts
            .next()
            .filter(|part| part.len() <= 4 && !part.starts_with(['p', 'P']))
            .and_then(PhaseLabel::parse);
        Some((first.clone(), last.unwrap_or(first)))
    }
}

/// A plan's name: the `prd`, or otherwise the one in the path of one of its files.
#[must_use]
pub fn plan_name<'a>(prd: Option<&'a str>, path: &'a str) -> &'a str {
    if let Some(prd) = prd {
        return prd;
    }
    let place = FilePlace::read(path);
    match place.folder() {
        "" => place.own_name().unwrap_or_default(),
        folder => folder,
    }
}

/// The path of the folder with a plan's files; folders for single phases are inside it.
#[must_use]
pub fn plan_folder(path: &str) -> &str {
    let parent = |path: &'_ str| path.rfind('/').unwrap_or(0);
    let mut folder = &path[..parent(path)];
    while folder.contains('/') && is_phase_name(folder.rsplit('/').next().unwrap_or_default()) {
        folder = &folder[..parent(folder)];
    }
    folder
}

/// Whether a folder or a file is named after phases: `phase-1`, `all-phases`.
fn is_phase_name(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let rest = name.strip_prefix("all-").unwrap_or(&name);
    rest.starts_with("phase") && !rest.starts_with("phased")
}

/// Whether a plan's name and a name in a path are the same, ignoring versions.
#[must_use]
pub fn same_plan(prd: &str, name: &str) -> bool {
    let prd = prd.rsplit('/').next().unwrap_or(prd);
    slug(prd.strip_suffix(".md").unwrap_or(prd)) == slug(name)
}

fn slug(name: &str) -> String {
    let name = name.trim().to_lowercase().replace(['_', ' '], "-");
    without_version(&name).to_owned()
}

/// Whether two labels may name the same phase: `4` and `4b` do, `4a` and `4b` do not.
#[must_use]
pub fn compatible(one: &PhaseLabel, other: &PhaseLabel) -> bool {
    let is_whole = |label: &PhaseLabel| label.as_str().bytes().all(|byte| byte.is_ascii_digit());
    one == other || one.number() == other.number() && (is_whole(one) || is_whole(other))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn phases(name: &str) -> Option<(String, String)> {
        let path = format!("progress/x/{name}");
        let (first, last) = FilePlace::read(&path).phases()?;
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
            let place = FilePlace::read(path);
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
        assert!(!same_plan("auth", "auth-ui"));
    }
}
