//! Tests of `progress history`.

use std::fmt::Write as _;

use serde_json::Value;

use crate::common::Sandbox;

const PATH: &str = "progress/auth-v1/phase-1-progress.md";

/// A progress file of a plan with these tasks and their statuses.
fn file(plan: &str, tasks: &[(&str, &str)]) -> String {
    let mut text =
        format!("---\ntype: progress\nprd: {plan}\nphase: 1\nstatus: in_progress\ntasks:\n");
    for (id, status) in tasks {
        writeln!(
            text,
            "  - {{ id: {id}, status: {status}, assigned_to: [a], dependencies: [] }}"
        )
        .unwrap();
    }
    text + "---\n"
}

/// Commits everything on a day.
fn commit(bench: &Sandbox, day: &str) {
    let date = format!("{day}T12:00:00Z");
    bench
        .bash(&format!(
            "git add --all && GIT_AUTHOR_DATE={date} GIT_COMMITTER_DATE={date} git -c user.name=A \
             -c user.email=a@example.org commit --quiet --allow-empty -m Work"
        ))
        .exits(0);
}

fn history(bench: &Sandbox, arguments: &[&str]) -> Value {
    let outcome = bench.run(&[&["history", "--format=json"], arguments].concat());
    serde_json::from_str(&outcome.exits(0).stdout).unwrap()
}

/// One line per point: the date, the done and all tasks, and what happened.
fn points(bench: &Sandbox, arguments: &[&str]) -> Vec<String> {
    let mut lines = Vec::new();
    for point in history(bench, arguments)["points"].as_array().unwrap() {
        let states = &point["states"];
        let date = point["date"].as_str().unwrap();
        let mut line = format!("{date} {}/{}", states["done"], states["total"]);
        for key in ["added", "completed", "reopened", "dropped", "removed"] {
            if point[key] != 0 {
                write!(line, " {key} {}", point[key]).unwrap();
            }
        }
        lines.push(line);
    }
    lines
}

#[test]
fn tasks_are_counted_week_by_week() {
    let bench = Sandbox::repository();
    bench.write(
        PATH,
        &file("auth-v1", &[("A", "pending"), ("B", "pending")]),
    );
    commit(&bench, "2026-01-05");
    bench.write(
        PATH,
        &file("auth-v1", &[("A", "completed"), ("C", "pending")]),
    );
    commit(&bench, "2026-01-20");
    bench.write(
        PATH,
        &file("auth-v1", &[("A", "in_progress"), ("C", "deferred")]),
    );
    commit(&bench, "2026-01-21");
    assert_eq!(
        points(&bench, &["auth-v1"]),
        [
            "2026-01-05 0/2 added 2",
            "2026-01-12 0/2",
            "2026-01-19 0/2 added 1 completed 1 reopened 1 dropped 2",
        ]
    );
    assert_eq!(points(&bench, &["--by", "day"]).len(), 3);
    let outcome = bench.run(&["history", "--by=commit", "--format=csv"]);
    outcome.exits(0);
    let lines: Vec<&str> = outcome.stdout.lines().collect();
    assert_eq!(lines.len(), 4);
    assert!(lines[1].starts_with("2026-01-05,"), "{outcome}");
    assert!(
        lines[1].ends_with(",2,0,0,0,0,0,2,0,0,2,0,0,0,0,0"),
        "{outcome}"
    );
    bench
        .run(&["history", "auth-v1"])
        .exits(0)
        .stdout_has("auth-v1: 0 of 2 tasks done on 2026-01-21")
        .stdout_has("done       ▁▁▁  0 to 0")
        .stdout_has("completed  ▁▁█  at most 1 per week")
        .stdout_has("no forecast: it takes at least 4 complete weeks of history");
    // The same names as elsewhere.
    for name in ["auth", "au", "progress/auth-v1", "progress/auth-v1/"] {
        let outcome = bench.run(&["history", name]);
        outcome.exits(0).stdout_has("auth-v1: 0 of 2 tasks done");
        bench.run(&["log", name]).exits(0);
    }
    // Nothing that the table shows changes.
    bench.write(
        PATH,
        &file("auth-v1", &[("A", "blocked"), ("C", "deferred")]),
    );
    commit(&bench, "2026-01-22");
    let outcome = bench.run(&["history", "auth-v1", "--by=commit"]);
    outcome.exits(0).stdout_lacks("2026-01-22  ");
}

