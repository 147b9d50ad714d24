//! Finding what a manager has stashed.

use tempfile::TempDir;

use super::*;

const FILE: &str = "docs/progress/phase-1-progress.md";

fn with(variables: &[(&str, &Path)]) -> Stashed {
    Stashed::of_framework(&|name| {
        let set = variables.iter().find(|(set, _)| *set == name);
        set.map(|(_, value)| value.as_os_str().to_owned())
    })
}

fn own_process() -> u32 {
    std::process::id()
}

#[test]
fn without_a_manager_nothing_is_stashed() {
    assert!(!with(&[("HOME", Path::new("/"))]).may_hold(FILE));
}

#[test]
fn an_unknown_manager_may_have_stashed_any_file() {
    let folder = TempDir::new().unwrap();
    let variables = [("PRE_COMMIT", Path::new("1")), ("HOME", folder.path())];
    assert!(with(&variables).may_hold(FILE));
}

#[test]
fn the_patch_of_a_running_manager_is_found() {
    let is_held = |name: &str, text: &str| {
        let folder = TempDir::new().unwrap();
        let patch = folder.path().join(name);
        fs::create_dir_all(patch.parent().unwrap()).unwrap();
        fs::write(&patch, text).unwrap();
        let variables = [
            ("PRE_COMMIT", Path::new("1")),
            ("XDG_CACHE_HOME", folder.path()),
        ];
        with(&variables).may_hold(FILE)
    };
    let own = own_process();
    let text = format!("diff --git a/{FILE} b/{FILE}\n");
    assert!(is_held(&format!("pre-commit/patch1795838150-{own}"), &text));
    assert!(is_held(
        &format!("prek/patches/1795838150123-{own}.patch"),
        &text
    ));
    // A patch of another file, one of a process that has ended, and a file that is not a patch.
    let other = "diff --git a/src/a.rs b/src/a.rs\n";
    assert!(!is_held(
        &format!("pre-commit/patch1795838150-{own}"),
        other
    ));
    assert!(!is_held("pre-commit/patch1795838150-4294967294", &text));
    assert!(!is_held("pre-commit/db.db", &text));
}

#[test]
fn the_configured_folder_of_a_manager_is_searched() {
    let folder = TempDir::new().unwrap();
    let patch = folder.path().join(format!("patch1-{}", own_process()));
    fs::write(patch, FILE).unwrap();
    for own in ["PRE_COMMIT_HOME", "PREK_HOME"] {
        let variables = [("PRE_COMMIT", Path::new("1")), (own, folder.path())];
        assert!(with(&variables).may_hold(FILE));
    }
    let variables = [
        ("PRE_COMMIT", Path::new("1")),
        ("HOME", folder.path()),
        ("PREK_HOME", Path::new("~")),
    ];
    assert!(with(&variables).may_hold(FILE));
}

#[test]
fn a_name_that_git_escapes_may_be_in_any_patch() {
    let folder = TempDir::new().unwrap();
    let patch = folder.path().join("x");
    fs::write(&patch, "nothing").unwrap();
    assert!(names(&patch, "docs/phäse-1-progress.md"));
    assert!(!names(&patch, FILE));
    assert!(!names(&folder.path().join("gone"), FILE));
}
