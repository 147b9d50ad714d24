//! Packages: what they contain, and the scripts that make and install them.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::common::{Outcome, Sandbox};

const VERSION: &str = env!("CARGO_PKG_VERSION");

/// The directories of the crates that are published, by their names.
fn crates() -> BTreeMap<String, PathBuf> {
    let folders = fs::read_dir(root().join("crates")).unwrap();
    let mut crates = BTreeMap::from([("progress-lint".to_owned(), root())]);
    for folder in folders.map(|folder| folder.unwrap().path()) {
        let Ok(manifest) = fs::read_to_string(folder.join("Cargo.toml")) else {
            continue;
        };
        if !manifest.contains("\npublish = false\n") {
            let name = folder.file_name().unwrap().to_str().unwrap();
            crates.insert(name.to_owned(), folder.clone());
        }
    }
    crates
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn read(name: &str) -> String {
    fs::read_to_string(root().join(name)).unwrap()
}

/// Runs cargo in the workspace without a network.
fn cargo(arguments: &[&str]) -> String {
    let mut command = Command::new(env!("CARGO"));
    command.current_dir(root()).arg("--offline").args(arguments);
    let output = command.output().unwrap();
    let complaint = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{arguments:?}: {complaint}");
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn packages_contain_what_they_are_built_from() {
    let crates = crates();
    assert_eq!(crates.len(), 8, "{crates:?}");
    for (name, folder) in &crates {
        let list = cargo(&["package", "--list", "--allow-dirty", "--package", name]);
        let files: Vec<&str> = list.lines().collect();
        assert!(files.contains(&"README.md"), "{name}: {list}");
        let has_script = folder.join("build.rs").exists();
        assert_eq!(files.contains(&"build.rs"), has_script, "{name}: {list}");
        for file in &files {
            let text = fs::read_to_string(folder.join(file)).unwrap_or_default();
            for included in included(&text) {
                let path = Path::new(file).parent().unwrap().join(included);
                let path = normal(&path);
                assert!(
                    files.contains(&path.as_str()),
                    "{name}: {file} includes {path}"
                );
            }
        }
    }
}

/// The files that a source file includes as text, unless only its tests do.
fn included(text: &str) -> Vec<&str> {
    let code = text.split("#[cfg(test)]").next().unwrap_or_default();
    let parts = code.split("include_str!(\"").skip(1);
    parts
        .filter_map(|part| part.split_once('"'))
        .map(|(path, _)| path)
        .collect()
}

/// The path without `..`.
fn normal(path: &Path) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.to_str().unwrap().split('/') {
        match part {
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    parts.join("/")
}

/// Builds every package as it would be published, which takes minutes.
#[test]
#[ignore = "builds everything once more"]
fn packages_can_be_built() {
    cargo(&[
        "package",
        "--workspace",
        "--exclude",
        "progress-testing",
        "--allow-dirty",
    ]);
}

#[test]
fn every_package_has_the_same_version() {
    for (file, line) in [
        ("action.yml", format!("default: \"{VERSION}\"")),
        (
            "templates/progress-lint.yml",
            format!("default: \"{VERSION}\""),
        ),
        ("npm/package.json", format!("\"version\": \"{VERSION}\"")),
    ] {
        assert!(read(file).contains(&line), "{file} lacks `{line}`");
    }
}

#[cfg(unix)]
mod scripts {
    use super::*;
    use crate::common::{BAD_PATH, GOOD, GOOD_PATH, bad};

    /// Runs a script of this repository with some variables, and `progress` on the `PATH`.
    fn run(bench: &Sandbox, script: &str, variables: &str) -> Outcome {
        let script = root().join(script);
        bench.bash(&format!(
            "export PATH=\"$(dirname \"$PROGRESS\"):$PATH\" GIT_CONFIG_NOSYSTEM=1 \
             RUNNER_TEMP=$PWD/.git RUNNER_TOOL_CACHE=$PWD/.git/cache GITHUB_PATH=$PWD/.git/path \
             GITHUB_OUTPUT=$PWD/.git/output GITHUB_STEP_SUMMARY=$PWD/.git/summary {variables}\n\
             exec '{}'",
            script.display()
        ))
    }

    #[test]
    fn the_debian_package_has_manual_pages_and_completions() {
        let bench = Sandbox::repository();
        let script = root().join("packaging/deb");
        let program = env!("CARGO_BIN_EXE_progress-lint");
        let made = bench.bash(&format!("'{}' '{program}' target/deb", script.display()));
        made.exits(0);
        let manifest = read("Cargo.toml");
        let (_, assets) = manifest.split_once("\nassets = [").unwrap();
        let (assets, _) = assets.split_once("\n]").unwrap();
        let mut found = 0;
        for asset in assets.lines().filter(|line| line.contains("target/deb/")) {
            let path = asset.split('"').nth(1).unwrap();
            let path = path.replace("*.1", "progress-ready.1");
            let text = fs::read_to_string(bench.root.join(&path)).unwrap();
            assert!(text.contains("progress"), "{path}: {text}");
            found += 1;
        }
        assert_eq!(found, 4, "{assets}");
        // Another package has these.
        assert!(!bench.root.join("target/deb/man/progress.1").exists());
        let completions = bench.root.join("target/deb/completions/progress-lint");
        let completions = fs::read_to_string(completions).unwrap();
        assert!(completions.contains(" progress-lint\n"), "{completions}");
        assert!(read(".github/workflows/release.yml").contains("packaging/deb "));
    }

    /// A repository with an archive of a release, packed from a stand-in for the program.
    fn released() -> Sandbox {
        let bench = Sandbox::repository();
        let program = "#!/bin/sh\ncase $1 in\n--version) echo 'progress 9.8.7 (progress-lint)' ;;\n\
                       man) mkdir -p \"$3\" && echo page >\"$3/progress.1\" ;;\nesac\n";
        bench.write("built/progress", program);
        bench.write("built/progress-lint", program);
        let archive = root().join("packaging/archive");
        let packed = bench.bash(&format!(
            "chmod +x built/*; '{}' x86_64-unknown-linux-musl built releases/v9.8.7",
            archive.display()
        ));
        packed.exits(0).complains("");
        bench
    }

    const LINUX: &str = "PROGRESS_VERSION=9.8.7 RUNNER_OS=Linux RUNNER_ARCH=X64 \
                         PROGRESS_RELEASES=file://$PWD/releases PROGRESS_ATTESTATION=skip";

    #[cfg(target_env = "gnu")]
    #[test]
    fn the_glibc_that_a_program_requires_is_checked() {
        let bench = Sandbox::folder();
        let script = root().join("packaging/check-glibc").display().to_string();
        let check = |version: &str| bench.bash(&format!("'{script}' {version} \"$PROGRESS\""));
        check("99.1").exits(0).stdout_has(" requires glibc 2.");
        check("2.0").exits(1).stdout_has(" requires glibc 2.");
    }

    #[test]
    fn a_tag_has_to_name_the_version() {
        let bench = Sandbox::folder();
        let script = root().join("packaging/check-version");
        let script = script.display();
        bench.bash(&format!("'{script}' v{VERSION}")).exits(0);
        for tag in ["v99.0.0", VERSION, ""] {
            let run = bench.bash(&format!("'{script}' '{tag}'"));
            run.exits(1).stderr_has("error: the tag is ");
        }
    }

    #[test]
    fn an_archive_contains_everything_and_is_reproducible() {
        let bench = released();
        let name = "releases/v9.8.7/progress-x86_64-unknown-linux-musl.tar.gz";
        let listed = bench.bash(&format!("tar -tzf {name}"));
        for file in [
            "progress",
            "progress-lint",
            "LICENSE-MIT",
            "README.md",
            "man/progress.1",
            "completions/progress.fish",
        ] {
            listed.stdout_has(&format!("progress-x86_64-unknown-linux-musl/{file}\n"));
        }
        bench
            .bash("cd releases/v9.8.7 && sha256sum --check --quiet *.sha256")
            .exits(0);
        let again = root().join("packaging/archive");
        let script = format!(
            "'{}' x86_64-unknown-linux-musl built again && cmp again/*.gz {name}",
            again.display()
        );
        bench.bash(&script).exits(0);
    }

    #[test]
    fn the_formula_has_the_checksum_of_each_archive() {
        let bench = Sandbox::folder();
        for target in [
            "aarch64-apple-darwin",
            "x86_64-apple-darwin",
            "aarch64-unknown-linux-musl",
            "x86_64-unknown-linux-musl",
        ] {
            let name = format!("progress-{target}.tar.gz");
            let path = format!("archives/{name}.sha256");
            bench.write(&path, &format!("abc-{target}  {name}\n"));
        }
        let script = format!(
            "'{}' 9.8.7 archives",
            root().join("packaging/formula").display()
        );
        bench
            .bash(&script)
            .exits(0)
            .complains("")
            .stdout_has("class ProgressLint")
            .stdout_has("version \"9.8.7\"")
            .stdout_has(
                "/v9.8.7/progress-aarch64-apple-darwin.tar.gz\"\n      sha256 \"abc-aarch64-apple",
            )
            .stdout_lacks("VERSION");
        fs::remove_file(
            bench
                .root
                .join("archives/progress-x86_64-apple-darwin.tar.gz.sha256"),
        )
        .unwrap();
        bench.bash(&script).exits(1).prints("");
    }

    #[test]
    fn the_action_installs_what_it_has_verified() {
        let bench = released();
        let installed = run(&bench, "action/install", LINUX);
        installed
            .exits(0)
            .prints("progress 9.8.7 (progress-lint)\n");
        let path = fs::read_to_string(bench.root.join(".git/path")).unwrap();
        assert!(Path::new(path.trim()).join("progress").is_file());
        let output = fs::read_to_string(bench.root.join(".git/output")).unwrap();
        assert_eq!(output, "version=progress 9.8.7 (progress-lint)\n");
        // From the cache, nothing is downloaded.
        fs::remove_dir_all(bench.root.join("releases")).unwrap();
        run(&bench, "action/install", LINUX).exits(0);
        for (variables, message) in [
            ("PROGRESS_VERSION=9.9.9", "cannot download progress-x86_64"),
            ("PROGRESS_VERSION='1;id'", "`1;id` is not a version"),
            (
                "RUNNER_ARCH=RISCV64",
                "there is no archive for Linux on RISCV64",
            ),
        ] {
            let failed = run(&bench, "action/install", &format!("{LINUX} {variables}"));
            failed
                .exits(2)
                .stdout_has(&format!("::error title=progress::{message}"));
        }
    }

    #[test]
    fn the_action_refuses_what_it_cannot_verify() {
        let bench = released();
        // A `gh` that knows no attestation.
        bench.write(".git/bin/gh", "#!/bin/sh\nexit 1\n");
        bench.bash("chmod +x .git/bin/gh").exits(0);
        let unattested = format!("{LINUX} PROGRESS_ATTESTATION=require PATH=$PWD/.git/bin:$PATH");
        run(&bench, "action/install", &unattested)
            .exits(2)
            .stdout_has("was not built by the release workflow");
        bench
            .bash("echo more >>releases/v9.8.7/progress-x86_64-unknown-linux-musl.tar.gz")
            .exits(0);
        run(&bench, "action/install", LINUX)
            .exits(2)
            .stdout_has("the SHA-256 checksum of");
        assert!(!bench.root.join(".git/path").exists());
    }

    #[test]
    fn the_action_checks_what_a_pull_request_adds() {
        let bench = Sandbox::repository();
        bench.write(BAD_PATH, &bad());
        bench.commit();
        bench.write(GOOD_PATH, GOOD);
        bench.commit();
        let range = "PROGRESS_BASE=$(git rev-parse HEAD~1) PROGRESS_HEAD=$(git rev-parse HEAD)";
        // What the base has already is not reported.
        run(&bench, "action/lint", range)
            .exits(0)
            .stdout_lacks("::error");
        let summary = fs::read_to_string(bench.root.join(".git/summary")).unwrap();
        assert!(summary.starts_with("### Progress\n"), "{summary}");
        bench.write(GOOD_PATH, &GOOD.replace("total_tasks: 2", "total_tasks: 4"));
        bench.commit();
        let sarif = format!("{range} PROGRESS_SARIF_FILE=out.sarif");
        run(&bench, "action/lint", &sarif)
            .exits(1)
            .stdout_has(&format!("::error file={GOOD_PATH}"));
        let written = fs::read_to_string(bench.root.join("out.sarif")).unwrap();
        assert!(written.contains("count-mismatch"));
        // Without a base, as for a new branch, everything is checked.
        run(&bench, "action/lint", "PROGRESS_BASE=0000000000")
            .exits(1)
            .stdout_has(&format!("::error file={BAD_PATH}"));
        // So it is after a force push, which leaves nothing of the commit before it.
        let pushed = "PROGRESS_BASE=0123456789012345678901234567890123456789";
        run(&bench, "action/lint", pushed)
            .exits(1)
            .stdout_has(&format!("::error file={BAD_PATH}"));
        let some = "PROGRESS_COMMITS=none PROGRESS_ARGS='--select schema'";
        run(&bench, "action/lint", some).exits(0);
        // On several lines, and with a severity of their own.
        let lines = "PROGRESS_ARGS=$'--select schema\n--fail-on never'";
        let both = format!("PROGRESS_COMMITS=none PROGRESS_SARIF_FILE=out.sarif {lines}");
        run(&bench, "action/lint", &both).exits(0);
        let lines = "PROGRESS_ARGS=$'--quiet\n--fail-on never'";
        run(
            &bench,
            "action/lint",
            &format!("PROGRESS_COMMITS=none {lines}"),
        )
        .exits(0);
    }

    /// Two branches that each complete a task, in a clone of a repository.
    fn conflicting() -> Sandbox {
        let bench = Sandbox::repository();
        bench.write(GOOD_PATH, GOOD);
        bench.write("a.txt", "a\n");
        bench.commit();
        bench.git(&["switch", "--quiet", "--create", "feature/auth-v1"]);
        bench.run(&["done", "TASK-1.1"]).exits(0);
        bench.commit();
        bench.git(&["switch", "--quiet", "main"]);
        bench.run(&["start", "TASK-1.2"]).exits(0);
        bench.commit();
        bench.git(&["init", "--quiet", "--bare", ".git/remote"]);
        bench.git(&["remote", "add", "origin", ".git/remote"]);
        bench.git(&["push", "--quiet", "origin", "main", "feature/auth-v1"]);
        bench
    }

    const PULL_REQUEST: &str = "PROGRESS_BASE_REF=main PROGRESS_HEAD_REF=feature/auth-v1 \
                                PROGRESS_HEAD_REPO=a/b GITHUB_REPOSITORY=a/b";

    #[test]
    fn the_action_merges_progress_files() {
        let bench = conflicting();
        let merged = run(&bench, "action/merge-base", PULL_REQUEST);
        merged.exits(0).stdout_has("merged `main`\n");
        let output = fs::read_to_string(bench.root.join(".git/output")).unwrap();
        assert_eq!(output, "result=merged\n");
        let file = format!("origin/feature/auth-v1:{GOOD_PATH}");
        let text = bench.git(&["show", &file]);
        assert!(text.contains("completed_tasks: 1") && text.contains("in_progress_tasks: 1"));
        let again = run(&bench, "action/merge-base", PULL_REQUEST);
        again.exits(0).stdout_has("merges without conflicts\n");
        let fork = format!("{PULL_REQUEST} PROGRESS_HEAD_REPO=c/b");
        run(&bench, "action/merge-base", &fork)
            .exits(2)
            .stdout_has("a fork cannot be pushed to");
    }

    #[test]
    fn branches_without_a_common_commit_are_explained() {
        let bench = conflicting();
        bench.git(&["switch", "--quiet", "--orphan", "other"]);
        bench.write("b.txt", "b\n");
        bench.commit();
        bench.git(&[
            "push",
            "--quiet",
            "--force",
            "origin",
            "other:feature/auth-v1",
        ]);
        run(&bench, "action/merge-base", PULL_REQUEST)
            .exits(2)
            .stdout_has("::error title=progress::the branches have no common commit here");
    }

    #[test]
    fn the_action_leaves_other_conflicts_to_people() {
        let bench = conflicting();
        bench.write("a.txt", "main\n");
        bench.commit();
        bench.git(&["switch", "--quiet", "feature/auth-v1"]);
        bench.write("a.txt", "feature\n");
        bench.commit();
        bench.git(&["push", "--quiet", "origin", "main", "feature/auth-v1"]);
        let before = bench.git(&["rev-parse", "origin/feature/auth-v1"]);
        let left = run(&bench, "action/merge-base", PULL_REQUEST);
        left.exits(1)
            .stdout_has("resolve the conflicts in these files by hand:\n::stop-commands::")
            .stdout_has("\na.txt\n::");
        assert_eq!(bench.git(&["rev-parse", "origin/feature/auth-v1"]), before);
        bench.bash("test ! -e .git/MERGE_HEAD").exits(0);
    }

    #[test]
    fn the_prebuilt_hooks_are_those_that_are_built() {
        let bench = Sandbox::folder();
        let script = root().join("packaging/pre-commit/make");
        bench
            .bash(&format!("'{}' out 9.8.7", script.display()))
            .exits(0);
        let made = fs::read_to_string(bench.root.join("out/.pre-commit-hooks.yaml")).unwrap();
        let built = read(".pre-commit-hooks.yaml");
        assert_eq!(
            made.matches("language: python").count(),
            built.matches("- id:").count()
        );
        assert_eq!(
            made.matches("entry: progress-lint ").count(),
            built.matches("- id:").count()
        );
        // Installing them needs no other package than the one with the binary.
        bench
            .bash("cd out && python3 -c 'import backend; print(backend.build_wheel(\".\"))'")
            .exits(0)
            .prints("progress_pre_commit_hooks-9.8.7-py3-none-any.whl\n");
        bench
            .bash("cd out && python3 -m zipfile -e *.whl . && cat *.dist-info/METADATA")
            .exits(0)
            .stdout_has("\nRequires-Dist: progress-lint==9.8.7\n");
    }
}
