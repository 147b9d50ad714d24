//! Tests of `progress status`: figures, names of plans, filters, hostile files.

use std::ffi::OsString;
use std::io;

use progress_lint::cli::{Console, Terminal, run};

use crate::common::{GOOD, GOOD_PATH, Sandbox};

/// A phase with these top-level lines, and tasks as `ID status dependencies`.
fn phase(prd: &str, number: u32, lines: &str, tasks: &[(&str, &str, &str)]) -> String {
    let mut text = format!("---\ntype: progress\nprd: {prd}\nphase: {number}\n{lines}\ntasks:\n");
    for (id, status, dependencies) in tasks {
        let entry = format!(
            "  - id: {id}\n    description: Do {id}\n    status: {status}\n    assigned_to: [backend]\n    dependencies: [{dependencies}]\n"
        );
        text.push_str(&entry);
    }
    text + "---\n"
}

/// Three plans: one in progress, one planned, one finished.
fn bench() -> Sandbox {
    let bench = Sandbox::repository();
    let lines = "title: Foundation\nstatus: completed\noverall_progress: 100\nowners: [alice]";
    let tasks = [("AUTH-1.1", "completed", ""), ("AUTH-1.2", "deferred", "")];
    bench.write(
        "progress/auth-v1/phase-1-progress.md",
        &phase("auth-v1", 1, lines, &tasks),
    );
    let lines = "title: Sign-in\nstatus: in-progress\noverall_progress: 75\nowners: [bob]\ncontributors: [Carol]\nblockers:\n  - { id: B-1, description: no keys }\n  - { id: B-2, status: resolved }";
    let tasks = [
        ("AUTH-2.1", "completed", ""),
        ("AUTH-2.2", "in_progress", "AUTH-2.1"),
        ("AUTH-2.3", "blocked", ""),
        ("AUTH-2.4", "pending", "AUTH-1.1, AUTH-2.1"),
        ("AUTH-2.5", "pending", "AUTH-2.2"),
    ];
    bench.write(
        "progress/auth-v1/phase-2-progress.md",
        &phase("auth-v1", 2, lines, &tasks),
    );
    bench.write(
        "progress/billing/phase-1-progress.md",
        &phase("billing", 1, "status: planning", &[("B-1", "todo", "")]),
    );
    bench.write(
        "progress/attic/phase-1-progress.md",
        &phase("attic", 1, "status: completed", &[("A-1", "done", "")]),
    );
    bench
}

#[test]
fn each_plan_has_a_summary() {
    let bench = bench();
    let status = bench.run(&["status"]);
    status.exits(0).complains("");
    insta::assert_snapshot!(status.stdout);
    let all = bench.run(&["status", "--all"]);
    all.exits(0).stdout_has("attic").stdout_lacks("finished");
}

#[test]
fn a_named_plan_shows_its_phases_and_tasks() {
    let bench = bench();
    let status = bench.run(&["status", "auth-v1"]);
    status.exits(0).complains("");
    insta::assert_snapshot!(status.stdout);
    let names = [
        "auth",
        "aut",
        "progress/auth-v1",
        "progress/auth-v1/",
        "progress/auth-v1/phase-2-progress.md",
    ];
    for name in names {
        bench.run(&["status", name]).prints(&status.stdout);
    }
    let inside = bench.run_in("progress", &["status", "auth-v1/"]);
    inside.exits(0).stdout_has("auth-v1");
    bench.run(&["status", "attic"]).exits(0).stdout_has("1/1");
}

#[test]
fn plans_with_the_same_name_are_shown_by_directory() {
    let bench = bench();
    let text = phase("billing", 1, "status: planning", &[("B-1", "todo", "")]);
    bench.write("docs/progress/billing/phase-1-progress.md", &text);
    let status = bench.run(&["status"]);
    status
        .stdout_has("\ndocs/progress/billing  ")
        .stdout_has("\nprogress/billing       ");
    bench
        .run(&["status", "docs/progress/billing"])
        .exits(0)
        .stdout_lacks("auth");
}

#[test]
fn colour_is_supported() {
    let bench = bench();
    let coloured = bench.run(&["status", "auth", "--color", "always"]);
    insta::assert_snapshot!(coloured.stdout.replace('\u{1b}', "␛"));
}

