//! Which files are found in real repositories, and which branch is at hand.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::{fs, io};

use progress_core::config::Settings;
use progress_core::source::{Contents, RootedPath};
use progress_core::workspace::Workspace;
use progress_git::git::Repository;
use progress_git::trees::WorkingTree;
use progress_lint::loading::{Request, discover, load};

use crate::common::{GOOD, GOOD_PATH, Sandbox};

/// An empty repository that takes no ignore rules from the machine.
fn repository() -> Sandbox {
    let bench = Sandbox::repository();
    bench.git(&["config", "core.excludesFile", "/dev/null"]);
    bench
}

fn open(folder: &Path) -> Repository {
    Repository::discover(folder).unwrap().unwrap()
}

/// The candidates below a folder of the repository that holds it.
fn found(folder: &Path) -> Vec<String> {
    let repository = open(folder);
    let root = repository.root().to_path_buf();
    let found = discover(&root, folder, Some(&repository), &Settings::default());
    assert!(found.errors.is_empty(), "{:?}", found.errors);
    let names = found.files.iter().map(|path| path.as_str().to_owned());
    names.collect()
}

fn branch(folder: &Path) -> Option<String> {
    open(folder).branch().map(|branch| branch.name)
}

fn workspace(root: &Path, files: &[&str], folders: Vec<PathBuf>, settings: Settings) -> Workspace {
    let repository = open(root);
    let files = files
        .iter()
        .map(|file| RootedPath::new(root, Path::new(file)));
    let request = Request {
        files: files.collect(),
        folders,
        ..Request::default()
    };
    let contents = WorkingTree::new(root.to_path_buf());
    load(root, request, &contents, Some(&repository), settings)
}

#[test]
fn tracked_and_untracked_files_count_and_ignored_ones_do_not() {
    let bench = repository();
    bench.write(".gitignore", "/build/\n*.local/\nprogress/old/**\n");
    bench.write("a/progress/tracked.md", GOOD);
    bench.commit();
    for path in [
        "a/progress/untracked.md",
        "build/progress/x.md",
        "b/c.local/x-progress.md",
        "progress/old/x.md",
    ] {
        bench.write(path, GOOD);
    }
    bench.write("b/.gitignore", "secret-progress.md\n");
    bench.write("b/secret-progress.md", GOOD);
    bench.write("excluded-progress.md", GOOD);
    bench.write(".git/info/exclude", "/excluded-progress.md\n");
    assert_eq!(
        found(&bench.root),
        ["a/progress/tracked.md", "a/progress/untracked.md"]
    );
    assert_eq!(found(&bench.root.join("b")), [""; 0]);
    assert_eq!(found(&bench.root.join("a")).len(), 2);
}

#[test]
fn a_rule_may_negate_those_of_other_files() {
    let bench = repository();
    for name in ["a", "b"] {
        bench.write(&format!("progress/{name}.md"), GOOD);
        bench.write(&format!("hidden/{name}-progress.md"), GOOD);
    }
    bench.write(".gitignore", "*.md\nhidden\n");
    bench.write("progress/.gitignore", "!a.md\n");
    assert_eq!(found(&bench.root), ["progress/a.md"]);

    // A rule about one path says nothing about others, nor about what is in an ignored folder.
    bench.write("progress/.gitignore", "!/c.md\n!/a.md/\n");
    bench.write("hidden/.gitignore", "!a-progress.md\n");
    assert_eq!(found(&bench.root), [""; 0]);

    bench.write(".git/info/exclude", "*.md\nhidden/\n");
    bench.write(".gitignore", "!/progress/b.md\n!/hidden\n");
    assert_eq!(
        found(&bench.root),
        ["hidden/a-progress.md", "progress/b.md"]
    );
}

#[test]
fn a_tracked_file_counts_although_it_is_ignored() {
    let bench = repository();
    bench.write("build/deep/progress/tracked.md", GOOD);
    bench.commit();
    bench.write(".gitignore", "build/\n");
    bench.write("build/deep/progress/untracked.md", GOOD);
    bench.write("build/other/progress/untracked.md", GOOD);
    assert_eq!(found(&bench.root), ["build/deep/progress/tracked.md"]);
    bench.git(&[
        "rm",
        "--cached",
        "--quiet",
        "build/deep/progress/tracked.md",
    ]);
    assert_eq!(found(&bench.root), [""; 0]);
}

