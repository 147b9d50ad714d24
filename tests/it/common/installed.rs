//! A repository with one plan and no hooks yet, to install them in.

use std::collections::BTreeMap;
use std::fs;
#[cfg(unix)]
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use super::{GOOD, GOOD_PATH, Outcome, Sandbox};

/// The hooks that `progress hook install` installs.
pub const NAMES: [&str; 8] = [
    "pre-commit",
    "pre-merge-commit",
    "prepare-commit-msg",
    "commit-msg",
    "post-commit",
    "post-merge",
    "post-rewrite",
    "pre-push",
];

/// A repository with one plan, committed.
pub fn bench() -> Sandbox {
    let bench = Sandbox::repository();
    bench.write(GOOD_PATH, GOOD);
    bench.commit();
    bench
}

/// Writes an executable file.
pub fn script(bench: &Sandbox, path: &str, content: &str) {
    bench.write(path, content);
    let mode = fs::Permissions::from_mode(0o755);
    fs::set_permissions(bench.root.join(path), mode).unwrap();
}

/// The content of a file; empty if there is none.
pub fn read(bench: &Sandbox, path: &str) -> String {
    fs::read_to_string(bench.root.join(path)).unwrap_or_default()
}

/// Returns every file in Git's folders that installing may change, with its mode and content.
pub fn files(root: &Path, folders: &[&str]) -> BTreeMap<String, (u32, Vec<u8>)> {
    let mut found = BTreeMap::new();
    for folder in folders {
        for entry in fs::read_dir(root.join(folder)).into_iter().flatten() {
            let path = entry.unwrap().path();
            let metadata = fs::symlink_metadata(&path).unwrap();
            let content = if metadata.is_symlink() {
                let target = fs::read_link(&path).unwrap();
                target.into_os_string().into_encoded_bytes()
            } else if metadata.is_file() {
                fs::read(&path).unwrap()
            } else {
                continue;
            };
            let name = path.strip_prefix(root).unwrap().display().to_string();
            found.insert(name, (metadata.permissions().mode(), content));
        }
    }
    let config = root.join(".git/config");
    found.insert("config".to_owned(), (0, fs::read(config).unwrap()));
    found
}

/// Returns the log of the stand-in and of other hooks.
pub fn log(bench: &Sandbox) -> Vec<String> {
    let text = read(bench, "log");
    let _ = fs::remove_file(bench.root.join("log"));
    text.lines().map(str::to_owned).collect()
}

/// Commits nothing, so that the hooks run.
pub fn commit(bench: &Sandbox) -> Outcome {
    bench.try_git(&["commit", "--quiet", "--allow-empty", "--message=Work"])
}

/// Checks that the hooks block a commit with a wrong counter.
#[track_caller]
pub fn assert_guarded(bench: &Sandbox, folder: &str) {
    let path = format!("{folder}/{GOOD_PATH}");
    bench.write(&path, &GOOD.replace("total_tasks: 2", "total_tasks: 3"));
    bench.git_in(folder, &["add", "--all"]);
    let arguments = ["-C", folder, "commit", "--quiet", "--message=Work"];
    let outcome = bench.try_git(&arguments);
    outcome.exits(1).stderr_has("count-mismatch");
    bench.git_in(folder, &["reset", "--quiet", "--hard"]);
    let arguments = ["-C", folder, "commit", "--allow-empty", "--message=Work"];
    bench.try_git(&arguments).exits(0);
}

/// The content of a file outside the sandbox's root; empty if there is none.
pub fn read_path(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_default()
}