#[test]
fn output_fits_a_narrow_terminal() {
    let bench = bench();
    for width in [1, 45, 60, 80] {
        for arguments in [&["status"][..], &["status", "auth"]] {
            let (mut out, mut errors) = (Vec::new(), Vec::new());
            let mut console = Console {
                called: "progress",
                stdin: &mut io::empty(),
                stdout: &mut out,
                stderr: &mut errors,
                terminal: Terminal {
                    width: Some(width),
                    ..Terminal::default()
                },
                folder: Ok(bench.root.clone()),
            };
            let arguments = ["progress"].iter().chain(arguments);
            run(arguments.map(OsString::from), &mut console);
            let text = String::from_utf8(out).unwrap();
            let notes = |line: &&str| line.contains("`progress ");
            let mut lines = text.lines().filter(|line| !notes(line));
            let most = lines.by_ref().map(|line| line.chars().count()).max();
            assert!(most.unwrap() <= width.max(40), "{width}:\n{text}");
        }
    }
}

#[test]
fn unknown_and_ambiguous_plans_are_errors() {
    let bench = bench();
    let unknown = bench.run(&["status", "biling"]);
    unknown.exits(2).prints("");
    unknown.complains("error: unknown plan `biling`\n  help: did you mean `billing`?\n");
    bench.run(&["status", "zzz"]).exits(2).stderr_has("--all");
    let several = bench.run(&["status", "a"]);
    several.exits(2).prints("");
    several.stderr_has("several plans start with `a`: `auth-v1`, `attic`");
    bench
        .run(&["status", "--prd", "nonsense"])
        .exits(2)
        .stderr_has("unknown plan `nonsense`");
}

#[test]
fn filters_select_phases() {
    let bench = bench();
    let paths = |flags: &[&str]| {
        let mut arguments = vec!["status", "--format", "json"];
        arguments.extend(flags);
        let outcome = bench.run(&arguments);
        outcome.exits(0);
        let json: serde_json::Value = serde_json::from_str(&outcome.stdout).unwrap();
        let plans = json["plans"].as_array().unwrap().iter();
        let phases = plans.flat_map(|plan| plan["phases"].as_array().unwrap());
        let paths = phases.map(|phase| phase["path"].as_str().unwrap());
        let short =
            |path: &str| path["progress/".len()..path.len() - "-progress.md".len()].to_owned();
        paths.map(short).collect::<Vec<String>>()
    };
    assert_eq!(paths(&[]).len(), 4);
    assert_eq!(paths(&["--owner", "ALICE"]), ["auth-v1/phase-1"]);
    assert_eq!(paths(&["--contributor", "carol"]), ["auth-v1/phase-2"]);
    assert_eq!(paths(&["--blockers"]), ["auth-v1/phase-2"]);
    assert_eq!(paths(&["--status", "pending"]), ["billing/phase-1"]);
    assert_eq!(paths(&["--phase", "phase-2"]), ["auth-v1/phase-2"]);
    assert_eq!(
        paths(&["--prd", "auth", "--phase", "1"]),
        ["auth-v1/phase-1"]
    );
    assert_eq!(paths(&["auth", "--status", "done"]), ["auth-v1/phase-1"]);
    let none = bench.run(&["status", "--owner", "zoe"]);
    none.exits(0).prints("").stderr_has("no phase matches");
    let slip = bench.run(&["status", "--status", "complted"]);
    slip.exits(2).stderr_has("did you mean `completed`?");
}

#[test]
fn json_contains_everything() {
    let status = bench().run(&["status", "auth", "--format", "json"]);
    status.exits(0).complains("");
    let json: serde_json::Value = serde_json::from_str(&status.stdout).unwrap();
    insta::assert_snapshot!(serde_json::to_string_pretty(&json).unwrap());
}