#[test]
fn tasks_are_followed_into_other_files_and_plans() {
    let bench = Sandbox::repository();
    bench.write(
        PATH,
        &file(
            "auth",
            &[("A", "pending"), ("B", "pending"), ("C", "pending")],
        ),
    );
    commit(&bench, "2026-01-05");
    // The plan and its directory get another name.
    bench.git(&["mv", "progress/auth-v1", "progress/login"]);
    let moved = "progress/login/phase-1-progress.md";
    bench.write(
        moved,
        &file(
            "login",
            &[("A", "completed"), ("B", "pending"), ("C", "pending")],
        ),
    );
    commit(&bench, "2026-01-06");
    // A file is split.
    bench.write(
        moved,
        &file("login", &[("A", "completed"), ("B", "pending")]),
    );
    bench.write(
        "progress/login/phase-2-progress.md",
        &file("login", &[("C", "completed")]),
    );
    commit(&bench, "2026-01-07");
    assert_eq!(
        points(&bench, &["login", "--by=day"]),
        [
            "2026-01-05 0/3 added 3",
            "2026-01-06 1/3 completed 1",
            "2026-01-07 2/3 completed 1",
        ]
    );
    bench.run(&["history", "auth"]).exits(2);
    bench
        .run(&["history", "login:B"])
        .exits(2)
        .stderr_has("name the plan: `login`");
}

#[test]
fn merges_count_once_and_broken_files_keep_their_tasks() {
    let bench = Sandbox::repository();
    bench.write(
        PATH,
        &file("auth-v1", &[("A", "pending"), ("B", "pending")]),
    );
    commit(&bench, "2026-01-05");
    bench.git(&["checkout", "-q", "-b", "side"]);
    bench.write(
        PATH,
        &file("auth-v1", &[("A", "completed"), ("B", "pending")]),
    );
    commit(&bench, "2026-01-06");
    bench.git(&["checkout", "-q", "main"]);
    bench.write("a.txt", "a");
    commit(&bench, "2026-01-06");
    bench.git(&["merge", "-q", "--no-edit", "side"]);
    bench.write(PATH, "---\ntype: progress\n<<<<<<< a: [\n---\n");
    commit(&bench, "2026-02-07");
    bench.write(
        PATH,
        &file("auth-v1", &[("A", "completed"), ("B", "completed")]),
    );
    commit(&bench, "2026-02-08");
    assert_eq!(
        points(&bench, &["--by=commit"]),
        [
            "2026-01-05 0/2 added 2",
            "2026-02-05 1/2 completed 1",
            "2026-02-08 2/2 completed 1",
        ]
    );
    let history = history(&bench, &[]);
    assert_eq!(history["no_forecast"], "finished");
    assert_eq!(history["as_of"], "2026-02-08");
}

/// Commits a plan with twenty tasks, of which the first are done.
fn commit_done(bench: &Sandbox, day: &str, done: usize) {
    let ids: Vec<String> = (1..=20).map(|number| format!("A-{number}")).collect();
    let mut tasks = vec![("", "pending"); ids.len()];
    for (at, task) in tasks.iter_mut().enumerate() {
        task.0 = &ids[at];
        if at < done {
            task.1 = "completed";
        }
    }
    bench.write(PATH, &file("auth-v1", &tasks));
    commit(bench, day);
}

#[test]
fn the_forecast_is_a_range() {
    let bench = Sandbox::repository();
    for (at, done) in [0, 1, 3, 4].into_iter().enumerate() {
        commit_done(&bench, &format!("2026-01-{:02}", 5 + at), done);
    }
    // All of it happened in one week.
    assert_eq!(history(&bench, &[])["no_forecast"], "too-short");
    let weeks = ["2026-01-12", "2026-01-19", "2026-01-26", "2026-02-02"];
    for (day, done) in weeks.into_iter().zip([5, 8, 10, 14]) {
        commit_done(&bench, day, done);
    }
    let forecast = &history(&bench, &["auth-v1"])["forecast"];
    assert_eq!(forecast["remaining"], 6);
    assert_eq!(forecast["weeks"], 4);
    // 4, 1, 3 and 2 were completed in the complete weeks.
    assert_eq!(
        (&forecast["slow"], &forecast["fast"]),
        (&1.into(), &4.into())
    );
    assert_eq!(forecast["earliest"], "2026-02-16");
    assert_eq!(forecast["latest"], "2026-03-16");
    bench
        .run(&["history"])
        .exits(0)
        .stdout_has("forecast: 6 tasks remain");
}

#[test]
fn a_shallow_clone_starts_with_what_there_is() {
    let bench = Sandbox::repository();
    bench.write(
        PATH,
        &file("auth-v1", &[("A", "completed"), ("B", "pending")]),
    );
    commit(&bench, "2026-01-05");
    bench.write("a.txt", "a");
    commit(&bench, "2026-01-06");
    bench.write(
        PATH,
        &file("auth-v1", &[("A", "completed"), ("B", "completed")]),
    );
    commit(&bench, "2026-01-07");
    bench
        .bash("git clone -q --depth 2 \"file://$PWD\" clone")
        .exits(0);
    let outcome = bench.run_in("clone", &["history", "--by=day", "--format=csv"]);
    outcome.exits(0).stderr_has("the clone is shallow");
    let lines: Vec<&str> = outcome.stdout.lines().skip(1).collect();
    assert!(lines[0].starts_with("2026-01-06,,2,1,"), "{outcome}");
    assert!(
        lines[1].contains(",2,2,") && lines[1].contains(",0,0,1,0,0,0"),
        "{outcome}"
    );
}

