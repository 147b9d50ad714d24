//! The names of plans whose files are not loaded.
//!
//! A branch may belong to any plan of the repository. Files are not parsed for their names: a
//! `prd:` line in column 0 of the frontmatter is enough.

use std::collections::BTreeSet;
use std::path::Path;

use progress_core::config::Settings;
use progress_core::model::{BranchName, keys};
use progress_core::source::Contents;
use progress_git::git::Repository;
use rayon::prelude::*;

use super::discover::candidates;

/// Whether rules may need the names of plans that are not loaded, given the loaded ones.
///
/// Only if a branch does not look like a feature branch does its plan decide whether its name is
/// checked; for other branches it only affects the advice.
pub(super) fn are_needed<'a>(
    branch: &str,
    settings: &Settings,
    mut loaded: impl Iterator<Item = &'a str>,
) -> bool {
    let Some(name) = BranchName::parse(branch) else {
        return false;
    };
    let is_settled = name.says_feature() || settings.branch_patterns.matches(branch);
    let shows_advice =
        settings.pedantic || !settings.select.is_empty() || !settings.rules.is_empty();
    (!is_settled || shows_advice) && !loaded.any(|prd| name.names(prd))
}

/// The names of the plans in a repository.
pub(super) fn find(
    root: &Path,
    contents: &dyn Contents,
    repository: &Repository,
    settings: &Settings,
) -> BTreeSet<String> {
    let top = repository.root();
    let found = candidates(root, top, contents, Some(repository), settings);
    let names = found.files.par_iter().filter_map(|path| {
        // A file that cannot be read does not decide.
        let bytes = contents.read(path).unwrap_or_default();
        prd_in(&String::from_utf8_lossy(&bytes))
    });
    names.collect()
}

/// The value of `prd` in a file that declares itself a progress file.
fn prd_in(text: &str) -> Option<String> {
    let frontmatter = text
        .strip_prefix('\u{feff}')
        .unwrap_or(text)
        .strip_prefix("---")?
        .trim_start_matches(['\r', ' ']);
    if value_of(keys::TYPE, frontmatter) != Some("progress")
        && value_of(&["doc_type"], frontmatter) != Some("progress")
    {
        return None;
    }
    value_of(keys::PRD, frontmatter).map(str::to_owned)
}

/// Returns the value of the first of these keys that has one.
fn value_of<'t>(keys: &[&str], frontmatter: &'t str) -> Option<&'t str> {
    let lines = frontmatter.strip_prefix('\n').unwrap_or_default().lines();
    for key in keys {
        // A fence ends the frontmatter; a key in the body does not count.
        let mut values = lines
            .clone()
            .take_while(|line| line.trim_end() != "---")
            .filter_map(|line| line.strip_prefix(key)?.strip_prefix(':'));
        let Some(value) = values.next() else {
            continue;
        };
        let bare = scalar(value.trim());
        if !bare.is_empty() {
            return Some(bare);
        }
    }
    None
}

/// The text of a value, without quotes and without a comment after it.
fn scalar(value: &str) -> &str {
    for quote in ['"', '\''] {
        // Within quotes, `#` begins no comment. Names with an escaped quote are not worth parsing.
        if let Some(rest) = value.strip_prefix(quote) {
            return rest.split(quote).next().unwrap_or_default().trim();
        }
    }
    let (bare, _) = value.split_once(" #").unwrap_or((value, ""));
    bare.trim()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_names_the_plan() {
        let prd = |text| prd_in(text);
        assert_eq!(
            prd("---\ntype: progress\nprd: \"a-v1\" # x\n---\n").as_deref(),
            Some("a-v1")
        );
        assert_eq!(
            prd("\u{feff}---\r\ndoc_type: progress\r\nfeature_slug: b\r\n---\r\n").as_deref(),
            Some("b")
        );
        let quoted = prd("---\ntype: 'progress' # x\nprd: 'a #1' # \"b\"\n---\n");
        assert_eq!(quoted.as_deref(), Some("a #1"));
        assert_eq!(prd("---\ntype: report\nprd: a\n---\n"), None);
        assert_eq!(prd("---\ntype: progress\n---\nprd: a\n"), None);
        assert_eq!(prd("type: progress\nprd: a\n"), None);
    }

    #[test]
    fn they_are_needed_if_they_decide() {
        let needed = |branch, pedantic, loaded: &[&'static str]| {
            let settings = Settings {
                pedantic,
                ..Settings::default()
            };
            are_needed(branch, &settings, loaded.iter().copied())
        };
        assert!(needed("alice/auth", false, &["other"]));
        assert!(!needed("alice/auth", false, &["auth-v1"]));
        assert!(!needed("feature/auth", false, &[]));
        assert!(needed("feature/auth", true, &[]));
        assert!(!needed("main", true, &[]));
    }
}