/// A plan whose first phase is held open by a criterion, its second by its status, and whose third is
/// blocked.
fn held_up() -> Sandbox {
    let bench = Sandbox::repository();
    let lines = "title: Cart\nstatus: review\nblockers:\n  - waits for the audit\nsuccess_criteria:\n  - { id: SC-1, description: Carts survive a restart, status: pending }\n  - { id: SC-2, status: met }";
    let first = phase(
        "shop-v1",
        1,
        lines,
        &[("S-1.1", "done", ""), ("S-1.2", "done", "")],
    );
    bench.write("progress/shop-v1/phase-1-progress.md", &first);
    let second = phase("shop-v1", 2, "status: review", &[("S-2.1", "done", "")]);
    bench.write("progress/shop-v1/phase-2-progress.md", &second);
    let lines = "status: in_progress\nblockers:\n  - \"S-3.1: no contract with the bank\"";
    let tasks = [
        ("S-3.1", "blocked", ""),
        ("S-3.2", "blocked", ""),
        ("S-3.3", "pending", ""),
    ];
    let third = phase("shop-v1", 3, lines, &tasks).replace(
        "description: Do S-3.2\n",
        "description: Do S-3.2\n    notes: \"first idea; waits for the design\"\n",
    );
    bench.write("progress/shop-v1/phase-3-progress.md", &third);
    bench
}

#[test]
fn what_holds_up_a_plan_is_shown() {
    let bench = held_up();
    bench
        .run(&["ready", "--claim", "S-3.3", "--as", "agent-7"])
        .exits(0);
    let status = bench.run(&["status", "shop"]);
    status.exits(0).complains("");
    insta::assert_snapshot!(without_times(&status.stdout));
    let json = bench.run(&["status", "shop", "--format", "json"]);
    let json: serde_json::Value = serde_json::from_str(&json.stdout).unwrap();
    let plan = &json["plans"][0];
    assert_eq!(plan["claimed"][0]["id"], "S-3.3");
    assert_eq!(plan["claimed"][0]["finished"], false);
    let first = &plan["phases"][0];
    assert_eq!(first["held_open"], true);
    assert_eq!(
        first["pending_criteria"],
        serde_json::json!([{"id": "SC-1", "description": "Carts survive a restart"}])
    );
    let blocked = &plan["phases"][2]["blocked"];
    assert_eq!(blocked[0]["reason"], "S-3.1: no contract with the bank");
    assert_eq!(blocked[1]["reason"], "first idea; waits for the design");
    let show = bench.run(&["show", "S-3.2"]);
    show.exits(0)
        .stdout_has("it is blocked: first idea; waits for the design");
    bench.write(
        "progress/other/phase-1-progress.md",
        &phase("other", 1, "status: planning", &[]),
    );
    bench.run(&["status"]).stdout_has("1 claimed");
}

/// The text with the times of claims replaced.
fn without_times(text: &str) -> String {
    let words = text.split_inclusive(char::is_whitespace).map(|word| {
        let is_time = word.starts_with("20") && word.contains('Z');
        if is_time { "TIME\n" } else { word }
    });
    words.collect()
}

#[test]
fn an_empty_repository_is_not_an_error() {
    let bench = Sandbox::repository();
    let status = bench.run(&["status"]);
    status.exits(0).prints("");
    status.stderr_has("no progress files found in this directory");
    bench.write("sub/x.txt", "");
    for command in ["status", "lint"] {
        let below = bench.run_in("sub", &[command]);
        let root = format!("no progress files found in `{}`", bench.root.display());
        below.exits(0).stderr_has(&root);
    }
    let json = bench.run(&["status", "--format", "json"]);
    json.exits(0).prints("{\"version\":1,\"plans\":[]}\n");
    bench
        .run(&["status", "auth"])
        .exits(2)
        .stderr_has("no plans found");
}

#[test]
fn an_unreadable_file_has_a_line() {
    let bench = Sandbox::folder();
    bench.write(GOOD_PATH, GOOD);
    bench.write(
        "progress/auth-v1/phase-2-progress.md",
        "---\ntype: progress\na: [\n---\n",
    );
    bench.write(
        "progress/auth-v1/phase-3-progress.md",
        "---\ntype: progress\nprd: auth-v1\nphase: 3\nprogress: 40\n---\n",
    );
    let status = bench.run(&["status"]);
    status.exits(0).complains("");
    insta::assert_snapshot!(status.stdout);
    // A sum names no file.
    bench.write("progress/shop-v1/phase-1-progress.md", GOOD);
    for format in ["human", "json"] {
        bench
            .run(&["status", "--format", format])
            .exits(0)
            .stderr_has("warning: the frontmatter of `progress/auth-v1/phase-2-progress.md`");
    }
}

