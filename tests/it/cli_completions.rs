//! Tests of shell completion, with real shells.

use std::path::Path;
use std::process::Command;

use crate::common::{GOOD, GOOD_PATH, Sandbox, scrubbed};

/// A shell in which the command is on the `PATH`.
fn shell(name: &str, bench: &Sandbox) -> Command {
    let mut command = scrubbed(name, &bench.root);
    let folder = Path::new(env!("CARGO_BIN_EXE_progress")).parent().unwrap();
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut folders = vec![folder.to_path_buf()];
    folders.extend(std::env::split_paths(&path));
    command.env("PATH", std::env::join_paths(folders).unwrap());
    command
}

/// Returns what Bash offers for the last of these words. Nothing may be printed but that.
#[track_caller]
fn bash(bench: &Sandbox, words: &[&str]) -> Vec<String> {
    let script = r#"
        eval "$(progress completions bash)"
        COMP_WORDS=(progress "$@")
        COMP_CWORD=$#
        COMP_TYPE=9
        _clap_complete_progress progress "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD-1]}"
        printf '%s\n' "${COMPREPLY[@]}"
    "#;
    let output = shell("bash", bench)
        .args(["-c", script, "bash"])
        .args(words)
        .output()
        .unwrap();
    let complaint = String::from_utf8(output.stderr).unwrap();
    // Outside a prompt, Bash says that there is nothing to change the options of.
    let complaint: Vec<&str> = complaint
        .lines()
        .filter(|line| !line.contains("compopt: not currently executing completion function"))
        .collect();
    assert!(complaint.is_empty(), "{complaint:?}");
    let text = String::from_utf8(output.stdout).unwrap();
    let words = text.lines().map(|word| word.trim_end().to_owned());
    words.filter(|word| !word.is_empty()).collect()
}

fn bench() -> Sandbox {
    let bench = Sandbox::repository();
    let text = GOOD.replacen("status: \"pending\"", "status: \"completed\"", 1);
    bench.write(GOOD_PATH, &text);
    let other = GOOD
        .replace("auth-v1", "web-v1")
        .replace("TASK-1.2", "WEB-1.2");
    bench.write("progress/web-v1/phase-1-progress.md", &other);
    bench
}

#[test]
fn bash_completes_the_names_in_progress_files() {
    let bench = bench();
    for (words, expected) in [
        (&["sta"][..], &["status", "start"][..]),
        (&["start", "WE"], &["WEB-1.2"]),
        (&["show", "TASK-1.2"], &["TASK-1.2"]),
        (&["reopen", "TA"], &["TASK-1.1"]),
        (&["reopen", "a"], &["auth-v1:TASK-1.1"]),
        (&["status", "w"], &["web-v1"]),
        (&["log", "auth"], &["auth-v1", "auth-v1:TASK-1.1"]),
        (&["list", "--plan"], &[]),
        (&["ready", "--plan", "a"], &["auth-v1"]),
        (&["explain", "count-"], &["count-mismatch"]),
        (
            &["lint", "--select", "schema,count-"],
            &["schema,count-mismatch"],
        ),
        (
            &["update", "-t", "WEB-1.2", "--status", "in_"],
            &["in_progress"],
        ),
        (&["start", "no-such"], &[]),
    ] {
        assert_eq!(bash(&bench, words), expected, "{words:?}");
    }
}

#[test]
fn whatever_is_wrong_prints_nothing() {
    let bench = bench();
    bench.write(".progress.yaml", "rules: [");
    assert_eq!(bash(&bench, &["start", "WE"]), [""; 0]);
    assert_eq!(bash(&bench, &["explain", "count-"]), ["count-mismatch"]);
    bench.write(".progress.yaml", "");
    bench.write(GOOD_PATH, "---\ntype: progress\ntasks: [\n---\n");
    assert_eq!(bash(&bench, &["start", "WE"]), ["WEB-1.2"]);
    bench.write(".git/config", "[core\n");
    bash(&bench, &["start", "WE"]);
    assert_eq!(bash(&Sandbox::folder(), &["start", "WE"]), [""; 0]);
}

#[test]
fn a_name_cannot_become_a_command() {
    let bench = Sandbox::repository();
    let text = GOOD
        .replace("TASK-1.1", "$(touch hacked)")
        .replace("TASK-1.2", "*");
    bench.write(GOOD_PATH, &text);
    assert_eq!(
        bash(&bench, &["start", ""]).len(),
        bash(&bench, &["start", "-"]).len()
    );
    assert!(!bench.root.join("hacked").exists());
}

#[test]
fn fish_completes_with_descriptions() {
    let bench = bench();
    let script = "progress completions fish | source; complete -C 'progress start WE'";
    let Ok(output) = shell("fish", &bench).args(["-c", script]).output() else {
        return;
    };
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.starts_with("WEB-1.2\t"), "{text}");
}

/// Where only the unambiguous name is installed, `progress` may be another program.
#[test]
fn each_name_of_the_program_is_completed() {
    let bench = bench();
    let script = r#"
        for name in progress progress-lint; do
            eval "$($name completions bash)"
            complete -p | sed -n 's/.* progress/progress/p' | sort
            complete -r progress progress-lint 2>/dev/null
        done
        eval "$(progress-lint completions bash)"
        COMP_WORDS=(progress-lint start WE) COMP_CWORD=2 COMP_TYPE=9
        _clap_complete_progress_lint progress-lint WE start 2>/dev/null
        printf '%s\n' "${COMPREPLY[@]}"
    "#;
    let output = shell("bash", &bench).args(["-c", script]).output().unwrap();
    let text = String::from_utf8(output.stdout.clone()).unwrap();
    let words: Vec<&str> = text.split_whitespace().collect();
    assert_eq!(
        words,
        ["progress", "progress-lint", "progress-lint", "WEB-1.2"],
        "{output:?}"
    );
}

#[test]
fn zsh_reads_the_script() {
    let bench = bench();
    let script = "progress completions zsh > script && zsh -n script";
    if shell("zsh", &bench).arg("--version").output().is_ok() {
        let status = shell("bash", &bench).args(["-c", script]).status();
        assert!(status.unwrap().success());
    }
}