#[test]
fn a_tracked_file_that_is_gone_is_not_found() {
    let bench = repository();
    bench.write(GOOD_PATH, GOOD);
    bench.commit();
    fs::remove_file(bench.root.join(GOOD_PATH)).unwrap();
    assert_eq!(found(&bench.root), [""; 0]);
}

#[test]
fn node_modules_is_never_walked() {
    let bench = repository();
    bench.write("web/node_modules/x/progress/x.md", GOOD);
    bench.write("node_modules/x-progress.md", GOOD);
    assert_eq!(found(&bench.root), [""; 0]);
    bench.commit();
    assert_eq!(found(&bench.root), [""; 0]);
}

#[test]
fn nested_repositories_and_submodules_are_their_own_business() {
    let bench = repository();
    bench.write("nested/progress/x.md", GOOD);
    bench.git_in("nested", &["init", "--quiet", "--initial-branch=main"]);
    bench.write("library/progress/x.md", GOOD);
    bench.git_in("library", &["init", "--quiet", "--initial-branch=main"]);
    bench.git_in("library", &["add", "--all"]);
    bench.git_in("library", &["commit", "--quiet", "--message=Work"]);
    let allow = "protocol.file.allow=always";
    bench.git(&[
        "-c",
        allow,
        "submodule",
        "--quiet",
        "add",
        "./library",
        "third/library",
    ]);
    bench.write("third/own-progress.md", GOOD);
    assert!(bench.root.join("third/library/progress/x.md").exists());
    assert_eq!(found(&bench.root), ["third/own-progress.md"]);
    assert_eq!(found(&bench.root.join("nested")), ["progress/x.md"]);
    assert_eq!(found(&bench.root.join("third/library")), ["progress/x.md"]);
}

#[test]
fn a_linked_worktree_is_a_repository_of_its_own() {
    let bench = repository();
    bench.write(GOOD_PATH, GOOD);
    bench.write(".gitignore", "ignored-progress.md\n");
    bench.commit();
    bench.write(".git/info/exclude", "excluded-progress.md\n");
    bench.git(&[
        "worktree",
        "add",
        "--quiet",
        "-b",
        "feature/auth-v1",
        "trees/one",
    ]);
    let tree = bench.root.join("trees/one");
    fs::write(tree.join("ignored-progress.md"), GOOD).unwrap();
    fs::write(tree.join("excluded-progress.md"), GOOD).unwrap();
    fs::write(tree.join("new-progress.md"), GOOD).unwrap();
    assert_eq!(open(&tree).root(), tree);
    assert_eq!(found(&tree), ["new-progress.md", GOOD_PATH]);
    assert_eq!(found(&bench.root), [GOOD_PATH]);
    assert_eq!(branch(&tree).as_deref(), Some("feature/auth-v1"));
    assert_eq!(branch(&bench.root).as_deref(), Some("main"));
}

#[test]
fn an_unborn_branch_has_a_name() {
    let bench = repository();
    assert_eq!(branch(&bench.root).as_deref(), Some("main"));
    bench.git(&["switch", "--quiet", "--orphan", "feature/auth-v1"]);
    assert_eq!(branch(&bench.root).as_deref(), Some("feature/auth-v1"));
}

#[test]
fn a_bare_repository_has_no_files() {
    let bench = Sandbox::folder();
    bench.git(&["init", "--quiet", "--bare", "bare.git"]);
    let bare = Repository::discover(&bench.root.join("bare.git")).unwrap();
    assert!(bare.is_some_and(|bare| bare.is_bare()));
    let outcome = bench.run_in("bare.git", &["lint"]);
    outcome.exits(2).stderr_has("has no working tree");
    assert!(Repository::discover(&bench.root).unwrap().is_none());
}

#[test]
fn the_ci_names_the_branch_of_a_detached_head() {
    let bench = repository();
    bench.write(GOOD_PATH, GOOD);
    bench.commit();
    let lint = |variables: &[(&str, &str)]| {
        bench
            .run_with(&["lint", "--format", "concise"], variables)
            .stdout
    };
    let on_branch = lint(&[("GITHUB_HEAD_REF", "feat/auth-v1")]);
    assert!(!on_branch.contains("branch-name"), "{on_branch}");
    bench.git(&["switch", "--quiet", "--detach"]);
    assert!(!lint(&[]).contains("branch-name"));
    for variable in ["GITHUB_HEAD_REF", "CI_COMMIT_BRANCH", "CHANGE_BRANCH"] {
        let found = lint(&[(variable, "feat/auth-v1")]);
        assert!(found.contains("branch-name"), "{variable}: {found}");
        assert!(found.contains(variable), "{found}");
    }
    assert!(!lint(&[("GITHUB_REF_NAME", "feat/x"), ("GITHUB_REF_TYPE", "tag")]).contains("branch"));
}

