//! Where plans stand can be told of any files, and what is composed is what was asked for.

use std::io;
use std::path::Path;

use progress_core::config::Settings;
use progress_core::document::Document;
use progress_core::model::Statuses;
use progress_core::scaffold::{NewPhase, NewTask, compose};
use progress_core::source::{Contents, Overlay, RootedPath};
use progress_core::status::{Readiness, ReadinessIndex, plans};
use progress_core::workspace::Workspace;
use progress_lint::loading::{Request, load};
use proptest::prelude::*;
use yaml_lossless::Node;

struct Nothing;

impl Contents for Nothing {
    fn read(&self, _: &RootedPath) -> io::Result<Vec<u8>> {
        Err(io::ErrorKind::NotFound.into())
    }

    fn exists(&self, _: &str) -> bool {
        false
    }

    fn siblings(&self, _: &str) -> Vec<RootedPath> {
        Vec::new()
    }
}

fn loaded(texts: Vec<String>) -> Workspace {
    let root = Path::new("/r");
    let path = |number| {
        RootedPath::new(
            root,
            Path::new(&format!("progress/p/phase-{number}-progress.md")),
        )
    };
    let files: Vec<(RootedPath, Vec<u8>)> = (0..)
        .zip(texts)
        .map(|(number, text)| (path(number), text.into_bytes()))
        .collect();
    let request = Request {
        files: files.iter().map(|(path, _)| path.clone()).collect(),
        folders: Vec::new(),
        ..Request::default()
    };
    let contents = Overlay::new(files, Nothing);
    load(root, request, &contents, None, Settings::default())
}

/// A line of a phase's tasks, with all kinds of references.
fn task() -> impl Strategy<Value = String> {
    let reference = prop_oneof![
        "T-[0-5]",
        "Phase [0-3]",
        "phases [0-2]-[0-3]",
        Just("all".to_owned()),
        Just("all-previous-phases".to_owned()),
        "p:T-[0-5]",
        "[a-z ]{0,6}",
    ];
    let status = prop_oneof![
        Just("pending"),
        Just("completed"),
        Just("deferred"),
        Just("blocked"),
        Just("in_progress"),
        Just("odd")
    ];
    let references = prop::collection::vec(reference, 0..3);
    ("T-[0-5]", status, references).prop_map(|(id, status, references)| {
        let list = references.join("', '");
        format!("  - {{id: {id}, status: {status}, assigned_to: [a], dependencies: ['{list}']}}\n")
    })
}

fn file() -> impl Strategy<Value = String> {
    let head = (
        "[0-3]|[0-1]-[2-3]|x",
        "planning|in_progress|completed|blocked",
    );
    let tasks = prop::collection::vec(task(), 0..6);
    let whole = (head, tasks).prop_map(|((phase, status), tasks)| {
        let tasks = tasks.concat();
        format!(
            "---\ntype: progress\nprd: p\nphase: {phase}\nstatus: {status}\ntasks:\n{tasks}---\n"
        )
    });
    prop_oneof![4 => whole, 1 => "---\ntype: progress\nprd: p\nphase: 0\n[a-z:\\n \\[{-]{0,40}\n---\n"]
}

proptest! {
    #[test]
    fn any_plan_stands_somewhere(texts in prop::collection::vec(file(), 0..5)) {
        let count = texts.len();
        let workspace = loaded(texts);
        let settled = ReadinessIndex::of(&workspace);
        let plans = plans(&workspace);
        let phases: Vec<_> = plans.iter().flat_map(|plan| &plan.phases).collect();
        prop_assert_eq!(phases.len(), count);
        for phase in phases {
            let counts = phase.counts;
            prop_assert!(counts.percent() <= 100);
            for task in &phase.ready {
                prop_assert_eq!(settled.readiness(task.at), Readiness::Ready);
                prop_assert_eq!(settled.awaited(task.at), Vec::<&str>::new());
            }
        }
    }

    #[test]
    fn what_is_composed_is_what_was_asked_for(
        texts in prop::collection::vec("\\PC{0,12}|[a-z0-9:#'\"\\\\{}\\[\\],\n\t -]{0,12}", 4),
    ) {
        let [title, description, who, criterion] = <[String; 4]>::try_from(texts).unwrap();
        let phase = NewPhase {
            prd: "p".to_owned(),
            phase: "1".to_owned(),
            title: title.clone(),
            owners: vec![who.clone()],
            criteria: vec![criterion.clone()],
            tasks: vec![NewTask {
                id: "1.10".to_owned(),
                description: description.clone(),
                status: "pending".to_owned(),
                assigned_to: vec![who.clone()],
                ..NewTask::default()
            }],
            ..NewPhase::default()
        };
        let text = compose(&phase, "progress/p/phase-1-progress.md", &Statuses::default());
        let document = Document::parse(text.into_bytes());
        let task = document.get("tasks").and_then(|tasks| tasks.item(0)).unwrap();
        let first = |node: Option<Node<'_>>| node.and_then(|node| node.item(0)).unwrap().text().unwrap().to_owned();
        let entry = document.get("success_criteria").and_then(|list| list.item(0)).unwrap();
        prop_assert_eq!(document.get("title").unwrap().text().unwrap(), title);
        prop_assert_eq!(task.get("id").unwrap().text().unwrap(), "1.10");
        prop_assert_eq!(task.get("description").unwrap().text().unwrap(), description);
        prop_assert_eq!(first(task.get("assigned_to")), who.clone());
        prop_assert_eq!(first(document.get("owners")), who);
        prop_assert_eq!(entry.get("description").unwrap().text().unwrap(), criterion);
    }
}