#[test]
fn since_leaves_out_what_is_older() {
    let bench = Sandbox::repository();
    bench.write(
        PATH,
        &file("auth-v1", &[("A", "pending"), ("B", "pending")]),
    );
    commit(&bench, "2026-01-05");
    bench.write(PATH, &file("auth-v1", &[("A", "done"), ("B", "pending")]));
    commit(&bench, "2026-01-14");
    let all = points(&bench, &[]);
    assert_eq!(all.len(), 2);
    // Of its week, everything counts.
    assert_eq!(points(&bench, &["--since=2026-01-15"]), all[1..]);
    assert_eq!(points(&bench, &["--by=day", "--since=2026-01-14"]).len(), 1);
    let outcome = bench.run(&["history", "--by=day", "--since=2026-01-15"]);
    outcome
        .exits(0)
        .stderr_has("no task changed since 2026-01-15");
    bench.run(&["history", "--since=soon"]).exits(2);
}

#[test]
fn a_file_that_cannot_be_read_is_reported_and_keeps_its_plan() {
    let bench = Sandbox::repository();
    // The directory is called otherwise than the plan.
    let path = "progress/login/phase-1-progress.md";
    bench.write(
        path,
        &file("auth-v1", &[("A", "completed"), ("B", "pending")]),
    );
    bench.write(
        "progress/login/phase-2-progress.md",
        &file("auth-v1", &[("C", "pending")]),
    );
    bench.write(
        "progress/shop/phase-1-progress.md",
        &file("shop", &[("S", "pending")]),
    );
    commit(&bench, "2026-01-05");
    for (day, broken) in [("2026-01-06", "a: ["), ("2026-01-07", "b: [")] {
        bench.write(path, &format!("---\ntype: progress\n{broken}\n---\n"));
        commit(&bench, day);
    }
    let message = "warning: the frontmatter of `progress/login/phase-1-progress.md` cannot be read";
    for name in [&[][..], &["auth-v1"]] {
        let outcome = bench.run(&[&["history"], name].concat());
        outcome.exits(0).stderr_has(message);
    }
    let outcome = bench.run(&["history", "shop"]);
    assert_eq!(outcome.exits(0).stderr, "");
    let json = history(&bench, &["auth-v1"]);
    let states = &json["points"][0]["states"];
    assert_eq!(states["done"], 1);
    assert_eq!(states["total"], 3);
    // What is in the working tree only has no history.
    bench.write("progress/shop/phase-1-progress.md", "---\na: [\n---\n");
    let outcome = bench.run(&["history", "shop"]);
    assert_eq!(outcome.exits(0).stderr, "");
}

#[test]
fn a_plan_that_cannot_be_read_is_called_like_its_folder() {
    let bench = Sandbox::repository();
    let path = "progress/login/phase-1-progress.md";
    bench.write(path, &file("auth", &[("A", "completed"), ("B", "pending")]));
    commit(&bench, "2026-01-05");
    for (day, broken) in [("2026-01-06", "a: ["), ("2026-01-07", "b: [")] {
        bench.write(path, &format!("---\ntype: progress\n{broken}\n---\n"));
        commit(&bench, day);
    }
    // No other name is known for it: `status` calls it the same.
    let added = "2026-01-05 1/2 added 2";
    assert_eq!(points(&bench, &["login", "--by=commit"]), [added]);
    // Both versions that cannot be read are skipped to find out what the plan was called.
    bench.write(
        path,
        &file("shop", &[("A", "completed"), ("B", "completed")]),
    );
    commit(&bench, "2026-01-08");
    let completed = "2026-01-08 2/2 completed 1";
    let shop = points(&bench, &["shop", "--by=commit"]);
    assert_eq!(shop, [added, completed]);
    // What is deleted unread is removed from the plan that it was part of.
    let other = "progress/login/phase-2-progress.md";
    bench.write(other, &file("shop", &[("C", "pending")]));
    commit(&bench, "2026-01-09");
    bench.write(other, "---\ntype: progress\na: [\n---\n");
    commit(&bench, "2026-01-10");
    bench.git(&["rm", "-q", other]);
    commit(&bench, "2026-01-11");
    let shop = points(&bench, &["shop", "--by=commit"]);
    let later = ["2026-01-09 2/3 added 1", "2026-01-11 2/2 dropped 1"];
    assert_eq!(shop, [&[added, completed], &later[..]].concat());
}