#[test]
fn cycles_and_hostile_texts_are_made_safe_to_show() {
    let bench = Sandbox::folder();
    let lines =
        "title: \"\\e[31mred\\u202e\\nline\"\nstatus: \"\\e]0;x\\a\"\nblockers: [\"\\e[2J\"]";
    let tasks = [
        ("\"T-1\\e[1m\"", "in_progress", ""),
        ("T-2", "pending", "T-3"),
        ("T-3", "pending", "T-2"),
        ("T-4", "pending", "T-4"),
    ];
    bench.write(
        "progress/x/phase-1-progress.md",
        &phase("\"x\\e[5m\"", 1, lines, &tasks),
    );
    for format in ["human", "json"] {
        let status = bench.run(&["status", "--format", format]);
        status.exits(0).complains("");
        status.stdout_lacks("\u{1b}").stdout_lacks("\u{202e}");
        status.stdout_lacks("T-2").stdout_lacks("T-4");
    }
    let unknown = bench.run(&["status", "\u{1b}[31m"]);
    unknown.exits(2);
    assert!(!unknown.stderr.contains('\u{1b}'));
}

/// A README with the markers, once inside a code block.
const README: &str = "# Shop\n\n```md\n<!-- progress:status -->\n```\n\n<!-- progress:status -->\n<!-- /progress:status -->\n\nMore.\n";

#[test]
fn a_readme_is_kept_current() {
    let bench = Sandbox::folder();
    bench.write(GOOD_PATH, GOOD);
    bench.write("README.md", README);
    let arguments = ["status", "--write", "README.md"];
    let check = [&arguments[..], &["--check"]].concat();
    bench
        .run(&check)
        .exits(1)
        .stderr_has("the table in `README.md` is not current");
    let read = || std::fs::read_to_string(bench.root.join("README.md")).unwrap();
    assert_eq!(read(), README);
    bench
        .run(&arguments)
        .exits(0)
        .stderr_has("updated the table in `README.md`");
    let written = read();
    let (before, after) =
        README.split_at(README.len() - "<!-- /progress:status -->\n\nMore.\n".len());
    assert!(
        written.starts_with(before) && written.ends_with(after),
        "{written}"
    );
    assert!(
        written.contains("| Phase | Done | | Status | Active | Blocked | Ready |"),
        "{written}"
    );
    bench.run(&arguments).exits(0).stderr_has("is current");
    bench.run(&check).exits(0);
    assert_eq!(read(), written);
    // What is printed is the same section.
    let printed = bench.run(&["status", "--format", "markdown"]);
    assert!(written.contains(&printed.exits(0).stdout), "{printed}");
}

#[test]
fn a_misspelled_owner_does_not_empty_the_table() {
    let bench = Sandbox::folder();
    bench.write(GOOD_PATH, GOOD);
    bench.write("README.md", README);
    let write =
        |filter: &[&str]| bench.run(&[&["status", "--write", "README.md"], filter].concat());
    write(&[]).exits(0);
    let read = || std::fs::read_to_string(bench.root.join("README.md")).unwrap();
    let written = read();
    for filter in ["--owner", "--contributor", "--phase"] {
        write(&[filter, "nobody"])
            .exits(2)
            .stderr_has("no phase matches");
        assert_eq!(read(), written);
    }
    // That nothing is blocked is an answer.
    write(&["--blockers"]).exits(0);
    assert_ne!(read(), written);
}

#[test]
fn markers_that_are_not_a_pair_are_explained() {
    let bench = Sandbox::folder();
    bench.write(GOOD_PATH, GOOD);
    for (text, expected) in [
        ("# Shop\n", "are missing"),
        ("<!-- progress:status -->\n", "line 1"),
        (
            "<!-- progress:status -->\n<!-- progress:status -->\n<!-- /progress:status -->\n",
            "line 2: a second",
        ),
        (
            "# Shop\n\n<!-- progress:status --><!-- /progress:status -->\n",
            "line 3: `<!-- progress:status -->` is not on a line of its own",
        ),
    ] {
        bench.write("README.md", text);
        bench
            .run(&["status", "--write", "README.md"])
            .exits(2)
            .stderr_has(expected);
        let kept = std::fs::read_to_string(bench.root.join("README.md")).unwrap();
        assert_eq!(kept, text);
    }
    bench.run(&["status", "--write", "none.md"]).exits(2);
    bench.run(&["status", "--check"]).exits(2);
}

