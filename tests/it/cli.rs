//! Tests of the command as a process: exit statuses, streams, messages.

use crate::common::{BAD_PATH, GOOD, GOOD_PATH, Sandbox, bad};

#[test]
fn the_exit_status_reflects_the_findings() {
    let bench = Sandbox::repository();
    bench.write(GOOD_PATH, GOOD);
    let clean = bench.run(&["lint", "--format", "concise"]);
    clean.exits(0).prints("").complains("");
    bench.write(BAD_PATH, &bad());
    let found = bench.run(&["lint", "--format", "concise"]);
    found.exits(1).complains("");
    found.stdout_has(&format!("{BAD_PATH}:11:14: error[count-mismatch]"));
    bench.run(&["lint", "--fail-on", "never"]).exits(0);
    bench.run(&["lint", "--fail-on", "warning"]).exits(1);
}

#[test]
fn a_tag_that_crashes_the_yaml_library_is_an_ordinary_finding() {
    let bench = Sandbox::repository();
    bench.write(BAD_PATH, &bad());
    let broken = GOOD.replacen("dependencies: []", "dependencies: [!later, x]", 1);
    bench.write(GOOD_PATH, &broken);
    let found = bench.run(&["lint", "--format", "concise"]);
    found.exits(1).complains("");
    found.stdout_has("error[frontmatter-syntax]");
    found.stdout_has(&format!("{BAD_PATH}:11:14: error[count-mismatch]"));
}

#[test]
fn without_a_command_help_is_shown() {
    let bench = Sandbox::folder();
    bench
        .run(&[])
        .exits(2)
        .prints("")
        .stderr_has("Usage: progress");
    let help = bench.run(&["--help"]);
    help.exits(0).complains("").stdout_has("Exit status:");
    let version = format!("progress {} (progress-lint)\n", env!("CARGO_PKG_VERSION"));
    bench
        .run(&["--version"])
        .exits(0)
        .complains("")
        .prints(&version);
    bench.run(&["lnit"]).exits(2).stderr_has("'lint'");
}

/// What `--help` says of each command, and of each command below it.
fn assert_help_repeats_the_list(bench: &Sandbox, command: &[&str]) {
    let help = bench.run(&[command, &["-h"]].concat());
    let help = &help.exits(0).stdout;
    let Some((_, list)) = help.split_once("Commands:\n") else {
        return;
    };
    for line in list.lines().take_while(|line| !line.is_empty()) {
        let (name, about) = line.trim().split_once(' ').unwrap();
        if name == "help" {
            continue;
        }
        let command = [command, &[name]].concat();
        for option in ["-h", "--help"] {
            let help = bench.run(&[&command[..], &[option]].concat());
            let first = help.exits(0).stdout.lines().next().unwrap();
            assert_eq!(first, about.trim(), "{command:?} {option}");
        }
        assert_help_repeats_the_list(bench, &command);
    }
}

#[test]
fn the_help_of_a_command_says_what_it_does() {
    assert_help_repeats_the_list(&Sandbox::folder(), &[]);
}

#[test]
fn the_heading_of_a_filter_covers_nothing_else() {
    let bench = Sandbox::folder();
    for (command, heading, general) in [
        ("add", "Which phase:", "--depends"),
        ("list", "Which tasks:", "--format"),
        ("status", "Which phases:", "--format"),
        ("ready", "Claims:", "--limit"),
        ("new", "Tasks:", "--dry-run"),
        ("resolve", "As a merge tool:", "--config"),
    ] {
        let outcome = bench.run(&[command, "--help"]);
        let help = &outcome.exits(0).stdout;
        let (options, _) = help.split_once(heading).unwrap();
        assert!(options.contains(general), "{help}");
    }
}

#[test]
fn files_given_by_name_are_always_linted() {
    let bench = Sandbox::repository();
    bench.write("notes.txt", &bad());
    bench
        .run(&["lint", "notes.txt"])
        .exits(1)
        .stdout_has("count-mismatch");
    // A search does not find it.
    bench.run(&["lint"]).exits(0);
}

#[test]
fn rules_can_be_selected_and_ignored() {
    let bench = Sandbox::repository();
    bench.write(BAD_PATH, &bad());
    let lint = |flags: &[&str]| {
        let mut arguments = vec!["lint", "--format", "concise"];
        arguments.extend(flags);
        bench.run(&arguments)
    };
    let only = lint(&["--select", "unresolved-dependency"]);
    only.exits(1).stdout_lacks("count-mismatch");
    only.stdout_has("unresolved-dependency");
    lint(&["--ignore", "unresolved-dependency"]).stdout_lacks("unresolved");
    let none = ["--select", "count-mismatch", "--ignore", "count-mismatch"];
    lint(&none).exits(0).prints("");
    let both = lint(&["--ignore", "count-mismatch,unresolved-dependency"]);
    both.exits(0);
    let unknown = lint(&["--select", "count-mismtach", "--ignore", "nonsense"]);
    unknown.exits(2).prints("");
    unknown.stderr_has("unknown rule `count-mismtach`");
    unknown.stderr_has("did you mean `count-mismatch`?");
}