#[test]
fn outside_git_every_file_counts() {
    let bench = Sandbox::folder();
    bench.write(".gitignore", "*\n");
    bench.write("a/progress/x.md", GOOD);
    bench.write("node_modules/progress/x.md", GOOD);
    let found = discover(&bench.root, &bench.root, None, &Settings::default());
    let names: Vec<_> = found.files.iter().map(RootedPath::as_str).collect();
    assert_eq!(names, ["a/progress/x.md"]);
}

#[test]
fn siblings_are_known_where_no_walk_comes() {
    let bench = Sandbox::folder();
    let named = "node_modules/a/progress/phase-1-progress.md";
    bench.write(named, GOOD);
    bench.write("node_modules/a/progress/phase-2-progress.md", GOOD);
    let request = Request {
        files: vec![RootedPath::new(&bench.root, Path::new(named))],
        folders: vec![bench.root.clone()],
        ..Request::default()
    };
    let contents = WorkingTree::new(bench.root.clone());
    let loaded = load(&bench.root, request, &contents, None, Settings::default());
    assert_eq!(loaded.files.len(), 2);
}

/// A working tree that counts how often it is asked for the files of a folder.
struct Counting(WorkingTree, AtomicUsize);

impl Contents for Counting {
    fn read(&self, path: &RootedPath) -> io::Result<Vec<u8>> {
        self.0.read(path)
    }

    fn exists(&self, path: &str) -> bool {
        self.0.exists(path)
    }

    fn siblings(&self, folder: &str) -> Vec<RootedPath> {
        self.1.fetch_add(1, Ordering::Relaxed);
        self.0.siblings(folder)
    }
}

#[test]
fn a_search_lists_no_folder_twice() {
    let bench = repository();
    bench.write(".gitignore", "phase-2-progress.md\n");
    for phase in ["phase-1", "phase-2"] {
        bench.write(&format!("a/progress/{phase}-progress.md"), GOOD);
    }
    bench.write("b/progress/phase-2-progress.md", GOOD);
    let repository = open(&bench.root);
    let contents = Counting(WorkingTree::new(bench.root.clone()), AtomicUsize::new(0));
    let request = Request {
        folders: vec![bench.root.clone()],
        ..Request::default()
    };
    let settings = Settings::default();
    let loaded = load(&bench.root, request, &contents, Some(&repository), settings);
    let files = loaded.files.iter();
    let linted: Vec<_> = files.map(|it| (it.path.as_str(), it.linted)).collect();
    // An ignored file is only context for those beside it.
    let expected = [
        ("a/progress/phase-1-progress.md", true),
        ("a/progress/phase-2-progress.md", false),
    ];
    assert_eq!(linted, expected);
    assert_eq!(contents.1.load(Ordering::Relaxed), 0);
}

#[test]
fn an_index_that_cannot_be_read_leaves_the_walk() {
    let bench = repository();
    bench.write(GOOD_PATH, GOOD);
    bench.commit();
    bench.write(".git/index", "garbage");
    assert_eq!(found(&bench.root), [GOOD_PATH]);
}

#[cfg(unix)]
mod unix {
    use std::os::unix::ffi::OsStrExt;
    use std::os::unix::fs::{PermissionsExt, symlink};

    use super::*;

    #[test]
    fn links_are_not_followed() {
        let bench = repository();
        let outside = Sandbox::folder();
        outside.write("progress/x.md", GOOD);
        bench.write(GOOD_PATH, GOOD);
        bench.write("swapped/progress/x.md", GOOD);
        symlink(
            outside.root.join("progress"),
            bench.root.join("progress/link"),
        )
        .unwrap();
        symlink(
            outside.root.join("progress/x.md"),
            bench.root.join("progress/link-progress.md"),
        )
        .unwrap();
        symlink(&bench.root, bench.root.join("progress/loop")).unwrap();
        bench.commit();
        // What Git tracks as a folder may have become a link since.
        fs::remove_dir_all(bench.root.join("swapped")).unwrap();
        symlink(&outside.root, bench.root.join("swapped")).unwrap();
        assert_eq!(found(&bench.root), [GOOD_PATH]);
    }