#[test]
fn the_table_contains_no_markup_from_files() {
    let bench = Sandbox::folder();
    let title = "title: '<!-- /progress:status --> | @alice'\nstatus:";
    bench.write(GOOD_PATH, &GOOD.replacen("status:", title, 1));
    let outcome = bench.run(&["status", "--format", "markdown"]);
    outcome.exits(0);
    assert_eq!(outcome.stdout.matches("<!--").count(), 2, "{outcome}");
    assert!(!outcome.stdout.contains("@alice"), "{outcome}");
}

#[test]
fn a_stale_section_is_a_finding_where_that_is_wanted() {
    let bench = Sandbox::repository();
    let tasks = "tasks:\n  - { id: A-1, status: pending, assigned_to: [a], dependencies: [] }\n";
    let file =
        format!("---\ntype: progress\nprd: auth-v1\nphase: 1\nstatus: pending\n{tasks}---\n");
    let path = "progress/auth-v1/phase-1-progress.md";
    bench.write(path, &file);
    bench.write(
        "README.md",
        "# A\r\n<!-- progress:status -->\r\n<!-- /progress:status -->\r\n",
    );
    bench.run(&["lint"]).exits(0);
    bench.write(".progress.yaml", "rules:\n  status-section-stale: error\n");
    let lint = ["lint"];
    bench.run(&lint).exits(1).stdout_has("README.md:2:1");
    for (format, place) in [
        (
            "concise",
            "README.md:2:1: error[status-section-stale] the table of plans is not current",
        ),
        (
            "json",
            r#""path":"README.md","pointer":null,"start":{"line":2,"#,
        ),
        ("sarif", r#""uri":"README.md""#),
        ("github", "::error file=README.md,line=2,"),
        ("gitlab", r#""path":"README.md","lines":{"begin":2,"#),
    ] {
        bench
            .run(&["lint", "--format", format])
            .exits(1)
            .stdout_has(place);
    }
    bench.run(&["status", "--write", "README.md"]).exits(0);
    bench.run(&lint).exits(0);
    bench
        .run(&["status", "--write", "README.md", "--all"])
        .exits(0);
    bench.run(&lint).exits(0);
    // One plan was edited, and what was remembered about the others must not hide it.
    bench.write(
        path,
        &file.replace("status: pending, ", "status: completed, "),
    );
    bench.run(&lint).exits(1).stdout_has("status-section-stale");
    // A part of the repository says nothing about all plans.
    let outcome = bench.run(&["lint", "progress/auth-v1"]);
    assert!(!outcome.stdout.contains("status-section-stale"));
}

#[test]
fn a_table_is_not_written_from_files_that_cannot_be_read() {
    let bench = Sandbox::repository();
    bench.write("README.md", README);
    bench.write(
        "progress/auth-v1/phase-1-progress.md",
        "---\ntype: progress\ntasks: [\n---\n",
    );
    for more in [&["--check"][..], &[]] {
        let arguments = [&["status", "--write", "README.md"][..], more].concat();
        bench
            .run(&arguments)
            .exits(2)
            .stderr_has("phase-1-progress.md` cannot be read");
        assert_eq!(
            std::fs::read_to_string(bench.root.join("README.md")).unwrap(),
            README
        );
    }
    bench
        .run(&["status", "--format", "markdown"])
        .exits(0)
        .stderr_has("cannot be read")
        .stdout_has("0 of 0 tasks done (1 file cannot be read)\n")
        .stdout_has(" | | | cannot be read | | | |\n");
    // The command that would bring it up to date refuses to write it.
    bench
        .run(&["lint", "--select", "status-section-stale"])
        .stdout_lacks("the table of plans");
}