#[test]
fn statistics_show_counts_instead_of_findings() {
    let bench = Sandbox::repository();
    bench.write(BAD_PATH, &bad());
    let counts = bench.run(&["lint", "--statistics"]);
    counts.exits(1).complains("");
    counts.prints(
        "1  error    count-mismatch (1 file)\n1  error    unresolved-dependency (1 file)\n",
    );
    let json = bench.run(&["lint", "--statistics", "--format", "json"]);
    json.exits(2).prints("").stderr_has("`--statistics`");
}

#[test]
fn rules_are_listed_and_explained() {
    let bench = Sandbox::folder();
    bench.run(&["rules"]).exits(0).stdout_has("count-mismatch");
    let json = bench.run(&["rules", "--format", "json"]);
    let listing: serde_json::Value = serde_json::from_str(&json.stdout).unwrap();
    assert!(listing["rules"].as_array().unwrap().len() > 2);
    let page = bench.run(&["explain", "count-mismatch"]);
    page.exits(0).complains("").stdout_lacks("\x1b");
    for part in [
        "error by default",
        "\nBad\n",
        "\nGood\n",
        "    total_tasks: 3\n",
    ] {
        page.stdout_has(part);
    }
    let unknown = bench.run(&["explain", "count-mismatc"]);
    unknown
        .exits(2)
        .prints("")
        .stderr_has("did you mean `count-mismatch`?");
    bench.run(&["explain"]).exits(2).stderr_has("<RULE>");
    // No comment can ignore a finding about a branch, and what is off can only be turned on.
    bench
        .run(&["explain", "branch-name"])
        .exits(0)
        .stdout_lacks("To ignore a single finding");
    bench
        .run(&["explain", "done-without-commit"])
        .exits(0)
        .stdout_has("To turn the rule on, set `rules: { done-without-commit: warning }`");
}

#[test]
fn schemas_are_json() {
    let bench = Sandbox::folder();
    for schema in [
        &["schema"][..],
        &["schema", "config"],
        &["schema", "report"],
    ] {
        let printed = bench.run(schema);
        printed.exits(0).complains("");
        let _: serde_json::Value = serde_json::from_str(&printed.stdout).unwrap();
    }
    bench
        .run(&["schema", "other"])
        .exits(2)
        .stderr_has("progress, config, report");
}

#[test]
fn every_shell_has_completions() {
    let bench = Sandbox::folder();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = bench.run(&["completions", shell]);
        script
            .exits(0)
            .complains("")
            .stdout_has("PROGRESS_COMPLETE");
    }
}

#[test]
fn colour_is_for_terminals_unless_forced() {
    let bench = Sandbox::folder();
    bench.run(&["rules"]).stdout_lacks("\x1b");
    bench
        .run(&["rules", "--color", "always"])
        .stdout_has("\x1b[");
    let forced = bench.run_with(&["rules"], &[("CLICOLOR_FORCE", "1")]);
    forced.stdout_has("\x1b[");
    let both = [("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")];
    bench.run_with(&["rules"], &both).stdout_lacks("\x1b");
    let zero = bench.run_with(&["rules"], &[("CLICOLOR_FORCE", "0")]);
    zero.stdout_lacks("\x1b");
    let flag = bench.run_with(&["rules", "--color", "always"], &both);
    flag.stdout_has("\x1b[");
    let wrong = bench.run(&["--color", "always", "lint", "absent"]);
    wrong
        .exits(2)
        .stderr_has("\x1b[1m\x1b[31merror\x1b[0m: `absent`");
}

#[cfg(unix)]
#[test]
fn a_closed_pipe_is_not_an_error() {
    let bench = Sandbox::repository();
    for number in 0..200 {
        bench.write(&format!("progress/auth-v2/{number}-progress.md"), &bad());
    }
    let script = "\"$PROGRESS\" lint --format concise | head -n 1; exit ${PIPESTATUS[0]}";
    let cut = bench.bash(script);
    cut.exits(1).complains("");
    assert_eq!(cut.stdout.lines().count(), 1);
    let cut = bench.bash("\"$PROGRESS\" completions bash | true; exit ${PIPESTATUS[0]}");
    cut.exits(0).complains("");
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_a_failure() {
    let bench = Sandbox::folder();
    let full = bench.bash("\"$PROGRESS\" rules > /dev/full");
    full.exits(2).stderr_has("cannot write the result");
}
