//! Tests of the pager, on a terminal made by `script`.

use crate::common::{Outcome, Sandbox, scrubbed};

/// Runs `progress explain` on a terminal, or returns `None` if there is no `script` to make one.
fn on_terminal(bench: &Sandbox, arguments: &str, variables: &[(&str, &str)]) -> Option<String> {
    let line = format!("\"$PROGRESS\" {arguments}");
    let mut command = scrubbed("script", &bench.root);
    command
        .args(["-qec", &line, "/dev/null"])
        .env("PROGRESS", env!("CARGO_BIN_EXE_progress"))
        .env("SHELL", "/bin/sh")
        .env("TERM", "xterm")
        .envs(variables.iter().copied());
    let output = command.output().ok()?;
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{text}");
    Some(text.replace('\r', ""))
}

const MARK: &str = "sed 's/^/PAGED /'";

#[test]
fn the_pager_is_the_one_that_the_user_chose() {
    let bench = Sandbox::repository();
    let config = |name: &str| {
        bench.write(".gitconfig", &format!("[core]\n\tpager = {name}\n"));
    };
    config("echo configured");
    let shown = |variables: &[(&str, &str)]| on_terminal(&bench, "explain schema", variables);
    let git = ("GIT_PAGER", "echo git");
    let pager = ("PAGER", "echo pager");
    let cases: &[(&[(&str, &str)], &str)] = &[
        (&[("PROGRESS_PAGER", "echo own"), git, pager], "own\n"),
        (&[git, pager], "git\n"),
        (&[pager], "configured\n"),
    ];
    for (variables, expected) in cases {
        let Some(text) = shown(variables) else { return };
        assert_eq!(text, *expected);
    }
    bench.write(".gitconfig", "");
    assert_eq!(shown(&[pager]).as_deref(), Some("pager\n"));
    // A repository must not choose a program to run.
    bench.git(&["config", "core.pager", "echo hostile"]);
    assert_eq!(shown(&[pager]).as_deref(), Some("pager\n"));
    let none = shown(&[("PAGER", "")]).unwrap();
    assert!(none.contains("To turn the rule off"), "{none}");
}

#[test]
fn long_results_are_paged_only_on_a_terminal() {
    let bench = Sandbox::repository();
    bench.write(crate::common::GOOD_PATH, crate::common::GOOD);
    bench.commit();
    let variables = [("PROGRESS_PAGER", MARK)];
    for command in [
        "log",
        "blame TASK-1.1",
        "show TASK-1.1",
        "explain schema",
        "explain --all",
    ] {
        let Some(text) = on_terminal(&bench, command, &variables) else {
            return;
        };
        assert!(text.starts_with("PAGED "), "{command}: {text}");
        let text = on_terminal(&bench, &format!("--no-pager {command}"), &variables).unwrap();
        assert!(
            !text.is_empty() && !text.contains("PAGED "),
            "{command}: {text}"
        );
        let dumb = [("PROGRESS_PAGER", MARK), ("TERM", "dumb")];
        let text = on_terminal(&bench, command, &dumb).unwrap();
        assert!(!text.contains("PAGED "), "{command}: {text}");
        let words: Vec<&str> = command.split(' ').collect();
        let piped: Outcome = bench.run_with(&words, &variables);
        piped.exits(0).stdout_lacks("PAGED ");
    }
}

#[test]
fn a_pager_that_cannot_be_run_hides_nothing() {
    let bench = Sandbox::folder();
    let Some(text) = on_terminal(&bench, "explain schema", &[("PAGER", "no-such-pager")]) else {
        return;
    };
    assert!(text.contains("To turn the rule off"), "{text}");
    // Leaving early is no failure.
    let text = on_terminal(&bench, "explain --all", &[("PAGER", "head -n1")]).unwrap();
    assert_eq!(text.lines().count(), 1, "{text}");
}
