//! Tests of what is shown on terminals and in pipes.

use std::ffi::OsString;
use std::fmt::Write as _;
use std::io;

use progress_lint::cli::{ColorChoice, Console, Terminal, run};

use crate::cli_verify::commit;
use crate::common::Sandbox;

const PATH: &str = "progress/auth-v1/phase-1-progress.md";

/// A plan with a task in every state and long texts.
fn bench() -> Sandbox {
    let bench = Sandbox::repository();
    let mut tasks = String::new();
    for (id, status, after) in [
        ("A-1", "completed", ""),
        ("A-2", "in_progress", ""),
        ("A-3", "pending", "A-2"),
    ] {
        let keys = "assigned_to: [somebody-with-a-long-name]";
        writeln!(
            tasks,
            "  - {{ id: {id}, description: {}, status: {status}, {keys}, dependencies: [{after}] }}",
            text(id)
        )
        .unwrap();
    }
    let head = "type: progress\nprd: auth-v1\nphase: 1\ntitle: Tokens\nstatus: in_progress\n";
    let figures = "total_tasks: 4\ncompleted_tasks: 1\n";
    let text = format!("---\n{head}{figures}tasks:\n{tasks}---\n");
    bench.write(PATH, &text.replace("completed, ", "pending, "));
    commit(&bench, "docs(plan): plan it");
    bench.write("src/one.rs", "1");
    bench.write(PATH, &text);
    commit(&bench, "feat: issue tokens (A-1)");
    bench
}

/// A description of 200 characters.
fn text(id: &str) -> String {
    format!("{id} {}end", "words ".repeat(32))
}

/// What is shown on a terminal with 80 columns that shows ASCII only.
fn on_ascii_terminal(bench: &Sandbox, arguments: &[&str]) -> String {
    on_terminal(bench, arguments, 80)
}

/// What is shown on a terminal with so many columns that shows ASCII only.
fn on_terminal(bench: &Sandbox, arguments: &[&str], columns: usize) -> String {
    let (mut out, mut errors) = (Vec::new(), Vec::new());
    let mut console = Console {
        stdin: &mut io::empty(),
        stdout: &mut out,
        stderr: &mut errors,
        terminal: Terminal {
            stdout: true,
            width: Some(columns),
            ascii: true,
            color: ColorChoice::Never,
            ..Terminal::default()
        },
        folder: Ok(bench.root.clone()),
        called: "progress",
    };
    let arguments = ["progress"].iter().chain(arguments);
    run(arguments.map(OsString::from), &mut console);
    String::from_utf8(out).unwrap()
}

#[test]
fn ascii_is_enough_where_nothing_else_is_shown() {
    let bench = bench();
    for arguments in [
        &["status"][..],
        &["status", "auth"],
        &["list"],
        &["ready", "--all"],
        &["show", "A-2"],
        &["graph", "auth"],
    ] {
        let shown = on_ascii_terminal(&bench, arguments);
        insta::assert_snapshot!(format!("ascii_{}", arguments.join("_")), shown);
    }
    // These name commits.
    for arguments in [
        &["verify", "--all"][..],
        &["diff", "HEAD~1"],
        &["history", "--by", "commit"],
        &["log"],
        &["blame", "A-1"],
        &["lint"],
    ] {
        let shown = on_ascii_terminal(&bench, arguments);
        let other = shown.lines().find(|line| !line.is_ascii());
        assert!(!shown.is_empty(), "{arguments:?}");
        assert_eq!(other, None, "{arguments:?}");
        let is_wide = |line: &&str| line.len() > 80 && !line.contains("http");
        if arguments[0] == "verify" {
            assert_eq!(shown.lines().find(is_wide), None);
        }
    }
}

#[test]
fn nothing_is_cut_in_a_pipe() {
    let bench = bench();
    for (arguments, id) in [
        (&["status", "auth"][..], "A-2"),
        (&["list"], "A-2"),
        (&["show", "A-2"], "A-2"),
        (&["graph", "auth"], "A-2"),
        (&["verify", "--all"], "A-1"),
        (&["diff", "HEAD~1"], "A-1"),
        (&["blame", "A-1"], "A-1"),
    ] {
        let outcome = bench.run(arguments);
        outcome.exits(0).stdout_has(&text(id));
        let cut = outcome.stdout.lines().find(|line| line.ends_with('…'));
        assert_eq!(cut, None, "{arguments:?}");
    }
}

#[test]
fn a_long_name_in_a_message_is_not_broken() {
    let bench = bench();
    let name = format!("`docs/{}/plan.md`", "long-name-".repeat(12));
    let text = std::fs::read_to_string(bench.root.join(PATH)).unwrap();
    let reference = format!("---\nplan_ref: {}\n", name.trim_matches('`'));
    bench.write(PATH, &text.replacen("---\n", &reference, 1));
    let outcome = bench.run(&["lint", "--select", "document-ref-missing"]);
    let mut lines = outcome
        .stdout
        .lines()
        .skip_while(|line| !line.contains(&name));
    assert!(lines.next().is_some(), "{outcome}");
}

