//! Linking the commit that is about to be made to tasks, as hooks do.

use progress_core::config::Settings;
use progress_core::task_links::{Message, Outcome};
use progress_git::git::Repository;
use progress_lint::linking::StagedCommit;

use crate::common::Sandbox;

const AUTH: &str = "progress/auth-v1/phase-1-progress.md";
const WEB: &str = "progress/web-v1/phase-1-progress.md";
const CACHE: &str = ".git/progress/cache/digests";

fn file(prd: &str, tasks: &[(&str, &str)]) -> String {
    let task = |(id, status): &(&str, &str)| format!("  - {{ id: {id}, status: {status} }}\n");
    let tasks: String = tasks.iter().map(task).collect();
    format!("---\ntype: progress\nprd: {prd}\nphase: 1\nstatus: planning\ntasks:\n{tasks}---\n")
}

fn bench() -> Sandbox {
    let bench = Sandbox::repository();
    bench.write(
        AUTH,
        &file("auth-v1", &[("T-1.1", "pending"), ("A-2", "pending")]),
    );
    bench.write(
        WEB,
        &file("web-v1", &[("T-1.1", "pending"), ("UI-1", "pending")]),
    );
    bench.commit();
    bench
}

fn linked(bench: &Sandbox, text: &str) -> Outcome {
    let repository = Repository::discover(&bench.root).unwrap().unwrap();
    let settings = Settings::default();
    let message = Message::parse(text);
    let at_hand = StagedCommit::read(&repository, &settings, None).unwrap();
    at_hand.links(&repository, &settings, &message).unwrap()
}

/// Returns `plan:id` for each link.
fn names(outcome: &Outcome) -> Vec<String> {
    let links = outcome.links.iter();
    let name = |link: &progress_core::task_links::Link| {
        format!(
            "{}:{}",
            link.target.file().plan(),
            link.target.id().unwrap_or("-")
        )
    };
    links.map(name).collect()
}

#[test]
fn the_index_counts_and_not_the_working_tree() {
    let bench = bench();
    let done = file(
        "web-v1",
        &[
            ("T-1.1", "completed"),
            ("UI-1", "pending"),
            ("UI-2", "pending"),
        ],
    );
    bench.write(WEB, &done);
    assert_eq!(linked(&bench, "x (T-1.1)").ambiguous.len(), 1);
    assert_eq!(
        linked(&bench, "x\n\nTask: UI-2").unknown[0].nearest,
        ["UI-1", "A-2"]
    );
    bench.git(&["add", "--all"]);
    bench.write(WEB, "");
    assert_eq!(names(&linked(&bench, "x (T-1.1)")), ["web-v1:T-1.1"]);
    assert_eq!(names(&linked(&bench, "x")), ["web-v1:T-1.1"]);
    assert_eq!(
        names(&linked(&bench, "x\n\nTask: UI-2")),
        ["web-v1:UI-2", "web-v1:T-1.1"]
    );
}

#[test]
fn tasks_that_the_commit_deletes_can_be_named() {
    let bench = bench();
    bench.write(AUTH, &file("auth-v1", &[("T-1.1", "pending")]));
    bench.git(&["add", "--all"]);
    assert_eq!(names(&linked(&bench, "x\n\nTask: A-2")), ["auth-v1:A-2"]);
    bench.git(&["rm", "--quiet", "--cached", "-r", "progress/auth-v1"]);
    let outcome = linked(&bench, "x\n\nTask: A-2");
    assert_eq!(
        (names(&outcome), outcome.unknown.len()),
        (vec!["auth-v1:A-2".to_owned()], 0)
    );
}

#[test]
fn nothing_depends_on_the_cache() {
    let bench = bench();
    let text = "x\n\nTask: A-2";
    let first = linked(&bench, text);
    assert!(bench.root.join(CACHE).is_file());
    assert_eq!(linked(&bench, text), first);
    bench.write(CACHE, "progress cache 1\nx\t[[[");
    assert_eq!(linked(&bench, text), first);
    std::fs::remove_dir_all(bench.root.join(".git/progress")).unwrap();
    bench.write(".git/progress", "a file in the way");
    assert_eq!(linked(&bench, text), first);
}

#[test]
fn every_kind_of_index_is_read() {
    let bench = bench();
    let text = "x\n\nTask: A-2";
    let expected = linked(&bench, text);
    assert_eq!(names(&expected), ["auth-v1:A-2"]);
    bench.git(&["update-index", "--index-version=4"]);
    assert_eq!(linked(&bench, text), expected);
    bench.git(&["update-index", "--index-version=3", "--untracked-cache"]);
    assert_eq!(linked(&bench, text), expected);
}

#[test]
fn a_plan_that_is_deleted_altogether_is_known_only_if_it_is_named() {
    let bench = bench();
    bench.git(&["rm", "--quiet", "--cached", "-r", "progress/auth-v1"]);
    let repository = Repository::discover(&bench.root).unwrap().unwrap();
    let at_hand = StagedCommit::read(&repository, &Settings::default(), None).unwrap();
    assert!(!at_hand.known.has("A-2"));
    assert_eq!(names(&linked(&bench, "x\n\nTask: A-2")), ["auth-v1:A-2"]);
}

#[test]
fn before_the_first_commit_only_the_index_counts() {
    let bench = Sandbox::repository();
    assert_eq!(linked(&bench, "x (A-2)").links, []);
    bench.write(AUTH, &file("auth-v1", &[("A-2", "pending")]));
    bench.git(&["add", "--all"]);
    assert_eq!(names(&linked(&bench, "x (A-2)")), ["auth-v1:A-2"]);
}
