//! Measures linting of generated files: `cargo bench`.

#![allow(
    clippy::unwrap_used,
    reason = "a benchmark that cannot set up has nothing to measure"
)]

#[path = "support/generate.rs"]
mod generate;

use std::path::PathBuf;

use divan::Bencher;
use progress_core::config::Settings;
use progress_core::document::Document;
use progress_core::{lint, rules};
use progress_git::trees::WorkingTree;
use progress_lint::loading::{Request, load};

fn main() {
    divan::main();
}

/// A temporary folder of generated files, removed on drop.
struct Tree(tempfile::TempDir);

impl Tree {
    /// Generates `plans` plans with `phases` phases of `tasks` tasks each.
    fn new(plans: usize, phases: usize, tasks: usize, mistakes: bool) -> Self {
        let folder = tempfile::tempdir().unwrap();
        for plan in 0..plans {
            let prd = format!("plan-{plan}");
            let plan = folder.path().join("progress").join(&prd);
            std::fs::create_dir_all(&plan).unwrap();
            for phase in 1..=phases {
                let text = generate::phase(&prd, phase, tasks, mistakes);
                std::fs::write(plan.join(format!("phase-{phase}-progress.md")), text).unwrap();
            }
        }
        Self(folder)
    }

    fn lint(&self) -> usize {
        let root = PathBuf::from(self.0.path());
        let contents = WorkingTree::new(root.clone());
        let request = Request {
            files: Vec::new(),
            folders: vec![root.clone()],
            ..Request::default()
        };
        let workspace = load(&root, request, &contents, None, Settings::default());
        lint::run(&workspace, &rules::all()).findings.len()
    }
}

#[divan::bench]
fn parse_one_file_of_ten_tasks(bencher: Bencher<'_, '_>) {
    let bytes = generate::phase("plan", 1, 10, false).into_bytes();
    bencher.bench(|| Document::parse(bytes.clone()));
}

#[divan::bench]
fn lint_one_file_of_ten_tasks(bencher: Bencher<'_, '_>) {
    let tree = Tree::new(1, 1, 10, false);
    bencher.bench(|| tree.lint());
}

#[divan::bench(args = [500, 5_000])]
fn lint_one_file_of_many_tasks(bencher: Bencher<'_, '_>, tasks: usize) {
    let tree = Tree::new(1, 1, tasks, false);
    bencher.bench(|| tree.lint());
}

#[divan::bench(args = [1_000, 10_000])]
fn lint_one_file_of_many_findings(bencher: Bencher<'_, '_>, tasks: usize) {
    let tree = Tree::new(1, 1, tasks, true);
    bencher.bench(|| tree.lint());
}

#[divan::bench]
fn lint_one_plan_of_a_hundred_phases(bencher: Bencher<'_, '_>) {
    let tree = Tree::new(1, 100, 10, false);
    bencher.bench(|| tree.lint());
}

#[divan::bench(sample_count = 10)]
fn lint_a_thousand_files(bencher: Bencher<'_, '_>) {
    let tree = Tree::new(100, 10, 10, false);
    bencher.bench(|| tree.lint());
}