    #[test]
    fn siblings_that_are_links_are_not_read() {
        let bench = repository();
        let outside = Sandbox::folder();
        outside.write("secret.md", &GOOD.replace("TASK-1.1", "SECRET-1"));
        bench.write(GOOD_PATH, GOOD);
        let link = bench.root.join("progress/auth-v1/phase-2-progress.md");
        symlink(outside.root.join("secret.md"), link).unwrap();
        let loaded = workspace(&bench.root, &[GOOD_PATH], Vec::new(), Settings::default());
        assert_eq!(loaded.files.len(), 1);
    }

    #[test]
    fn a_folder_that_cannot_be_read_is_named() {
        let bench = repository();
        bench.write(GOOD_PATH, GOOD);
        bench.write("locked/progress/x.md", GOOD);
        let locked = bench.root.join("locked");
        fs::set_permissions(&locked, fs::Permissions::from_mode(0o000)).unwrap();
        let may_read_all = fs::read_dir(&locked).is_ok();
        let folders = vec![bench.root.clone()];
        let loaded = workspace(&bench.root, &[], folders, Settings::default());
        fs::set_permissions(&locked, fs::Permissions::from_mode(0o755)).unwrap();
        if may_read_all {
            return;
        }
        assert_eq!(loaded.files.len(), 1);
        assert!(loaded.errors[0].to_string().contains("locked"));
    }

    #[test]
    fn a_name_that_is_not_utf8_stops_nothing() {
        let bench = repository();
        bench.write(GOOD_PATH, GOOD);
        let name = std::ffi::OsStr::from_bytes(b"caf\xe9-progress.md");
        if fs::write(bench.root.join(name), GOOD).is_err() {
            return;
        }
        bench.commit();
        assert!(found(&bench.root).contains(&GOOD_PATH.to_owned()));
    }
}

#[test]
fn plans_that_matter_for_the_branch_are_loaded() {
    let bench = repository();
    bench.write(GOOD_PATH, GOOD);
    let billing = "progress/billing/phase-1-progress.md";
    bench.write(billing, &GOOD.replace("auth-v1", "billing-v2"));
    let search = "progress/search/phase-1-progress.md";
    bench.write(search, &GOOD.replace("auth-v1", "search"));
    bench.write(".gitignore", "ignored/\n");
    bench.write("ignored/progress/x.md", &GOOD.replace("auth-v1", "billing"));
    let others = |branch: &str, settings: Settings| {
        bench.git(&["symbolic-ref", "HEAD", &format!("refs/heads/{branch}")]);
        let loaded = workspace(&bench.root, &[GOOD_PATH], Vec::new(), settings);
        let files = loaded.files.into_iter().filter(|file| !file.linted);
        files
            .map(|file| file.path.as_str().to_owned())
            .collect::<Vec<_>>()
    };
    let pedantic = || Settings {
        pedantic: true,
        ..Settings::default()
    };
    assert_eq!(others("alice/billing", Settings::default()), [billing]);
    assert_eq!(others("feature/billing", pedantic()), [billing, search]);
    for branch in ["main", "fix/billing", "feature/billing", "alice/auth"] {
        assert_eq!(others(branch, Settings::default()), [""; 0], "{branch}");
    }
}

#[cfg(unix)]
#[test]
fn a_path_that_is_too_long_for_the_system_stops_nothing() {
    let bench = repository();
    bench.write(GOOD_PATH, GOOD);
    let script = "cd progress && for i in $(seq 30); do \
                  n=$(printf 'd%.0s' $(seq 200)); mkdir $n && cd -P ./$n || exit 1; \
                  echo x > a-progress.md || exit 1; done";
    let made = bench.bash(script);
    bench
        .run(&["lint", "--ignore", "frontmatter-missing"])
        .exits(0);
    let outside = bench.run(&["lint", "progress/none"]);
    outside.exits(2);
    drop(made);
    // What no path reaches, only `rm` removes.
    bench.bash("rm -rf progress/d*").exits(0);
}