#[test]
fn a_legend_does_not_leave_the_screen() {
    let bench = Sandbox::repository();
    let words = [
        "completed",
        "in_progress",
        "review",
        "at-risk",
        "blocked",
        "pending",
        "cancelled",
        "odd",
    ];
    let tasks = words.iter().enumerate().map(|(at, word)| {
        format!("  - id: A-{at}\n    description: Task\n    status: {word}\n    dependencies: []\n")
    });
    let text = format!(
        "---\ntype: progress\nprd: a\nphase: 1\nstatus: in_progress\ntasks:\n{}  - id: A-9\n    description: Task\n    status: pending\n    dependencies: [A-1]\n---\n",
        tasks.collect::<String>()
    );
    bench.write("progress/a/phase-1-progress.md", &text);
    let shown = on_ascii_terminal(&bench, &["graph", "a"]);
    let (_, legend) = shown.split_once("\n\n").unwrap();
    assert!(legend.lines().count() > 1, "{shown}");
    assert_eq!(shown.lines().find(|line| line.len() > 80), None, "{shown}");
    let piped = bench.run(&["graph", "a"]);
    assert_eq!(
        piped
            .exits(0)
            .stdout
            .split_once("\n\n")
            .unwrap()
            .1
            .lines()
            .count(),
        1
    );
}

#[test]
fn what_is_shown_fits_narrow_terminals() {
    let bench = bench();
    let mut tasks = String::new();
    for at in 1..=50 {
        let keys = "priority: critical, story_points: 5, assigned_to: [python-backend-engineer]";
        let text = text("Store carts");
        writeln!(
            tasks,
            "  - {{ id: SHOP-1.{at}, description: {text}, status: pending, {keys}, dependencies: [] }}"
        )
        .unwrap();
    }
    let head = "type: progress\nprd: shop-v1\nphase: 1\nstatus: in_progress\n";
    let path = "progress/shop-v1/phase-1-progress.md";
    bench.write(path, &format!("---\n{head}tasks:\n{tasks}---\n"));
    commit(
        &bench,
        "docs(plan): plan carts, with a subject that is long",
    );
    // Enough weeks for a forecast.
    for week in 1..=8 {
        let done = format!(
            "SHOP-1.{week}, description: {}, status: ",
            text("Store carts")
        );
        tasks = tasks.replace(&format!("{done}pending"), &format!("{done}completed"));
        bench.write(path, &format!("---\n{head}tasks:\n{tasks}---\n"));
        bench.write("src/two.rs", &week.to_string());
        let day = format!("2027-{:02}-{:02}T12:00:00Z", 1 + week / 4, 1 + week % 4 * 7);
        bench
            .bash(&format!(
                "git add -A && GIT_COMMITTER_DATE={day} git -c user.name=somebody-with-a-long-name -c user.email=a@b commit -qm 'feat(cart): store carts in the database (SHOP-1.{week})'"
            ))
            .exits(0);
    }
    // A long list of changes, and one that is not committed.
    let keys = "status: pending, priority: low, assigned_to: [ann, bob], dependencies: [SHOP-1.1, SHOP-1.2, SHOP-1.3, SHOP-1.4]";
    tasks = tasks.replacen("status: pending, priority: critical", keys, 1);
    tasks = tasks.replacen(
        ", assigned_to: [python-backend-engineer], dependencies: [] }",
        " }",
        9,
    );
    let criteria = "success_criteria:\n  - { id: SC-1, description: A criterion with a description of many words, status: pending }\n";
    bench.write(
        path,
        &format!("---\n{head}title: A phase with a rather long title for its table\ntasks:\n{tasks}{criteria}---\n"),
    );
    for columns in [40, 60, 80] {
        for arguments in [
            &["ready"][..],
            &["ready", "--plan", "auth"],
            &["list"],
            &["verify", "--all"],
            &["history"],
            &["history", "--by", "commit"],
            &["log"],
            &["status"],
            &["status", "shop"],
            &["diff", "HEAD~5"],
            &["diff", "HEAD~5", "HEAD"],
        ] {
            let shown = on_terminal(&bench, arguments, columns);
            assert!(!shown.is_empty(), "{arguments:?}");
            let wide = shown.lines().find(|line| line.chars().count() > columns);
            assert_eq!(wide, None, "{arguments:?}, {columns} columns");
        }
        // A row without a text says nothing.
        for command in ["ready", "list"] {
            let shown = on_terminal(&bench, &[command], columns);
            assert!(shown.contains("  Store cart"), "{columns} columns: {shown}");
        }
        assert!(on_terminal(&bench, &["history"], columns).contains("forecast: 4"));
    }
    for arguments in [&["history"][..], &["history", "shop", "--by", "commit"]] {
        let shown = on_terminal(&bench, arguments, 20);
        assert_eq!(
            shown.lines().find(|line| line.chars().count() > 20),
            None,
            "{shown}"
        );
        assert!(shown.contains("Done"), "{shown}");
    }
}

#[test]
fn the_reasons_of_a_verdict_are_wrapped() {
    let bench = Sandbox::repository();
    let write = |status: &str| {
        let keys = "files: [src/components/checkout/Cart.tsx]";
        let task = format!("tasks:\n  - {{ id: A-1, status: {status}, {keys} }}\n");
        bench.write(
            PATH,
            &format!(
                "---\ntype: progress\nprd: auth-v1\nphase: 1\nstatus: in_progress\n{task}---\n"
            ),
        );
    };
    write("pending");
    bench.write("src/one.rs", "1");
    commit(&bench, "docs(plan): plan it");
    bench.write("src/components/checkout/Cart.jsx", "1");
    commit(&bench, "feat: phase 1");
    write("completed");
    commit(&bench, "chore: finish");
    for columns in [60, 80] {
        let shown = on_terminal(&bench, &["verify"], columns);
        assert!(
            shown.contains("`src/components/checkout/Cart.jsx`"),
            "{shown}"
        );
        assert!(shown.contains("another name"), "{shown}");
        assert_eq!(
            shown.lines().find(|line| line.len() > columns),
            None,
            "{shown}"
        );
    }
}
